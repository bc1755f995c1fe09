// The pages' pane: the pages of one piece of evidence, with their marks and the tools above them.

import { findAll, make, pagesInWords } from "../kit/elements.js";
import { FurtherPart } from "./further_part.js";
import {
  EVIDENCE_MARGIN_PX, PAGE_MARGIN_PX, WHOLE_WIDTH, extentOf, scrollTopFor, sheetAt, textBlock, widthShare, zoomWithin,
} from "./page_layout.js";
import { cropSheet, drawSheet, placeOfMark, sheetKey, sheetOf } from "./page_sheet.js";
import { PagesBar, stepsThrough } from "./pages_bar.js";
import { isMarkOf, isSamePiece, pieceAfter, piecesOf } from "./pieces.js";
import { openTable } from "./shown_panes.js";
import { cellKey } from "./table_rows.js";

/** @import { EvidenceData, Page } from "./evidence_data.js" */
/** @import { Extent } from "./page_layout.js" */
/** @import { Sheet } from "./page_sheet.js" */
/** @import { EvidencePiece, Piece } from "./pieces.js" */

const ZOOM_STEP = 1.2;

/**
 * What the tools above the pages do.
 *
 * @typedef {{step: (by: number) => void, openReader: () => void, goBack: () => void, draw: (piece: Piece) => void}} PageActions
 */

/** The pages beside the answer. */
export class PagesPane {
  /**
   * @param {EvidenceData} data
   * @param {PageActions} actions
   */
  constructor(data, actions) {
    this.data = data;
    /** @type {Map<string, Sheet>} by paper and page */
    this.sheets = new Map();
    /** @type {Piece | null} what the pages show */
    this.piece = null;
    this.zoom = 1;
    this.isLate = false; // whether some of the piece's pages were not drawn yet when it was shown
    this.actions = actions;
    this.asked = ""; // the pages that were asked for last

    this.element = make("section", "right");
    this.element.setAttribute("aria-label", "Evidence");
    const zoom = (/** @type {1 | -1} */ by) => this.zoomTo(by > 0 ? this.zoom * ZOOM_STEP : this.zoom / ZOOM_STEP);
    this.bar = new PagesBar(data.mode, { ...actions, zoom });
    this.pages = make("div", "pages scroll-quiet");
    this.pages.tabIndex = 0;
    this.pages.setAttribute("aria-label", "Pages");
    this.further = new FurtherPart(this.pages, () => this.parts());
    this.element.append(this.bar.element, this.pages, this.further.element);

    this.sizes = new ResizeObserver(() => this.layOut());
    this.sizes.observe(this.pages);
  }

  /** Stop watching the size of the pane. */
  close() {
    this.sizes.disconnect();
  }

  /**
   * Take new data and draw the pages that changed.
   *
   * @param {EvidenceData} data
   */
  update(data) {
    this.data = data;
    const present = this.drawPages(data.pages);
    for (const [key, sheet] of this.sheets) {
      if (present.has(key)) continue;
      sheet.element.remove();
      this.sheets.delete(key);
    }
  }

  /**
   * Draw those of the pages that changed, and return the keys of all of them.
   *
   * @param {Page[]} pages
   * @returns {Set<string>}
   */
  drawPages(pages) {
    const present = new Set();
    for (const page of pages) {
      const key = sheetKey(page.paper, page.page);
      present.add(key);
      const cells = this.cellsOn(page.page);
      const json = JSON.stringify([page, cells]);
      const before = this.sheets.get(key);
      if (before?.json !== json) this.sheets.set(key, drawSheet(page, json, before, cells));
    }
    return present;
  }

  /**
   * Return the printed lines of the cells of the open table that stand on a page.
   *
   * @param {number} page
   * @returns {{at: [number, number, number, number], key: string}[]}
   */
  cellsOn(page) {
    return (openTable(this.data)?.cells ?? []).flatMap((cell) => cell.at.filter(([number]) => number === page).map(
      ([, ...at]) => ({ at, key: cellKey(cell) }),
    ));
  }

  /** Forget what is shown, for another answer. */
  reset() {
    this.piece = null;
    this.zoom = 1;
  }

  /**
   * Return the pages of a piece that are drawn by now.
   *
   * @param {Piece} piece
   */
  sheetsOf(piece) {
    return piece.pages.flatMap((page) => this.sheets.get(sheetKey(piece.paper, page)) ?? []);
  }

  /**
   * Show a piece of evidence: its pages, scrolled to its marks.
   *
   * @param {Piece} piece
   */
  show(piece) {
    this.piece = piece;
    const sheets = this.sheetsOf(piece);
    this.isLate = sheets.length < piece.pages.length;
    if (this.isLate && !this.data.pending) this.askFor(piece);
    const wanted = sheets.map((sheet) => sheet.element);
    const shown = [...this.pages.children];
    if (!wanted.length) {
      const quote = piece.kind === "passage" ? "" : piece.quote ?? "";
      this.pages.replaceChildren(make("div", "empty quiet", this.data.pending || this.asked ? "The page is being drawn …" : quote));
    } else if (shown.length !== wanted.length || wanted.some((element, i) => shown[i] !== element)) {
      this.pages.replaceChildren(...wanted);
    }
    this.drawQuote(piece, sheets.find((sheet) => !sheet.page.url));
    this.drawBar();
    this.layOut();
    this.scrollToPiece();
    this.further.update();
  }

