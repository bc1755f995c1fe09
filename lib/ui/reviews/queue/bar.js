// The verdict bar: a rater's words on the open answer, by keys and by clicks. Text goes in by textContent only.
//
// What is said goes into an outbox that is sent until the server says it has it (`ack`): a run of the server that is cut short
// by the next key loses nothing. What is typed is kept in this tab until it is sent, and is sent before anything else is shown.

const bars = new WeakMap();
const DRAFTS = "sidelight-review-drafts";
const WORDS = ["reason", "correction", "note"];
const IDLE_MS = 8000; // after which a bar that waits for the next answer takes keys again
const RESEND_MS = 3000; // between two attempts to reach the server with the same commands
const LONGEST_TEXT = 10000; // characters, as the records take them
const PAGE_OF_ROWS = 10; // that Page Up and Page Down move in the list
const YEAR_S = 365 * 24 * 3600;

export default function (component) {
  const { parentElement, data, setStateValue } = component;
  let bar = bars.get(parentElement);
  if (!bar) {
    bar = new Bar(parentElement.querySelector('[data-sidelight="verdict"]'));
    bars.set(parentElement, bar);
  }
  bar.sendState = (value) => setStateValue("outbox", value);
  bar.update(data);
  return () => bar.close();
}

class Bar {
  constructor(root) {
    this.root = root;
    this.client = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    this.last = 0; // number of the last command
    this.outbox = [];
    this.drafts = read(DRAFTS);
    this.buttons = [];
    this.listen();
    this.build();
  }

  listen() {
    this.keys = (event) => this.onKey(event);
    this.evidence = (event) => { this.open = event.detail; this.paint(); };
    this.leave = () => this.sendTyped();
    document.addEventListener("keydown", this.keys);
    document.addEventListener("sidelight:evidence", this.evidence);
    window.addEventListener("pagehide", this.leave);
  }

  close() {
    clearTimeout(this.resendTimer);
    document.removeEventListener("keydown", this.keys);
    document.removeEventListener("sidelight:evidence", this.evidence);
    window.removeEventListener("pagehide", this.leave);
  }

  // ---- building

  build() {
    this.whole = make("div", "row");
    this.whole.append(
      this.group("Correct for the paper", "correct", [["1", "correct", "correct"], ["2", "partly", "partly"], ["3", "wrong", "wrong"], ["4", "cannot_tell", "cannot tell"]]),
      this.group("Supported by the evidence shown", "supported", [["q", "yes", "yes"], ["w", "partly", "partly"], ["e", "no", "no"], ["r", "cannot_tell", "cannot tell"]]),
      this.group("The paper itself", "category", [["7", "reported", "reports it"], ["8", "not_reported", "does not"], ["9", "unclear", "unclear"]]),
    );
    this.cited = make("div", "row cited");
    this.citationGroup = this.group("Citation", "right_passage", [["a", true, "right passage"], ["s", false, "wrong passage"]]);
    this.citationLabel = this.citationGroup.querySelector(".name");
    this.cited.append(this.citationGroup, this.group("It supports the sentence", "cited", [["z", "yes", "yes"], ["x", "partly", "partly"], ["c", "no", "no"], ["v", "cannot_tell", "cannot tell"]]));
    this.tools = make("div", "tools");
    this.flag = this.tool("f", "flag", "Flag: to be looked at again", () => this.setVerdict("flag", !this.verdict.flag));
    this.writeButton = this.tool("i", "write", "Reason, correction, note", () => this.write());
    this.undo = this.tool("u", "undo", "Take the last verdict back", () => { this.sendTyped(); this.command({ kind: "undo" }); this.wait(); });
    this.back = this.tool("k", "‹", "Previous answer", () => this.go(-1));
    this.next = this.tool("j", "next ›", "Next answer", () => this.go(1));
    this.listButton = this.tool("l", "list", "The queue as a list", () => this.command({ kind: "list", view: this.data.list ? "" : "left" }));
    this.tools.append(this.listButton, this.flag, this.writeButton, this.undo, this.back, this.next);
    this.cited.append(this.tools);
    this.written = make("div", "row written");
    this.fields = Object.fromEntries(WORDS.map((name) => [name, this.field(name, { reason: "Reason", correction: "Correction: what it should say", note: "Note" }[name])]));
    this.own = make("div", "row own");
    this.ownText = make("textarea", "words");
    this.ownText.rows = 2;
    this.ownText.placeholder = "Your answer, from the paper alone";
    this.ownText.setAttribute("aria-label", "Your own answer");
    this.ownText.oninput = () => this.typed();
    this.reveal = this.tool("Enter", "show the answer", "Keep your answer and show the machine’s", () => this.giveOwn());
    this.own.append(this.ownText, this.reveal);
    this.list = make("div", "list");
    this.messageLine = make("div", "message");
    this.messageLine.setAttribute("role", "status");
    this.line = make("div", "line");
    this.line.append(make("i"));
    this.root.append(this.line, this.whole, this.cited, this.written, this.own, this.list, this.messageLine);
  }

