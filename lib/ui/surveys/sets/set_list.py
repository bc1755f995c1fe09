"""Question sets: the list of them, and where a new one comes from."""

from __future__ import annotations

import time

import streamlit as st

from lib.errors import SheetError, SidelightError
from lib.records import Question
from lib.records.surveys import QuestionSet
from lib.surveys.questions import QuestionList, pasted_questions, questions_of_file
from lib.surveys.template_sets import templates
from lib.text.wording import count
from lib.ui.kit.access import may_write
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import NAME_LETTERS, QUOTED_LETTERS, plain
from lib.ui.surveys.route import draw_link_button, go_to
from lib.ui.surveys.sets.drafts import NEW, Draft, draft_of, drop_draft, hold_drafts, save_draft
from lib.ui.surveys.sets.set_form import reset_form
from lib.workspace import Workspace

ERROR = "survey_set_told"
ERROR_SHOWN_S = 8.0
QUESTION_LETTERS = 200
"""Of each question in the list of those who only read."""
REMOVING = "survey_set_removing"
REPLACEMENT = "survey_set_offered"
"""A new set that was begun while another was not saved: the person is asked which of them stays."""
PASTED = "survey_pasted"
EXAMPLE_PASTE = "Which data were used?\nHow were they split?\nIs the source code publicly available?"


def draw_set_list(workspace: Workspace) -> None:
    """Draw the list of the sets, and the ways to a new one."""
    _draw_error()
    _draw_replacement()
    sets = workspace.surveys.sets()
    begun = _draw_draft()
    for one in sets:
        _draw_row(workspace, one)
    if not may_write():
        return
    if sets or begun:
        st.space("small")
    st.markdown("**A new set**" if sets or begun else "**Make a question set**")
    ways = st.columns(3, gap="medium")
    with ways[0]:
        _draw_paste()
    with ways[1]:
        _draw_upload()
    with ways[2]:
        _draw_example()
    hold_drafts()


def _draw_draft() -> bool:
    """Draw the new set that was begun in this session and not saved, to go on with; return whether there is one."""
    begun, written = draft_of(NEW), _draft_questions()
    if begun is None or not written:
        return False
    with st.container(key="survey_row_set_begun"):
        wide, actions = st.columns([8, 3], vertical_alignment="center")
        with wide.container(gap=None):
            name = plain(begun.name, NAME_LETTERS) or "A set without a name"
            draw_link_button(name, "survey_set_open_begun", to={"part": "questions", "set": NEW})
            st.caption(f"{count(len(written), 'question')} · not saved yet")
        with actions.container(horizontal=True, horizontal_alignment="right", gap="small"):
            st.button("Discard", key="survey_set_drop", type="tertiary", on_click=_drop_draft)
    return True


def _drop_draft() -> None:
    st.session_state.pop(REPLACEMENT, None)
    drop_draft(NEW)
    reset_form()


def _draw_row(workspace: Workspace, one: QuestionSet) -> None:
    with st.container(key=f"survey_row_set_{one.id}"):
        wide, actions = st.columns([8, 3], vertical_alignment="center")
        with wide.container(gap=None):
            if may_write():
                draw_link_button(
                    plain(one.name, NAME_LETTERS), f"survey_set_open_{one.id}", to={"part": "questions", "set": one.id}
                )
            else:
                with st.expander(plain(one.name, NAME_LETTERS)):
                    st.markdown("\n".join(f"1. {plain(question.text, QUESTION_LETTERS)}" for question in one.questions))
            state = " · changes not saved yet" if draft_of(one.id) else ""
            st.caption(
                f"{count(len(one.questions), 'question')} · version {one.version} · {day(one.created_at)}{state}"
            )
        if not may_write():
            return
        with actions.container(horizontal=True, horizontal_alignment="right", gap="small"):
            draw_link_button("Ask these", f"survey_set_ask_{one.id}", "play_arrow", to={"part": "new", "set": one.id})
            edit = {"part": "questions", "set": one.id}
            draw_link_button("", f"survey_set_edit_{one.id}", "edit", to=edit, tip="Edit this set")
            st.button(
                "",
                key=f"survey_set_remove_{one.id}",
                icon=":material/delete:",
                type="tertiary",
                help="Remove this set",
                on_click=_ask_removal,
                args=(one.id,),
            )
        if st.session_state.get(REMOVING) == one.id:
            _draw_removing(workspace, one)


def _draw_removing(workspace: Workspace, one: QuestionSet) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(
            f"Remove “{plain(one.name, QUOTED_LETTERS)}”? Surveys that asked it keep its questions.", width="stretch"
        )
        st.button("Remove", key="survey_set_remove_yes", type="primary", on_click=_remove, args=(workspace, one.id))
        st.button("Keep", key="survey_set_remove_no", on_click=_ask_removal, args=(None,))


