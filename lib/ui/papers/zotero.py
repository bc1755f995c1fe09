"""Papers from Zotero: the library of the program that runs on this machine, or a folder that it exported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib.errors import SidelightError
from lib.importing.zotero.items import ZoteroLibrary
from lib.library.zotero_intake import IntakeReport, OfferedItem, State
from lib.text.wording import count
from lib.ui.kit.escaping import ENTRY_LETTERS, NOTE_LETTERS, SHORT_NAME_LETTERS, plain, shorten, visible
from lib.workspace import Workspace

RUNNING, EXPORTED = "Zotero on this machine", "A folder that it exported"
LIBRARY = "zotero_library"
"""What was read last."""
REPORT = "zotero_report"
"""What became of what was taken in last."""
PROBLEM = "zotero_problem"
ROWS_SHOWN = 500
PROBLEMS_SHOWN = 8
TABLE_PX, HEAD_PX, ROW_PX = 320, 38, 35
"""Height of the table at most, of its head and of a row, as Streamlit draws them."""
WORDS: dict[State, str] = {
    "new": "new",
    "changed": "changed in Zotero",
    "here": "is here",
    "no file": "no PDF attached",
}


def draw_zotero(workspace: Workspace) -> None:
    """Draw where the library is read from, and what it offers once it was read."""
    way = st.segmented_control("From", [RUNNING, EXPORTED], default=RUNNING, key="zotero_way", required=True)
    if way == RUNNING:
        _draw_running(workspace)
    else:
        _draw_exported(workspace)
    if problem := st.session_state.get(PROBLEM):
        st.error(plain(problem), icon=":material/error:")
    report: IntakeReport | None = st.session_state.get(REPORT)
    if report is not None:
        _draw_report(report)
    library: ZoteroLibrary | None = st.session_state.get(LIBRARY)
    if library is not None:
        _draw_library(workspace, library)


def _draw_running(workspace: Workspace) -> None:
    st.caption(
        "Its library is read and nothing in it is changed. In Zotero’s settings, under Advanced, other applications on this "
        "computer have to be allowed to communicate with it."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        libraries: dict[str, str] = st.session_state.get("zotero_libraries", {})
        source = "users/0"
        if len(libraries) > 1:
            source = st.selectbox(
                "Library",
                list(libraries),
                format_func=lambda one: visible(libraries[one]),
                key="zotero_source",
                width=320,
            )
        label = "Look again" if st.session_state.get(LIBRARY) else "Look into Zotero"
        st.button(label, key="zotero_look", icon=":material/sync:", on_click=_look, args=(workspace, source))


def _draw_exported(workspace: Workspace) -> None:
    st.caption(
        "In Zotero: right-click a collection, Export Collection, as Zotero RDF or Better BibTeX JSON, with “Export Files”. "
        "BibTeX and CSL-JSON beside PDFs are read too."
    )
    with st.form("zotero_folder_form", border=False):
        left, right = st.columns([6, 1], vertical_alignment="bottom")
        left.text_input(
            "Path of the folder on this machine", key="zotero_folder", placeholder="/home/me/Exported Items"
        )
        right.form_submit_button("Look", width="stretch", on_click=_open_folder, args=(workspace,))


def _look(workspace: Workspace, source: str) -> None:
    _forget()
    try:
        st.session_state["zotero_libraries"] = workspace.zotero.libraries()
        st.session_state[LIBRARY] = workspace.zotero.library(source)
    except SidelightError as error:
        st.session_state[PROBLEM] = error.message


def _open_folder(workspace: Workspace) -> None:
    _forget()
    path = str(st.session_state["zotero_folder"]).strip()
    try:
        if not path:
            raise SidelightError("Type the path of the folder.")
        st.session_state[LIBRARY] = workspace.zotero.folder(path)
    except (SidelightError, OSError, ValueError) as error:
        st.session_state[PROBLEM] = (
            error.message if isinstance(error, SidelightError) else f"It cannot be read ({error})."
        )


def _forget() -> None:
    for key in (LIBRARY, REPORT, PROBLEM):
        st.session_state.pop(key, None)


def _draw_library(workspace: Workspace, library: ZoteroLibrary) -> None:
    chosen: list[str] = []
    if library.collections:
        names = {one.key: library.path_of(one.key) for one in library.collections}
        chosen = st.multiselect(
            "Collections",
            sorted(names, key=lambda key: names[key].casefold()),
            format_func=lambda key: visible(names[key]),
            key="zotero_collections",
            placeholder="All of the library",
        )
    offered = workspace.zotero.offered(library, chosen)
    _draw_counts(library, offered)
    for note in library.notes[:PROBLEMS_SHOWN]:
        st.caption(plain(note, NOTE_LETTERS))
    _draw_items(offered)
    wanted = [one for one in offered if one.state in {"new", "changed"}]
    new = sum(one.state == "new" for one in wanted)
    parts = [f"{new:,} new" if new else "", f"{len(wanted) - new:,} changed" if len(wanted) > new else ""]
    label = f"Take in {' and '.join(part for part in parts if part)}" if wanted else "Nothing new to take in"
    if st.button(label, key="zotero_take", type="primary", disabled=not wanted, icon=":material/download:"):
        bar = st.progress(0.0, text="Taking in …")
        st.session_state[REPORT] = workspace.zotero.take_in(
            library,
            [one.item for one in wanted],
            lambda done, total: bar.progress(done / total, text=f"{done:,} of {total:,}"),
        )
        st.rerun()


def _draw_counts(library: ZoteroLibrary, offered: Sequence[OfferedItem]) -> None:
    counts = Counter(one.state for one in offered)
    told = " · ".join(f"{counts[state]:,} {words}" for state, words in WORDS.items() if counts[state])
    st.markdown(
        f"**{plain(library.name, SHORT_NAME_LETTERS)}**: {count(len(offered), 'item')}" + (f" · {told}" if told else "")
    )


def _draw_items(offered: Sequence[OfferedItem]) -> None:
    order = list(WORDS)
    rows = [
        {
            "": WORDS[one.state],
            "title": visible(
                shorten(
                    one.item.entry.title or (one.item.files[0].name if one.item.files else "untitled"), ENTRY_LETTERS
                )
            ),
            "authors": visible(shorten("; ".join(one.item.entry.authors), SHORT_NAME_LETTERS)),
            "year": one.item.entry.year,
            "PDFs": len(one.item.files),
        }
        for one in sorted(offered, key=lambda one: order.index(one.state))[:ROWS_SHOWN]
    ]
    if rows:
        st.dataframe(
            pd.DataFrame(rows), hide_index=True, height=min(TABLE_PX, HEAD_PX + ROW_PX * len(rows)), key="zotero_items"
        )
    if len(offered) > ROWS_SHOWN:
        st.caption(f"and {len(offered) - ROWS_SHOWN:,} more")


def _draw_report(report: IntakeReport) -> None:
    parts = [
        f"{count(len(report.added), 'paper')} added." if report.added else "",
        f"{count(len(report.known), 'paper')} had been here before." if report.known else "",
        f"{count(len(report.renewed), 'paper')} brought up to date." if report.renewed else "",
        f"{count(len(report.problems), 'file')} left out." if report.problems else "",
    ]
    st.success(" ".join(part for part in parts if part) or "There was nothing to take in.", icon=":material/check:")
    for name, reason in report.problems[:PROBLEMS_SHOWN]:
        st.caption(f"{plain(name, SHORT_NAME_LETTERS)}: {plain(reason)}")
    if len(report.problems) > PROBLEMS_SHOWN:
        st.caption(f"and {len(report.problems) - PROBLEMS_SHOWN:,} more")
