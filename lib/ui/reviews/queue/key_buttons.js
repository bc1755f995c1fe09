// Buttons that a key presses too, alone and as the answers to a question.

import { make } from "../../kit/elements.js";

/** @import { Choice, Question } from "./bar_keys.js" */

/**
 * The buttons of a question.
 *
 * @typedef {object} Group
 * @property {HTMLElement} element
 * @property {Question<string>} question
 * @property {Map<HTMLButtonElement, Choice>} buttons
 */

/** The buttons of the bar, by their keys. */
export class KeyButtons {
  /** @param {() => boolean} isWaiting whether a button does nothing for now */
  constructor(isWaiting) {
    this.isWaiting = isWaiting;
    /** @type {{key: string, act: () => void, element: HTMLButtonElement}[]} */
    this.buttons = [];
  }

  /**
   * Make a button.
   *
   * @param {string} key
   * @param {string} words
   * @param {string} title
   * @param {() => void} act
   */
  button(key, words, title, act) {
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
      if (!this.isWaiting()) act();
      element.blur();
    };
    this.buttons.push({ key, act, element });
    return element;
  }

  /**
   * Make the buttons of a question.
   *
   * @param {Question<string>} question
   * @param {(value: string | boolean) => void} act
   * @returns {Group}
   */
  group(question, act) {
    const element = make("div", "group");
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", question.name);
    element.dataset.group = question.group;
    const set = make("div", "set");
    const buttons = new Map();
    for (const choice of question.choices) {
      const one = this.button(choice.key, choice.words, "", () => act(choice.value));
      one.dataset.word = String(choice.value);
      buttons.set(one, choice);
      set.append(one);
    }
    element.append(make("span", "name", question.name), set);
    return { element, question, buttons };
  }

  /**
   * Return whether a key presses any button, shown or not.
   *
   * @param {string} pressed
   */
  knows(pressed) {
    return this.buttons.some(({ key }) => key === pressed);
  }

  /**
   * Return the button of a key that is on the screen and can be pressed; undefined where none is.
   *
   * @param {string} pressed
   */
  find(pressed) {
    return this.buttons.find(({ key, element }) => key === pressed && !element.closest("[hidden]") && !element.disabled);
  }
}

/**
 * Show or hide the buttons of a question, and mark the one that was said.
 *
 * @param {Group} group
 * @param {boolean} isShown
 * @param {object | null} verdict with the field of the question; null where there is none
 */
export function paintGroup({ element, question, buttons }, isShown, verdict) {
  element.hidden = !isShown;
  const said = /** @type {Record<string, unknown>} */ (verdict ?? {})[question.field];
  for (const [button, choice] of buttons) button.setAttribute("aria-pressed", String(said === choice.value));
}
