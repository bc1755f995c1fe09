// A rater's verdict on the open answer as it stands: the server's word, and what was said since.

import { isComplete, isJudged } from "./verdict_state.js";

/** @import { OpenCitation } from "../../kit/open_citation.js" */
/** @import { BarData, CitationVerdict, Command } from "./bar_data.js" */
/** @import { AnswerField } from "./bar_keys.js" */
/** @import { Texts } from "./verdict_state.js" */

/** What is said of the open answer, and of its citations. */
export class StandingVerdict {
  /** @param {BarData} data */
  constructor(data) {
    this.data = data;
    this.verdict = { ...data.verdict };
    /** @type {Map<number, CitationVerdict>} */
    this.citations = new Map();
    this.wasComplete = false; // when the answer was opened
    this.openedAt = 0; // ms
  }

  /**
   * Take the server's verdicts; of an answer that the rater gives first the category stands in this tab alone until it is sent.
   *
   * @param {BarData} data
   * @param {string | null} ownCategory that stands in this tab
   */
  take(data, ownCategory) {
    this.data = data;
    this.verdict = { ...data.verdict };
    if (data.mode === "own") this.verdict.category = ownCategory ?? data.verdict.category;
    this.citations = new Map(data.citations.map((one) => [one.number, { ...one }]));
  }

  /** Begin with the answer whose verdicts were taken. */
  begin() {
    this.wasComplete = isComplete(this.verdict, this.data.advance);
    this.openedAt = performance.now();
  }

  /**
   * Answer a question on the answer, and return whether the next answer comes with that: the last question was answered now.
   *
   * @param {AnswerField} field
   * @param {string | boolean} value
   */
  say(field, value) {
    Object.assign(this.verdict, { [field]: value });
    const { advance } = this.data;
    return advance !== "never" && !this.wasComplete && isComplete(this.verdict, advance);
  }

  /**
   * Return the command that sends the verdict with what is typed.
   *
   * @param {Texts} texts
   * @param {boolean} next whether the next answer comes then
   * @returns {Command}
   */
  command(texts, next) {
    Object.assign(this.verdict, texts);
    const seconds = Math.round((performance.now() - this.openedAt) / 100) / 10;
    return { kind: "word", values: { ...this.verdict }, seconds, next };
  }

  /**
   * Return what is said of the citation that the evidence view shows; null where it shows none of this answer.
   *
   * @param {OpenCitation | null} open
   */
  citation(open) {
    const { data } = this;
    if (data.mode !== "verdict" || open?.answer !== data.id || open.citation === null) return null;
    return this.citations.get(open.citation) ?? null;
  }

  /** Return whether all is said of every citation. */
  areCitationsJudged() {
    return [...this.citations.values()].every(isJudged);
  }
}
