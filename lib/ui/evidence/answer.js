// The answer's pane: its sentences with their numbers and support, what was said of it, what was retrieved.

import { button, drawIfChanged, make, pagesInWords, plural } from "../kit/elements.js";
import { COPIED_MS, asMarkdown, asText, copyText, linkTo, placeInShort } from "./copying.js";
import { clipPlace } from "./page_layout.js";
import { Rating } from "./rating.js";

/** @import { Citation, Clip, EvidenceData, Opinion, Page, Passage, Sentence } from "./evidence_data.js" */

const REQUEST_PAUSE_MS = 2000; // in which a pressed button takes no second click

/** The answer beside the pages. */
export class AnswerPane {
  /** @param {(what: string, value: unknown) => void} send */
  constructor(send) {
    this.send = send;
    /** @type {Record<string, string>} JSON of what each part was drawn from */
    this.drawn = {};
    this.element = make("section", "left scroll-quiet");
    this.element.setAttribute("aria-label", "Answer");
    this.verdict = make("h3", "verdict");
    const status = make("div");
    status.setAttribute("role", "status");
    status.append(this.verdict);
    this.head = make("div", "head");
    this.note = make("div", "note quiet");
    this.note.setAttribute("role", "status");
    this.doubts = make("div", "doubts");
    this.doubts.setAttribute("role", "status");
    this.text = make("div", "text");
    this.nearest = make("section", "nearest quiet");
    this.missing = make("details", "missing quiet");
    this.foot = make("div", "foot quiet");
    this.canChange = false; // whether quotes of people can be taken away
    this.rating = new Rating((value) => this.send("verdict", value));
    this.opinions = make("div");
    this.general = make("aside", "general");
    this.passages = make("section", "passages");
    this.element.append(status, this.head, this.note, this.doubts, this.text, this.nearest, this.missing);
    this.element.append(this.rating.element, this.foot, this.opinions, this.general, this.passages);
  }

  /**
   * Draw the parts that changed, and no others: what is being clicked stays where it is.
   *
   * @param {EvidenceData} data
   */
  update(data) {
    const { sentences, citations, found, quotes, label, took, live, note, again, passages, general, opinions } = data;
    this.canChange = data.marking;
    /** @type {(part: string, value: unknown, draw: () => void) => void} */
    const changed = (part, value, draw) => drawIfChanged(this.drawn, part, value, draw);
    changed("head", [label, took, live, data.certainty], () => this.drawHead(data));
    changed("verdict", [data.verdict, data.certainty], () => this.drawVerdict(data));
    changed("doubts", data.doubts, () => this.drawDoubts(data));
    changed("nearest", data.nearest, () => this.drawNearest(data));
    changed("missing", [data.missing, data.missingWords], () => this.drawMissing(data));
    changed("note", [note, again], () => this.drawNote(data));
    const clipped = citations.map((citation) => citation.clips.map((clip) => clipPage(citation, clip, data)?.url ?? ""));
    changed("sentences", [sentences, citations, found, quotes, live, clipped], () => this.drawSentences(data));
    changed("rating", [data.rating, data.id, live], () => this.rating.update(data));
    changed("foot", [data.counts, data.remarks, data.trace, data.judges, opinions.some((one) => one.live), live], () => this.drawFoot(data));
    changed("opinions", opinions, () => this.opinions.replaceChildren(...opinions.map((one) => this.drawOpinion(one))));
    changed("general", general, () => this.drawGeneral(general));
    changed("passages", [passages, found, live, note, sentences.length], () => this.drawPassages(data));
  }

  /**
   * Make a button that rests a while when it was pressed: what it asks for comes with new data.
   *
   * @param {string} className
   * @param {string} text
   * @param {string} label
   * @param {string} what it asks for
   * @param {() => unknown} value
   */
  requestButton(className, text, label, what, value) {
    const element = button(className, text, label);
    element.onclick = () => {
      element.disabled = true;
      setTimeout(() => { element.disabled = false; }, REQUEST_PAUSE_MS);
      this.send(what, value());
    };
    return element;
  }

  /**
   * Draw who answers, the time it took, and how to stop it.
   *
   * @param {EvidenceData} data
   */
  drawHead({ label, took, live }) {
    this.head.replaceChildren(make("span", "quiet", label), make("span", "quiet took", took));
    if (live) this.head.append(this.requestButton("tool words stop", "Stop", "Stop answering", "stop", () => "answer"));
    this.head.hidden = !label && !took;
  }

  /**
   * Draw whether the papers answer, above all else.
   *
   * @param {EvidenceData} data
   */
  drawVerdict({ verdict, certainty }) {
    this.verdict.textContent = verdict;
    this.verdict.className = `verdict ${certainty.replace(" ", "-")}`;
    this.verdict.hidden = !verdict;
  }

