"""Titles, authors, years, DOIs and journals from a bibliography: what it would change, before anything is changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import streamlit as st

from lib.errors import SidelightError, UnknownPaper
from lib.importing.bibliography import ENDINGS
from lib.importing.bibliography_matching import FieldChange, MatchedBibliography, field_changes
from lib.importing.reference_entry import Entry
from lib.records import Paper
from lib.text.wording import count
from lib.ui.kit.escaping import ENTRY_LETTERS, NOTE_LETTERS, paper_title, plain, shorten, visible
from lib.ui.kit.streamlit_internals import UploadedFile
from lib.workspace import Workspace

UPLOADER = "references_turn"
"""Number of the uploader: a fresh one once a bibliography was used."""
MATCHED = "references_matched"
"""What the chosen file holds, with the id of its upload and the papers it was set beside: read once."""
REPORT = "references_told"
"""What became of the last one."""
ROWS_SHOWN = 300
NOTES_SHOWN = 6
TABLE_PX, HEAD_PX, ROW_PX = 300, 38, 35
"""Height of a table at most, of its head and of a row, as Streamlit draws them."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a bibliography."""

    fields: int
    papers: int
    gone: int
    """Papers that had been removed meanwhile."""
    problem: str
    """Why it went no further, in plain words; empty where it went to its end."""

    def sentences(self) -> str:
        """Return the sentences for the screen."""
        written = f"{count(self.fields, 'field')} of {count(self.papers, 'paper')} written."
        gone = f"{count(self.gone, 'paper')} had been removed meanwhile." if self.gone else ""
        rest = (
            f"{self.problem} What was written by then stays; press “Write” again for the rest." if self.problem else ""
        )
        return " ".join(part for part in (written, gone, rest) if part)


FIELD_WORDS = {"families": "family names"}
"""Of the fields whose names say too little."""
Kind = Literal["empty", "read", "typed"]
GROUPS: tuple[tuple[Kind, str, str, bool], ...] = (
    ("empty", "Fill in", "left empty so far", True),
    ("read", "Replace", "read in the PDF", True),
    ("typed", "Replace", "given by a person here", False),
)
"""What is written over, and whether it is unless somebody says otherwise: what a person gave stays."""


def draw_bibliography(workspace: Workspace) -> None:
    """Draw the upload; below it, what it would change, what it would not, and what it means that is not here."""
    st.caption(
        "BibTeX, RIS, CSL-JSON, .nbib, .ciw, .enw, XML or CSV, as reference managers and databases export it. Papers are found "
        "by DOI, then by title, then by the name of their file; none is added."
    )
    upload = st.file_uploader(
        "A bibliography",
        type=list(ENDINGS),
        key=f"references_upload_{st.session_state.get(UPLOADER, 0)}",
        label_visibility="collapsed",
        on_change=lambda: st.session_state.pop(REPORT, None),
    )
    report: ImportReport | None = st.session_state.get(REPORT)
    if report is not None and report.problem:
        st.error(plain(report.sentences()), icon=":material/error:")
    elif report is not None and upload is None:
        st.success(plain(report.sentences()), icon=":material/check:")
    if upload is not None:
        _draw_upload(workspace, upload)


def _draw_upload(workspace: Workspace, upload: UploadedFile) -> None:
    papers = workspace.papers()
    try:
        matched = _matched(workspace, upload, papers)
    except SidelightError as error:
        st.error(plain(error.message), icon=":material/error:")
        return
    st.write(plain(matched.summary()))
    for note in matched.notes[:NOTES_SHOWN]:
        st.caption(plain(note, NOTE_LETTERS))
    changes = field_changes(matched, papers, workspace.edited_fields())
    titles = {paper.id: shorten(paper_title(paper), ENTRY_LETTERS) for paper in papers}
    chosen = _draw_changes(changes, titles)
    _draw_entries(matched.unmatched, "that match no paper here")
    _draw_entries(matched.repeated, "for a paper that another entry matched already")
    if changes:
        st.button(
            f"Write {count(len(chosen), 'change')}" if chosen else "Nothing is chosen",
            type="primary",
            key="references_write",
            disabled=not chosen,
            on_click=_write,
            args=(workspace, chosen),
        )


def _matched(workspace: Workspace, upload: UploadedFile, papers: Sequence[Paper]) -> MatchedBibliography:
    of = (upload.file_id, tuple(papers))
    stored: tuple[object, MatchedBibliography] | None = st.session_state.get(MATCHED)
    if stored is None or stored[0] != of:
        with st.spinner("Reading the bibliography …"):
            stored = st.session_state[MATCHED] = (
                of,
                workspace.imports.bibliography(upload.name, upload.getvalue(), papers),
            )
    return stored[1]


def _draw_changes(changes: Sequence[FieldChange], titles: Mapping[str, str]) -> list[FieldChange]:
    """Return what is to be written, as the ticks say."""
    chosen = []
    for kind, verb, what, ticked in GROUPS:
        of = [change for change in changes if change.kind == kind]
        if not of:
            continue
        papers = len({change.paper_id for change in of})
        label = f"{verb} {count(len(of), 'field')} {what}, of {count(papers, 'paper')}"
        if st.checkbox(label, value=ticked, key=f"references_{kind}"):
            chosen += of
        rows = [
            {
                "paper": titles[change.paper_id],
                "field": FIELD_WORDS.get(change.name, change.name),
                "now": _words(change.before),
                "in the bibliography": _words(change.after),
            }
            for change in of[:ROWS_SHOWN]
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, height=min(TABLE_PX, HEAD_PX + ROW_PX * len(rows)))
        if len(of) > ROWS_SHOWN:
            st.caption(f"and {len(of) - ROWS_SHOWN:,} more")
    return chosen


def _words(value: Any) -> str:
    if isinstance(value, Mapping):  # family names by author
        value = list(value.values())
    return visible("; ".join(value) if isinstance(value, list) else str(value or ""))


def _draw_entries(entries: Sequence[Entry], what: str) -> None:
    if not entries:
        return
    with st.expander(f"{len(entries):,} {'entry' if len(entries) == 1 else 'entries'} {what}"):
        rows = [
            {"entry": visible(e.key), "title": visible(e.title), "year": e.year, "doi": visible(e.doi)} for e in entries
        ]
        st.dataframe(pd.DataFrame(rows[:ROWS_SHOWN]), hide_index=True)
        if len(rows) > ROWS_SHOWN:
            st.caption(f"and {len(rows) - ROWS_SHOWN:,} more")


def _write(workspace: Workspace, chosen: Sequence[FieldChange]) -> None:
    """Write the chosen changes. A callback is run to its end even where the person has gone to another page by then."""
    by_paper: dict[str, dict[str, Any]] = defaultdict(dict)
    for change in chosen:
        by_paper[change.paper_id][change.name] = change.after
    papers = written = gone = 0
    problem = ""
    for paper_id, fields in by_paper.items():
        try:
            workspace.edit_paper(paper_id, **fields)
        except UnknownPaper:  # removed meanwhile
            gone += 1
        except SidelightError as error:  # of the disk, the database: the next one would fail alike
            problem = error.message
            break
        else:
            papers, written = papers + 1, written + len(fields)
    st.session_state[REPORT] = ImportReport(written, papers, gone, problem)
    st.session_state.pop(MATCHED, None)
    if not problem:  # else the file stays, for the rest
        st.session_state[UPLOADER] = st.session_state.get(UPLOADER, 0) + 1
