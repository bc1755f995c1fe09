// What steps through the cells of the matrix that are shown, and says where the open one stands among them.

import { button, make, plural } from "../../kit/elements.js";

/**
 * Say where the open cell stands among those that are shown; with none open, how many papers are shown.
 *
 * @param {object} counts
 * @param {number} counts.at place of the open cell from 0, -1 where none of them is open
 * @param {number} counts.cells
 * @param {number} counts.shown papers
 * @param {number} counts.papers
 */
export function positionInWords({ at, cells, shown, papers }) {
  const inWords = (/** @type {number} */ count) => count.toLocaleString("en");
  return at < 0 ? `${inWords(shown)} of ${plural(papers, "paper")}` : `${inWords(at + 1)} of ${inWords(cells)}`;
}

/** The buttons. */
export class CellSteps {
  /** @param {(by: number) => void} step */
  constructor(step) {
    this.element = make("div", "steps");
    this.position = make("span");
    this.back = button("", "‹", "Previous cell of those shown");
    this.next = button("", "›", "Next cell of those shown");
    this.back.onclick = () => step(-1);
    this.next.onclick = () => step(1);
    this.element.append(this.position, this.back, this.next);
  }

  /**
   * Draw where the open cell stands.
   *
   * @param {Parameters<typeof positionInWords>[0]} counts
   */
  draw(counts) {
    this.position.textContent = positionInWords(counts);
    this.back.disabled = this.next.disabled = !counts.cells;
  }
}
