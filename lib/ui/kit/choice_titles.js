// A list of choices cuts what is wider than its field: the choice under the pointer says its whole text as a tooltip.

import { closest } from "./elements.js";
import { closedWhenGone, reloadBrokenPage, viewOf } from "./streamlit_internals.js";

/** @import { ComponentArguments } from "./streamlit_internals.js" */

/** @type {WeakMap<object, ChoiceTitles>} */
const views = new WeakMap();

/**
 * Mount it.
 *
 * @param {ComponentArguments<unknown>} component
 */
export default function (component) {
  reloadBrokenPage(); // here, since this stands on every page
  const view = viewOf(views, component, "choice-titles", () => new ChoiceTitles());
  return closedWhenGone(component, () => view.close());
}

/** Gives the choices of all the page's lists their titles: the lists stand in the page, outside of every component. */
export class ChoiceTitles {
  constructor() {
    document.addEventListener("pointerover", nameWholeChoice);
  }

  /** Stop listening. */
  close() {
    document.removeEventListener("pointerover", nameWholeChoice);
  }
}

/**
 * Let the choice under the pointer say its whole text.
 *
 * @param {Event} event
 */
export function nameWholeChoice({ target }) {
  const choice = closest(target, "[role=option]");
  if (choice) choice.title = choice.textContent ?? "";
}
