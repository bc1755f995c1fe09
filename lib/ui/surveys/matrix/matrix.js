// A matrix: rows of cells, each a category by colour and sign. Only the rows in sight are in the page.
// Text goes in by textContent alone. What is filtered and sorted stays in this browser tab, by the matrix's id.

import { closest, make } from "../../kit/elements.js";
import { closedWhenGone, viewOf } from "../../kit/streamlit_internals.js";
import { readTab, writeTab } from "../../kit/tab_storage.js";
import { CellSteps } from "./cell_steps.js";
import { placeOf } from "./matrix_cells.js";
import { MatrixFilter } from "./matrix_filter.js";
import { MatrixHeader } from "./matrix_header.js";
import { NOT_ASKED, cellAfter, cellsInOrder, isSameCell, movedCursor, noChoice, shownColumns, shownRows } from "./matrix_order.js";
import { MatrixRows, rowHeight } from "./matrix_rows.js";
import { toTopSoon } from "./matrix_top.js";
import { scrollToShow } from "./matrix_window.js";

/** @import { ComponentArguments } from "../../kit/streamlit_internals.js" */
/** @import { MatrixData, Place } from "./matrix_data.js" */
/** @import { Choice } from "./matrix_order.js" */

/** @type {WeakMap<object, Matrix>} */
const matrices = new WeakMap();
const WIDE_UP_TO = 6; // questions
const OPEN_AFTER_MS = 220; // on a cell that the arrow keys reach: one that is only passed by is not opened

/** @type {Record<string, [down: number, right: number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * Mount the matrix.
 *
 * @param {ComponentArguments<MatrixData>} component
 */
export default function (component) {
  const { data: [data], setTriggerValue } = component;
  const matrix = viewOf(matrices, component, "matrix", (root) => new Matrix(root, data, setTriggerValue));
  matrix.send = setTriggerValue;
  matrix.update(data);
  return closedWhenGone(component, () => matrix.close());
}

/** The matrix: what is chosen to be shown of it, and where the keyboard is. */
export class Matrix {
  /**
   * @param {HTMLElement} root
   * @param {MatrixData} data
   * @param {(what: string, value: unknown) => void} send
   */
  constructor(root, data, send) {
    this.root = root;
    this.data = data;
    this.send = send;
    this.isShown = false; // whether any data were drawn yet
    this.choice = noChoice();
    /** @type {number[]} indices of the columns that are shown */
    this.columns = [];
    /** @type {number[]} indices of the rows that are shown, in their order */
    this.shown = [];
    /** @type {Place[] | null} what previous and next go through; null until it is asked for */
    this.cells = null;
    /** @type {Place | null} where the keyboard is */
    this.cursor = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.openTimer = undefined;
    this.endToTop = () => {}; // of the cell that was opened last

    const tools = make("div", "tools");
    this.filter = new MatrixFilter((change) => this.choose(change));
    this.steps = new CellSteps((by) => this.step(by));
    tools.append(...this.filter.elements, this.steps.element);
    this.scroll = make("div", "scroll");
    this.scroll.tabIndex = 0;
    this.scroll.setAttribute("role", "grid");
    this.scroll.setAttribute("aria-label", "Matrix: arrow keys move, Enter opens a cell");
    this.grid = make("div", "grid");
    this.header = new MatrixHeader((sort) => this.choose({ sort }));
    this.rows = new MatrixRows(this.scroll, this.header.element, (cell) => this.paintCell(cell));
    this.nothing = make("div", "nothing", "No paper has such a cell.");
    this.grid.append(this.header.element, this.rows.element);
    this.scroll.append(this.grid, this.nothing);
    this.root.append(tools, this.scroll);
    this.scroll.addEventListener("scroll", () => this.rows.draw());
    this.scroll.addEventListener("keydown", (event) => this.onKey(event));
    this.rows.element.addEventListener("click", (event) => this.onClick(event));
    this.rows.element.addEventListener("pointerover", (event) => this.header.light(closest(event.target, ".cell")?.dataset.column));
    this.sizes = new ResizeObserver(() => this.rows.draw());
    this.sizes.observe(this.scroll);
  }

  /** Stop watching the size of the matrix, and let nothing open or move any more. */
  close() {
    this.sizes.disconnect();
    clearTimeout(this.openTimer);
    this.endToTop();
  }

  // ---- data in

  /**
   * Take new data and draw what differs.
   *
   * @param {MatrixData} data
   */
  update(data) {
    const before = this.isShown ? this.data : null;
    const isOther = before?.id !== data.id;
    const isOpened = data.open !== null && !isSameCell(data.open, before?.open);
    this.isShown = true;
    this.data = data;
    if (isOther) {
      this.choice = { ...noChoice(), ...readTab(this.storageName()) };
      this.filter.fill(this.choice);
      this.scroll.scrollTop = 0;
    }
    if (isOpened || isOther) this.cursor = data.open ? { ...data.open } : null;
    this.root.classList.toggle("open", data.open !== null);
    this.order();
    this.draw(isOther);
    if (isOpened) requestAnimationFrame(() => this.reveal(data.open));
    if (data.open && !before?.open) {
      this.endToTop();
      this.endToTop = toTopSoon(this.root);
    }
  }

  /** Return the name under which the choice is kept in this tab. */
  storageName() {
    return `sidelight-matrix-${this.data.id}`;
  }

