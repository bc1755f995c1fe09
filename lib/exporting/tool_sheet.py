"""The tool sheet of a review: what the automation tool is, what it did here, how it was evaluated, and who checked what.

Its headings answer, in our own words, what the guidance on responsible use of AI in evidence synthesis asks of reviewers (RAISE,
2025: recommendations for evidence synthesists).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from lib.exporting.export_rows import Export
from lib.exporting.methods_paragraph import Compared, methods_paragraph
from lib.exporting.phrases import MADE_WITH, answerer_line
from lib.text.cleaning import minute, one_line
from lib.text.markdown import escape_for_file
from lib.text.wording import listed

EVALUATION = (
    ("Finding the evidence", "Coverage of the evidence 0.970 on COVID-QA, where dense search alone has 0.894."),
    (
        "The support check",
        "Graded answers, one question left out in turn: AUC 0.942 over all sentences, 0.877 within an answer (539 sentences).",
    ),
    (
        "Direction of an effect, read offline",
        "Accuracy 0.80 and macro recall 0.81 on 75 questions on trials, 0.74 and 0.73 on 58 others.",
    ),
)
"""As measured by its makers with the scripts in `benchmarks/`; see docs/architecture.md and docs/judge.md."""
LIMITS = (
    "An answer “not found” says that no sentence was found, not that the paper does not report it.",
    "The offline answerer quotes and does not reason; a language model may be wrong in words that sound right.",
    "The support check compares words and numbers: it cannot tell whether a claim that stands in a paper is true.",
    "It was made for papers in English; other languages are read, but found and checked less well.",
    "Figures without text, handwriting and damaged scans are not read; tables are read as rows of text.",
)
TO_FILL_IN = "[to be filled in by the authors]"


def write_tool_sheet(export: Export, out: BinaryIO, compared: Sequence[Compared] = ()) -> None:
    """Write the sheet as Markdown, UTF-8. What only the authors know is left to be filled in, and says so."""
    for block in _blocks(export, compared):
        out.write(f"{block}\n\n".encode("utf-8", "replace"))


def _blocks(export: Export, compared: Sequence[Compared]) -> Iterator[str]:
    yield f"# Tool sheet: {_line(export.title) or 'review'}"
    yield _line(f"Made with {MADE_WITH} at {minute(export.made_at)}, for the review's appendix.")
    yield "## What the tool is"
    yield _line(
        f"{MADE_WITH} asks questions of PDFs and points at the sentences of a paper that an answer rests on. It runs on the "
        "authors' own computer; of a paper only the passages found leave it, or the whole text where that was chosen, and only "
        "where a model of a service is asked."
    )
    yield "## What it did in this review"
    yield _line(methods_paragraph(export, compared))
    yield "## What it was not used for"
    yield f"{TO_FILL_IN}: searching, screening, assessing the risk of bias, synthesis, writing."
    yield "## Who answered, and for whom"
    names = list(dict.fromkeys(answerer for head in export.surveys for answerer in head.plan.answerers))
    yield _line(f"Answerers: {listed([answerer_line(one) for one in names]) or 'as told above'}.")
    yield f"Agreements with the services that were asked, and costs: {TO_FILL_IN}."
    yield "## How it was evaluated"
    yield "\n".join(f"- **{_line(name)}:** {_line(result)}" for name, result in EVALUATION)
    yield _line(
        "These figures are of other papers than those of this review. Of this review: "
        + (
            "the agreement told above."
            if compared
            else "no agreement was computed; the answers were not evaluated here."
        )
    )
    yield "## Its limits"
    yield "\n".join(f"- {_line(limit)}" for limit in LIMITS)
    yield "## Who checked what"
    yield _line(_checked(export))
    yield "## Conflicts of interest"
    yield f"Of the authors with the makers of the tool or of a model that was asked: {TO_FILL_IN}."
    yield "## What can be looked at"
    yield (
        "Every answer with its quote, page, settings and verdicts is in the workbook and in the JSONL export of this survey or "
        "review, which another copy of the tool opens."
    )


def _checked(export: Export) -> str:
    people = list(dict.fromkeys(one_line(verdict.rater) for verdict in export.verdicts))
    people += [one for one in dict.fromkeys(one_line(change.person) for change in export.changes) if one not in people]
    people += [one for one in dict.fromkeys(one_line(label.person) for label in export.settled) if one not in people]
    if not people:
        return "Nobody is recorded to have checked an answer in this review."
    return f"Answers were judged, changed or settled by {listed(people)}. How many and how blind is told above."


def _line(text: str) -> str:
    return escape_for_file(one_line(text))
