// The pages of a whole paper, one below the other: drawn as they come, scrolled through, with what was found marked.

import { make } from "../kit/elements.js";
import { AnnotationMarks } from "./annotation_marks.js";
import { HitSteps } from "./hit_steps.js";
import { PAGE_MARGIN_PX, scrollTopFor } from "./page_layout.js";
import { blankSheet, sheetKey } from "./page_sheet.js";
import { anchorAt, heightAt, pageAt, placeAt } from "./page_slots.js";
import { PageStrip } from "./page_strip.js";
import { PagesPane } from "./pages_pane.js";
import { pagePiece } from "./pieces.js";
import { ReaderTools } from "./reader_tools.js";

/** @import { EvidenceData, ReaderData } from "./evidence_data.js" */
/** @import { Place } from "./page_slots.js" */
/** @import { PageActions } from "./pages_pane.js" */
/** @import { Piece } from "./pieces.js" */

const ISO_HEIGHT_PER_WIDTH = Math.SQRT2; // of a page of which nothing is known yet
const TOP_GAP_PX = 6; // above a page that is turned to
const SETTLED_MS = 160; // without scrolling, after which the page in sight is said
const READING_SHARE = 0.25; // of the pane above the line that is taken to be read; what is gone to stands there

/**
 * @typedef {PageActions & {inSight: (page: number) => void, reading: () => void}} ReaderActions
 */

/** The pages of the reader. */
export class ReaderPages extends PagesPane {
  /**
   * @param {EvidenceData} data
   * @param {ReaderActions} actions
   */
  constructor(data, actions) {
    super(data, actions);
    this.actions = actions;
    this.paper = "";
    /** @type {HTMLElement[]} one a page, drawn or not yet */
    this.slots = [];
    this.aspect = ISO_HEIGHT_PER_WIDTH;
    this.isWholePage = false; // whether a page is fitted into the pane, else its width
    this.annotationMarks = new AnnotationMarks();
    this.isAwaited = false; // whether what is shown stands on a page that is not drawn yet
    this.expectedTop = -1; // where this view scrolled to by itself
    /** @type {Place | null} */
    this.goneTo = null; // until one scrolls: near the ends of the paper it does not stand on the line that is read
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.settling = undefined;

    this.hitSteps = new HitSteps((by) => this.stepHit(by));
    this.tools = new ReaderTools(this.bar, this.hitSteps.elements, {
      turnTo: (page) => this.turnTo(page),
      fit: () => this.fitPage(!this.isWholePage),
    });
    this.strip = new PageStrip((share) => this.scrollToShare(share));
    const body = make("div", "reader-body");
    this.pages.replaceWith(body);
    body.append(this.pages, this.strip.element);
    this.pages.addEventListener("scroll", () => this.onScroll(), { passive: true });
  }

  /** Stop watching. */
  close() {
    clearTimeout(this.settling);
    super.close();
  }

  /**
   * Take new data: draw the pages that came, keep those that were drawn before.
   *
   * @param {EvidenceData} data
   */
  update(data) {
    this.data = data;
    if (data.mode !== "reader") return;
    const anchor = anchorAt(this.slots, this.pages.scrollTop);
    if (data.paper !== this.paper || data.page_count !== this.slots.length) this.makeSlots(data);
    const isFoundAnew = this.hitSteps.take(data.hits);
    const present = this.drawPages(data.pages);
    for (const page of data.pages) if (page.url) this.aspect = page.aspect;
    for (const [key, sheet] of this.sheets) {
      if (!sheet.json) sheet.element.style.aspectRatio = `1 / ${this.aspect}`;
      if (isFoundAnew && !present.has(key)) sheet.element.querySelectorAll("[data-mark=found]").forEach((mark) => mark.remove());
    }
    this.layOut();
    this.restore(anchor);
    this.strip.update(data);
    this.annotationMarks.draw(data.annotations, this.slots);
    if (isFoundAnew) this.stepHit(1);
    this.hitSteps.draw(this.slots);
  }

  /**
   * Make the place of every page, so that the whole paper can be scrolled from the first moment on.
   *
   * @param {ReaderData} data
   */
  makeSlots({ paper, page_count: count }) {
    this.paper = paper;
    this.sheets.clear();
    this.slots = [];
    for (let page = 1; page <= count; page += 1) {
      const sheet = blankSheet(paper, page, this.aspect);
      this.sheets.set(sheetKey(paper, page), sheet);
      this.slots.push(sheet.element);
    }
    this.pages.replaceChildren(...this.slots);
  }

  /**
   * Scroll back to where one was before the pages changed their size.
   *
   * @param {Place | null} anchor
   */
  restore(anchor) {
    const height = anchor && heightAt(this.slots, anchor);
    if (height !== null) this.scrollTo(height);
  }

  /**
   * Scroll without taking that for a reader's own scrolling.
   *
   * @param {number} top
   */
  scrollTo(top) {
    this.pages.scrollTop = top;
    this.expectedTop = this.pages.scrollTop;
  }

  /**
   * Scroll to a share of the whole paper.
   *
   * @param {number} share
   */
  scrollToShare(share) {
    this.pages.scrollTop = share * this.pages.scrollHeight - this.pages.clientHeight / 2;
  }

