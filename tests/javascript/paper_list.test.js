import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { chosenNow, howManyChosen } from "../../lib/ui/papers/list_choice.js";
import { countLine, folded, nothingLine, rowsWith, shortened } from "../../lib/ui/papers/list_search.js";

const row = (id, words) => ({ id, title: id, words, status: "ready" });
const rows = [row("bats", "hearing bats grace hopper 1952 bats.pdf ready"), row("traps", "counting animals ada lovelace failed")];
const ids = (typed) => rowsWith(rows, typed).map(({ id }) => id);

describe("the search of the papers", () => {
  test("finds the rows in which every word stands, in their order", () => {
    assert.deepEqual(ids("hopper BATS 1952"), ["bats"]);
    assert.deepEqual(ids("a"), ["bats", "traps"]);
    assert.deepEqual(ids("hopper counting"), []);
    assert.deepEqual(ids("  "), ["bats", "traps"]);
  });

  test("makes no difference of accents, case and joined letters", () => {
    for (const [typed, stands] of [
      ["INÉGALITÉS", "inegalites"],
      ["Ine\u0301galite\u0301s", "inegalites"],
      ["Søren Łukasiewicz, Straße", "soren lukasiewicz, strasse"],
      ["Identiﬁcation", "identification"],
      ["L’analyse", "l'analyse"],
      ["ΤΗΣ ΘΑΛΑΣΣΑΣ", "τησ θαλασσασ"],
      ["ספירת עטלפים", "ספירת עטלפים"],
    ]) assert.equal(folded(typed), stands);
  });

  test("says how many it shows, and of what", () => {
    assert.equal(countLine(1000, { total: 1000, states: "" }), "1,000 papers");
    assert.equal(countLine(1, { total: 1, states: "" }), "1 paper");
    assert.equal(countLine(12, { total: 1000, states: "2 under way" }), "12 of 1,000 papers · 2 under way");
  });

  test("says where it looked in vain, and what was filtered for in vain without words", () => {
    const places = "in its title, authors, year, file name, DOI or status.";
    assert.equal(nothingLine(" quokkas "), `No paper has “quokkas” ${places}`);
    assert.equal(nothingLine("two quokkas"), `No paper has all the words of “two quokkas” ${places}`);
    assert.equal(nothingLine(" "), "No paper has what is filtered for.");
    assert.equal([...shortened("𝒬".repeat(300))].length, 81);
  });
});

describe("what is chosen", () => {
  test("is what the server says and what was clicked since, the last click last", () => {
    const clicks = [
      { kind: "choose", papers: ["b"], on: true },
      { kind: "search", words: "x" },
      { kind: "choose", papers: ["a", "b"], on: false },
      { kind: "choose", papers: ["c"], on: true },
    ];
    assert.deepEqual([...chosenNow(["a", "d"], clicks)].sort(), ["c", "d"]);
    assert.deepEqual([...chosenNow(["a"], [])], ["a"]);
  });

  test("is all, some or none of the rows that are shown", () => {
    assert.equal(howManyChosen(rows, new Set(["bats", "traps", "gone"])), "all");
    assert.equal(howManyChosen(rows, new Set(["traps"])), "some");
    assert.equal(howManyChosen(rows, new Set(["gone"])), "none");
    assert.equal(howManyChosen([], new Set(["gone"])), "none");
  });
});