  /**
   * Draw why the answer is incomplete, and the way on.
   *
   * @param {EvidenceData} data
   */
  drawNote({ note, again }) {
    this.note.replaceChildren(make("span", "", note));
    for (const { id, label } of again) this.note.append(this.requestButton("tool words boxed", label, "", "again", () => id));
    this.note.hidden = !note;
  }

  /**
   * Draw why the answer may be none, above it.
   *
   * @param {EvidenceData} data
   */
  drawDoubts({ doubts }) {
    this.doubts.replaceChildren(...doubts.map((line) => make("div", "", line)));
    this.doubts.hidden = !doubts.length;
  }

  /**
   * Draw the sentences that come nearest where none answers.
   *
   * @param {EvidenceData} data
   */
  drawNearest({ nearest }) {
    const list = make("ul");
    for (const { label, pages, quote, passage } of nearest) {
      const item = make("li");
      const row = passage ? button("near") : item;
      if (passage) row.dataset.passage = String(passage);
      row.append(make("span", "words", quote), make("small", "where", [label, pagesInWords(pages)].filter(Boolean).join(" · ")));
      if (passage) item.append(row);
      list.append(item);
    }
    this.nearest.replaceChildren(make("h3", "", "What came nearest"), list);
    this.nearest.hidden = !nearest.length;
  }

  /**
   * Draw the papers in which nothing was found, or that are not cited.
   *
   * @param {EvidenceData} data
   */
  drawMissing({ missing, missingWords }) {
    const list = make("ul");
    for (const title of missing) list.append(make("li", "", title));
    this.missing.replaceChildren(make("summary", "", missingWords), list);
    this.missing.hidden = !missing.length;
  }

  /**
   * Draw the sentences, quotes on lines of their own.
   *
   * @param {EvidenceData} data
   */
  drawSentences(data) {
    const { sentences, quotes, found } = data;
    const ofAnswer = sentences.filter((sentence) => !sentence.added);
    const areQuotes = quotes && ofAnswer.length > 1 && ofAnswer.every((sentence) => sentence.cites.length);
    /** @type {Node[]} */
    const parts = [];
    sentences.forEach((sentence, index) => {
      if (sentence.heading) parts.push(this.drawHeading(sentence));
      const ownLine = areQuotes || Boolean(sentence.added);
      if (!ownLine && sentence.gap) parts.push(document.createTextNode(sentence.gap));
      const element = drawSentence(sentence, data);
      element.dataset.sentence = String(index);
      element.classList.toggle("own", ownLine);
      element.classList.toggle("not-found", !found && !sentence.added);
      if (sentence.added && this.canChange) element.append(this.drawTakeBack(sentence.added));
      parts.push(element);
    });
    this.text.replaceChildren(...parts);
  }

  /**
   * Draw what stands above a sentence; in the reader the question of its answer, which leads back to it.
   *
   * @param {Sentence} sentence
   */
  drawHeading({ heading, answer }) {
    if (!answer) return Object.assign(make("h4", "", heading), { title: heading });
    const line = make("h4");
    const back = button("to-answer", heading, `Open this answer: ${heading}`);
    back.onclick = () => this.send("answer", { answer });
    line.append(back);
    return line;
  }

  /**
   * Draw what takes a person's quote away again.
   *
   * @param {string} id
   */
  drawTakeBack(id) {
    const away = this.requestButton("tool words boxed take-back", "Take it away", "Take this quote away again", "quote", () => ({ away: id }));
    away.addEventListener("click", (event) => event.stopPropagation());
    return away;
  }

  /**
   * Draw a retrieved passage.
   *
   * @param {Passage} passage
   * @param {boolean} canQuote
   */
  drawPassage(passage, canQuote) {
    const item = make("li");
    const row = button("passage");
    row.dataset.passage = String(passage.rank);
    row.title = passage.why; // the scores stand in "How it was made"
    const place = [passage.label, passage.section, pagesInWords(passage.pages)].filter(Boolean).join(" · ");
    row.append(make("span", "rank", String(passage.rank)), make("span", "where", place), make("span", "snippet", passage.text));
    item.append(row);
    if (canQuote) {
      const label = `Quote this too: passage ${passage.rank} becomes a citation of yours`;
      item.append(this.requestButton("tool words boxed quote-too", "Quote this too", label, "quote", () => ({ rank: passage.rank })));
    }
    return item;
  }

  /**
   * Draw how the sentences are supported, how the answer came about, and what more can be asked of it.
   *
   * @param {EvidenceData} data
   */
  drawFoot(data) {
    const lines = [data.counts, ...data.remarks].filter(Boolean).map((line) => make("div", "", line));
    const tools = make("div", "tools");
    if (data.trace) tools.append(this.requestButton("tool words boxed", "How it was made", "", "trace", () => true));
    if (data.judges.length && !data.opinions.some((one) => one.live)) this.drawOpinionRequest(tools, data.judges);
    if (tools.childElementCount) lines.push(tools);
    this.foot.replaceChildren(...lines);
    this.foot.hidden = data.live || data.mode !== "answer" || !lines.length;
  }

