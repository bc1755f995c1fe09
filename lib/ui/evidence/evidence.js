// The evidence view: the answer's pane (answer.js) beside the pages. Text of papers and models goes in by textContent only.
//
// One view a mount; `update` runs whenever the data or the theme changes and touches only what differs,
// so that an answer under way grows in place and what the reader chose stays chosen.

const views = new WeakMap();
const MARGIN_PX = 24; // below the view, and beside a page
const EVIDENCE_MARGIN_PX = 40; // beside marks that are to be seen whole
const TOP_MARGIN_PX = 20; // above marks that are scrolled to
const NARROWEST = 0.62; // of the pane's width: below it a page is hard to read
const ZOOM_STEP = 1.2;
const ZOOM = { least: 0.4, most: 3, snap: 0.05 }; // `snap`: so near to 1 it is 1
const FONT_SHARE = 0.85; // of a printed line's height
const AHEAD_MS = 3000; // for so long the server may not have heard of a turned page
const RESEND_MS = 1500;
const MOST_SENT = 5;
const HOLD_TOP_MS = 4000; // in which Streamlit runs to the end of the page
const HOLD_EVERY_MS = 100;
const LINE_PX = 30; // of the answer's text, where its end is in sight
const FONT_PX = 100; // at which text is measured

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let view = views.get(parentElement);
  if (!view) {
    view = new View(parentElement.querySelector('[data-sidelight="evidence"]'));
    views.set(parentElement, view);
  }
  view.send = setTriggerValue;
  view.update(data);
  return () => view.close();
}

class View {
  constructor(root) {
    this.root = root;
    this.sheets = new Map(); // "paper page" -> page element
    this.drawn = {}; // JSON of what each part was drawn from
    this.piece = null; // what the pages show: {kind: "citation" | "passage" | "page", ...}
    this.zoom = 1;
    this.build();
    this.sizes = new ResizeObserver(() => this.layOut());
    this.sizes.observe(this.pages);
    this.fit = () => this.fitHeight();
    window.addEventListener("resize", this.fit);
    this.keys = (event) => this.onKey(event);
    document.addEventListener("keydown", this.keys);
    this.stepped = (event) => this.step(event.detail);
    document.addEventListener("sidelight:step", this.stepped);
  }

  close() {
    this.stopHolding?.();
    this.sizes.disconnect();
    document.removeEventListener("keydown", this.keys);
    document.removeEventListener("sidelight:step", this.stepped);
    window.removeEventListener("resize", this.fit);
  }

  scroller() { return scrollerOf(this.root) ?? document.documentElement; }

  // The view takes what the window leaves it between what stands above and the question's input below.
  fitHeight() {
    const scroller = this.scroller();
    const above = this.root.getBoundingClientRect().top + scroller.scrollTop - scroller.getBoundingClientRect().top;
    const header = Math.max(0, scroller.getBoundingClientRect().top);
    this.root.style.setProperty("--chrome", `${Math.round(above + header + chatBarHeight() + MARGIN_PX)}px`);
  }

  build() {
    this.frame = make("div", "frame");
    this.answer = new AnswerPane((what, value) => this.send(what, value));
    this.left = this.answer.element;

    this.right = make("section", "right");
    this.right.setAttribute("aria-label", "Evidence");
    this.bar = make("div", "bar");
    this.where = make("div", "where");
    this.count = make("span", "count");
    this.back = button("tool", "‹", "Previous evidence (p or ←)");
    this.next = button("tool", "›", "Next evidence (n or →)");
    this.smaller = button("tool", "−", "Smaller");
    this.larger = button("tool", "+", "Larger");
    this.openButton = button("tool words", "Open in reader", "Read this page in the reader");
    this.bar.append(this.where, this.count, this.back, this.next, this.smaller, this.larger, this.openButton);
    this.pages = make("div", "pages scroll-quiet");
    this.pages.tabIndex = 0;
    this.pages.setAttribute("aria-label", "Pages");
    this.right.append(this.bar, this.pages);
    this.frame.append(this.left, this.right);
    this.root.append(this.frame);

    this.back.onclick = () => this.step(-1);
    this.next.onclick = () => this.step(1);
    this.smaller.onclick = () => this.zoomTo(this.zoom / ZOOM_STEP);
    this.larger.onclick = () => this.zoomTo(this.zoom * ZOOM_STEP);
    this.openButton.onclick = () => this.openReader();
    for (const [type, on] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
      this.root.addEventListener(type, (event) => this.onHover(event.target, on));
    }
    this.root.addEventListener("click", (event) => this.onClick(event));
  }

  // ---- data in

