// What a quote is taken away as: its words with where they stand, Markdown, or a link to the place in this app.

/** @import { Citation } from "./evidence_data.js" */

/** For so long a button says that its text was copied. */
export const COPIED_MS = 1500;
/** What makes a list or a heading of a line that it begins. */
const LIST_SIGN = /^(\s*\d*)([-+=.)])(?=\s|[-=]|$)/;
const MARKDOWN_SIGNS = /[\\`*_{}[\]<>#|~$]/g;

/**
 * Name pages in short: "p. 3", "pp. 3-4", "pp. 3, 7".
 *
 * @param {number[]} pages ascending, at least one
 */
export function pagesInShort(pages) {
  if (pages.length < 2) return `p. ${pages[0]}`;
  const isRun = pages[pages.length - 1] - pages[0] === pages.length - 1;
  return `pp. ${isRun ? `${pages[0]}–${pages[pages.length - 1]}` : pages.join(", ")}`;
}

/**
 * Return how a citation is named beside its number: "Bjerge 2021, p. 9"; without the paper where it was named just before.
 *
 * @param {Citation} citation
 * @param {Citation | undefined} [before]
 */
export function placeInShort({ paper, label, pages, printed }, before) {
  const name = before?.paper === paper ? "" : label;
  const labelled = printed.length ? ` (printed ${printed.join(", ")})` : "";
  return [name, pages.length ? pagesInShort(pages) + labelled : ""].filter(Boolean).join(", ");
}

/**
 * Return a quote as text: its words, where they stand, and the paper in full.
 *
 * @param {Citation} citation
 */
export const asText = (citation) => [`“${citation.quote}” (${placeInShort(citation)})`, citation.reference].filter(Boolean).join("\n");

/**
 * Return a quote as Markdown: a block quote with its place below. What the paper says stays letters.
 *
 * @param {Citation} citation
 */
export function asMarkdown(citation) {
  const letters = (/** @type {string} */ text) => text.replace(MARKDOWN_SIGNS, "\\$&").replace(LIST_SIGN, "$1\\$2");
  return [`> ${letters(citation.quote)}`, ">", `> ${letters(placeInShort(citation))}. ${letters(citation.reference)}`].join("\n");
}

/**
 * Return the address at which an answer is shown with this citation open.
 *
 * @param {string} here the address of the page
 * @param {string} answer
 * @param {number} number of the citation
 */
export function linkTo(here, answer, number) {
  const address = new URL(here);
  address.search = new URLSearchParams({ answer, citation: String(number) }).toString();
  address.hash = "";
  return address.href;
}

/**
 * Put a text on the clipboard; where the browser keeps it from scripts, as over plain HTTP from elsewhere, by way of a field.
 *
 * @param {string} text
 */
export async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
