import assert from "node:assert/strict";
import { test } from "node:test";

import { ListRows } from "../../lib/ui/papers/list_rows.js";

/**
 * Return the rows on a page whose end is near as long as fewer than `sight` are drawn. Its observer tells, as a browser's, where
 * the end is when it begins to look, and then changes alone.
 *
 * @param {import("node:test").TestContext} t
 * @param {number} sight
 */
function rowsOn(t, sight) {
  const names = /** @type {const} */ (["HTMLElement", "IntersectionObserver", "ShadowRoot"]);
  const before = names.map((name) => globalThis[name]);
  t.after(() => names.forEach((name, n) => { globalThis[name] = before[n]; }));
  const drawn = { rows: 0 };
  globalThis.HTMLElement = /** @type {never} */ (class {});
  globalThis.ShadowRoot = /** @type {never} */ (class { host = null; });
  globalThis.IntersectionObserver = /** @type {never} */ (class {
    /** @param {(entries: {isIntersecting: boolean}[]) => void} tell */
    constructor(tell) {
      this.tell = tell;
    }

    observe() {
      this.tell([{ isIntersecting: drawn.rows < sight }]);
    }

    unobserve() {}
  });
  const list = { children: [], firstElementChild: null, getRootNode: () => ({ activeElement: null }), insertBefore() {} };
  const rows = Object.assign(Object.create(ListRows.prototype), {
    limit: 50,
    list,
    end: { hidden: false },
    element: { getRootNode: () => new globalThis.ShadowRoot() },
    drawRow: () => ({}),
  });
  const draw = ListRows.prototype.draw;
  rows.draw = () => {
    drawn.rows = Math.min(rows.limit, rows.rows.length);
    draw.call(rows);
  };
  return { rows, drawn };
}

/** @param {number} count */
const made = (count) => Array.from({ length: count }, (_, n) => ({ id: `${n}` }));

test("rows are drawn as far as one sees, also where others were looked at a moment before", (t) => {
  const { rows, drawn } = rowsOn(t, 200);
  rows.show(made(1000), new Set(), true);
  assert.equal(drawn.rows, 250);
  rows.show(made(900), new Set(), true);
  assert.equal(drawn.rows, 250);
});

test("a window in which everything is near draws every row", (t) => {
  const { rows, drawn } = rowsOn(t, Infinity);
  rows.show(made(420), new Set(), true);
  assert.equal(drawn.rows, 420);
  assert.equal(rows.end.hidden, true);
});
