import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { sectionAt } from "../../lib/ui/evidence/outline.js";
import { stripShare } from "../../lib/ui/evidence/page_strip.js";
import { ReaderPages } from "../../lib/ui/evidence/reader_pages.js";

describe("the strip of a paper", () => {
  test("has a place on a page at its share of the whole", () => {
    assert.equal(stripShare(1, 0, 4), 0);
    assert.equal(stripShare(3, 0.5, 4), 0.625);
    assert.equal(stripShare(1, 0.5, 0), 0.5);
  });
});

describe("the section of a place", () => {
  const outline = [
    { page: 1, top: 0.1 },
    { page: 2, top: 0.3 },
    { page: 2, top: 0.7 },
    { page: 5, top: 0.2 },
  ];

  test("is the one that begins next above it, on its page or before", () => {
    assert.equal(sectionAt(outline, { page: 2, top: 0.2 }), 0);
    assert.equal(sectionAt(outline, { page: 2, top: 0.3 }), 1);
    assert.equal(sectionAt(outline, { page: 2, top: 0.6 }), 1);
    assert.equal(sectionAt(outline, { page: 2, top: 0.8 }), 2);
    assert.equal(sectionAt(outline, { page: 4, top: 0 }), 2);
    assert.equal(sectionAt(outline, { page: 9, top: 0.5 }), 3);
  });

  test("is the nearest above in either column, though a later one begins higher up", () => {
    const columns = [
      { page: 1, top: 0.6 },
      { page: 1, top: 0.2 },
    ];
    assert.equal(sectionAt(columns, { page: 1, top: 0.6 }), 0);
    assert.equal(sectionAt(columns, { page: 1, top: 0.3 }), 1);
    assert.equal(sectionAt(columns, { page: 2, top: 0 }), 1);
  });

  test("is none before the first", () => {
    assert.equal(sectionAt(outline, { page: 1, top: 0 }), -1);
    assert.equal(sectionAt([], { page: 3, top: 0.5 }), -1);
  });
});

describe("a part of a page", () => {
  const revealed = (scrollTop, stretch) => {
    const seen = { pages: [], scrolled: null };
    const pane = {
      pages: { scrollTop, clientHeight: 500 },
      slots: [{ offsetTop: 0, offsetHeight: 1000 }, { offsetTop: 1000, offsetHeight: 1000 }],
      drawBar() {},
      scrollTo(top) { seen.scrolled = top; },
      actions: { inSight: (page) => seen.pages.push(page) },
    };
    ReaderPages.prototype.reveal.call(pane, stretch);
    return seen;
  };

  test("at the foot of its page is scrolled to", () => {
    assert.deepEqual(revealed(1000, { page: 2, top: 0.8, bottom: 0.9 }), { pages: [2], scrolled: 1600 });
  });

  test("is left where it is when it is in sight, or nowhere", () => {
    assert.equal(revealed(1500, { page: 2, top: 0.8, bottom: 0.9 }).scrolled, null);
    assert.equal(revealed(0, null).scrolled, null);
    assert.equal(revealed(0, { page: 9, top: 0, bottom: 1 }).scrolled, null);
  });
});
