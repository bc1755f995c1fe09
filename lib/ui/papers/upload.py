"""Adding papers: files, a ZIP, a folder of the browser's machine or of the server's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import streamlit as st

from lib.errors import SidelightError
from lib.records import Paper
from lib.text.wording import count
from lib.ui.kit import error_messages
from lib.ui.kit.access import may_name_paths
from lib.ui.kit.escaping import SHORT_NAME_LETTERS, plain
from lib.ui.papers.bibliography_form import draw_bibliography
from lib.ui.papers.drop_anywhere import mount_drop_anywhere
from lib.ui.papers.file_kinds import advice_for
from lib.ui.papers.retraction_form import draw_retractions
from lib.ui.papers.zotero import draw_zotero
from lib.workspace import Workspace

FILES, FOLDER, PATH = "Files", "A folder", "A folder on this machine, by path"
BIBLIOGRAPHY = "Titles from a bibliography"
RETRACTIONS = "Retractions"
ZOTERO = "Zotero"
UPLOADER = "papers_upload_round"
REPORT = "papers_report"
SKIPPED_SHOWN = 12


class NamedFile(Protocol):
    """What the browser sent: a file's name and its bytes."""

    @property
    def name(self) -> str:
        """The file's name."""
        ...

    def getvalue(self) -> bytes:
        """Return the file's bytes."""
        ...


@dataclass
class UploadReport:
    """What became of the files of one upload."""

    new: list[str] = field(default_factory=list)
    """Ids of the papers that came in."""
    known: list[str] = field(default_factory=list)
    """Names of files that the library had before."""
    skipped: list[tuple[str, str]] = field(default_factory=list)
    """Name and reason."""
    notes: list[str] = field(default_factory=list)
    """Sentences on the bibliographies among the files."""

    def sentence(self, papers: Mapping[str, Paper] | None = None) -> str:
        """Return what happened, in a sentence or two; with the papers as they are now, how many of the new ones could be read."""
        found = [papers[paper_id] for paper_id in self.new if paper_id in papers] if papers else []
        failed = sum(paper.status == "failed" for paper in found)
        parts = [f"{count(len(self.new), 'file')} added{f', {failed} could not be read' if failed else ''}."]
        if not self.new:
            parts.clear()
        if self.known:
            names = self.known[0] if len(self.known) == 1 else f"{len(self.known)} of the files"
            parts.append(f"The library had {names} before, so nothing was added twice.")
        if self.skipped:
            parts.append(f"{count(len(self.skipped), 'file')} left out.")
        return " ".join(parts) or "There was no PDF among the files."


def add_uploads(workspace: Workspace, files: Iterable[NamedFile]) -> UploadReport:
    """Return what became of each file: its bytes are on disk and it is queued, or it is left out with a reason."""
    report = UploadReport()
    before = _already_added(workspace)
    for file in files:
        try:
            data = file.getvalue()
            if advice := advice_for(file.name, data):
                report.skipped.append((file.name, advice))
            elif file.name.lower().endswith(".zip"):
                found = workspace.jobs.add_zip(file.name, data)
                _count_added(report, found.added, before, file.name)
                report.skipped += [(name, reason) for name, reason in found.skipped]
                report.notes += found.notes
            else:
                _count_added(report, [workspace.jobs.add(file.name, data)], before, file.name)
        except SidelightError as error:
            report.skipped.append((file.name, error.message))
    return report


def add_folder_of_server(
    workspace: Workspace, path: str, on_file: Callable[[int, int], object] = lambda done, total: None
) -> UploadReport:
    """Return what became of each file below a folder of this machine; raises SidelightError where there is none.

    `on_file` is called with how many files are done and how many there are.
    """
    report = UploadReport()
    before = _already_added(workspace)
    found = workspace.jobs.add_folder(path, on_file)
    _count_added(report, found.added, before, "some files")
    report.skipped += [(name, reason) for name, reason in found.skipped]
    report.notes += found.notes
    return report


def _already_added(workspace: Workspace) -> set[str]:
    """Return the papers that adding again changes nothing of; a failed one is tried again."""
    return {paper.id for paper in workspace.papers() if paper.status != "failed"}


def _count_added(report: UploadReport, added: Iterable[str], before: set[str], name: str) -> None:
    for paper_id in added:
        if paper_id in before:
            report.known.append(name)
        else:
            report.new.append(paper_id)
            before.add(paper_id)


