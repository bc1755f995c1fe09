import assert from "node:assert/strict";
import { test } from "node:test";

import { positionInWords } from "../../lib/ui/surveys/matrix/cell_steps.js";

test("the open cell is told its place among those shown, else the papers are counted", () => {
  assert.equal(positionInWords({ at: 0, cells: 1200, shown: 30, papers: 40 }), "1 of 1,200");
  assert.equal(positionInWords({ at: 1199, cells: 1200, shown: 30, papers: 40 }), "1,200 of 1,200");
  assert.equal(positionInWords({ at: -1, cells: 1200, shown: 1000, papers: 1500 }), "1,000 of 1500 papers");
  assert.equal(positionInWords({ at: -1, cells: 0, shown: 0, papers: 1 }), "0 of 1 paper");
});
