// A table of the paper beside its page: sorted by a click on a head, copied, its cells tied to those on the page.

import { button, make } from "../kit/elements.js";
import { COPIED_MS, copyText } from "./copying.js";
import { bodyOrder, cellKey, rowsOf } from "./table_rows.js";

/** @import { OpenTable } from "./evidence_data.js" */

/** The open table. */
export class TablePane {
  /** @param {(what: string, value: unknown) => void} send */
  constructor(send) {
    this.send = send;
    /** @type {OpenTable | null} */
    this.table = null;
    /** @type {{column: number, by: 1 | -1} | null} */
    this.sorted = null;
    this.element = make("section", "open-table");
    this.element.setAttribute("aria-label", "Table");
  }

  /**
   * Show a table; nothing for null.
   *
   * @param {OpenTable | null} table
   */
  show(table) {
    this.table = table;
    this.sorted = null;
    this.draw();
  }

  /** Draw the table as it is sorted. */
  draw() {
    const { table } = this;
    this.element.hidden = !table;
    if (!table) {
      this.element.replaceChildren();
      return;
    }
    const bar = make("div", "table-bar");
    const copy = button("tool words boxed", "Copy", "Copy the table for a spreadsheet");
    copy.onclick = async () => {
      await copyText(table.text);
      copy.textContent = "Copied";
      setTimeout(() => { copy.textContent = "Copy"; }, COPIED_MS);
    };
    const close = button("tool words boxed", "Close", "Close the table");
    close.onclick = () => this.send("table", -1);
    bar.append(make("b", "", table.label), copy, close);
    const scroll = make("div", "table-scroll scroll-quiet");
    scroll.tabIndex = 0;
    scroll.append(this.drawGrid(table));
    const parts = [bar, make("p", "quiet", table.caption)];
    if (table.problem) parts.push(make("p", "note quiet", table.problem));
    const notes = table.notes.map((note) => make("p", "quiet", note));
    this.element.replaceChildren(...parts, scroll, ...notes);
  }

  /**
   * Draw the rows, the heads first.
   *
   * @param {OpenTable} table
   */
  drawGrid(table) {
    const grid = make("table", "grid");
    const { head, body } = rowsOf(table.cells);
    const thead = make("thead");
    for (const row of head) thead.append(this.drawRow(row, table.sortable));
    const tbody = make("tbody");
    for (const row of bodyOrder(body, this.sorted)) tbody.append(this.drawRow(row, false));
    grid.append(thead, tbody);
    return grid;
  }

  /**
   * Draw a row.
   *
   * @param {import("./table_rows.js").Row} row
   * @param {boolean} isSortable
   */
  drawRow(row, isSortable) {
    const line = make("tr");
    for (const place of row.places) {
      const element = make(place.cell?.head ? "th" : "td", "", place.cell?.text ?? "");
      if (place.cell) {
        element.rowSpan = place.cell.rows;
        element.colSpan = place.cell.columns;
        element.dataset.cell = cellKey(place.cell);
      }
      if (isSortable && place.cell && place.cell.columns === 1) this.makeSorter(element, place.column);
      line.append(element);
    }
    return line;
  }

  /**
   * Let a head sort the rows by its column.
   *
   * @param {HTMLElement} element
   * @param {number} column
   */
  makeSorter(element, column) {
    const { sorted } = this;
    element.classList.add("sorter");
    element.tabIndex = 0;
    element.setAttribute("aria-sort", sorted?.column === column ? (sorted.by > 0 ? "ascending" : "descending") : "none");
    const sort = () => {
      this.sorted = sorted?.column === column && sorted.by < 0 ? null : { column, by: sorted?.column === column ? -1 : 1 };
      this.draw();
    };
    element.onclick = sort;
    element.onkeydown = (event) => {
      if (event.key === "Enter") sort();
    };
  }
}