  /**
   * Draw how a second opinion is asked for.
   *
   * @param {HTMLElement} tools
   * @param {{id: string, name: string}[]} judges at least one
   */
  drawOpinionRequest(tools, judges) {
    const choice = make("select", "boxed");
    choice.setAttribute("aria-label", "Model for the second opinion");
    for (const { id, name } of judges) choice.append(new Option(name, id));
    const label = "Second opinion: a model says which sentences the passages support";
    tools.append(this.requestButton("tool words boxed", "Second opinion", label, "opinion", () => choice.value));
    if (judges.length > 1) tools.append(choice);
    else tools.append(make("span", "", `from ${judges[0].name}`));
  }

  /**
   * Draw a second opinion.
   *
   * @param {Opinion} opinion
   */
  drawOpinion({ title, note, verdicts, again, live }) {
    const section = make("section", "opinion quiet");
    section.setAttribute("aria-label", "Second opinion");
    const noteLine = make("div", "", note);
    noteLine.setAttribute("role", "status");
    noteLine.hidden = !note;
    const list = make("ul");
    for (const { text, words, support, reason } of verdicts) {
      const item = make("li", support);
      item.append(make("span", "", text), make("b", "", words), make("span", "", reason));
      list.append(item);
    }
    list.hidden = !verdicts.length;
    section.append(make("h3", "", title), noteLine, list);
    if (live) section.append(this.requestButton("tool words boxed", "Stop", "Stop the second opinion", "stop", () => "opinion"));
    if (again) section.append(this.requestButton("tool words boxed", "Ask again", "Ask again for the second opinion", "opinion", () => again));
    return section;
  }

  /**
   * Draw what a model says from general knowledge, apart from the answer.
   *
   * @param {string} general
   */
  drawGeneral(general) {
    this.general.replaceChildren(make("h4", "", "General knowledge, not from the papers"), make("p", "", general));
    this.general.hidden = !general;
  }

  /**
   * Draw what was retrieved.
   *
   * @param {EvidenceData} data
   */
  drawPassages({ passages, found, live, citations, rating, note }) {
    this.passages.hidden = !passages.length;
    const list = make("ol");
    for (const passage of passages) list.append(this.drawPassage(passage, rating !== null && !live));
    // Beside an answer that says there is none they are what came nearest, no evidence.
    const isLookedThrough = !found && !live && !note; // of what broke off nobody knows
    const heading = !isLookedThrough ? plural(passages.length, "retrieved passage") : `${plural(passages.length, "nearest passage")}: no answer in them`;
    const fold = make("details");
    fold.open = this.passages.querySelector("details")?.open ?? (!live && !citations.length);
    fold.append(make("summary", "", heading), list);
    this.passages.replaceChildren(fold);
  }
}

/**
 * Draw a sentence with the numbers of its citations, what is said of its support, and the cells, figures and equations that it
 * cites.
 *
 * @param {Sentence} sentence
 * @param {EvidenceData} data
 */
function drawSentence(sentence, data) {
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
    if (citation) element.append(...drawClips(citation, sentence, data));
  }
  if (cited[0] && !data.live) element.append(drawCopies(cited[0], data));
  return element;
}

/**
 * Draw what takes a quote away; seen at the sentence that is chosen.
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
const citedInWords = ({ place, caption }, { text }) => (caption && !text.includes(caption) ? `${place} · ${caption}` : place);

/**
 * Return the drawn page that a citation shows a part of; undefined before it is drawn.
 *
 * @param {Citation} citation
 * @param {Clip} clip
 * @param {EvidenceData} data
 */
function clipPage({ paper }, clip, { pages }) {
  return pages.find((page) => page.paper === paper && page.page === clip.page && page.url);
}

/**
 * Draw the parts of pages that a citation shows beside its words, those that are drawn by now. What stands inside a sentence is
 * shown once, where the citation comes first.
 *
 * @param {Citation} citation
 * @param {Sentence} sentence
 * @param {EvidenceData} data
 */
function drawClips(citation, sentence, data) {
  const isFirst = data.sentences.find((one) => one.cites.includes(citation.number)) === sentence;
  return citation.clips.flatMap((clip) => {
    const page = clipPage(citation, clip, data);
    return page && (isFirst || clip.kind === "figure") ? [drawClip(clip, page)] : [];
  });
}

/**
 * Draw a part of a page by itself, cut out of its picture.
 *
 * @param {Clip} clip
 * @param {Page} page
 */
function drawClip({ kind, at, words, sent }, page) {
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
