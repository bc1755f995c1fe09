// The fields of the bar, and what is typed into them: kept in this tab until the server has it.

import { make } from "../../kit/elements.js";
import { readTab, writeTab } from "../../kit/tab_storage.js";
import { TEXT_FIELDS } from "./verdict_state.js";

/** @import { Verdict } from "./bar_data.js" */
/** @import { Texts } from "./verdict_state.js" */

/**
 * What was typed and not sent yet; of an answer that the rater gives first, that answer and the category too.
 *
 * @typedef {Partial<Texts> & {own_answer?: string, category?: string | null}} Draft
 */

const DRAFTS = "sidelight-review-drafts";
const LONGEST_TEXT = 10000; // characters, as the records take them
const PLACEHOLDERS = { reason: "Reason", correction: "Correction: what it should say", note: "Note" };

/** The fields for a verdict's texts and for the rater's own answer. */
export class VerdictTexts {
  /** @param {{onInput: () => void, onLeave: () => void}} actions */
  constructor(actions) {
    this.actions = actions;
    /** @type {Record<string, Draft>} by answer */
    this.drafts = readTab(DRAFTS);
    this.element = make("div", "row written");
    this.fields = { reason: this.field("reason"), correction: this.field("correction"), note: this.field("note") };
    this.element.append(...Object.values(this.fields));
    this.own = make("textarea", "words");
    this.own.rows = 2;
    this.own.placeholder = "Your answer, from the paper alone";
    this.own.setAttribute("aria-label", "Your own answer");
    this.own.oninput = actions.onInput;
  }

  /**
   * Make a field for a text of the verdict.
   *
   * @param {keyof Texts} name
   */
  field(name) {
    const field = make("textarea", "words");
    field.rows = 1;
    field.placeholder = PLACEHOLDERS[name];
    field.dataset.field = name;
    field.setAttribute("aria-label", PLACEHOLDERS[name]);
    field.maxLength = LONGEST_TEXT;
    field.oninput = this.actions.onInput;
    field.onblur = this.actions.onLeave;
    return field;
  }

  /**
   * Return what stands in the fields, without white space around it.
   *
   * @returns {Texts}
   */
  texts() {
    const { reason, correction, note } = this.fields;
    return { reason: reason.value.trim(), correction: correction.value.trim(), note: note.value.trim() };
  }

  /** Return whether anything stands in the fields. */
  hasText() {
    return TEXT_FIELDS.some((name) => this.fields[name].value);
  }

  /**
   * Return the category that the rater chose of an answer that they give first and have not sent; null where there is none.
   *
   * @param {string} answer
   */
  ownCategory(answer) {
    return this.drafts[answer]?.category ?? null;
  }

  /**
   * Fill the fields with what was typed last or, where nothing was, with the verdict.
   *
   * @param {string} answer
   * @param {Verdict} verdict
   */
  fill(answer, verdict) {
    const draft = this.drafts[answer] ?? {};
    for (const name of TEXT_FIELDS) this.fields[name].value = draft[name] ?? verdict[name] ?? "";
    this.own.value = draft.own_answer ?? "";
  }

  /**
   * Keep in this tab what is typed.
   *
   * @param {string} answer
   * @param {{category: string | null} | null} own of an answer that the rater gives first, the category; null otherwise
   */
  keep(answer, own) {
    const { reason, correction, note } = this.fields;
    /** @type {Draft} */
    const draft = { reason: reason.value, correction: correction.value, note: note.value };
    if (own) Object.assign(draft, { own_answer: this.own.value, category: own.category });
    this.drafts[answer] = draft;
    writeTab(DRAFTS, this.drafts);
  }

  /**
   * Forget what was typed of an answer.
   *
   * @param {string} answer
   */
  forget(answer) {
    delete this.drafts[answer];
    writeTab(DRAFTS, this.drafts);
  }

  /**
   * Forget what was typed where the server has the same.
   *
   * @param {string} answer
   * @param {Verdict} verdict
   */
  forgetSent(answer, verdict) {
    const draft = this.drafts[answer];
    const isOwn = draft?.own_answer !== undefined; // which is sent as a whole
    if (draft && !isOwn && TEXT_FIELDS.every((name) => draft[name] === verdict[name])) this.forget(answer);
  }
}
