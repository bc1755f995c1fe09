// The bar over the pages: which piece of evidence they show, and the tools.

import { button, make, pagesInWords } from "../kit/elements.js";
import { piecesOf, placeInWords } from "./pieces.js";

/** @import { EvidenceData, Page } from "./evidence_data.js" */
/** @import { Piece } from "./pieces.js" */

/**
 * What previous and next go through: its name, where one stands in it, and whether there is more.
 *
 * @typedef {{noun: string, count: string, hasPrevious: boolean, hasNext: boolean}} Steps
 */

/**
 * Return what previous and next go through: the pages in the reader, else the pieces of evidence, round and round.
 *
 * @param {EvidenceData} data
 * @param {Piece} piece that is shown
 * @param {number} page that the reader is turned to
 * @returns {Steps}
 */
export function stepsThrough(data, piece, page) {
  if (data.mode === "reader") {
    const count = `${page} of ${data.page_count}`;
    return { noun: "page", count, hasPrevious: page > 1, hasNext: page < data.page_count };
  }
  const pieces = piecesOf(data);
  const hasOthers = pieces.length > 1;
  return { noun: "evidence", count: placeInWords(pieces, piece), hasPrevious: hasOthers, hasNext: hasOthers };
}

/**
 * Return where a piece of evidence stands in its paper, in words.
 *
 * @param {Piece} piece
 */
export function placeInPaper(piece) {
  const part = (piece.kind === "citation" && piece.place) || piece.section;
  return [pagesInWords(piece.pages), part].filter(Boolean).join(" · ");
}

/** The bar. */
export class PagesBar {
  /**
   * @param {EvidenceData["mode"]} mode
   * @param {{step: (by: number) => void, zoom: (by: 1 | -1) => void, openReader: () => void, goBack: () => void}} actions
   */
  constructor(mode, actions) {
    this.mode = mode;
    this.element = make("div", "bar");
    const home = mode === "reader" ? "outline" : "answer";
    this.toWords = button("tool words boxed to-words", `↩ ${home[0].toUpperCase()}${home.slice(1)}`, `Back to the ${home}`);
    this.where = make("div", "where");
    this.count = make("span", "count");
    this.back = button("tool", "‹", "Previous evidence (p or ←)");
    this.next = button("tool", "›", "Next evidence (n or →)");
    const smaller = button("tool", "−", "Smaller");
    const larger = button("tool", "+", "Larger");
    this.openButton = button("tool words", "Open in reader", "Read this page in the reader");
    this.element.append(this.toWords, this.where, this.count, this.back, this.next, smaller, larger, this.openButton);

    this.toWords.onclick = () => actions.goBack();
    this.back.onclick = () => actions.step(-1);
    this.next.onclick = () => actions.step(1);
    smaller.onclick = () => actions.zoom(-1);
    larger.onclick = () => actions.zoom(1);
    this.openButton.onclick = () => actions.openReader();
  }

  /**
   * Draw which piece is shown, and the tools.
   *
   * @param {Piece} piece
   * @param {Page[]} pages of the piece, those that are drawn by now
   * @param {Steps} steps
   */
  draw(piece, pages, steps) {
    const title = pages[0]?.title ?? "";
    const standing = piece.kind === "citation" && piece.standing ? [make("span", "standing", piece.standing)] : [];
    this.where.replaceChildren(make("b", "", piece.label ?? title), ...standing, document.createTextNode(` · ${placeInPaper(piece)}`));
    this.where.title = title;
    this.drawSteps(steps);
    this.openButton.hidden = this.mode === "reader" || !pages.some((page) => page.url);
  }

  /**
   * Draw the buttons that go back and on.
   *
   * @param {Steps} steps
   */
  drawSteps({ noun, count, hasPrevious, hasNext }) {
    this.count.textContent = count;
    this.back.disabled = !hasPrevious;
    this.next.disabled = !hasNext;
    for (const [tool, name] of /** @type {const} */ ([[this.back, `Previous ${noun} (p or ←)`], [this.next, `Next ${noun} (n or →)`]])) {
      tool.title = name;
      tool.setAttribute("aria-label", name);
    }
  }
}
