// The keys that step through the evidence, the reader's pages and the places of the words that are looked for.

import { TAKES_KEYS, closest } from "../kit/elements.js";

/** @type {Record<string, number>} */
const HIT_KEYS = { j: 1, k: -1 };
/** @type {Record<string, number>} */
const STEP_KEYS = { n: 1, p: -1, ArrowRight: 1, ArrowLeft: -1 };

/**
 * Return how far a key steps through the places of words and through the evidence; 0 where it does not, as with a second key.
 *
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} pressed
 */
export function stepsOf({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const isAlone = !ctrlKey && !metaKey && !altKey && !shiftKey;
  return { hit: (isAlone && HIT_KEYS[key]) || 0, piece: (isAlone && STEP_KEYS[key]) || 0 };
}

/**
 * What the keys do.
 *
 * @typedef {object} StepActions
 * @property {() => boolean} isShown whether there are pages to step through
 * @property {(by: number) => void} step
 * @property {(by: number) => void} stepHit
 */

/** The keys of the view, where no field wants them. */
export class StepKeys {
  /**
   * @param {HTMLElement} root of the view
   * @param {StepActions} actions
   */
  constructor(root, actions) {
    this.root = root;
    this.actions = actions;
    this.listener = (/** @type {KeyboardEvent} */ event) => this.onKey(event);
    document.addEventListener("keydown", this.listener);
  }

  /** Stop listening to the page. */
  close() {
    document.removeEventListener("keydown", this.listener);
  }

  /**
   * Step on or back.
   *
   * @param {KeyboardEvent} event
   */
  onKey(event) {
    const { hit, piece } = stepsOf(event);
    const path = event.composedPath();
    if (event.defaultPrevented || closest(path[0], TAKES_KEYS) || !this.actions.isShown() || !this.root.isConnected) return;
    if (hit) this.actions.stepHit(hit);
    if (piece && (path.includes(this.root) || path[0] === document.body)) {
      event.preventDefault();
      this.actions.step(piece);
    }
  }
}
