// What lights up together in the view: the numbers, sentences, marks, passages and cells that are open or under the pointer.

import { closest, findAll } from "../kit/elements.js";
import { meet, numbersIn } from "./pieces.js";

/** @import { AnswerPane } from "./answer.js" */
/** @import { Citation, Sentence } from "./evidence_data.js" */
/** @import { PagesPane } from "./pages_pane.js" */
/** @import { Piece } from "./pieces.js" */

/**
 * What is open, or under the pointer: numbers of citations, ranks of passages.
 *
 * @typedef {{numbers: string[], passages: string[]}} Lit
 */

/**
 * Return what a piece of evidence lights up.
 *
 * @param {Piece | null} piece
 * @returns {Lit}
 */
export function litBy(piece) {
  const ids = piece ? [String(piece.id)] : [];
  return { numbers: piece?.kind === "citation" ? ids : [], passages: piece?.kind === "passage" ? ids : [] };
}

/**
 * Return the numbers of the citations that stand on a page.
 *
 * @param {Pick<Citation, "number" | "pages">[]} citations
 * @param {number} page
 */
export const numbersOnPage = (citations, page) => (
  citations.filter(({ pages }) => pages.includes(page)).map(({ number }) => String(number)));

/**
 * Return the numbers of the citations of a sentence that is drawn.
 *
 * @param {HTMLElement} element
 * @param {Pick<Sentence, "cites">[]} sentences
 */
const citesOf = (element, sentences) => sentences[Number(element.dataset.sentence)]?.cites.map(String) ?? [];

/**
 * Return the numbers of the citations that an element speaks of: a number, a mark on a page, a sentence.
 *
 * @param {EventTarget | null} target
 * @param {Pick<Sentence, "cites">[]} sentences
 * @returns {string[]}
 */
export function numbersAt(target, sentences) {
  const number = closest(target, "[data-citation]")?.dataset.citation;
  if (number) return [number];
  const mark = closest(target, "[data-mark]");
  if (mark) return numbersIn(mark.dataset.cites);
  const sentence = closest(target, "[data-sentence]");
  return sentence ? citesOf(sentence, sentences) : [];
}

/** The lights of the view. */
export class Lights {
  /**
   * @param {HTMLElement} frame
   * @param {AnswerPane} answer
   * @param {PagesPane} pages
   */
  constructor(frame, answer, pages) {
    this.frame = frame;
    this.answer = answer;
    this.pages = pages;
    /** @type {Lit & {cell: string}} what is under the pointer */
    this.hovered = { numbers: [], passages: [], cell: "" };
  }

  /**
   * Take the element under the pointer or with the focus.
   *
   * @param {EventTarget | null} target null where it has left
   * @param {Pick<Sentence, "cites">[]} sentences
   */
  hover(target, sentences) {
    const passage = closest(target, "[data-passage], [data-mark=retrieved]");
    this.hovered = {
      numbers: numbersAt(target, sentences),
      passages: numbersIn(passage?.dataset.passage ?? passage?.dataset.passages),
      cell: closest(target, "[data-cell]")?.dataset.cell || "",
    };
  }

  /**
   * Mark what is open and what is under the pointer.
   *
   * @param {Pick<Sentence, "cites">[]} sentences
   * @param {string[]} here numbers of the citations on the page that is read
   */
  paint(sentences, here) {
    const { hovered } = this;
    const active = litBy(this.pages.piece);
    for (const element of findAll(this.answer.text, "[data-sentence]")) {
      const cites = citesOf(element, sentences);
      element.classList.toggle("here", meet(cites, here));
      light(element, meet(cites, active.numbers), meet(cites, hovered.numbers));
    }
    for (const element of findAll(this.answer.text, "[data-citation]")) {
      const cites = numbersIn(element.dataset.citation);
      light(element, meet(cites, active.numbers), meet(cites, hovered.numbers));
    }
    for (const element of findAll(this.pages.pages, "[data-mark]")) {
      const cites = numbersIn(element.dataset.cites);
      const passages = numbersIn(element.dataset.passages);
      const meets = (/** @type {Lit} */ lit) => meet(cites, lit.numbers) || meet(passages, lit.passages);
      light(element, meets(active), meets(hovered));
    }
    for (const element of findAll(this.frame, "[data-cell]")) element.classList.toggle("lit", element.dataset.cell === hovered.cell);
    for (const element of findAll(this.answer.element, "[data-passage]")) {
      element.classList.toggle("active", meet(numbersIn(element.dataset.passage), active.passages));
    }
  }
}

/**
 * Show an element as open or as under the pointer.
 *
 * @param {HTMLElement} element
 * @param {boolean} isActive
 * @param {boolean} isHot
 */
function light(element, isActive, isHot) {
  element.classList.toggle("active", isActive);
  element.classList.toggle("hot", isHot);
}
