// The data of the extraction table, as extraction.py makes it: types alone, nothing that runs.

/**
 * A question of the survey.
 *
 * @typedef {{place: number, label: string, text: string}} Head
 */

/**
 * What a paper is held to report.
 *
 * @typedef {object} Cell
 * @property {string} shown
 * @property {string} sign of its category
 * @property {string} category in words
 * @property {string[]} quotes each with its page
 * @property {string} layer whose word it is
 * @property {string} certainty empty where people speak
 * @property {string} reviewed
 * @property {boolean} isValue whether it is what the paper reports, no judgement on it
 * @property {boolean} isDoubtful whether it is disputed, unclear or failed
 */

/**
 * A paper.
 *
 * @typedef {{paper: string, name: string, title: string, cells: (Cell | null)[]}} Row
 */

/**
 * What the table shows: all questions side by side, or one down the page.
 *
 * @typedef {object} TableData
 * @property {Head[]} heads those that are shown; the cells of a row stand in their order
 * @property {Row[]} rows
 * @property {boolean} isList
 * @property {{paper: string, question: number} | null} open
 */

export {};
