// Parts of pages that a citation shows beside its words: a figure, the equations that a quote runs through.

import { make } from "../kit/elements.js";
import { clipPlace } from "./page_layout.js";

/** @import { Citation, Clip, EvidenceData, Page, Sentence } from "./evidence_data.js" */

/**
 * Return the drawn page that a citation shows a part of; undefined before it is drawn.
 *
 * @param {Citation} citation
 * @param {Clip} clip
 * @param {Pick<EvidenceData, "pages">} data
 */
export function clipPage({ paper }, clip, { pages }) {
  return pages.find((page) => page.paper === paper && page.page === clip.page && page.url);
}

/**
 * Return the parts of pages that a citation shows beside its words, those that are drawn by now. What stands inside a sentence is
 * shown once, where the citation comes first.
 *
 * @param {Citation} citation
 * @param {Sentence} sentence
 * @param {Pick<EvidenceData, "pages" | "sentences">} data
 */
export function shownClips(citation, sentence, data) {
  const isFirst = data.sentences.find((one) => one.cites.includes(citation.number)) === sentence;
  return citation.clips.flatMap((clip) => {
    const page = clipPage(citation, clip, data);
    return page && (isFirst || clip.kind === "figure") ? [{ clip, page }] : [];
  });
}

/**
 * Draw a part of a page by itself, cut out of its picture.
 *
 * @param {{clip: Clip, page: Page}} shown
 */
export function drawClip({ clip: { kind, at, words, sent }, page }) {
  const { window, picture } = clipPlace(at, page.aspect);
  const element = make("span", `clip ${kind}`);
  const image = make("img");
  image.alt = words;
  image.src = page.url;
  Object.assign(element.style, window);
  if (kind === "equation") element.style.setProperty("--share", String(at[2] - at[0]));
  Object.assign(image.style, picture);
  element.append(image);
  if (sent) element.title = "The model was shown this picture";
  return element;
}
