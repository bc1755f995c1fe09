import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { bodyOrder, rowsOf, stretchOf } from "../../lib/ui/evidence/table_rows.js";

const cell = (row, column, text, more = {}) => ({ row, column, rows: 1, columns: 1, text, head: row === 0, at: [], ...more });
const texts = (rows) => rows.map((row) => row.places.map((place) => place.cell?.text ?? ""));

const CELLS = [
  cell(0, 0, "Species"), cell(0, 1, "Records"),
  cell(1, 0, "Otter"), cell(1, 1, "1,204"),
  cell(2, 0, "Badger"), cell(2, 1, "−3.5"),
  cell(3, 0, "Fox"), // without a number
  cell(4, 0, "Mink"), cell(4, 1, "n/a"),
  cell(5, 0, "Hare"), cell(5, 1, "31 (7.7)"),
];

describe("the rows of a table", () => {
  test("are head and body, empty places kept", () => {
    const { head, body } = rowsOf(CELLS);
    assert.deepEqual(texts(head), [["Species", "Records"]]);
    assert.deepEqual(texts(body)[2], ["Fox", ""]);
  });

  test("leave no place under a cell that spans", () => {
    const { head, body } = rowsOf([
      cell(0, 0, "", { rows: 2 }), cell(0, 1, "2020", { columns: 2 }),
      cell(1, 1, "n", { head: true }), cell(1, 2, "%", { head: true }),
      cell(2, 0, "Otter"), cell(2, 1, "3"), cell(2, 2, "9"),
    ]);
    assert.deepEqual(texts(head), [["", "2020"], ["n", "%"]]);
    assert.deepEqual(texts(body), [["Otter", "3", "9"]]);
  });

  test("are sorted by numbers, then words, empty ones last either way", () => {
    const { body } = rowsOf(CELLS);
    const names = (by) => bodyOrder(body, { column: 1, by }).map((row) => row.places[0].cell.text);
    assert.deepEqual(names(1), ["Badger", "Hare", "Otter", "Mink", "Fox"]);
    assert.deepEqual(names(-1), ["Otter", "Hare", "Badger", "Mink", "Fox"]);
    assert.equal(bodyOrder(body, null), body);
  });

  test("are sorted within their groups, each under its heading", () => {
    const line = (row, name, value, label) => [cell(row, 0, name, { label }), cell(row, 1, value, { label })];
    const { body } = rowsOf([
      cell(0, 0, "Split"), cell(0, 1, "min"),
      ...line(1, "All", "9", "All"),
      cell(2, 0, "Fastest", { columns: 2 }),
      ...line(3, "Running", "7", "Fastest > Running"), ...line(4, "Cycling", "2", "Fastest > Cycling"),
      cell(5, 0, "Ten fastest"),
      ...line(6, "Running", "8", "Ten fastest > Running"), ...line(7, "Cycling", "3", "Ten fastest > Cycling"),
      ...line(8, "Total", "1", "Total"),
    ]);
    const order = bodyOrder(body, { column: 1, by: 1 }).map(({ row }) => row);
    assert.deepEqual(order, [1, 2, 4, 3, 5, 7, 6, 8]);
  });

  test("stay together where only the first of them is named", () => {
    const { body } = rowsOf([
      cell(0, 0, "Site"), cell(0, 1, "n"),
      cell(1, 0, "Lake"), cell(1, 1, "5"),
      cell(2, 1, "1"), // the lake's too
      cell(3, 0, "River"), cell(3, 1, "3"),
    ]);
    assert.deepEqual(bodyOrder(body, { column: 1, by: 1 }).map(({ row }) => row), [3, 1, 2]);
  });

  test("take a stretch of their first page", () => {
    const at = (page, top, bottom) => ({ at: [[page, 0.1, top, 0.9, bottom]] });
    const cells = [cell(0, 0, "a", at(4, 0.7, 0.72)), cell(1, 0, "b", at(4, 0.8, 0.82)), cell(2, 0, "c", at(5, 0.1, 0.12))];
    assert.deepEqual(stretchOf(cells), { page: 4, top: 0.7, bottom: 0.82 });
    assert.equal(stretchOf([cell(0, 0, "")]), null);
  });
});
