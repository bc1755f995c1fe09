// Places in a whole paper: between a page with a share of its height, and px from the top of the scrolled pages.

import { sheetAt } from "./page_layout.js";

/**
 * The room of a page, drawn or not yet, inside the scrolled pages.
 *
 * @typedef {Pick<HTMLElement, "offsetTop" | "offsetHeight">} Slot
 */
/**
 * A place in the paper: the page, from 1, and the share of its height above it.
 *
 * @typedef {{page: number, top: number}} Place
 */

/**
 * Return the height at which a place stands, in px; null where there is no such page.
 *
 * @param {Slot[]} slots one a page
 * @param {Place} place
 */
export function heightAt(slots, { page, top }) {
  const slot = slots[page - 1];
  return slot ? slot.offsetTop + top * slot.offsetHeight : null;
}

/**
 * Return the page at a height, the first where there is none below it; 0 before there is any.
 *
 * @param {Slot[]} slots one a page
 * @param {number} height in px
 */
export function pageAt(slots, height) {
  const sheets = slots.map((slot, index) => ({ page: index + 1, bottom: slot.offsetTop + slot.offsetHeight }));
  return sheetAt(sheets, height)?.page ?? 0;
}

/**
 * Return the place at a height; the top of its page while that has no height.
 *
 * @param {Slot[]} slots one a page
 * @param {number} height in px
 * @returns {Place}
 */
export function placeAt(slots, height) {
  const page = pageAt(slots, height);
  const slot = slots[page - 1];
  return { page, top: slot?.offsetHeight ? (height - slot.offsetTop) / slot.offsetHeight : 0 };
}

/**
 * Return the place at a height, to come back to when the pages have another size; null before they have any, and below the last.
 *
 * @param {Slot[]} slots one a page
 * @param {number} height in px
 * @returns {Place | null}
 */
export function anchorAt(slots, height) {
  const index = slots.findIndex((slot) => slot.offsetTop + slot.offsetHeight > height);
  return slots[index]?.offsetHeight ? placeAt(slots, height) : null;
}
