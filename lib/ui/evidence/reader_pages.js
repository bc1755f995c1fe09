// The pages of a whole paper, one below the other: drawn as they come, scrolled through, with what was found marked.

import { button, make } from "../kit/elements.js";
import { PAGE_MARGIN_PX, linePlace, scrollTopFor, sheetAt } from "./page_layout.js";
import { sheetKey } from "./page_sheet.js";
import { PageStrip } from "./page_strip.js";
import { PagesPane } from "./pages_pane.js";
import { pagePiece } from "./pieces.js";

/** @import { EvidenceData, FoundWords, Page, ReaderData } from "./evidence_data.js" */
/** @import { PageActions } from "./pages_pane.js" */
/** @import { Piece } from "./pieces.js" */

const ISO_HEIGHT_PER_WIDTH = Math.SQRT2; // of a page of which nothing is known yet
const TOP_GAP_PX = 6; // above a page that is turned to
const SETTLED_MS = 160; // without scrolling, after which the page in sight is said

const READING_SHARE = 0.25; // of the pane above the line that is taken to be read; what is gone to stands there

/**
 * A place in the paper: the page, and the share of its height above it.
 *
 * @typedef {{page: number, top: number}} Place
 */
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
    this.hit = -1; // of the places that were found, the one that is shown
    this.hitsDrawn = "[]";
    /** @type {HTMLElement[]} */
    this.annotationMarks = [];
    this.isAwaited = false; // whether what is shown stands on a page that is not drawn yet
    this.expectedTop = -1; // where this view scrolled to by itself
    /** @type {Place | null} */
    this.goneTo = null; // until one scrolls: near the ends of the paper it does not stand on the line that is read
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.settling = undefined;

    /** @type {HTMLElement[]} */
    this.hitFrames = []; // of the place that is shown, one a printed line
    this.hitCount = make("span", "count");
    this.hitCount.setAttribute("role", "status");
    this.hitBack = button("tool", "↑", "Previous place of the words (k)");
    this.hitNext = button("tool", "↓", "Next place of the words (j)");
    this.hitBack.onclick = () => this.stepHit(-1);
    this.hitNext.onclick = () => this.stepHit(1);
    this.pageField = make("input", "page-field");
    this.pageField.type = "number";
    this.pageField.min = "1";
    this.pageField.setAttribute("aria-label", "Page");
    this.pageField.onchange = () => this.turnToField();
    this.bar.element.insertBefore(this.pageField, this.bar.count);
    this.fitButton = button("tool words", "Whole page", "Fit the whole page into the pane");
    this.fitButton.onclick = () => this.fitPage(!this.isWholePage);
    for (const element of [this.hitCount, this.hitBack, this.hitNext]) this.bar.element.insertBefore(element, this.pageField);
    this.bar.element.append(this.fitButton);
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
    const anchor = this.anchor();
    if (data.paper !== this.paper || data.page_count !== this.slots.length) this.makeSlots(data);
    const hits = JSON.stringify(data.hits.map(({ page, at }) => [page, at[1]])); // their width is exact once their page is near
    const isFoundAnew = hits !== this.hitsDrawn;
    this.hitsDrawn = hits;
    const present = this.drawPages(data.pages);
    for (const page of data.pages) if (page.url) this.aspect = page.aspect;
    for (const [key, sheet] of this.sheets) {
      if (!sheet.json) sheet.element.style.aspectRatio = `1 / ${this.aspect}`;
      if (isFoundAnew && !present.has(key)) sheet.element.querySelectorAll("[data-mark=found]").forEach((mark) => mark.remove());
    }
    this.layOut();
    this.restore(anchor);
    this.strip.update(data);
    this.drawAnnotations(data);
    if (isFoundAnew) {
      this.hit = -1;
      if (data.hits.length) this.stepHit(1);
    }
    this.drawHits();
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
      const element = make("div", "page");
      element.dataset.page = String(page);
      const picture = make("div", "blank", `page ${page}`);
      element.append(picture);
      /** @type {Page} */
      const unknown = { paper, page, title: "", url: "", aspect: this.aspect, problem: "", lines: [] };
      this.sheets.set(sheetKey(paper, page), { element, json: "", page: { ...unknown, url: " " }, picture });
      this.slots.push(element);
    }
    this.pages.replaceChildren(...this.slots);
  }

  /** Return the page at the top of the pane and how much of it is above, to come back to; null before there is any. */
  anchor() {
    const top = this.pages.scrollTop;
    const index = this.slots.findIndex((slot) => slot.offsetTop + slot.offsetHeight > top);
    const slot = this.slots[index];
    return slot?.offsetHeight ? { index, share: (top - slot.offsetTop) / slot.offsetHeight } : null;
  }

  /**
   * Scroll back to where one was before the pages changed their size.
   *
   * @param {{index: number, share: number} | null} anchor
   */
  restore(anchor) {
    const slot = anchor && this.slots[anchor.index];
    if (slot) this.scrollTo(slot.offsetTop + anchor.share * slot.offsetHeight);
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
    const anchor = this.anchor();
    const room = this.pages.clientWidth - PAGE_MARGIN_PX;
    const whole = Math.min(room, (this.pages.clientHeight - PAGE_MARGIN_PX) / this.aspect);
    const width = `${Math.round((this.isWholePage ? whole : room) * this.zoom)}px`;
    if (this.slots[0].style.width === width) return;
    for (const slot of this.slots) slot.style.width = width;
    this.restore(anchor);
    this.onScroll();
  }

  /** Turn to the page that was typed. */
  turnToField() {
    const page = Math.round(Number(this.pageField.value));
    if (page >= 1 && page <= this.slots.length) this.goTo(page, 0);
    this.drawBar();
  }

  /** Draw which page is shown, and the tools. */
  drawBar() {
    super.drawBar();
    if (this.data.mode !== "reader") return;
    this.bar.count.textContent = `of ${this.data.page_count}`;
    this.pageField.max = String(this.data.page_count);
    this.pageField.value = String(this.turned());
    this.bar.where.replaceChildren(make("b", "", this.piece?.label ?? ""));
  }

  /**
   * Fit the whole page, or its width.
   *
   * @param {boolean} isWholePage
   */
  fitPage(isWholePage) {
    this.isWholePage = isWholePage;
    this.zoom = 1;
    const label = isWholePage ? "Fit the width of the page" : "Fit the whole page into the pane";
    this.fitButton.textContent = isWholePage ? "Width" : "Whole page";
    this.fitButton.title = label;
    this.fitButton.setAttribute("aria-label", label);
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
    const slot = this.slots[page - 1];
    if (!slot) return;
    this.piece = pagePiece(this.paper, page);
    this.drawBar();
    const at = slot.offsetTop + top * slot.offsetHeight;
    this.scrollTo(Math.max(0, at - this.pages.clientHeight * READING_SHARE));
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
    const hits = this.hits();
    if (!hits.length) return;
    const from = this.hit < 0 ? hits.findIndex((hit) => hit.page >= this.turned()) - by : this.hit;
    this.hit = (Math.max(from, -1) + by + hits.length) % hits.length;
    const hit = hits[this.hit];
    this.drawHits();
    this.goTo(hit.page, hit.at[1]);
  }

  /**
   * Return the places of the words that are looked for.
   *
   * @returns {FoundWords[]}
   */
  hits() {
    return this.data.mode === "reader" ? this.data.hits : [];
  }

  /** Say how many places there are and frame the one that is shown, whether its page is drawn yet or not. */
  drawHits() {
    const hits = this.hits();
    for (const element of [this.hitCount, this.hitBack, this.hitNext]) element.hidden = !hits.length;
    this.hitCount.textContent = hits.length ? `${this.hit + 1} of ${hits.length} found` : "";
    for (const frame of this.hitFrames) frame.remove();
    this.hitFrames = (hits[this.hit]?.frames ?? []).map(({ page, at }) => {
      const frame = make("div", "hit-frame");
      Object.assign(frame.style, linePlace({ at, text: "" }));
      this.slots[page - 1]?.append(frame);
      return frame;
    });
  }

  /**
   * Draw the words that a person marked, on every page, drawn yet or not.
   *
   * @param {ReaderData} data
   */
  drawAnnotations({ annotations }) {
    for (const mark of this.annotationMarks) mark.remove();
    this.annotationMarks = annotations.flatMap(({ note, boxes }) => boxes.map(([page, ...at]) => {
      const mark = make("div", "annotated");
      Object.assign(mark.style, linePlace({ at, text: "" }));
      mark.title = note;
      this.slots[page - 1]?.append(mark);
      return mark;
    }));
  }

  /** Return the page in the middle of the pane; null before there is any. */
  pageInSight() {
    const page = this.pageAt(this.pages.scrollTop + this.pages.clientHeight / 2);
    return page ? { paper: this.paper, page } : null;
  }

  /**
   * Return the page at a height of the whole; 0 before there is any.
   *
   * @param {number} height px from the top
   */
  pageAt(height) {
    const sheets = this.slots.map((slot, index) => ({ page: index + 1, bottom: slot.offsetTop + slot.offsetHeight }));
    return sheetAt(sheets, height)?.page ?? 0;
  }

  /**
   * Return the place that is read: what was gone to, else what stands a quarter down the pane.
   *
   * @returns {Place}
   */
  placeRead() {
    if (this.goneTo) return this.goneTo;
    const line = this.pages.scrollTop + this.pages.clientHeight * READING_SHARE;
    const page = this.pageAt(line);
    const slot = this.slots[page - 1];
    return { page, top: slot?.offsetHeight ? (line - slot.offsetTop) / slot.offsetHeight : 0 };
  }
}
