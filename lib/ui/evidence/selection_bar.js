// What can be done with words that are selected on a page: copied, asked about, highlighted, noted.

import { button, findAll, make } from "../kit/elements.js";
import { cleanText } from "./clean_text.js";
import { copyText } from "./copying.js";
import { draftOf, keepDraft } from "./note_drafts.js";

/** @typedef {[number, number, number, number, number]} PlacedBox page, x0, top, x1, bottom */
/** @typedef {{text: string, boxes: PlacedBox[]}} Selected */

const SHOWN_MS = 1500; // how long it is said that something was copied
const ABOVE_PX = 44; // over the words
const FORMS = /** @type {const} */ ({
  ask: ["Your question, or nothing for what it says", "Ask"],
  note: ["Your note", "Keep"],
  point: ["What the answer should say", "Keep"],
}); // what is typed, and the button

/**
 * Return what is selected in the tree of the document that an element stands in; null where nothing can be.
 *
 * @param {HTMLElement} element
 */
export function selectionAround(element) {
  const tree = /** @type {Node & {getSelection?: () => Selection | null}} */ (element.getRootNode());
  return tree.getSelection?.() ?? window.getSelection();
}

/** The bar over selected words. */
export class SelectionBar {
  /**
   * @param {HTMLElement} pages in which words are selected
   * @param {(what: string, value: unknown) => void} send
   * @param {string} of the paper or answer whose pages they are
   * @param {{pointing: boolean, marking: boolean}} may whether a rater points at the right evidence; else whether words can be
   * asked about and marked
   */
  constructor(pages, send, of, { pointing, marking }) {
    this.draft = `selection ${of}`;
    this.pages = pages;
    this.send = send;
    /** @type {Selected | null} */
    this.selected = null;
    this.element = make("div", "selection-bar");
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", "Selected words");
    this.element.hidden = true;
    this.buttons = make("div", "selection-buttons");
    this.form = make("form", "selection-form");
    this.field = make("input");
    this.field.type = "text";
    this.field.maxLength = 2000;
    this.sendButton = button("tool words boxed");
    this.sendButton.type = "submit";
    this.form.append(this.field, this.sendButton);
    this.copyButton = this.addButton("Copy", () => void this.copy());
    if (pointing) {
      this.addButton("Right evidence", () => this.point(""));
      this.addButton("… with the right value", () => this.openForm("point"));
    } else if (marking) {
      this.addButton("Ask about this", () => this.openForm("ask"));
      this.addButton("Highlight", () => this.annotate(""));
      this.addButton("Note", () => this.openForm("note"));
    }
    this.element.append(this.buttons, this.form);
    this.purpose = "";
    this.form.onsubmit = (event) => this.onSubmit(event);
    this.field.oninput = () => keepDraft(this.draft, { purpose: this.purpose, typed: this.field.value, selected: this.selected });
    this.element.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the keys of the pages are none of the field's
      if (event.key === "Escape") this.hide();
    });
    this.changed = () => this.update();
    document.addEventListener("selectionchange", this.changed);
    this.restore();
  }

  /**
   * Turn to other pages; what is typed on those before stays kept.
   *
   * @param {string} of
   */
  turnTo(of) {
    if (this.draft === `selection ${of}`) return;
    this.draft = `selection ${of}`;
    this.selected = null;
    this.element.hidden = true;
    this.form.hidden = true;
    this.restore();
  }

  /** Open the form again with what was typed into it when the page was left. */
  restore() {
    const { purpose, typed, selected } = draftOf(this.draft) ?? {};
    if (!typed || !selected || !(purpose in FORMS)) return;
    this.selected = selected;
    this.element.hidden = false;
    this.openForm(purpose);
    this.field.value = typed;
    this.field.title = selected.text;
    Object.assign(this.element.style, { top: "0", left: "0" });
  }

  /** Stop listening. */
  close() {
    document.removeEventListener("selectionchange", this.changed);
  }

  /**
   * Add a button.
   *
   * @param {string} text
   * @param {() => void} onClick
   */
  addButton(text, onClick) {
    const made = button("tool words", text);
    made.onpointerdown = (event) => event.preventDefault(); // else the words are no longer selected
    made.onclick = onClick;
    this.buttons.append(made);
    return made;
  }

  /** Show the bar over the words that are selected, hide it where none are. */
  update() {
    if (!this.form.hidden && !this.element.hidden) return; // something is being typed
    const range = this.range();
    this.selected = range && selectedWords(this.pages, range);
    this.element.hidden = !this.selected;
    this.form.hidden = true;
    this.buttons.hidden = false;
    const host = this.element.offsetParent;
    if (!range || !this.selected || !host) return;
    const words = range.getBoundingClientRect();
    const frame = host.getBoundingClientRect();
    this.element.style.top = `${Math.max(0, words.top - frame.top - ABOVE_PX)}px`;
    this.element.style.left = `${Math.max(0, Math.min(words.left - frame.left, frame.width - this.element.offsetWidth))}px`;
  }

  /** Return the selected part of the pages; null where nothing is selected in them. */
  range() {
    const selection = selectionAround(this.pages);
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    return range.intersectsNode(this.pages) ? range : null;
  }

  /** Hide the bar, and forget what was typed. */
  hide() {
    keepDraft(this.draft, null);
    this.element.hidden = true;
    this.form.hidden = true;
    this.pages.focus();
  }

  /** Copy the words as clean text. */
  async copy() {
    if (!this.selected) return;
    await copyText(this.selected.text);
    this.copyButton.textContent = "Copied";
    setTimeout(() => { this.copyButton.textContent = "Copy"; }, SHOWN_MS);
  }

  /**
   * Ask for a line of text.
   *
   * @param {keyof typeof FORMS} purpose
   */
  openForm(purpose) {
    const [label, done] = FORMS[purpose];
    this.purpose = purpose;
    this.field.placeholder = label;
    this.field.setAttribute("aria-label", label);
    this.field.value = "";
    this.sendButton.textContent = done;
    this.buttons.hidden = true;
    this.form.hidden = false;
    this.field.focus();
  }

  /** @param {SubmitEvent} event */
  onSubmit(event) {
    event.preventDefault();
    if (this.purpose === "note") this.annotate(this.field.value);
    else if (this.purpose === "point") this.point(this.field.value);
    else if (this.selected) this.send("ask", { question: this.field.value, text: this.selected.text });
    this.hide();
  }

  /**
   * Point at the words as the right evidence.
   *
   * @param {string} value what the answer should say; empty where that is not said
   */
  point(value) {
    if (this.selected) this.send("point", { value, nonce: Date.now(), ...this.selected });
    this.hide();
  }

  /**
   * Keep the words, with a note.
   *
   * @param {string} note
   */
  annotate(note) {
    if (this.selected) this.send("annotation", { do: "add", note, ...this.selected });
    this.hide();
  }
}

