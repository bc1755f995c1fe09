// The verdict bar on the page: its rows, one below the other, and what is shown of them.

import { make } from "../../kit/elements.js";
import { TOOL_KEYS } from "./bar_keys.js";
import { BarTools } from "./bar_tools.js";
import { ListPane } from "./list_pane.js";
import { Questions } from "./questions.js";
import { SettlePane } from "./settle_pane.js";
import { VerdictTexts } from "./text_fields.js";

/** @import { BarData, CitationVerdict } from "./bar_data.js" */
/** @import { AnswerField } from "./bar_keys.js" */
/** @import { ToolActions } from "./bar_tools.js" */
/** @import { KeyButtons } from "./key_buttons.js" */
/** @import { ListActions } from "./list_pane.js" */
/** @import { Decision } from "./settle_pane.js" */
/** @import { StandingVerdict } from "./standing_verdict.js" */

/**
 * What the rows of the bar ask of it.
 *
 * @typedef {object} RowActions
 * @property {(field: AnswerField, value: string | boolean) => void} sayOfAnswer
 * @property {(change: Partial<CitationVerdict>) => void} sayOfCitation
 * @property {(decision: Decision) => void} settle
 * @property {() => void} onInput
 * @property {() => void} onLeave a field
 * @property {() => void} giveOwn send the rater's own answer
 * @property {ToolActions} tools
 * @property {ListActions} list
 */
/**
 * What is drawn.
 *
 * @typedef {object} BarState
 * @property {BarData} data
 * @property {StandingVerdict} standing
 * @property {CitationVerdict | null} open the citation that is judged
 * @property {boolean} isWaiting
 * @property {boolean} isWriting whether the fields are shown though nothing stands in them
 * @property {string} jumped what was not taken while the queue went on
 */

/** Draws the bar. */
export class BarView {
  /**
   * @param {HTMLElement} root
   * @param {KeyButtons} buttons
   * @param {RowActions} actions
   */
  constructor(root, buttons, actions) {
    this.root = root;
    this.line = make("div", "line");
    this.progress = make("i");
    this.line.append(this.progress);
    this.questions = new Questions(buttons, actions);
    this.tools = new BarTools(buttons, actions.tools);
    this.settle = new SettlePane(buttons, actions.settle);
    this.texts = new VerdictTexts(actions);
    this.own = make("div", "row own");
    const title = "Keep your answer and show the machine’s";
    this.own.append(this.texts.own, buttons.button(TOOL_KEYS.reveal, "show the answer", title, actions.giveOwn));
    this.list = new ListPane(actions.list);
    this.messageLine = make("div", "message");
    this.messageLine.setAttribute("role", "status");
    const rows = make("div", "questions");
    rows.append(this.questions.whole, this.settle.element, this.questions.cited);
    root.append(this.line, rows, this.texts.element, this.own, this.list.element, this.messageLine);
  }

  /**
   * Draw the verdict as it stands.
   *
   * @param {BarState} state
   */
  paint({ data, standing, open, isWaiting, isWriting, jumped }) {
    const { mode } = data;
    this.root.hidden = mode === "coming";
    this.root.classList.toggle("waiting", isWaiting);
    this.questions.paint({
      mode,
      isSettling: this.settle.isOpen && data.settling.length > 0,
      verdict: standing.verdict,
      open,
      citations: [...standing.citations.values()],
    });
    const row = mode === "own" ? this.questions.whole : this.questions.cited;
    if (this.tools.element.parentNode !== row) row.append(this.tools.element);
    this.texts.element.hidden = mode !== "verdict" || !(isWriting || this.texts.hasText());
    this.own.hidden = mode !== "own";
    this.progress.style.width = `${100 * data.progress}%`;
    this.settle.update(mode === "verdict" ? data.settling : []);
    this.tools.paint(data, Boolean(standing.verdict.flag), this.settle.isOpen);
    this.list.update(data.list, data.id);
    const message = [data.message, jumped].filter(Boolean).join(" ");
    this.messageLine.textContent = message;
    this.messageLine.hidden = !message;
  }
}
