"""Rows, verdicts and papers in words, before any format escapes them."""

from __future__ import annotations

from lib import __version__
from lib.answering.answerer import OFFLINE, OFFLINE_NAME
from lib.exporting.export_rows import Row
from lib.records import AnswerSentence, Paper
from lib.records.reviews import ReviewVerdict
from lib.records.surveys import CategoryChange
from lib.reviews.extraction import REVIEWED_WORDS, ExtractedCell, layer_words
from lib.text.cleaning import minute, one_line, paper_title
from lib.text.references import year_words

MADE_WITH = f"Sidelight {__version__}"
"""What wrote a file, as every export says."""
CORRECT_WORDS = {"correct": "correct", "partly": "partly correct", "wrong": "wrong", "cannot_tell": "cannot tell"}
SUPPORTED_WORDS = {"yes": "yes", "partly": "partly", "no": "no", "cannot_tell": "cannot tell"}
SUPPORT_NOTES = {
    "weak": "only partly in the passages",
    "unsupported": "not in the passages",
    "contradicted": "the passages say otherwise",
}
"""What is said behind a sentence of an answer."""
ANSWERERS = {OFFLINE: OFFLINE_NAME}
"""Those whose ids are no names, as the screen calls them."""
HEADED_PAPERS = 5
"""Named in a heading, of an answer from several."""
NAMED_AUTHORS = 6
"""In a reference; of more than these, "et al." stands for the rest."""


def support_note(sentence: AnswerSentence) -> str:
    """Return what is said behind a sentence of an answer that is not fully supported, with why; empty for the others."""
    note = SUPPORT_NOTES.get(sentence.support, "")
    return f"{note}: {one_line(sentence.why)}" if note and sentence.why else note


def verdict_line(verdict: ReviewVerdict) -> str:
    """Return what a rater says: "Ada: partly correct; supported: no; correction: 58 otters"."""
    words = [CORRECT_WORDS[verdict.correct]] if verdict.correct else []
    if verdict.right_passage is not None:
        words.append("right passage" if verdict.right_passage else "not the right passage")
    if verdict.supported:
        words.append(f"supported: {SUPPORTED_WORDS[verdict.supported]}")
    if verdict.category:
        words.append(verdict.category.replace("_", " "))
    words += ["flagged"] if verdict.flag else []
    texts = [("reason", verdict.reason), ("correction", verdict.correction), ("note", verdict.note)]
    words += [f"{name}: {text}" for name, text in texts if text]
    return one_line(f"{verdict.rater}: {'; '.join(words) or 'no judgement'}")


def origin_line(row: Row) -> str:
    """Return how a row came about: answerer with its id, model, category, value, time to the minute."""
    model = row.answer.model if row.answer and row.answer.model != row.answerer else ""
    category = row.category.replace("_", " ") + (", changed by a person" if row.changed else "") if row.category else ""
    value = f"value: {row.value.text}" if row.value and row.value.text and row.value.kind != "text" else ""
    at = row.answer.created_at if row.answer else row.finished_at
    return one_line(
        " · ".join(part for part in (answerer_line(row.answerer), model, category, value, minute(at)) if part)
    )


def final_line(cell: ExtractedCell) -> str:
    """Return what a cell is held to be, whose word that is, who reviewed it: "57 · raters: Ada, Ben · reviewed: agreed"."""
    parts = cell.shown, layer_words(cell.final), f"reviewed: {REVIEWED_WORDS[cell.final.reviewed]}"
    return one_line(" · ".join(dict.fromkeys(part for part in parts if part)))  # "disputed" is its own layer


def answerer_line(answerer: str) -> str:
    """Return an answerer as the screen calls it, with its id."""
    return f"{ANSWERERS[answerer]} ({answerer})" if answerer in ANSWERERS else answerer


def change_line(change: CategoryChange) -> str:
    """Return what a person made of a cell: "Ada made it unclear at 2026-03-01 10:02 UTC: the table is missing"."""
    value = f" ({change.value.text})" if change.value and change.value.text else ""
    note = f": {change.note}" if change.note else ""
    return one_line(f"{change.person} made it {change.category.replace('_', ' ')}{value} at {minute(change.at)}{note}")


def papers_heading(row: Row) -> str:
    """Return the titles of the papers that were asked."""
    return "; ".join(paper_title(paper) for paper in row.papers[:HEADED_PAPERS]) or "No paper"


def reference_line(paper: Paper) -> str:
    """Return authors, year and title of a paper."""
    authors = ", ".join(paper.authors[:NAMED_AUTHORS]) + (" et al." if len(paper.authors) > NAMED_AUTHORS else "")
    year = year_words(paper.year).rstrip(".") if one_line(authors) else str(paper.year or "")
    return ". ".join(part for part in (one_line(authors), year, paper_title(paper)) if part) + "."
