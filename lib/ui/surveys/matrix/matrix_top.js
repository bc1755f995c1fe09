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
 * Go to the top as what stands below comes, and with it the room to scroll; whoever scrolls meanwhile has the say.
 *
 * @param {HTMLElement} root of the matrix
 */
export function toTopSoon(root) {
  const waits = TO_TOP_MS.map((ms) => setTimeout(() => toTop(root), ms));
  for (const type of ["wheel", "pointerdown", "keydown"]) {
    window.addEventListener(type, () => waits.forEach(clearTimeout), { once: true, passive: true });
  }
}
