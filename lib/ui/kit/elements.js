// Elements and words that the components share. Text goes in by textContent only: texts of papers and models are not trusted.

/** What keeps the keys pressed in it for itself: fields, and Streamlit's lists and dialogs. */
export const TAKES_KEYS = "input, textarea, select, [contenteditable], [role=listbox], [role=combobox], [role=radiogroup], [role=dialog]";

/**
 * Make an element, with a class and a text where they are given.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/**
 * Make a button; its label is read out and shown as a tooltip.
 *
 * @param {string} className
 * @param {string} [text]
 * @param {string} [label]
 */
export function button(className, text, label) {
  const element = make("button", className, text);
  element.type = "button";
  if (label) {
    element.title = label;
    element.setAttribute("aria-label", label);
  }
  return element;
}

/**
 * Return the elements inside `root` that a selector finds, to be read and changed as HTML.
 *
 * @param {ParentNode} root
 * @param {string} selector
 */
export function findAll(root, selector) {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
}

/**
 * Return the innermost element that contains `target` and fits the selector, itself included; null where none does.
 *
 * @param {EventTarget | null | undefined} target
 * @param {string} selector
 */
export function closest(target, selector) {
  return target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest(selector)) : null;
}

/**
 * Name pages in words: "page 3", "pages 3, 4".
 *
 * @param {number[]} pages
 */
export const pagesInWords = (pages) => (pages.length > 1 ? `pages ${pages.join(", ")}` : `page ${pages[0]}`);

/**
 * Count in words: "1 paper", "2 papers".
 *
 * @param {number} n
 * @param {string} noun
 */
export const plural = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

/**
 * Return a number that is no smaller than `least` and no larger than `most`.
 *
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
export const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/**
 * Draw a part again where what it is drawn from is another than before.
 *
 * @param {Record<string, string>} drawn JSON of what each part was drawn from; changed here
 * @param {string} part
 * @param {unknown} value
 * @param {() => void} draw
 */
export function drawIfChanged(drawn, part, value, draw) {
  const json = JSON.stringify(value);
  if (drawn[part] === json) return;
  drawn[part] = json;
  draw();
}
