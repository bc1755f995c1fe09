import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  citationPiece, clickedNumber, firstPiece, isMarkOf, isSamePiece, meet, numbersIn, pagePiece, passagePiece, pieceAfter, piecesOf,
  placeInWords,
} from "../../lib/ui/evidence/pieces.js";

const citation = (number) => ({ number, paper: "p", label: "Paper", pages: [number], section: "", quote: "" });
const passage = (rank) => ({ rank, paper: "p", label: "Paper", section: "", pages: [rank], score: 0.5, why: "", text: "", cites: [] });
const citations = [1, 2, 3].map(citation);
const passages = [1, 2].map(passage);
const ids = (pieces) => pieces.map(({ kind, id }) => `${kind} ${id}`);

describe("the pieces that previous and next go through", () => {
  test("are the citations, where there are any", () => {
    assert.deepEqual(ids(piecesOf({ citations, passages })), ["citation 1", "citation 2", "citation 3"]);
  });

  test("are the passages where nothing is cited", () => {
    assert.deepEqual(ids(piecesOf({ citations: [], passages })), ["passage 1", "passage 2"]);
  });
});

describe("the next piece", () => {
  const pieces = piecesOf({ citations, passages });
  const after = (piece, by) => pieceAfter(pieces, piece, by).id;

  test("goes on and back, round and round", () => {
    assert.equal(after(pieces[0], 1), 2);
    assert.equal(after(pieces[2], 1), 1);
    assert.equal(after(pieces[1], -1), 1);
    assert.equal(after(pieces[0], -1), 3);
  });

  test("is the first or the last where another piece is shown, or none", () => {
    for (const piece of [null, passagePiece(passages[0]), pagePiece("p", 1)]) {
      assert.equal(after(piece, 1), 1);
      assert.equal(after(piece, -1), 3);
    }
  });

  test("is the only one where there is no other", () => {
    assert.equal(pieceAfter(pieces.slice(0, 1), pieces[0], 1).id, 1);
    assert.equal(pieceAfter(pieces.slice(0, 1), pieces[0], -1).id, 1);
  });
});

test("a piece is the same by its kind and number, whatever its data say", () => {
  assert.ok(isSamePiece(citationPiece(citation(1)), citationPiece({ ...citation(1), section: "Results" })));
  assert.ok(!isSamePiece(citationPiece(citation(1)), citationPiece(citation(2))));
  assert.ok(!isSamePiece(citationPiece(citation(1)), passagePiece(passage(1))));
  assert.ok(!isSamePiece(null, citationPiece(citation(1))));
  assert.ok(!isSamePiece(null, null));
});

describe("a marked line", () => {
  const mark = { mark: "cited", cites: "1 12", passages: "2" };

  test("belongs to the citations and passages whose whole number it has", () => {
    assert.ok(isMarkOf(citationPiece(citation(1)), mark));
    assert.ok(isMarkOf(citationPiece(citation(12)), mark));
    assert.ok(!isMarkOf(citationPiece(citation(2)), mark));
    assert.ok(isMarkOf(passagePiece(passage(2)), mark));
    assert.ok(!isMarkOf(passagePiece(passage(1)), mark));
  });

  test("belongs to a page only where its words were looked for", () => {
    assert.ok(!isMarkOf(pagePiece("p", 1), mark));
    assert.ok(isMarkOf(pagePiece("p", 1), { mark: "found", cites: "", passages: "" }));
  });

  test("belongs to nothing where it has no numbers", () => {
    assert.ok(!isMarkOf(citationPiece(citation(1)), { mark: "retrieved", cites: "" }));
    assert.ok(!isMarkOf(citationPiece(citation(1)), {}));
  });
});

describe("a click on what several citations rest on", () => {
  test("means the one that is shown", () => assert.equal(clickedNumber(["1", "3"], citationPiece(citation(3))), 3));
  test("means the first where another is shown", () => {
    assert.equal(clickedNumber(["1", "3"], citationPiece(citation(2))), 1);
    assert.equal(clickedNumber(["1", "3"], passagePiece(passage(2))), 1);
    assert.equal(clickedNumber(["1", "3"], null), 1);
  });
  test("means none where there are none", () => assert.equal(clickedNumber([], citationPiece(citation(1))), null));
});

test("numbers are parted by spaces, and nothing has none", () => {
  assert.deepEqual(numbersIn("1 12"), ["1", "12"]);
  assert.deepEqual(numbersIn(""), []);
  assert.deepEqual(numbersIn(undefined), []);
  assert.ok(meet(["1", "2"], ["2"]));
  assert.ok(!meet(["1", "2"], ["12"]));
  assert.ok(!meet([], []));
});

test("a piece is told its place, and a passage beside citations its rank", () => {
  const cited = piecesOf({ citations, passages });
  assert.equal(placeInWords(cited, cited[1]), "2 of 3");
  assert.equal(placeInWords(cited, passagePiece(passages[1])), "passage 2");
  const retrieved = piecesOf({ citations: [], passages });
  assert.equal(placeInWords(retrieved, retrieved[1]), "2 of 2");
});

describe("the piece that is shown first", () => {
  test("is the citation of the address, else the nearest sentence's passage, else the first", () => {
    const cited = piecesOf({ citations, passages });
    const retrieved = piecesOf({ citations: [], passages });
    assert.equal(firstPiece(cited, { start: 2, nearest: [] }), cited[1]);
    assert.equal(firstPiece(retrieved, { start: 0, nearest: [{ passage: 2 }] }), retrieved[1]);
    assert.equal(firstPiece(retrieved, { start: 0, nearest: [{ passage: 0 }] }), retrieved[0]);
    assert.equal(firstPiece([], { start: 0, nearest: [] }), undefined);
  });
});
