// What is typed as a note and not sent yet: kept in this tab of the browser, so that leaving the page loses none of it.

import { readTab, writeTab } from "../kit/tab_storage.js";

const DRAFTS = "sidelight-note-drafts";

/**
 * Return what was typed under a name and not sent; undefined where nothing was.
 *
 * @param {string} name
 * @returns {any}
 */
export function draftOf(name) {
  return readTab(DRAFTS)[name];
}

/**
 * Keep what is typed; null: nothing any more.
 *
 * @param {string} name
 * @param {unknown} typed
 */
export function keepDraft(name, typed) {
  const drafts = readTab(DRAFTS);
  if (typed === null) delete drafts[name];
  else drafts[name] = typed;
  writeTab(DRAFTS, drafts);
}
