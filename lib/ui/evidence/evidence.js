// The evidence view: the answer's pane beside the pages' pane. Text of papers and models goes in by textContent only.
//
// One view a mount; `update` runs whenever the data or the theme changes and touches only what differs,
// so that an answer under way grows in place and what the reader chose stays chosen.

import { closest, drawIfChanged, make } from "../kit/elements.js";
import { announceOpen, onStep } from "../kit/open_citation.js";
import { closedWhenGone, nameInAddress, viewOf } from "../kit/streamlit_internals.js";
import { AnswerPane } from "./answer.js";
import { Lights, numbersAt, numbersOnPage } from "./lights.js";
import { PagesPane } from "./pages_pane.js";
import { PaneScroll } from "./pane_scroll.js";
import { citationPiece, clickedNumber, firstPiece, isSamePiece, passagePiece, piecesOf } from "./pieces.js";
import { ReaderPages } from "./reader_pages.js";
import { ReaderSide } from "./reader_side.js";
import { SelectionBar, selectionAround } from "./selection_bar.js";
import { openTable, shownPanes } from "./shown_panes.js";
import { Splitter } from "./splitter.js";
import { StepKeys } from "./step_keys.js";
import { TablePane } from "./table_pane.js";
import { cellKey, stretchOf } from "./table_rows.js";
import { WindowFit } from "./window_fit.js";

/** @import { ComponentArguments } from "../kit/streamlit_internals.js" */
/** @import { EvidenceData } from "./evidence_data.js" */
/** @import { Piece } from "./pieces.js" */

/** @type {WeakMap<object, EvidenceView>} */
const views = new WeakMap();

/**
 * Mount the evidence view.
 *
 * @param {ComponentArguments<EvidenceData>} component
 */
