import assert from "node:assert/strict";
import { test } from "node:test";

import { ChoiceTitles } from "../../lib/ui/kit/choice_titles.js";

test("a choice that its list cuts says its whole text, whatever of it is under the pointer, until the app is gone", () => {
  const choice = { title: "", textContent: "Table 3 · page 7 · All that was weighed" };
  const Inside = class extends EventTarget { closest(selector) { return selector === "[role=option]" ? choice : null; } };
  globalThis.Element = Inside;
  globalThis.document = new Inside(); // an event's target is what it is dispatched on
  const titles = new ChoiceTitles();
  globalThis.document.dispatchEvent(new Event("pointerover"));
  assert.equal(choice.title, choice.textContent);
  choice.title = "";
  titles.close();
  globalThis.document.dispatchEvent(new Event("pointerover"));
  assert.equal(choice.title, "");
  delete globalThis.Element;
  delete globalThis.document;
});