def _ask_removal(set_id: str | None) -> None:
    st.session_state[REMOVING] = set_id


def _remove(workspace: Workspace, set_id: str) -> None:
    st.session_state[REMOVING] = None
    try:
        workspace.surveys.remove_set(set_id)
    except SidelightError as error:
        _keep_error(error.message)


# where a new set comes from


def _draw_paste() -> None:
    st.text_area("Paste questions, one a line", key=PASTED, height=150, placeholder=EXAMPLE_PASTE)
    st.button("Use these questions", key="survey_paste_take", on_click=_read_pasted)


def _read_pasted() -> None:
    try:
        _begin_set(pasted_questions(str(st.session_state[PASTED])), "")
    except SheetError as error:
        _keep_error(error.message)
    else:
        if REPLACEMENT not in st.session_state:  # else they may still be kept out
            st.session_state[PASTED] = ""


def _draw_upload() -> None:
    turn = st.session_state.setdefault("survey_upload_round", 0)
    file = st.file_uploader(
        "Or a table: CSV, XLSX, ODS or TXT", type=["csv", "tsv", "xlsx", "ods", "txt"], key=f"survey_upload_{turn}"
    )
    st.caption("A column “question”; “label”, “hint”, “type” and “choices” are read too.")
    if file is None:
        return
    st.session_state["survey_upload_round"] = turn + 1  # a new widget: the bytes leave the server's memory
    try:
        _begin_set(questions_of_file(file.name, file.getvalue()), file.name.rsplit(".", 1)[0])
    except SheetError as error:
        _keep_error(error.message)
    st.rerun()


def _draw_example() -> None:
    offered = {one.id: one for one in templates()}
    with st.container(gap="xsmall"):
        st.markdown("Or begin with an example")
        chosen = st.selectbox(
            "Example",
            list(offered),
            format_func=lambda one: offered[one].name,
            key="survey_template",
            label_visibility="collapsed",
        )
        one = offered[chosen]
        source = f" Topics {one.source}." if one.source else ""
        st.caption(plain(f"{count(len(one.questions), 'question')}: {one.about}.{source}"))
        found = QuestionList(one.questions)
        st.button("Use the example", key="survey_example", on_click=_begin_set, args=(found, one.name))
        blank = (QuestionList([Question("")]), "")
        st.button("Begin with an empty table", key="survey_blank", type="tertiary", on_click=_begin_set, args=blank)


def _begin_set(found: QuestionList, name: str) -> None:
    """Put the questions in the table, to be looked at and saved. Over others that are unsaved it is asked first."""
    new = Draft(name, found.questions, found.notes)
    if _draft_questions():
        st.session_state[REPLACEMENT] = new
    else:
        _use_draft(new)


def _use_draft(new: Draft) -> None:
    st.session_state.pop(REPLACEMENT, None)
    save_draft(NEW, new)
    reset_form()
    go_to(part="questions", set=NEW)


def _draft_questions() -> list[Question]:
    """Return the questions of a new set that was begun and not saved."""
    begun = draft_of(NEW)
    return [question for question in begun.questions if question.text.strip()] if begun else []


def _draw_replacement() -> None:
    """Draw which of two new sets is to stay, where another was begun over one that is not saved."""
    replacement: Draft | None = st.session_state.get(REPLACEMENT)
    if replacement is None:
        return
    if not _draft_questions():  # saved or thrown away meanwhile
        _use_draft(replacement)
        st.rerun()
    written = count(len(_draft_questions()), "question")
    other = count(sum(bool(one.text.strip()) for one in replacement.questions), "question")
    with st.container(border=True):
        st.markdown(
            f"A new set with {written} is not saved yet. Put {other} in its place? What it holds is then lost. To have "
            "both, keep it and save it first."
        )
        with st.container(horizontal=True):
            st.button(
                "Replace it", key="survey_set_replace_yes", type="primary", on_click=_use_draft, args=(replacement,)
            )
            st.button("Keep it", key="survey_set_replace_no", on_click=_keep_draft)


def _keep_draft() -> None:
    st.session_state.pop(REPLACEMENT, None)
    go_to(part="questions", set=NEW)


def _keep_error(sentence: str) -> None:
    st.session_state[ERROR] = (sentence, time.monotonic())


def _draw_error() -> None:
    """Draw what the last button failed at, for a while, as the page may be drawn again at any moment."""
    sentence, at = st.session_state.get(ERROR, ("", 0.0))
    if sentence and time.monotonic() - at < ERROR_SHOWN_S:
        st.error(plain(sentence), icon=":material/error:")
    else:
        st.session_state.pop(ERROR, None)
