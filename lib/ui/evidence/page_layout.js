// Where lines, marks and pages stand: numbers in, numbers out.

/** @import { Line } from "./evidence_data.js" */

/** Room in px beside a page. */
export const PAGE_MARGIN_PX = 24;
/** Room in px beside marks that are to be seen whole. */
export const EVIDENCE_MARGIN_PX = 40;
/** Room in px above marks that are scrolled to. */
export const TOP_MARGIN_PX = 20;
/** Of the pane's width: below it a page is hard to read. */
export const NARROWEST = 0.62;
/** `snap`: so near to 1 it is 1. */
export const ZOOM = { least: 0.4, most: 3, snap: 0.05 };
/** Share of a page that a clipping has at least, so that nothing is divided by 0. */
export const LEAST_CLIP = 0.01;
/** Of a printed line's height. */
export const FONT_SHARE = 0.85;
/** Of a page's width: what stands in one printed line lies no further apart, columns do. */
export const WORD_GAP = 0.015;

/**
 * A stretch of the scrolled pages, in px from their top.
 *
 * @typedef {{top: number, bottom: number}} Extent
 */

/**
 * Return the place of a line as CSS lengths, in percent of the page.
 *
 * @param {Line} line
 */
export function linePlace({ at: [x0, top, x1, bottom] }) {
  const percent = (/** @type {number} */ value) => `${value * 100}%`;
  return { left: percent(x0), top: percent(top), width: percent(x1 - x0), height: percent(bottom - top) };
}

/**
 * Return how a part of a page is shown by itself, as CSS: the window's shape, and the page's picture behind it.
 *
 * @param {[number, number, number, number]} at x0, top, x1, bottom, in shares of the page's width and height
 * @param {number} aspect height per width of the page
 */
export function clipPlace([x0, top, x1, bottom], aspect) {
  const width = Math.max(x1 - x0, LEAST_CLIP);
  const height = Math.max(bottom - top, LEAST_CLIP);
  const percent = (/** @type {number} */ value) => `${value * 100}%`;
  return {
    window: { aspectRatio: `${width} / ${height * aspect}` },
    picture: { width: percent(1 / width), left: percent(-x0 / width), top: percent(-top / height) },
  };
}

/**
 * Return how a line's text is set so that it stands on the printed one: the size of its font in hundredths of the page's width,
 * and how far it is stretched; null for the latter where the text has no width.
 *
 * @param {Line} line
 * @param {number} aspect height per width of the page
 * @param {number} textWidth of the text at a font size of 1
 */
export function lineFont({ at: [x0, top, x1, bottom] }, aspect, textWidth) {
  const height = (bottom - top) * aspect; // of the page's width
  return { size: height * 100 * FONT_SHARE, stretch: textWidth ? (x1 - x0) / (textWidth * height * FONT_SHARE) : null };
}

/**
 * Return where the printed line begins in which a piece of text stands, as a share of the page's width.
 *
 * @param {Line[]} lines of the page: a piece for each sentence in each printed line
 * @param {Line} piece
 */
export function lineStart(lines, piece) {
  const middle = (piece.at[1] + piece.at[3]) / 2;
  let start = piece.at[0];
  const touches = (/** @type {Line} */ { at: [x0, above, x1, below] }) => (
    x0 < start && x1 >= start - WORD_GAP && above <= middle && middle <= below);
  for (let before = lines.find(touches); before; before = lines.find(touches)) start = before.at[0];
  return start;
}

/**
 * Return for each of the lines the numbers of the citations that come there first, of those lines that are meant.
 *
 * @param {Line[]} lines of a page
 * @param {(line: Line) => boolean} isMeant
 */
export function firstCites(lines, isMeant) {
  const seen = new Set();
  return lines.map((line) => {
    const first = isMeant(line) ? (line.cites ?? []).filter((number) => !seen.has(number)) : [];
    for (const number of first) seen.add(number);
    return first;
  });
}

/**
 * Return the numbers of citations with where they stand: beside the printed line in which the words of each begin, so that they
 * cover no letters. Of a figure or a table's cell the mark itself has its number.
 *
 * @param {Line[]} lines of a page
 * @returns {{start: number, middle: number, numbers: number[]}[]} shares of the page's width and height
 */
