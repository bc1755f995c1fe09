// What the reader has in the bar over its pages: the field of the page, and the button that fits the whole page into the pane.

import { button, make } from "../kit/elements.js";

/** @import { PagesBar } from "./pages_bar.js" */

/** The reader's own tools. */
export class ReaderTools {
  /**
   * @param {PagesBar} bar
   * @param {HTMLElement[]} hits what goes through the places of words
   * @param {{turnTo: (page: number) => void, fit: () => void}} actions
   */
  constructor(bar, hits, { turnTo, fit }) {
    this.bar = bar;
    this.field = make("input", "page-field");
    this.field.type = "number";
    this.field.min = "1";
    this.field.setAttribute("aria-label", "Page");
    this.field.onchange = () => turnTo(Math.round(Number(this.field.value)));
    this.fitButton = button("tool words", "Whole page", "Fit the whole page into the pane");
    this.fitButton.onclick = () => fit();
    for (const element of [...hits, this.field]) bar.element.insertBefore(element, bar.count);
    bar.element.append(this.fitButton);
  }

  /**
   * Draw which page is shown.
   *
   * @param {number} page
   * @param {number} pageCount
   * @param {string} label of the citation that is shown on it
   */
  draw(page, pageCount, label) {
    this.bar.count.textContent = `of ${pageCount}`;
    this.field.max = String(pageCount);
    this.field.value = String(page);
    this.bar.where.replaceChildren(make("b", "", label));
  }

  /**
   * Draw what the button does next.
   *
   * @param {boolean} isWholePage whether the whole page is fitted into the pane
   */
  drawFit(isWholePage) {
    const label = isWholePage ? "Fit the width of the page" : "Fit the whole page into the pane";
    this.fitButton.textContent = isWholePage ? "Width" : "Whole page";
    this.fitButton.title = label;
    this.fitButton.setAttribute("aria-label", label);
  }
}
