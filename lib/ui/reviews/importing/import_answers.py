"""Answers and verdicts of another Sidelight on their way in: what a file would bring, and what came of it."""

from __future__ import annotations

import io

import streamlit as st

from lib.errors import SidelightError
from lib.importing.jsonl_import import ImportedFile
from lib.text.wording import count
from lib.ui.kit.escaping import plain, shorten, visible
from lib.ui.kit.session import go
from lib.ui.kit.streamlit_internals import DeltaGenerator, UploadedFile
from lib.ui.reviews.queue.rater_queue import clear_desk
from lib.ui.reviews.route import go_to
from lib.workspace import Workspace

WEIGHED = "review_bring_weighed"
"""What the chosen file would bring, with the id of its upload: read once."""
CAME = "review_bring_came"
"""What became of the last one: a report, or why it could not be taken in."""
TURN = "review_bring_turn"
"""Number of the uploader: a fresh one once a file came in, so that its bytes leave the server's memory."""
TAKEN = 8
"""Uploads whose outcome is remembered, of all sessions together."""
NAMED = 200
KINDS = {"answer": "an answer", "survey": "a survey", "review": "a review"}


def draw_bringing(workspace: Workspace, top: DeltaGenerator) -> None:
    """The upload; below it, what the file would bring, and what came of the last one."""
    st.write(
        "An answer, a survey or a review that another Sidelight exported as “JSON lines”: answers, evidence and verdicts come "
        "in as they were given there. What is here already stays as it is."
    )
    turn = st.session_state.get(TURN, 0)
    upload = st.file_uploader(
        "A file of JSON lines",
        type=["jsonl", "json", "txt"],
        key=f"review_bring_{turn}",
        label_visibility="collapsed",
        on_change=_forget,
    )
    if upload is not None:
        _draw_offer(workspace, upload)
    came = st.session_state.get(CAME)
    if came is not None:
        _draw_came(came)


def _forget() -> None:
    st.session_state.pop(CAME, None)


def _draw_offer(workspace: Workspace, upload: UploadedFile) -> None:
    try:
        weighed = _weighed(workspace, upload)
    except SidelightError as fault:
        st.error(plain(fault.message), icon=":material/error:")
        return
    of = KINDS.get(weighed.kind, "an export")
    st.markdown(f"**{plain(visible(weighed.title) or upload.name, 160)}** · {of}")
    st.write(plain(weighed.preview()))
    _draw_missing(weighed)
    _draw_faults(weighed)
    if sum(weighed.new.values()):
        st.button("Bring it in", type="primary", key="review_bring_in", on_click=_take_in, args=(workspace, upload))


def _weighed(workspace: Workspace, upload: UploadedFile) -> ImportedFile:
    kept: tuple[str, ImportedFile] | None = st.session_state.get(WEIGHED)
    if kept is None or kept[0] != upload.file_id:
        with st.spinner("Looking through the file …"):
            found = workspace.imports.dry_run(io.BytesIO(upload.getvalue()))
            kept = st.session_state[WEIGHED] = upload.file_id, found
    return kept[1]


def _take_in(workspace: Workspace, upload: UploadedFile) -> None:
    """A callback is run to its end even where the person has gone to another page by then."""
    try:
        st.session_state[CAME] = brought(workspace, upload.file_id, upload)
    except SidelightError as fault:
        st.session_state[CAME] = fault.message
        return
    finally:
        st.session_state.pop(WEIGHED, None)
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


@st.cache_resource(max_entries=TAKEN, show_spinner=False)
def brought(_workspace: Workspace, file_id: str, _upload: UploadedFile) -> ImportedFile:
    """Return what became of an upload; raises SidelightError.

    A second click comes on a thread of its own: it waits for the first, and hears the same.
    """
    # each reader has a place of its own in the bytes: the upload itself has one for all threads
    return _workspace.imports.import_file(io.BytesIO(_upload.getvalue()))


def _draw_came(came: ImportedFile | str) -> None:
    if isinstance(came, str):
        st.error(plain(f"{came} What had come in by then stays; bring the file in again for the rest."))
        return
    st.success(plain(came.summary()), icon=":material/check:")
    _draw_missing(came)
    _draw_faults(came)
    with st.container(horizontal=True):
        source = came.survey_ids[0] if len(came.survey_ids) == 1 and not came.answer_ids else ""
        st.button(
            "Review what came in", type="primary", key="review_bring_open", on_click=_open, args=(source,),
        )  # fmt: skip
        if came.papers_missing and st.button(
            "Add the PDFs", key="review_bring_papers", icon=":material/library_books:"
        ):
            go("papers")


def _open(source: str) -> None:
    clear_desk()
    go_to(source=source or None)


def _draw_missing(file: ImportedFile) -> None:
    """The papers whose pages cannot be shown yet."""
    if not file.papers_missing:
        return
    number = len(file.papers_missing)
    told = f"{count(number, 'paper')} without {'its' if number == 1 else 'their'} PDF here"
    with st.expander(f"{told}: quote and page stand in words; add the PDF to see the page", icon=":material/info:"):
        for title in file.papers_missing[:NAMED]:
            st.caption(plain(shorten(visible(title), 160)))
        if number > NAMED:
            st.caption(f"and {number - NAMED:,} more")


def _draw_faults(file: ImportedFile) -> None:
    if not file.left_out:
        return
    verb = "is" if file.left_out == 1 else "are"
    with st.expander(f"{count(file.left_out, 'line')} cannot be used and {verb} left out", icon=":material/warning:"):
        for fault in file.faults:
            st.caption(plain(fault, 300))
        if file.left_out > len(file.faults):
            st.caption(f"and {file.left_out - len(file.faults):,} more")
