import assert from "node:assert/strict";
import test from "node:test";

import { closedWhenGone } from "../../lib/ui/kit/streamlit_internals.js";
import { fakeClock } from "./clock.js";

test("a view is closed with its component, and not where its data changed again before they were drawn", (t) => {
  const clock = fakeClock(t);
  let closed = 0;
  const mount = { isConnected: true };
  const end = closedWhenGone({ parentElement: mount }, () => { closed += 1; });
  end(); // of the change before
  clock.pass(0);
  assert.equal(closed, 0);
  mount.isConnected = false;
  end();
  clock.pass(0);
  assert.equal(closed, 1);
});
