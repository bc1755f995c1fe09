// The places of the words that are looked for, gone through one by one: which is shown, and its frame on the page.

import { button, make } from "../kit/elements.js";
import { drawBox } from "./page_sheet.js";

/** @import { FoundWords } from "./evidence_data.js" */

/**
 * Return which of the places comes `by` steps further, round and round; where none is shown yet it is the first from the page on
 * that is read.
 *
 * @param {{page: number}[]} hits at least one
 * @param {number} shown -1 where none is
 * @param {number} by 1 or -1
 * @param {number} page that is read
 */
export function hitAfter(hits, shown, by, page) {
  const from = shown < 0 ? hits.findIndex((hit) => hit.page >= page) - by : shown;
  return (Math.max(from, -1) + by + hits.length) % hits.length;
}

/** What goes through the places. */
export class HitSteps {
  /** @param {(by: number) => void} step */
  constructor(step) {
    /** @type {FoundWords[]} */
    this.hits = [];
    this.shown = -1; // of the places, the one that is shown
    this.taken = "[]";
    /** @type {HTMLElement[]} */
    this.frames = []; // of the place that is shown, one a printed line
    this.count = make("span", "count");
    this.count.setAttribute("role", "status");
    const back = button("tool", "↑", "Previous place of the words (k)");
    const next = button("tool", "↓", "Next place of the words (j)");
    back.onclick = () => step(-1);
    next.onclick = () => step(1);
    this.elements = [this.count, back, next];
  }

  /**
   * Take the places; return whether they are others than before, of which none is shown yet.
   *
   * @param {FoundWords[]} hits
   */
  take(hits) {
    this.hits = hits;
    const json = JSON.stringify(hits.map(({ page, at }) => [page, at[1]])); // their width is exact once their page is near
    if (json === this.taken) return false;
    this.taken = json;
    this.shown = -1;
    return true;
  }

  /**
   * Go on to the next place, or back, and return it; null where there is none.
   *
   * @param {number} by 1 or -1
   * @param {number} page that is read
   */
  step(by, page) {
    if (!this.hits.length) return null;
    this.shown = hitAfter(this.hits, this.shown, by, page);
    return this.hits[this.shown];
  }

  /**
   * Say how many places there are and frame the one that is shown, whether its page is drawn yet or not.
   *
   * @param {HTMLElement[]} slots one a page
   */
  draw(slots) {
    const { hits } = this;
    for (const element of this.elements) element.hidden = !hits.length;
    this.count.textContent = hits.length ? `${this.shown + 1} of ${hits.length} found` : "";
    for (const frame of this.frames) frame.remove();
    this.frames = (hits[this.shown]?.frames ?? []).map(({ page, at }) => {
      const frame = drawBox("hit-frame", at);
      slots[page - 1]?.append(frame);
      return frame;
    });
  }
}
