// The verdict bar: a rater's words on the open answer, by keys and by clicks. Text goes in by textContent only.
//
// What is typed is kept in this tab until it is sent, and is sent before anything else is shown.

import { TAKES_KEYS, closest, findAll, make } from "../../kit/elements.js";
import { askForStep, onOpened, openCitation } from "../../kit/open_citation.js";
import { viewOf } from "../../kit/streamlit_internals.js";
import { readTab, writeTab } from "../../kit/tab_storage.js";
import { ANSWER_QUESTIONS, CITATION_QUESTIONS, TOOL_KEYS, pressedKey } from "./bar_keys.js";
import { ListPane } from "./list_pane.js";
import { Outbox } from "./outbox.js";
import { TEXT_FIELDS, citationInWords, differ, isComplete, isJudged } from "./verdict_state.js";

/** @import { ComponentArguments } from "../../kit/streamlit_internals.js" */
/** @import { BarData, CitationVerdict, Command } from "./bar_data.js" */
/** @import { AnswerField, Choice, Question } from "./bar_keys.js" */
/** @import { Texts } from "./verdict_state.js" */

/** @typedef {Partial<Texts> & {own_answer?: string, category?: string | null}} Draft */

/**
 * The buttons of a question.
 *
 * @typedef {object} Group
 * @property {HTMLElement} element
 * @property {Question<string>} question
 * @property {Map<HTMLButtonElement, Choice>} buttons
 * @property {boolean} isOfCitation
 */

/** @type {WeakMap<object, Bar>} */
const bars = new WeakMap();
const DRAFTS = "sidelight-review-drafts";
const IDLE_MS = 8000; // after which a bar that waits for the next answer takes keys again
const LONGEST_TEXT = 10000; // characters, as the records take them
const YEAR_S = 365 * 24 * 3600;
const PLACEHOLDERS = { reason: "Reason", correction: "Correction: what it should say", note: "Note" };
const KEEPS_KEYS = `${TAKES_KEYS}, [role=grid]`;

/**
 * Mount the verdict bar.
 *
 * @param {ComponentArguments<BarData>} component
 */
export default function (component) {
  const { data, setStateValue } = component;
  const bar = viewOf(bars, component, "verdict", (root) => new Bar(root, data));
  bar.outbox.send = (value) => setStateValue("outbox", value);
  bar.update(data);
  return () => bar.close();
}

/** The bar: the verdict as it stands, and the buttons and fields that change it. */
class Bar {
  /**
   * @param {HTMLElement} root
   * @param {BarData} data
   */
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.verdict = { ...data.verdict };
    /** @type {Map<number, CitationVerdict>} */
    this.citations = new Map();
    this.open = openCitation();
    this.outbox = new Outbox(() => {}, () => this.root.isConnected);
    /** @type {Record<string, Draft>} what was typed and not sent yet, by answer */
    this.drafts = readTab(DRAFTS);
    this.isShown = false; // whether any data were drawn yet
    this.isWaiting = false; // for the next answer: nothing is said of one that is not on the screen yet
    this.isWriting = false;
    this.wasComplete = false; // when the answer was opened
    this.moved = -1;
    this.shownAt = 0; // ms
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.idleTimer = undefined;
    /** @type {{key: string, act: () => void, element: HTMLButtonElement}[]} */
    this.buttons = [];
    /** @type {Group[]} */
    this.groups = [];

    this.line = make("div", "line");
    this.progress = make("i");
    this.line.append(this.progress);
    this.whole = make("div", "row");
    for (const question of ANSWER_QUESTIONS) {
      this.whole.append(this.group(question, false, ({ value }) => this.setVerdict(question.field, value)));
    }
    this.cited = make("div", "row cited");
    for (const question of CITATION_QUESTIONS) {
      this.cited.append(this.group(question, true, ({ value }) => this.setCitationVerdict({ [question.field]: value })));
    }
    this.citationLabel = findAll(this.cited, ".name")[0];
    this.tools = make("div", "tools");
    this.flag = this.tool(TOOL_KEYS.flag, "flag", "Flag: to be looked at again", () => this.setFlag(!this.verdict.flag));
    this.writeButton = this.tool(TOOL_KEYS.write, "write", "Reason, correction, note", () => this.write());
    this.undo = this.tool(TOOL_KEYS.undo, "undo", "Take the last verdict back", () => this.leave({ kind: "undo" }));
    this.back = this.tool(TOOL_KEYS.back, "‹", "Previous answer", () => this.go(-1));
    this.next = this.tool(TOOL_KEYS.next, "next ›", "Next answer", () => this.go(1));
    this.listButton = this.tool(TOOL_KEYS.list, "list", "The queue as a list", () => this.setView(this.data.list ? "" : "left"));
    this.tools.append(this.listButton, this.flag, this.writeButton, this.undo, this.back, this.next);
    this.cited.append(this.tools);
    this.written = make("div", "row written");
    this.fields = { reason: this.field("reason"), correction: this.field("correction"), note: this.field("note") };
    this.own = make("div", "row own");
    this.ownText = make("textarea", "words");
    this.ownText.rows = 2;
    this.ownText.placeholder = "Your answer, from the paper alone";
    this.ownText.setAttribute("aria-label", "Your own answer");
    this.ownText.oninput = () => this.keepDraft();
    this.own.append(this.ownText, this.tool(TOOL_KEYS.reveal, "show the answer", "Keep your answer and show the machine’s", () => this.giveOwn()));
    this.list = new ListPane({ setView: (view) => this.setView(view), open: (answer) => this.leave({ kind: "show", wanted: answer }) });
    this.messageLine = make("div", "message");
    this.messageLine.setAttribute("role", "status");
    this.root.append(this.line, this.whole, this.cited, this.written, this.own, this.list.element, this.messageLine);

