// The heads of the matrix's columns: what they are called, and sorting by them.

import { button, findAll, make } from "../../kit/elements.js";
import { nextSort } from "./matrix_order.js";

/** @import { MatrixData } from "./matrix_data.js" */
/** @import { Sort } from "./matrix_order.js" */

/** The row of heads. */
export class MatrixHeader {
  /** @param {(sort: Sort | null) => void} sortBy */
  constructor(sortBy) {
    this.sortBy = sortBy;
    /** @type {Sort | null} */
    this.sort = null;
    this.element = make("div", "header");
    this.element.setAttribute("role", "row");
    this.corner = make("div", "corner");
    this.corner.setAttribute("role", "columnheader");
  }

  /**
   * Draw the heads.
   *
   * @param {MatrixData} data
   * @param {Sort | null} sort
   * @param {number[]} columns that are shown
   * @param {boolean} isWide whether there is room for the question
   */
  draw(data, sort, columns, isWide) {
    this.sort = sort;
    const [{ name, sign }] = data.legend;
    this.corner.replaceChildren(
      this.sortButton("", "Paper", "Sort by title", "title", true),
      this.sortButton("", "Year", "Sort by year", "year", false),
      this.sortButton("", sign, `Sort by how many are ${name}`, "share", false),
    );
    this.element.replaceChildren(this.corner, ...columns.map((column) => columnHead(this.drawLabel(data, column, isWide))));
  }

  /**
   * Make a button that sorts the rows.
   *
   * @param {string} className
   * @param {string} text
   * @param {string} label
   * @param {Sort["by"]} by
   * @param {boolean} firstUp
   */
  sortButton(className, text, label, by, firstUp) {
    const head = button([className, this.sort?.by === by ? "sorted" : ""].filter(Boolean).join(" "), text, label);
    head.onclick = () => this.sortBy(nextSort(this.sort, by, firstUp));
    return head;
  }

  /**
   * Draw the head of a column.
   *
   * @param {MatrixData} data
   * @param {number} column
   * @param {boolean} isWide whether there is room for the question
   */
  drawLabel({ columns, legend }, column, isWide) {
    const { label, text, share } = columns[column];
    const percent = share === null ? "" : ` · ${legend[0].name} ${Math.round(share * 100)} %`;
    const head = this.sortButton("label", "", `${label}: ${text}${percent}`, column, true);
    const bar = make("i");
    bar.style.setProperty("--share", `${(share ?? 0) * 100}%`);
    const isMadeUp = /^Q\d+$/.test(label); // and says nothing
    head.append(make("span", "", isWide && isMadeUp ? `${label} · ${text}` : label), bar);
    head.dataset.column = String(column);
    return head;
  }

  /**
   * Return the head of a column; undefined where the column is not shown.
   *
   * @param {number} column
   * @returns {HTMLElement | undefined}
   */
  labelOf(column) {
    return findAll(this.element, `[data-column="${column}"]`)[0];
  }

  /**
   * Light up the head of a column, and no other.
   *
   * @param {string | undefined} column
   */
  light(column) {
    for (const label of findAll(this.element, ".label")) label.classList.toggle("lit", label.dataset.column === column);
  }
}

/**
 * Return a head as what it is to those who hear the grid: the head of a column, with a button in it.
 *
 * @param {HTMLElement} head
 */
function columnHead(head) {
  const cell = make("div", "head-cell");
  cell.setAttribute("role", "columnheader");
  cell.append(head);
  return cell;
}