  update(data) {
    const fresh = !this.data || this.data.id !== data.id;
    this.data = data;
    if (fresh) { this.piece = null; this.byHand = false; this.zoom = 1; this.left.scrollTop = 0; }
    this.frame.classList.toggle("alone", data.mode === "reader" && !data.sentences.length);
    this.frame.classList.toggle("live", data.live);
    this.left.hidden = this.frame.classList.contains("alone");
    this.right.hidden = data.mode === "answer" && !data.live && !this.pieces().length;
    this.answer.update(data);
    this.drawSheets();
    if (data.mode === "reader") {
      this.followReader(fresh);
    } else if (!this.byHand && this.pieces().length && !this.isSame(this.piece, this.pieces()[0])) {
      this.choose(this.pieces()[0]); // the first citation, as soon as there is one
    } else {
      this.piece = this.pieces().find((piece) => this.isSame(piece, this.piece)) ?? this.piece;
      this.showIfLate();
    }
    this.paint();
    this.fitHeight();
    if (fresh) this.beginAtTop();
  }

  // With a chat input Streamlit keeps to the end of the page while it grows, pictures and all; an answer is read from its
  // beginning, unless the reader has begun to scroll.
  beginAtTop() {
    this.stopHolding?.();
    const scroller = this.scroller();
    const hold = () => {
      if (!scroller.scrollTop) return;
      endScrollToBottom(scroller);
      scroller.scrollTop = 0;
    };
    const events = ["wheel", "touchstart", "pointerdown", "keydown"];
    const stop = (event) => {
      if (event && !event.isTrusted) return;
      clearInterval(timer);
      for (const name of events) window.removeEventListener(name, stop, true);
    };
    const timer = setInterval(hold, HOLD_EVERY_MS);
    for (const name of events) window.addEventListener(name, stop, { capture: true, passive: true });
    setTimeout(stop, HOLD_TOP_MS);
    this.stopHolding = stop;
  }

  // The reader's page is the server's, but for turns that it has not heard of yet.
  followReader(fresh) {
    const { data } = this;
    const ahead = this.turnedTo && this.turnedTo.page !== data.page && Date.now() - this.turnedTo.at < AHEAD_MS;
    const chosen = this.piece?.kind === "citation" && this.piece.pages.includes(data.page);
    if (!fresh && (ahead || chosen || this.piece?.pages[0] === data.page)) this.showIfLate();
    else this.showPage(data.page);
    if (!ahead) this.turnedTo = null;
    const found = data.pages.flatMap((page) => page.lines.filter((line) => line.mark === "found").map((line) => line.at));
    this.changed("found", [data.page, found], () => { if (found.length) this.scrollToPiece(); });
  }

  showPage(page) {
    this.piece = { kind: "page", paper: this.data.paper, pages: [page] };
    this.show();
    this.paint();
  }

  changed(part, value, draw) { drawIfChanged(this.drawn, part, value, draw); }

  // The pieces of evidence that previous and next go through: the citations, or the passages where nothing is cited.
  pieces() {
    if (this.data.citations.length) return this.data.citations.map((c) => ({ kind: "citation", id: c.number, ...c }));
    return this.data.passages.map((p) => ({ kind: "passage", id: p.rank, ...p }));
  }

  isSame(a, b) { return a && b && a.kind === b.kind && a.id === b.id; }

  // ---- the pages

  key(paper, page) { return `${paper} ${page}`; }

  drawSheets() {
    const kept = new Set();
    for (const page of this.data.pages) {
      const key = this.key(page.paper, page.page);
      kept.add(key);
      const json = JSON.stringify(page);
      const before = this.sheets.get(key);
      if (before?.json === json) continue;
      const sheet = before ?? { element: make("div", "page") };
      sheet.json = json;
      sheet.page = page;
      this.drawSheet(sheet);
      this.sheets.set(key, sheet);
    }
    for (const [key, sheet] of this.sheets) {
      if (kept.has(key)) continue;
      sheet.element.remove();
      this.sheets.delete(key);
    }
  }

  drawSheet(sheet) {
    const { page, element } = sheet;
    element.dataset.page = page.page;
    element.style.aspectRatio = `1 / ${page.aspect}`;
    if (sheet.url !== page.url || !sheet.picture) {
      sheet.url = page.url;
      if (page.url) {
        sheet.picture = make("img");
        sheet.picture.alt = `Page ${page.page} of ${page.title}`;
        sheet.picture.src = page.url;
        sheet.picture.draggable = false;
      } else {
        sheet.picture = make("div", "blank", page.problem);
      }
    }
    element.replaceChildren(sheet.picture, ...page.lines.map((line) => this.drawLine(line, page.aspect)),
      make("span", "page-name", `page ${page.page}`));
  }

