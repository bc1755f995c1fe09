import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { hitAfter } from "../../lib/ui/evidence/hit_steps.js";
import { anchorAt, heightAt, pageAt, placeAt } from "../../lib/ui/evidence/page_slots.js";

const slots = [{ offsetTop: 8, offsetHeight: 1000 }, { offsetTop: 1016, offsetHeight: 500 }]; // a page across is less high
const undrawn = [{ offsetTop: 0, offsetHeight: 0 }, { offsetTop: 0, offsetHeight: 0 }];

describe("a place in a paper", () => {
  test("stands at its share of its page's height", () => {
    assert.equal(heightAt(slots, { page: 1, top: 0 }), 8);
    assert.equal(heightAt(slots, { page: 2, top: 0.5 }), 1266);
    assert.equal(heightAt(slots, { page: 3, top: 0 }), null);
    assert.equal(heightAt([], { page: 1, top: 0 }), null);
  });

  test("is found again by its height", () => {
    for (const place of [{ page: 1, top: 0.25 }, { page: 2, top: 0 }, { page: 2, top: 0.5 }]) {
      assert.deepEqual(placeAt(slots, heightAt(slots, place)), place);
      assert.deepEqual(anchorAt(slots, heightAt(slots, place)), place);
    }
  });

  test("between two pages is above the second", () => {
    assert.equal(pageAt(slots, 1008), 2);
    assert.deepEqual(placeAt(slots, 1011), { page: 2, top: -0.01 });
  });

  test("below the last page is the first page's, and nothing to come back to", () => {
    assert.equal(pageAt(slots, 1516), 1);
    assert.equal(anchorAt(slots, 1516), null);
  });

  test("is none before there are pages, or before they have a height", () => {
    assert.equal(pageAt([], 0), 0);
    assert.deepEqual(placeAt([], 0), { page: 0, top: 0 });
    assert.deepEqual(placeAt(undrawn, 0), { page: 1, top: 0 });
    for (const none of [[], undrawn, [{ offsetTop: 8, offsetHeight: 0 }]]) assert.equal(anchorAt(none, 0), null);
  });
});

describe("the next place of the words", () => {
  const hits = [{ page: 2 }, { page: 2 }, { page: 5 }];

  test("is at first the first from the page on that is read, either way", () => {
    for (const by of [1, -1]) {
      assert.deepEqual([1, 2, 3, 5].map((page) => hitAfter(hits, -1, by, page)), [0, 0, 2, 2]);
    }
  });

  test("goes on and back, round and round", () => {
    assert.deepEqual([0, 1, 2].map((shown) => hitAfter(hits, shown, 1, 1)), [1, 2, 0]);
    assert.deepEqual([0, 1, 2].map((shown) => hitAfter(hits, shown, -1, 1)), [2, 0, 1]);
  });

  test("is the first again behind the last page that has any", () => assert.equal(hitAfter(hits, -1, 1, 9), 0));
});