def draw_add_papers(workspace: Workspace, is_empty: bool) -> None:
    """Draw the upload and what became of the last one. Bytes go to disk at once; the browser's copy is let go.

    `is_empty`: whether there are no papers yet; then it is large.
    """
    ways = [FILES, FOLDER, *([PATH, ZOTERO] if may_name_paths() else []), BIBLIOGRAPHY, RETRACTIONS]
    way = st.segmented_control("Add papers", ways, default=FILES, key="papers_way", required=True)
    if way == BIBLIOGRAPHY:
        draw_bibliography(workspace)
        return
    if way == RETRACTIONS:
        draw_retractions(workspace)
        return
    if way == ZOTERO:
        draw_zotero(workspace)
        return
    if way == PATH:
        _draw_path(workspace)
    else:
        _draw_upload(workspace, folder=way == FOLDER, is_large=is_empty)
    report: UploadReport | None = st.session_state.get(REPORT)
    if report is not None:
        _draw_report(workspace, report)


def _draw_upload(workspace: Workspace, *, folder: bool, is_large: bool) -> None:
    turn = st.session_state.setdefault(UPLOADER, 0)
    key = f"papers_upload_{'folder' if folder else 'files'}_{turn}"
    with st.container(key="papers_upload_large" if is_large else "papers_upload_small"):
        st.file_uploader(
            "A folder with PDFs" if folder else "PDF files, or a ZIP of them",
            # Of files any kind: what is no PDF is named with what to do, which the browser's own refusal does not say.
            type=["pdf"] if folder else None,
            accept_multiple_files="directory" if folder else True,
            key=key,
            label_visibility="collapsed",
            # A callback is run even where the person has gone to another page by then.
            on_change=_add_uploads,
            args=(workspace, key),
        )
    st.caption(
        "All PDFs of a folder, with those of the folders in it."
        if folder
        else f"PDF files, or a ZIP of them, up to {_most()} each. They can be dropped anywhere on this page."
    )
    mount_drop_anywhere()


def _most() -> str:
    """Return how large a file may be that the browser sends: "1 GB"."""
    megabytes = int(st.get_option("server.maxUploadSize"))
    return f"{megabytes / 1000:.2g} GB" if megabytes >= 1000 else f"{megabytes} MB"


def _add_uploads(workspace: Workspace, key: str) -> None:
    files = st.session_state.get(key)
    if files:
        # Nothing is drawn between two files: a click at that moment would end the run, and the rest would be lost.
        with st.spinner(f"Keeping {count(len(files), 'file')} …", show_time=True):
            report = add_uploads(workspace, files)
        st.session_state[REPORT] = report
        st.session_state[UPLOADER] += 1  # a new widget: the old one's bytes leave the server's memory


def _draw_path(workspace: Workspace) -> None:
    with st.form("papers_path_form", border=False):
        field_, go = st.columns([6, 1], vertical_alignment="bottom")
        path = field_.text_input("Path of a folder on this machine", key="papers_path", placeholder="/home/me/papers")
        if not go.form_submit_button("Add", width="stretch"):
            return
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, text="Looking through the folder …", width="stretch")
        st.button("Stop", key="papers_path_stop", icon=":material/stop_circle:")  # any click ends the run that adds

    def show(done: int, total: int) -> None:
        bar.progress(
            done / total, text=f"{done} of {count(total, 'file')} looked at; those taken are being read already"
        )

    try:
        st.session_state[REPORT] = add_folder_of_server(workspace, path, show)
    except SidelightError as error:
        place.empty()
        error_messages.draw_error(error)
        return
    st.rerun()


def _draw_report(workspace: Workspace, report: UploadReport) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(report.sentence({paper.id: paper for paper in workspace.papers()})), width="stretch")
        if st.button("Dismiss", key="papers_report_dismiss", type="tertiary"):
            del st.session_state[REPORT]
            st.rerun()
    for note in report.notes[:SKIPPED_SHOWN]:
        st.caption(plain(note))
    for name, reason in report.skipped[:SKIPPED_SHOWN]:
        st.caption(f"{plain(name, SHORT_NAME_LETTERS)}: {plain(reason)}")
    if len(report.skipped) > SKIPPED_SHOWN:
        st.caption(f"and {len(report.skipped) - SKIPPED_SHOWN} more")