  group(name, what, options) {
    const element = make("div", "group");
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", name);
    element.dataset.group = what;
    const set = make("div", "set");
    for (const [key, value, words] of options) {
      const one = this.tool(key, words, "", () => (what === "right_passage" || what === "cited" ? this.setCitationVerdict(what, value) : this.setVerdict(what, value)));
      one.meaning = value; // not in its property "value", which makes words of true and false
      one.dataset.word = String(value);
      set.append(one);
    }
    element.append(make("span", "name", name), set);
    return element;
  }

  tool(key, words, title, act) {
    const one = make("button", "word");
    one.type = "button";
    one.append(make("kbd", "", key === "Enter" ? "⏎" : key.toUpperCase()), make("span", "", words));
    if (title) { one.title = title; one.setAttribute("aria-label", title); }
    one.setAttribute("aria-keyshortcuts", key);
    one.tabIndex = 0;
    one.onclick = () => { if (!this.waiting) act(); one.blur(); };
    this.buttons.push({ key, act, element: one });
    return one;
  }

  field(name, placeholder) {
    const field = make("textarea", "words");
    field.rows = 1;
    field.placeholder = placeholder;
    field.dataset.field = name;
    field.setAttribute("aria-label", placeholder);
    field.maxLength = LONGEST_TEXT;
    field.oninput = () => this.typed();
    field.onblur = () => this.sendTyped();
    this.written.append(field);
    return field;
  }

  // ---- data in

  update(data) {
    remember(data.rater);
    const other = this.data?.id !== data.id || this.data?.mode !== data.mode;
    if (other && this.data) this.sendTyped();
    this.data = data;
    if (data.ack?.client === this.client) this.outbox = this.outbox.filter((command) => command.n > data.ack.n);
    if (other || data.moved !== this.moved) this.waiting = false;
    this.moved = data.moved;
    const pending = this.outbox.some((command) => command.answer === data.id);
    if (other) {
      this.verdict = { ...data.verdict };
      this.citations = new Map(data.citations.map((one) => [one.number, { ...one }]));
      this.complete = this.isComplete();
      this.shownAt = performance.now();
      this.writing = false;
      this.open = globalThis.sidelightOpen ?? null;
      this.fill();
    } else if (!pending) {
      this.verdict = { ...data.verdict };
      this.citations = new Map(data.citations.map((one) => [one.number, { ...one }]));
      const typed = this.drafts[data.id];
      if (typed && WORDS.every((name) => typed[name] === this.verdict[name])) this.forget();
    }
    this.paint();
  }

  // The fields as they were typed last, or as they were kept.
  fill() {
    const draft = this.drafts[this.data.id] ?? {};
    for (const name of WORDS) this.fields[name].value = draft[name] ?? this.verdict[name] ?? "";
    this.ownText.value = draft.own_answer ?? "";
    if (this.data.mode === "own" && draft.category) this.verdict.category = draft.category;
  }

  // ---- what is typed

  typed() {
    const draft = Object.fromEntries(WORDS.map((name) => [name, this.fields[name].value]));
    if (this.data.mode === "own") Object.assign(draft, { own_answer: this.ownText.value, category: this.verdict.category });
    this.drafts[this.data.id] = draft;
    write(DRAFTS, this.drafts);
  }

  forget() {
    delete this.drafts[this.data.id];
    write(DRAFTS, this.drafts);
  }

  words() { return Object.fromEntries(WORDS.map((name) => [name, this.fields[name].value.trim()])); }

  // Sends what was typed and not sent yet.
  sendTyped() {
    if (!this.data || this.data.mode !== "verdict") return;
    const words = this.words();
    if (WORDS.some((name) => words[name] !== (this.verdict[name] ?? ""))) this.sendVerdict(false);
  }

