// A button that asks the server for something.

import { button } from "../kit/elements.js";

const REQUEST_PAUSE_MS = 2000; // in which a pressed button takes no second click

/**
 * Make a button that rests a while when it was pressed: what it asks for comes with new data.
 *
 * @param {string} className
 * @param {string} text
 * @param {string} label
 * @param {() => void} ask
 */
export function requestButton(className, text, label, ask) {
  const element = button(className, text, label);
  element.onclick = () => {
    element.disabled = true;
    setTimeout(() => { element.disabled = false; }, REQUEST_PAUSE_MS);
    ask();
  };
  return element;
}
