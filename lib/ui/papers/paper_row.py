"""One paper in the list: what stands in its row, as plain JSON for the browser, and what can be done from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib.library.paper_job import PaperProgress
from lib.records import Paper
from lib.records.notices import STANDING_WORDS, PaperStanding, Standing
from lib.text.wording import count
from lib.ui.kit.escaping import WORD_LETTERS, authors_line, paper_title, shorten, time_left, visible
from lib.ui.papers.list_order import searchable_text
from lib.ui.papers.page_quality import page_quality_line, recognise_label

TITLE_LETTERS = 180
"""Of a title in the list; the whole one stands in the paper's details."""
AUTHORS_LETTERS = 120
"""Of the authors in the list; more than its column shows."""
STANDING_LETTERS = 300
"""Of the notices on a paper in the list; all stand in exports."""
STANDING_TONES: Mapping[Standing, str] = {
    "retracted": "loud",
    "concern": "doubt",
    "corrected": "quiet",
    "reinstated": "quiet",
}
UNITS = {"reading": "page", "recognising": "page", "indexing": "passage"}


def stage_line(paper: Paper, progress: PaperProgress | None) -> str:
    """Return where a paper stands, as one line of text; "ready" and "failed" stand alone unless it is being read again."""
    if progress is None or paper.status == "failed":
        return paper.status
    stage = f"{paper.status} · {progress.stage}" if paper.status == "ready" else str(progress.stage)
    unit = UNITS.get(progress.stage)
    if not unit or not progress.total:
        return stage
    if progress.done >= progress.total:
        return f"{stage} · putting it together"
    done = f"{unit} {progress.done} of {progress.total}" if progress.done else count(progress.total, unit)
    parts = [stage, done, time_left(progress.seconds_left)]
    return " · ".join(part for part in parts if part)


def needs_password(paper: Paper) -> bool:
    """Return whether the paper waits for its password."""
    return paper.status == "failed" and "password" in (paper.problem or "").casefold()


@dataclass(frozen=True, slots=True)
class RowNotes:
    """What stands under a paper's name."""

    supplement: str = ""
    """Which paper it is a supplement of."""
    tags: Sequence[str] = ()
    collections: Sequence[str] = ()
    standing: PaperStanding | None = None
    """Where the paper was retracted, corrected or is under an expression of concern."""


def row_data(
    paper: Paper, under_way: PaperProgress | None, page_quality: Sequence[str], notes: RowNotes, *, writes: bool
) -> dict[str, Any]:
    """Return one row for the browser, without what is empty.

    `under_way`: how far reading it is, None where it is not being read. `writes`: whether anything can be changed from the row.
    """
    line = page_quality_line(page_quality)
    row = {
        "id": paper.id,
        "title": shorten(paper_title(paper), TITLE_LETTERS),
        "words": searchable_text(paper),
        "isReady": paper.status == "ready",
        "authors": shorten(visible(authors_line(paper.authors)), AUTHORS_LETTERS),
        "year": paper.year,
        "status": _status_line(paper, under_way),
        "standing": _standing(notes.standing) if notes.standing is not None else None,
        "collections": [shorten(visible(name), WORD_LETTERS) for name in notes.collections],
        "tags": [shorten(visible(name), WORD_LETTERS) for name in notes.tags],
        "supplement": notes.supplement,
        "problem": visible(paper.problem or ""),
        "quality": line,
        "recognise": recognise_label(page_quality) if line and writes and under_way is None else "",
        "needsPassword": writes and needs_password(paper),
        "actions": _actions(paper, under_way is not None) if writes else [],
    }
    row = {name: value for name, value in row.items() if value}
    if under_way is not None and under_way.done < under_way.total:
        row["share"] = round(under_way.done / under_way.total, 3)
    return row


def _status_line(paper: Paper, under_way: PaperProgress | None) -> str:
    """Return the number of pages and where the paper stands."""
    unit = "p." if paper.page_count == 1 else "pp."
    pages = f"{paper.page_count} {unit}" if paper.page_count else ""
    return " · ".join(part for part in (pages, stage_line(paper, under_way)) if part)


def _standing(standing: PaperStanding) -> dict[str, str]:
    """Return how a paper stands, loud where it is in doubt, with the notices behind it."""
    words = STANDING_WORDS[standing.standing]
    why = shorten(visible("; ".join(notice.line() for notice in standing.notices)), STANDING_LETTERS)
    by = " Matched by title and year." if standing.by_title else ""
    return {"words": words[0].upper() + words[1:], "tone": STANDING_TONES[standing.standing], "why": why + by}


def _actions(paper: Paper, under_way: bool) -> list[str]:
    """Return what the tools of a row do, by the names that the browser's script knows."""
    if under_way:
        return ["stop"]
    return ["again", "edit"] if paper.status == "failed" and not needs_password(paper) else ["edit"]
