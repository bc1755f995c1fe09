// While files are dragged over the page, its upload covers the page: they can be dropped anywhere.

import { closedWhenGone, uploadZone, viewOf } from "../kit/streamlit_internals.js";

/** @import { ComponentArguments } from "../kit/streamlit_internals.js" */

/** @type {WeakMap<object, DropAnywhere>} */
const views = new WeakMap();
const OVER = "sidelight-drop-over"; // class of the page while files are over it; app.css says what the upload does then
const SETTLE_MS = 400; // without news of the files they have left the window

/**
 * Mount it.
 *
 * @param {ComponentArguments<unknown>} component
 */
export default function (component) {
  const view = viewOf(views, component, "drop-anywhere", () => new DropAnywhere());
  return closedWhenGone(component, () => view.close());
}

/** Listens to files that are dragged over the page. */
class DropAnywhere {
  constructor() {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.over = (/** @type {DragEvent} */ event) => this.onOver(event);
    this.end = () => this.onEnd();
    document.addEventListener("dragover", this.over);
    for (const name of ["drop", "dragend"]) document.addEventListener(name, this.end);
  }

  /**
   * Let the upload cover the page as long as files are over it.
   *
   * @param {DragEvent} event
   */
  onOver(event) {
    if (!event.dataTransfer?.types.includes("Files") || !uploadZone()) return;
    event.preventDefault(); // a file dropped beside the upload would be opened in its place
    document.body.classList.add(OVER);
    clearTimeout(this.timer);
    this.timer = setTimeout(this.end, SETTLE_MS);
  }

  /** Let the upload be as it was. */
  onEnd() {
    clearTimeout(this.timer);
    document.body.classList.remove(OVER);
  }

  /** Stop listening. */
  close() {
    this.onEnd();
    document.removeEventListener("dragover", this.over);
    for (const name of ["drop", "dragend"]) document.removeEventListener(name, this.end);
  }
}
