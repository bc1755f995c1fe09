// The data of the evidence view, as component.py and marks.py make it: types alone, nothing that runs.

/**
 * A printed line of a page, marked or plain.
 *
 * @typedef {object} Line
 * @property {[number, number, number, number]} at x0, top, x1, bottom, in shares of the page's width and height
 * @property {string} text empty where only the place is known
 * @property {"cited" | "retrieved" | "found" | "cell" | "row-label" | "head" | "figure" | "equation"} [mark] absent for a
 * plain line, as are the two lists; `cell` and the two behind it are of a table, `figure` is around a picture, `equation` inside
 * a sentence
 * @property {number[]} [cites] numbers of the citations that rest on it
 * @property {number[]} [passages] ranks, from 1, of the passages that hold it
 */

/**
 * A page that is drawn by now.
 *
 * @typedef {object} Page
 * @property {string} paper
 * @property {number} page from 1
 * @property {string} title of the paper
 * @property {string} url of the picture; empty where there is none
 * @property {number} aspect height per width
 * @property {string} problem why there is no picture
 * @property {Line[]} lines
 */

/**
 * A sentence of an answer.
 *
 * @typedef {object} Sentence
 * @property {string} text
 * @property {number[]} cites numbers of its citations
 * @property {"supported" | "weak" | "unsupported" | "contradicted" | "no_claim"} support
 * @property {string} words what is said of its support; empty where nothing is
 * @property {string} heading what stands above it
 * @property {string} gap white space before it
 * @property {string} answer in the reader: id of the answer that it stands in; else empty
 * @property {string} added id of the citation that a person added, where it is one and no sentence of the answer
 */

/**
 * A part of a page that is shown beside a citation's words: a figure's picture, or an equation that they run through.
 *
 * @typedef {object} Clip
 * @property {"figure" | "equation"} kind
 * @property {number} page from 1
 * @property {[number, number, number, number]} at x0, top, x1, bottom, in shares of the page's width and height
 * @property {string} words what it shows, for who does not see it
 * @property {boolean} sent whether a model was shown the picture
 */

/**
 * A numbered citation.
 *
 * @typedef {object} Citation
 * @property {number} number
 * @property {string} paper
 * @property {string} label of the paper
 * @property {number[]} pages
 * @property {string[]} printed the labels printed on those pages; empty where they are the same
 * @property {string} section
 * @property {string} quote
 * @property {string} standing that the paper was retracted or corrected, in words; empty where it was not
 * @property {string} reference the paper in full
 * @property {string} place the table's cell or the figure that is cited, in words; empty for running text
 * @property {string} caption of that table or figure
 * @property {Clip[]} clips the figure's picture, or the equations that the quote runs through
 */

/**
 * A retrieved passage.
 *
 * @typedef {object} Passage
 * @property {number} rank from 1
 * @property {string} paper
 * @property {string} label of the paper
 * @property {string} section
 * @property {number[]} pages
 * @property {number} score from 0 to 1
 * @property {string} why it was found
 * @property {string} text
 * @property {number[]} cites numbers of the citations that stand in it
 */

/**
 * A second opinion, or one that is being asked for.
 *
 * @typedef {object} Opinion
 * @property {string} title
 * @property {string} note
 * @property {{text: string, words: string, support: string, reason: string}[]} verdicts
 * @property {string} again id of the judge who can be asked again; empty where none can
 * @property {boolean} live
 */

/**
 * What the view shows of an answer and of its evidence.
 *
 * @typedef {object} EvidenceParts
 * @property {string} id of the answer, or of the paper in the reader
 * @property {boolean} live whether the answer is under way
 * @property {boolean} found whether the papers say anything
 * @property {boolean} quotes whether the sentences are quotes, not a model's
 * @property {string} label who answered
 * @property {string} took time and cost
 * @property {string} note why the answer is incomplete
 * @property {{id: string, label: string}[]} again who can be asked again
 * @property {string} general what a model says from general knowledge
 * @property {string[]} doubts why it may be no answer; stand above it
 * @property {string[]} remarks
 * @property {string} verdict whether the papers answer, in a line; empty where that is not known
 * @property {string} certainty that it answers, as a word; empty where it ended early
 * @property {{label: string, pages: number[], quote: string, passage: number}[]} nearest sentences that come near where none
 * answers; `passage`: rank of the passage that holds it, 0 where none does
 * @property {string[]} missing titles of the papers in which nothing was found, or that are not cited
 * @property {string} missingWords what is said of them
 * @property {string} counts how many sentences are supported how
 * @property {boolean} trace whether it can be shown how the answer was made
 * @property {{word: string, rater: string} | null} rating what the person here said of the answer (empty: nothing yet) and their
 * name (empty: not known); null where no verdict is asked for
 * @property {{id: string, name: string}[]} judges
 * @property {Opinion[]} opinions
 * @property {Sentence[]} sentences
 * @property {Citation[]} citations
 * @property {Passage[]} passages
 * @property {Page[]} pages
 * @property {number} start number of the citation that is shown first, 0 where the first one is
 * @property {boolean} marking whether words can be marked and asked about, and a person's quotes taken away
 * @property {boolean} pointing whether a rater may point at words as the right evidence
 * @property {boolean} addressed whether the page's address names the citation that is open
 * @property {number} pending how many pages are still to be drawn
 */

/**
 * A cell of a table of the paper.
 *
 * @typedef {object} TableCell
 * @property {number} row from 0
 * @property {number} column from 0
 * @property {number} rows that it spans
 * @property {number} columns that it spans
 * @property {string} text
 * @property {string} [label] what its row is called: the names of its groups first, joined by " > "
 * @property {boolean} head
 * @property {[number, number, number, number, number][]} at page (from 1), x0, top, x1, bottom of each printed line
 */

/**
 * The table that is open beside the page.
 *
 * @typedef {object} OpenTable
 * @property {string} label
 * @property {string} caption
 * @property {string[]} notes
 * @property {string} problem why its cells are not sure; empty where they are
 * @property {boolean} sortable
 * @property {string} text to be pasted into a spreadsheet
 * @property {TableCell[]} cells
 */

/** @typedef {EvidenceParts & {mode: "answer"}} AnswerData */

/**
 * A place in a paper: a box in shares of its page's width and height.
 *
 * @typedef {{page: number, at: [number, number, number, number]}} Hit
 */

/** @typedef {Hit & {frames: Hit[]}} FoundWords the place of words that are looked for, with a frame for each printed line */

/**
 * A line of the outline; `top` is the share of the page above it.
 *
 * @typedef {{text: string, level: number, page: number, top: number}} OutlineEntry
 */

/**
 * Words that a person marked; each box is page, x0, top, x1, bottom.
 *
 * @typedef {{id: string, text: string, note: string, boxes: [number, number, number, number, number][]}} Annotation
 */

/**
 * An entry of the paper's list of references; `number` as it is cited, `paper` its id where it is in the library, else empty.
 *
 * @typedef {{number: number, text: string, paper: string}} Reference
 */

/**
 * What the reader shows beside its pages: the outline, the places of the words that are looked for, the marks of the strip.
 *
 * @typedef {{outline: OutlineEntry[], hits: FoundWords[], strip: (Hit & {kind: string})[], annotations: Annotation[],
 *   references: Reference[]}} ReaderParts
 */

/**
 * What the reader shows: a paper at one of its pages, with its neighbours drawn.
 *
 * @typedef {EvidenceParts & ReaderParts
 *   & {mode: "reader", paper: string, page: number, page_count: number, table: OpenTable | null}} ReaderData
 */

/** @typedef {AnswerData | ReaderData} EvidenceData */

export {};
