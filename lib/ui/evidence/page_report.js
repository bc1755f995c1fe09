// The page that the reader turned to, reported until the server has it.

/** For so long the server may not know of a turned page. */
export const AHEAD_MS = 3000;
/** Between two attempts. */
export const RESEND_MS = 1500;
/** Attempts. */
export const MOST_SENT = 5;

/**
 * Reports the page of the reader. What is asked of the server lives for one of its runs, and a run that is cut short by another
 * loses it: hence it is sent until the server's own page is the same, at most `MOST_SENT` times.
 */
export class PageReport {
  /**
   * @param {(page: number) => void} send
   * @param {() => boolean} isOpen whether the view is still on the screen
   */
  constructor(send, isOpen) {
    this.send = send;
    this.isOpen = isOpen;
    /** @type {{page: number, at: number, times: number} | null} the page last reported, when, and how often */
    this.reported = null;
    /** @type {number | null} */
    this.serverPage = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /**
   * Report a page. What was reported last counts, not the server's page: a quick turn back comes before its answer.
   *
   * @param {number} page
   */
  report(page) {
    if (page === (this.reported?.page ?? this.serverPage)) return;
    this.reported = { page, at: Date.now(), times: 0 };
    this.sendReported(this.reported); // though the server's page may be the same: it may be about to leave it
  }

  /**
   * Take the server's page; return whether a page was reported that it does not have yet.
   *
   * @param {number} page
   */
  take(page) {
    this.serverPage = page;
    const isAhead = this.reported !== null && this.reported.page !== page && Date.now() - this.reported.at < AHEAD_MS;
    if (!isAhead) this.reported = null;
    return isAhead;
  }

  /** Send what was reported once more, where the server does not have it. */
  resend() {
    const { reported } = this;
    if (reported && reported.page !== this.serverPage && reported.times < MOST_SENT) this.sendReported(reported);
  }

  /**
   * Send what was reported, and again after a while.
   *
   * @param {{page: number, at: number, times: number}} reported
   */
  sendReported(reported) {
    clearTimeout(this.timer);
    if (!this.isOpen()) return;
    reported.times += 1;
    reported.at = Date.now();
    this.send(reported.page);
    this.timer = setTimeout(() => this.resend(), RESEND_MS);
  }
}
