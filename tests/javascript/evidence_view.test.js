import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { litBy, numbersOnPage } from "../../lib/ui/evidence/lights.js";
import { citationPiece, pagePiece, passagePiece } from "../../lib/ui/evidence/pieces.js";
import { shownPanes } from "../../lib/ui/evidence/shown_panes.js";
import { stepsOf } from "../../lib/ui/evidence/step_keys.js";

describe("what is lit", () => {
  test("belongs to the citation or the passage that is open, and to no whole page", () => {
    assert.deepEqual(litBy(citationPiece({ number: 3, pages: [2] })), { numbers: ["3"], passages: [] });
    assert.deepEqual(litBy(passagePiece({ rank: 3, pages: [2] })), { numbers: [], passages: ["3"] });
    assert.deepEqual(litBy(pagePiece("p", 3)), { numbers: [], passages: [] });
    assert.deepEqual(litBy(null), { numbers: [], passages: [] });
  });

  test("on a page are the citations that stand on it, those too that go on there", () => {
    const citations = [{ number: 1, pages: [1, 2] }, { number: 2, pages: [3] }, { number: 12, pages: [2] }];
    assert.deepEqual(numbersOnPage(citations, 2), ["1", "12"]);
    assert.deepEqual(numbersOnPage(citations, 4), []);
  });
});

describe("the parts that are shown", () => {
  const parts = { live: false, sentences: [], citations: [], passages: [] };
  const answer = (more) => shownPanes({ mode: "answer", ...parts, ...more });
  const reader = (more) => shownPanes({ mode: "reader", outline: [], annotations: [], table: null, ...parts, ...more });

  test("are an answer and the pages of its evidence", () => {
    const shown = answer({ sentences: [{}], citations: [{ number: 1 }] });
    assert.deepEqual(shown, { table: null, isReader: false, isAlone: false, hasWords: true, hasPages: true, isSplit: true });
    assert.ok(answer({ passages: [{ rank: 1 }] }).hasPages);
  });

  test("are no pages where an answer has no evidence, but while it is under way", () => {
    const { hasPages, isSplit, isAlone } = answer({});
    assert.deepEqual([hasPages, isSplit, isAlone], [false, false, false]);
    assert.ok(answer({ live: true }).isSplit);
  });

  test("are a paper's pages alone where it has no outline, no annotation and no citation", () => {
    assert.deepEqual(reader({}), { table: null, isReader: true, isAlone: true, hasWords: false, hasPages: true, isSplit: false });
    for (const list of ["outline", "annotations", "sentences"]) {
      const { isAlone, hasWords, isSplit } = reader({ [list]: [{}] });
      assert.deepEqual([isAlone, hasWords, isSplit], [false, true, true], list);
    }
  });

  test("are a table beside its page as an answer is, whether the paper has words beside it or not", () => {
    const table = { label: "Table 1" };
    const shown = { table, isReader: false, isAlone: false, hasWords: false, hasPages: true, isSplit: true };
    assert.deepEqual(reader({ table }), shown);
  });
});

describe("a key", () => {
  const pressed = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

  test("steps through the evidence or the places of words, or through nothing", () => {
    const steps = ["n", "ArrowRight", "p", "ArrowLeft", "j", "k", "x"].map((key) => stepsOf({ ...pressed, key }));
    assert.deepEqual(steps.map(({ piece }) => piece), [1, 1, -1, -1, 0, 0, 0]);
    assert.deepEqual(steps.map(({ hit }) => hit), [0, 0, 0, 0, 1, -1, 0]);
  });

  test("is the browser's with another held down", () => {
    for (const other of Object.keys(pressed)) {
      for (const key of ["n", "j"]) assert.deepEqual(stepsOf({ ...pressed, [other]: true, key }), { hit: 0, piece: 0 }, other);
    }
  });
});
