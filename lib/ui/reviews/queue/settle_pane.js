// Settling what raters differ on: the same questions with the same keys, nothing chosen before somebody chooses it.

import { make } from "../../kit/elements.js";
import { readTab, writeTab } from "../../kit/tab_storage.js";
import { ANSWER_QUESTIONS, TOOL_KEYS } from "./bar_keys.js";
import { paintGroup } from "./key_buttons.js";

/** @import { Settling } from "./bar_data.js" */
/** @import { Group, KeyButtons } from "./key_buttons.js" */

const SETTLING = "sidelight-review-settling";
const WITH_VALUE = ["reported", "unclear"]; // of these categories a value can be settled too
const SETTLED_LETTERS = 10000; // characters, as the records take them

/**
 * What was decided: a label by judgement, the value, why, and instead of what that stands there.
 *
 * @typedef {{labels: Record<string, string>, value: string, note: string, instead_of: Record<string, string>}} Decision
 */

/**
 * What is chosen and typed and not settled yet.
 *
 * @typedef {{isOpen: boolean, chosen: Record<string, string>, value: string, note: string}} SettleDraft
 */

/** The questions that are to be settled, with what each rater says. */
export class SettlePane {
  /**
   * @param {KeyButtons} buttons
   * @param {(decision: Decision) => void} onDecide
   */
  constructor(buttons, onDecide) {
    this.onDecide = onDecide;
    this.isOpen = false;
    this.answer = ""; // id of the open one
    /** @type {Record<string, SettleDraft>} by answer */
    this.drafts = readTab(SETTLING);
    /** @type {Settling[]} */
    this.settling = [];
    /** @type {Record<string, string>} what is chosen, by judgement */
    this.chosen = {};
    this.element = make("div", "row settle");
    /** @type {(Group & {words: HTMLElement})[]} */
    this.groups = ANSWER_QUESTIONS.map((question) => {
      const group = buttons.group({ ...question, group: `settle-${question.group}` }, (value) => {
        this.chosen = { ...this.chosen, [question.field]: String(value) };
        this.keep();
        this.paint();
      });
      const words = make("span", "name of");
      group.element.querySelector(".name")?.after(words);
      return { ...group, words };
    });
    this.value = this.field("The right value, where it is to be settled too", "value");
    this.note = this.field("Why, for whoever reads it later", "why");
    this.decide = buttons.button(TOOL_KEYS.decide, "settle", "Settle what is chosen", () => this.send());
    this.element.append(...this.groups.map(({ element }) => element), this.value, this.note, this.decide);
  }

  /**
   * Make a field.
   *
   * @param {string} placeholder
   * @param {string} name
   */
  field(placeholder, name) {
    const field = make("textarea", "words");
    field.rows = 1;
    field.placeholder = placeholder;
    field.maxLength = SETTLED_LETTERS;
    field.dataset.settle = name;
    field.setAttribute("aria-label", placeholder);
    field.oninput = () => this.keep();
    return field;
  }

  /**
   * Begin with an answer, with what was chosen and typed of it in this tab.
   *
   * @param {string} answer
   */
  fill(answer) {
    const draft = this.drafts[answer];
    this.answer = answer;
    this.isOpen = draft?.isOpen ?? false;
    this.chosen = draft?.chosen ?? {};
    this.value.value = draft?.value ?? "";
    this.note.value = draft?.note ?? "";
  }

  /** Keep in this tab what is chosen and typed: a bar that is drawn anew begins with it. */
  keep() {
    this.drafts[this.answer] = { isOpen: this.isOpen, chosen: this.chosen, value: this.value.value, note: this.note.value };
    writeTab(SETTLING, this.drafts);
  }

  /**
   * Show or hide what is to be settled.
   *
   * @param {boolean} isOpen
   */
  open(isOpen) {
    this.isOpen = isOpen;
    this.keep();
  }

  /**
   * Show what there is to settle.
   *
   * @param {Settling[]} settling
   */
  update(settling) {
    this.settling = settling;
    if (!settling.length) this.isOpen = false;
    this.paint();
  }

  /** Send what is chosen. */
  send() {
    const instead = Object.fromEntries(this.settling.map(({ judgement, settled }) => [judgement, settled]));
    this.onDecide({ labels: this.chosen, value: this.value.value.trim(), note: this.note.value.trim(), instead_of: instead });
    delete this.drafts[this.answer];
    writeTab(SETTLING, this.drafts);
    this.fill(this.answer);
  }

  /** Draw what is chosen. */
  paint() {
    this.element.hidden = !this.isOpen;
    for (const group of this.groups) {
      const one = this.settling.find(({ judgement }) => judgement === group.question.field);
      paintGroup(group, this.isOpen && Boolean(one), this.chosen);
      group.words.textContent = one ? one.words.join(" · ") : "";
    }
    this.value.hidden = !WITH_VALUE.includes(this.chosen.category ?? "");
    this.decide.disabled = !Object.keys(this.chosen).length;
  }
}
