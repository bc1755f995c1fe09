// What a quote is taken away as.

import assert from "node:assert/strict";
import { test } from "node:test";

import { asMarkdown, asText, linkTo, pagesInShort, placeInShort } from "../../lib/ui/evidence/copying.js";

/** @type {any} */
const CITATION = { paper: "a", label: "Bjerge 2021", printed: [], pages: [9], quote: "Moths *sleep* [by day].", reference: "Bjerge (2021). Moths." };

test("pages are named in short, a run by its ends", () => {
  assert.equal(pagesInShort([9]), "p. 9");
  assert.equal(pagesInShort([9, 10]), "pp. 9–10");
  assert.equal(pagesInShort([3, 7]), "pp. 3, 7");
});

test("a paper that was named just before is not named again", () => {
  assert.equal(placeInShort(CITATION), "Bjerge 2021, p. 9");
  assert.equal(placeInShort(CITATION, CITATION), "p. 9");
  assert.equal(placeInShort(CITATION, { ...CITATION, paper: "b" }), "Bjerge 2021, p. 9");
});

test("as text a quote keeps its words, its place and its paper", () => {
  assert.equal(asText(CITATION), "“Moths *sleep* [by day].” (Bjerge 2021, p. 9)\nBjerge (2021). Moths.");
});

test("as Markdown the words of a paper stay letters", () => {
  assert.equal(asMarkdown(CITATION).split("\n")[0], "> Moths \\*sleep\\* \\[by day\\].");
});

test("a quote that begins like a list is none", () => {
  const begun = (/** @type {string} */ quote) => asMarkdown({ ...CITATION, quote }).split("\n")[0];
  assert.equal(begun("- Moths"), "> \\- Moths");
  assert.equal(begun("2. Moths"), "> 2\\. Moths");
  assert.equal(begun("-3.5 °C"), "> -3.5 °C");
  assert.equal(begun("31.5 moths"), "> 31.5 moths");
});

test("a link names the answer and the citation, and nothing of what the address had before", () => {
  assert.equal(linkTo("http://localhost:8501/ask?answer=x&citation=9#top", "abc", 2), "http://localhost:8501/ask?answer=abc&citation=2");
});