  // A printed line: its place in fractions of the page and its text, see-through, stretched to the printed width.
  drawLine(line, aspect) {
    const [x0, top, x1, bottom] = line.at;
    const element = make("div", "line");
    const percent = (value) => `${value * 100}%`;
    element.style.cssText = `left:${percent(x0)};top:${percent(top)};width:${percent(x1 - x0)};height:${percent(bottom - top)}`;
    if (line.mark) {
      element.dataset.mark = line.mark;
      element.dataset.cites = line.cites.join(" ");
      element.dataset.passages = line.passages.join(" ");
    }
    if (line.text) {
      const text = make("span", "", `${line.text} `);
      const height = (bottom - top) * aspect; // of the page's width
      const measured = measure(line.text);
      text.style.fontSize = `${height * 100 * FONT_SHARE}cqw`;
      if (measured) text.style.transform = `scaleX(${((x1 - x0) / (measured * height * FONT_SHARE)).toFixed(4)})`;
      element.append(text);
    }
    return element;
  }

  sheetsOf(piece) {
    return piece.pages.map((page) => this.sheets.get(this.key(piece.paper, page))).filter(Boolean);
  }

  choose(piece) {
    this.piece = piece;
    this.show();
    this.paint();
  }

  show() {
    const { piece } = this;
    const sheets = this.sheetsOf(piece);
    this.late = sheets.length < piece.pages.length;
    const wanted = sheets.map((sheet) => sheet.element);
    if (!wanted.length) {
      const waiting = make("div", "empty quiet", this.data.pending ? "The page is being drawn …" : piece.quote ?? "");
      this.pages.replaceChildren(waiting);
    } else if (wanted.some((element, i) => this.pages.children[i] !== element) || this.pages.children.length !== wanted.length) {
      this.pages.replaceChildren(...wanted);
    }
    // Of a paper whose PDF is not here there is no picture: the words and the page are shown that were kept with the answer.
    const gone = sheets.some((sheet) => !sheet.page.url);
    if (gone && piece.quote) {
      const quote = make("blockquote", "quote", piece.quote);
      quote.append(make("small", "", `${pagesInWords(piece.pages)} · ${sheets.find((sheet) => !sheet.page.url).page.problem}`));
      this.pages.prepend(quote);
    }
    this.drawBar();
    this.layOut();
    this.scrollToPiece();
  }

  // A page that was not drawn yet when it was chosen has come, or was drawn anew.
  showIfLate() {
    if (!this.piece) return;
    const sheets = this.sheetsOf(this.piece);
    const missing = sheets.some((sheet) => sheet.element.parentNode !== this.pages);
    if (this.late || missing) this.show();
    else this.drawBar();
  }

  drawBar() {
    const { piece, data } = this;
    const pieces = this.pieces();
    const index = pieces.findIndex((other) => this.isSame(other, piece));
    const reader = data.mode === "reader";
    const title = this.sheetsOf(piece)[0]?.page.title ?? "";
    this.where.replaceChildren(make("b", "", piece.label ?? title),
      document.createTextNode([" ", pagesInWords(piece.pages), piece.section].filter(Boolean).join(" · ").replace("  ·", " ·")));
    this.where.title = title;
    const of = piece.kind === "passage" && data.citations.length ? `passage ${piece.rank}` : `${index + 1} of ${pieces.length}`;
    this.count.textContent = reader ? `${this.turned()} of ${data.page_count}` : of;
    this.back.disabled = reader ? this.turned() <= 1 : pieces.length < 2;
    this.next.disabled = reader ? this.turned() >= data.page_count : pieces.length < 2;
    const names = reader ? ["Previous page (p or ←)", "Next page (n or →)"] : ["Previous evidence (p or ←)", "Next evidence (n or →)"];
    [this.back, this.next].forEach((tool, i) => { tool.title = names[i]; tool.setAttribute("aria-label", names[i]); });
    this.openButton.hidden = reader || !this.sheetsOf(piece).some((sheet) => sheet.page.url);
  }

  turned() { return this.piece?.pages[0] ?? this.data.page; }

  // The place of the piece's marks inside the scrolled pages, in px: {top, bottom}, or null.
  extent() {
    const marks = [...this.pages.querySelectorAll(".line[data-mark]")].filter((mark) => this.isOfPiece(mark));
    if (!marks.length) return null;
    const offset = (mark) => mark.offsetTop + mark.parentNode.offsetTop;
    return { top: Math.min(...marks.map(offset)), bottom: Math.max(...marks.map((mark) => offset(mark) + mark.offsetHeight)) };
  }