  /**
   * Choose what is shown, keep the choice, and show it.
   *
   * @param {Partial<Choice>} change
   */
  choose(change) {
    this.choice = { ...this.choice, ...change };
    writeTab(this.storageName(), this.choice);
    this.order();
    this.draw();
  }

  /** Find what is shown, and its order. */
  order() {
    this.columns = shownColumns(this.data, this.choice);
    this.shown = shownRows(this.data, this.choice, this.columns);
    this.cells = null;
  }

  /** Return whether the columns show what the cells say: a few are wide enough. */
  isWide() {
    return this.data.values !== null && (this.choice.values ?? this.data.columns.length <= WIDE_UP_TO);
  }

  // ---- drawing

  /**
   * Draw what changed.
   *
   * @param {boolean} [anew] all rows; else only those that are not what they were: a cell that is being clicked stays
   */
  draw(anew = true) {
    const isWide = this.isWide();
    this.root.classList.toggle("values", isWide);
    this.grid.style.setProperty("--columns", String(this.columns.length));
    const longest = Math.max(0, ...this.columns.map((column) => this.data.columns[column].label.length));
    this.grid.style.setProperty("--longest", `${1.8 + 0.5 * longest}rem`);
    this.filter.draw(this.data, this.choice, isWide);
    this.header.draw(this.data, this.choice.sort, this.columns, isWide);
    this.nothing.hidden = this.shown.length > 0 && this.columns.length > 0;
    this.rows.show({ data: this.data, choice: this.choice, rows: this.shown, columns: this.columns, isWide }, anew);
    this.drawPosition();
  }

  /**
   * Mark the open cell, and the one that the keyboard is at.
   *
   * @param {HTMLElement} cell
   */
  paintCell(cell) {
    const isOpen = isSameCell(this.data.open, placeOf(cell));
    cell.classList.toggle("at", isOpen);
    cell.classList.toggle("cursor", !isOpen && isSameCell(this.cursor, placeOf(cell)));
  }

  // ---- stepping through the cells that are shown

  /** Return the cells that previous and next go through. */
  cellsInOrder() {
    this.cells ??= cellsInOrder(this.data, this.choice, this.shown, this.columns);
    return this.cells;
  }

  /** Draw where the open cell stands among them; with none open, how many papers are shown. */
  drawPosition() {
    const cells = this.cellsInOrder();
    const at = cells.findIndex((cell) => isSameCell(cell, this.data.open));
    this.steps.draw({ at, cells: cells.length, shown: this.shown.length, papers: this.data.rows.length });
  }

  /**
   * Open the next cell, or the one before.
   *
   * @param {number} by
   */
  step(by) {
    const cells = this.cellsInOrder();
    if (cells.length) this.open(cellAfter(cells, this.data.open, by));
  }

  /**
   * Ask for a cell, where it was asked.
   *
   * @param {Place} place
   */
  open(place) {
    this.cursor = place;
    const row = this.data.rows[place.row];
    if (row.codes[place.column] !== NOT_ASKED) this.send("cell", { paper: row.paper, question: place.column, nonce: Date.now() });
  }

  /**
   * Open the clicked cell.
   *
   * @param {MouseEvent} event
   */
  onClick(event) {
    const cell = closest(event.target, ".cell");
    if (cell) this.open(placeOf(cell));
  }

  /**
   * Move by the arrow keys, open by Enter, close by Escape.
   *
   * @param {KeyboardEvent} event
   */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = ARROWS[event.key];
    if (!by && !["Enter", " ", "Escape"].includes(event.key)) return;
    if (event.target !== this.scroll) return; // buttons of the header act by themselves
    event.preventDefault();
    event.stopPropagation(); // the evidence view listens to arrows too
    if (by) {
      this.move(...by);
    } else if (event.key === "Escape") {
      if (this.data.open) this.send("close", Date.now());
    } else if (this.cursor) {
      this.open(this.cursor);
    }
  }

  /**
   * Move the keyboard's cell.
   *
   * @param {number} down
   * @param {number} right
   */
  move(down, right) {
    if (!this.shown.length || !this.columns.length) return;
    const cursor = movedCursor(this.cursor, down, right, this.shown, this.columns);
    this.cursor = cursor;
    this.reveal(cursor);
    this.rows.paint();
    if (this.data.open) {
      clearTimeout(this.openTimer);
      this.openTimer = setTimeout(() => this.open(this.cursor ?? cursor), OPEN_AFTER_MS);
    }
  }

  /**
   * Scroll a cell into sight.
   *
   * @param {Place | null} cell
   */
  reveal(cell) {
    const place = cell ? this.shown.indexOf(cell.row) : -1;
    if (!cell || place < 0) return;
    const { scroll } = this;
    const height = rowHeight();
    const top = place * height;
    scroll.scrollTop = scrollToShow(scroll.scrollTop, scroll.clientHeight - this.header.element.offsetHeight, top, top + height);
    this.rows.draw();
    const label = this.header.labelOf(cell.column);
    if (!label) return;
    const start = label.offsetLeft;
    const end = start + label.offsetWidth;
    scroll.scrollLeft = scrollToShow(scroll.scrollLeft, scroll.clientWidth, start, end, this.header.corner.offsetWidth);
  }
}
