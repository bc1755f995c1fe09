// Which papers have the words that are typed, and what is said of it.

import { plural } from "../kit/elements.js";

/** @import { RowData } from "./list_data.js" */

/** @type {Record<string, string>} what a plain keyboard types for letters that Unicode does not take apart: list_order.py's */
const PLAIN_LETTERS = {
  ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ß: "ss", ς: "σ", "’": "'",
};
const NOT_PLAIN = new RegExp(`[${Object.keys(PLAIN_LETTERS).join("")}]`, "g");
const WORDS_SAID = 80; // letters of what was typed that are said again

/**
 * Return letters without case and accents, as list_order.py does with what stands in the rows.
 *
 * @param {string} text
 */
export const folded = (text) =>
  text.normalize("NFKD").toLowerCase().replace(NOT_PLAIN, (letter) => PLAIN_LETTERS[letter]).replace(/\p{M}/gu, "");

/**
 * Return the rows in which every word stands, in their order.
 *
 * @param {RowData[]} rows
 * @param {string} typed
 */
export function rowsWith(rows, typed) {
  const wanted = folded(typed).split(/\s+/).filter(Boolean);
  return wanted.length ? rows.filter(({ words }) => wanted.every((word) => words.includes(word))) : rows;
}

/**
 * Return how many papers there are and how many of them are shown, under way and could not be read.
 *
 * @param {number} shown
 * @param {{total: number, states: string}} library
 */
export function countLine(shown, { total, states }) {
  const papers = plural(total, "paper").replace(/^\d+/, (digits) => Number(digits).toLocaleString("en"));
  const parts = [shown === total ? papers : `${shown.toLocaleString("en")} of ${papers}`];
  return [...parts, ...(states ? [states] : [])].join(" · ");
}

/**
 * Return that no paper has the words, and where they were looked for; without words, that none is what is filtered for.
 *
 * @param {string} typed
 */
export function nothingLine(typed) {
  const words = typed.trim();
  if (!words) return "No paper has what is filtered for.";
  const what = /\s/.test(words) ? "all the words of " : "";
  return `No paper has ${what}“${shortened(words)}” in its title, authors, year, file name, DOI or status.`;
}

/**
 * Return the words as they are said again, cut where they are long.
 *
 * @param {string} words
 */
export function shortened(words) {
  const letters = [...words];
  return letters.length > WORDS_SAID ? `${letters.slice(0, WORDS_SAID).join("").trimEnd()}…` : words;
}
