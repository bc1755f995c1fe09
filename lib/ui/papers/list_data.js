// The data of the list of papers, as paper_row.py and paper_list.py make it, and the commands that it sends: types alone.

/** @import { Acknowledgement } from "../kit/outbox.js" */

/**
 * How a paper stands after notices on it, and why.
 *
 * @typedef {{words: string, tone: "loud" | "doubt" | "quiet", why: string}} Standing
 */

/**
 * A paper; what is empty is left out.
 *
 * @typedef {object} RowData
 * @property {string} id
 * @property {string} title
 * @property {string} words what is searched, folded
 * @property {boolean} [isReady] whether the title opens the paper
 * @property {string} [authors]
 * @property {number} [year]
 * @property {string} status pages, and where the paper stands
 * @property {number} [share] of its reading that is done, from 0 to 1
 * @property {Standing} [standing]
 * @property {string[]} [collections]
 * @property {string[]} [tags]
 * @property {string} [supplement]
 * @property {string} [problem]
 * @property {string} [quality] of the text of its pages, where it is not all good
 * @property {string} [recognise] words of the button that has text recognised
 * @property {boolean} [needsPassword]
 * @property {("stop" | "again" | "edit")[]} [actions]
 */

/**
 * What the list shows.
 *
 * @typedef {object} ListData
 * @property {RowData[]} rows papers that are filtered for, in their order
 * @property {string[]} chosen ids
 * @property {number} total papers of the library
 * @property {string} states how many papers are under way and could not be read; empty for none
 * @property {string} search the words that were searched for when the list was left
 * @property {Acknowledgement} ack
 */

/**
 * What the server is asked to do, by its `kind` in list_component.py.
 *
 * @typedef {{kind: string, papers?: string[], on?: boolean, paper?: string, words?: string}} ListCommand
 */

export {};
