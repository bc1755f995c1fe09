import assert from "node:assert/strict";
import { test } from "node:test";

import { clamp, drawIfChanged, pagesInWords, plural } from "../../lib/ui/kit/elements.js";

test("a part is drawn where its data are others than before, each part by itself", () => {
  const drawn = {};
  const calls = [];
  const update = (part, value) => drawIfChanged(drawn, part, value, () => calls.push(`${part} ${JSON.stringify(value)}`));
  update("head", ["a", true]);
  update("head", ["a", true]);
  update("foot", ["a", true]);
  update("head", ["a", false]);
  assert.deepEqual(calls, ['head ["a",true]', 'foot ["a",true]', 'head ["a",false]']);
});

test("pages and counts are told in words", () => {
  assert.equal(pagesInWords([3]), "page 3");
  assert.equal(pagesInWords([3, 4]), "pages 3, 4");
  assert.equal(plural(1, "paper"), "1 paper");
  assert.equal(plural(0, "paper"), "0 papers");
});

test("a number is kept within its bounds, and below the upper one where they cross", () => {
  assert.equal(clamp(5, 0, 3), 3);
  assert.equal(clamp(-1, 0, 3), 0);
  assert.equal(clamp(2, 0, 3), 2);
  assert.equal(clamp(0, 0, -1), -1); // of no rows none
});
