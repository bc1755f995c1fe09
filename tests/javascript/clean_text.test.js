import assert from "node:assert/strict";
import { test } from "node:test";

import { cleanText } from "../../lib/ui/evidence/clean_text.js";

test("printed lines are one text, parted words whole again", () => {
  assert.equal(cleanText(["The ot-", "ters  swam ", " in win\u00ad", "ter."]), "The otters swam in winter.");
});

test("a dash before a capital or after a number stays", () => {
  assert.equal(cleanText(["in the Baden-", "Baden area, 1999-", "2001"]), "in the Baden- Baden area, 1999- 2001");
});

test("ligatures are letters, raised numbers stay", () => {
  assert.equal(cleanText(["ﬁve ﬂies in 3 m²"]), "five flies in 3 m²");
});
