"""What comes into a screening of records: files of databases, the reasons to exclude, and the duplicates that were found."""

from __future__ import annotations

import streamlit as st

from lib.errors import SidelightError
from lib.importing.bibliography import ENDINGS
from lib.records.core import NAME
from lib.records.screening import NAMELESS, BibRecord
from lib.text.wording import count
from lib.ui.kit.escaping import NOTE_LETTERS, plain
from lib.ui.kit.outcomes import attempt, try_to
from lib.ui.surveys.records.record_screening import PART, OpenScreening, record_line
from lib.ui.surveys.route import move
from lib.workspace import Workspace

PAIRS_A_PAGE = 20
REASONS_PX = 170
"""Of the field with the reasons: those that every screening begins with are in sight."""
SOURCE_PX = 340
"""Of the field with the name of a database: some forty letters."""
SAID = "survey_records_said"
"""What the last file came to, for the next run."""


def draw_adding(opened: OpenScreening) -> None:
    """Draw the field for a file, the reasons, and the duplicates."""
    if said := st.session_state.pop(SAID, ""):
        st.success(plain(str(said)), icon=":material/check:")
    if not opened.screened.records:
        st.caption(
            "To begin, export the results of each database as RIS, BibTeX, .nbib, .ciw or CSV, with abstracts, and add the "
            "files here one by one: what several databases have is found and counted."
        )
    source = st.text_input("Database or register", key="survey_records_source", placeholder="PubMed")
    total = len(opened.screened.records)
    file = st.file_uploader("Its records", type=list(ENDINGS), key=f"survey_records_file_{total}")
    if file is not None:
        try:
            added = opened.workspace.record_screenings.add_file(
                opened.screening.id, file.name, file.getvalue(), source or file.name
            )
        except SidelightError as error:
            st.error(plain(error.message), icon=":material/error:")
            return
        told = [f"{count(added.decisions, 'decision')} taken over from its notes."] if added.decisions else []
        if added.removed:
            told.append(f"{added.removed:,} with {NAMELESS}: counted as identified, and as removed before screening.")
        if not source.strip():
            told.append(f"No database was named: they stand under “{file.name}”. Name it below.")
        st.session_state[SAID] = " ".join(
            [
                f"{count(added.added, 'record')} added, {added.duplicates:,} of them a copy of another.",
                *told,
                *added.notes,
            ]
        )
        move(view="add")  # where the next database's file comes in
        st.rerun()
    _draw_sources(opened)
    _draw_reasons(opened)
    _draw_duplicates(opened)


def _draw_sources(opened: OpenScreening) -> None:
    """Draw where the records were found, with how many of each, each name to be changed."""
    found = opened.screened.flow.identified
    if not found:
        return
    st.markdown("**Found in**")
    for place, (source, records) in enumerate(found.items()):
        # What stands in the key begins a fresh field once a name was changed.
        key = f"survey_records_found_{opened.screening.id}_{place}_{source}"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.session_state.setdefault(key, source)
            st.text_input(
                f"Source {place + 1}",
                key=key,
                max_chars=NAME,
                label_visibility="collapsed",
                width=SOURCE_PX,
                on_change=_rename_source,
                args=(opened.workspace, opened.screening.id, source, key),
            )
            st.caption(count(records, "record"), width="content")


def _rename_source(workspace: Workspace, screening_id: str, before: str, key: str) -> None:
    attempt(PART, workspace.record_screenings.rename_source, screening_id, before, str(st.session_state[key]))


def _draw_reasons(opened: OpenScreening) -> None:
    key = f"survey_records_reasons_{opened.screening.id}"
    st.session_state.setdefault(key, "\n".join(opened.screening.reasons))
    st.text_area(
        "Reasons to exclude, one a line",
        key=key,
        height=REASONS_PX,
        on_change=_set_reasons,
        args=(opened.workspace, opened.screening.id, key),
    )


def _set_reasons(workspace: Workspace, screening_id: str, key: str) -> None:
    attempt(PART, workspace.record_screenings.set_reasons, screening_id, str(st.session_state[key]).splitlines())


def _draw_duplicates(opened: OpenScreening) -> None:
    """Draw a page of the duplicates, each beside the record that it repeats."""
    pairs = [one for one in opened.screened.records if one.duplicate_of is not None]
    if not pairs:
        return
    pages = -(-len(pairs) // PAIRS_A_PAGE)
    page = 1
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.markdown(f"**{count(len(pairs), 'duplicate')}**", width="content")
        if pages > 1:
            page = int(st.number_input(f"Page, of {pages:,}", 1, pages, key="survey_records_pairs", width=160))
    for one in pairs[(page - 1) * PAIRS_A_PAGE : page * PAIRS_A_PAGE]:
        _draw_pair(opened, one)


def _draw_pair(opened: OpenScreening, one: BibRecord) -> None:
    left, right, apart = st.columns([4, 4, 1.2], vertical_alignment="center")
    for place, record in ((left, opened.record(one.duplicate_of or 1)), (right, one)):
        place.caption(plain(record_line(record), NOTE_LETTERS))
    apart.button(
        "Not a copy",
        key=f"survey_records_apart_{one.number}",
        help="These are two works: both are screened",
        on_click=try_to,
        args=(PART, opened.workspace.record_screenings.set_duplicate, opened.screening.id, one.number, None),
    )