  /** Say which page is in sight once the reader's scrolling has come to rest. */
  onScroll() {
    this.strip.showWindow(this.pages.scrollTop / this.pages.scrollHeight, this.pages.clientHeight / this.pages.scrollHeight);
    if (Math.abs(this.pages.scrollTop - this.expectedTop) < 2) return;
    this.isAwaited = false;
    this.goneTo = null;
    this.actions.reading();
    const place = this.pageInSight();
    if (!place || place.page === this.turned()) return;
    this.piece = pagePiece(place.paper, place.page);
    this.drawBar();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.actions.inSight(place.page), SETTLED_MS);
  }

  /**
   * Show a page or a citation: scrolled to, all pages stay.
   *
   * @param {Piece} piece
   */
  show(piece) {
    this.piece = piece;
    this.isLate = false;
    this.goneTo = null;
    this.drawBar();
    this.layOut();
    this.scrollToPiece();
    this.further.update();
  }

  /** Scroll to what is shown once its page is drawn. */
  showIfLate() {
    this.drawBar();
    if (this.isAwaited) this.scrollToPiece();
  }

  /** Make the pages as wide as the pane, or as high. */
  layOut() {
    if (!this.slots.length) return;
    const anchor = anchorAt(this.slots, this.pages.scrollTop);
    const room = this.pages.clientWidth - PAGE_MARGIN_PX;
    const whole = Math.min(room, (this.pages.clientHeight - PAGE_MARGIN_PX) / this.aspect);
    const width = `${Math.round((this.isWholePage ? whole : room) * this.zoom)}px`;
    if (this.slots[0].style.width === width) return;
    for (const slot of this.slots) slot.style.width = width;
    this.restore(anchor);
    this.onScroll();
  }

  /**
   * Turn to the page that was typed, if there is one.
   *
   * @param {number} page
   */
  turnTo(page) {
    if (page >= 1 && page <= this.slots.length) this.goTo(page, 0);
    this.drawBar();
  }

  /** Draw which page is shown, and the tools. */
  drawBar() {
    super.drawBar();
    if (this.data.mode === "reader") this.tools.draw(this.turned(), this.data.page_count, this.piece?.label ?? "");
  }

  /**
   * Fit the whole page, or its width.
   *
   * @param {boolean} isWholePage
   */
  fitPage(isWholePage) {
    this.isWholePage = isWholePage;
    this.zoom = 1;
    this.tools.drawFit(isWholePage);
    this.layOut();
  }

  /**
   * Show the pages larger or smaller, where one reads.
   *
   * @param {number} zoom
   */
  zoomTo(zoom) {
    const { piece } = this;
    this.piece = null;
    super.zoomTo(zoom);
    this.piece = piece;
  }

  /** Scroll to the page, or to the words of the citation. */
  scrollToPiece() {
    if (!this.piece) return;
    const slot = this.slots[this.piece.pages[0] - 1];
    if (!slot) return;
    const extent = this.piece.kind === "page" ? null : this.extent();
    this.isAwaited = this.piece.kind !== "page" && !extent;
    this.scrollTo(extent ? scrollTopFor(extent, this.pages.clientHeight) : slot.offsetTop - TOP_GAP_PX);
  }

  /**
   * Scroll to a place on a page and make that the page that is read.
   *
   * @param {number} page
   * @param {number} top share of the page's height above it
   */
  goTo(page, top) {
    const height = heightAt(this.slots, { page, top });
    if (height === null) return;
    this.piece = pagePiece(this.paper, page);
    this.drawBar();
    this.scrollTo(Math.max(0, height - this.pages.clientHeight * READING_SHARE));
    this.goneTo = { page, top };
    this.actions.inSight(page);
  }

  /**
   * Bring a part of a page to sight where it is not.
   *
   * @param {import("./table_rows.js").Stretch | null} stretch
   */
  reveal(stretch) {
    const slot = stretch && this.slots[stretch.page - 1];
    if (!slot) return;
    const { scrollTop, clientHeight } = this.pages;
    const [top, bottom] = [stretch.top, stretch.bottom].map((share) => slot.offsetTop + share * slot.offsetHeight);
    if (top >= scrollTop && bottom <= scrollTop + clientHeight) return;
    this.piece = pagePiece(this.paper, stretch.page);
    this.drawBar();
    this.scrollTo(scrollTopFor({ top, bottom }, clientHeight));
    this.goneTo = { page: stretch.page, top: stretch.top };
    this.actions.inSight(stretch.page);
  }

  /**
   * Go to the next place of the words that are looked for, or the one before, round and round.
   *
   * @param {number} by
   */
  stepHit(by) {
    const hit = this.hitSteps.step(by, this.turned());
    if (!hit) return;
    this.hitSteps.draw(this.slots);
    this.goTo(hit.page, hit.at[1]);
  }

  /** Return the page in the middle of the pane; null before there is any. */
  pageInSight() {
    const page = pageAt(this.slots, this.pages.scrollTop + this.pages.clientHeight / 2);
    return page ? { paper: this.paper, page } : null;
  }

  /**
   * Return the place that is read: what was gone to, else what stands a quarter down the pane.
   *
   * @returns {Place}
   */
  placeRead() {
    return this.goneTo ?? placeAt(this.slots, this.pages.scrollTop + this.pages.clientHeight * READING_SHARE);
  }
}
