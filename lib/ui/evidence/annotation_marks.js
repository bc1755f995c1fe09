// The words that a person marked, as marks on the pages of the reader.

import { drawBox } from "./page_sheet.js";

/** @import { Annotation } from "./evidence_data.js" */

/** The marks. */
export class AnnotationMarks {
  constructor() {
    /** @type {HTMLElement[]} */
    this.marks = [];
  }

  /**
   * Draw the marks anew, on every page, drawn yet or not.
   *
   * @param {Annotation[]} annotations
   * @param {HTMLElement[]} slots one a page
   */
  draw(annotations, slots) {
    for (const mark of this.marks) mark.remove();
    this.marks = annotations.flatMap(({ note, boxes }) => boxes.map(([page, ...at]) => {
      const mark = drawBox("annotated", at);
      mark.title = note;
      slots[page - 1]?.append(mark);
      return mark;
    }));
  }
}
