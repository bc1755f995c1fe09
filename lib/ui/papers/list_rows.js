// The rows of the list of papers: so many as are looked at, more as the page is scrolled to them.

import { scrollerOf } from "../kit/streamlit_internals.js";
import { make } from "../kit/elements.js";
import { PaperRow } from "./list_row.js";

/** @import { RowData } from "./list_data.js" */
/** @import { Server } from "./list_row.js" */

const FIRST_ROWS = 50;
const MORE_ROWS = 100;
const AHEAD = "1200px"; // further rows are drawn so long before they come into sight

/** The rows; each is made once and drawn anew only where it changed. */
export class ListRows {
  /** @param {Server} server */
  constructor(server) {
    this.server = server;
    /** @type {Map<string, PaperRow>} by the paper's id */
    this.made = new Map();
    /** @type {RowData[]} */
    this.rows = [];
    /** @type {Set<string>} */
    this.chosen = new Set();
    this.limit = FIRST_ROWS;
    this.list = make("div", "rows");
    this.list.setAttribute("role", "list");
    this.list.setAttribute("aria-label", "Papers");
    this.end = make("div", "end");
    this.element = make("div");
    this.element.append(this.list, this.end);
    /** @type {IntersectionObserver | undefined} */
    this.watch = undefined;
  }

  /**
   * Draw these rows; `isOther`: not those that were looked at so far, so that it is begun at the first one.
   *
   * @param {RowData[]} rows
   * @param {Set<string>} chosen
   * @param {boolean} isOther
   */
  show(rows, chosen, isOther) {
    if (isOther) this.limit = FIRST_ROWS;
    this.rows = rows;
    this.chosen = chosen;
    this.draw();
  }

  /**
   * Forget rows of papers that are gone.
   *
   * @param {RowData[]} rows all there are
   */
  keepOnly(rows) {
    const there = new Set(rows.map(({ id }) => id));
    for (const id of this.made.keys()) if (!there.has(id)) this.made.delete(id);
  }

  /** Draw the rows up to the limit. */
  draw() {
    const shown = this.rows.slice(0, this.limit);
    putInOrder(this.list, shown.map((row) => this.drawRow(row)));
    this.end.hidden = shown.length === this.rows.length;
    this.watch ??= this.watchEnd();
    this.watch.unobserve(this.end); // it tells changes only: begun anew it says where the end is now
    if (!this.end.hidden) this.watch.observe(this.end);
  }

  /** @param {RowData} row */
  drawRow(row) {
    let made = this.made.get(row.id);
    if (!made) {
      made = new PaperRow(row, this.server);
      this.made.set(row.id, made);
    }
    made.draw(row, this.chosen.has(row.id));
    return made.element;
  }

  /** Draw more whenever the end of what is drawn comes near. */
  watchEnd() {
    const more = (/** @type {{isIntersecting: boolean}[]} */ entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting) || this.limit >= this.rows.length) return;
      this.limit += MORE_ROWS;
      this.draw();
    };
    return new IntersectionObserver(more, { root: scrollerOf(this.element), rootMargin: `0px 0px ${AHEAD} 0px` });
  }

  /** Stop watching. */
  close() {
    this.watch?.disconnect();
  }
}

/**
 * Let these elements be all that stands in a place, in this order; what has the focus keeps it.
 *
 * @param {HTMLElement} place
 * @param {HTMLElement[]} elements
 */
export function putInOrder(place, elements) {
  const focused = /** @type {Document | ShadowRoot} */ (place.getRootNode()).activeElement;
  const wanted = new Set(elements);
  for (const child of [...place.children]) if (!wanted.has(/** @type {HTMLElement} */ (child))) child.remove();
  let next = place.firstElementChild;
  for (const element of elements) {
    if (element === next) next = next.nextElementSibling;
    else place.insertBefore(element, next);
  }
  if (focused instanceof HTMLElement && place.contains(focused)) focused.focus({ preventScroll: true }); // moved, it has lost it
}
