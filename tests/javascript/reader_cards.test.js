import assert from "node:assert/strict";
import { test } from "node:test";

import { placeInShort } from "../../lib/ui/evidence/copying.js";
import { WHOLE_WIDTH, textBlock } from "../../lib/ui/evidence/page_layout.js";
import { numbersOf, referencesAt } from "../../lib/ui/evidence/reference_card.js";
import { SPLIT, splitWithin } from "../../lib/ui/evidence/splitter.js";

const REFERENCES = [
  { number: 1, text: "[1] Hansen, B. and Castro, C. (2004). Keeping records.", paper: "" },
  { number: 2, text: "[2] Duarte, F. (2012). Warm nights.", paper: "p" },
  { number: 3, text: "[3] Duarte, F. (2016). Cold nights, after Hansen 2004.", paper: "" },
];
const numbersAt = (line, mark) => referencesAt(line, line.indexOf(mark) + 1, REFERENCES).map((one) => one.number);

test("a mark by numbers means its entries, runs spelled out", () => {
  assert.deepEqual(numbersOf("[2, 4–6]"), [2, 4, 5, 6]);
  assert.deepEqual(numbersAt("It fell [1] and rose [2-3] again.", "[1]"), [1]);
  assert.deepEqual(numbersAt("It fell [1] and rose [2-3] again.", "[2-3]"), [2, 3]);
  assert.deepEqual(numbersAt("It fell [1] and rose [2-3] again.", "rose"), []);
  assert.ok(numbersOf("[1-999999999]").length < 20);
});

test("a mark by name and year means the entry that begins with that name", () => {
  assert.deepEqual(numbersAt("as Duarte et al. (2012) say", "Duarte"), [2]);
  assert.deepEqual(numbersAt("as was said (Hansen and Castro, 2004; Duarte 2016)", "Hansen"), [1]);
  assert.deepEqual(numbersAt("as was said (Hansen and Castro, 2004; Duarte 2016)", "Duarte"), [3]);
  assert.deepEqual(numbersAt("In March 2012 it rained", "March"), []);
});

test("margins are cropped to the text where that saves enough", () => {
  const line = (x0, x1) => ({ at: [x0, 0.1, x1, 0.2], text: "" });
  const { x0, x1 } = textBlock([line(0.2, 0.5), line(0.4, 0.8)]);
  assert.ok(x0 < 0.2 && x0 > 0.15 && x1 > 0.8 && x1 < 0.85);
  assert.equal(textBlock([line(0.04, 0.97)]), WHOLE_WIDTH);
  assert.equal(textBlock([]), WHOLE_WIDTH);
});

test("the panes keep a share within limits; what is no share is none", () => {
  assert.equal(splitWithin(0.01), SPLIT.least);
  assert.equal(splitWithin(5), SPLIT.most);
  for (const none of [0, Number.NaN, Number.POSITIVE_INFINITY]) assert.equal(splitWithin(none), null);
});

test("the printed page stands beside the page of the file where it differs", () => {
  const citation = { paper: "a", label: "Bjerge 2021", pages: [9], printed: ["212"] };
  assert.equal(placeInShort(citation), "Bjerge 2021, p. 9 (printed 212)");
  assert.equal(placeInShort({ ...citation, printed: [] }), "Bjerge 2021, p. 9");
});
