// The list of papers. The browser has all rows and finds in them at each letter; what is chosen, opened and searched for is told
// to the server afterwards, which keeps it. Text goes in by textContent alone.

import { Outbox } from "../kit/outbox.js";
import { closedWhenGone, viewOf } from "../kit/streamlit_internals.js";
import { chosenNow, howManyChosen } from "./list_choice.js";
import { ListHead } from "./list_head.js";
import { ListRows } from "./list_rows.js";
import { rowsWith } from "./list_search.js";

/** @import { ComponentArguments } from "../kit/streamlit_internals.js" */
/** @import { ListCommand, ListData } from "./list_data.js" */

/** @type {WeakMap<object, PaperList>} */
const lists = new WeakMap();
const TOLD_AFTER_MS = 500; // after the last letter the server hears what was searched for

/**
 * Mount the list.
 *
 * @param {ComponentArguments<ListData>} component
 */
export default function (component) {
  const { data: [data], setStateValue, setTriggerValue } = component;
  const list = viewOf(lists, component, "papers", (root) => new PaperList(root, data));
  list.outbox.send = (value) => setStateValue("outbox", value);
  list.unlock = (paper, password) => setTriggerValue("unlock", { paper, password });
  list.update(data);
  return closedWhenGone(component, () => list.close());
}

/** The list: what is searched for, what is chosen, and the rows. */
class PaperList {
  /**
   * @param {HTMLElement} root
   * @param {ListData} data
   */
  constructor(root, data) {
    this.root = root;
    this.data = data;
    /** @type {Outbox<ListCommand>} */
    this.outbox = new Outbox(() => {}, () => this.root.isConnected);
    /** @type {(paper: string, password: string) => void} */
    this.unlock = () => {};
    this.told = data.search; // the words that the server knows of
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.tellTimer = undefined;
    this.head = new ListHead({
      search: () => this.search(),
      leaveField: () => this.tell(),
      chooseAll: (on) => this.send({ kind: "choose", papers: this.found().map(({ id }) => id), on }),
      lookInTexts: (words) => this.send({ kind: "words", words }),
    });
    this.head.field.value = data.search;
    this.rows = new ListRows({
      send: (command) => this.send(command),
      unlock: (paper, password) => this.unlock(paper, password),
    });
    root.append(...this.head.elements, this.rows.element);
  }

  /**
   * Take what the server says.
   *
   * @param {ListData} data
   */
  update(data) {
    this.data = data;
    this.outbox.acknowledge(data.ack);
    this.rows.keepOnly(data.rows);
    this.draw(false);
  }

  /** Stop telling, and watching the page. */
  close() {
    clearTimeout(this.tellTimer);
    this.outbox.close();
    this.rows.close();
  }

  /** Return the rows that have the words that are typed. */
  found() {
    return rowsWith(this.data.rows, this.head.field.value);
  }

  /** Show what has the words that are typed, and tell the server once no further letter comes. */
  search() {
    this.draw(true);
    clearTimeout(this.tellTimer);
    this.tellTimer = setTimeout(() => this.tell(), TOLD_AFTER_MS);
  }

  /** Tell the server what is searched for, where it does not know. */
  tell() {
    clearTimeout(this.tellTimer);
    const words = this.head.field.value;
    if (words === this.told) return;
    this.told = words;
    this.send({ kind: "search", words });
  }

  /**
   * Send a command, after the words that were typed before it; what it changes here is seen at once.
   *
   * @param {ListCommand} command
   */
  send(command) {
    if (command.kind !== "search") this.tell();
    this.outbox.add(command);
    this.draw(false);
  }

  /**
   * Draw the list.
   *
   * @param {boolean} isOther whether other papers are looked for than before
   */
  draw(isOther) {
    const found = this.found();
    const chosen = chosenNow(this.data.chosen, this.outbox.commands);
    this.head.draw({ shown: found.length, chosen: howManyChosen(found, chosen), library: this.data });
    this.rows.show(found, chosen, isOther);
    this.root.dataset.searched = this.head.field.value;
  }
}
