// The way between the answer and its evidence: to what was tapped and back, where the panes stand above one another.

import { areStacked } from "./page_layout.js";

/** @import { AnswerPane } from "./answer.js" */
/** @import { PagesPane } from "./pages_pane.js" */

const LINE_PX = 30; // of the answer's text, where its end is in sight

/** Scrolls to the answer, to its evidence, and back. */
export class PaneScroll {
  /**
   * @param {AnswerPane} answer
   * @param {PagesPane} pages
   * @param {() => void} begin called before the page is scrolled
   */
  constructor(answer, pages, begin) {
    this.answer = answer;
    this.pages = pages;
    this.begin = begin;
  }

  /** Return whether answer and pages stand above one another, as on a phone. */
  isStacked() {
    const [answer, pages] = [this.answer.element, this.pages.element].map((pane) => pane.getBoundingClientRect());
    return areStacked(answer, pages);
  }

  /** Bring the evidence to what was tapped, where it does not stand beside it. */
  toPages() {
    if (!this.isStacked()) return;
    this.begin();
    this.pages.element.scrollIntoView({ block: "start", behavior: "smooth" });
  }

  /** Go back from the evidence to what it was opened from: the number, the passage, else the answer. */
  back() {
    const { piece } = this.pages;
    const opener = piece?.kind === "citation" ? `[data-citation="${piece.number}"]` : `[data-passage="${piece?.id}"]`;
    const number = /** @type {HTMLElement | null} */ (this.answer.element.querySelector(opener));
    const isShown = number !== null && number.getClientRects().length > 0; // not in a folded list
    this.begin();
    (isShown ? number : this.answer.element).scrollIntoView({ block: isShown ? "center" : "start", behavior: "smooth" });
    if (isShown) number.focus({ preventScroll: true });
  }

  /**
   * Scroll the answer to the number of a citation.
   *
   * @param {number} number
   */
  toNumber(number) {
    const pane = this.answer.element;
    const button = this.answer.text.querySelector(`[data-citation="${number}"]`);
    if (!button || pane.scrollHeight <= pane.clientHeight) return;
    const top = button.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    if (top < 0 || top > pane.clientHeight - LINE_PX) pane.scrollTop += top - pane.clientHeight / 3;
  }
}
