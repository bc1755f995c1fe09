// The outline of a paper: its sections, each a button that leads to its place; the one that is read is marked.

import { button, drawIfChanged, findAll, make } from "../kit/elements.js";

/** @import { OutlineEntry, ReaderData } from "./evidence_data.js" */

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
   * Mark the section that a page stands in.
   *
   * @param {number} page
   */
  showPage(page) {
    const current = sectionAt(this.outline ?? [], page);
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
 * Return the index of the section that a page stands in: the last one that begins on it or before; -1 where none does.
 *
 * @param {{page: number}[]} outline
 * @param {number} page
 */
export function sectionAt(outline, page) {
  let current = -1;
  outline.forEach((entry, index) => {
    if (entry.page <= page) current = index;
  });
  return current;
}
