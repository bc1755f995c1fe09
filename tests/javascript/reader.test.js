import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { sectionAt } from "../../lib/ui/evidence/outline.js";
import { stripShare } from "../../lib/ui/evidence/page_strip.js";

describe("the strip of a paper", () => {
  test("has a place on a page at its share of the whole", () => {
    assert.equal(stripShare(1, 0, 4), 0);
    assert.equal(stripShare(3, 0.5, 4), 0.625);
    assert.equal(stripShare(1, 0.5, 0), 0.5);
  });
});

describe("the section of a page", () => {
  const outline = [{ page: 1 }, { page: 2 }, { page: 2 }, { page: 5 }];

  test("is the last that begins on it or before", () => {
    assert.equal(sectionAt(outline, 1), 0);
    assert.equal(sectionAt(outline, 2), 2);
    assert.equal(sectionAt(outline, 4), 2);
    assert.equal(sectionAt(outline, 9), 3);
  });

  test("is none before the first", () => {
    assert.equal(sectionAt(outline, 0), -1);
    assert.equal(sectionAt([], 3), -1);
  });
});
