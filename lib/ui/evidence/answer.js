// The answer's pane: its sentences with their numbers and support, what was said of it, what was retrieved.

import { button, drawIfChanged, make, pagesInWords } from "../kit/elements.js";
import { drawSentence } from "./answer_sentence.js";
import { clipPage } from "./clips.js";
import { Opinions } from "./opinions.js";
import { PassageList } from "./passage_list.js";
import { Rating } from "./rating.js";
import { requestButton } from "./request_button.js";

/** @import { EvidenceData, Sentence } from "./evidence_data.js" */

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
    this.rating = new Rating((value) => this.send("verdict", value));
    this.opinions = new Opinions(send);
    this.general = make("aside", "general");
    this.passages = new PassageList(send);
    this.element.append(status, this.head, this.note, this.doubts, this.text, this.nearest, this.missing);
    this.element.append(this.rating.element, this.foot, this.opinions.element, this.general, this.passages.element);
  }

  /**
   * Draw the parts that changed, and no others: what is being clicked stays where it is.
   *
   * @param {EvidenceData} data
   */
  update(data) {
    const { sentences, citations, found, quotes, label, took, live, note, again, passages, general, opinions } = data;
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
    changed("opinions", opinions, () => this.opinions.update(opinions));
    changed("general", general, () => this.drawGeneral(general));
    changed("passages", [passages, found, live, note, sentences.length], () => this.passages.update(data));
  }

  /**
   * Draw who answers, the time it took, and how to stop it.
   *
   * @param {EvidenceData} data
   */
  drawHead({ label, took, live }) {
    this.head.replaceChildren(make("span", "quiet", label), make("span", "quiet took", took));
    if (live) this.head.append(requestButton("tool words stop", "Stop", "Stop answering", () => this.send("stop", "answer")));
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
    for (const { id, label } of again) this.note.append(requestButton("tool words boxed", label, "", () => this.send("again", id)));
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
    const { sentences, quotes, found, marking } = data;
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
      if (sentence.added && marking) element.append(this.drawTakeBack(sentence.added));
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
    const takeBack = () => this.send("quote", { away: id });
    const away = requestButton("tool words boxed take-back", "Take it away", "Take this quote away again", takeBack);
    away.addEventListener("click", (event) => event.stopPropagation());
    return away;
  }

  /**
   * Draw how the sentences are supported, how the answer came about, and what more can be asked of it.
   *
   * @param {EvidenceData} data
   */
  drawFoot(data) {
    const lines = [data.counts, ...data.remarks].filter(Boolean).map((line) => make("div", "", line));
    const tools = make("div", "tools");
    if (data.trace) tools.append(requestButton("tool words boxed", "How it was made", "", () => this.send("trace", true)));
    if (data.judges.length && !data.opinions.some((one) => one.live)) tools.append(...this.opinions.drawRequest(data.judges));
    if (tools.childElementCount) lines.push(tools);
    this.foot.replaceChildren(...lines);
    this.foot.hidden = data.live || data.mode !== "answer" || !lines.length;
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
}
