import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  cellAfter, cellsInOrder, countOf, hasWords, isChosen, isSameCell, movedCursor, nextSort, noChoice, shownColumns, shownRows,
  toggled,
} from "../../lib/ui/surveys/matrix/matrix_order.js";

const row = (title, year, codes, flags = {}) => ({ paper: title, title, year, gone: false, codes, flags });
const data = {
  id: "m",
  columns: [{ label: "Q1", text: "Which data?", share: 1 }, { label: "GPU", text: "How long did it train?", share: 0 }],
  rows: [
    row("Beta", 2020, "r."),
    row("alpha", null, "nr", { 1: "d" }),
    row("Gamma", 2019, "rr", { 0: "dp" }),
    row("Delta", 2020, "un"),
  ],
  values: null,
  legend: ["r", "n", "u"].map((code) => ({ code, name: code, sign: code, tone: "", count: 1 })),
  marks: [],
  open: null,
  now: [],
};
const choose = (change) => ({ ...noChoice(), ...change });
const rows = (change) => shownRows(data, choose(change), shownColumns(data, choose(change)));
const cells = (change) => {
  const choice = choose(change);
  const columns = shownColumns(data, choice);
  return cellsInOrder(data, choice, shownRows(data, choice, columns), columns).map((cell) => `${cell.row},${cell.column}`);
};

describe("rows and columns", () => {
  test("are all shown where nothing is chosen", () => {
    assert.deepEqual(rows({}), [0, 1, 2, 3]);
    assert.deepEqual(shownColumns(data, noChoice()), [0, 1]);
  });

  test("are shown by the words of papers, years and questions", () => {
    assert.deepEqual(rows({ papers: "ALPHA" }), [1]);
    assert.deepEqual(rows({ papers: "2020 ta" }), [0, 3]);
    assert.deepEqual(shownColumns(data, choose({ questions: "train long" })), [1]);
    assert.deepEqual(shownColumns(data, choose({ questions: "q1" })), [0]);
  });

  test("are shown where a cell is of a chosen kind", () => {
    assert.deepEqual(rows({ codes: ["n"] }), [1, 3]);
    assert.deepEqual(rows({ codes: ["n", "u"] }), [1, 3]);
    assert.deepEqual(rows({ codes: ["f"] }), []);
  });

  test("are not shown for a cell in a column that is not", () => {
    assert.deepEqual(rows({ codes: ["n"], questions: "train" }), [3]);
  });

  test("are shown without any column, unless cells are chosen", () => {
    assert.deepEqual(rows({ questions: "otters" }), [0, 1, 2, 3]);
    assert.deepEqual(rows({ questions: "otters", codes: ["r"] }), []);
    assert.deepEqual(rows({ questions: "otters", flags: ["d"] }), []);
  });

  test("are shown where one cell has all the chosen marks", () => {
    assert.deepEqual(rows({ flags: ["d"] }), [1, 2]);
    assert.deepEqual(rows({ flags: ["d", "p"] }), [2]);
  });
});

describe("the order of rows", () => {
  const sorted = (by, up) => rows({ sort: { by, up } });

  test("is by title without regard to capitals", () => {
    assert.deepEqual(sorted("title", true), [1, 0, 3, 2]);
    assert.deepEqual(sorted("title", false), [2, 3, 0, 1]);
  });

  test("is by year, those without one first, those alike as they stood", () => {
    assert.deepEqual(sorted("year", true), [1, 2, 0, 3]);
    assert.deepEqual(sorted("year", false), [3, 0, 2, 1]);
  });

  test("is by how many cells are of the first kind", () => assert.deepEqual(sorted("share", false), [2, 1, 0, 3]));

  test("is by a column in the order of the legend, what was not asked last", () => {
    assert.deepEqual(sorted(0, true), [0, 2, 1, 3]);
    assert.deepEqual(sorted(1, true), [1, 2, 3, 0]);
  });

  test("turns with each click on a head, and is none with the third", () => {
    const first = nextSort(null, "year", false);
    assert.deepEqual(first, { by: "year", up: false });
    const second = nextSort(first, "year", false);
    assert.deepEqual(second, { by: "year", up: true });
    assert.equal(nextSort(second, "year", false), null);
    assert.deepEqual(nextSort(second, 0, true), { by: 0, up: true });
  });
});

