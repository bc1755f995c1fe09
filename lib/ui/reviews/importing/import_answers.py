"""The import of answers and verdicts that another Sidelight exported: what a file would add, and what came of it."""

from __future__ import annotations

import io

import streamlit as st

from lib.errors import SidelightError
from lib.importing.jsonl_import import ImportedFile
from lib.records.interchange import EXPORT_KINDS
from lib.text.wording import count
from lib.ui.kit.escaping import HEADING_LETTERS, NOTE_LETTERS, plain, shorten, visible
from lib.ui.kit.session import open_page
from lib.ui.kit.streamlit_internals import DeltaGenerator, UploadedFile
from lib.ui.reviews.queue.rater_queue import reset_rater_queue
from lib.ui.reviews.route import go_to
from lib.workspace import Workspace

PREVIEW = "review_bring_weighed"
"""What the chosen file would bring, with the id of its upload: read once."""
RESULT = "review_bring_came"
"""What became of the last one: a report, or why it could not be imported."""
UPLOADER = "review_bring_turn"
"""Number of the uploader: a fresh one once a file came in, so that its bytes leave the server's memory."""
IMPORTS_KEPT = 8
"""Uploads whose outcome is remembered, of all sessions together."""
TITLES_SHOWN = 200


def draw_import(workspace: Workspace, top: DeltaGenerator) -> None:
    """Draw the upload; below it, what the file would bring, and what came of the last one."""
    st.write(
        "An answer, a survey or a review that another Sidelight exported as “JSON lines”: answers, evidence and verdicts "
        "are imported as they were given there. What is here already stays as it is."
    )
    turn = st.session_state.get(UPLOADER, 0)
    upload = st.file_uploader(
        "A file of JSON lines",
        type=["jsonl", "json", "txt"],
        key=f"review_bring_{turn}",
        label_visibility="collapsed",
        on_change=_forget_result,
    )
    if upload is not None:
        _draw_offer(workspace, upload)
    result = st.session_state.get(RESULT)
    if result is not None:
        _draw_result(result)


def _forget_result() -> None:
    st.session_state.pop(RESULT, None)


def _draw_offer(workspace: Workspace, upload: UploadedFile) -> None:
    try:
        preview = _preview(workspace, upload)
    except SidelightError as error:
        st.error(plain(error.message), icon=":material/error:")
        return
    of = EXPORT_KINDS.get(preview.kind, "an export")
    st.markdown(f"**{plain(visible(preview.title) or upload.name, HEADING_LETTERS)}** · {of}")
    st.write(plain(preview.preview()))
    _draw_missing(preview)
    _draw_problems(preview)
    if sum(preview.new.values()):
        st.button("Import", type="primary", key="review_bring_in", on_click=_import, args=(workspace, upload))


def _preview(workspace: Workspace, upload: UploadedFile) -> ImportedFile:
    stored: tuple[str, ImportedFile] | None = st.session_state.get(PREVIEW)
    if stored is None or stored[0] != upload.file_id:
        with st.spinner("Looking through the file …"):
            found = workspace.imports.dry_run(io.BytesIO(upload.getvalue()))
            stored = st.session_state[PREVIEW] = upload.file_id, found
    return stored[1]


def _import(workspace: Workspace, upload: UploadedFile) -> None:
    """Import the upload. A callback is run to its end even where the person has gone to another page by then."""
    try:
        st.session_state[RESULT] = imported_upload(workspace, upload.file_id, upload)
    except SidelightError as error:
        st.session_state[RESULT] = error.message
        return
    finally:
        st.session_state.pop(PREVIEW, None)
    st.session_state[UPLOADER] = st.session_state.get(UPLOADER, 0) + 1


@st.cache_resource(max_entries=IMPORTS_KEPT, show_spinner=False)
def imported_upload(_workspace: Workspace, file_id: str, _upload: UploadedFile) -> ImportedFile:
    """Return what became of an upload; raises SidelightError.

    A second click comes on a thread of its own: it waits for the first, and hears the same.
    """
    # each reader has a place of its own in the bytes: the upload itself has one for all threads
    return _workspace.imports.import_file(io.BytesIO(_upload.getvalue()))


def _draw_result(result: ImportedFile | str) -> None:
    if isinstance(result, str):
        st.error(plain(f"{result} What was imported by then is kept; import the file again for the rest."))
        return
    st.success(plain(result.summary()), icon=":material/check:")
    _draw_missing(result)
    _draw_problems(result)
    with st.container(horizontal=True):
        source = result.survey_ids[0] if len(result.survey_ids) == 1 and not result.answer_ids else ""
        st.button(
            "Review what was imported", type="primary", key="review_bring_open", on_click=_open, args=(source,),
        )  # fmt: skip
        if result.papers_missing and st.button(
            "Add the PDFs", key="review_bring_papers", icon=":material/library_books:"
        ):
            open_page("papers")


def _open(source: str) -> None:
    reset_rater_queue()
    go_to(source=source or None)


def _draw_missing(file: ImportedFile) -> None:
    """Draw the papers whose pages cannot be shown yet."""
    if not file.papers_missing:
        return
    number = len(file.papers_missing)
    missing = f"{count(number, 'paper')} without {'its' if number == 1 else 'their'} PDF here"
    with st.expander(
        f"{missing}: quote and page number are shown as text; add the PDF to see the page", icon=":material/info:"
    ):
        for title in file.papers_missing[:TITLES_SHOWN]:
            st.caption(plain(shorten(visible(title), HEADING_LETTERS)))
        if number > TITLES_SHOWN:
            st.caption(f"and {number - TITLES_SHOWN:,} more")


def _draw_problems(file: ImportedFile) -> None:
    if not file.left_out:
        return
    verb = "is" if file.left_out == 1 else "are"
    with st.expander(f"{count(file.left_out, 'line')} cannot be used and {verb} left out", icon=":material/warning:"):
        for error in file.faults:
            st.caption(plain(error, NOTE_LETTERS))
        if file.left_out > len(file.faults):
            st.caption(f"and {file.left_out - len(file.faults):,} more")
