// The place of the matrix on the page while one of its cells is open: a strip at the top, the evidence below it.

import { menuHeight, scrollerOf } from "../../kit/streamlit_internals.js";

const TO_TOP_MS = [80, 400, 1000, 2000]; // after a cell opened: what stands below it is drawn by and by
const TOP_MARGIN_PX = 8;

/**
 * Scroll the page so that the matrix stands at its top.
 *
 * @param {HTMLElement} root of the matrix
 */
function toTop(root) {
  const scroller = scrollerOf(root);
  if (!scroller) return;
  const top = root.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop += top - menuHeight() - TOP_MARGIN_PX;
}

/**
 * Go to the top as what stands below comes, and with it the room to scroll; whoever scrolls meanwhile has the say. Return what
 * ends it before.
 *
 * @param {HTMLElement} root of the matrix
 */
export function toTopSoon(root) {
  const watch = new AbortController();
  /** @type {ReturnType<typeof setTimeout>[]} */
  const waits = [];
  const end = () => {
    for (const wait of waits) clearTimeout(wait);
    watch.abort();
  };
  for (const ms of TO_TOP_MS) waits.push(setTimeout(() => toTop(root), ms));
  waits.push(setTimeout(end, Math.max(...TO_TOP_MS)));
  for (const type of ["wheel", "pointerdown", "keydown"]) {
    window.addEventListener(type, end, { passive: true, signal: watch.signal });
  }
  return end;
}
