// Which rows, columns and cells of the matrix are shown, and in which order.

import { clamp } from "../../kit/elements.js";

/** @import { MatrixData, Place, Row } from "./matrix_data.js" */

/** The code of a cell that was not asked. */
export const NOT_ASKED = ".";

/**
 * What rows are sorted by: a column by its index, or what stands in front of the cells.
 *
 * @typedef {{by: number | "title" | "year" | "share", up: boolean}} Sort
 */

/**
 * What somebody chose to see: kinds and marks of cells, words of papers and of questions, an order, and whether values are shown
 * (null: where there is room for them).
 *
 * @typedef {object} Choice
 * @property {string[]} codes
 * @property {string[]} flags
 * @property {string} papers
 * @property {string} questions
 * @property {Sort | null} sort
 * @property {boolean | null} values
 */

/**
 * Return a choice that leaves everything as it stands.
 *
 * @returns {Choice}
 */
export const noChoice = () => ({ codes: [], flags: [], papers: "", questions: "", sort: null, values: null });

/**
 * Return whether cells are chosen by their kind or their marks.
 *
 * @param {Pick<Choice, "codes" | "flags">} choice
 */
export const choosesCells = ({ codes, flags }) => codes.length > 0 || flags.length > 0;

/**
 * Return whether a cell is of a chosen kind and has all the chosen marks.
 *
 * @param {Row} row
 * @param {number} column
 * @param {Pick<Choice, "codes" | "flags">} choice
 */
export function isChosen(row, column, { codes, flags }) {
  if (codes.length && !codes.includes(row.codes[column])) return false;
  return flags.every((flag) => (row.flags[column] ?? "").includes(flag));
}

/**
 * Return whether every one of the words stands in the text, in upper or lower case.
 *
 * @param {string} text
 * @param {string} words parted by spaces
 */
export function hasWords(text, words) {
  return words.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));
}

/**
 * Return the indices of the columns that are shown.
 *
 * @param {MatrixData} data
 * @param {Choice} choice
 */
export function shownColumns({ columns }, choice) {
  return [...columns.keys()].filter((i) => hasWords(`${columns[i].label} ${columns[i].text}`, choice.questions));
}

/**
 * Return the indices of the rows that are shown, in their order: those with a chosen cell in one of the columns.
 *
 * @param {MatrixData} data
 * @param {Choice} choice
 * @param {number[]} columns that are shown
 */
export function shownRows(data, choice, columns) {
  const { rows } = data;
  const shown = [...rows.keys()].filter((i) => hasWords(`${rows[i].title} ${rows[i].year ?? ""}`, choice.papers)
    && (!choosesCells(choice) || columns.some((column) => isChosen(rows[i], column, choice))));
  return choice.sort ? sorted(data, shown, choice.sort) : shown;
}

/**
 * Return how many cells of a row are of a kind.
 *
 * @param {Row} row
 * @param {string} code
 */
export const countOf = (row, code) => [...row.codes].filter((other) => other === code).length;

/**
 * Return the rows in order; those that are alike as they stood, downwards the other way round.
 *
 * @param {MatrixData} data
 * @param {number[]} indices
 * @param {Sort} sort
 */
function sorted({ rows, legend }, indices, { by, up }) {
  const rank = new Map(legend.map((kind, i) => [kind.code, i]));
  /** @type {(row: Row) => string | number} */
  const value = (row) => {
    if (by === "title") return row.title.toLowerCase();
    if (by === "year") return row.year ?? 0;
    if (by === "share") return countOf(row, legend[0].code);
    return rank.get(row.codes[by]) ?? legend.length;
  };
  const keys = indices.map((index) => ({ index, key: value(rows[index]) }));
  keys.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  if (!up) keys.reverse();
  return keys.map(({ index }) => index);
}

/**
 * Return the order after a click on the head of a column: its first direction, the other one, none.
 *
 * @param {Sort | null} sort
 * @param {Sort["by"]} by
 * @param {boolean} firstUp
 * @returns {Sort | null}
 */
export function nextSort(sort, by, firstUp) {
  if (!sort || sort.by !== by) return { by, up: firstUp };
  return sort.up === firstUp ? { by, up: !firstUp } : null;
}

/**
 * Return the list without the item or, where it is not in there, with it.
 *
 * @param {string[]} list
 * @param {string} item
 */
export const toggled = (list, item) => (list.includes(item) ? list.filter((one) => one !== item) : [...list, item]);

/**
 * Return the cells that previous and next go through, row by row: the chosen ones or, where none are chosen, all that were asked.
 *
 * @param {MatrixData} data
 * @param {Choice} choice
 * @param {number[]} rows that are shown
 * @param {number[]} columns that are shown
 * @returns {Place[]}
 */
export function cellsInOrder(data, choice, rows, columns) {
  return rows.flatMap((row) => columns
    .filter((column) => data.rows[row].codes[column] !== NOT_ASKED && isChosen(data.rows[row], column, choice))
    .map((column) => ({ row, column })));
}

/**
 * Return whether both are the same cell.
 *
 * @param {Place | null | undefined} one
 * @param {Place | null | undefined} other
 */
export const isSameCell = (one, other) => Boolean(one && other && one.row === other.row && one.column === other.column);

/**
 * Return the cell `by` steps from the open one, round and round; the first or the last where none of them is open.
 *
 * @param {Place[]} cells at least one
 * @param {Place | null} open
 * @param {number} by 1 or -1
 */
export function cellAfter(cells, open, by) {
  const at = cells.findIndex((cell) => isSameCell(cell, open));
  return cells[((at < 0 && by > 0 ? -1 : Math.max(at, 0)) + by + cells.length) % cells.length];
}

/**
 * Return the cell to which an arrow key moves, within what is shown; the first cell on the first move. At least one row and one
 * column are shown.
 *
 * @param {Place | null} cursor
 * @param {number} down rows
 * @param {number} right columns
 * @param {number[]} rows that are shown
 * @param {number[]} columns that are shown
 * @returns {Place}
 */
export function movedCursor(cursor, down, right, rows, columns) {
  const row = cursor ? rows.indexOf(cursor.row) + down : 0;
  const column = cursor ? columns.indexOf(cursor.column) + right : 0;
  return { row: rows[clamp(row, 0, rows.length - 1)], column: columns[clamp(column, 0, columns.length - 1)] };
}
