// The bar between the two panes: dragged, or moved by the arrow keys; the width that was chosen is kept in this browser.

import { clamp, make } from "../kit/elements.js";

/** Shares of the whole that the left pane has at least and at most. */
export const SPLIT = { least: 0.2, most: 0.7, step: 0.02 };

/**
 * Return the share that is wanted, within its limits; null where it is none.
 *
 * @param {number} share
 */
export const splitWithin = (share) => (Number.isFinite(share) && share > 0 ? clamp(share, SPLIT.least, SPLIT.most) : null);

/** The bar. */
export class Splitter {
  /**
   * @param {HTMLElement} frame whose custom property `--left` is the left pane's width
   * @param {string} name under which the width is kept
   */
  constructor(frame, name) {
    this.frame = frame;
    this.name = `sidelight-split-${name}`;
    this.element = make("div", "splitter");
    this.element.tabIndex = 0;
    for (const [key, value] of [["role", "separator"], ["aria-orientation", "vertical"], ["aria-label", "Width of the panes"]]) {
      this.element.setAttribute(key, value);
    }
    this.element.title = "Drag, or use the arrow keys; a double click sets it back";
    this.element.onpointerdown = (event) => this.element.setPointerCapture(event.pointerId);
    this.element.onpointermove = (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) this.moveTo(this.shareAt(event.clientX));
    };
    this.element.ondblclick = () => this.reset();
    this.element.onkeydown = (event) => this.onKey(event);
    this.show(splitWithin(Number(this.kept())));
  }

  /** Return the width that is kept; empty where none is, or the browser keeps nothing. */
  kept() {
    try {
      return window.localStorage.getItem(this.name) ?? "";
    } catch {
      return "";
    }
  }

  /**
   * Return the share of the frame to the left of a place.
   *
   * @param {number} x in px of the window
   */
  shareAt(x) {
    const { left, width } = this.frame.getBoundingClientRect();
    return (x - left) / width;
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const by = { ArrowLeft: -SPLIT.step, ArrowRight: SPLIT.step }[event.key];
    if (!by) return;
    event.preventDefault(); // else the arrows step through the evidence
    this.moveTo(this.shareAt(this.element.getBoundingClientRect().left) + by);
  }

  /**
   * Give the left pane that share and keep it.
   *
   * @param {number} share
   */
  moveTo(share) {
    const within = splitWithin(share);
    this.show(within);
    try {
      window.localStorage.setItem(this.name, String(within ?? ""));
    } catch {
      // the browser keeps nothing: the width holds until the page goes
    }
  }

  /** Go back to the width of the beginning. */
  reset() {
    this.moveTo(0);
  }

  /** @param {number | null} share */
  show(share) {
    if (share === null) this.frame.style.removeProperty("--left");
    else this.frame.style.setProperty("--left", `${(100 * share).toFixed(1)}%`);
    this.element.setAttribute("aria-valuenow", String(Math.round(100 * (share ?? 0.38))));
  }
}
