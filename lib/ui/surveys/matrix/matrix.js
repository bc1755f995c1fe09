// A matrix: rows of cells, each a category by colour and sign. Only the rows in sight are in the page.
// Text goes in by textContent alone. What is filtered and sorted stays in this browser tab, by the matrix's id.

import { button, closest, findAll, make, plural } from "../../kit/elements.js";
import { closedWhenGone, menuHeight, scrollerOf, viewOf } from "../../kit/streamlit_internals.js";
import { readTab, writeTab } from "../../kit/tab_storage.js";
import { drawCell, drawRow, placeOf, rowState } from "./matrix_cells.js";
import { MatrixFilter } from "./matrix_filter.js";
import { MatrixHeader } from "./matrix_header.js";
import {
  NOT_ASKED, cellAfter, cellsInOrder, choosesCells, isChosen, isSameCell, movedCursor, noChoice, shownColumns, shownRows,
} from "./matrix_order.js";
import { drawnRows, scrollToShow } from "./matrix_window.js";

/** @import { ComponentArguments } from "../../kit/streamlit_internals.js" */
/** @import { MatrixData, Place } from "./matrix_data.js" */
/** @import { Choice } from "./matrix_order.js" */

/** @type {WeakMap<object, Matrix>} */
const matrices = new WeakMap();
const WIDE_UP_TO = 6; // questions
const TO_TOP_MS = [80, 400, 1000, 2000]; // after a cell opened: what stands below it is drawn by and by
const TOP_MARGIN_PX = 8;
const OPEN_AFTER_MS = 220; // on a cell that the arrow keys reach: one that is only passed by is not opened
const ROW_REM = 1.75; // as in matrix.css

/** @type {Record<string, [down: number, right: number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * Mount the matrix.
 *
 * @param {ComponentArguments<MatrixData>} component
 */
export default function (component) {
  const { data, setTriggerValue } = component;
  const matrix = viewOf(matrices, component, "matrix", (root) => new Matrix(root, data, setTriggerValue));
  matrix.send = setTriggerValue;
  matrix.update(data);
  return closedWhenGone(component, () => matrix.close());
}

/** The matrix: what is chosen to be shown of it, and where the keyboard is. */
class Matrix {
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
    /** @type {Map<number, HTMLElement>} the rows that are drawn, by their place in the order */
    this.rows = new Map();
    /** @type {Place | null} where the keyboard is */
    this.cursor = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.openTimer = undefined;

    const tools = make("div", "tools");
    this.filter = new MatrixFilter((change) => this.choose(change));
    const steps = make("div", "steps");
    this.position = make("span");
    this.back = button("", "‹", "Previous cell of those shown");
    this.next = button("", "›", "Next cell of those shown");
    this.back.onclick = () => this.step(-1);
    this.next.onclick = () => this.step(1);
    steps.append(this.position, this.back, this.next);
    tools.append(...this.filter.elements, steps);
    this.scroll = make("div", "scroll");
    this.scroll.tabIndex = 0;
    this.scroll.setAttribute("role", "grid");
    this.scroll.setAttribute("aria-label", "Matrix: arrow keys move, Enter opens a cell");
    this.grid = make("div", "grid");
    this.header = new MatrixHeader((sort) => this.choose({ sort }));
    this.body = make("div", "body");
    this.nothing = make("div", "nothing", "No paper has such a cell.");
    this.grid.append(this.header.element, this.body);
    this.scroll.append(this.grid, this.nothing);
    this.root.append(tools, this.scroll);
    this.scroll.addEventListener("scroll", () => this.drawRows());
    this.scroll.addEventListener("keydown", (event) => this.onKey(event));
    this.body.addEventListener("click", (event) => this.onClick(event));
    this.body.addEventListener("pointerover", (event) => this.header.light(closest(event.target, ".cell")?.dataset.column));
    this.sizes = new ResizeObserver(() => this.drawRows());
    this.sizes.observe(this.scroll);
  }

  /** Stop watching the size of the matrix. */
  close() {
    this.sizes.disconnect();
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
    if (data.open && !before?.open) this.toTopSoon();
  }

  /** Go to the top as what stands below comes, and with it the room to scroll; whoever scrolls meanwhile has the say. */
  toTopSoon() {
    const waits = TO_TOP_MS.map((ms) => setTimeout(() => this.toTop(), ms));
    for (const type of ["wheel", "pointerdown", "keydown"]) {
      window.addEventListener(type, () => waits.forEach(clearTimeout), { once: true, passive: true });
    }
  }

  /** Scroll the page so that the matrix, a strip while a cell is open, stands at its top, the evidence below it. */
  toTop() {
    const scroller = scrollerOf(this.root);
    if (!scroller) return;
    const top = this.root.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop += top - menuHeight() - TOP_MARGIN_PX;
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
    this.dropRows((place, { dataset }) => {
      const index = this.shown[place];
      return anew || index === undefined || dataset.state !== rowState(this.data, index);
    });
    this.nothing.hidden = this.shown.length > 0 && this.columns.length > 0;
    this.drawRows();
    for (const cell of findAll(this.body, ".cell")) this.paintCell(cell);
    this.drawPosition();
  }

  /** Return the height of a row in px. */
  rowHeight() {
    return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * ROW_REM;
  }

  /** Draw the rows in sight, and drop the others. */
  drawRows() {
    const height = this.rowHeight();
    this.body.style.height = `${this.shown.length * height}px`;
    const { scrollTop, clientHeight } = this.scroll;
    const view = { scrollTop, height: clientHeight, headHeight: this.header.element.offsetHeight };
    const { first, end } = drawnRows(view, height, this.shown.length);
    this.dropRows((place) => place < first || place >= end);
    for (let place = first; place < end; place += 1) {
      if (this.rows.has(place)) continue;
      const index = this.shown[place];
      const element = drawRow(this.data, index, this.columns.map((column) => this.drawCell(index, column)));
      element.style.top = `${place * height}px`;
      this.rows.set(place, element);
      this.body.append(element);
    }
  }

  /**
   * Take rows off the page.
   *
   * @param {(place: number, element: HTMLElement) => boolean} isDropped
   */
  dropRows(isDropped) {
    for (const [place, element] of this.rows) {
      if (!isDropped(place, element)) continue;
      element.remove();
      this.rows.delete(place);
    }
  }

  /**
   * Draw a cell, faint where others are chosen.
   *
   * @param {number} row
   * @param {number} column
   */
  drawCell(row, column) {
    const cell = drawCell(this.data, row, column, this.isWide());
    cell.classList.toggle("off", choosesCells(this.choice) && !isChosen(this.data.rows[row], column, this.choice));
    this.paintCell(cell);
    return cell;
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
    const papers = `${this.shown.length.toLocaleString("en")} of ${plural(this.data.rows.length, "paper")}`;
    this.position.textContent = at < 0 ? papers : `${(at + 1).toLocaleString("en")} of ${cells.length.toLocaleString("en")}`;
    this.back.disabled = this.next.disabled = !cells.length;
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
    for (const cell of findAll(this.body, ".cell")) this.paintCell(cell);
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
    const height = this.rowHeight();
    const top = place * height;
    scroll.scrollTop = scrollToShow(scroll.scrollTop, scroll.clientHeight - this.header.element.offsetHeight, top, top + height);
    this.drawRows();
    const label = this.header.labelOf(cell.column);
    if (!label) return;
    const start = label.offsetLeft;
    const end = start + label.offsetWidth;
    scroll.scrollLeft = scrollToShow(scroll.scrollLeft, scroll.clientWidth, start, end, this.header.corner.offsetWidth);
  }
}
