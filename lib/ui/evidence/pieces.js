// Pieces of evidence: what the pages show of an answer, one at a time, and which comes next.

/** @import { Citation, EvidenceParts, Passage } from "./evidence_data.js" */

/** @typedef {Citation & {kind: "citation", id: number}} CitationPiece */
/** @typedef {Passage & {kind: "passage", id: number}} PassagePiece */
/**
 * A whole page, as the reader shows it; nothing is said of what stands on it.
 *
 * @typedef {object} PagePiece
 * @property {"page"} kind
 * @property {number} id
 * @property {string} paper
 * @property {number[]} pages
 * @property {undefined} [label]
 * @property {undefined} [section]
 * @property {undefined} [quote]
 */
/** @typedef {CitationPiece | PassagePiece} EvidencePiece */
/** @typedef {EvidencePiece | PagePiece} Piece */

/**
 * What a marked line or a marked button says of itself: numbers, parted by spaces.
 *
 * @typedef {{mark?: string, cites?: string, passages?: string}} MarkNumbers
 */

/**
 * Return a citation as a piece of evidence.
 *
 * @param {Citation} citation
 * @returns {CitationPiece}
 */
export const citationPiece = (citation) => ({ kind: "citation", id: citation.number, ...citation });

/**
 * Return a passage as a piece of evidence.
 *
 * @param {Passage} passage
 * @returns {PassagePiece}
 */
export const passagePiece = (passage) => ({ kind: "passage", id: passage.rank, ...passage });

/**
 * Return a whole page as what is shown.
 *
 * @param {string} paper
 * @param {number} page
 * @returns {PagePiece}
 */
export const pagePiece = (paper, page) => ({ kind: "page", id: page, paper, pages: [page] });

/**
 * Return the pieces that previous and next go through: the citations, or the passages where nothing is cited.
 *
 * @param {Pick<EvidenceParts, "citations" | "passages">} data
 * @returns {EvidencePiece[]}
 */
export function piecesOf({ citations, passages }) {
  return citations.length ? citations.map(citationPiece) : passages.map(passagePiece);
}

/**
 * Return the piece that is shown first: the citation that the address names, else the passage of the sentence that comes nearest
 * where none answers, else the first; undefined where there is none.
 *
 * @param {EvidencePiece[]} pieces
 * @param {{start: number, nearest: {passage: number}[]}} data
 */
export function firstPiece(pieces, { start, nearest }) {
  const named = pieces.find((piece) => piece.kind === "citation" && piece.id === start);
  return named ?? pieces.find((piece) => piece.kind === "passage" && piece.id === nearest[0]?.passage) ?? pieces[0];
}

/**
 * Return whether both are the same piece, whatever their data say of it.
 *
 * @param {Piece | null | undefined} one
 * @param {Piece | null | undefined} other
 */
export const isSamePiece = (one, other) => Boolean(one && other && one.kind === other.kind && one.id === other.id);

/**
 * Return the piece `by` steps further, round and round; from a piece that is not among them the first or the last.
 *
 * @param {EvidencePiece[]} pieces at least one
 * @param {Piece | null} piece
 * @param {number} by 1 or -1
 */
export function pieceAfter(pieces, piece, by) {
  const index = pieces.findIndex((other) => isSamePiece(other, piece));
  return pieces[(Math.max(index, by > 0 ? -1 : 0) + by + pieces.length) % pieces.length];
}

/**
 * Return the numbers in a list that is parted by spaces, as text.
 *
 * @param {string | undefined} list
 */
export const numbersIn = (list) => (list ? list.split(" ") : []);

/**
 * Return whether two lists have an item in common.
 *
 * @param {string[]} list
 * @param {string[]} other
 */
export const meet = (list, other) => list.some((item) => other.includes(item));

/**
 * Return whether a marked line belongs to the piece; to a whole page belong the words that were looked for.
 *
 * @param {Piece} piece
 * @param {MarkNumbers} mark
 */
export function isMarkOf(piece, mark) {
  if (piece.kind === "page") return mark.mark === "found";
  return numbersIn(piece.kind === "citation" ? mark.cites : mark.passages).includes(String(piece.id));
}

/**
 * Return the number of the citation that a click means, of those that rest on what was clicked: the one that is shown where it is
 * among them, else the first; null where there is none.
 *
 * @param {string[]} numbers
 * @param {Piece | null} piece
 */
export function clickedNumber(numbers, piece) {
  if (!numbers.length) return null;
  return piece?.kind === "citation" && numbers.includes(String(piece.id)) ? piece.id : Number(numbers[0]);
}

/**
 * Return where a piece stands among the others, in words.
 *
 * @param {EvidencePiece[]} pieces
 * @param {Piece} piece
 */
export function placeInWords(pieces, piece) {
  const index = pieces.findIndex((other) => isSamePiece(other, piece));
  return piece.kind === "passage" && pieces[0]?.kind === "citation" ? `passage ${piece.rank}` : `${index + 1} of ${pieces.length}`;
}
