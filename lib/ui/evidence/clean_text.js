// Words that were selected on a page as clean text: lines joined, ligatures apart.

/** @type {Record<string, string>} */
const LIGATURES = { "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st" };

/**
 * Return printed lines as one text: a word that is parted at the end of a line is whole again, blanks are single.
 *
 * @param {string[]} lines
 */
export function cleanText(lines) {
  let text = "";
  for (const line of lines) {
    const next = line.trim();
    if (/\p{L}[-\u00ad\u2010]$/u.test(text) && /^\p{Ll}/u.test(next)) text = text.slice(0, -1) + next;
    else text += (text && next ? " " : "") + next;
  }
  return text.replaceAll(/[ﬀ-ﬆ]/g, (letters) => LIGATURES[letters] ?? letters).replaceAll(/\s+/g, " ");
}
