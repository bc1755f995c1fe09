// The keys that are pressed while the verdict bar is on the page: they press its buttons, now or once the next answer is there.

import { TAKES_KEYS, closest } from "../../kit/elements.js";
import { isOfCitation, pressedKey } from "./bar_keys.js";
import { KeptKeys } from "./kept_keys.js";

/** @import { JumpGuard } from "./jump_guard.js" */
/** @import { KeyButtons } from "./key_buttons.js" */
/** @import { ListPane } from "./list_pane.js" */

const KEEPS_KEYS = `${TAKES_KEYS}, [role=grid]`;

/**
 * What the keys are pressed in.
 *
 * @typedef {object} KeyParts
 * @property {HTMLElement} root of the bar
 * @property {KeyButtons} buttons
 * @property {JumpGuard} jump
 * @property {ListPane} list
 * @property {HTMLElement} listButton
 */
/**
 * What the keys ask of the bar.
 *
 * @typedef {object} KeyActions
 * @property {() => boolean} isWaiting whether the next answer is not on the screen yet
 * @property {() => boolean} lacksCitation whether a citation of the answer may still be opened, and none is
 * @property {() => void} onDropped called after a key was held back
 * @property {() => void} goOn keep what was typed and go on
 */

/** Presses the buttons of the bar by their keys. */
export class PressedKeys {
  /**
   * @param {KeyParts} parts
   * @param {KeyActions} actions
   */
  constructor({ root, buttons, jump, list, listButton }, actions) {
    this.root = root;
    this.buttons = buttons;
    this.jump = jump;
    this.list = list;
    this.listButton = listButton;
    this.actions = actions;
    this.kept = new KeptKeys(); // pressed while the bar waited
    this.isCatchingUp = false; // with them: the answer that they are of stays on the screen to be looked at
    this.listener = (/** @type {KeyboardEvent} */ event) => this.onKey(event);
    document.addEventListener("keydown", this.listener);
  }

  /** Stop listening to the page. */
  close() {
    document.removeEventListener("keydown", this.listener);
  }

  /**
   * Press the button of a key, where no field wants it.
   *
   * @param {KeyboardEvent} event
   */
  onKey(event) {
    if (!this.root.isConnected || event.defaultPrevented || this.list.onKey(event)) return;
    const path = event.composedPath();
    const [at] = path;
    if (at instanceof HTMLTextAreaElement && path.includes(this.root)) {
      this.onFieldKey(event, at);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || closest(at, KEEPS_KEYS)) return;
    const pressed = pressedKey(event);
    if (pressed === "Enter" && closest(at, "button, a")) return;
    const isWaiting = this.actions.isWaiting();
    const isInList = path.includes(this.list.element); // words are of the open answer, not of the row
    const found = isWaiting ? undefined : this.buttons.find(pressed);
    if (isWaiting ? !this.buttons.knows(pressed) : !found || (isInList && found.element !== this.listButton)) return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit has keys of its own: "r" runs the page again
    if (event.repeat) return;
    if (this.jump.drops(pressed)) {
      this.actions.onDropped();
      return;
    }
    if (found) found.act();
    else this.kept.keep(pressed);
  }

  /**
   * Take a key pressed in a field: Escape leaves it, Ctrl+Enter keeps it and goes on.
   *
   * @param {KeyboardEvent} event
   * @param {HTMLTextAreaElement} field
   */
  onFieldKey(event, field) {
    const isEnter = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!isEnter && event.key !== "Escape") return;
    event.preventDefault();
    field.blur();
    if (isEnter) this.actions.goOn();
  }

  /** Use the keys that were pressed while this answer was opened; those of a citation wait until one is open. */
  catchUp() {
    if (this.actions.isWaiting() || this.isCatchingUp) return;
    this.isCatchingUp = true;
    this.kept.use((key) => {
      const found = this.buttons.find(key);
      found?.act();
      return Boolean(found) || !isOfCitation(key) || !this.actions.lacksCitation();
    }, this.actions.isWaiting);
    this.isCatchingUp = false;
  }
}
