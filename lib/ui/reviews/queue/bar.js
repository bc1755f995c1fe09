// The verdict bar: a rater's words on the open answer, by keys and by clicks. Text goes in by textContent only.
//
// What is typed is kept in this tab until it is sent, and is sent before anything else is shown.

import { make } from "../../kit/elements.js";
import { askForStep, onOpened, openCitation } from "../../kit/open_citation.js";
import { Outbox } from "../../kit/outbox.js";
import { closedWhenGone, viewOf } from "../../kit/streamlit_internals.js";
import { TOOL_KEYS } from "./bar_keys.js";
import { BarTools } from "./bar_tools.js";
import { JumpGuard } from "./jump_guard.js";
import { KeyButtons } from "./key_buttons.js";
import { ListPane } from "./list_pane.js";
import { PressedKeys } from "./pressed_keys.js";
import { Questions } from "./questions.js";
import { remember } from "./rater_cookie.js";
import { SettlePane } from "./settle_pane.js";
import { VerdictTexts } from "./text_fields.js";
import { differ, isComplete, isJudged } from "./verdict_state.js";

/** @import { ComponentArguments } from "../../kit/streamlit_internals.js" */
/** @import { BarData, CitationVerdict, Command } from "./bar_data.js" */
/** @import { AnswerField } from "./bar_keys.js" */

