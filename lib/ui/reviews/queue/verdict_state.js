// What follows from a rater's verdicts: what is still to be said, and what has changed.

/** @import { CitationVerdict, Verdict } from "./bar_data.js" */

/** What a rater types, by field. */
export const TEXT_FIELDS = /** @type {const} */ (["reason", "correction", "note"]);

/** @typedef {Record<typeof TEXT_FIELDS[number], string>} Texts */

const ALL_FIELDS = /** @type {const} */ (["correct", "supported", "category"]);
/** @type {Record<string, readonly (typeof ALL_FIELDS[number])[]>} by when the next answer comes */
const WANTED = { correct: ["correct"], both: ["correct", "supported"] };

/**
 * Return whether all is said that the next answer waits for.
 *
 * @param {Verdict} verdict
 * @param {string} advance
 */
export const isComplete = (verdict, advance) => (WANTED[advance] ?? ALL_FIELDS).every((field) => Boolean(verdict[field]));

/**
 * Return whether a text was changed.
 *
 * @param {Texts} texts
 * @param {Partial<Texts>} before
 */
export const differ = (texts, before) => TEXT_FIELDS.some((field) => texts[field] !== (before[field] ?? ""));

/**
 * Return whether both questions on a citation are answered.
 *
 * @param {CitationVerdict} citation
 */
export const isJudged = (citation) => citation.right_passage !== null && citation.supported !== null;

/**
 * Name the citation that is judged, and how many were.
 *
 * @param {CitationVerdict} open
 * @param {CitationVerdict[]} citations
 */
export function citationInWords(open, citations) {
  const judged = citations.filter(isJudged).length;
  return `Citation ${open.number} of ${citations.length}${judged ? ` · ${judged} judged` : ""}`;
}
