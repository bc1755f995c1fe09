// The rows of a table, in the order of the paper or sorted: cells in, rows out.

/** @import { TableCell } from "./evidence_data.js" */

/**
 * A place in a row: a cell, or an empty one.
 *
 * @typedef {{column: number, cell: TableCell | null}} Place
 */
/** @typedef {{row: number, places: Place[]}} Row */

const NUMBER = /[-−–]?\d[\d,]*(?:\.\d+)?/;

/**
 * Return what a cell is found by on the page and in the table.
 *
 * @param {{row: number, column: number}} cell
 */
export const cellKey = ({ row, column }) => `${row},${column}`;

/**
 * Return the rows of the head and those of the body; a place that no cell and no span covers is an empty one.
 *
 * @param {TableCell[]} cells
 * @returns {{head: Row[], body: Row[]}}
 */
export function rowsOf(cells) {
  const columns = Math.max(0, ...cells.map((cell) => cell.column + cell.columns));
  const numbers = [...new Set(cells.map((cell) => cell.row))].sort((a, b) => a - b);
  const covered = new Set();
  /** @type {Row[]} */
  const head = [];
  /** @type {Row[]} */
  const body = [];
  for (const row of numbers) {
    const own = cells.filter((cell) => cell.row === row);
    for (const cell of own) {
      for (let r = 0; r < cell.rows; r += 1) for (let c = 0; c < cell.columns; c += 1) covered.add(`${row + r},${cell.column + c}`);
    }
    /** @type {Place[]} */
    const places = [];
    for (let column = 0; column < columns; column += 1) {
      const cell = own.find((other) => other.column === column);
      if (cell) places.push({ column, cell });
      else if (!covered.has(`${row},${column}`)) places.push({ column, cell: null });
    }
    (own.length > 0 && own.every((cell) => cell.head) ? head : body).push({ row, places });
  }
  return { head, body };
}

/**
 * Return the rows sorted by a column: numbers by their size, then words, empty cells last; in the paper's order where none is
 * chosen.
 *
 * @param {Row[]} rows
 * @param {{column: number, by: 1 | -1} | null} sorted
 */
export function bodyOrder(rows, sorted) {
  if (!sorted) return rows;
  const { column, by } = sorted;
  const textIn = (/** @type {Row} */ row) => row.places.find((place) => place.column === column)?.cell?.text.trim() ?? "";
  return [...rows].sort((one, other) => {
    const [a, b] = [textIn(one), textIn(other)];
    if (!a || !b) return Number(!a) - Number(!b);
    const [x, y] = [numberIn(a), numberIn(b)];
    if (x !== null && y !== null) return by * (x - y);
    if (x !== null || y !== null) return x !== null ? -1 : 1;
    return by * a.localeCompare(b);
  });
}

/**
 * Return the first number of a cell that begins with one; null for words.
 *
 * @param {string} text
 */
function numberIn(text) {
  const match = NUMBER.exec(text);
  if (!match || match.index > 2) return null;
  return Number(match[0].replace(/[−–]/, "-").replaceAll(",", ""));
}