    this.keys = (/** @type {KeyboardEvent} */ event) => this.onKey(event);
    this.sendBeforeLeaving = () => this.sendTyped();
    document.addEventListener("keydown", this.keys);
    window.addEventListener("pagehide", this.sendBeforeLeaving);
    this.stopListening = onOpened((open) => {
      this.open = open;
      this.paint();
    });
  }

  /** Stop listening to the page and sending. */
  close() {
    this.outbox.close();
    document.removeEventListener("keydown", this.keys);
    this.stopListening();
    window.removeEventListener("pagehide", this.sendBeforeLeaving);
  }

  // ---- building

  /**
   * Make the buttons of a question.
   *
   * @param {Question<string>} question
   * @param {boolean} isOfCitation
   * @param {(choice: Choice) => void} act
   */
  group(question, isOfCitation, act) {
    const element = make("div", "group");
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", question.name);
    element.dataset.group = question.group;
    const set = make("div", "set");
    const buttons = new Map();
    for (const choice of question.choices) {
      const one = this.tool(choice.key, choice.words, "", () => act(choice));
      one.dataset.word = String(choice.value);
      buttons.set(one, choice);
      set.append(one);
    }
    element.append(make("span", "name", question.name), set);
    this.groups.push({ element, question, buttons, isOfCitation });
    return element;
  }

  /**
   * Make a button that a key presses too.
   *
   * @param {string} key
   * @param {string} words
   * @param {string} title
   * @param {() => void} act
   */
  tool(key, words, title, act) {
    const element = make("button", "word");
    element.type = "button";
    element.append(make("kbd", "", key === "Enter" ? "⏎" : key.toUpperCase()), make("span", "", words));
    if (title) {
      element.title = title;
      element.setAttribute("aria-label", title);
    }
    element.setAttribute("aria-keyshortcuts", key);
    element.tabIndex = 0;
    element.onclick = () => {
      if (!this.isWaiting) act();
      element.blur();
    };
    this.buttons.push({ key, act, element });
    return element;
  }

  /**
   * Make a field for a text of the verdict.
   *
   * @param {keyof Texts} name
   */
  field(name) {
    const field = make("textarea", "words");
    field.rows = 1;
    field.placeholder = PLACEHOLDERS[name];
    field.dataset.field = name;
    field.setAttribute("aria-label", PLACEHOLDERS[name]);
    field.maxLength = LONGEST_TEXT;
    field.oninput = () => this.keepDraft();
    field.onblur = () => this.sendTyped();
    this.written.append(field);
    return field;
  }

  // ---- data in

  /**
   * Take new data and draw them.
   *
   * @param {BarData} data
   */
  update(data) {
    rememberRater(data.rater);
    const isOther = !this.isShown || this.data.id !== data.id || this.data.mode !== data.mode;
    if (isOther && this.isShown) this.sendTyped();
    this.isShown = true;
    this.data = data;
    this.outbox.acknowledge(data.ack);
    if (isOther || data.moved !== this.moved) this.isWaiting = false;
    this.moved = data.moved;
    if (isOther) this.openAnswer(data);
    else if (!this.outbox.holds(data.id)) this.takeVerdict(data);
    this.paint();
  }

  /**
   * Begin with another answer.
   *
   * @param {BarData} data
   */
  openAnswer(data) {
    this.takeVerdicts(data);
    this.wasComplete = isComplete(this.verdict, data.advance);
    this.shownAt = performance.now();
    this.isWriting = false;
    this.open = openCitation();
    this.fill();
  }

  /**
   * Take the server's word of the answer that is open; a draft that it has is forgotten.
   *
   * @param {BarData} data
   */
  takeVerdict(data) {
    this.takeVerdicts(data);
    const draft = this.drafts[data.id];
    if (draft && TEXT_FIELDS.every((name) => draft[name] === this.verdict[name])) this.forgetDraft();
  }

  /**
   * Take the server's verdicts.
   *
   * @param {BarData} data
   */
  takeVerdicts(data) {
    this.verdict = { ...data.verdict };
    this.citations = new Map(data.citations.map((one) => [one.number, { ...one }]));
  }

  /** Fill the fields with what was typed last or, where nothing was, with what the server has. */
  fill() {
    const draft = this.drafts[this.data.id] ?? {};
    for (const name of TEXT_FIELDS) this.fields[name].value = draft[name] ?? this.verdict[name] ?? "";
    this.ownText.value = draft.own_answer ?? "";
    if (this.data.mode === "own" && draft.category) this.verdict.category = draft.category;
  }

  // ---- what is typed

  /** Keep in this tab what is typed. */
  keepDraft() {
    /** @type {Draft} */
    const draft = { reason: this.fields.reason.value, correction: this.fields.correction.value, note: this.fields.note.value };
    if (this.data.mode === "own") Object.assign(draft, { own_answer: this.ownText.value, category: this.verdict.category });
    this.drafts[this.data.id] = draft;
    writeTab(DRAFTS, this.drafts);
  }

  /** Forget what was typed. */
  forgetDraft() {
    delete this.drafts[this.data.id];
    writeTab(DRAFTS, this.drafts);
  }

  /**
   * Return what stands in the fields.
   *
   * @returns {Texts}
   */
  texts() {
    const { reason, correction, note } = this.fields;
    return { reason: reason.value.trim(), correction: correction.value.trim(), note: note.value.trim() };
  }

  /** Send what was typed and not sent yet. */
  sendTyped() {
    if (this.isShown && this.data.mode === "verdict" && differ(this.texts(), this.verdict)) this.sendVerdict(false);
  }

  /** Show the fields and go into one. */
  write() {
    this.isWriting = true;
    this.paint();
    (this.data.mode === "own" ? this.ownText : this.fields.note).focus();
  }

  // ---- what is said

  /**
   * Answer a question on the open answer; where that was the last one, the next answer comes.
   *
   * @param {AnswerField} field
   * @param {string | boolean} value
   */
  setVerdict(field, value) {
    Object.assign(this.verdict, { [field]: value });
    const { mode, advance } = this.data;
    if (mode === "own") {
      this.keepDraft();
      this.paint();
    } else if (mode === "verdict") {
      this.sendVerdict(advance !== "never" && !this.wasComplete && isComplete(this.verdict, advance));
    }
  }

  /**
   * Set or take the flag.
   *
   * @param {boolean} flag
   */
  setFlag(flag) {
    this.verdict.flag = flag;
    if (this.data.mode === "own") {
      this.keepDraft();
      this.paint();
    } else if (this.data.mode === "verdict") {
      this.sendVerdict(false);
    }
  }

  /**
   * Send the verdict as it stands.
   *
   * @param {boolean} next whether the next answer comes then
   */
  sendVerdict(next) {
    Object.assign(this.verdict, this.texts());
    const seconds = Math.round((performance.now() - this.shownAt) / 100) / 10;
    this.command({ kind: "word", values: { ...this.verdict }, seconds, next });
    if (next) this.wait();
    this.paint();
  }

  /**
   * Answer a question on the open citation; when it is judged, the next one opens.
   *
   * @param {Partial<CitationVerdict>} change
   */
  setCitationVerdict(change) {
    const one = this.openCitation();
    if (!one) return;
    Object.assign(one, change);
    this.command({ kind: "cite", citation: one.number, right_passage: one.right_passage, supported: one.supported });
    this.paint();
    if (isJudged(one) && ![...this.citations.values()].every(isJudged)) askForStep(1);
  }

  /** Return what is said of the citation that the evidence view shows; null where it shows none of this answer. */
  openCitation() {
    const { open, data } = this;
    if (data.mode !== "verdict" || open?.answer !== data.id || open.citation === null) return null;
    return this.citations.get(open.citation) ?? null;
  }

  /** Send the rater's own answer, so that the machine's is shown. */
  giveOwn() {
    if (this.data.mode !== "own") return;
    this.command({ kind: "own", own_answer: this.ownText.value.trim(), category: this.verdict.category ?? null });
    this.forgetDraft();
    this.wait();
  }

  /**
   * Go to the next answer, or the one before.
   *
   * @param {1 | -1} by
   */
  go(by) {
    this.leave({ kind: "go", by });
  }

  /**
   * Show another view of the list.
   *
   * @param {string} view of the list; "" closes it
   */
  setView(view) {
    this.command({ kind: "list", view });
  }

  /**
   * Send a command after which another answer may be open, and before it what was typed.
   *
   * @param {Command} command
   */
  leave(command) {
    this.sendTyped();
    this.command(command);
    this.wait();
  }

  /** Take no keys until the next answer is on the screen. */
  wait() {
    this.isWaiting = true;
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => {
      this.isWaiting = false;
      this.paint();
    }, IDLE_MS);
    this.paint();
  }

  /**
   * Send a command about the open answer.
   *
   * @param {Command} command
   */
  command(command) {
    this.outbox.add(this.data.id, command);
  }

  // ---- keys

  /**
   * Press the button of a key, where no field wants it.
   *
   * @param {KeyboardEvent} event
   */
  onKey(event) {
    if (!this.root.isConnected || event.defaultPrevented || this.list.onKey(event)) return;
    const path = event.composedPath();
    const [at] = path;
    if (at instanceof HTMLTextAreaElement && path.includes(this.root)) {
      this.onFieldKey(event, at);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || closest(at, KEEPS_KEYS)) return;
    const pressed = pressedKey(event);
    if (pressed === "Enter" && closest(at, "button, a")) return;
    const isInList = Boolean(this.data.list) && path.includes(this.list.element); // words are of the open answer, not of the row
    const found = this.buttons.find(({ key, element }) => key === pressed && isUsable(element));
    if (!found || (isInList && found.element !== this.listButton)) return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit has keys of its own: "r" runs the page again
    if (!this.isWaiting && !event.repeat) found.act();
  }

  /**
   * Take a key pressed in a field: Escape leaves it, Ctrl+Enter keeps it and goes on.
   *
   * @param {KeyboardEvent} event
   * @param {HTMLTextAreaElement} field
   */
  onFieldKey(event, field) {
    const isEnter = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!isEnter && event.key !== "Escape") return;
    event.preventDefault();
    field.blur();
    if (!isEnter) return;
    if (this.data.mode === "own") this.giveOwn();
    else this.go(1);
  }

  // ---- drawing

  /** Draw the verdict as it stands. */
  paint() {
    const { data, verdict } = this;
    const { mode } = data;
    this.root.classList.toggle("waiting", this.isWaiting);
    this.paintGroups();
    const row = mode === "own" ? this.whole : this.cited;
    if (this.tools.parentNode !== row) row.append(this.tools);
    this.flag.hidden = mode !== "verdict";
    this.flag.setAttribute("aria-pressed", String(Boolean(verdict.flag)));
    this.writeButton.hidden = mode === "end";
    this.written.hidden = mode !== "verdict" || !(this.isWriting || TEXT_FIELDS.some((name) => this.fields[name].value));
    this.own.hidden = mode !== "own";
    this.progress.style.width = `${100 * data.progress}%`;
    this.back.disabled = !data.hasPrevious;
    this.next.hidden = mode === "end";
    this.listButton.setAttribute("aria-expanded", String(Boolean(data.list)));
    this.list.update(data.list, data.id);
    this.messageLine.textContent = data.message;
    this.messageLine.hidden = !data.message;
  }

  /** Draw the answers to the questions. */
  paintGroups() {
    const { mode } = this.data;
    const open = this.openCitation();
    for (const { element, question, buttons, isOfCitation } of this.groups) {
      element.hidden = mode === "end" || (mode === "own" && question.field !== "category") || (isOfCitation && !open);
      const said = /** @type {Record<string, unknown>} */ (isOfCitation ? open ?? {} : this.verdict);
      for (const [button, choice] of buttons) button.setAttribute("aria-pressed", String(said[question.field] === choice.value));
    }
    if (open) this.citationLabel.textContent = citationInWords(open, [...this.citations.values()]);
  }
}

/**
 * Return whether a button is on the screen and can be pressed.
 *
 * @param {HTMLButtonElement} element
 */
const isUsable = (element) => !element.closest("[hidden]") && !element.disabled;

let remembered = "";

/**
 * Keep the rater's name in a cookie: a reload asks nobody for it again. It is no secret.
 *
 * @param {string} name
 */
function rememberRater(name) {
  if (!name || remembered === name) return;
  remembered = name;
  document.cookie = `sidelight_rater=${encodeURIComponent(name)}; path=/; max-age=${YEAR_S}; SameSite=Lax`;
}
