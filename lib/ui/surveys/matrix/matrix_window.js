// The part of the matrix that is in sight: numbers in, numbers out. All lengths are in px.

/** Rows drawn above and below those in sight. */
export const BUFFER_ROWS = 6;

/**
 * Return the rows that are drawn, as the place of the first and the one behind the last.
 *
 * @param {object} view
 * @param {number} view.scrollTop
 * @param {number} view.height of the scrolled window
 * @param {number} view.headHeight of the header, which covers its top
 * @param {number} rowHeight
 * @param {number} count of rows
 */
export function drawnRows({ scrollTop, height, headHeight }, rowHeight, count) {
  const first = Math.max(0, Math.floor((scrollTop - headHeight) / rowHeight) - BUFFER_ROWS);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + BUFFER_ROWS);
  return { first, end };
}

/**
 * Return where to scroll so that a stretch comes into sight: no further than needed, nowhere where it is.
 *
 * @param {number} scroll where it is scrolled to
 * @param {number} room the length in sight
 * @param {number} start of the stretch
 * @param {number} end of the stretch
 * @param {number} [frozen] the length of what covers the beginning of the room
 */
export function scrollToShow(scroll, room, start, end, frozen = 0) {
  if (start - frozen < scroll) return start - frozen;
  return end > scroll + room ? end - room : scroll;
}