  /**
   * Ask once for the pages of a piece: of evidence on very many pages not all are drawn before they are opened.
   *
   * @param {Piece} piece
   */
  askFor(piece) {
    const asked = [piece.paper, ...piece.pages].join(" ");
    if (asked === this.asked) return;
    this.asked = asked;
    this.actions.draw(piece);
  }

  /**
   * Draw the words that were kept with the answer above the pages of a paper whose PDF is not here: there is no picture of it.
   *
   * @param {Piece} piece
   * @param {Sheet | undefined} missing the first page without a picture
   */
  drawQuote(piece, missing) {
    if (!missing || piece.kind === "passage" || !piece.quote) return;
    const quote = make("blockquote", "quote", piece.quote);
    quote.append(make("small", "", `${pagesInWords(piece.pages)} · ${missing.page.problem}`));
    this.pages.prepend(quote);
  }

  /** Show a piece again of which a page was not drawn yet when it was chosen, or was drawn anew. */
  showIfLate() {
    if (!this.piece) return;
    const missing = this.sheetsOf(this.piece).some((sheet) => sheet.element.parentNode !== this.pages);
    if (this.isLate || missing) this.show(this.piece);
    else this.drawBar();
  }

  /** Draw which piece is shown, and the tools. */
  drawBar() {
    const { piece, data } = this;
    if (piece) this.bar.draw(piece, this.sheetsOf(piece).map((sheet) => sheet.page), stepsThrough(data, piece, this.turned()));
  }

  /** Return the page that the reader is turned to. */
  turned() {
    return this.piece?.pages[0] ?? (this.data.mode === "reader" ? this.data.page : 1);
  }

  /**
   * Return the piece that is `by` steps further.
   *
   * @param {number} by
   * @returns {EvidencePiece | null}
   */
  pieceAfter(by) {
    const pieces = piecesOf(this.data);
    return pieces.length ? pieceAfter(pieces, this.piece, by) : null;
  }

  /** Take over what new data say of the piece that is shown. */
  refreshPiece() {
    this.piece = piecesOf(this.data).find((piece) => isSamePiece(piece, this.piece)) ?? this.piece;
  }

  /** Return the marked lines of the piece on the pages shown. */
  marks() {
    const { piece } = this;
    return piece ? findAll(this.pages, ".line[data-mark]").filter((mark) => isMarkOf(piece, mark.dataset)) : [];
  }

  /**
   * Return the stretches of the piece's marks inside the scrolled pages, one for each page that has any.
   *
   * @returns {(Extent & {page: number})[]}
   */
  parts() {
    if (!this.piece || this.piece.kind === "page") return [];
    const marks = this.marks();
    return this.sheetsOf(this.piece).flatMap(({ page: { page }, element }) => {
      const extent = extentOf(marks.filter((mark) => sheetOf(mark) === element).map(placeOfMark));
      return extent ? [{ ...extent, page }] : [];
    });
  }

  /** Return the stretch of the piece's marks inside the scrolled pages; null without marks. */
  extent() {
    return extentOf(this.marks().map(placeOfMark));
  }

  /** Make the pages as wide as the pane; narrower where evidence over a break would not be seen whole. */
  layOut() {
    if (!this.piece) return;
    const room = this.pages.clientWidth - PAGE_MARGIN_PX;
    const block = this.zoom === 1 ? textBlock(this.sheetsOf(this.piece).flatMap((sheet) => sheet.page.lines)) : WHOLE_WIDTH;
    this.pages.classList.toggle("cropped", block !== WHOLE_WIDTH);
    const sheets = findAll(this.pages, ".page");
    const setWidth = (/** @type {number} */ shown) => sheets.forEach((sheet) => cropSheet(sheet, room, shown, block));
    setWidth(room * this.zoom);
    if (this.zoom !== 1 || this.piece.kind === "page") return;
    const extent = this.extent();
    if (!extent) return;
    const share = widthShare(extent, this.pages.clientHeight);
    if (share < 1) setWidth(room * share);
  }

  /**
   * Show the pages larger or smaller.
   *
   * @param {number} zoom
   */
  zoomTo(zoom) {
    this.zoom = zoomWithin(zoom);
    this.layOut();
    this.scrollToPiece();
    this.further.update();
  }

  /** Scroll to the marks of the piece; to the top where there are none, or where its words stand there. */
  scrollToPiece() {
    const { pages } = this;
    const extent = this.extent();
    if (!extent || pages.querySelector(".quote")) {
      pages.scrollTop = 0;
      return;
    }
    pages.scrollTop = scrollTopFor(extent, pages.clientHeight);
    if (pages.scrollWidth > pages.clientWidth && this.zoom !== 1) {
      const [first] = this.marks();
      if (first) pages.scrollLeft = Math.max(0, first.offsetLeft + sheetOf(first).offsetLeft - EVIDENCE_MARGIN_PX);
    }
  }

  /** Return the page in the middle of the pane, with its paper; null where none is drawn. */
  pageInSight() {
    if (!this.piece) return null;
    const { paper } = this.piece;
    const sheets = this.sheetsOf(this.piece).map(({ page: { page }, element: { offsetTop, offsetHeight } }) => (
      { page, bottom: offsetTop + offsetHeight }));
    const sheet = sheetAt(sheets, this.pages.scrollTop + this.pages.clientHeight / 2);
    return sheet ? { paper, page: sheet.page } : null;
  }
}
