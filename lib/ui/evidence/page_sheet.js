// A page on the screen: its picture with the printed lines over it, its marks and their numbers.

import { make } from "../kit/elements.js";
import { WHOLE_WIDTH, firstCites, keyPlaces, lineFont, linePlace } from "./page_layout.js";

/** @import { Line, Page } from "./evidence_data.js" */
/** @import { Extent } from "./page_layout.js" */

const FONT_PX = 100; // at which text is measured

/**
 * A page on the screen, and what it was drawn from.
 *
 * @typedef {object} Sheet
 * @property {HTMLElement} element
 * @property {string} json
 * @property {Page} page
 * @property {HTMLElement} picture
 */

/**
 * Show the part of a page's width that its text takes, in the middle of the room there is.
 *
 * @param {HTMLElement} sheet
 * @param {number} room in px
 * @param {number} shown width of that part in px
 * @param {{x0: number, x1: number}} block
 */
export function cropSheet(sheet, room, shown, block) {
  const width = Math.round(shown / (block.x1 - block.x0));
  sheet.style.width = `${width}px`;
  sheet.style.marginLeft = block === WHOLE_WIDTH ? "" : `${Math.round((room - shown) / 2 - block.x0 * width)}px`;
  sheet.style.setProperty("--cut", `${100 * (1 - block.x1)}%`);
}

/**
 * Return what a page is found by.
 *
 * @param {string} paper
 * @param {number} page
 */
export const sheetKey = (paper, page) => `${paper} ${page}`;

/**
 * Return the page that a mark stands on.
 *
 * @param {HTMLElement} mark
 */
export const sheetOf = (mark) => /** @type {HTMLElement} */ (mark.parentNode);

/**
 * Return where a mark stands inside the scrolled pages.
 *
 * @param {HTMLElement} mark
 * @returns {Extent}
 */
export function placeOfMark(mark) {
  const top = mark.offsetTop + sheetOf(mark).offsetTop;
  return { top, bottom: top + mark.offsetHeight };
}

/**
 * Draw a page of which nothing is known yet but its number.
 *
 * @param {string} paper
 * @param {number} page
 * @param {number} aspect height per width that it is taken to have
 * @returns {Sheet}
 */
export function blankSheet(paper, page, aspect) {
  const element = make("div", "page");
  element.dataset.page = String(page);
  const picture = make("div", "blank", `page ${page}`);
  element.append(picture);
  return { element, json: "", page: { paper, page, title: "", url: " ", aspect, problem: "", lines: [] }, picture };
}

/**
 * Draw a page, in the place of what it was before; its picture stays where its address does.
 *
 * @param {Page} page
 * @param {string} json
 * @param {Sheet | undefined} before
 * @param {{at: [number, number, number, number], key: string}[]} cells of the table that is open
 * @returns {Sheet}
 */
export function drawSheet(page, json, before, cells) {
  const element = before?.element ?? make("div", "page");
  const picture = before && before.page.url === page.url ? before.picture : drawPicture(page);
  element.dataset.page = String(page.page);
  element.style.aspectRatio = `1 / ${page.aspect}`;
  const numbers = firstCites(page.lines, ({ mark }) => mark !== "cited" && mark !== "equation"); // of cells and figures in the answer
  const lines = page.lines.map((line, index) => {
    const drawn = drawLine(line, page.aspect);
    if (numbers[index].length) drawn.dataset.key = numbers[index].join(" ");
    return drawn;
  });
  const keys = keyPlaces(page.lines).map(drawKey);
  const cellMarks = cells.map(({ at, key }) => {
    const mark = drawBox("table-cell", at);
    mark.dataset.cell = key;
    return mark;
  });
  element.replaceChildren(picture, ...lines, ...keys, ...cellMarks, make("span", "page-name", `page ${page.page}`));
  return { element, json, page, picture };
}

/**
 * Draw a box at its place on a page.
 *
 * @param {string} className
 * @param {[number, number, number, number]} at x0, top, x1, bottom, in shares of the page's width and height
 */
export function drawBox(className, at) {
  const box = make("div", className);
  Object.assign(box.style, linePlace({ at, text: "" }));
  return box;
}

/**
 * Draw the numbers of the citations whose words begin in a printed line, beside it.
 *
 * @param {{start: number, middle: number, numbers: number[]}} place
 */
function drawKey({ start, middle, numbers }) {
  const key = make("span", "key", numbers.join(" "));
  Object.assign(key.style, { right: `${100 * (1 - start)}%`, top: `${100 * middle}%` });
  return key;
}

/**
 * Draw a page's picture, or why there is none.
 *
 * @param {Page} page
 */
function drawPicture(page) {
  if (!page.url) return make("div", "blank", page.problem);
  const picture = make("img");
  picture.alt = `Page ${page.page} of ${page.title}`;
  picture.src = page.url;
  picture.draggable = false;
  return picture;
}

/**
 * Draw a printed line: at its place on the page its text, see-through, stretched to the printed width.
 *
 * @param {Line} line
 * @param {number} aspect height per width of the page
 */
function drawLine(line, aspect) {
  const element = make("div", "line");
  Object.assign(element.style, linePlace(line));
  if (line.mark) {
    element.dataset.mark = line.mark;
    element.dataset.cites = (line.cites ?? []).join(" ");
    element.dataset.passages = (line.passages ?? []).join(" ");
  }
  if (line.text) {
    const text = make("span", "", `${line.text} `);
    const { size, stretch } = lineFont(line, aspect, textWidth(line.text));
    text.style.fontSize = `${size}cqw`;
    if (stretch !== null) text.style.transform = `scaleX(${stretch.toFixed(4)})`;
    element.append(text);
  }
  return element;
}

/** @type {CanvasRenderingContext2D | undefined} */
let canvas;

/**
 * Return the width of the text at a font size of 1, as the page's text layer is set.
 *
 * @param {string} text
 */
function textWidth(text) {
  canvas ??= /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  canvas.font = `${FONT_PX}px "Liberation Serif", "Times New Roman", serif`;
  return canvas.measureText(text).width / FONT_PX;
}
