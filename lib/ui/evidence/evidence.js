// The evidence view: the answer's pane beside the pages' pane. Text of papers and models goes in by textContent only.
//
// One view a mount; `update` runs whenever the data or the theme changes and touches only what differs,
// so that an answer under way grows in place and what the reader chose stays chosen.

import { TAKES_KEYS, closest, drawIfChanged, findAll, make } from "../kit/elements.js";
import { announceOpen, onStep } from "../kit/open_citation.js";
import { chatBarHeight, closedWhenGone, endScrollToBottom, nameInAddress, scrollerOf, stripTop, viewOf } from "../kit/streamlit_internals.js";
import { AnnotationList } from "./annotation_list.js";
import { AnswerPane } from "./answer.js";
import { areStacked } from "./page_layout.js";
import { PageReport } from "./page_report.js";
import { Outline } from "./outline.js";
import { PagesPane } from "./pages_pane.js";
import { TablePane } from "./table_pane.js";
import { ReaderPages } from "./reader_pages.js";
import { ReferenceCard } from "./reference_card.js";
import { SelectionBar } from "./selection_bar.js";
import { Splitter } from "./splitter.js";
import { cellKey, stretchOf } from "./table_rows.js";
import { citationPiece, clickedNumber, firstPiece, isSamePiece, meet, numbersIn, pagePiece, passagePiece, piecesOf } from "./pieces.js";

/** @import { ComponentArguments } from "../kit/streamlit_internals.js" */
/** @import { EvidenceData, ReaderData } from "./evidence_data.js" */
/** @import { Piece } from "./pieces.js" */

/** @type {WeakMap<object, EvidenceView>} */
const views = new WeakMap();
const BOTTOM_MARGIN_PX = 24; // below the view
const STRIP_BOTTOM_MARGIN_PX = 8; // the same, where the page is scrolled so that the view has enough room
const PAGES_SHARE = 0.6; // of the window's height, that the pages of the evidence get at the least
const TOOLS_PX = 40; // over the pages
const HOLD_TOP_MS = 4000; // in which Streamlit runs to the end of the page
const ASK_AGAIN_MS = 250; // for pages of the reader that are still being drawn
const HOLD_EVERY_MS = 100;
const LINE_PX = 30; // of the answer's text, where its end is in sight

/** @type {Record<string, number>} */
const HIT_KEYS = { j: 1, k: -1 };
/** @type {Record<string, number>} */
const STEP_KEYS = { n: 1, p: -1, ArrowRight: 1, ArrowLeft: -1 };

/**
 * Mount the evidence view.
 *
 * @param {ComponentArguments<EvidenceData>} component
 */
export default function (component) {
  const { data, setTriggerValue } = component;
  const view = viewOf(views, component, "evidence", (root) => new EvidenceView(root, data, setTriggerValue));
  view.send = setTriggerValue;
  view.update(data);
  return closedWhenGone(component, () => view.close());
}

