// The keys of the verdict bar, and what they mean.

import { clamp } from "../../kit/elements.js";

/**
 * One answer to a question of the bar.
 *
 * @typedef {{key: string, value: string | boolean, words: string}} Choice
 */

/**
 * A question of the bar: its name, its hook on the page, and the field of the verdict that it fills.
 *
 * @template {string} Field
 * @typedef {{name: string, group: string, field: Field, choices: Choice[]}} Question
 */

/** @typedef {"correct" | "supported" | "category"} AnswerField */

/**
 * Return a choice for each key.
 *
 * @param {[key: string, value: string | boolean, words: string][]} choices
 * @returns {Choice[]}
 */
const choicesOf = (choices) => choices.map(([key, value, words]) => ({ key, value, words }));

/** @type {Question<AnswerField>[]} */
export const ANSWER_QUESTIONS = [
  {
    name: "Correct for the paper", group: "correct", field: "correct",
    choices: choicesOf([["1", "correct", "correct"], ["2", "partly", "partly"], ["3", "wrong", "wrong"], ["4", "cannot_tell", "cannot tell"]]),
  },
  {
    name: "Supported by the evidence shown", group: "supported", field: "supported",
    choices: choicesOf([["q", "yes", "yes"], ["w", "partly", "partly"], ["e", "no", "no"], ["r", "cannot_tell", "cannot tell"]]),
  },
  {
    name: "The paper itself", group: "category", field: "category",
    choices: choicesOf([["7", "reported", "reports it"], ["8", "not_reported", "does not"], ["9", "unclear", "unclear"], ["0", "not_applicable", "does not apply"]]),
  },
];

/** @type {Question<"right_passage" | "supported">[]} */
export const CITATION_QUESTIONS = [
  {
    name: "Citation", group: "right_passage", field: "right_passage",
    choices: choicesOf([["a", true, "right passage"], ["s", false, "wrong passage"]]),
  },
  {
    name: "It supports the sentence", group: "cited", field: "supported",
    choices: choicesOf([["z", "yes", "yes"], ["x", "partly", "partly"], ["c", "no", "no"], ["v", "cannot_tell", "cannot tell"]]),
  },
];

/**
 * Return whether a key answers a question on the open citation.
 *
 * @param {string} key
 */
export const isOfCitation = (key) => CITATION_QUESTIONS.some(({ choices }) => choices.some((choice) => choice.key === key));

/** What the tools of the bar are called by. */
export const TOOL_KEYS = { flag: "f", write: "i", undo: "u", back: "k", next: "j", list: "l", reveal: "Enter", settle: "t", decide: "y" };

/** Rows that Page Up and Page Down move in the list. */
export const PAGE_OF_ROWS = 10;
/** @type {Record<string, number>} */
const ROW_KEYS = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE_OF_ROWS, PageUp: -PAGE_OF_ROWS };

/**
 * Return the key as the bar names it: a digit wherever it stands on the keyboard and whatever it prints there, a letter as a
 * small one.
 *
 * @param {{key: string, code: string}} event
 */
export function pressedKey({ key, code }) {
  if (/^(Digit|Numpad)\d$/.test(code)) return code.slice(-1);
  return key.length === 1 ? key.toLowerCase() : key;
}

/**
 * Return the row of the list that a key goes to; null for a key that does not move.
 *
 * @param {string} key
 * @param {number} row that has the focus, -1 where none has
 * @param {number} count of rows
 */
export function rowAfter(key, row, count) {
  const by = ROW_KEYS[key];
  return by ? clamp(row + by, 0, count - 1) : null;
}
