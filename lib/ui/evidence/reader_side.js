// What stands beside the pages of the reader: outline, annotations, card of a reference; and what the server is told of the page.

import { AnnotationList } from "./annotation_list.js";
import { Outline } from "./outline.js";
import { PageReport } from "./page_report.js";
import { pagePiece } from "./pieces.js";
import { ReferenceCard } from "./reference_card.js";

/** @import { ReaderData } from "./evidence_data.js" */
/** @import { Piece } from "./pieces.js" */
/** @import { ReaderPages } from "./reader_pages.js" */

const ASK_AGAIN_MS = 250; // for pages that are still being drawn

/**
 * What is beside the reader's pages says and does.
 *
 * @typedef {object} SideActions
 * @property {(what: string, value: unknown) => void} send
 * @property {() => boolean} isOpen whether the view is still on the screen
 * @property {(piece: Piece) => void} choose
 * @property {() => void} toPages bring the pages to what was tapped
 */

/** The parts beside the reader's pages, which go with the page that is read. */
export class ReaderSide {
  /**
   * @param {ReaderPages} pages
   * @param {SideActions} actions
   */
  constructor(pages, { send, isOpen, choose, toPages }) {
    this.pages = pages;
    this.send = send;
    this.choose = choose;
    /** @type {ReturnType<typeof setTimeout> | undefined} until pages are asked for that were not drawn yet */
    this.asking = undefined;
    const goTo = (/** @type {number} */ page, /** @type {number} */ top) => {
      pages.goTo(page, top);
      toPages();
    };
    this.outline = new Outline(goTo);
    this.annotations = new AnnotationList(goTo, send);
    this.card = new ReferenceCard(pages.pages, (paper) => send("open", { paper, page: 1 }));
    this.report = new PageReport((page) => send("page", page), isOpen);
  }

  /** Stop asking for pages. */
  close() {
    clearTimeout(this.asking);
  }

  /**
   * Take new data and draw what differs.
   *
   * @param {ReaderData} data
   */
  update(data) {
    this.outline.update(data);
    this.annotations.update(data);
    this.card.update(data.references);
  }

  /**
   * Show the server's page, but for turns that it does not have yet.
   *
   * @param {ReaderData} data
   * @param {boolean} isNew
   */
  follow(data, isNew) {
    const isAhead = this.report.take(data.page);
    const { piece } = this.pages;
    const isCited = piece?.kind === "citation" && piece.pages.includes(data.page);
    const isAtHit = isNew && this.pages.hitSteps.shown >= 0; // words came with the address
    if (isAtHit || (!isNew && (isAhead || isCited || piece?.pages[0] === data.page))) this.pages.showIfLate();
    else this.choose(pagePiece(data.paper, data.page));
    this.showSection();
    clearTimeout(this.asking);
    if (data.pending) this.askAgain(ASK_AGAIN_MS);
  }

  /**
   * Ask for the pages that are still being drawn, again and again but ever more seldom: what brings nothing new is not told
   * here, and a question that comes too soon stops the answer to the one before.
   *
   * @param {number} afterMs
   */
  askAgain(afterMs) {
    this.asking = setTimeout(() => {
      this.send("page", this.pages.turned());
      this.askAgain(2 * afterMs);
    }, afterMs);
  }

  /**
   * Turn the reader by a number of pages: shown at once where the neighbour is drawn; the server is told either way.
   *
   * @param {ReaderData} data
   * @param {number} by
   */
  turn(data, by) {
    const page = this.pages.turned() + by;
    if (page < 1 || page > data.page_count) return;
    this.choose(pagePiece(data.paper, page));
    this.read(page);
  }

  /**
   * Take note of the page that is read.
   *
   * @param {number} page
   */
  read(page) {
    this.showSection();
    this.report.report(page);
  }

  /** Mark the section that is read in the outline. */
  showSection() {
    this.outline.showPlace(this.pages.placeRead());
  }
}
