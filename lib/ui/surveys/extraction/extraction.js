// The extraction table: papers down, questions across, each cell what the paper is held to report; or one question alone.
// Text goes in by textContent alone.

import { button, closest, findAll, make } from "../../kit/elements.js";
import { viewOf } from "../../kit/streamlit_internals.js";

/** @import { ComponentArguments } from "../../kit/streamlit_internals.js" */
/** @import { Cell, Row, TableData } from "./extraction_data.js" */

/** @type {WeakMap<object, ExtractionTable>} */
const tables = new WeakMap();

/**
 * Mount the table.
 *
 * @param {ComponentArguments<TableData>} component
 */
export default function (component) {
  const { data: [data], setTriggerValue } = component;
  const table = viewOf(tables, component, "extraction", (root) => new ExtractionTable(root));
  table.send = setTriggerValue;
  table.update(data);
  return () => undefined;
}

/** The table as it stands in the page. */
class ExtractionTable {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(what: string, value: unknown) => void} */
    this.send = () => undefined;
    this.drawn = "";
    this.opened = ""; // the open cell, "" for none
    this.scroll = make("div", "scroll");
    this.scroll.tabIndex = 0;
    this.root.append(this.scroll);
    this.root.addEventListener("click", (event) => this.onClick(event));
  }

  /**
   * Take new data and draw what differs.
   *
   * @param {TableData} data
   */
  update(data) {
    const { open, ...content } = data;
    const drawn = JSON.stringify(content);
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      this.scroll.replaceChildren(data.isList ? listOf(data) : tableOf(data));
    }
    this.root.classList.toggle("open", open !== null);
    for (const cell of findAll(this.scroll, ".cell")) {
      const isOpen = open !== null && cell.dataset.paper === open.paper && cell.dataset.question === String(open.question);
      cell.classList.toggle("at", isOpen);
      if (isOpen) cell.setAttribute("aria-current", "true");
      else cell.removeAttribute("aria-current");
      if (isOpen && this.takeOpened(`${open.paper} ${open.question}`)) this.scrollTo(cell);
    }
    if (open === null) this.opened = "";
  }

  /**
   * Keep which cell is open; return whether that was another before.
   *
   * @param {string} cell
   */
  takeOpened(cell) {
    const before = this.opened;
    this.opened = cell;
    return cell !== before;
  }

  /**
   * Bring a cell beside its paper's name and under the head: of the table above an open cell little more than a row is seen.
   *
   * @param {HTMLElement} cell
   */
  scrollTo(cell) {
    const [place, row] = [closest(cell, "td, li"), closest(cell, "tr, li")];
    if (!place || !row) return;
    const view = this.scroll.getBoundingClientRect();
    const corner = findAll(this.scroll, "thead th")[0]?.getBoundingClientRect(); // a list has none
    this.scroll.scrollTop += row.getBoundingClientRect().top - view.top - (corner?.height ?? 0);
    this.scroll.scrollLeft += place.getBoundingClientRect().left - view.left - (corner?.width ?? 0);
  }

  /** @param {Event} event */
  onClick(event) {
    const cell = closest(event.target, ".cell");
    if (cell) this.send("cell", { paper: cell.dataset.paper, question: Number(cell.dataset.question) });
  }
}

/** @param {TableData} data */
function tableOf(data) {
  const table = make("table");
  const head = make("tr");
  head.append(headOf("paper", ""));
  for (const one of data.heads) head.append(headOf(one.label, one.text));
  const top = make("thead");
  top.append(head);
  const body = make("tbody");
  for (const row of data.rows) body.append(rowOf(row, data));
  table.append(top, body);
  return table;
}

/**
 * @param {string} label
 * @param {string} text
 */
function headOf(label, text) {
  const head = make("th", "", label);
  head.scope = "col";
  if (text) head.title = text;
  if (text && text !== label) head.append(make("span", "asked", text)); // cut by the style: the title has all of it
  return head;
}

/**
 * @param {Row} row
 * @param {TableData} data
 */
function rowOf(row, data) {
  const line = make("tr");
  const name = make("th", "name", row.name);
  name.scope = "row";
  name.title = row.title;
  line.append(name);
  row.cells.forEach((cell, at) => {
    const place = make("td");
    place.append(cell ? cellOf(cell, row, data.heads[at].place, data.heads[at].label) : make("span", "none", "not asked yet"));
    line.append(place);
  });
  return line;
}

/** @param {TableData} data */
function listOf(data) {
  const list = make("ol");
  const [head] = data.heads;
  for (const row of data.rows) {
    const item = make("li");
    const [cell] = row.cells;
    const name = make("p", "name", row.name);
    name.title = row.title;
    item.append(name, cell ? cellOf(cell, row, head.place, head.label) : make("span", "none", "not asked yet"));
    if (cell) {
      for (const quote of cell.quotes) item.append(make("blockquote", "", quote));
      item.append(make("p", "behind", [cell.layer, cell.certainty, cell.reviewed].filter(Boolean).join(" · ")));
    }
    list.append(item);
  }
  return list;
}

/**
 * @param {Cell} cell
 * @param {Row} row
 * @param {number} question
 * @param {string} label
 */
function cellOf(cell, row, question, label) {
  const made = button(`cell${cell.isDoubtful ? " doubtful" : ""}${cell.isValue ? "" : " judged"}`);
  made.dataset.paper = row.paper;
  made.dataset.question = String(question);
  made.title = [...cell.quotes, [cell.layer, cell.certainty, cell.reviewed].filter(Boolean).join(" · ")].join("\n");
  made.setAttribute("aria-label", `${row.name}, ${label}: ${cell.shown}. Opens the evidence.`);
  const sign = make("i", "", cell.sign);
  sign.title = cell.category;
  made.append(sign, make("span", "shown", cell.shown));
  return made;
}
