// The rows of the matrix that are in sight; the others are not in the page.

import { findAll, make } from "../../kit/elements.js";
import { drawCell, drawRow, rowState } from "./matrix_cells.js";
import { choosesCells, isChosen } from "./matrix_order.js";
import { drawnRows } from "./matrix_window.js";

/** @import { MatrixData } from "./matrix_data.js" */
/** @import { Choice } from "./matrix_order.js" */

const ROW_REM = 1.75; // as in matrix.css

/**
 * What is shown of the matrix.
 *
 * @typedef {object} Shown
 * @property {MatrixData} data
 * @property {Choice} choice
 * @property {number[]} rows indices, in their order
 * @property {number[]} columns indices
 * @property {boolean} isWide whether the columns show what the cells say
 */

/** Return the height of a row in px. */
export const rowHeight = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * ROW_REM;

/** The rows. */
export class MatrixRows {
  /**
   * @param {HTMLElement} scroll in which they are scrolled
   * @param {HTMLElement} header that covers the top of it
   * @param {(cell: HTMLElement) => void} paintCell mark a cell that is open, or that the keyboard is at
   */
  constructor(scroll, header, paintCell) {
    this.scroll = scroll;
    this.header = header;
    this.paintCell = paintCell;
    this.element = make("div", "body");
    /** @type {Shown | null} */
    this.shown = null;
    /** @type {Map<number, HTMLElement>} the rows that are drawn, by their place in the order */
    this.drawn = new Map();
  }

  /**
   * Draw what is shown now.
   *
   * @param {Shown} shown
   * @param {boolean} anew all rows; else only those that are not what they were: a cell that is being clicked stays
   */
  show(shown, anew) {
    this.shown = shown;
    this.drop((place, { dataset }) => {
      const index = shown.rows[place];
      return anew || index === undefined || dataset.state !== rowState(shown.data, index);
    });
    this.draw();
    this.paint();
  }

  /** Draw the rows in sight, and drop the others. */
  draw() {
    if (!this.shown) return;
    const { shown } = this;
    const { data, rows, columns } = shown;
    const height = rowHeight();
    this.element.style.height = `${rows.length * height}px`;
    const { scrollTop, clientHeight } = this.scroll;
    const view = { scrollTop, height: clientHeight, headHeight: this.header.offsetHeight };
    const { first, end } = drawnRows(view, height, rows.length);
    this.drop((place) => place < first || place >= end);
    for (let place = first; place < end; place += 1) {
      if (this.drawn.has(place)) continue;
      const index = rows[place];
      const element = drawRow(data, index, columns.map((column) => this.drawCell(shown, index, column)));
      element.style.top = `${place * height}px`;
      this.drawn.set(place, element);
      this.element.append(element);
    }
  }

  /** Mark the cells that are drawn. */
  paint() {
    for (const cell of findAll(this.element, ".cell")) this.paintCell(cell);
  }

  /**
   * Take rows off the page.
   *
   * @param {(place: number, element: HTMLElement) => boolean} isDropped
   */
  drop(isDropped) {
    for (const [place, element] of this.drawn) {
      if (!isDropped(place, element)) continue;
      element.remove();
      this.drawn.delete(place);
    }
  }

  /**
   * Draw a cell, faint where others are chosen.
   *
   * @param {Shown} shown
   * @param {number} row
   * @param {number} column
   */
  drawCell({ data, choice, isWide }, row, column) {
    const cell = drawCell(data, row, column, isWide);
    cell.classList.toggle("off", choosesCells(choice) && !isChosen(data.rows[row], column, choice));
    this.paintCell(cell);
    return cell;
  }
}
