// What two components on one page tell each other: which citation is open, and to open the next.

/**
 * The citation that the evidence view shows; null while it shows another piece of evidence.
 *
 * @typedef {{answer: string | null, citation: number | null}} OpenCitation
 */

const OPENED = "sidelight:evidence";
const STEP = "sidelight:step";
const page = /** @type {typeof globalThis & {sidelightOpen?: OpenCitation}} */ (globalThis);

/** Return the citation that is open on this page, null where none was yet. */
export const openCitation = () => page.sidelightOpen ?? null;

/**
 * Say which citation is open.
 *
 * @param {OpenCitation} open
 */
export function announceOpen(open) {
  page.sidelightOpen = open;
  document.dispatchEvent(new CustomEvent(OPENED, { detail: open }));
}

/**
 * Ask the evidence view for the next citation, or the one before.
 *
 * @param {1 | -1} by
 */
export const askForStep = (by) => document.dispatchEvent(new CustomEvent(STEP, { detail: by }));

/**
 * Call `listener` whenever a citation is opened, until the returned function is called.
 *
 * @param {(open: OpenCitation) => void} listener
 */
export const onOpened = (listener) => listen(OPENED, (detail) => listener(/** @type {OpenCitation} */ (detail)));

/**
 * Call `listener` whenever the next citation is asked for, until the returned function is called.
 *
 * @param {(by: number) => void} listener
 */
export const onStep = (listener) => listen(STEP, (detail) => listener(Number(detail)));

/**
 * Hear an event of the page; return what ends that.
 *
 * @param {string} name
 * @param {(detail: unknown) => void} listener
 * @returns {() => void}
 */
function listen(name, listener) {
  const heard = (/** @type {Event} */ event) => listener(/** @type {CustomEvent} */ (event).detail);
  document.addEventListener(name, heard);
  return () => document.removeEventListener(name, heard);
}
