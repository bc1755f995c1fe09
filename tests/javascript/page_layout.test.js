import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  EVIDENCE_MARGIN_PX, FONT_SHARE, NARROWEST, TOP_MARGIN_PX, ZOOM, areStacked, clipPlace, extentOf, firstCites, hiddenPart,
  keyPlaces, lineFont, linePlace, lineStart, scrollTopFor, sheetAt, widthShare, zoomWithin,
} from "../../lib/ui/evidence/page_layout.js";

const line = { at: [0.25, 0.5, 0.75, 0.515625], text: "words" }; // binary fractions: no rounding

describe("a line", () => {
  test("stands where it is printed, in percent of the page", () => {
    assert.deepEqual(linePlace(line), { left: "25%", top: "50%", width: "50%", height: "1.5625%" });
  });

  test("of a picture is shown through a window of the picture's form", () => {
    const { window, picture } = clipPlace([0.25, 0.5, 0.75, 0.75], 1.5);
    assert.equal(window.aspectRatio, "0.5 / 0.375");
    assert.deepEqual(picture, { width: "200%", left: "-50%", top: "-200%" });
  });

  test("is as wide as it is printed, on a page of any form", () => {
    for (const aspect of [0.5, 1, 1.5]) {
      const { size, stretch } = lineFont(line, aspect, 7);
      assert.ok(Math.abs(size - 1.5625 * aspect * FONT_SHARE) < 1e-12);
      assert.ok(Math.abs(7 * (size / 100) * stretch - 0.5) < 1e-12);
    }
  });

  test("whose text has no width is not stretched", () => assert.equal(lineFont(line, 1.4, 0).stretch, null));
});

describe("the number of a citation on its page", () => {
  const piece = (/** @type {number[]} */ at, /** @type {number[]} */ cites = []) => ({ at, text: "words", mark: cites.length ? "cited" : "", cites });
  const left = piece([0.125, 0.5, 0.25, 0.515625]);
  const right = piece([0.2578125, 0.5, 0.4375, 0.515625], [1]); // goes on in the line of `left`
  const below = piece([0.125, 0.53125, 0.375, 0.546875], [1]);
  const column = piece([0.5, 0.5, 0.875, 0.515625], [2]); // a gutter away from it

  test("stands beside the printed line in which its words begin, not on the letters before them", () => {
    assert.deepEqual(keyPlaces([left, right, below]), [{ start: 0.125, middle: 0.5078125, numbers: [1] }]);
  });

  test("stands in the gutter where its words stand in the second column", () => {
    assert.equal(lineStart([left, right, column], column), 0.5);
    assert.deepEqual(keyPlaces([left, right, column]).map(({ start }) => start), [0.125, 0.5]);
  });

  test("stands beside the other number of the same line", () => {
    const other = piece([0.4375, 0.5, 0.46875, 0.515625], [3]);
    assert.deepEqual(keyPlaces([left, right, other]).map(({ numbers }) => numbers), [[1, 3]]);
  });

  test("of a cell stands at the cell itself", () => {
    assert.deepEqual(keyPlaces([{ ...column, mark: "cell" }]), []);
  });
});

test("the extent of marks goes from the topmost to the lowest, over a break of the page", () => {
  const marks = [{ top: 900, bottom: 920 }, { top: 300, bottom: 320 }, { top: 1210, bottom: 1230 }];
  assert.deepEqual(extentOf(marks), { top: 300, bottom: 1230 });
  assert.equal(extentOf([]), null);
});

describe("pages", () => {
  test("are as wide as the pane where the evidence is seen whole", () => {
    assert.equal(widthShare({ top: 100, bottom: 100 + 600 - EVIDENCE_MARGIN_PX }, 600), 1);
  });

  test("are narrowed so that the evidence is just seen whole", () => {
    assert.equal(widthShare({ top: 100, bottom: 100 + 750 - EVIDENCE_MARGIN_PX }, 600), 0.8);
  });

  test("are never too narrow to be read", () => assert.equal(widthShare({ top: 0, bottom: 5000 }, 600), NARROWEST));
});

describe("scrolling to evidence", () => {
  test("puts it in the middle of the pane", () => assert.equal(scrollTopFor({ top: 1000, bottom: 1100 }, 500), 800));
  test("shows the beginning of what is longer than the pane", () => {
    assert.equal(scrollTopFor({ top: 1000, bottom: 1900 }, 500), 1000 - TOP_MARGIN_PX);
  });
  test("ends at the top of the first page", () => assert.equal(scrollTopFor({ top: 30, bottom: 50 }, 500), 0));
});

describe("evidence over a page break", () => {
  const first = { top: 900, bottom: 960, page: 5 };
  const second = { top: 1700, bottom: 1760, page: 6 };

  test("is seen whole where both its parts are in sight", () => assert.equal(hiddenPart([first, second], 850, 1000), null));
  test("goes on below where the other part stands under a figure", () => {
    assert.deepEqual(hiddenPart([first, second], 850, 500), { part: second, isBelow: true });
  });
  test("begins above where one went on", () => assert.deepEqual(hiddenPart([first, second], 1500, 500), { part: first, isBelow: false }));
  test("is left alone where a person has scrolled away from it", () => assert.equal(hiddenPart([first, second], 3000, 500), null));
  test("on one page leads nowhere", () => assert.equal(hiddenPart([first], 850, 500), null));
});

test("the zoom keeps its limits and finds back to 1", () => {
  assert.equal(zoomWithin(100), ZOOM.most);
  assert.equal(zoomWithin(0.01), ZOOM.least);
  assert.equal(zoomWithin(1 + ZOOM.snap / 2), 1);
  assert.equal(zoomWithin(1 - ZOOM.snap / 2), 1);
  assert.equal(zoomWithin(1.2), 1.2);
});

test("the page in sight is the one at the middle of the pane", () => {
  const sheets = [{ page: 4, bottom: 800 }, { page: 5, bottom: 1600 }];
  assert.equal(sheetAt(sheets, 400).page, 4);
  assert.equal(sheetAt(sheets, 800).page, 5);
  assert.equal(sheetAt(sheets, 9000).page, 4); // scrolled past the end
  assert.equal(sheetAt([], 400), undefined);
});

describe("two panes", () => {
  const left = { left: 0, right: 500, height: 700 };

  test("beside one another are not stacked, above one another they are", () => {
    assert.equal(areStacked(left, { left: 508, right: 1300, height: 700 }), false);
    assert.equal(areStacked(left, { left: 0, right: 500, height: 300 }), true);
  });

  test("of which one is hidden are not stacked", () => {
    assert.equal(areStacked(left, { left: 0, right: 0, height: 0 }), false);
    assert.equal(areStacked({ left: 0, right: 0, height: 0 }, left), false);
  });
});

test("a citation comes first in one line of a page, of those lines that are meant", () => {
  const lines = [
    { at: [0, 0, 1, 1], text: "", mark: "row-label", cites: [1] },
    { at: [0, 0, 1, 1], text: "", mark: "cited", cites: [2] },
    { at: [0, 0, 1, 1], text: "", mark: "cell", cites: [1, 2, 3] },
    { at: [0, 0, 1, 1], text: "" },
  ];
  assert.deepEqual(firstCites(lines, () => true), [[1], [2], [3], []]);
  assert.deepEqual(firstCites(lines, ({ mark }) => mark !== "cited"), [[1], [], [2, 3], []]);
});
