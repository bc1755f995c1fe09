// One paper in the list: tick, title with its notes, authors, year, status, and what can be done. Texts go in as text alone.

import { button, drawIfChanged, make } from "../kit/elements.js";
import { sign } from "./list_icons.js";

/** @import { ListCommand, RowData } from "./list_data.js" */

/** What the tools of a row are called; each sends a command of its name. */
const TOOLS = { stop: "Stop reading it", again: "Try again", edit: "Details: title, authors, year, DOI" };

/**
 * What a row asks for: commands, and a password, which is sent once and not kept.
 *
 * @typedef {{send: (command: ListCommand) => void, unlock: (paper: string, password: string) => void}} Server
 */

/** A row. Each of its parts is drawn again only where it changed: what somebody types or presses in it stays. */
export class PaperRow {
  /**
   * @param {RowData} row
   * @param {Server} server
   */
  constructor(row, server) {
    this.row = row;
    this.server = server;
    /** @type {Record<string, string>} */
    this.drawn = {};
    this.element = make("div", "row");
    this.element.setAttribute("role", "listitem");
    this.element.dataset.paper = row.id;
    this.tick = make("input", "tick");
    this.tick.type = "checkbox";
    this.tick.addEventListener("change", () => server.send({ kind: "choose", papers: [row.id], on: this.tick.checked }));
    this.title = make("div", "title");
    this.notes = make("div", "notes");
    this.authors = make("div", "authors");
    this.authors.dir = "auto";
    this.year = make("div", "year");
    this.status = make("div", "status");
    this.tools = make("div", "tools");
    const name = make("div", "name");
    name.append(this.title, this.notes);
    this.element.append(this.tick, name, this.authors, this.year, this.status, this.tools);
  }

  /**
   * Draw the paper as it is now.
   *
   * @param {RowData} row
   * @param {boolean} isChosen
   */
  draw(row, isChosen) {
    this.tick.checked = isChosen;
    this.element.classList.toggle("chosen", isChosen);
    if (row === this.row && this.drawn.title) return;
    this.row = row;
    /** @type {(part: string, value: unknown, draw: () => void) => void} */
    const draw = (part, value, act) => drawIfChanged(this.drawn, part, value, act);
    draw("title", [row.title, row.isReady], () => this.drawTitle());
    draw(
      "notes",
      [row.standing, row.collections, row.tags, row.supplement, row.problem, row.needsPassword, row.quality, row.recognise],
      () => this.drawNotes(),
    );
    draw("authors", row.authors, () => (this.authors.textContent = row.authors ?? ""));
    draw("year", row.year, () => (this.year.textContent = row.year ? String(row.year) : ""));
    draw("status", [row.status, row.share], () => this.drawStatus());
    draw("tools", row.actions, () => this.drawTools());
  }

  /** Draw the title, which opens the paper where it is ready; a click with a key opens it in another tab. */
  drawTitle() {
    const { id, title, isReady } = this.row;
    this.tick.setAttribute("aria-label", `Choose ${title}`);
    if (!isReady) {
      const name = make("span", "", title);
      name.dir = "auto";
      this.title.replaceChildren(name);
      return;
    }
    const link = make("a", "", title);
    link.dir = "auto";
    link.href = addressOf("reader", { paper: id });
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.server.send({ kind: "open", paper: id });
    });
    this.title.replaceChildren(link);
  }

  /** Draw what stands under the title. */
  drawNotes() {
    const { standing, collections = [], tags = [], supplement, problem, needsPassword, quality, recognise } = this.row;
    const notes = [];
    if (standing) {
      const line = make("p");
      line.append(make("span", `standing ${standing.tone}`, standing.words), make("span", "quiet", ` ${standing.why}`));
      notes.push(line);
    }
    if (collections.length || tags.length || supplement) notes.push(groupsLine(collections, tags, supplement));
    if (problem) notes.push(make("p", "problem", problem));
    if (needsPassword) notes.push(this.passwordForm());
    if (quality) notes.push(make("p", "quiet", quality));
    if (recognise) {
      const begin = button("", recognise);
      begin.addEventListener("click", () => this.server.send({ kind: "recognise", paper: this.row.id }));
      notes.push(begin);
    }
    this.notes.replaceChildren(...notes);
  }

  /** Make the field for the password of a locked paper. */
  passwordForm() {
    const form = make("form", "unlock");
    const field = make("input");
    field.type = "password";
    field.autocomplete = "off";
    field.placeholder = "Password, kept in memory only";
    field.setAttribute("aria-label", `Password of ${this.row.title}`);
    const unlock = make("button", "", "Unlock");
    form.append(field, unlock);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (field.value) this.server.unlock(this.row.id, field.value);
      field.value = "";
    });
    return form;
  }

  /** Draw where the paper stands, and how far its reading is. */
  drawStatus() {
    const { status, share } = this.row;
    const line = make("div", "line", status);
    if (share === undefined) {
      this.status.replaceChildren(line);
      return;
    }
    line.title = status; // it is cut where it is long
    const bar = make("progress");
    bar.value = share;
    bar.setAttribute("aria-label", status);
    this.status.replaceChildren(line, bar);
  }

  /** Draw what can be done with the paper. */
  drawTools() {
    const focused = /** @type {Document | ShadowRoot} */ (this.tools.getRootNode()).activeElement;
    const hadFocus = this.tools.contains(focused);
    this.tools.replaceChildren(
      ...(this.row.actions ?? []).map((name) => {
        const tool = button("tool", undefined, TOOLS[name]);
        tool.append(sign(name));
        tool.addEventListener("click", () => this.server.send({ kind: name, paper: this.row.id }));
        return tool;
      }),
    );
    if (hadFocus) /** @type {HTMLElement} */ (this.tools.querySelector("button") ?? this.tick).focus({ preventScroll: true });
  }
}

/**
 * Return the line of the collections and tags that a paper has, and of what it is a supplement of.
 *
 * @param {string[]} collections
 * @param {string[]} tags
 * @param {string | undefined} supplement
 */
function groupsLine(collections, tags, supplement) {
  const line = make("p", "quiet groups");
  /** @type {(of: "collection" | "tag", name: string) => HTMLElement} */
  const group = (of, name) => {
    const element = make("span", "group");
    element.append(sign(of), name);
    element.title = of;
    return element;
  };
  line.append(...collections.map((name) => group("collection", name)), ...tags.map((name) => group("tag", name)));
  if (supplement) line.append(make("span", "group", supplement));
  return line;
}

/**
 * Return the address of another page, in the project that this page is of.
 *
 * @param {string} page
 * @param {Record<string, string>} query
 */
export function addressOf(page, query) {
  const project = new URLSearchParams(window.location.search).get("project");
  return `${page}?${new URLSearchParams({ ...query, ...(project ? { project } : {}) })}`;
}
