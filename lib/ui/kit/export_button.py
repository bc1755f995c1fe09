"""Taking answers and papers away: choose a format, press, the file comes; a large one is made in the background first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from lib.acting import acting_as, actor
from lib.background.export_tasks import ExportTask, SavedFile
from lib.errors import SidelightError
from lib.exporting.export_rows import Export, Kind
from lib.exporting.exports import ExportFile
from lib.exporting.highlighted_pdfs import ZIP_MEDIA_TYPE
from lib.exporting.methods_paragraph import Compared
from lib.text.wording import count
from lib.ui.kit.escaping import NOTE_LETTERS, file_size, plain
from lib.ui.kit.streamlit_internals import hold_download
from lib.ui.kit.zotero_button import draw_zotero_return
from lib.workspace import Workspace

OUTCOMES = "app_export_told"
"""What came of files that were fetched, by what they are of: written by the thread that makes them."""
STALE = "Made before the latest changes: what was said or changed since is not in it."
POLL_SECONDS = 0.7
NOTES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ExportSource:
    """Answers, or papers, that can be exported."""

    kind: Kind
    of: str
    """Says which: what a person may not see is no part of another's of the same name."""
    title: str
    """Of the file; empty where its content must be gathered first."""
    size: int
    """Answers in it; of papers these."""
    gather: Callable[[], Export]
    """Raises SidelightError."""
    state: Callable[[], object] = tuple
    """Equal as long as the file would be the same."""
    compared: Callable[[], Sequence[Compared]] = tuple
    """How far raters agree, for the methods paragraph."""
    noun: str = "answer"
    """What `size` counts."""
    part: str = ""
    """By what a part of it is chosen, where one can be: the file of each part is another."""

    @property
    def file(self) -> str:
        """The name under which its file is made and found again."""
        return f"{self.of} {self.part}" if self.part else self.of


@dataclass(frozen=True, slots=True)
class DownloadOutcome:
    """What came of a file that was made as its button was pressed."""

    wanted: str
    notes: Sequence[str] = ()
    problem: str = ""
    """Why there is none, in plain words."""


def papers_state(workspace: Workspace) -> object:
    """Return what is equal as long as an export names the papers alike."""
    return [(p.id, p.title, p.authors, p.year, p.doi, p.status) for p in workspace.papers()]


def draw_export(workspace: Workspace, what: ExportSource) -> None:
    """Draw the quiet button that opens the choice of formats."""
    key = f"export_{what.of}"
    panel = st.popover(
        "Export", icon=":material/download:", type="tertiary", width="content", key=key, on_change="rerun"
    )
    if panel.open:
        with panel:
            _draw_choice(workspace, what)


def _draw_choice(workspace: Workspace, what: ExportSource) -> None:
    exports = workspace.exports
    ids = [one.id for one in exports.formats(what.kind)]
    wanted: str = st.radio(
        "Format", ids, format_func=lambda one: exports.format(one).words, key=f"export_format_{what.of}"
    )
    try:
        if what.size <= exports.format(wanted).answers_at_once:
            _draw_direct(workspace, what, wanted)
        else:
            _draw_large(workspace, what, wanted)
    except SidelightError as error:
        st.info(plain(error.message), icon=":material/info:")
    if what.kind != "papers":
        draw_zotero_return(workspace, what.file, what.gather)


def _draw_direct(workspace: Workspace, what: ExportSource, wanted: str) -> None:
    exports = workspace.exports
    outcomes: dict[str, DownloadOutcome] = st.session_state.setdefault(OUTCOMES, {})
    called = exports.file_name(wanted, what.title, what.gather)

    person = actor()

    def make() -> bytes:  # on a thread of its own, once the button is pressed
        try:
            with acting_as(person):
                file: ExportFile = exports.file(what.gather(), wanted, what.compared())
        except SidelightError as error:
            outcomes[what.file] = DownloadOutcome(wanted, problem=error.message)
            raise  # so that the browser keeps no empty file
        outcomes[what.file] = DownloadOutcome(wanted, file.notes)
        return hold_download(file.data, called.name, called.media_type)

    st.download_button(
        "Download",
        make,
        file_name=called.name,
        mime=called.media_type,
        icon=":material/download:",
        type="primary",
        key=f"export_download_{what.of}",
        on_click="ignore",  # a run of the page beside it can lose the file on its way
    )
    outcome = outcomes.get(what.file)
    if outcome is not None and outcome.wanted == wanted:
        if outcome.problem:
            st.info(plain(outcome.problem), icon=":material/info:")
        _draw_notes(outcome.notes)


# large ones


def _draw_large(workspace: Workspace, what: ExportSource, wanted: str) -> None:
    task = workspace.exports.task(what.file)
    if task is not None and task.wanted == wanted and not task.ended:
        st.fragment(_draw_progress, run_every=POLL_SECONDS)(task)
        return
    if task is not None and task.wanted == wanted and task.result is not None:
        _draw_file(what, task.result)
        if task.state != what.state():  # as it may be as long as a survey runs: the file is there all the same
            st.caption(STALE)
            _draw_make(workspace, what, wanted, "Make it again", first=False)
        return
    other = task is not None and not task.ended
    if task is not None and task.wanted == wanted and task.problem is not None:
        st.info(plain(task.problem), icon=":material/info:")
    label = "Make it instead of the other" if other else f"Make the file ({count(what.size, what.noun)})"
    _draw_make(workspace, what, wanted, label)
    if other and task is not None:
        st.caption(f"{plain(workspace.exports.format(task.wanted).words)} is being made.")


def _draw_make(workspace: Workspace, what: ExportSource, wanted: str, label: str, *, first: bool = True) -> None:
    """Draw the button that begins a file; `first`: what there is to do here before all else."""
    if st.button(label, type="primary" if first else "secondary", key=f"export_make_{what.of}"):
        workspace.exports.begin(what.file, wanted, what.gather, what.compared, what.state())
        st.rerun()


def _draw_progress(task: ExportTask) -> None:
    if task.ended:
        st.rerun()
    progress = task.progress
    if progress.total:
        step = f"{progress.unit} {progress.done + 1:,} of {progress.total:,}"
        st.progress(min(1.0, progress.done / progress.total), text=step)
    else:
        st.progress(0.0, text="being put together")
    st.caption("It is made in the background: this page can be left.")
    st.button("Stop", key="export_stop", icon=":material/stop_circle:", on_click=task.stop)


def _draw_file(what: ExportSource, file: SavedFile) -> None:
    def read() -> bytes:  # when the button is pressed: until then it lies on the disk alone
        return hold_download(file.path.read_bytes(), file.name, file.media_type)

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
    if file.media_type == ZIP_MEDIA_TYPE:
        st.caption("A ZIP with a copy of each paper.")
    _draw_notes(file.notes)


def _draw_notes(notes: Sequence[str]) -> None:
    for note in notes[:NOTES_SHOWN]:
        st.caption(plain(note, NOTE_LETTERS))
    if len(notes) > NOTES_SHOWN:
        st.caption(f"and {len(notes) - NOTES_SHOWN:,} more; they are in the file.")