export default function (component) {
  const { data: [data], setTriggerValue } = component;
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
    /** @type {{answer: string | null, citation: number | null} | undefined} what was announced last */
    this.open = undefined;

    this.frame = make("div", "frame");
    const say = (/** @type {string} */ what, /** @type {unknown} */ value) => this.send(what, value);
    this.answer = new AnswerPane(say);
    const actions = {
      step: (/** @type {number} */ by) => this.step(by),
      openReader: () => this.openReader(),
      goBack: () => this.panes.back(),
      draw: (/** @type {Piece} */ { paper, pages }) => this.send("draw", { paper, pages }),
    };
    const inSight = (/** @type {number} */ page) => {
      this.side?.read(page);
      this.paint();
    };
    const reading = () => this.side?.showSection();
    /** @type {ReaderPages | null} the pages, where a whole paper is read */
    this.reader = data.mode === "reader" ? new ReaderPages(data, { ...actions, inSight, reading }) : null;
    this.pages = this.reader ?? new PagesPane(data, actions);
    this.fit = new WindowFit(root);
    this.panes = new PaneScroll(this.answer, this.pages, () => this.fit.stopHolding());
    this.lights = new Lights(this.frame, this.answer, this.pages);
    this.side = this.reader && new ReaderSide(this.reader, {
      send: say,
      isOpen: () => this.root.isConnected,
      choose: (piece) => this.choose(piece),
      toPages: () => this.panes.toPages(),
    });
    this.table = new TablePane(say);
    this.left = make("div", "left-side");
    this.left.append(this.table.element, this.answer.element);
    this.splitter = new Splitter(this.frame, data.mode);
    this.frame.append(this.left, this.splitter.element, this.pages.element);
    this.selection = this.reader || data.pointing ? new SelectionBar(this.pages.pages, say, data.id, data) : null;
    if (this.side) this.answer.element.prepend(this.side.outline.element, this.side.annotations.element);
    if (this.selection) this.frame.append(this.selection.element);
    if (this.side) this.frame.append(this.side.card.element);
    this.root.append(this.frame);

    for (const type of ["pointerover", "focusin"]) this.root.addEventListener(type, ({ target }) => this.onHover(target));
    for (const type of ["pointerout", "focusout"]) this.root.addEventListener(type, () => this.onHover(null));
    this.root.addEventListener("click", (event) => this.onClick(event));
    this.keys = new StepKeys(root, {
      isShown: () => !this.pages.element.hidden,
      step: (by) => this.step(by),
      stepHit: (by) => this.reader?.stepHit(by),
    });
    this.stopStepping = onStep((by) => this.step(by));
  }

  /** Stop listening to the page. */
  close() {
    this.fit.close();
    this.side?.close();
    this.pages.close();
    this.selection?.close();
    this.keys.close();
    this.stopStepping();
  }

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
    const shown = shownPanes(data);
    const { table } = shown;
    let isOpened = false;
    drawIfChanged(this.drawn, "table", table, () => {
      this.table.show(table);
      isOpened = true;
    });
    this.frame.classList.toggle("reader", shown.isReader);
    if (data.mode === "reader") this.side?.update(data);
    this.frame.classList.toggle("alone", shown.isAlone);
    this.frame.classList.toggle("live", data.live);
    this.left.hidden = shown.isAlone;
    this.answer.element.hidden = !shown.hasWords;
    this.pages.element.hidden = !shown.hasPages;
    this.splitter.element.hidden = !shown.isSplit;
    this.answer.update(data);
    this.pages.update(data);
    if (data.mode === "reader") this.side?.follow(data, isNew);
    else this.followAnswer(data);
    if (isOpened && table) this.reader?.reveal(stretchOf(table.cells));
    this.paint();
    this.fit.update();
    this.fit.watch();
    if (isNew) this.fit.beginAtTop();
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
   * Show a piece of evidence.
   *
   * @param {Piece} piece
   */
  choose(piece) {
    this.pages.show(piece);
    this.paint();
  }

  /**
   * Light up what belongs to the element under the pointer or with the focus.
   *
   * @param {EventTarget | null} target null where it has left
   */
  onHover(target) {
    this.lights.hover(target, this.data.sentences);
    this.paint();
  }

  /**
   * Open what was clicked, unless words are being selected.
   *
   * @param {MouseEvent} event
   */
  onClick(event) {
    const mark = closest(event.target, "[data-mark]");
    if (mark && selectionAround(this.root)?.isCollapsed === false) return;
    const cell = closest(event.target, "td[data-cell], th[data-cell]:not(.sorter)");
    if (cell) this.onCell(String(cell.dataset.cell));
    const row = closest(event.target, "[data-passage]");
    if (row) this.onPassage(Number(row.dataset.passage));
    else this.onNumbers(numbersAt(event.target, this.data.sentences), Boolean(mark));
  }

  /**
   * Bring a cell of the open table to sight on its page.
   *
   * @param {string} key
   */
  onCell(key) {
    this.reader?.reveal(stretchOf((openTable(this.data)?.cells ?? []).filter((cell) => cellKey(cell) === key)));
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
    this.panes.toPages();
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
      this.panes.toNumber(citation.number);
    } else {
      this.choose(piece);
      this.panes.toPages();
      this.side?.report.report(piece.pages[0]);
    }
  }

  /**
   * Go to the next piece of evidence or, in the reader, to the next page; or to the one before.
   *
   * @param {number} by
   */
  step(by) {
    if (this.data.mode === "reader") {
      this.side?.turn(this.data, by);
      return;
    }
    const piece = this.pages.pieceAfter(by);
    if (!piece) return;
    this.isChosen = true;
    this.choose(piece);
    if (piece.kind === "citation") this.panes.toNumber(piece.number);
  }

  /** Ask for the page in sight in the reader. */
  openReader() {
    const place = this.pages.pageInSight();
    if (place) this.send("open", place);
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

  /** Mark what is active and what is under the pointer. */
  paint() {
    this.announceOpen();
    const { sentences, citations } = this.data;
    this.lights.paint(sentences, this.reader ? numbersOnPage(citations, this.reader.turned()) : []);
  }
}
