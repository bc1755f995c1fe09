"""Taking answers away: choose a format, press, the file comes; a large one is made in the background first."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import get_args

import streamlit as st
from streamlit import runtime

from lib.errors import SidelightError
from lib.exporting.exports import FORMATS, ZIP, ExportFile, Format, named
from lib.exporting.making import Making, SavedFile
from lib.exporting.methods import Compared
from lib.exporting.rows import Export
from lib.ui.text import file_size, plain
from lib.wording import count
from lib.workspace import Workspace

NOTES = "app_export_notes"
"""What is to be said of files that were fetched, by what they are of: written by the thread that makes them."""
POLL_SECONDS = 0.7
HELD = 4
HELD_BYTES = 100_000_000
AT_ONCE: dict[Format, int] = {"pdf": 1, "book": 12}
"""Answers at most for a file that is made while the browser waits for it: about two seconds of work."""
AT_ONCE_ELSE = 250


_places = itertools.count()


@dataclass(frozen=True, slots=True)
class Takeaway:
    """What can be taken away."""

    of: str
    """Says which: what a person may not see is no part of another's of the same name."""
    title: str
    """Of the file; empty where its content must be gathered first."""
    size: int
    """Answers in it."""
    gather: Callable[[], Export]
    """Raises SidelightError."""
    state: Callable[[], object] = tuple
    """Equal as long as the file would be the same."""
    compared: Callable[[], Sequence[Compared]] = tuple
    """How far raters agree, for the methods paragraph."""


def draw_export(workspace: Workspace, what: Takeaway) -> None:
    """The quiet button that opens the choice of formats."""
    key = f"export_{what.of}"
    panel = st.popover(
        "Export", icon=":material/download:", type="tertiary", width="content", key=key, on_change="rerun"
    )
    if panel.open:
        with panel:
            _draw_choice(workspace, what)


def _draw_choice(workspace: Workspace, what: Takeaway) -> None:
    wanted: Format = st.radio(
        "Format", get_args(Format), format_func=lambda one: FORMATS[one].words, key=f"export_format_{what.of}"
    )
    try:
        if what.size <= AT_ONCE.get(wanted, AT_ONCE_ELSE):
            _draw_at_once(workspace, what, wanted)
        else:
            _draw_large(workspace, what, wanted)
    except SidelightError as fault:
        st.info(plain(fault.message), icon=":material/info:")


def _draw_at_once(workspace: Workspace, what: Takeaway, wanted: Format) -> None:
    exports, notes = workspace.exports, st.session_state.setdefault(NOTES, {})
    if what.title and wanted != "pdf":
        name, media_type = named(what.title, wanted)
    else:
        name, media_type = exports.named(what.gather(), wanted)

    def make() -> bytes:  # on a thread of its own, once the button is pressed
        file: ExportFile = exports.file(what.gather(), wanted, what.compared())
        notes[what.of] = (wanted, file.notes)
        return _held(file.data, name, media_type)

    st.download_button(
        "Download",
        make,
        file_name=name,
        mime=media_type,
        icon=":material/download:",
        type="primary",
        key=f"export_download_{what.of}",
        on_click="ignore",  # a run of the page beside it can lose the file on its way
    )
    said = notes.get(what.of)
    if said is not None and said[0] == wanted:
        _draw_notes(said[1])


# large ones


def _draw_large(workspace: Workspace, what: Takeaway, wanted: Format) -> None:
    making = workspace.exports.making(what.of)
    if making is not None and making.wanted == wanted and not making.ended:
        st.fragment(_draw_progress, run_every=POLL_SECONDS)(making)
        return
    if making is not None and making.wanted == wanted and making.file is not None and making.state == what.state():
        _draw_file(what, making.file)
        return
    other = making is not None and not making.ended
    if making is not None and making.wanted == wanted and making.problem is not None:
        st.info(plain(making.problem), icon=":material/info:")
    label = "Make it instead of the other" if other else f"Make the file ({count(what.size, 'answer')})"
    if st.button(label, type="primary", key=f"export_make_{what.of}"):
        workspace.exports.begin(what.of, wanted, what.gather, what.compared, what.state())
        st.rerun()
    if other and making is not None:
        st.caption(f"{plain(FORMATS[_format(making)].words)} is being made.")


def _format(making: Making) -> Format:
    return next(one for one in get_args(Format) if one == making.wanted)


def _draw_progress(making: Making) -> None:
    if making.ended:
        st.rerun()
    if making.total:
        told = f"{making.unit} {making.done + 1:,} of {making.total:,}"
        st.progress(min(1.0, making.done / making.total), text=told)
    else:
        st.progress(0.0, text="being put together")
    st.caption("It is made in the background: this page can be left.")
    st.button("Stop", key="export_stop", icon=":material/stop_circle:", on_click=making.stop)


def _draw_file(what: Takeaway, file: SavedFile) -> None:
    def read() -> bytes:  # when the button is pressed: until then it lies on the disk alone
        return _held(file.path.read_bytes(), file.name, file.media_type)

    st.download_button(
        f"Download ({file_size(file.path.stat().st_size)})" if file.path.exists() else "Download",
        read,
        file_name=file.name,
        mime=file.media_type,
        icon=":material/download:",
        type="primary",
        key=f"export_download_{what.of}",
        on_click="ignore",  # a run of the page beside it can lose the file on its way
    )
    if file.media_type == ZIP.media_type:
        st.caption("A ZIP with a copy of each paper.")
    _draw_notes(file.notes)


def _held(data: bytes, name: str, media_type: str) -> bytes:
    """The bytes, which the server now holds until a few others came after them.

    Streamlit lets a file that it made on demand go at the end of any run, as of a part of the page that asks for news: often
    before the browser has come for it. What is added by hand stays, and is the same file to it.
    """
    if runtime.exists() and len(data) <= HELD_BYTES:
        place = f"sidelight-export-{next(_places) % HELD}"
        runtime.get_instance().media_file_mgr.add(data, media_type, place, file_name=name, is_for_static_download=True)
    return data


def _draw_notes(notes: Sequence[str]) -> None:
    for note in notes[:6]:
        st.caption(plain(note, 300))
    if len(notes) > 6:
        st.caption(f"and {len(notes) - 6:,} more; they stand in the file.")
