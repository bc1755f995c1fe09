import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { placeInPaper, stepsThrough } from "../../lib/ui/evidence/pages_bar.js";
import { citationPiece, pagePiece, passagePiece } from "../../lib/ui/evidence/pieces.js";

const citation = (number, more) => ({ number, pages: [number], section: "Results", place: "", ...more });

describe("what previous and next go through", () => {
  test("are the pages of the reader, from the first to the last", () => {
    const at = (page) => stepsThrough({ mode: "reader", page_count: 3, citations: [citation(1)] }, pagePiece("p", page), page);
    assert.deepEqual(at(1), { noun: "page", count: "1 of 3", hasPrevious: false, hasNext: true });
    assert.deepEqual(at(3), { noun: "page", count: "3 of 3", hasPrevious: true, hasNext: false });
  });

  test("are the pieces of evidence, round and round where there are others", () => {
    const at = (citations) => stepsThrough({ mode: "answer", citations, passages: [] }, citationPiece(citation(1)), 1);
    assert.deepEqual(at([citation(1), citation(2)]), { noun: "evidence", count: "1 of 2", hasPrevious: true, hasNext: true });
    assert.deepEqual(at([citation(1)]), { noun: "evidence", count: "1 of 1", hasPrevious: false, hasNext: false });
  });
});

test("a piece stands on its pages, in a table's cell or a figure rather than in a section", () => {
  assert.equal(placeInPaper(citationPiece(citation(3))), "page 3 · Results");
  assert.equal(placeInPaper(citationPiece(citation(3, { pages: [3, 4], place: "Table 2" }))), "pages 3, 4 · Table 2");
  assert.equal(placeInPaper(passagePiece({ rank: 1, pages: [2], section: "" })), "page 2");
  assert.equal(placeInPaper(pagePiece("p", 7)), "page 7");
});
