"""The quality of the text of a paper's pages as *Papers* shows it, and what can be done about it."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence

import streamlit as st

from lib.errors import SidelightError
from lib.library.paper_job import PaperProgress
from lib.reading.process.pool import recognisable
from lib.reading.process.reading_errors import pages_in_words
from lib.records import Paper
from lib.text.wording import count
from lib.ui.kit import error_messages
from lib.ui.kit.escaping import SECONDS_UP_TO_S
from lib.workspace import Workspace

PROCESSOR_SECONDS = 10.0
"""To recognise a page, measured by `benchmarks/ocr.py`: 7 to 10 of one processor."""
QUALITY_WORDS = {
    "scan without text": ("scan without text", "scans without text"),
    "garbled": ("with unreadable letters", "with unreadable letters"),
    "unreadable": ("unreadable", "unreadable"),
    "letters unknown": ("with letters that its fonts do not tell", "with letters that their fonts do not tell"),
    "readers disagree": ("on which two readers disagree", "on which two readers disagree"),
    "letters contradicted": ("that states other letters than it shows", "that state other letters than they show"),
    "text left out": ("with text left out that may be seen", "with text left out that may be seen"),
    "scan with recognised text": ("scan with recognised text", "scans with recognised text"),
    "recognised": ("recognised from its picture", "recognised from their pictures"),
    "second reader": ("read by the second reader", "read by the second reader"),
}
"""How a quality is called of one page and of several."""
UNKNOWN_WORDS = "of unknown quality", "of unknown quality"
"""What is said where the database is damaged there."""
STEP_S = 10
"""To which an expected time is rounded."""
PAGES_NAMED = (
    "scan without text", "garbled", "unreadable", "letters unknown", "readers disagree", "letters contradicted",
    "text left out",
)  # fmt: skip


def page_quality_line(page_quality: Sequence[str]) -> str:
    """Return such as "12 pages: 10 good, 2 scans without text (3 and 7)"; empty where all are good."""
    if all(quality == "good" for quality in page_quality):
        return ""
    if len(set(page_quality)) == 1:
        one, several = QUALITY_WORDS.get(page_quality[0], UNKNOWN_WORDS)
        return f"1 page: {one}" if len(page_quality) == 1 else f"{count(len(page_quality), 'page')}: all {several}"
    good = sum(quality == "good" for quality in page_quality)
    parts = [f"{good} good"] if good else []
    for quality, (one, several) in QUALITY_WORDS.items():
        numbers = [n for n, found in enumerate(page_quality, start=1) if found == quality]
        if not numbers:
            continue
        part = f"{len(numbers)} {one if len(numbers) == 1 else several}"
        if quality in PAGES_NAMED:
            part += f" ({pages_in_words(numbers).split(' ', 1)[1]})"
        parts.append(part)
    return f"{count(len(page_quality), 'page')}: {', '.join(parts)}"


def time_to_recognise(pages: int) -> str:
    """Return such as "about 20 s" or "about 3 min"."""
    seconds = pages * PROCESSOR_SECONDS / (os.cpu_count() or 1)
    if seconds < SECONDS_UP_TO_S:
        return f"about {max(STEP_S, STEP_S * round(seconds / STEP_S))} s"
    return f"about {math.ceil(seconds / 60)} min"


def recognise_label(page_quality: Sequence[str]) -> str:
    """Return the words of the button that has the text of a paper's pages recognised; empty where there is nothing to be."""
    numbers = recognisable(page_quality, doubtful=True)
    return f"Recognise text ({time_to_recognise(len(numbers))})" if numbers else ""


def draw_offers(workspace: Workspace, papers: Sequence[Paper], progress: Mapping[str, PaperProgress]) -> None:
    """Draw one quiet line each, with a button: for all scans together, and for papers that an older reader read."""
    with st.container(gap=None):
        _draw_scans_offer(workspace, papers, progress)
        _draw_reader_offer(workspace)


def _draw_scans_offer(workspace: Workspace, papers: Sequence[Paper], progress: Mapping[str, PaperProgress]) -> None:
    lacking = [p.id for p in papers if p.pages_without_text and p.id not in progress]
    wanting = {i: recognisable(quality) for i, quality in workspace.pages.qualities(lacking).items()}
    wanting = {paper_id: numbers for paper_id, numbers in wanting.items() if numbers}
    if len(wanting) > 1:
        pages = sum(map(len, wanting.values()))
        line = f"{count(len(wanting), 'paper')} hold {count(pages, 'page')} without readable text."
        if _draw_offer(line, f"Recognise all ({time_to_recognise(pages)})", "papers_recognise_all"):
            try:
                recognise(workspace, list(wanting))
            except SidelightError as error:
                error_messages.draw_error(error)
            else:
                st.rerun()


def _draw_reader_offer(workspace: Workspace) -> None:
    outdated = workspace.jobs.outdated()
    if outdated:
        line = f"{count(len(outdated), 'paper')} {'was' if len(outdated) == 1 else 'were'} read by an older reader."
        if _draw_offer(line, f"Read {count(len(outdated), 'paper')} again", "papers_read_again"):
            for paper_id in outdated:
                workspace.jobs.read_again(paper_id)
            st.rerun()


def _draw_offer(line: str, label: str, key: str) -> bool:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(line, width="content")
        return st.button(label, key=key, type="tertiary")


def recognise(workspace: Workspace, paper_ids: Sequence[str]) -> None:
    """Have the text of these papers' pages recognised; raises SidelightError where that cannot begin."""
    for paper_id in paper_ids:
        workspace.jobs.recognise(paper_id)