/** The answer beside the pages: which piece of evidence is shown, and what lights up with it. */
class EvidenceView {
  /**
   * @param {HTMLElement} root
   * @param {EvidenceData} data
   * @param {(what: string, value: unknown) => void} send
   */
  constructor(root, data, send) {
    this.root = root;
    this.data = data;
    this.send = send;
    /** @type {string | null} id of what is shown, null before anything is */
    this.shownId = null;
    this.isChosen = false; // whether the reader chose the piece that is shown
    /** @type {Record<string, string>} JSON of what each part was drawn from */
    this.drawn = {};
    /** @type {{numbers: string[], passages: string[], cell: string}} what is under the pointer */
    this.hovered = { numbers: [], passages: [], cell: "" };
    /** @type {{answer: string | null, citation: number | null} | undefined} what was announced last */
    this.open = undefined;
    this.stopHolding = () => {};
    /** @type {ReturnType<typeof setTimeout> | undefined} until pages are asked for that were not drawn yet */
    this.asking = undefined;

    this.frame = make("div", "frame");
    this.answer = new AnswerPane((what, value) => this.send(what, value));
    const actions = {
      step: (/** @type {number} */ by) => this.step(by),
      openReader: () => this.openReader(),
      goBack: () => this.goBack(),
      draw: (/** @type {Piece} */ { paper, pages }) => this.send("draw", { paper, pages }),
    };
    /** @type {ReaderPages | null} the pages, where a whole paper is read */
    this.reader = data.mode === "reader" ? new ReaderPages(data, { ...actions, inSight: (page) => this.onInSight(page), reading: () => this.showSection() }) : null;
    this.pages = this.reader ?? new PagesPane(data, actions);
    const goTo = (/** @type {number} */ page, /** @type {number} */ top) => {
      this.reader?.goTo(page, top);
      this.comeToTap();
    };
    this.outline = new Outline(goTo);
    this.report = new PageReport((page) => this.send("page", page), () => this.root.isConnected);
    this.table = new TablePane((what, value) => this.send(what, value));
    this.left = make("div", "left-side");
    this.left.append(this.table.element, this.answer.element);
    this.splitter = new Splitter(this.frame, data.mode);
    this.frame.append(this.left, this.splitter.element, this.pages.element);
    this.annotations = new AnnotationList(goTo, (what, value) => this.send(what, value));
    const say = (/** @type {string} */ what, /** @type {unknown} */ value) => this.send(what, value);
    this.selection = this.reader || data.pointing ? new SelectionBar(this.pages.pages, say, data.id, data) : null;
    if (this.reader) this.answer.element.prepend(this.outline.element, this.annotations.element);
    if (this.selection) this.frame.append(this.selection.element);
    this.card = this.reader && new ReferenceCard(this.reader.pages, (paper) => this.send("open", { paper, page: 1 }));
    if (this.card) this.frame.append(this.card.element);
    this.root.append(this.frame);

    for (const type of ["pointerover", "focusin"]) this.root.addEventListener(type, (event) => this.onHover(event.target, true));
    for (const type of ["pointerout", "focusout"]) this.root.addEventListener(type, (event) => this.onHover(event.target, false));
    this.root.addEventListener("click", (event) => this.onClick(event));
    this.fit = () => this.fitHeight();
    window.addEventListener("resize", this.fit);
    // What stands above may come later than the data: a line more there, and the page could be scrolled.
    this.growing = new ResizeObserver(() => requestAnimationFrame(this.fit));
    this.keys = (/** @type {KeyboardEvent} */ event) => this.onKey(event);
    document.addEventListener("keydown", this.keys);
    this.stopStepping = onStep((by) => this.step(by));
  }

  /** Stop listening to the page. */
  close() {
    this.stopHolding();
    clearTimeout(this.asking);
    this.pages.close();
    this.selection?.close();
    document.removeEventListener("keydown", this.keys);
    this.stopStepping();
    window.removeEventListener("resize", this.fit);
    this.growing.disconnect();
  }

  /** Return the element in which the page scrolls. */
  scroller() {
    return scrollerOf(this.root) ?? document.documentElement;
  }

  /**
   * Return how much of the page's head is scrolled out of sight, so that the pages get their share of the window.
   *
   * @param {number} above the height of everything above the evidence
   * @param {Element} scroller
   */
  hiddenHead(above, scroller) {
    const pages = window.innerHeight - above - chatBarHeight() - BOTTOM_MARGIN_PX - TOOLS_PX;
    return pages >= PAGES_SHARE * window.innerHeight ? 0 : stripTop(scroller);
  }

  /** Take the height that the window leaves between what stands above and the question's input below. */
  fitHeight() {
    const scroller = this.scroller();
    const above = this.root.getBoundingClientRect().top + scroller.scrollTop - scroller.getBoundingClientRect().top;
    const header = Math.max(0, scroller.getBoundingClientRect().top);
    const hidden = this.hiddenHead(above, scroller);
    const below = chatBarHeight() + (hidden ? STRIP_BOTTOM_MARGIN_PX : BOTTOM_MARGIN_PX);
    this.root.style.setProperty("--chrome", `${Math.round(above - hidden + header + below)}px`);
    const room = parseFloat(this.root.style.marginBottom) || 0;
    const lacking = hidden - (scroller.scrollHeight - scroller.clientHeight - room);
    // Else the page could not be scrolled as far, and a strip of what is to be out of sight would stand below the menu.
    this.root.style.marginBottom = hidden && lacking > 0 ? `${Math.ceil(lacking)}px` : "";
  }

  // ---- data in

