// What the scripts of the components lean on in Streamlit's page: its elements, its scrolling, and what it hands to a component.
// Written for Streamlit 1.67.0, as streamlit_internals.py is; a test fails as soon as the two or the installed version differ.

/**
 * What Streamlit hands to a component's script, on mounting and whenever its data or the theme changes.
 *
 * @template Data
 * @typedef {object} ComponentArguments
 * @property {HTMLElement | ShadowRoot} parentElement the same for one mount, with the component's HTML in it
 * @property {[Data]} data
 * @property {(name: string, value: unknown) => void} setTriggerValue the value holds for one run of the page
 * @property {(name: string, value: unknown) => void} setStateValue the value holds until it is set anew
 */

/**
 * Return what stands in a mounted component; made on the first call of a mount, in the `div` of the component.
 *
 * @template View
 * @param {WeakMap<object, View>} views by mount
 * @param {ComponentArguments<unknown>} component
 * @param {string} hook what `data-sidelight` of the component's `div` says
 * @param {(root: HTMLElement) => View} make
 * @returns {View}
 */
export function viewOf(views, { parentElement }, hook, make) {
  let view = views.get(parentElement);
  if (!view) {
    const root = /** @type {HTMLElement} */ (parentElement.querySelector(`[data-sidelight="${hook}"]`));
    view = make(root);
    views.set(parentElement, view);
  }
  return view;
}

/**
 * Return what a component's script is to return, so that `close` is called once the component is gone.
 *
 * Streamlit calls what the script returned at the component's end, and also where the data changed again before the script of the
 * change before had run: then the view stays, and has to go on listening.
 *
 * @param {{parentElement: Node}} component
 * @param {() => void} close
 */
export const closedWhenGone = ({ parentElement }, close) => () => {
  setTimeout(() => {
    if (!parentElement.isConnected) close();
  }, 0);
};

/**
 * Return the element in which Streamlit scrolls the page that holds `root`, from inside the component's shadow tree; null where
 * none is.
 *
 * @param {HTMLElement} root
 * @returns {Element | null}
 */
export function scrollerOf(root) {
  const tree = root.getRootNode();
  /** @type {Element | null} */
  let element = tree instanceof ShadowRoot ? tree.host : root;
  while (element && !/auto|scroll/.test(getComputedStyle(element).overflowY)) element = element.parentElement;
  return element;
}

/**
 * Return the height in px of an element that Streamlit names so; 0 where there is none.
 *
 * @param {string} testId
 */
const heightOf = (testId) => /** @type {HTMLElement | null} */ (document.querySelector(`[data-testid="${testId}"]`))?.offsetHeight ?? 0;

/** Return the height in px of the bar at the foot of the page, which holds the chat input; 0 where there is none. */
export const chatBarHeight = () => heightOf("stBottom");

const STRIP_MARGIN_PX = 8; // between the menu and the strip

/** Return the height in px of the menu at the head of the page. */
export const menuHeight = () => heightOf("stHeader");

/**
 * Return how far the page is scrolled where the strip above the evidence, of the open survey or the answer under review,
 * stands below the menu; 0 where there is no strip.
 *
 * @param {Element} scroller
 */
export function stripTop(scroller) {
  const strip = document.querySelector(".st-key-survey_strip, .st-key-review_opened");
  if (!strip) return 0;
  const top = strip.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
  return Math.max(0, Math.round(top - menuHeight() - STRIP_MARGIN_PX));
}

/** Return the part of the page's upload that takes dropped files; null where the page has none. */
export const uploadZone = () => document.querySelector('[data-testid="stFileUploaderDropzone"]');

/**
 * End Streamlit's scrolling to the end of the page while it grows, as it does beside a chat input: a turn of the wheel ends it.
 *
 * @param {Element} scroller
 */
export const endScrollToBottom = (scroller) => scroller.dispatchEvent(new WheelEvent("wheel"));

/**
 * Name something in the page's address, so that a reload and the way back find it; an empty value takes the name away. Streamlit
 * reads the address whenever it asks the server for anything.
 *
 * @param {string} name
 * @param {string} value
 */
export function nameInAddress(name, value) {
  const address = new URL(window.location.href);
  if (value) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
}

const BROKEN = /Bad delta path|Cannot set a node at a delta path/; // a part of the page came for a place that is not there
const RELOADED_AT = "sidelight-reloaded-at";
const RELOAD_PAUSE_MS = 30_000; // a page that breaks as it is loaded is not loaded for ever
const WATCHED = "data-sidelight-watched";

/**
 * Load the page anew where Streamlit's own script breaks off over what the server sent: it then tries the same message again with
 * each further one, and the page stands still for good. What is open stands in the address.
 */
export function reloadBrokenPage() {
  if (document.documentElement.hasAttribute(WATCHED)) return;
  document.documentElement.setAttribute(WATCHED, "");
  /** @param {unknown} error */
  const look = (error) => {
    if (!BROKEN.test(String(error))) return;
    const before = Number(sessionStorage.getItem(RELOADED_AT) ?? 0);
    if (Date.now() - before < RELOAD_PAUSE_MS) return;
    sessionStorage.setItem(RELOADED_AT, String(Date.now()));
    window.location.reload();
  };
  window.addEventListener("error", ({ message }) => look(message));
  window.addEventListener("unhandledrejection", ({ reason }) => look(reason));
}
