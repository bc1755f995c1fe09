// The tools of the verdict bar: what is done with the open answer beside answering, and the way to another.

import { make } from "../../kit/elements.js";
import { TOOL_KEYS } from "./bar_keys.js";

/** @import { BarData } from "./bar_data.js" */
/** @import { KeyButtons } from "./key_buttons.js" */

/**
 * What the tools do.
 *
 * @typedef {Record<"flag" | "write" | "undo" | "back" | "next" | "list" | "settle", () => void>} ToolActions
 */

/** The tools. */
export class BarTools {
  /**
   * @param {KeyButtons} buttons
   * @param {ToolActions} actions
   */
  constructor(buttons, actions) {
    this.element = make("div", "tools");
    const tool = (/** @type {keyof ToolActions} */ name, /** @type {string} */ words, /** @type {string} */ title) => (
      buttons.button(TOOL_KEYS[name], words, title, () => actions[name]()));
    this.flag = tool("flag", "flag", "Flag: to be looked at again");
    this.write = tool("write", "write", "Reason, correction, note");
    this.undo = tool("undo", "undo", "Take the last verdict back");
    this.back = tool("back", "‹", "Previous answer");
    this.next = tool("next", "next ›", "Next answer");
    this.list = tool("list", "list", "The queue as a list");
    this.settle = tool("settle", "settle …", "Settle what raters differ on");
    this.element.append(this.settle, this.list, this.flag, this.write, this.undo, this.back, this.next);
  }

  /**
   * Draw which of them there are, and what is on.
   *
   * @param {BarData} data
   * @param {boolean} isFlagged
   * @param {boolean} isSettling
   */
  paint({ mode, settling, hasPrevious, list }, isFlagged, isSettling) {
    this.flag.hidden = mode !== "verdict";
    this.flag.setAttribute("aria-pressed", String(isFlagged));
    this.write.hidden = mode === "end";
    this.settle.hidden = mode !== "verdict" || !settling.length;
    this.settle.setAttribute("aria-pressed", String(isSettling));
    this.back.disabled = !hasPrevious;
    this.next.hidden = mode === "end";
    this.list.setAttribute("aria-expanded", String(Boolean(list)));
  }
}
