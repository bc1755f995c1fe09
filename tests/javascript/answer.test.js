import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { citedInWords } from "../../lib/ui/evidence/answer_sentence.js";
import { shownClips } from "../../lib/ui/evidence/clips.js";
import { passagesInWords } from "../../lib/ui/evidence/passage_list.js";

test("a cell or a figure is named with its caption, but where the sentence quotes that", () => {
  const citation = { place: "Figure 2", caption: "Weight by week" };
  assert.equal(citedInWords(citation, { text: "It fell." }), "Figure 2 · Weight by week");
  assert.equal(citedInWords(citation, { text: "Figure 2. Weight by week" }), "Figure 2");
  assert.equal(citedInWords({ place: "Table 1", caption: "" }, { text: "It fell." }), "Table 1");
});

describe("beside the words of a citation are shown", () => {
  const figure = { kind: "figure", page: 2 };
  const equation = { kind: "equation", page: 2 };
  const citation = { number: 1, paper: "p", clips: [figure, equation] };
  const page = { paper: "p", page: 2, url: "/page" };
  const sentences = [{ cites: [1] }, { cites: [2, 1] }];
  const shown = (sentence, pages) => shownClips(citation, sentence, { sentences, pages });

  test("its figure and the equations in it, of which the latter once", () => {
    assert.deepEqual(shown(sentences[0], [page]), [{ clip: figure, page }, { clip: equation, page }]);
    assert.deepEqual(shown(sentences[1], [page]), [{ clip: figure, page }]);
  });

  test("none before its page is drawn, of no other paper, nor where there is no picture", () => {
    for (const other of [{ page: 3 }, { paper: "q" }, { url: "" }]) assert.deepEqual(shown(sentences[0], [{ ...page, ...other }]), []);
  });
});

test("passages are what came nearest only where they were looked through and nothing was found", () => {
  const data = { passages: [{}, {}], found: false, live: false, note: "" };
  assert.equal(passagesInWords(data), "2 nearest passages: no answer in them");
  for (const other of [{ found: true }, { live: true }, { note: "Stopped." }]) {
    assert.equal(passagesInWords({ ...data, ...other }), "2 retrieved passages");
  }
});
