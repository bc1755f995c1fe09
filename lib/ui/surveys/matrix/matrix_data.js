// The data of the matrix, as matrix.py makes it: types alone, nothing that runs.

/**
 * A question.
 *
 * @typedef {object} Column
 * @property {string} label
 * @property {string} text
 * @property {number | null} share of the first kind among the cells that were asked and did not fail; null where there are none
 */

/**
 * A paper.
 *
 * @typedef {object} Row
 * @property {string} paper
 * @property {string} title
 * @property {number | null} year
 * @property {boolean} gone whether it was removed from the library
 * @property {string} codes a letter a question: the kind of the cell, or `NOT_ASKED`
 * @property {Record<number, string>} flags letters by question, where a cell has any
 * @property {Record<number, string>} notes whose word a cell is, by question, where it is not an answerer's
 */

/**
 * A kind of cell.
 *
 * @typedef {{code: string, name: string, sign: string, tone: string, count: number}} CellKind
 */

/**
 * What else is marked on a cell.
 *
 * Its sign stands in the corner of a cell whose `look` is `rated`; with no `look` it is only counted and chosen by.
 *
 * @typedef {{flag: string, name: string, sign: string, look: string, count: number}} CellMark
 */

/**
 * A cell, by the index of its row and of its column.
 *
 * @typedef {{row: number, column: number}} Place
 */

/**
 * What the matrix shows.
 *
 * @typedef {object} MatrixData
 * @property {string} id
 * @property {Column[]} columns
 * @property {Row[]} rows
 * @property {string[][] | null} values by row and column; null where they are not sent
 * @property {CellKind[]} legend
 * @property {CellMark[]} marks
 * @property {Place | null} open the open cell
 * @property {number[]} now rows of papers that are being asked
 */

export {};
