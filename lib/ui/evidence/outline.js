// The outline of a paper: its sections, each a button that leads to its place; the one that is read is marked.

import { button, drawIfChanged, findAll, make } from "../kit/elements.js";

/** @import { OutlineEntry, ReaderData } from "./evidence_data.js" */
/** @import { Place } from "./page_slots.js" */

/** The outline beside the pages. */
export class Outline {
  /** @param {(page: number, top: number) => void} goTo */
  constructor(goTo) {
    this.goTo = goTo;
    /** @type {Record<string, string>} JSON of what was drawn */
    this.drawn = {};
    this.element = make("details", "outline");
    this.element.open = true;
    this.list = make("ol");
    const nav = make("nav");
    nav.setAttribute("aria-label", "Outline");
    nav.append(this.list);
    this.element.append(make("summary", "quiet", "Outline"), nav);
  }

  /**
   * Draw the sections where they changed, and which of them is read.
   *
   * @param {ReaderData} data
   */
  update({ outline }) {
    drawIfChanged(this.drawn, "outline", outline, () => this.list.replaceChildren(...outline.map((entry) => this.drawEntry(entry))));
    this.element.hidden = !outline.length;
    this.outline = outline;
  }

  /**
   * Mark the section that a place stands in.
   *
   * @param {Place} place
   */
  showPlace(place) {
    const current = sectionAt(this.outline ?? [], place);
    findAll(this.list, "button").forEach((entry, index) => {
      if (index === current) entry.setAttribute("aria-current", "true");
      else entry.removeAttribute("aria-current");
    });
  }

  /**
   * Draw a line of it.
   *
   * @param {OutlineEntry} entry
   */
  drawEntry({ text, level, page, top }) {
    const line = make("li", `level-${level}`);
    const go = button("outline-entry");
    go.append(make("span", "", text), make("span", "page-number", String(page)));
    go.onclick = () => this.goTo(page, top);
    line.append(go);
    return line;
  }
}

/**
 * Return the index of the section that a place stands in: of those that begin above it on its page the nearest to it, else the
 * last of the pages before; -1 where none does. Nearest, not last: in two columns a later section may begin higher up.
 *
 * @param {Place[]} outline where the sections begin, in reading order
 * @param {Place} place
 */
export function sectionAt(outline, { page, top }) {
  let current = -1;
  outline.forEach((entry, index) => {
    const other = outline[current];
    const isAbove = entry.page === page && entry.top <= top;
    const isNearer = other?.page !== page || entry.top >= other.top;
    if (isAbove ? isNearer : entry.page < page) current = index;
  });
  return current;
}
