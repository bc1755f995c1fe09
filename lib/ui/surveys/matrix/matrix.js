// A matrix: rows of cells, each a category by colour and sign. Only the rows in sight are in the page.
// Text goes in by textContent alone. What is filtered and sorted stays in this browser tab, by the matrix's id.

const matrices = new WeakMap();
const BUFFER = 6; // rows drawn above and below those in sight
const WIDE_UP_TO = 6; // questions
const TO_TOP_MS = [80, 400, 1000, 2000]; // after a cell opened: what stands below it is drawn by and by
const TOP_MARGIN_PX = 8;
const OPEN_AFTER_MS = 220; // on a cell that the arrow keys reach: one that is only passed by is not opened
const ROW_REM = 1.75; // as in matrix.css

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let matrix = matrices.get(parentElement);
  if (!matrix) {
    matrix = new Matrix(parentElement.querySelector('[data-sidelight="matrix"]'));
    matrices.set(parentElement, matrix);
  }
  matrix.send = setTriggerValue;
  matrix.update(data);
  return () => matrix.close();
}

class Matrix {
  constructor(root) {
    this.root = root;
    this.rows = new Map(); // place in the order -> element
    this.cursor = null; // {row, column}: where the keyboard is
    this.build();
    this.sizes = new ResizeObserver(() => this.drawRows());
    this.sizes.observe(this.scroll);
  }

  close() { this.sizes.disconnect(); }

  build() {
    this.tools = make("div", "tools");
    this.chips = make("div", "tools");
    this.chips.style.margin = 0;
    this.paperWords = this.wordsInput("Papers …", "papers");
    this.questionWords = this.wordsInput("Questions …", "questions");
    this.steps = make("div", "steps");
    this.position = make("span");
    this.back = button("", "‹", "Previous cell of those shown");
    this.next = button("", "›", "Next cell of those shown");
    this.back.onclick = () => this.step(-1);
    this.next.onclick = () => this.step(1);
    this.steps.append(this.position, this.back, this.next);
    this.tools.append(this.chips, this.paperWords, this.questionWords, this.steps);
    this.scroll = make("div", "scroll");
    this.scroll.tabIndex = 0;
    this.scroll.setAttribute("role", "grid");
    this.scroll.setAttribute("aria-label", "Matrix: arrow keys move, Enter opens a cell");
    this.grid = make("div", "grid");
    this.header = make("div", "header");
    this.body = make("div", "body");
    this.nothing = make("div", "nothing", "No paper has such a cell.");
    this.grid.append(this.header, this.body);
    this.scroll.append(this.grid, this.nothing);
    this.root.append(this.tools, this.scroll);
    this.scroll.addEventListener("scroll", () => this.drawRows());
    this.scroll.addEventListener("keydown", (event) => this.onKey(event));
    this.body.addEventListener("click", (event) => this.onClick(event));
    this.body.addEventListener("pointerover", (event) => this.lightLabel(event));
  }

  wordsInput(placeholder, name) {
    const input = make("input", "words");
    input.type = "search";
    input.placeholder = placeholder;
    input.setAttribute("aria-label", `Filter ${name} by words`);
    input.oninput = () => this.filter({ [name]: input.value });
    return input;
  }

  // ---- data in

  update(data) {
    const other = !this.data || this.data.id !== data.id;
    const first = Boolean(data.open) && !this.data?.open;
    const opened = data.open && (!this.data?.open || this.data.open.row !== data.open.row || this.data.open.column !== data.open.column);
    this.data = data;
    if (other) {
      this.chosen = this.remembered();
      this.paperWords.value = this.chosen.papers;
      this.questionWords.value = this.chosen.questions;
      this.scroll.scrollTop = 0;
    }
    if (opened || other) this.cursor = data.open ? { ...data.open } : null;
    this.root.classList.toggle("open", Boolean(data.open));
    this.order();
    this.draw(other);
    if (opened) requestAnimationFrame(() => this.reveal(data.open));
    if (first) this.toTopSoon();
  }

  // What stands below comes a little later, and with it the room to scroll; whoever scrolls meanwhile has the say.
  toTopSoon() {
    const waits = TO_TOP_MS.map((ms) => setTimeout(() => this.toTop(), ms));
    for (const type of ["wheel", "pointerdown", "keydown"]) {
      window.addEventListener(type, () => waits.forEach(clearTimeout), { once: true, passive: true });
    }
  }

  // With a cell open the matrix is a strip at the top of the window, the evidence below it.
  toTop() {
    const scroller = scrollerOf(this.root);
    if (!scroller) return;
    scroller.scrollTop += this.root.getBoundingClientRect().top - scroller.getBoundingClientRect().top - menuHeight() - TOP_MARGIN_PX;
  }

