// The rows and cells of the matrix as elements.

import { make } from "../../kit/elements.js";
import { countOf } from "./matrix_order.js";

/** @import { MatrixData } from "./matrix_data.js" */

const NOT_ASKED_KIND = { sign: "·", name: "not asked yet", tone: "none" };

/**
 * Return what a row is drawn from, as text: a row is drawn anew where this changed.
 *
 * @param {MatrixData} data
 * @param {number} index
 */
export function rowState({ rows, values, now }, index) {
  const { codes, flags, notes, gone } = rows[index];
  return JSON.stringify([index, codes, flags, notes, gone, now.includes(index), values?.[index]]);
}

/**
 * Draw a row: the paper in front of its cells.
 *
 * @param {MatrixData} data
 * @param {number} index
 * @param {HTMLElement[]} cells
 */
export function drawRow(data, index, cells) {
  const row = data.rows[index];
  const element = make("div", "row");
  element.setAttribute("role", "row");
  element.dataset.state = rowState(data, index);
  const name = make("div", "name");
  name.setAttribute("role", "rowheader");
  name.classList.toggle("gone", row.gone);
  name.classList.toggle("now", data.now.includes(index));
  name.title = [row.title, row.gone ? "removed from the library" : ""].filter(Boolean).join(" · ");
  const count = countOf(row, data.legend[0].code);
  name.append(make("span", "title", row.title), make("span", "", String(row.year ?? "")), make("span", "", String(count)));
  element.append(name, ...cells);
  return element;
}

/**
 * Draw a cell: its sign, what it says where there is room, and the rest as a tooltip.
 *
 * @param {MatrixData} data
 * @param {number} row
 * @param {number} column
 * @param {boolean} isWide whether there is room for its value
 */
export function drawCell(data, row, column, isWide) {
  const code = data.rows[row].codes[column];
  const kind = data.legend.find((one) => one.code === code) ?? NOT_ASKED_KIND;
  const flags = data.rows[row].flags[column] ?? "";
  const value = data.values ? data.values[row][column] : "";
  const cell = make("div", `cell tone-${kind.tone}`);
  cell.append(make("b", "", kind.sign));
  if (isWide && value) cell.append(make("span", "", value));
  cell.setAttribute("role", "gridcell");
  cell.dataset.row = String(row);
  cell.dataset.column = String(column);
  cell.dataset.code = code;
  const marks = data.marks.filter((mark) => flags.includes(mark.flag)).map((mark) => mark.name);
  const whose = data.rows[row].notes[column];
  cell.title = [`${data.columns[column].label}: ${kind.name}`, value, whose, ...marks].filter(Boolean).join(" · ");
  cell.setAttribute("aria-label", `${data.rows[row].title}, ${cell.title}`);
  for (const { flag, look, sign } of data.marks) {
    if (!look || !flags.includes(flag)) continue;
    cell.classList.add(look);
    if (look === "rated") cell.dataset.badge = sign;
  }
  return cell;
}

/**
 * Return which cell an element is.
 *
 * @param {HTMLElement} cell
 */
export const placeOf = (cell) => ({ row: Number(cell.dataset.row), column: Number(cell.dataset.column) });
