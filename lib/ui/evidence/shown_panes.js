// Which parts of the view are shown: the answer, its pages, what parts them.

import { piecesOf } from "./pieces.js";

/** @import { EvidenceData } from "./evidence_data.js" */

/**
 * Return the table that is open beside the pages; null where none is.
 *
 * @param {EvidenceData} data
 */
export const openTable = (data) => (data.mode === "reader" ? data.table : null);

/**
 * Return which parts of the view are shown, and whether the pages of the reader stand beside a list alone, or beside nothing.
 *
 * @param {EvidenceData} data
 */
export function shownPanes(data) {
  const table = openTable(data);
  const hasWords = data.mode === "answer" || [data.sentences, data.outline, data.annotations].some((list) => list.length);
  const isAlone = !hasWords && !table;
  const hasPages = data.mode === "reader" || data.live || piecesOf(data).length > 0;
  return { table, isReader: data.mode === "reader" && !table, isAlone, hasWords, hasPages, isSplit: hasPages && !isAlone };
}
