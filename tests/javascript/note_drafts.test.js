import assert from "node:assert/strict";
import { test } from "node:test";

import { draftOf, keepDraft } from "../../lib/ui/evidence/note_drafts.js";

test("what is typed is kept in the tab until it is sent, each note by itself", (t) => {
  const kept = new Map();
  globalThis.sessionStorage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) };
  t.after(() => delete globalThis.sessionStorage);
  keepDraft("one", "seen on site 3");
  keepDraft("selection paper", { purpose: "note", typed: "and here", selected: { text: "words", boxes: [] } });
  assert.equal(draftOf("one"), "seen on site 3");
  assert.equal(draftOf("selection paper").typed, "and here");
  keepDraft("one", null);
  assert.equal(draftOf("one"), undefined);
  assert.equal(draftOf("selection paper").typed, "and here");
});

test("a tab that keeps nothing has no drafts", () => {
  keepDraft("one", "lost");
  assert.equal(draftOf("one"), undefined);
});
