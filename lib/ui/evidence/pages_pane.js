// The pages' pane: the pages of one piece of evidence, with their marks and the tools above them.

import { button, findAll, make, pagesInWords } from "../kit/elements.js";
import {
  EVIDENCE_MARGIN_PX, PAGE_MARGIN_PX, WHOLE_WIDTH, extentOf, keyPlaces, lineFont, linePlace, scrollTopFor, sheetAt, textBlock,
  widthShare, zoomWithin,
} from "./page_layout.js";
import { FurtherPart } from "./further_part.js";
import { openTable } from "./shown_panes.js";
import { cellKey } from "./table_rows.js";
import { isMarkOf, isSamePiece, pieceAfter, piecesOf, placeInWords } from "./pieces.js";

/** @import { EvidenceData, Line, Page } from "./evidence_data.js" */
/** @import { Extent } from "./page_layout.js" */
/** @import { EvidencePiece, Piece } from "./pieces.js" */

const ZOOM_STEP = 1.2;
const FONT_PX = 100; // at which text is measured

/**
 * A page on the screen, and what it was drawn from.
 *
 * @typedef {object} Sheet
 * @property {HTMLElement} element
 * @property {string} json
 * @property {Page} page
 * @property {HTMLElement} picture
 */

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
    this.bar = make("div", "bar");
    const home = data.mode === "reader" ? "outline" : "answer";
    this.toWords = button("tool words boxed to-words", `↩ ${home[0].toUpperCase()}${home.slice(1)}`, `Back to the ${home}`);
    this.where = make("div", "where");
    this.count = make("span", "count");
    this.back = button("tool", "‹", "Previous evidence (p or ←)");
    this.next = button("tool", "›", "Next evidence (n or →)");
    const smaller = button("tool", "−", "Smaller");
    const larger = button("tool", "+", "Larger");
    this.openButton = button("tool words", "Open in reader", "Read this page in the reader");
    this.bar.append(this.toWords, this.where, this.count, this.back, this.next, smaller, larger, this.openButton);
    this.pages = make("div", "pages scroll-quiet");
    this.pages.tabIndex = 0;
    this.pages.setAttribute("aria-label", "Pages");
    this.further = new FurtherPart(this.pages, () => this.parts());
    this.element.append(this.bar, this.pages, this.further.element);

    this.toWords.onclick = () => actions.goBack();
    this.back.onclick = () => actions.step(-1);
    this.next.onclick = () => actions.step(1);
    smaller.onclick = () => this.zoomTo(this.zoom / ZOOM_STEP);
    larger.onclick = () => this.zoomTo(this.zoom * ZOOM_STEP);
    this.openButton.onclick = () => actions.openReader();
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
    if (!piece) return;
    const sheets = this.sheetsOf(piece);
    const title = sheets[0]?.page.title ?? "";
    const place = [" ", pagesInWords(piece.pages), (piece.kind === "citation" && piece.place) || piece.section].filter(Boolean).join(" · ").replace("  ·", " ·");
    const standing = piece.kind === "citation" && piece.standing ? [make("span", "standing", piece.standing)] : [];
    this.where.replaceChildren(make("b", "", piece.label ?? title), ...standing, document.createTextNode(place));
    this.where.title = title;
    if (data.mode === "reader") {
      const page = this.turned();
      this.drawSteps("page", `${page} of ${data.page_count}`, page > 1, page < data.page_count);
    } else {
      const pieces = piecesOf(data);
      const hasOthers = pieces.length > 1;
      this.drawSteps("evidence", placeInWords(pieces, piece), hasOthers, hasOthers);
    }
    this.openButton.hidden = data.mode === "reader" || !sheets.some((sheet) => sheet.page.url);
  }

  /**
   * Draw the buttons that go back and on.
   *
   * @param {string} noun what they go through
   * @param {string} count where the piece stands among them
   * @param {boolean} hasPrevious
   * @param {boolean} hasNext
   */
  drawSteps(noun, count, hasPrevious, hasNext) {
    this.count.textContent = count;
    this.back.disabled = !hasPrevious;
    this.next.disabled = !hasNext;
    for (const [tool, name] of /** @type {const} */ ([[this.back, `Previous ${noun} (p or ←)`], [this.next, `Next ${noun} (n or →)`]])) {
      tool.title = name;
      tool.setAttribute("aria-label", name);
    }
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

/**
 * Show the part of a page's width that its text takes, in the middle of the room there is.
 *
 * @param {HTMLElement} sheet
 * @param {number} room in px
 * @param {number} shown width of that part in px
 * @param {{x0: number, x1: number}} block
 */
function cropSheet(sheet, room, shown, block) {
  const width = Math.round(shown / (block.x1 - block.x0));
  sheet.style.width = `${width}px`;
  sheet.style.marginLeft = block === WHOLE_WIDTH ? "" : `${Math.round((room - shown) / 2 - block.x0 * width)}px`;
  sheet.style.setProperty("--cut", `${100 * (1 - block.x1)}%`);
}

/**
 * Return what a page is found by.
 *
 * @param {string} paper
 * @param {number} page
 */
export const sheetKey = (paper, page) => `${paper} ${page}`;

/**
 * Return the page that a mark stands on.
 *
 * @param {HTMLElement} mark
 */
const sheetOf = (mark) => /** @type {HTMLElement} */ (mark.parentNode);

/**
 * Return where a mark stands inside the scrolled pages.
 *
 * @param {HTMLElement} mark
 * @returns {Extent}
 */
function placeOfMark(mark) {
  const top = mark.offsetTop + sheetOf(mark).offsetTop;
  return { top, bottom: top + mark.offsetHeight };
}

/**
 * Draw a page, in the place of what it was before; its picture stays where its address does.
 *
 * @param {Page} page
 * @param {string} json
 * @param {Sheet | undefined} before
 * @param {{at: [number, number, number, number], key: string}[]} cells of the table that is open
 * @returns {Sheet}
 */
function drawSheet(page, json, before, cells) {
  const element = before?.element ?? make("div", "page");
  const picture = before && before.page.url === page.url ? before.picture : drawPicture(page);
  element.dataset.page = String(page.page);
  element.style.aspectRatio = `1 / ${page.aspect}`;
  const keyed = new Set();
  const lines = page.lines.map((line) => {
    const drawn = drawLine(line, page.aspect);
    const isOfWords = line.mark === "cited" || line.mark === "equation";
    const begins = isOfWords ? [] : (line.cites ?? []).filter((number) => !keyed.has(number));
    for (const number of begins) keyed.add(number);
    if (begins.length) drawn.dataset.key = begins.join(" "); // the number of the cell or figure in the answer
    return drawn;
  });
  const keys = keyPlaces(page.lines).map(drawKey);
  const cellMarks = cells.map(({ at, key }) => {
    const mark = make("div", "table-cell");
    Object.assign(mark.style, linePlace({ at, text: "" }));
    mark.dataset.cell = key;
    return mark;
  });
  element.replaceChildren(picture, ...lines, ...keys, ...cellMarks, make("span", "page-name", `page ${page.page}`));
  return { element, json, page, picture };
}

/**
 * Draw the numbers of the citations whose words begin in a printed line, beside it.
 *
 * @param {{start: number, middle: number, numbers: number[]}} place
 */
function drawKey({ start, middle, numbers }) {
  const key = make("span", "key", numbers.join(" "));
  Object.assign(key.style, { right: `${100 * (1 - start)}%`, top: `${100 * middle}%` });
  return key;
}

/**
 * Draw a page's picture, or why there is none.
 *
 * @param {Page} page
 */
function drawPicture(page) {
  if (!page.url) return make("div", "blank", page.problem);
  const picture = make("img");
  picture.alt = `Page ${page.page} of ${page.title}`;
  picture.src = page.url;
  picture.draggable = false;
  return picture;
}

/**
 * Draw a printed line: at its place on the page its text, see-through, stretched to the printed width.
 *
 * @param {Line} line
 * @param {number} aspect height per width of the page
 */
function drawLine(line, aspect) {
  const element = make("div", "line");
  Object.assign(element.style, linePlace(line));
  if (line.mark) {
    element.dataset.mark = line.mark;
    element.dataset.cites = (line.cites ?? []).join(" ");
    element.dataset.passages = (line.passages ?? []).join(" ");
  }
  if (line.text) {
    const text = make("span", "", `${line.text} `);
    const { size, stretch } = lineFont(line, aspect, textWidth(line.text));
    text.style.fontSize = `${size}cqw`;
    if (stretch !== null) text.style.transform = `scaleX(${stretch.toFixed(4)})`;
    element.append(text);
  }
  return element;
}

/** @type {CanvasRenderingContext2D | undefined} */
let canvas;

/**
 * Return the width of the text at a font size of 1, as the page's text layer is set.
 *
 * @param {string} text
 */
function textWidth(text) {
  canvas ??= /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  canvas.font = `${FONT_PX}px "Liberation Serif", "Times New Roman", serif`;
  return canvas.measureText(text).width / FONT_PX;
}
