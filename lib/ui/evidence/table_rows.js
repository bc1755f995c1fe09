// The rows of a table, in the order of the paper or sorted: cells in, rows out.

/** @import { TableCell } from "./evidence_data.js" */

/**
 * A place in a row: a cell, or an empty one.
 *
 * @typedef {{column: number, cell: TableCell | null}} Place
 */
/** @typedef {{row: number, places: Place[]}} Row */
/** @typedef {{page: number, top: number, bottom: number}} Stretch part of a page, in shares of its height */

const GROUP_END = " > "; // in a row's label, behind the name of each group that it stands in

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
 * Return the part of the first page of these cells that they take; null where none of them is printed.
 *
 * @param {TableCell[]} cells
 * @returns {Stretch | null}
 */
export function stretchOf(cells) {
  const boxes = cells.flatMap((cell) => cell.at);
  if (!boxes.length) return null;
  const page = Math.min(...boxes.map(([number]) => number));
  const own = boxes.filter(([number]) => number === page);
  return { page, top: Math.min(...own.map((box) => box[2])), bottom: Math.max(...own.map((box) => box[4])) };
}

/**
 * Return the rows in parts that are sorted each by itself: the heading of a group alone, the rows below it together. A row
 * without a name of its own stays with the row above, which names both.
 *
 * @param {Row[]} rows
 * @returns {Row[][][]} parts of rows that stay together
 */
function partsOf(rows) {
  /** @type {Row[][][]} */
  const parts = [];
  let group = "";
  let isOpen = false; // whether the next row of the same group joins the last part
  let wasWithin = false;
  rows.forEach((row, index) => {
    const next = rows[index + 1];
    const name = onlyText(row);
    if (name && next && isWithin(next, name)) {
      group = name;
      isOpen = false;
      parts.push([[row]]);
      return;
    }
    const within = group !== "" && isWithin(row, group);
    const part = parts.at(-1);
    if (!isOpen || !part || within !== wasWithin) parts.push([[row]]);
    else if (row.places[0]?.column === 0 && !row.places[0].cell?.text.trim()) part.at(-1)?.push(row);
    else part.push([row]);
    isOpen = true;
    wasWithin = within;
  });
  return parts;
}

/**
 * Return the text of a row that has one only; else "".
 *
 * @param {Row} row
 */
function onlyText(row) {
  const texts = row.places.map((place) => place.cell?.text.trim()).filter(Boolean);
  return texts.length === 1 ? String(texts[0]) : "";
}

/**
 * Return whether a row stands in a group.
 *
 * @param {Row} row
 * @param {string} group
 */
function isWithin(row, group) {
  const label = row.places.map((place) => place.cell?.label).find(Boolean) ?? "";
  return `${GROUP_END}${label}`.includes(`${GROUP_END}${group}${GROUP_END}`);
}

/**
 * Return the rows sorted by a column, those of each group under its heading: numbers by their size, then words, empty cells
 * last; in the paper's order where none is chosen.
 *
 * @param {Row[]} rows
 * @param {{column: number, by: 1 | -1} | null} sorted
 */
export function bodyOrder(rows, sorted) {
  if (!sorted) return rows;
  const { column, by } = sorted;
  const textIn = (/** @type {Row} */ row) => row.places.find((place) => place.column === column)?.cell?.text.trim() ?? "";
  const compare = (/** @type {Row[]} */ [one], /** @type {Row[]} */ [other]) => {
    const [a, b] = [textIn(one), textIn(other)];
    if (!a || !b) return Number(!a) - Number(!b);
    const [x, y] = [numberIn(a), numberIn(b)];
    if (x !== null && y !== null) return by * (x - y);
    if (x !== null || y !== null) return x !== null ? -1 : 1;
    return by * a.localeCompare(b);
  };
  return partsOf(rows).flatMap((part) => part.sort(compare).flat());
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
