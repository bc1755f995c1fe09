// The queue as a list below the bar.

import { make } from "../../kit/elements.js";
import { rowAfter } from "./bar_keys.js";

/** @import { ListData, ListRow } from "./bar_data.js" */

/**
 * What is done from the list: another view of it ("" closes it), another answer.
 *
 * @typedef {{setView: (view: string) => void, open: (answer: string) => void}} ListActions
 */

/** The open list. */
export class ListPane {
  /** @param {ListActions} actions */
  constructor(actions) {
    this.actions = actions;
    this.element = make("div", "list");
    this.drawn = ""; // JSON of what the list was drawn from
    /** @type {string | undefined} */
    this.drawnView = undefined;
    /** @type {HTMLElement[]} */
    this.rows = [];
  }

  /**
   * Draw the list where it changed; one that was opened or turned to another view gets the focus.
   *
   * @param {ListData | null} list
   * @param {string} answer that is open
   */
  update(list, answer) {
    const json = JSON.stringify([list, answer]);
    if (json === this.drawn) return;
    const isTurned = this.drawnView !== list?.view;
    this.drawn = json;
    this.drawnView = list?.view;
    this.element.hidden = !list;
    this.rows = list ? list.rows.map((row) => this.drawRow(row, answer)) : [];
    this.element.replaceChildren(...(list ? this.draw(list) : []));
    if (list && isTurned) (this.rows.find((row) => row.dataset.answer === answer) ?? this.rows[0])?.focus();
  }

  /**
   * Draw the views of the list, and its rows.
   *
   * @param {ListData} list
   */
  draw(list) {
    const views = make("div", "set");
    for (const { view, words } of list.views) {
      const one = make("button", "word", words);
      one.type = "button";
      one.setAttribute("aria-pressed", String(view === list.view));
      one.onclick = () => this.actions.setView(view);
      views.append(one);
    }
    const items = make("div", "items");
    items.append(...this.rows);
    if (!this.rows.length) items.append(make("div", "message", "Nothing."));
    if (list.more) items.append(make("div", "message", `and ${list.more} more`));
    return [views, items];
  }

  /**
   * Draw an answer of the queue.
   *
   * @param {ListRow} row
   * @param {string} answer that is open
   */
  drawRow(row, answer) {
    const one = make("button", "item");
    one.type = "button";
    one.dataset.answer = row.id;
    one.setAttribute("aria-current", String(row.id === answer));
    const signs = [row.done ? "✓" : "", row.flag ? "⚑" : ""].filter(Boolean).join(" ");
    one.append(make("span", "place", String(row.place)), make("span", "signs", signs), make("b", "", row.question),
      make("span", "of", [row.paper, row.support].filter(Boolean).join(" · ")));
    one.onclick = () => this.actions.open(row.id);
    return one;
  }

  /**
   * Take a key pressed in the list: the arrows move, Escape closes, Enter is the row's own. Return whether the key was meant for
   * it.
   *
   * @param {KeyboardEvent} event
   */
  onKey(event) {
    const [at] = event.composedPath();
    if (!this.drawnView || !event.composedPath().includes(this.element)) return false;
    const row = rowAfter(event.key, this.rows.findIndex((one) => one === at), this.rows.length);
    if (event.key === "Escape") this.actions.setView("");
    else if (row === null) return false;
    else this.rows[row]?.focus();
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
