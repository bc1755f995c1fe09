// The name of who judges stays in the browser, whichever page it was typed on.

import { remember } from "./rater_cookie.js";

/** @import { ComponentArguments } from "./streamlit_internals.js" */

/**
 * Keep the name; forget the one that was kept where somebody else judges now, not where this tab knows of none.
 *
 * @param {ComponentArguments<{name: string, forget: boolean}>} component
 */
export default function (component) {
  const { data: [{ name, forget }] } = component;
  if (name || forget) remember("rater", name);
  return () => undefined;
}
