"""The form in which one question set is edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lib.errors import SidelightError
from lib.records import Question
from lib.records.surveys import QuestionSet
from lib.surveys.questions import cleaned
from lib.ui.kit import error_messages
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import plain, visible
from lib.ui.kit.streamlit_internals import DeltaGenerator
from lib.ui.surveys.route import draw_link_button, go_to
from lib.ui.surveys.sets.drafts import NEW, Draft, draft_of, drop_draft, hold_drafts, save_draft
from lib.ui.surveys.sets.set_table import draw_table, frame_of, questions_of
from lib.workspace import Workspace

OPENED = "survey_table_opened"
SAVED = "survey_set_saved"
"""What a save came to, to be said once."""
EXPLAINED = (
    "The last row adds a question; rows ticked at their left edge are deleted with the bin; another number in “#” moves a "
    "question. What is saved after a change is a new version; surveys keep the one that they asked."
)
NOTES_SHOWN = 12


@dataclass(frozen=True)
class OpenForm:
    """The form as it was opened: the table keeps what was typed since beside its frame, so that must not change meanwhile."""

    set_id: str
    version: int
    turn: int
    """A number of its own, so that a form opened anew holds nothing of an older one."""
    name: str
    frame: Any
    saved: Sequence[Question]
    """What is saved, as the table would give it back; none of a new set."""

    @property
    def table(self) -> str:
        """The key of the table."""
        return f"survey_table_{self.set_id}_{self.turn}"


def draw_set_form(workspace: Workspace, set_id: str) -> None:
    """Draw the form of one set, or of a new one that is not saved yet."""
    draw_link_button("Question sets", "survey_set_back", "chevron_left", to={"part": "questions"})
    one = None if set_id == NEW else workspace.surveys.question_set(set_id)
    if set_id != NEW and one is None:
        st.info("This question set is not in the library (any more).")
        return
    for place, message in enumerate(st.session_state.pop(SAVED, [])):
        st.toast(
            plain(message),
            icon=":material/info:" if place else ":material/check:",
            duration="long" if place else "short",
        )
    opened = _opened(set_id, one)
    kept = draft_of(set_id)
    notes = kept.notes if kept else ()
    if notes:
        st.info("  \n".join(plain(note) for note in notes[:NOTES_SHOWN]), icon=":material/info:")
    head = st.container(horizontal=True, vertical_alignment="bottom", key="survey_set_head")
    error = st.container()  # beside the name, in sight: the table below may be longer than the window
    name = head.text_input(
        "Name",
        visible(opened.name),
        key=f"survey_set_name_{set_id}_{opened.turn}",
        placeholder="A name for the set",
        width=420,
    )
    typed = Draft(name, questions_of(draw_table(opened.frame, key=opened.table)), notes)
    st.caption(EXPLAINED)
    changed = one is None or name.strip() != visible(one.name) or list(typed.questions) != list(opened.saved)
    if changed:
        save_draft(set_id, typed)
    else:
        drop_draft(set_id)
    hold_drafts()
    _draw_buttons(workspace, set_id, one, typed, changed, (head, error))


def _opened(set_id: str, one: QuestionSet | None) -> OpenForm:
    """Return the form that is open, or one opened now: with what was typed and not saved, where there is such."""
    before: OpenForm | None = st.session_state.get(OPENED)
    version = one.version if one else 0
    if before and (before.set_id, before.version) == (set_id, version) and before.table in st.session_state:
        return before
    typed = draft_of(set_id) or (Draft(one.name, one.questions) if one else Draft("", [Question("")]))
    turn = before.turn + 1 if before else 0
    saved = questions_of(frame_of(one.questions)) if one else []
    opened = OpenForm(set_id, version, turn, typed.name, frame_of(typed.questions), saved)
    st.session_state[OPENED] = opened
    return opened


def reset_form() -> None:
    """Let the form be put together anew at its next run."""
    opened: OpenForm | None = st.session_state.get(OPENED)
    if opened is not None:
        st.session_state[OPENED] = OpenForm("", 0, opened.turn, "", None, [])


def _draw_buttons(
    workspace: Workspace,
    set_id: str,
    one: QuestionSet | None,
    typed: Draft,
    changed: bool,
    places: tuple[DeltaGenerator, DeltaGenerator],
) -> None:
    head, error = places
    with head:
        save = st.button("Save", key="survey_set_save", type="primary")
        ask = False
        if changed:
            ask = st.button("Save and ask these", key="survey_set_save_ask", icon=":material/play_arrow:")
        elif one is not None:
            draw_link_button(
                "Ask these", "survey_set_ask", "play_arrow", to={"part": "new", "set": one.id}, quiet=False
            )
        if changed and one is not None:
            st.button("Undo", key="survey_set_undo", type="tertiary", on_click=_undo, args=(set_id,),
                      help=f"Back to version {one.version}, as it is saved")  # fmt: skip
        st.caption(_state(one, changed), width="content")
    if save or ask:
        with error:
            _save(workspace, set_id, typed, changed, ask=ask)


def _state(one: QuestionSet | None, changed: bool) -> str:
    if one is None:
        return "not saved yet"
    if changed:
        return f"changed since version {one.version}, not saved yet"
    return f"version {one.version} · saved {day(one.created_at)}"


def _undo(set_id: str) -> None:
    drop_draft(set_id)
    reset_form()


def _save(workspace: Workspace, set_id: str, typed: Draft, changed: bool, *, ask: bool) -> None:
    try:
        checked = cleaned(typed.questions)
        before = None if set_id == NEW else workspace.surveys.question_set(set_id)
        kept = workspace.surveys.save_set(typed.name, checked.questions, None if set_id == NEW else set_id)
    except SidelightError as error:
        error_messages.draw_error(error)  # what was typed stays in the table
        return
    new = before is None or kept.version != before.version
    message = f"Saved as version {kept.version}." if new else "Nothing was changed, so there is no new version."
    st.session_state[SAVED] = [message, *checked.notes]
    drop_draft(set_id)
    if changed:  # else what was typed this very moment, and is not here yet, still has its table to come to
        reset_form()
    go_to(part="new", set=kept.id) if ask else go_to(part="questions", set=kept.id)
    st.rerun()
