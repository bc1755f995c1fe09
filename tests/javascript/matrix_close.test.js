import assert from "node:assert/strict";
import { test } from "node:test";

import { Matrix } from "../../lib/ui/surveys/matrix/matrix.js";
import { toTopSoon } from "../../lib/ui/surveys/matrix/matrix_top.js";
import { fakeClock } from "./clock.js";

/** A window that tells how many listeners it has. */
class CountedWindow extends EventTarget {
  listeners = 0;

  addEventListener(type, listener, options) {
    this.listeners += 1;
    options.signal.addEventListener("abort", () => { this.listeners -= 1; });
    super.addEventListener(type, listener, options);
  }
}

/**
 * Return a matrix's place on a page without anything to scroll, and how often it was to be scrolled to the top.
 *
 * @param {import("node:test").TestContext} t
 */
function opening(t) {
  const clock = fakeClock(t);
  const before = [globalThis.window, globalThis.ShadowRoot];
  t.after(() => { [globalThis.window, globalThis.ShadowRoot] = before; });
  const window = new CountedWindow();
  globalThis.window = window;
  globalThis.ShadowRoot = class { host = null; };
  const found = { scrolled: 0, clock, window };
  const root = { getRootNode: () => { found.scrolled += 1; return new globalThis.ShadowRoot(); } };
  return { found, root };
}

test("an opened cell brings the matrix to the top for a while, and leaves no listener", (t) => {
  const { found, root } = opening(t);
  toTopSoon(root);
  assert.equal(found.window.listeners, 3);
  found.clock.pass(60_000);
  assert.equal(found.scrolled, 4);
  assert.equal(found.window.listeners, 0);
});

test("whoever scrolls meanwhile ends it", (t) => {
  const { found, root } = opening(t);
  toTopSoon(root);
  found.window.dispatchEvent(new Event("wheel"));
  found.clock.pass(60_000);
  assert.deepEqual([found.scrolled, found.window.listeners], [0, 0]);
});

test("a closed matrix opens no cell and moves no page any more", (t) => {
  const { found, root } = opening(t);
  let opened = 0;
  const openTimer = setTimeout(() => { opened += 1; }, 1);
  Matrix.prototype.close.call({ sizes: { disconnect() {} }, openTimer, endToTop: toTopSoon(root) });
  found.clock.pass(60_000);
  assert.deepEqual([opened, found.scrolled, found.window.listeners], [0, 0, 0]);
});
