// The entry of the list of references that a mark in the text means, shown as a card where the pointer rests on it.

import { button, closest, make } from "../kit/elements.js";

/** @import { Reference } from "./evidence_data.js" */

const NUMBERS = /\[\s*\d+(?:\s*[,;–-]\s*\d+)*\s*\]/g;
const NAMED = /(\p{Lu}[\p{L}'’-]+)(?:\s+et\s+al\.?|\s+(?:and|&)\s+\p{Lu}[\p{L}'’-]+)?,?\s*\(?((?:19|20)\d\d)[a-z]?/gu;
const YEAR = /(?:19|20)\d\d/; // the first one of an entry is its own, and what stands before it names the authors
const MOST_NUMBERS = 12; // of one mark
const MOST_SHOWN = 4;
const LEAVE_MS = 350; // in which the pointer may go from the mark to the card
const BELOW_PX = 14;

/**
 * Return the entries that the mark at a place of a line means: by its numbers, or by a name with a year.
 *
 * @param {string} line
 * @param {number} at offset in it
 * @param {Reference[]} references
 */
export function referencesAt(line, at, references) {
  /** @type {(mark: RegExpMatchArray) => boolean} */
  const holds = ({ index = Infinity, 0: mark }) => index <= at && at <= index + mark.length;
  const numbered = [...line.matchAll(NUMBERS)].find(holds);
  if (numbered) {
    const wanted = numbersOf(numbered[0]);
    return references.filter((one) => wanted.includes(one.number));
  }
  const named = [...line.matchAll(NAMED)].find(holds);
  if (!named) return [];
  const [, family, year] = named;
  return references.filter(({ text }) => {
    const own = text.match(YEAR);
    return own?.[0] === year && text.slice(0, own.index).includes(family);
  });
}

/**
 * Return the numbers that a mark names, runs spelled out: of "[2, 4–6]" 2, 4, 5 and 6.
 *
 * @param {string} mark
 */
export function numbersOf(mark) {
  /** @type {number[]} */
  const numbers = [];
  for (const [, first, last] of mark.matchAll(/(\d+)(?:\s*[–-]\s*(\d+))?/g)) {
    const end = Math.min(Number(last ?? first), Number(first) + MOST_NUMBERS);
    for (let number = Number(first); number <= end; number += 1) numbers.push(number);
  }
  return numbers;
}

/** The card. */
export class ReferenceCard {
  /**
   * @param {HTMLElement} pages on which marks stand
   * @param {(paper: string) => void} open
   */
  constructor(pages, open) {
    this.open = open;
    /** @type {Reference[]} */
    this.references = [];
    this.shown = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.leaving = undefined;
    this.element = make("div", "reference-card");
    this.element.setAttribute("role", "note");
    this.element.setAttribute("aria-label", "What is cited here");
    this.element.hidden = true;
    for (const type of /** @type {const} */ (["pointermove", "click"])) {
      pages.addEventListener(type, (event) => this.onPointer(/** @type {PointerEvent} */ (event)));
    }
    pages.addEventListener("pointerleave", () => this.leave());
    pages.addEventListener("scroll", () => this.hide(), { passive: true });
    this.element.addEventListener("pointerenter", () => clearTimeout(this.leaving));
    this.element.addEventListener("pointerleave", () => this.leave());
  }

  /** @param {Reference[]} references */
  update(references) {
    this.references = references;
  }

  /** @param {PointerEvent} event */
  onPointer(event) {
    const line = closest(event.composedPath()[0], ".line")?.firstElementChild;
    const at = line instanceof HTMLElement && !event.buttons ? letterAt(line, event.clientX) : -1;
    const found = at < 0 ? [] : referencesAt(line?.textContent ?? "", at, this.references);
    if (found.length) this.show(found, event);
    else if (!this.element.hidden) this.leave();
  }

  /**
   * Show entries beside the pointer.
   *
   * @param {Reference[]} found
   * @param {PointerEvent} event
   */
  show(found, event) {
    clearTimeout(this.leaving);
    const key = found.map((one) => one.number).join(" ");
    if (!this.element.hidden && key === this.shown) return;
    this.shown = key;
    this.element.replaceChildren(...found.slice(0, MOST_SHOWN).map((one) => this.drawEntry(one)));
    this.element.hidden = false;
    const frame = (this.element.offsetParent ?? document.body).getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const below = event.clientY - frame.top + BELOW_PX;
    const top = below + height > frame.height ? event.clientY - frame.top - height - BELOW_PX : below;
    this.element.style.top = `${Math.max(0, top)}px`;
    this.element.style.left = `${Math.max(0, Math.min(event.clientX - frame.left - width / 3, frame.width - width))}px`;
  }

  /** @param {Reference} one */
  drawEntry({ text, paper }) {
    const entry = make("p", "", text);
    entry.dir = "auto";
    if (paper) {
      const open = button("tool words boxed", "Open it: it is in the library");
      open.onclick = () => this.open(paper);
      entry.append(open);
    }
    return entry;
  }

  /** Hide the card, unless the pointer comes to it. */
  leave() {
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => this.hide(), LEAVE_MS);
  }

  /** Hide the card. */
  hide() {
    this.element.hidden = true;
  }
}

/**
 * Return the letter of a line's text that stands at a place of the window.
 *
 * @param {HTMLElement} span the text, all letters on one line
 * @param {number} x in px of the window
 */
function letterAt(span, x) {
  const letters = span.firstChild;
  if (!letters) return -1;
  const part = document.createRange();
  let [low, high] = [0, letters.textContent?.length ?? 0];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    part.setStart(letters, middle);
    part.setEnd(letters, middle + 1);
    if (part.getBoundingClientRect().right < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
