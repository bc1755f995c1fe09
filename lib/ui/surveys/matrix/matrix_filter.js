// What chooses the cells, papers and questions of the matrix that are shown.

import { button, make } from "../../kit/elements.js";
import { toggled } from "./matrix_order.js";

/** @import { CellKind, MatrixData } from "./matrix_data.js" */
/** @import { Choice } from "./matrix_order.js" */

/** The buttons and fields that filter. */
export class MatrixFilter {
  /** @param {(change: Partial<Choice>) => void} choose */
  constructor(choose) {
    this.choose = choose;
    this.chips = make("div", "tools");
    this.chips.style.margin = "0";
    this.paperWords = this.wordsInput("Papers …", "papers");
    this.questionWords = this.wordsInput("Questions …", "questions");
    this.elements = [this.chips, this.paperWords, this.questionWords];
  }

  /**
   * Make a field that filters by words.
   *
   * @param {string} placeholder
   * @param {"papers" | "questions"} name
   */
  wordsInput(placeholder, name) {
    const input = make("input", "words");
    input.type = "search";
    input.placeholder = placeholder;
    input.setAttribute("aria-label", `Filter ${name} by words`);
    input.oninput = () => this.choose({ [name]: input.value });
    return input;
  }

  /**
   * Fill the fields, for another matrix.
   *
   * @param {Choice} choice
   */
  fill({ papers, questions }) {
    this.paperWords.value = papers;
    this.questionWords.value = questions;
  }

  /**
   * Draw the buttons that choose cells by their kind and marks, and the one that shows what they say.
   *
   * @param {MatrixData} data
   * @param {Choice} choice
   * @param {boolean} isWide whether the cells show what they say
   */
  draw(data, choice, isWide) {
    const kinds = data.legend.filter(({ code, count }) => count || choice.codes.includes(code));
    const chips = kinds.map((kind) => this.kindChip(kind, choice));
    for (const { flag, name, sign, count } of data.marks) {
      const isOn = choice.flags.includes(flag);
      const toggle = () => this.choose({ flags: toggled(choice.flags, flag) });
      if (count || isOn) chips.push(drawChip(`${sign} ${name}`.trim(), count, isOn, toggle));
    }
    if (data.values) chips.push(drawChip("Values", null, isWide, () => this.choose({ values: !isWide })));
    this.chips.replaceChildren(...chips);
  }

  /**
   * Make the button of a kind of cell.
   *
   * @param {CellKind} kind
   * @param {Choice} choice
   */
  kindChip({ code, name, sign, tone, count }, { codes }) {
    const chip = drawChip(name, count, codes.includes(code), () => this.choose({ codes: toggled(codes, code) }));
    const cell = make("i", `cell tone-${tone}`, sign);
    cell.style.fontStyle = "normal";
    cell.style.margin = "0";
    chip.prepend(cell);
    chip.classList.remove("bare");
    chip.dataset.code = code;
    return chip;
  }
}

/**
 * Make a button that chooses what is shown.
 *
 * @param {string} name
 * @param {number | null} count of cells; null where none is said
 * @param {boolean} isOn
 * @param {() => void} act
 */
function drawChip(name, count, isOn, act) {
  const chip = button("chip bare", "");
  chip.append(make("span", "", name));
  if (count !== null) chip.append(make("b", "", count.toLocaleString("en")));
  chip.setAttribute("aria-pressed", String(isOn));
  chip.onclick = act;
  return chip;
}
