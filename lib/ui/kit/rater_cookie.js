// The rater's name, and how they review, in cookies: a reload asks nobody for them again. Neither is a secret.

const YEAR_S = 365 * 24 * 3600;

/** @type {Record<string, string>} what was remembered last, by name */
const remembered = {};

/**
 * Keep a value, where it is another than before.
 *
 * @param {string} name
 * @param {string} value
 */
export function remember(name, value) {
  if (remembered[name] === value) return;
  remembered[name] = value;
  document.cookie = `sidelight_${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_S}; SameSite=Lax`;
}