export function keyPlaces(lines) {
  /** @type {{start: number, middle: number, numbers: number[]}[]} */
  const places = [];
  const first = firstCites(lines, ({ mark }) => mark === "cited");
  for (const [index, line] of lines.entries()) {
    const begins = first[index];
    if (!begins.length) continue;
    const [, top, , bottom] = line.at;
    const start = lineStart(lines, line);
    const middle = (top + bottom) / 2;
    const beside = places.find((place) => place.start === start && top <= place.middle && place.middle <= bottom);
    if (beside) beside.numbers.push(...begins);
    else places.push({ start, middle, numbers: begins });
  }
  return places;
}

/**
 * Return the stretch that holds all the marks; null where there are none.
 *
 * @param {Extent[]} marks
 * @returns {Extent | null}
 */
export function extentOf(marks) {
  if (!marks.length) return null;
  return { top: Math.min(...marks.map((mark) => mark.top)), bottom: Math.max(...marks.map((mark) => mark.bottom)) };
}

/**
 * Return the part of the evidence that lies out of sight while another is seen, as where a sentence goes on behind a figure on
 * the next page: of those below the first, else of those above the last; null where all are in sight, or none.
 *
 * @template {Extent} Part
 * @param {Part[]} parts from top to bottom
 * @param {number} scrollTop in px
 * @param {number} paneHeight in px
 * @returns {{part: Part, isBelow: boolean} | null}
 */
export function hiddenPart(parts, scrollTop, paneHeight) {
  const below = parts.filter((part) => part.top >= scrollTop + paneHeight);
  const above = parts.filter((part) => part.bottom <= scrollTop);
  if (below.length + above.length === parts.length) return null;
  if (below.length) return { part: below[0], isBelow: true };
  return above.length ? { part: above[above.length - 1], isBelow: false } : null;
}

/**
 * Return the share of their full width at which pages show the whole of the evidence; 1 where they do so anyway, never below
 * `NARROWEST`.
 *
 * @param {Extent} evidence at full width
 * @param {number} paneHeight in px
 */
export function widthShare({ top, bottom }, paneHeight) {
  const need = bottom - top + EVIDENCE_MARGIN_PX;
  return need > paneHeight ? Math.max(NARROWEST, paneHeight / need) : 1;
}

/**
 * Return how far the pages are scrolled so that the evidence stands in the middle, its beginning in sight; in px.
 *
 * @param {Extent} evidence
 * @param {number} paneHeight in px
 */
export function scrollTopFor({ top, bottom }, paneHeight) {
  return Math.max(0, top - Math.max(TOP_MARGIN_PX, (paneHeight - (bottom - top)) / 2));
}

/**
 * Return the zoom that is wanted, within its limits.
 *
 * @param {number} zoom
 */
export function zoomWithin(zoom) {
  return Math.min(ZOOM.most, Math.max(ZOOM.least, Math.abs(zoom - 1) < ZOOM.snap ? 1 : zoom));
}

/**
 * Return the page in the middle of the pane: the first that ends below it, else the first of all.
 *
 * @template {{bottom: number}} Sheet
 * @param {Sheet[]} sheets from top to bottom
 * @param {number} middle in px
 * @returns {Sheet | undefined}
 */
export const sheetAt = (sheets, middle) => sheets.find((sheet) => sheet.bottom > middle) ?? sheets[0];

/** A page in its whole width. */
export const WHOLE_WIDTH = { x0: 0, x1: 1 };
/** Of the page's width, left and right of its text. */
export const TEXT_MARGIN = 0.025;
/** Share of the width that cropping must save to be worth it. */
export const LEAST_SAVED = 0.06;

/**
 * Return the part of a page's width that its text takes, with a margin; the whole where little would be saved or nothing is
 * known.
 *
 * @param {Line[]} lines of the pages that are shown together
 */
export function textBlock(lines) {
  if (!lines.length) return WHOLE_WIDTH;
  const x0 = Math.max(0, Math.min(...lines.map(({ at }) => at[0])) - TEXT_MARGIN);
  const x1 = Math.min(1, Math.max(...lines.map(({ at }) => at[2])) + TEXT_MARGIN);
  return 1 - (x1 - x0) < LEAST_SAVED || x1 - x0 < TEXT_MARGIN * 4 ? WHOLE_WIDTH : { x0, x1 };
}

/**
 * Return whether two panes that are shown stand above one another: they have columns in common.
 *
 * @param {{left: number, right: number, height: number}} one
 * @param {{left: number, right: number, height: number}} other
 */
export function areStacked(one, other) {
  return one.height > 0 && other.height > 0 && one.left < other.right && other.left < one.right;
}