  /**
   * Take new data and draw what differs.
   *
   * @param {EvidenceData} data
   */
  update(data) {
    const isNew = this.shownId !== data.id;
    this.shownId = data.id;
    this.data = data;
    if (isNew) {
      this.pages.reset();
      this.isChosen = false;
      this.answer.element.scrollTop = 0;
      this.selection?.turnTo(data.id);
    }
    const table = data.mode === "reader" ? data.table : null;
    let isOpened = false;
    drawIfChanged(this.drawn, "table", table, () => {
      this.table.show(table);
      isOpened = true;
    });
    const isAlone = data.mode === "reader" && !data.sentences.length && !data.outline.length && !data.annotations.length && !table;
    this.frame.classList.toggle("reader", data.mode === "reader" && !table);
    if (data.mode === "reader") {
      this.outline.update(data);
      this.annotations.update(data);
      this.card?.update(data.references);
    }
    this.frame.classList.toggle("alone", isAlone);
    this.frame.classList.toggle("live", data.live);
    this.left.hidden = isAlone;
    this.answer.element.hidden = data.mode === "reader" && !data.sentences.length && !data.outline.length && !data.annotations.length;
    this.pages.element.hidden = data.mode === "answer" && !data.live && !piecesOf(data).length;
    this.splitter.element.hidden = this.pages.element.hidden || isAlone;
    this.answer.update(data);
    this.pages.update(data);
    if (data.mode === "reader") this.followReader(data, isNew);
    else this.followAnswer(data);
    if (isOpened && table) this.reader?.reveal(stretchOf(table.cells));
    this.paint();
    this.fitHeight();
    for (const content of this.scroller().children) this.growing.observe(content);
    if (isNew) this.beginAtTop();
  }

  /**
   * Begin an answer at its top unless the reader has begun to scroll: with a chat input Streamlit keeps to the end of the page
   * while it grows, pictures and all.
   */
  beginAtTop() {
    this.stopHolding();
    const scroller = this.scroller();
    const hold = () => {
      this.fitHeight(); // what stands above may still come
      const above = this.root.getBoundingClientRect().top + scroller.scrollTop - scroller.getBoundingClientRect().top;
      const top = Math.min(this.hiddenHead(above, scroller), scroller.scrollHeight - scroller.clientHeight);
      if (Math.abs(scroller.scrollTop - top) <= 1) return;
      endScrollToBottom(scroller);
      scroller.scrollTop = top;
    };
    const events = ["wheel", "touchstart", "pointerdown", "keydown"];
    const stop = () => {
      clearInterval(timer);
      for (const name of events) window.removeEventListener(name, stopByHand, true);
    };
    const stopByHand = (/** @type {Event} */ event) => {
      if (event.isTrusted) stop();
    };
    const timer = setInterval(hold, HOLD_EVERY_MS);
    for (const name of events) window.addEventListener(name, stopByHand, { capture: true, passive: true });
    setTimeout(stop, HOLD_TOP_MS);
    this.stopHolding = stop;
  }

  /**
   * Show the first piece of evidence, as soon as there is one, unless the reader chose another.
   *
   * @param {EvidenceData} data
   */
  followAnswer(data) {
    const pieces = piecesOf(data);
    const first = firstPiece(pieces, data);
    if (!this.isChosen && first && !isSamePiece(this.pages.piece, first)) {
      this.choose(first);
    } else {
      this.pages.refreshPiece();
      this.pages.showIfLate();
    }
  }