  write() {
    this.writing = true;
    this.paint();
    (this.data.mode === "own" ? this.ownText : this.fields.note).focus();
  }

  // ---- what is said

  isComplete() {
    const { verdict, data } = this;
    const wanted = { correct: ["correct"], both: ["correct", "supported"] }[data.advance] ?? ["correct", "supported", "category"];
    return wanted.every((group) => verdict[group]);
  }

  setVerdict(what, value) {
    this.verdict[what] = value;
    if (this.data.mode === "own") { this.typed(); this.paint(); return; }
    if (this.data.mode !== "verdict") return;
    const done = ["correct", "supported", "category"].includes(what) && !this.complete && this.isComplete();
    this.sendVerdict(done && this.data.advance !== "never");
  }

  sendVerdict(next) {
    Object.assign(this.verdict, this.words());
    const seconds = Math.round((performance.now() - this.shownAt) / 100) / 10;
    this.command({ kind: "word", values: { ...this.verdict }, seconds, next });
    if (next) this.wait();
    this.paint();
  }

  setCitationVerdict(what, value) {
    const one = this.openCitation();
    if (!one) return;
    one[what === "cited" ? "supported" : what] = value;
    this.command({ kind: "cite", citation: one.number, right_passage: one.right_passage, supported: one.supported });
    this.paint();
    const left = [...this.citations.values()].some((other) => other.right_passage === null || other.supported === null);
    if (one.right_passage !== null && one.supported !== null && left) document.dispatchEvent(new CustomEvent("sidelight:step", { detail: 1 }));
  }

  openCitation() {
    if (this.data.mode !== "verdict" || this.open?.answer !== this.data.id) return null;
    return this.citations.get(this.open.citation) ?? null;
  }

  giveOwn() {
    if (this.data.mode !== "own") return;
    this.command({ kind: "own", own_answer: this.ownText.value.trim(), category: this.verdict.category ?? null });
    this.forget();
    this.wait();
  }

  go(by) {
    this.sendTyped();
    this.command({ kind: "go", by });
    this.wait();
  }

  // Nothing is said of an answer that is not on the screen yet.
  wait() {
    this.waiting = true;
    clearTimeout(this.idle);
    this.idle = setTimeout(() => { this.waiting = false; this.paint(); }, IDLE_MS);
    this.paint();
  }

  command(command) {
    this.last += 1;
    this.outbox.push({ n: this.last, answer: this.data.id, ...command });
    this.resend();
  }

  resend() {
    clearTimeout(this.resendTimer);
    if (!this.outbox.length || !this.root.isConnected) return;
    this.times = (this.times ?? 0) + 1;
    this.sendState({ client: this.client, time: this.times, commands: this.outbox });
    this.resendTimer = setTimeout(() => this.resend(), RESEND_MS);
  }

  // ---- the list of the queue

  drawList() {
    const { list } = this.data;
    const drawn = JSON.stringify([list, this.data.id]);
    if (drawn === this.drawnList) return;
    const opened = list && !this.drawnView;
    const turned = list && this.drawnView !== list.view;
    this.drawnList = drawn;
    this.drawnView = list?.view;
    this.list.hidden = !list;
    if (!list) { this.list.replaceChildren(); return; }
    const views = make("div", "set");
    for (const { view, words } of list.views) {
      const one = make("button", "word", words);
      one.type = "button";
      one.setAttribute("aria-pressed", String(view === list.view));
      one.onclick = () => this.command({ kind: "list", view });
      views.append(one);
    }
    const rows = list.rows.map((row) => this.listRow(row));
    const items = make("div", "items");
    items.append(...rows);
    if (!rows.length) items.append(make("div", "message", "Nothing."));
    if (list.more) items.append(make("div", "message", `and ${list.more} more`));
    this.list.replaceChildren(views, items);
    if (opened || turned) (rows.find((row) => row.dataset.answer === this.data.id) ?? rows[0])?.focus();
  }

  listRow(row) {
    const one = make("button", "item");
    one.type = "button";
    one.dataset.answer = row.id;
    one.setAttribute("aria-current", String(row.id === this.data.id));
    const signs = [row.done ? "✓" : "", row.flag ? "⚑" : ""].filter(Boolean).join(" ");
    one.append(make("span", "place", String(row.place)), make("span", "signs", signs), make("b", "", row.question),
      make("span", "of", [row.paper, row.support].filter(Boolean).join(" · ")));
    one.onclick = () => { this.sendTyped(); this.command({ kind: "show", wanted: row.id }); this.wait(); };
    return one;
  }

