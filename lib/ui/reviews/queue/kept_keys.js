// Keys pressed while the next answer opens: they are of that one, and are used once it is on the screen.

const MOST_KEPT = 20; // keys; more are no words on one answer

/** Keeps keys in their order. */
export class KeptKeys {
  constructor() {
    /** @type {string[]} */
    this.keys = [];
  }

  /**
   * Keep a key.
   *
   * @param {string} key
   */
  keep(key) {
    if (this.keys.length < MOST_KEPT) this.keys.push(key);
  }

  /**
   * Use the keys, the oldest first, until one makes the next answer open: what stands behind it is of that one.
   *
   * @param {(key: string) => boolean} press whether the key was used, or never will be; others wait for the next time
   * @param {() => boolean} isWaiting whether another answer opens by now
   */
  use(press, isWaiting) {
    /** @type {string[]} */
    const left = [];
    while (this.keys.length && !isWaiting()) {
      const key = /** @type {string} */ (this.keys.shift());
      if (!press(key)) left.push(key);
    }
    this.keys = [...left, ...this.keys];
  }

  /** Forget them. */
  forget() {
    this.keys = [];
  }
}