  /**
   * Show the server's page, but for turns that it has not heard of yet.
   *
   * @param {ReaderData} data
   * @param {boolean} isNew
   */
  followReader(data, isNew) {
    const isAhead = this.report.hear(data.page);
    const { piece } = this.pages;
    const isCited = piece?.kind === "citation" && piece.pages.includes(data.page);
    const isAtHit = isNew && (this.reader?.hit ?? -1) >= 0; // words came with the address
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
   * Show a piece of evidence.
   *
   * @param {Piece} piece
   */
  choose(piece) {
    this.pages.show(piece);
    this.paint();
  }

  // ---- hover, click, keys

  /**
   * Return the numbers of the citations that an element speaks of: a number, a mark on a page, a sentence.
   *
   * @param {EventTarget | null} target
   * @returns {string[]}
   */
  numbersAt(target) {
    const number = closest(target, "[data-citation]")?.dataset.citation;
    if (number) return [number];
    const mark = closest(target, "[data-mark]");
    if (mark) return numbersIn(mark.dataset.cites);
    const sentence = closest(target, "[data-sentence]");
    return sentence ? this.numbersOf(sentence) : [];
  }

  /**
   * Return the numbers of the citations of a sentence.
   *
   * @param {HTMLElement} sentence
   */
  numbersOf(sentence) {
    return this.data.sentences[Number(sentence.dataset.sentence)]?.cites.map(String) ?? [];
  }

  /**
   * Light up what belongs to the element under the pointer or with the focus.
   *
   * @param {EventTarget | null} target
   * @param {boolean} on
   */
  onHover(target, on) {
    const passage = on ? closest(target, "[data-passage], [data-mark=retrieved]") : null;
    this.hovered = {
      numbers: on ? this.numbersAt(target) : [],
      passages: numbersIn(passage?.dataset.passage ?? passage?.dataset.passages),
      cell: (on && closest(target, "[data-cell]")?.dataset.cell) || "",
    };
    this.paint();
  }

  /**
   * Open what was clicked, unless words are being selected.
   *
   * @param {MouseEvent} event
   */
  onClick(event) {
    const mark = closest(event.target, "[data-mark]");
    if (mark && this.isSelecting()) return;
    const cell = closest(event.target, "td[data-cell], th[data-cell]:not(.sorter)");
    if (cell) this.onCell(String(cell.dataset.cell));
    const row = closest(event.target, "[data-passage]");
    if (row) this.onPassage(Number(row.dataset.passage));
    else this.onNumbers(this.numbersAt(event.target), Boolean(mark));
  }

  /**
   * Bring a cell of the open table to sight on its page.
   *
   * @param {string} key
   */
  onCell(key) {
    const table = this.data.mode === "reader" ? this.data.table : null;
    this.reader?.reveal(stretchOf((table?.cells ?? []).filter((cell) => cellKey(cell) === key)));
  }

  /** Return whether words are being selected. */
  isSelecting() {
    const tree = /** @type {Node & {getSelection?: () => Selection | null}} */ (this.root.getRootNode());
    const selection = tree.getSelection?.() ?? window.getSelection();
    return selection !== null && !selection.isCollapsed;
  }

  /**
   * Open a passage.
   *
   * @param {number} rank
   */
  onPassage(rank) {
    const passage = this.data.passages.find((other) => other.rank === rank);
    this.isChosen = true;
    if (!passage) return;
    this.choose(passagePiece(passage));
    this.comeToTap();
  }

  /**
   * Open the citation that a click means: from the answer its pages are shown, from a page its sentence.
   *
   * @param {string[]} numbers of the citations that rest on what was clicked
   * @param {boolean} isOnPage
   */
  onNumbers(numbers, isOnPage) {
    const number = clickedNumber(numbers, this.pages.piece);
    const citation = this.data.citations.find((other) => other.number === number);
    if (!citation) return;
    const piece = citationPiece(citation);
    this.isChosen = true;
    if (isOnPage) {
      this.pages.piece = piece;
      this.pages.drawBar();
      this.paint();
      this.revealSentence(citation.number);
    } else {
      this.choose(piece);
      this.comeToTap();
      if (this.data.mode === "reader") this.report.report(piece.pages[0]);
    }
  }

  /** Return whether answer and pages stand above one another, as on a phone. */
  isStacked() {
    const [answer, pages] = [this.answer.element, this.pages.element].map((pane) => pane.getBoundingClientRect());
    return areStacked(answer, pages);
  }

  /** Bring the evidence to what was tapped, where it does not stand beside it. */
  comeToTap() {
    if (!this.isStacked()) return;
    this.stopHolding();
    this.pages.element.scrollIntoView({ block: "start", behavior: "smooth" });
  }

  /** Go back from the evidence to what it was opened from: the number, the passage, else the answer. */
  goBack() {
    const { piece } = this.pages;
    const opener = piece?.kind === "citation" ? `[data-citation="${piece.number}"]` : `[data-passage="${piece?.id}"]`;
    const number = /** @type {HTMLElement | null} */ (this.answer.element.querySelector(opener));
    const isShown = number !== null && number.getClientRects().length > 0; // not in a folded list
    this.stopHolding();
    (isShown ? number : this.answer.element).scrollIntoView({ block: isShown ? "center" : "start", behavior: "smooth" });
    if (isShown) number.focus({ preventScroll: true });
  }

  /**
   * Scroll the answer to the number of a citation.
   *
   * @param {number} number
   */
  revealSentence(number) {
    const pane = this.answer.element;
    const button = this.answer.text.querySelector(`[data-citation="${number}"]`);
    if (!button || pane.scrollHeight <= pane.clientHeight) return;
    const top = button.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    if (top < 0 || top > pane.clientHeight - LINE_PX) pane.scrollTop += top - pane.clientHeight / 3;
  }

  /**
   * Go to the next piece of evidence or, in the reader, to the next page; or to the one before.
   *
   * @param {number} by
   */
  step(by) {
    if (this.data.mode === "reader") {
      this.turn(this.data, this.pages.turned() + by);
      return;
    }
    const piece = this.pages.pieceAfter(by);
    if (!piece) return;
    this.isChosen = true;
    this.choose(piece);
    if (piece.kind === "citation") this.revealSentence(piece.number);
  }

  /**
   * Turn the reader to a page: shown at once where the neighbour is drawn; the server is told either way.
   *
   * @param {ReaderData} data
   * @param {number} page
   */
  turn(data, page) {
    if (page < 1 || page > data.page_count) return;
    this.choose(pagePiece(data.paper, page));
    this.showSection();
    this.report.report(page);
  }

  /**
   * Take note of the page that the reader scrolled to.
   *
   * @param {number} page
   */
  onInSight(page) {
    this.showSection();
    this.report.report(page);
    this.paint();
  }

  /** Mark the section that is read in the outline. */
  showSection() {
    if (this.reader) this.outline.showPlace(this.reader.placeRead());
  }

  /**
   * Return whether one of the citations stands on the page that the reader is turned to.
   *
   * @param {string[]} numbers
   */
  isOnPage(numbers) {
    const page = this.pages.turned();
    return this.data.citations.some((citation) => numbers.includes(String(citation.number)) && citation.pages.includes(page));
  }

  /** Ask for the page in sight in the reader. */
  openReader() {
    const place = this.pages.pageInSight();
    if (place) this.send("open", place);
  }

  /**
   * Step on or back by the keyboard, where no field wants the key.
   *
   * @param {KeyboardEvent} event
   */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
    const path = event.composedPath();
    if (closest(path[0], TAKES_KEYS) || this.pages.element.hidden || !this.root.isConnected) return;
    const byHit = HIT_KEYS[event.key];
    if (byHit && this.reader?.hits().length) this.reader.stepHit(byHit);
    const by = STEP_KEYS[event.key];
    if (by && (path.includes(this.root) || path[0] === document.body)) {
      event.preventDefault();
      this.step(by);
    }
  }

