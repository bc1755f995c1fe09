// The data of the verdict bar, as bar.py and queue_list.py make it, and the commands that it sends: types alone.

/** @import { Acknowledgement } from "../../kit/outbox.js" */

/**
 * What a rater says of an answer as a whole.
 *
 * @typedef {object} Verdict
 * @property {string | null} correct
 * @property {string | null} supported
 * @property {string | null} category
 * @property {boolean} flag
 * @property {string} reason
 * @property {string} correction
 * @property {string} note
 */

/**
 * What a rater says of a citation.
 *
 * @typedef {object} CitationVerdict
 * @property {number} number
 * @property {boolean | null} right_passage
 * @property {string | null} supported
 */

/**
 * An answer in the list of the queue.
 *
 * @typedef {object} ListRow
 * @property {string} id
 * @property {number} place in the queue, from 1
 * @property {string} question
 * @property {string} paper
 * @property {string} support
 * @property {boolean} done
 * @property {boolean} flag
 */

/**
 * The open list of the queue.
 *
 * @typedef {object} ListData
 * @property {string} view which answers it shows
 * @property {{view: string, words: string}[]} views
 * @property {ListRow[]} rows
 * @property {number} more how many it leaves out
 */

/**
 * A judgement on which raters differ: what each says, and the id of what stands settled there, "" where nothing does.
 *
 * @typedef {{judgement: "correct" | "supported" | "category", words: string[], settled: string}} Settling
 */

/**
 * What the bar shows.
 *
 * @typedef {object} BarData
 * @property {string} id of the open answer
 * @property {"verdict" | "own" | "end" | "coming"} mode whether the answer is judged, the rater answers first, the queue is at
 * its end, or the answer is drawn as soon as the bar says that it is there
 * @property {string} advance after which verdicts the next answer comes: `correct`, `both`, `all` or `never`
 * @property {Verdict} verdict
 * @property {CitationVerdict[]} citations
 * @property {boolean} hasPrevious
 * @property {number} moved how often the server has moved on
 * @property {number} progress from 0 to 1
 * @property {string} message
 * @property {ListData | null} list null while it is closed
 * @property {Settling[]} settling what raters differ on, to be settled
 * @property {string} blind what is hidden from the rater by their own choice; empty for nothing
 * @property {string} rater
 * @property {Acknowledgement} ack
 */

/**
 * What the server is asked to do, by its `kind` in bar.py.
 *
 * @typedef {{kind: string, [detail: string]: unknown}} Command
 */

export {};
