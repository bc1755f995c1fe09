// What is kept in this tab of the browser, over a reload; where the browser keeps nothing, as long as the page lives.

/**
 * Return what was kept under a name; an empty object where nothing was, or nothing that can be read.
 *
 * @param {string} name
 * @returns {Record<string, any>}
 */
export function readTab(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

/**
 * Keep a value under a name.
 *
 * @param {string} name
 * @param {unknown} value
 */
export function writeTab(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch { /* the storage is full or forbidden */ }
}
