// A sentence of an answer: its words, the numbers of its citations, what is said of its support, and what copies a quote.

import { button, make, pagesInWords } from "../kit/elements.js";
import { drawClip, shownClips } from "./clips.js";
import { COPIED_MS, asMarkdown, asText, copyText, linkTo, placeInShort } from "./copying.js";

/** @import { Citation, EvidenceData, Sentence } from "./evidence_data.js" */

/**
 * Draw a sentence with the numbers of its citations, what is said of its support, and the cells, figures and equations that it
 * cites.
 *
 * @param {Sentence} sentence
 * @param {EvidenceData} data
 */
export function drawSentence(sentence, data) {
  const element = make("span", "sentence");
  element.append(make("span", "words", sentence.text));
  element.classList.add(sentence.support);
  element.classList.toggle("cites", sentence.cites.length > 0);
  const cited = sentence.cites.map((number) => data.citations.find((citation) => citation.number === number));
  sentence.cites.forEach((number, index) => {
    element.append(drawNumber(number, cited[index]));
    const citation = cited[index];
    if (citation) element.append(make("small", "at", placeInShort(citation, cited[index - 1])));
  });
  if (sentence.words) element.append(make("small", "support", sentence.words));
  for (const citation of cited) {
    if (citation?.place) element.append(make("small", "place", citedInWords(citation, sentence)));
    if (citation) element.append(...shownClips(citation, sentence, data).map(drawClip));
  }
  if (cited[0] && !data.live) element.append(drawCopies(cited[0], data));
  return element;
}

/**
 * Draw what copies a quote; seen at the sentence that is chosen.
 *
 * @param {Citation} citation
 * @param {EvidenceData} data
 */
function drawCopies(citation, data) {
  const copies = make("span", "copies");
  /** @type {[string, string, () => string][]} */
  const ways = [
    ["Copy", "Copy the words with where they stand", () => asText(citation)],
    ["Markdown", "Copy as Markdown", () => asMarkdown(citation)],
  ];
  if (data.addressed) ways.push(["Link", "Copy a link to the lit words", () => linkTo(window.location.href, data.id, citation.number)]);
  for (const [text, label, words] of ways) {
    const way = button("tool words boxed copy", text, label);
    way.onclick = async (event) => {
      event.stopPropagation();
      await copyText(words());
      way.textContent = "Copied";
      setTimeout(() => { way.textContent = text; }, COPIED_MS);
    };
    copies.append(way);
  }
  return copies;
}

/**
 * Return which cell or figure is cited, with the caption where the sentence is not itself a quote of it.
 *
 * @param {Citation} citation
 * @param {Sentence} sentence
 */
export const citedInWords = ({ place, caption }, { text }) => (caption && !text.includes(caption) ? `${place} · ${caption}` : place);

/**
 * Draw a citation's number, with its place as a tooltip.
 *
 * @param {number} number
 * @param {Citation | undefined} citation
 */
function drawNumber(number, citation) {
  const where = citation ? [pagesInWords(citation.pages), citation.place || citation.section] : [];
  const place = citation ? [citation.label, citation.standing, ...where] : [];
  const element = button("number", String(number), place.filter(Boolean).join(" · "));
  if (citation?.standing) element.append(make("span", "standing", citation.standing));
  element.dataset.citation = String(number);
  return element;
}
