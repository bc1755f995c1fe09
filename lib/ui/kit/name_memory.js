// The name of who judges stays in the browser, whichever page it was typed on.

import { remember } from "./rater_cookie.js";

/** @import { ComponentArguments } from "./streamlit_internals.js" */

/**
 * Keep the name; an empty one takes the place of a name that was kept, where somebody else judges now.
 *
 * @param {ComponentArguments<{name: string}>} component
 */
export default function (component) {
  const { data: [{ name }] } = component;
  if (name || document.cookie.includes("sidelight_rater=")) remember("rater", name);
  return () => undefined;
}
