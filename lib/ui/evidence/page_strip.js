// The strip beside the pages: the whole paper from top to bottom, with a mark wherever evidence, a found word or a note lies.
// Everything on it can be reached by the lists beside the pages too, so it is left out for those who hear the page.

import { make } from "../kit/elements.js";

/** @import { ReaderData } from "./evidence_data.js" */

/** The strip of one paper. */
export class PageStrip {
  /** @param {(share: number) => void} scrollToShare of the whole paper */
  constructor(scrollToShare) {
    this.drawn = "";
    this.element = make("div", "strip");
    this.element.setAttribute("aria-hidden", "true");
    this.element.title = "The whole paper: marks show where evidence lies";
    this.window = make("div", "strip-window");
    this.element.append(this.window);
    this.element.addEventListener("click", (event) => {
      const { top, height } = this.element.getBoundingClientRect();
      scrollToShare((event.clientY - top) / height);
    });
  }

  /**
   * Draw the marks where they changed.
   *
   * @param {ReaderData} data
   */
  update({ strip, hits, page_count: count }) {
    const marks = [...strip, ...hits.map((hit) => ({ kind: "found", ...hit }))];
    const json = JSON.stringify([marks, count]);
    if (json === this.drawn) return;
    this.drawn = json;
    const ticks = marks.map(({ kind, page, at }) => {
      const tick = make("i", `tick ${kind}`);
      tick.style.top = `${stripShare(page, at[1], count) * 100}%`;
      return tick;
    });
    this.element.replaceChildren(this.window, ...ticks);
  }

  /**
   * Show which part of the paper is in sight.
   *
   * @param {number} top share of the paper above it
   * @param {number} height share of the paper in sight
   */
  showWindow(top, height) {
    this.window.style.top = `${top * 100}%`;
    this.window.style.height = `${Math.min(1, height) * 100}%`;
  }
}

/**
 * Return the share of the whole paper that stands above a place on a page.
 *
 * @param {number} page from 1
 * @param {number} top share of the page
 * @param {number} count of pages
 */
export const stripShare = (page, top, count) => (page - 1 + top) / Math.max(1, count);