/**
 * Return what a range selects of the pages' lines; null where it selects no word.
 *
 * @param {HTMLElement} pages
 * @param {Range} range
 * @returns {Selected | null}
 */
function selectedWords(pages, range) {
  /** @type {string[]} */
  const lines = [];
  /** @type {PlacedBox[]} */
  const boxes = [];
  for (const line of findAll(pages, ".line > span")) {
    const words = line.firstChild;
    const sheet = line.closest(".page");
    if (!words || !(sheet instanceof HTMLElement) || !range.intersectsNode(words)) continue;
    const part = document.createRange();
    part.setStart(words, range.startContainer === words ? range.startOffset : 0);
    part.setEnd(words, range.endContainer === words ? range.endOffset : words.textContent?.length ?? 0);
    const text = part.toString();
    if (!text.trim()) continue;
    const { left, top, right, bottom } = part.getBoundingClientRect();
    const page = sheet.getBoundingClientRect();
    lines.push(text);
    const share = (/** @type {number} */ value) => Math.min(1, Math.max(0, value));
    boxes.push([
      Number(sheet.dataset.page), share((left - page.left) / page.width), share((top - page.top) / page.height),
      share((right - page.left) / page.width), share((bottom - page.top) / page.height),
    ]);
  }
  return lines.length ? { text: cleanText(lines), boxes } : null;
}
