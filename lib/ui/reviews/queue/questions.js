// The questions of the verdict bar: on the open answer as a whole, and on the citation of it that is open.

import { findAll, make } from "../../kit/elements.js";
import { ANSWER_QUESTIONS, CITATION_QUESTIONS } from "./bar_keys.js";
import { paintGroup } from "./key_buttons.js";
import { citationInWords } from "./verdict_state.js";

/** @import { BarData, CitationVerdict, Verdict } from "./bar_data.js" */
/** @import { AnswerField } from "./bar_keys.js" */
/** @import { KeyButtons } from "./key_buttons.js" */

/** The questions, in two rows. */
export class Questions {
  /**
   * @param {KeyButtons} buttons
   * @param {object} actions
   * @param {(field: AnswerField, value: string | boolean) => void} actions.sayOfAnswer
   * @param {(change: Partial<CitationVerdict>) => void} actions.sayOfCitation
   */
  constructor(buttons, { sayOfAnswer, sayOfCitation }) {
    this.whole = make("div", "row");
    this.answerGroups = ANSWER_QUESTIONS.map((question) => (
      buttons.group(question, (value) => sayOfAnswer(question.field, value))));
    this.whole.append(...this.answerGroups.map(({ element }) => element));
    this.cited = make("div", "row cited");
    this.citationGroups = CITATION_QUESTIONS.map((question) => (
      buttons.group(question, (value) => sayOfCitation({ [question.field]: value }))));
    this.cited.append(...this.citationGroups.map(({ element }) => element));
    this.citationLabel = findAll(this.cited, ".name")[0];
  }

  /**
   * Draw the answers to the questions; who answers first says the category alone, and what is settled takes the questions' place.
   *
   * @param {object} state
   * @param {BarData["mode"]} state.mode
   * @param {boolean} state.isSettling
   * @param {Verdict} state.verdict
   * @param {CitationVerdict | null} state.open
   * @param {CitationVerdict[]} state.citations
   */
  paint({ mode, isSettling, verdict, open, citations }) {
    for (const group of this.answerGroups) {
      paintGroup(group, (mode === "verdict" && !isSettling) || (mode === "own" && group.question.field === "category"), verdict);
    }
    for (const group of this.citationGroups) paintGroup(group, open !== null && !isSettling, open);
    if (open) this.citationLabel.textContent = citationInWords(open, citations);
  }
}
