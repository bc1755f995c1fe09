// The evidence view in the window: the height that is left for it, and where the page is scrolled as an answer begins.

import { chatBarHeight, endScrollToBottom, scrollerOf, stripTop } from "../kit/streamlit_internals.js";

/** Room in px below the view. */
export const BOTTOM_MARGIN_PX = 24;
/** The same, where the page is scrolled so that the view has enough room. */
export const STRIP_BOTTOM_MARGIN_PX = 8;
/** Of the window's height, that the pages of the evidence get at the least. */
export const PAGES_SHARE = 0.6;
/** Height of what stands over the pages. */
export const TOOLS_PX = 40;
const HOLD_TOP_MS = 4000; // in which Streamlit runs to the end of the page
const HOLD_EVERY_MS = 100;

/**
 * Return how much of the page's head is scrolled out of sight, so that the pages get their share of the window; in px.
 *
 * @param {object} heights in px
 * @param {number} heights.window
 * @param {number} heights.above of everything above the evidence
 * @param {number} heights.chatBar
 * @param {number} heights.strip to which the page can be scrolled
 */
export function hiddenHead({ window: whole, above, chatBar, strip }) {
  return whole - above - chatBar - BOTTOM_MARGIN_PX - TOOLS_PX >= PAGES_SHARE * whole ? 0 : strip;
}

/**
 * Return what the window does not leave for the view, in px.
 *
 * @param {object} heights in px
 * @param {number} heights.above of everything above the evidence
 * @param {number} heights.hidden of that, what is scrolled out of sight
 * @param {number} heights.header of the window above the part that scrolls
 * @param {number} heights.chatBar
 */
export function takenHeight({ above, hidden, header, chatBar }) {
  const below = chatBar + (hidden ? STRIP_BOTTOM_MARGIN_PX : BOTTOM_MARGIN_PX);
  return Math.round(above - hidden + header + below);
}

/**
 * Return the room in px below the view without which the page could not be scrolled as far as is hidden of its head: a strip of
 * what is to be out of sight would stand below the menu.
 *
 * @param {number} hidden in px
 * @param {number} scrollable how far the page can be scrolled without that room, in px
 */
export const lackingRoom = (hidden, scrollable) => (hidden ? Math.max(0, Math.ceil(hidden - scrollable)) : 0);

/** Fits the view into the window, whenever one of them or what stands above changes. */
export class WindowFit {
  /** @param {HTMLElement} root of the view */
  constructor(root) {
    this.root = root;
    this.stopHolding = () => {};
    this.fit = () => this.update();
    window.addEventListener("resize", this.fit);
    // What stands above may come later than the data: a line more there, and the page could be scrolled.
    this.growing = new ResizeObserver(() => requestAnimationFrame(this.fit));
  }

  /** Stop watching the page. */
  close() {
    this.stopHolding();
    window.removeEventListener("resize", this.fit);
    this.growing.disconnect();
  }

  /** Return the element in which the page scrolls. */
  scroller() {
    return scrollerOf(this.root) ?? document.documentElement;
  }

  /**
   * Return the height of everything above the view, and what of it is scrolled out of sight.
   *
   * @param {Element} scroller
   */
  head(scroller) {
    const above = this.root.getBoundingClientRect().top + scroller.scrollTop - scroller.getBoundingClientRect().top;
    const heights = { window: window.innerHeight, above, chatBar: chatBarHeight(), strip: stripTop(scroller) };
    return { above, hidden: hiddenHead(heights) };
  }

  /** Take the height that the window leaves between what stands above and the question's input below. */
  update() {
    const scroller = this.scroller();
    const { style } = this.root;
    const head = this.head(scroller);
    const header = Math.max(0, scroller.getBoundingClientRect().top);
    style.setProperty("--chrome", `${takenHeight({ ...head, header, chatBar: chatBarHeight() })}px`);
    const scrollable = scroller.scrollHeight - scroller.clientHeight - (parseFloat(style.marginBottom) || 0); // at the new height
    const room = lackingRoom(head.hidden, scrollable);
    style.marginBottom = room ? `${room}px` : "";
  }

  /** Fit the view again whenever what stands on the page by now grows. */
  watch() {
    for (const content of this.scroller().children) this.growing.observe(content);
  }

  /**
   * Begin an answer at its top unless the reader has begun to scroll: with a chat input Streamlit keeps to the end of the page
   * while it grows, pictures and all.
   */
  beginAtTop() {
    this.stopHolding();
    const scroller = this.scroller();
    const hold = () => {
      this.update(); // what stands above may still come
      const top = Math.min(this.head(scroller).hidden, scroller.scrollHeight - scroller.clientHeight);
      if (Math.abs(scroller.scrollTop - top) <= 1) return;
      endScrollToBottom(scroller);
      scroller.scrollTop = top;
    };
    const events = ["wheel", "touchstart", "pointerdown", "keydown"];
    const stop = () => {
      clearInterval(timer);
      for (const name of events) window.removeEventListener(name, stopByHand, true);
    };
    const stopByHand = (/** @type {Event} */ event) => {
      if (event.isTrusted) stop();
    };
    const timer = setInterval(hold, HOLD_EVERY_MS);
    for (const name of events) window.addEventListener(name, stopByHand, { capture: true, passive: true });
    setTimeout(stop, HOLD_TOP_MS);
    this.stopHolding = stop;
  }
}
