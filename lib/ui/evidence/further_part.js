// What leads on to the part of the evidence that lies out of sight: a sentence that goes on behind a figure, on the next page.

import { button } from "../kit/elements.js";
import { hiddenPart, scrollTopFor } from "./page_layout.js";

/** @import { Extent } from "./page_layout.js" */

/** The button at the edge of the pages. */
export class FurtherPart {
  /**
   * @param {HTMLElement} pages that are scrolled
   * @param {() => (Extent & {page: number})[]} parts of the evidence that is open, one a page, from top to bottom
   */
  constructor(pages, parts) {
    this.pages = pages;
    this.parts = parts;
    this.element = button("tool words boxed further-part");
    this.element.hidden = true;
    pages.addEventListener("scroll", () => this.update(), { passive: true });
  }

  /** Show the button where a part of the evidence is out of sight. */
  update() {
    const found = hiddenPart(this.parts(), this.pages.scrollTop, this.pages.clientHeight);
    this.element.hidden = !found;
    if (!found) return;
    const { part, isBelow } = found;
    this.element.classList.toggle("above", !isBelow);
    this.element.textContent = isBelow ? `↓ goes on on page ${part.page}` : `↑ begins on page ${part.page}`;
    this.element.onclick = () => {
      this.pages.scrollTop = scrollTopFor(part, this.pages.clientHeight);
    };
  }
}
