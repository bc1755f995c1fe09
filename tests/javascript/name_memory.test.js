import assert from "node:assert/strict";
import { test } from "node:test";

import keepName from "../../lib/ui/kit/name_memory.js";

/** @type {(name: string, forget?: boolean) => void} */
const keep = (name, forget = false) => keepName(/** @type {never} */ ({ data: [{ name, forget }] }));

test("a name is kept until somebody else judges, and nothing where there never was one", () => {
  const page = { cookie: "" };
  Object.assign(globalThis, { document: page });
  keep("");
  assert.equal(page.cookie, "");
  keep("Ada Lovelace");
  assert.match(page.cookie, /^sidelight_rater=Ada%20Lovelace; path=\/; max-age=\d+;/);
  keep("");
  assert.match(page.cookie, /^sidelight_rater=Ada/, "another tab that knows of none takes nothing away");
  keep("", true);
  assert.match(page.cookie, /^sidelight_rater=; path/);
});
