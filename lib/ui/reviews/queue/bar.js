// The verdict bar: a rater's words on the open answer, by keys and by clicks. Text goes in by textContent only.
//
// What is typed is kept in this tab until it is sent, and is sent before anything else is shown.

import { askForStep, onOpened, openCitation } from "../../kit/open_citation.js";
import { Outbox } from "../../kit/outbox.js";
import { closedWhenGone, viewOf } from "../../kit/streamlit_internals.js";
import { BarView } from "./bar_view.js";
import { JumpGuard } from "./jump_guard.js";
import { KeyButtons } from "./key_buttons.js";
import { PressedKeys } from "./pressed_keys.js";
import { remember } from "../../kit/rater_cookie.js";
import { StandingVerdict } from "./standing_verdict.js";
import { differ, isJudged } from "./verdict_state.js";
import { Waiting } from "./waiting.js";

/** @import { ComponentArguments } from "../../kit/streamlit_internals.js" */
/** @import { BarData, CitationVerdict, Command } from "./bar_data.js" */
/** @import { AnswerField } from "./bar_keys.js" */

/** @type {WeakMap<object, Bar>} */
const bars = new WeakMap();

/**
 * Mount the verdict bar.
 *
 * @param {ComponentArguments<BarData>} component
 */
export default function (component) {
  const { data: [data], setStateValue } = component;
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
    this.standing = new StandingVerdict(data);
    this.open = openCitation();
    /** @type {Outbox<Command & {answer: string}>} */
    this.outbox = new Outbox(() => {}, () => this.root.isConnected);
    this.isShown = false; // whether any data were drawn yet
    this.waiting = new Waiting(() => {
      this.jump.giveUp();
      this.keys.kept.forget(); // they were of an answer that did not come
      this.paint();
    });
    this.jump = new JumpGuard(() => this.paint());
    this.isWriting = false;
    this.moved = -1;
    this.buttons = new KeyButtons(() => this.waiting.isOn);
    const setView = (/** @type {string} */ view) => this.command({ kind: "list", view }); // "" closes the list
    this.view = new BarView(root, this.buttons, {
      sayOfAnswer: (field, value) => this.setVerdict(field, value),
      sayOfCitation: (change) => this.setCitationVerdict(change),
      settle: (decision) => {
        this.command({ kind: "settle", ...decision });
        this.paint();
      },
      onInput: () => this.keepDraft(),
      onLeave: () => this.sendTyped(),
      giveOwn: () => this.giveOwn(),
      tools: {
        flag: () => this.flag(),
        write: () => this.write(),
        undo: () => this.leave({ kind: "undo" }),
        back: () => this.leave({ kind: "go", by: -1 }),
        next: () => this.leave({ kind: "go", by: 1 }),
        list: () => setView(this.data.list ? "" : "left"),
        settle: () => this.openSettling(),
      },
      list: { setView, open: (answer) => this.leave({ kind: "show", wanted: answer }) },
    });
    const { buttons, jump, view: { list, settle, texts, tools } } = this;
    this.settle = settle;
    this.texts = texts;
    this.keys = new PressedKeys({ root, buttons, jump, list, listButton: tools.list }, {
      isWaiting: () => this.waiting.isOn,
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
    this.waiting.end();
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
    if (isOther || data.moved !== this.moved) this.waiting.end(data.mode === "coming");
    this.moved = data.moved;
    if (isOther) this.openAnswer();
    if (isOther && !this.waiting.isOn) this.jump.arrive();
    else if (!this.outbox.holds(({ answer }) => answer === data.id)) this.takeVerdict();
    this.paint();
    this.keys.catchUp();
  }

  /** Begin with another answer. */
  openAnswer() {
    const { data } = this;
    this.standing.take(data, this.texts.ownCategory(data.id));
    this.standing.begin();
    this.isWriting = false;
    this.open = openCitation();
    this.settle.fill(data.id);
    this.texts.fill(data.id, this.standing.verdict);
  }

  /** Take the server's word of the answer that is open; a draft that it has is forgotten. */
  takeVerdict() {
    const { data } = this;
    this.standing.take(data, this.texts.ownCategory(data.id));
    this.texts.forgetSent(data.id, this.standing.verdict);
  }

  // ---- what is typed

  /** Keep in this tab what is typed. */
  keepDraft() {
    this.texts.keep(this.data.id, this.data.mode === "own" ? this.standing.verdict : null);
  }

  /** Show what is to be settled in place of the rater's own verdict, or that again. */
  openSettling() {
    this.settle.open(!this.settle.isOpen);
    this.paint();
  }

  /** Send what was typed and not sent yet. */
  sendTyped() {
    if (this.isShown && this.data.mode === "verdict" && differ(this.texts.texts(), this.standing.verdict)) this.sendVerdict(false);
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
    const wasLast = this.standing.say(field, value);
    this.keepOrSend(wasLast && !this.keys.isCatchingUp);
  }

  /** Set the flag, or take it. */
  flag() {
    this.standing.verdict.flag = !this.standing.verdict.flag;
    this.keepOrSend(false);
  }

  /**
   * Send what was said, or keep it in this tab until the rater's own answer is sent.
   *
   * @param {boolean} next whether the next answer comes then
   */
  keepOrSend(next) {
    if (this.data.mode === "verdict") this.sendVerdict(next);
    if (this.data.mode !== "own") return;
    this.keepDraft();
    this.paint();
  }

  /**
   * Send the verdict as it stands.
   *
   * @param {boolean} next whether the next answer comes then
   */
  sendVerdict(next) {
    this.command(this.standing.command(this.texts.texts(), next));
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
    if (isJudged(one) && !this.standing.areCitationsJudged()) askForStep(1);
  }

  /** Return what is said of the citation that the evidence view shows; null where it shows none of this answer. */
  openCitation() {
    return this.standing.citation(this.open);
  }

  /** Send the rater's own answer, so that the machine's is shown. */
  giveOwn() {
    if (this.data.mode !== "own") return;
    this.command({ kind: "own", own_answer: this.texts.own.value.trim(), category: this.standing.verdict.category ?? null });
    this.texts.forget(this.data.id);
    this.wait();
  }

  /** Go on from a field in which the rater has finished. */
  goOn() {
    if (this.settle.isOpen) this.settle.send();
    else if (this.data.mode === "own") this.giveOwn();
    else this.leave({ kind: "go", by: 1 });
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
    this.waiting.begin();
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
    this.view.paint({
      data: this.data,
      standing: this.standing,
      open: this.openCitation(),
      isWaiting: this.waiting.isOn || this.jump.isOn,
      isWriting: this.isWriting,
      jumped: this.jump.words(),
    });
  }
}
