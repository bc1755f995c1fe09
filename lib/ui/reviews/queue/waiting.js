// The bar while it waits for the next answer: nothing is said of one that is not on the screen yet.

/** A bar that waits for so long takes keys again: the next answer did not come. */
export const IDLE_MS = 8000;

/** Whether the bar waits for the next answer. */
export class Waiting {
  /** @param {() => void} onGivenUp called when the answer did not come */
  constructor(onGivenUp) {
    this.onGivenUp = onGivenUp;
    this.isOn = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** Wait from now on. */
  begin() {
    this.end();
    this.isOn = true;
    this.timer = setTimeout(() => {
      this.isOn = false;
      this.onGivenUp();
    }, IDLE_MS);
  }

  /**
   * Wait no longer, or for what is known to come, for as long as it takes.
   *
   * @param {boolean} [isComing]
   */
  end(isComing = false) {
    this.isOn = isComing;
    clearTimeout(this.timer);
  }
}