  isOfPiece(mark) {
    const { piece } = this;
    if (piece.kind === "page") return mark.dataset.mark === "found";
    const claims = piece.kind === "citation" ? mark.dataset.cites : mark.dataset.passages;
    return (claims ?? "").split(" ").includes(String(piece.id));
  }

  // Pages as wide as the pane; narrower, down to `NARROWEST`, where evidence over a break would not be seen whole.
  layOut() {
    if (!this.piece) return;
    const room = this.pages.clientWidth - MARGIN_PX;
    const sheets = [...this.pages.querySelectorAll(".page")];
    const setWidth = (width) => sheets.forEach((sheet) => { sheet.style.width = `${Math.round(width)}px`; });
    setWidth(room * this.zoom);
    if (this.zoom !== 1 || this.piece.kind === "page") return;
    const extent = this.extent();
    if (!extent) return;
    const need = extent.bottom - extent.top + EVIDENCE_MARGIN_PX;
    if (need > this.pages.clientHeight) setWidth(room * Math.max(NARROWEST, this.pages.clientHeight / need));
  }

  zoomTo(zoom) {
    this.zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, Math.abs(zoom - 1) < ZOOM.snap ? 1 : zoom));
    this.layOut();
    this.scrollToPiece();
  }

  scrollToPiece() {
    const extent = this.extent();
    if (!extent || this.pages.querySelector(".quote")) { this.pages.scrollTop = 0; return; }
    const spare = this.pages.clientHeight - (extent.bottom - extent.top);
    this.pages.scrollTop = Math.max(0, extent.top - Math.max(TOP_MARGIN_PX, spare / 2));
    if (this.pages.scrollWidth > this.pages.clientWidth) {
      const first = [...this.pages.querySelectorAll(".line[data-mark]")].find((mark) => this.isOfPiece(mark));
      if (first) this.pages.scrollLeft = Math.max(0, first.offsetLeft + first.parentNode.offsetLeft - EVIDENCE_MARGIN_PX);
    }
  }

  // ---- hover, click, keys

  numbersAt(target) {
    if (!(target instanceof Element)) return [];
    const number = target.closest("[data-citation]");
    if (number) return [number.dataset.citation];
    const mark = target.closest("[data-mark]");
    if (mark) return mark.dataset.cites ? mark.dataset.cites.split(" ") : [];
    const sentence = target.closest("[data-sentence]");
    if (sentence) return this.data.sentences[sentence.dataset.sentence]?.cites.map(String) ?? [];
    return [];
  }

  onHover(target, on) {
    const passage = on && target instanceof Element ? target.closest(".passage, [data-mark=retrieved]") : null;
    this.hovered = { numbers: on ? this.numbersAt(target) : [], passages: passage ? (passage.dataset.passage ?? passage.dataset.passages).split(" ") : [] };
    this.paint();
  }

  onClick(event) {
    const selection = this.root.getRootNode().getSelection?.() ?? window.getSelection();
    const mark = event.target.closest("[data-mark]");
    if (mark && selection && !selection.isCollapsed) return; // words were being selected
    const row = event.target.closest(".passage");
    if (row) {
      const passage = this.data.passages.find((p) => p.rank === Number(row.dataset.passage));
      this.byHand = true;
      if (passage) this.choose({ kind: "passage", id: passage.rank, ...passage });
      return;
    }
    const numbers = this.numbersAt(event.target);
    if (!numbers.length) return;
    const active = this.piece?.kind === "citation" && numbers.includes(String(this.piece.id)) ? this.piece.id : numbers[0];
    const citation = this.data.citations.find((c) => c.number === Number(active));
    if (!citation) return;
    const piece = { kind: "citation", id: citation.number, ...citation };
    this.byHand = true;
    if (mark) {
      this.piece = piece;
      this.drawBar();
      this.paint();
      this.revealSentence(citation.number);
    } else this.turnTo(piece);
  }

  turnTo(piece) {
    this.choose(piece);
    if (this.data.mode === "reader") this.reportPage(piece.pages[0]);
  }

  revealSentence(number) {
    const chip = this.answer.text.querySelector(`[data-citation="${number}"]`);
    if (!chip || this.left.scrollHeight <= this.left.clientHeight) return;
    const top = chip.getBoundingClientRect().top - this.left.getBoundingClientRect().top;
    if (top < 0 || top > this.left.clientHeight - LINE_PX) this.left.scrollTop += top - this.left.clientHeight / 3;
  }

  step(by) {
    if (this.data.mode === "reader") return this.turn(this.turned() + by);
    const pieces = this.pieces();
    if (!pieces.length) return undefined;
    const index = pieces.findIndex((other) => this.isSame(other, this.piece));
    const next = pieces[(Math.max(index, by > 0 ? -1 : 0) + by + pieces.length) % pieces.length];
    this.byHand = true;
    this.choose(next);
    if (next.kind === "citation") this.revealSentence(next.number);
    return undefined;
  }

  // The reader's pages: shown at once where the neighbour is drawn; the server is told either way.
  turn(page) {
    const { data } = this;
    if (page < 1 || page > data.page_count) return;
    this.showPage(page);
    this.reportPage(page);
  }

  reportPage(page) {
    // What the server was told last counts, not what it last sent: a quick turn back comes before its answer.
    if (page === (this.turnedTo?.page ?? this.data.page)) return;
    this.turnedTo = { page, at: Date.now(), times: 0 };
    this.resendPage();
  }

  // What is asked of the server lives for one of its runs, and a run that is cut short by another loses it: ask until it is heard.
  resendPage() {
    clearTimeout(this.resendTimer);
    const { turnedTo } = this;
    if (!turnedTo || turnedTo.page === this.data.page || turnedTo.times === MOST_SENT || !this.root.isConnected) return;
    turnedTo.times += 1;
    turnedTo.at = Date.now();
    this.send("page", turnedTo.page);
    this.resendTimer = setTimeout(() => this.resendPage(), RESEND_MS);
  }

  openReader() {
    const page = this.pageInSight();
    if (page) this.send("open", { paper: this.piece.paper, page });
  }

  pageInSight() {
    const middle = this.pages.scrollTop + this.pages.clientHeight / 2;
    const sheets = this.sheetsOf(this.piece);
    const at = sheets.find((sheet) => sheet.element.offsetTop + sheet.element.offsetHeight > middle) ?? sheets[0];
    return at?.page.page;
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
    const at = event.composedPath()[0];
    if (at instanceof Element && at.closest("input, textarea, select, [contenteditable], [role=listbox], [role=combobox], [role=radiogroup], [role=dialog]")) return;
    if (this.right.hidden || !this.root.isConnected) return;
    const inside = event.composedPath().includes(this.root);
    const by = { n: 1, p: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by && (inside || at === document.body)) {
      event.preventDefault();
      this.step(by);
    }
  }

  // Which citation of which answer is open, for what stands beside the view and judges it.
  announceOpen() {
    const { piece, data } = this;
    const open = { answer: data.id, citation: piece?.kind === "citation" ? piece.id : null };
    if (open.answer === this.open?.answer && open.citation === this.open?.citation) return;
    this.open = globalThis.sidelightOpen = open;
    document.dispatchEvent(new CustomEvent("sidelight:evidence", { detail: open }));
  }

  // ---- what is active and what is under the pointer

  paint() {
    const { piece } = this;
    this.announceOpen();
    const hovered = this.hovered ?? { numbers: [], passages: [] };
    const active = piece?.kind === "citation" ? [String(piece.id)] : [];
    const within = piece?.kind === "passage" ? [String(piece.id)] : [];
    const meets = (list, some) => list.some((item) => some.includes(item));
    for (const element of this.answer.text.querySelectorAll("[data-sentence]")) {
      const cites = this.data.sentences[element.dataset.sentence]?.cites.map(String) ?? [];
      element.classList.toggle("active", meets(cites, active));
      element.classList.toggle("hot", meets(cites, hovered.numbers));
    }
    for (const element of this.answer.text.querySelectorAll("[data-citation]")) {
      element.classList.toggle("active", active.includes(element.dataset.citation));
      element.classList.toggle("hot", hovered.numbers.includes(element.dataset.citation));
    }
    for (const element of this.pages.querySelectorAll("[data-mark]")) {
      const cites = (element.dataset.cites ?? "").split(" ");
      const passages = (element.dataset.passages ?? "").split(" ");
      element.classList.toggle("active", meets(cites, active) || meets(passages, within));
      element.classList.toggle("hot", meets(cites, hovered.numbers) || meets(passages, hovered.passages));
    }
    for (const element of this.answer.passages.querySelectorAll(".passage")) {
      element.classList.toggle("active", within.includes(element.dataset.passage));
    }
  }
}

const canvas = document.createElement("canvas").getContext("2d");

// Width of the text at a font size of 1, as the page's text layer is set.
function measure(text) {
  canvas.font = `${FONT_PX}px "Liberation Serif", "Times New Roman", serif`;
  return canvas.measureText(text).width / FONT_PX;
}