/** @type {WeakMap<object, Bar>} */
const bars = new WeakMap();
const IDLE_MS = 8000; // after which a bar that waits for the next answer takes keys again

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
  if (data.mode === "coming") setStateValue("ready", true);
  return closedWhenGone(component, () => bar.close());
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
    /** @type {Outbox<Command & {answer: string}>} */
    this.outbox = new Outbox(() => {}, () => this.root.isConnected);
    this.isShown = false; // whether any data were drawn yet
    this.isWaiting = false; // for the next answer: nothing is said of one that is not on the screen yet
    this.jump = new JumpGuard(() => this.paint());
    this.isWriting = false;
    this.wasComplete = false; // when the answer was opened
    this.moved = -1;
    this.shownAt = 0; // ms
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.idleTimer = undefined;
    this.buttons = new KeyButtons(() => this.isWaiting);

    this.line = make("div", "line");
    this.progress = make("i");
    this.line.append(this.progress);
    this.questions = new Questions(this.buttons, {
      sayOfAnswer: (field, value) => this.setVerdict(field, value),
      sayOfCitation: (change) => this.setCitationVerdict(change),
    });
    this.tools = new BarTools(this.buttons, {
      flag: () => this.setFlag(!this.verdict.flag),
      write: () => this.write(),
      undo: () => this.leave({ kind: "undo" }),
      back: () => this.go(-1),
      next: () => this.go(1),
      list: () => this.setView(this.data.list ? "" : "left"),
      settle: () => this.openSettling(),
    });
    this.settle = new SettlePane(this.buttons, (decision) => {
      this.command({ kind: "settle", ...decision });
      this.paint();
    });
    this.texts = new VerdictTexts({ onInput: () => this.keepDraft(), onLeave: () => this.sendTyped() });
    this.own = make("div", "row own");
    const title = "Keep your answer and show the machine’s";
    this.own.append(this.texts.own, this.buttons.button(TOOL_KEYS.reveal, "show the answer", title, () => this.giveOwn()));
    this.list = new ListPane({ setView: (view) => this.setView(view), open: (answer) => this.leave({ kind: "show", wanted: answer }) });
    this.messageLine = make("div", "message");
    this.messageLine.setAttribute("role", "status");
    const rows = make("div", "questions");
    rows.append(this.questions.whole, this.settle.element, this.questions.cited);
    this.root.append(this.line, rows, this.texts.element, this.own, this.list.element, this.messageLine);

    const { buttons, jump, list } = this;
    this.keys = new PressedKeys({ root, buttons, jump, list, listButton: this.tools.list }, {
      isWaiting: () => this.isWaiting,
      lacksCitation: () => this.data.mode === "verdict" && this.openCitation() === null,
      onDropped: () => this.paint(),
      goOn: () => this.goOn(),
    });
    this.sendBeforeLeaving = () => this.sendTyped();
    window.addEventListener("pagehide", this.sendBeforeLeaving);
    this.stopListening = onOpened((open) => {
      this.open = open;
      if (this.jump.timer !== undefined && this.openCitation()) this.jump.arrive();
      this.paint();
      this.keys.catchUp();
    });
  }

  /** Stop listening to the page and sending. */
  close() {
    this.outbox.close();
    this.jump.end();
    this.keys.close();
    this.stopListening();
    window.removeEventListener("pagehide", this.sendBeforeLeaving);
  }

  // ---- data in

  /**
   * Take new data and draw them.
   *
   * @param {BarData} data
   */
  update(data) {
    if (data.rater) remember("rater", data.rater);
    remember("blind", data.blind);
    const isOther = !this.isShown || this.data.id !== data.id || this.data.mode !== data.mode;
    if (isOther && this.isShown) this.sendTyped();
    this.isShown = true;
    this.data = data;
    this.outbox.acknowledge(data.ack);
    if (isOther || data.moved !== this.moved) this.isWaiting = data.mode === "coming";
    this.moved = data.moved;
    if (isOther) this.openAnswer(data);
    if (isOther && !this.isWaiting) this.jump.arrive();
    else if (!this.outbox.holds(({ answer }) => answer === data.id)) this.takeVerdict(data);
    this.paint();
    this.keys.catchUp();
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
    this.settle.fill(data.id);
    this.texts.fill(data.id, this.verdict);
  }

  /**
   * Take the server's word of the answer that is open; a draft that it has is forgotten.
   *
   * @param {BarData} data
   */
  takeVerdict(data) {
    this.takeVerdicts(data);
    this.texts.forgetSent(data.id, this.verdict);
  }

  /**
   * Take the server's verdicts; of an answer that the rater gives first the category stands in this tab alone until it is sent.
   *
   * @param {BarData} data
   */
  takeVerdicts(data) {
    this.verdict = { ...data.verdict };
    if (data.mode === "own") this.verdict.category = this.texts.ownCategory(data.id) ?? data.verdict.category;
    this.citations = new Map(data.citations.map((one) => [one.number, { ...one }]));
  }

  // ---- what is typed

  /** Keep in this tab what is typed. */
  keepDraft() {
    this.texts.keep(this.data.id, this.data.mode === "own" ? this.verdict : null);
  }

  /** Show what is to be settled in place of the rater's own verdict, or that again. */
  openSettling() {
    this.settle.open(!this.settle.isOpen);
    this.paint();
  }

  /** Send what was typed and not sent yet. */
  sendTyped() {
    if (this.isShown && this.data.mode === "verdict" && differ(this.texts.texts(), this.verdict)) this.sendVerdict(false);
  }

  /** Show the fields and go into one. */
  write() {
    this.isWriting = true;
    this.paint();
    (this.data.mode === "own" ? this.texts.own : this.texts.fields.note).focus();
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
      const goesOn = advance !== "never" && !this.wasComplete && !this.keys.isCatchingUp;
      this.sendVerdict(goesOn && isComplete(this.verdict, advance));
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
    Object.assign(this.verdict, this.texts.texts());
    const seconds = Math.round((performance.now() - this.shownAt) / 100) / 10;
    this.command({ kind: "word", values: { ...this.verdict }, seconds, next });
    if (next) {
      this.jump.begin();
      this.wait();
    }
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
    this.command({ kind: "own", own_answer: this.texts.own.value.trim(), category: this.verdict.category ?? null });
    this.texts.forget(this.data.id);
    this.wait();
  }

  /** Go on from a field in which the rater has finished. */
  goOn() {
    if (this.settle.isOpen) this.settle.send();
    else if (this.data.mode === "own") this.giveOwn();
    else this.go(1);
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
    this.jump.end();
    this.command(command);
    this.wait();
  }

  /** Keep keys until the next answer is on the screen. */
  wait() {
    this.isWaiting = true;
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => {
      this.isWaiting = false;
      this.jump.end();
      this.keys.kept.forget(); // they were of an answer that did not come
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
    this.outbox.add({ answer: this.data.id, ...command });
  }

  // ---- drawing

  /** Draw the verdict as it stands. */
  paint() {
    const { data, verdict } = this;
    const { mode } = data;
    this.root.hidden = mode === "coming";
    this.root.classList.toggle("waiting", this.isWaiting || this.jump.isOn);
    this.questions.paint({
      mode,
      isSettling: this.settle.isOpen && data.settling.length > 0,
      verdict,
      open: this.openCitation(),
      citations: [...this.citations.values()],
    });
    const row = mode === "own" ? this.questions.whole : this.questions.cited;
    if (this.tools.element.parentNode !== row) row.append(this.tools.element);
    this.texts.element.hidden = mode !== "verdict" || !(this.isWriting || this.texts.hasText());
    this.own.hidden = mode !== "own";
    this.progress.style.width = `${100 * data.progress}%`;
    this.settle.update(mode === "verdict" ? data.settling : []);
    this.tools.paint(data, Boolean(verdict.flag), this.settle.isOpen);
    this.list.update(data.list, data.id);
    const message = [data.message, this.jump.words()].filter(Boolean).join(" ");
    this.messageLine.textContent = message;
    this.messageLine.hidden = !message;
  }
}
