// Keys that a rater meant for the answer that the queue has just left by itself: they are of no answer that nobody has seen.

import { TOOL_KEYS, isOfCitation } from "./bar_keys.js";

/** For so long the next answer is on the screen before such a key is of it; reading and a choice of key take longer. */
export const SEEN_MS = 700;

/**
 * Holds back, after the queue went on by itself, the keys that are said beside the words that made it go on: of a citation, and
 * the flag. Those words themselves pass: whoever types them ahead for answer after answer means the next one.
 */
export class JumpGuard {
  /**
   * @param {() => void} onEnd called when all keys are of the answer on the screen again
   */
  constructor(onEnd) {
    this.onEnd = onEnd;
    this.isOn = false;
    /** @type {string[]} */
    this.dropped = []; // since the last jump, each once
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** The queue goes on by itself. */
  begin() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isOn = true;
    this.dropped = [];
  }

  /** The next answer is on the screen, or another part of it. */
  arrive() {
    if (!this.isOn) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.isOn = false;
      this.onEnd();
    }, SEEN_MS);
  }

  /**
   * Return whether a key is held back; one that is makes the time begin again, as the next key may belong to it.
   *
   * @param {string} key
   */
  drops(key) {
    if (!this.isOn || !(isOfCitation(key) || key === TOOL_KEYS.flag)) return false;
    if (!this.dropped.includes(key)) this.dropped.push(key);
    if (this.timer !== undefined) this.arrive();
    return true;
  }

  /** The rater goes elsewhere. */
  end() {
    this.giveUp();
    this.dropped = [];
  }

  /** The next answer did not come: all keys are taken again, and what was held back is still said. */
  giveUp() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isOn = false;
  }

  /** Say which keys were held back; empty for none. */
  words() {
    if (!this.dropped.length) return "";
    const keys = this.dropped.map((key) => key.toUpperCase()).join(", ");
    return `Not taken: ${keys}, pressed while the next answer opened. ${TOOL_KEYS.back.toUpperCase()} goes back to the one before.`;
  }
}