  // In the list the arrows move and Escape closes; Enter is the row's own. Whether the key was meant for it.
  onListKey(event, at) {
    if (!this.data?.list || !(at instanceof Element) || !event.composedPath().includes(this.list)) return false;
    const rows = [...this.list.querySelectorAll(".item")];
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE_OF_ROWS, PageUp: -PAGE_OF_ROWS }[event.key];
    if (event.key === "Escape") this.command({ kind: "list", view: "" });
    else if (by) rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(at) + by))]?.focus();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  // ---- keys

  onKey(event) {
    if (!this.root.isConnected || event.defaultPrevented) return;
    const at = event.composedPath()[0];
    if (this.onListKey(event, at)) return;
    if (at instanceof Element && event.composedPath().includes(this.root) && at.matches("textarea")) { this.onFieldKey(event, at); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (at instanceof Element && at.closest("input, textarea, select, [contenteditable], [role=listbox], [role=combobox], [role=radiogroup], [role=dialog], [role=grid]")) return;
    const listed = this.data?.list && event.composedPath().includes(this.list); // words are of the open answer, not of the row
    const pressed = /^(Digit|Numpad)\d$/.test(event.code) ? event.code.slice(-1) : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (pressed === "Enter" && at instanceof Element && at.closest("button, a")) return;
    const found = this.buttons.find(({ key, element }) => key === pressed && this.shown(element) && (!listed || element === this.listButton));
    if (!found) return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit has keys of its own: "r" runs the page again
    if (!this.waiting && !event.repeat) found.act();
  }

  // In a field: Escape leaves it, Ctrl+Enter keeps it and goes on.
  onFieldKey(event, field) {
    if (event.key === "Escape") { event.preventDefault(); field.blur(); }
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      field.blur();
      if (this.data.mode === "own") this.giveOwn();
      else this.go(1);
    }
  }

  shown(element) { return !element.closest("[hidden]") && !element.disabled; }

  // ---- drawing

  paint() {
    const { data, verdict } = this;
    if (!data) return;
    const { mode } = data;
    const open = this.openCitation();
    this.root.classList.toggle("waiting", Boolean(this.waiting));
    for (const group of this.root.querySelectorAll("[data-group]")) {
      const what = group.dataset.group;
      const ofCitation = what === "right_passage" || what === "cited";
      group.hidden = mode === "end" || (mode === "own" && what !== "category") || (ofCitation && !open);
      for (const word of group.querySelectorAll(".word")) {
        const chosen = ofCitation ? open?.[what === "cited" ? "supported" : what] : verdict[what];
        word.setAttribute("aria-pressed", String(chosen === word.meaning));
      }
    }
    if (open) this.citationLabel.textContent = `Citation ${open.number} of ${this.citations.size}${this.judged()}`;
    const row = mode === "own" ? this.whole : this.cited;
    if (this.tools.parentNode !== row) row.append(this.tools);
    this.flag.hidden = this.writeButton.hidden = mode !== "verdict";
    this.flag.setAttribute("aria-pressed", String(Boolean(verdict.flag)));
    this.written.hidden = mode !== "verdict" || !(this.writing || WORDS.some((name) => this.fields[name].value));
    this.own.hidden = mode !== "own";
    if (mode === "own") this.writeButton.hidden = false;
    this.line.firstChild.style.width = `${100 * data.progress}%`;
    this.back.disabled = !data.hasPrevious;
    this.next.hidden = mode === "end";
    this.listButton.setAttribute("aria-expanded", String(Boolean(data.list)));
    this.drawList();
    this.messageLine.textContent = data.message;
    this.messageLine.hidden = !data.message;
  }

  judged() {
    const all = [...this.citations.values()];
    const done = all.filter((one) => one.right_passage !== null && one.supported !== null).length;
    return done ? ` · ${done} judged` : "";
  }
}

// A reload asks nobody for their name again. It is no secret.
function remember(name) {
  if (!name || remember.last === name) return;
  remember.last = name;
  document.cookie = `sidelight_rater=${encodeURIComponent(name)}; path=/; max-age=${YEAR_S}; SameSite=Lax`;
}

function read(name) {
  try { return JSON.parse(sessionStorage.getItem(name)) ?? {}; } catch { return {}; }
}

function write(name, value) {
  try { sessionStorage.setItem(name, JSON.stringify(value)); } catch { /* kept while the page lives */ }
}