  blank() { return { codes: [], flags: [], papers: "", questions: "", sort: null, values: null }; }

  remembered() {
    try {
      return { ...this.blank(), ...JSON.parse(sessionStorage.getItem(`sidelight-matrix-${this.data.id}`)) };
    } catch { return this.blank(); }
  }

  filter(change) {
    this.chosen = { ...this.chosen, ...change };
    try { sessionStorage.setItem(`sidelight-matrix-${this.data.id}`, JSON.stringify(this.chosen)); } catch { /* kept while the page lives */ }
    this.order();
    this.draw();
  }

  // ---- what is shown, and in which order

  matches(row, column) {
    const { codes, flags } = this.chosen;
    const { rows } = this.data;
    if (codes.length && !codes.includes(rows[row].codes[column])) return false;
    return flags.every((flag) => (rows[row].flags[column] ?? "").includes(flag));
  }

  order() {
    const { data, chosen } = this;
    const has = (text, words) => words.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));
    this.columns = data.columns.map((_, i) => i).filter((i) => has(`${data.columns[i].label} ${data.columns[i].text}`, chosen.questions));
    this.filtering = chosen.codes.length > 0 || chosen.flags.length > 0;
    this.shown = data.rows.map((_, i) => i).filter((i) => has(`${data.rows[i].title} ${data.rows[i].year ?? ""}`, chosen.papers)
      && (!this.filtering || this.columns.some((column) => this.matches(i, column))));
    if (chosen.sort) this.sortBy(chosen.sort);
    this.stops = null;
  }

  sortBy({ by, up }) {
    const { rows, legend } = this.data;
    const rank = Object.fromEntries(legend.map((entry, i) => [entry.code, i]));
    const value = {
      title: (row) => row.title.toLowerCase(),
      year: (row) => row.year ?? 0,
      share: (row) => [...row.codes].filter((code) => code === legend[0].code).length,
    }[by] ?? ((row) => rank[row.codes[by]] ?? legend.length);
    const keys = new Map(this.shown.map((i) => [i, value(rows[i])]));
    const compare = (a, b) => (keys.get(a) < keys.get(b) ? -1 : keys.get(a) > keys.get(b) ? 1 : a - b);
    this.shown.sort((a, b) => (up ? compare(a, b) : compare(b, a)));
  }

  toggleSort(by, firstUp) {
    const { sort } = this.chosen;
    if (!sort || sort.by !== by) this.filter({ sort: { by, up: firstUp } });
    else this.filter({ sort: sort.up === firstUp ? { by, up: !firstUp } : null });
  }

  // Few columns are wide, with what the cells say in them.
  wide() { return this.data.values && (this.chosen.values ?? this.data.columns.length <= WIDE_UP_TO); }

  // ---- drawing

  // Without `anew` only rows that are not what they were are drawn: a cell that is being clicked stays.
  draw(anew = true) {
    this.root.classList.toggle("values", Boolean(this.wide()));
    this.grid.style.setProperty("--columns", this.columns.length);
    this.drawChips();
    this.drawHeader();
    for (const [place, element] of this.rows) {
      if (!anew && this.shown[place] !== undefined && element.dataset.state === this.rowState(this.shown[place])) continue;
      element.remove();
      this.rows.delete(place);
    }
    this.nothing.hidden = this.shown.length > 0 && this.columns.length > 0;
    this.drawRows();
    this.paint();
    this.drawSteps();
  }

  // What a row is drawn from.
  rowState(index) {
    const { rows, values, now } = this.data;
    return JSON.stringify([index, rows[index].codes, rows[index].flags, rows[index].gone, now.includes(index), values?.[index]]);
  }

  drawChips() {
    const { data, chosen } = this;
    const pressed = (list, item) => (list.includes(item) ? list.filter((one) => one !== item) : [...list, item]);
    const chips = data.legend.filter((entry) => entry.count || chosen.codes.includes(entry.code)).map((entry) => {
      const chip = this.chip(entry.name, entry.count, chosen.codes.includes(entry.code), () => this.filter({ codes: pressed(this.chosen.codes, entry.code) }));
      const sign = make("i", `cell tone-${entry.tone}`, entry.sign);
      sign.style.fontStyle = "normal";
      sign.style.margin = 0;
      chip.prepend(sign);
      chip.classList.remove("bare");
      chip.dataset.code = entry.code;
      return chip;
    });
    for (const flag of data.marks.filter((one) => one.count || chosen.flags.includes(one.flag))) {
      chips.push(this.chip(flag.name, flag.count, chosen.flags.includes(flag.flag), () => this.filter({ flags: pressed(this.chosen.flags, flag.flag) }), flag.sign));
    }
    if (data.values) chips.push(this.chip("Values", "", Boolean(this.wide()), () => this.filter({ values: !this.wide() })));
    this.chips.replaceChildren(...chips);
  }

  chip(name, count, on, act, sign = "") {
    const chip = button("chip bare", "");
    chip.append(make("span", "", `${sign}${sign ? " " : ""}${name}`));
    if (count !== "") chip.append(make("b", "", count.toLocaleString("en")));
    chip.setAttribute("aria-pressed", String(on));
    chip.onclick = act;
    return chip;
  }

  drawHeader() {
    const { data, chosen } = this;
    const corner = make("div", "corner");
    for (const [by, text, label, up] of [["title", "Paper", "Sort by title", true], ["year", "Year", "Sort by year", false], ["share", data.legend[0].sign, `Sort by how many are ${data.legend[0].name}`, false]]) {
      const head = button(chosen.sort?.by === by ? "sorted" : "", text, label);
      head.onclick = () => this.toggleSort(by, up);
      corner.append(head);
    }
    const longest = Math.max(0, ...this.columns.map((i) => data.columns[i].label.length));
    this.grid.style.setProperty("--longest", `${1.8 + 0.5 * longest}rem`);
    const labels = this.columns.map((i) => {
      const { label, text, share } = data.columns[i];
      const told = share === null ? "" : ` · ${data.legend[0].name} ${Math.round(share * 100)} %`;
      const head = button(`label${chosen.sort?.by === i ? " sorted" : ""}`, "", `${label}: ${text}${told}`);
      const bar = make("i");
      bar.style.setProperty("--share", `${(share ?? 0) * 100}%`);
      const bare = this.wide() && /^Q\d+$/.test(label); // a made-up label says nothing
      head.append(make("span", "", bare ? `${label} · ${text}` : label), bar);
      head.dataset.column = i;
      head.onclick = () => this.toggleSort(i, true);
      return head;
    });
    this.header.replaceChildren(corner, ...labels);
  }

  rowHeight() {
    return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * ROW_REM;
  }

  drawRows() {
    if (!this.data) return;
    const height = this.rowHeight();
    const head = this.header.offsetHeight;
    this.body.style.height = `${this.shown.length * height}px`;
    const first = Math.max(0, Math.floor((this.scroll.scrollTop - head) / height) - BUFFER);
    const last = Math.min(this.shown.length, Math.ceil((this.scroll.scrollTop + this.scroll.clientHeight) / height) + BUFFER);
    for (const [place, element] of this.rows) {
      if (place >= first && place < last) continue;
      element.remove();
      this.rows.delete(place);
    }
    for (let place = first; place < last; place += 1) {
      if (this.rows.has(place)) continue;
      const element = this.drawRow(this.shown[place]);
      element.style.top = `${place * height}px`;
      this.rows.set(place, element);
      this.body.append(element);
    }
  }

  drawRow(index) {
    const { data } = this;
    const row = data.rows[index];
    const element = make("div", "row");
    element.setAttribute("role", "row");
    element.dataset.state = this.rowState(index);
    const name = make("div", "name");
    name.setAttribute("role", "rowheader");
    name.classList.toggle("gone", row.gone);
    name.classList.toggle("now", data.now.includes(index));
    name.title = [row.title, row.gone ? "removed from the library" : ""].filter(Boolean).join(" · ");
    const share = [...row.codes].filter((code) => code === data.legend[0].code).length;
    name.append(make("span", "title", row.title), make("span", "", row.year ?? ""), make("span", "", String(share)));
    element.append(name, ...this.columns.map((column) => this.drawCell(index, column)));
    return element;
  }

  drawCell(row, column) {
    const { data } = this;
    const code = data.rows[row].codes[column];
    const entry = data.legend.find((one) => one.code === code) ?? { sign: "·", name: "not asked yet", tone: "none" };
    const flags = data.rows[row].flags[column] ?? "";
    const value = data.values ? data.values[row][column] : "";
    const cell = make("div", `cell tone-${entry.tone}`);
    cell.append(make("b", "", entry.sign));
    if (this.wide() && value) cell.append(make("span", "", value));
    cell.setAttribute("role", "gridcell");
    cell.dataset.row = row;
    cell.dataset.column = column;
    cell.dataset.code = code;
    const told = data.marks.filter((mark) => flags.includes(mark.flag)).map((mark) => mark.name);
    cell.title = [`${data.columns[column].label}: ${entry.name}`, value, ...told].filter(Boolean).join(" · ");
    cell.setAttribute("aria-label", `${data.rows[row].title}, ${cell.title}`);
    for (const mark of data.marks) cell.classList.toggle(mark.look, flags.includes(mark.flag));
    cell.classList.toggle("off", this.filtering && !this.matches(row, column));
    this.paintCell(cell);
    return cell;
  }

  // The open cell, and the one that the keyboard is at.
  paintCell(cell) {
    const is = (place) => place && place.row === Number(cell.dataset.row) && place.column === Number(cell.dataset.column);
    cell.classList.toggle("at", Boolean(is(this.data.open)));
    cell.classList.toggle("cursor", Boolean(is(this.cursor) && !is(this.data.open)));
  }

  paint() { for (const cell of this.body.querySelectorAll(".cell")) this.paintCell(cell); }

  // ---- stepping through the cells that are shown

  // The cells that previous and next go through: those that the filter means, else all that were asked.
  stopsInOrder() {
    this.stops ??= this.shown.flatMap((row) => this.columns
      .filter((column) => this.data.rows[row].codes[column] !== "." && this.matches(row, column)).map((column) => ({ row, column })));
    return this.stops;
  }

  drawSteps() {
    const stops = this.stopsInOrder();
    const { open } = this.data;
    const at = open ? stops.findIndex((stop) => stop.row === open.row && stop.column === open.column) : -1;
    const papers = `${this.shown.length.toLocaleString("en")} of ${plural(this.data.rows.length, "paper")}`;
    this.position.textContent = open && at >= 0 ? `${(at + 1).toLocaleString("en")} of ${stops.length.toLocaleString("en")}` : papers;
    this.back.disabled = this.next.disabled = !stops.length;
  }

  step(by) {
    const stops = this.stopsInOrder();
    if (!stops.length) return;
    const { open } = this.data;
    let at = open ? stops.findIndex((stop) => stop.row === open.row && stop.column === open.column) : -1;
    if (at < 0) at = by > 0 ? -1 : 0;
    this.open(stops[(at + by + stops.length) % stops.length]);
  }

  open(place) {
    this.cursor = place;
    if (this.data.rows[place.row].codes[place.column] === ".") return;
    this.send("cell", { paper: this.data.rows[place.row].paper, question: place.column, nonce: Date.now() });
  }

  onClick(event) {
    const cell = event.target.closest(".cell");
    if (!cell) return;
    this.open({ row: Number(cell.dataset.row), column: Number(cell.dataset.column) });
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!by && !["Enter", " ", "Escape"].includes(event.key)) return;
    if (event.target !== this.scroll) return; // buttons of the header act by themselves
    event.preventDefault();
    event.stopPropagation(); // the evidence view listens to arrows too
    if (by) this.move(...by);
    else if (event.key === "Escape") { if (this.data.open) this.send("close", Date.now()); }
    else if (this.cursor) this.open(this.cursor);
  }

  move(down, right) {
    const place = this.cursor ? this.shown.indexOf(this.cursor.row) : -1;
    const column = this.cursor ? this.columns.indexOf(this.cursor.column) : -1;
    if (!this.shown.length || !this.columns.length) return;
    const within = (value, end) => Math.min(end - 1, Math.max(0, value));
    this.cursor = { row: this.shown[within(place + (this.cursor ? down : 1), this.shown.length)],
      column: this.columns[within(column + (this.cursor ? right : 1), this.columns.length)] };
    this.reveal(this.cursor);
    this.paint();
    if (this.data.open) {
      clearTimeout(this.later);
      this.later = setTimeout(() => this.open(this.cursor), OPEN_AFTER_MS);
    }
  }

  reveal({ row, column }) {
    const place = this.shown.indexOf(row);
    if (place < 0) return;
    const height = this.rowHeight();
    const head = this.header.offsetHeight;
    const top = place * height;
    const room = this.scroll.clientHeight - head;
    if (top < this.scroll.scrollTop) this.scroll.scrollTop = top;
    else if (top + height > this.scroll.scrollTop + room) this.scroll.scrollTop = top + height - room;
    this.drawRows();
    const label = this.header.querySelector(`[data-column="${column}"]`);
    const frozen = this.header.firstChild?.offsetWidth ?? 0;
    if (label && label.offsetLeft - frozen < this.scroll.scrollLeft) this.scroll.scrollLeft = label.offsetLeft - frozen;
    else if (label && label.offsetLeft + label.offsetWidth > this.scroll.scrollLeft + this.scroll.clientWidth) {
      this.scroll.scrollLeft = label.offsetLeft + label.offsetWidth - this.scroll.clientWidth;
    }
  }

  lightLabel(event) {
    const cell = event.target.closest(".cell");
    for (const label of this.header.querySelectorAll(".label")) label.classList.toggle("lit", label.dataset.column === cell?.dataset.column);
  }
}
