import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { BUFFER_ROWS, drawnRows, scrollToShow } from "../../lib/ui/surveys/matrix/matrix_window.js";

describe("the rows that are drawn", () => {
  const view = { scrollTop: 0, height: 300, headHeight: 40 };

  test("are those in sight and a few beside them", () => {
    assert.deepEqual(drawnRows({ ...view, scrollTop: 1000 }, 20, 500), { first: 48 - BUFFER_ROWS, end: 65 + BUFFER_ROWS });
    assert.deepEqual(drawnRows({ ...view, scrollTop: 1013 }, 20, 500), { first: 48 - BUFFER_ROWS, end: 66 + BUFFER_ROWS });
  });

  test("hold every row of which a pixel is in sight", () => {
    for (const scrollTop of [0, 7, 139, 1000, 1013, 9700]) {
      const { first, end } = drawnRows({ ...view, scrollTop }, 20, 500);
      for (let row = 0; row < 500; row += 1) {
        const top = row * 20 + view.headHeight - scrollTop; // in the window
        const isInSight = top + 20 > view.headHeight && top < view.height;
        if (isInSight) assert.ok(first <= row && row < end, `row ${row} at ${scrollTop}`);
      }
    }
  });

  test("begin with the first and end with the last", () => {
    assert.equal(drawnRows(view, 20, 500).first, 0);
    assert.equal(drawnRows({ ...view, scrollTop: 9740 }, 20, 500).end, 500);
    assert.deepEqual(drawnRows(view, 20, 3), { first: 0, end: 3 });
    assert.deepEqual(drawnRows(view, 20, 0), { first: 0, end: 0 });
  });

  test("are as many in a matrix of ten thousand papers as in one of a hundred", () => {
    const size = (count, scrollTop) => {
      const { first, end } = drawnRows({ ...view, scrollTop }, 20, count);
      return end - first;
    };
    assert.equal(size(10_000, 5000), size(1_000, 5000));
    assert.ok(size(10_000, 5000) <= 300 / 20 + 40 / 20 + 2 * BUFFER_ROWS + 1);
  });
});

describe("scrolling a stretch into sight", () => {
  test("leaves what is in sight", () => assert.equal(scrollToShow(100, 200, 100, 300), 100));
  test("goes back to its beginning", () => assert.equal(scrollToShow(100, 200, 80, 100), 80));
  test("goes on until its end is in sight", () => assert.equal(scrollToShow(100, 200, 300, 320), 120));
  test("keeps it clear of what covers the beginning", () => {
    assert.equal(scrollToShow(100, 200, 150, 170, 60), 90);
    assert.equal(scrollToShow(100, 200, 160, 180, 60), 100);
  });
});
