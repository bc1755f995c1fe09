// The words that a person marked in the paper, each with its note and a way to its place.

import { button, drawIfChanged, make } from "../kit/elements.js";
import { draftOf, keepDraft } from "./note_drafts.js";

/** @import { Annotation, ReaderData } from "./evidence_data.js" */

/** The list beside the pages. */
export class AnnotationList {
  /**
   * @param {(page: number, top: number) => void} goTo
   * @param {(what: string, value: unknown) => void} send
   */
  constructor(goTo, send) {
    this.goTo = goTo;
    this.send = send;
    /** @type {Record<string, string>} JSON of what was drawn */
    this.drawn = {};
    this.element = make("section", "annotations");
    this.element.setAttribute("aria-label", "Your highlights");
  }

  /**
   * Draw the list where it changed.
   *
   * @param {ReaderData} data
   */
  update({ annotations, marking }) {
    this.element.hidden = !annotations.length;
    drawIfChanged(this.drawn, "annotations", [annotations, marking], () => {
      this.element.replaceChildren(make("h3", "quiet", "Your highlights"), ...annotations.map((one) => this.drawOne(one, marking)));
    });
  }

  /**
   * Return a note as it was typed last: one that did not reach the server before the page was left is sent now.
   *
   * @param {string} id
   * @param {string} note as the server has it
   */
  lastTyped(id, note) {
    const draft = draftOf(id);
    if (typeof draft !== "string") return note;
    keepDraft(id, null);
    if (draft !== note) this.send("annotation", { do: "note", id, note: draft });
    return draft;
  }

  /**
   * Draw one of them.
   *
   * @param {Annotation} one
   * @param {boolean} canChange
   */
  drawOne({ id, text, note, boxes }, canChange) {
    const row = make("div", "annotation");
    const go = button("outline-entry");
    const [page, , top] = boxes[0];
    go.append(make("span", "annotation-words", text), make("span", "page-number", String(page)));
    go.onclick = () => this.goTo(page, top);
    const field = make("input", "annotation-note");
    field.type = "text";
    field.maxLength = 2000;
    field.value = this.lastTyped(id, note);
    field.placeholder = "Add a note";
    field.readOnly = !canChange;
    field.setAttribute("aria-label", `Note on “${text.slice(0, 60)}”`);
    field.oninput = () => keepDraft(id, field.value);
    field.onchange = () => this.send("annotation", { do: "note", id, note: field.value });
    const remove = button("tool", "×", "Remove this highlight");
    remove.onclick = () => {
      keepDraft(id, null);
      this.send("annotation", { do: "remove", id });
    };
    row.append(go);
    if (canChange || note) row.append(field);
    if (canChange) row.append(remove);
    return row;
  }
}
