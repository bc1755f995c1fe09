// The answer's pane: its sentences with their numbers and support, what was said of it, what was retrieved.

const REQUEST_PAUSE_MS = 2000; // in which a pressed button takes no second click

class AnswerPane {
  constructor(send) {
    this.send = send;
    this.drawn = {}; // JSON of what each part was drawn from
    this.element = make("section", "left scroll-quiet");
    this.element.setAttribute("aria-label", "Answer");
    this.head = make("div", "head");
    this.note = make("div", "note quiet");
    this.note.setAttribute("role", "status");
    this.text = make("div", "text");
    this.foot = make("div", "foot quiet");
    this.opinions = make("div");
    this.general = make("aside", "general");
    this.passages = make("section", "passages");
    this.element.append(this.head, this.note, this.text, this.foot, this.opinions, this.general, this.passages);
  }

  // Only the parts that changed are drawn anew: what is being clicked stays where it is.
  update(data) {
    this.data = data;
    const { sentences, citations, found, quotes, label, took, live, note, again, passages, general, opinions } = data;
    const changed = (part, value, draw) => drawIfChanged(this.drawn, part, value, draw);
    changed("head", [label, took, live], () => this.drawHead());
    changed("note", [note, again], () => this.drawNote());
    changed("sentences", [sentences, citations, found, quotes, live], () => this.drawSentences());
    changed("foot", [data.counts, data.remarks, data.trace, data.judges, opinions.some((one) => one.live), live], () => this.drawFoot());
    changed("opinions", opinions, () => this.opinions.replaceChildren(...opinions.map((one) => this.drawOpinion(one))));
    changed("general", general, () => this.drawGeneral());
    changed("passages", [passages, found, live], () => this.drawPassages());
  }

  // A button that rests a while when it was pressed: what it asks for comes with new data.
  requestButton(className, text, label, what, value) {
    const element = button(className, text, label);
    element.onclick = () => {
      element.disabled = true;
      setTimeout(() => { element.disabled = false; }, REQUEST_PAUSE_MS);
      this.send(what, typeof value === "function" ? value() : value);
    };
    return element;
  }

  drawHead() {
    const { data } = this;
    this.head.replaceChildren(make("span", "quiet", data.label), make("span", "quiet took", data.took));
    if (data.live) this.head.append(this.requestButton("tool words stop", "Stop", "Stop answering", "stop", "answer"));
    this.head.hidden = !data.label && !data.took;
  }

  // Why the answer is incomplete, and the way on.
  drawNote() {
    const { note, again } = this.data;
    this.note.replaceChildren(make("span", "", note));
    for (const { id, label } of again) this.note.append(this.requestButton("tool words boxed", label, "", "again", id));
    this.note.hidden = !note;
  }

  drawSentences() {
    const { data } = this;
    const ownLines = data.quotes && data.sentences.length > 1 && data.sentences.every((s) => s.cites.length);
    const parts = [];
    data.sentences.forEach((sentence, index) => {
      if (sentence.heading) parts.push(make("h4", "", sentence.heading));
      if (!ownLines && sentence.gap) parts.push(document.createTextNode(sentence.gap));
      const element = make("span", "sentence");
      element.append(make("span", "words", sentence.text));
      element.dataset.sentence = index;
      element.classList.add(sentence.support);
      element.classList.toggle("own", ownLines);
      element.classList.toggle("not-found", !data.found);
      element.classList.toggle("cites", sentence.cites.length > 0);
      for (const number of sentence.cites) element.append(this.drawNumber(number));
      if (sentence.words) element.append(make("small", "support", sentence.words));
      parts.push(element);
    });
    this.text.replaceChildren(...parts);
  }

  drawNumber(number) {
    const citation = this.data.citations.find((c) => c.number === number);
    const where = citation ? [citation.label, pagesInWords(citation.pages), citation.section].filter(Boolean).join(" · ") : "";
    const element = button("number", String(number), where);
    element.dataset.citation = number;
    return element;
  }

  // How the sentences are supported, how the answer came about, and what more can be asked of it.
  drawFoot() {
    const { data } = this;
    const lines = [data.counts, ...data.remarks].filter(Boolean).map((line) => make("div", "", line));
    const tools = make("div", "tools");
    if (data.trace) tools.append(this.requestButton("tool words boxed", "How it was made", "", "trace", true));
    if (data.judges.length && !data.opinions.some((one) => one.live)) this.drawOpinionRequest(tools);
    if (tools.childElementCount) lines.push(tools);
    this.foot.replaceChildren(...lines);
    this.foot.hidden = data.live || data.mode !== "answer" || !lines.length;
  }

  drawOpinionRequest(tools) {
    const { judges } = this.data;
    const choice = make("select", "boxed");
    choice.setAttribute("aria-label", "Model for the second opinion");
    for (const { id, name } of judges) choice.append(new Option(name, id));
    tools.append(this.requestButton("tool words boxed", "Second opinion", "Second opinion: a model says which sentences the passages support", "opinion", () => choice.value));
    if (judges.length > 1) tools.append(choice);
    else tools.append(make("span", "", `from ${judges[0].name}`));
  }

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
    if (live) section.append(this.requestButton("tool words boxed", "Stop", "Stop the second opinion", "stop", "opinion"));
    if (again) section.append(this.requestButton("tool words boxed", "Ask again", "Ask again for the second opinion", "opinion", again));
    return section;
  }

  drawGeneral() {
    const { general } = this.data;
    this.general.replaceChildren(make("h4", "", "General knowledge, not from the papers"), make("p", "", general));
    this.general.hidden = !general;
  }

  drawPassages() {
    const { passages, found, live } = this.data;
    this.passages.hidden = !passages.length;
    const list = make("ol");
    for (const passage of passages) {
      const item = make("li");
      const row = button("passage");
      row.dataset.passage = passage.rank;
      const place = [passage.label, passage.section, pagesInWords(passage.pages)].filter(Boolean).join(" · ");
      const score = make("span", "score", passage.score.toFixed(2));
      score.title = "How near it comes beside the other passages found for this question, 0 to 1";
      if (!found && !live) score.style.visibility = "hidden"; // beside "no answer" it would read as sureness
      const meter = make("i");
      meter.style.width = `${Math.round(passage.score * 100)}%`;
      score.append(meter);
      row.append(make("span", "rank", String(passage.rank)), make("span", "where", place), score,
        make("span", "snippet", passage.text), make("span", "why", passage.why));
      item.append(row);
      list.append(item);
    }
    // Beside an answer that says there is none they are what came nearest, no evidence.
    const heading = found || live ? plural(passages.length, "retrieved passage") : `${plural(passages.length, "nearest passage")}: no answer in them`;
    this.passages.replaceChildren(make("h3", "", heading), list);
  }
}
