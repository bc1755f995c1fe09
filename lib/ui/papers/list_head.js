// What stands over the rows of papers: the tick of all that are shown, the search, how many there are.

import { make } from "../kit/elements.js";
import { sign } from "./list_icons.js";
import { addressOf } from "./list_row.js";
import { countLine, nothingLine, shortened } from "./list_search.js";

const EVERY = "Choose all papers shown";
export const PLACEHOLDER = "Search title, author, year, status";

/**
 * What is done with what is typed and clicked.
 *
 * @typedef {object} HeadActions
 * @property {(words: string) => void} search at each letter
 * @property {() => void} leaveField the words stay as they are
 * @property {(on: boolean) => void} chooseAll
 * @property {(words: string) => void} lookInTexts
 */

/** The head of the list. */
export class ListHead {
  /** @param {HeadActions} actions */
  constructor(actions) {
    this.actions = actions;
    this.every = make("input", "tick");
    this.every.type = "checkbox";
    this.every.setAttribute("aria-label", EVERY);
    this.every.title = EVERY;
    this.every.addEventListener("change", () => actions.chooseAll(this.every.checked));
    this.field = make("input", "search");
    this.field.type = "search";
    this.field.placeholder = PLACEHOLDER;
    this.field.setAttribute("aria-label", "Search");
    this.field.addEventListener("input", () => actions.search(this.field.value));
    this.field.addEventListener("change", () => actions.leaveField()); // Enter, or the field is left
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.count = make("div", "count");
    this.count.setAttribute("role", "status");
    this.nothing = make("p", "quiet nothing");
    this.texts = make("a", "texts");
    this.texts.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      actions.lookInTexts(this.field.value.trim());
    });
    const line = make("div", "head");
    line.append(this.every, this.field, this.count);
    this.elements = [line, this.nothing, this.texts];
  }

  /**
   * Draw what is shown, of what there is.
   *
   * @param {{shown: number, chosen: "all" | "some" | "none", library: {total: number, states: string}}} list
   */
  draw({ shown, chosen, library }) {
    const words = this.field.value.trim();
    this.every.disabled = !shown;
    this.every.checked = chosen === "all";
    this.every.indeterminate = chosen === "some";
    const count = countLine(shown, library);
    if (this.count.textContent !== count) this.count.textContent = count;
    this.nothing.hidden = shown > 0;
    this.nothing.textContent = nothingLine(words);
    this.texts.hidden = !words;
    this.texts.href = addressOf("words", { words });
    this.texts.replaceChildren(sign("words"), `Look for “${shortened(words)}” in the text of all papers`);
  }

  /**
   * Empty the field by Escape.
   *
   * @param {KeyboardEvent} event
   */
  onKey(event) {
    if (event.key !== "Escape" || !this.field.value) return;
    event.preventDefault();
    this.field.value = "";
    this.actions.search("");
  }
}
