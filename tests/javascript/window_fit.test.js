import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  BOTTOM_MARGIN_PX, PAGES_SHARE, STRIP_BOTTOM_MARGIN_PX, TOOLS_PX, hiddenHead, lackingRoom, takenHeight,
} from "../../lib/ui/evidence/window_fit.js";

describe("the page's head", () => {
  const heights = { window: 1000, chatBar: 100, strip: 230 };
  const most = 1000 - 100 - BOTTOM_MARGIN_PX - TOOLS_PX - PAGES_SHARE * 1000; // above, with room enough for the pages

  test("stays in sight while the pages have their share of the window", () => {
    assert.equal(hiddenHead({ ...heights, above: most }), 0);
  });

  test("is scrolled out of sight down to the strip where they have not", () => {
    assert.equal(hiddenHead({ ...heights, above: most + 1 }), 230);
    assert.equal(hiddenHead({ ...heights, above: most, chatBar: 101 }), 230);
  });
});

describe("the height that is taken from the view", () => {
  test("is all that stands above and below it", () => {
    assert.equal(takenHeight({ above: 200.4, hidden: 0, header: 60, chatBar: 100 }), 360 + BOTTOM_MARGIN_PX);
  });

  test("is less by what is scrolled out of sight, with a small margin below", () => {
    assert.equal(takenHeight({ above: 400, hidden: 230, header: 60, chatBar: 100 }), 330 + STRIP_BOTTOM_MARGIN_PX);
  });
});

test("room is made below the view where the page could not be scrolled as far as its head is hidden", () => {
  assert.equal(lackingRoom(230, 99.5), 131);
  assert.equal(lackingRoom(230, 230), 0);
  assert.equal(lackingRoom(230, 500), 0);
  assert.equal(lackingRoom(0, -3), 0); // nothing is hidden: nothing needs to be scrolled
});
