// A person's verdict on an answer: right, half or wrong, kept as a label with their name.

import { button, make } from "../kit/elements.js";

/** @import { EvidenceData } from "./evidence_data.js" */

/** @type {[string, string, string][]} word of the verdict, sign, what is said */
const WORDS = [["correct", "✓", "right"], ["partly", "~", "half"], ["wrong", "✗", "wrong"]];
const NAME_LETTERS = 80;

/** The verdict beside an answer. */
export class Rating {
  /** @param {(value: {word: string, name: string}) => void} send */
  constructor(send) {
    this.send = send;
    this.element = make("section", "rating quiet");
    this.element.setAttribute("aria-label", "Your verdict");
    this.choices = make("div", "tools");
    this.form = make("form", "selection-form");
    this.field = make("input");
    this.field.type = "text";
    this.field.maxLength = NAME_LETTERS;
    this.field.placeholder = "Your name, kept with the verdict";
    this.field.setAttribute("aria-label", "Your name, kept with the verdict");
    const keep = button("tool words boxed", "Keep");
    keep.type = "submit";
    this.form.append(this.field, keep);
    this.form.hidden = true;
    this.element.append(this.choices, this.form);
    this.word = "";
    this.form.onsubmit = (event) => {
      event.preventDefault();
      if (this.field.value.trim()) this.send({ word: this.word, name: this.field.value });
    };
  }

  /**
   * Draw the choices, with the one that was made.
   *
   * @param {EvidenceData} data
   */
  update({ rating, live }) {
    this.element.hidden = rating === null || live;
    this.form.hidden = true;
    if (!rating) return;
    this.choices.replaceChildren(make("span", "", "Is it right?"));
    for (const [word, sign, said] of WORDS) {
      const choice = button("tool words boxed verdict-choice", `${sign} ${said}`);
      choice.setAttribute("aria-pressed", String(rating.word === word));
      choice.onclick = () => this.choose(word, rating);
      this.choices.append(choice);
    }
    if (rating.rater) this.choices.append(make("span", "", rating.word ? `said by ${rating.rater}` : `as ${rating.rater}`));
  }

  /**
   * Send a verdict, or take it back; ask for the name first where it is not known.
   *
   * @param {string} word
   * @param {{word: string, rater: string}} rating
   */
  choose(word, rating) {
    this.word = word;
    if (rating.rater) {
      this.send({ word: rating.word === word ? "" : word, name: "" });
      return;
    }
    this.form.hidden = false;
    this.field.focus();
  }
}