  /** Say which citation of which answer is open, for what stands beside the view and judges it. */
  announceOpen() {
    const { piece } = this.pages;
    const open = { answer: this.data.id, citation: piece?.kind === "citation" ? piece.id : null };
    if (this.data.addressed && this.isChosen) nameInAddress("citation", open.citation === null ? "" : String(open.citation));
    if (open.answer === this.open?.answer && open.citation === this.open?.citation) return;
    this.open = open;
    announceOpen(open);
  }

  // ---- what is active and what is under the pointer

  /** Mark what is active and what is under the pointer. */
  paint() {
    this.announceOpen();
    const { hovered } = this;
    const { piece } = this.pages;
    const active = piece?.kind === "citation" ? [String(piece.id)] : [];
    const within = piece?.kind === "passage" ? [String(piece.id)] : [];
    const toggle = (/** @type {HTMLElement} */ element, /** @type {boolean} */ isActive, /** @type {boolean} */ isHot) => {
      element.classList.toggle("active", isActive);
      element.classList.toggle("hot", isHot);
    };
    for (const element of findAll(this.answer.text, "[data-sentence]")) {
      const cites = this.numbersOf(element);
      element.classList.toggle("here", this.reader !== null && this.isOnPage(cites));
      toggle(element, meet(cites, active), meet(cites, hovered.numbers));
    }
    for (const element of findAll(this.answer.text, "[data-citation]")) {
      const cites = numbersIn(element.dataset.citation);
      toggle(element, meet(cites, active), meet(cites, hovered.numbers));
    }
    for (const element of findAll(this.pages.pages, "[data-mark]")) {
      const cites = numbersIn(element.dataset.cites);
      const passages = numbersIn(element.dataset.passages);
      const isHot = meet(cites, hovered.numbers) || meet(passages, hovered.passages);
      toggle(element, meet(cites, active) || meet(passages, within), isHot);
    }
    for (const element of findAll(this.frame, "[data-cell]")) element.classList.toggle("lit", element.dataset.cell === hovered.cell);
    for (const element of findAll(this.answer.element, "[data-passage]")) {
      element.classList.toggle("active", meet(numbersIn(element.dataset.passage), within));
    }
  }
}