describe("previous and next", () => {
  test("go through every cell that was asked, row by row in the order shown", () => {
    assert.deepEqual(cells({}), ["0,0", "1,0", "1,1", "2,0", "2,1", "3,0", "3,1"]);
    assert.deepEqual(cells({ sort: { by: "title", up: true }, papers: "2020" }), ["0,0", "3,0", "3,1"]);
  });

  test("go through the chosen cells alone", () => {
    assert.deepEqual(cells({ codes: ["r"] }), ["0,0", "1,1", "2,0", "2,1"]);
    assert.deepEqual(cells({ flags: ["d"] }), ["1,1", "2,0"]);
  });

  test("go round and round from the open cell", () => {
    const places = [{ row: 0, column: 0 }, { row: 1, column: 1 }, { row: 2, column: 0 }];
    assert.deepEqual(cellAfter(places, { row: 1, column: 1 }, 1), places[2]);
    assert.deepEqual(cellAfter(places, { row: 2, column: 0 }, 1), places[0]);
    assert.deepEqual(cellAfter(places, { row: 0, column: 0 }, -1), places[2]);
  });

  test("begin at the first or the last where none of them is open", () => {
    const places = [{ row: 0, column: 0 }, { row: 1, column: 1 }];
    for (const open of [null, { row: 1, column: 0 }]) {
      assert.deepEqual(cellAfter(places, open, 1), places[0]);
      assert.deepEqual(cellAfter(places, open, -1), places[1]);
    }
  });
});

describe("the arrow keys", () => {
  const shown = [3, 0, 2]; // rows in their order
  const columns = [1, 4];
  const moved = (cursor, down, right) => movedCursor(cursor, down, right, shown, columns);

  test("begin at the first cell", () => assert.deepEqual(moved(null, 1, 0), { row: 3, column: 1 }));
  test("move in the order shown", () => {
    assert.deepEqual(moved({ row: 3, column: 1 }, 1, 0), { row: 0, column: 1 });
    assert.deepEqual(moved({ row: 3, column: 1 }, 0, 1), { row: 3, column: 4 });
  });
  test("stop at the edges", () => {
    assert.deepEqual(moved({ row: 2, column: 4 }, 1, 0), { row: 2, column: 4 });
    assert.deepEqual(moved({ row: 2, column: 4 }, 0, 1), { row: 2, column: 4 });
    assert.deepEqual(moved({ row: 3, column: 1 }, -1, 0), { row: 3, column: 1 });
  });
  test("come back from a cell that is not shown any more", () => {
    assert.deepEqual(moved({ row: 9, column: 9 }, 1, 0), { row: 3, column: 1 });
  });
});

test("a cell is chosen by its kind and by all of its marks", () => {
  const [, , gamma] = data.rows;
  assert.ok(isChosen(gamma, 0, { codes: [], flags: [] }));
  assert.ok(isChosen(gamma, 0, { codes: ["r"], flags: ["p"] }));
  assert.ok(!isChosen(gamma, 0, { codes: ["n"], flags: [] }));
  assert.ok(!isChosen(gamma, 1, { codes: [], flags: ["p"] }));
});

test("small things of the matrix", () => {
  assert.equal(countOf(data.rows[2], "r"), 2);
  assert.ok(hasWords("Deep Learning", "learn DEEP"));
  assert.ok(hasWords("Deep Learning", ""));
  assert.ok(!hasWords("Deep Learning", "deep water"));
  assert.ok(isSameCell({ row: 1, column: 2 }, { row: 1, column: 2 }));
  assert.ok(!isSameCell({ row: 1, column: 2 }, { row: 2, column: 1 }));
  assert.ok(!isSameCell(null, { row: 0, column: 0 }));
  assert.deepEqual(toggled(["a"], "b"), ["a", "b"]);
  assert.deepEqual(toggled(["a", "b"], "a"), ["b"]);
});
