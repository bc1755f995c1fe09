"""Question sets: the list of them, where a new one comes from, and the form in which one is edited."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import streamlit as st

from lib.errors import SheetError, SidelightError
from lib.records import Question
from lib.storage.question_sets import QuestionSet
from lib.surveys.questions import QuestionList, cleaned, example_questions, pasted_questions, questions_of_file
from lib.ui import faults
from lib.ui.surveys.place import draw_way, go_to
from lib.ui.surveys.table import draw_table, frame_of, questions_of
from lib.ui.surveys.words import day
from lib.ui.text import plain
from lib.wording import count
from lib.workspace import Workspace

NEW = "new"
"""In the address, in the place of a set's id."""
DRAFT = "survey_draft"
"""Questions of a new set that is not saved yet, with its name."""
TOLD = "survey_set_told"
TOLD_S = 8.0
REMOVING = "survey_set_removing"
PASTED = "survey_pasted"
EXPLAINED = (
    "The last row adds a question; tick rows at their left edge to delete them. What is saved after a change is a new "
    "version; surveys keep the one that they asked."
)
EXAMPLE_PASTE = "Which data were used?\nHow were they split?\nIs the source code publicly available?"


def draw_sets(workspace: Workspace) -> None:
    """The list of the sets, and the ways to a new one."""
    _tell()
    sets = workspace.surveys.sets()
    for one in sets:
        _draw_row(workspace, one)
    if sets:
        st.space("small")
    st.markdown("**A new set**" if sets else "**Make a question set**")
    ways = st.columns(3, gap="medium")
    with ways[0]:
        _draw_paste()
    with ways[1]:
        _draw_upload()
    with ways[2]:
        _draw_example()


def _draw_row(workspace: Workspace, one: QuestionSet) -> None:
    with st.container(key=f"survey_row_set_{one.id}"):
        wide, doing = st.columns([8, 3], vertical_alignment="center")
        with wide.container(gap=None):
            draw_way(plain(one.name, 120), f"survey_set_open_{one.id}", to={"part": "questions", "set": one.id})
            st.caption(f"{count(len(one.questions), 'question')} · version {one.version} · {day(one.created_at)}")
        with doing.container(horizontal=True, horizontal_alignment="right", gap="small"):
            draw_way("Ask these", f"survey_set_ask_{one.id}", "play_arrow", to={"part": "new", "set": one.id})
            edit = {"part": "questions", "set": one.id}
            draw_way("", f"survey_set_edit_{one.id}", "edit", to=edit, tip="Edit this set")
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
        st.markdown(f"Remove “{plain(one.name, 90)}”? Surveys that asked it keep its questions.", width="stretch")
        st.button("Remove", key="survey_set_remove_yes", type="primary", on_click=_remove, args=(workspace, one.id))
        st.button("Keep", key="survey_set_remove_no", on_click=_ask_removal, args=(None,))


def _ask_removal(set_id: str | None) -> None:
    st.session_state[REMOVING] = set_id


def _remove(workspace: Workspace, set_id: str) -> None:
    st.session_state[REMOVING] = None
    try:
        workspace.surveys.remove_set(set_id)
    except SidelightError as fault:
        _keep_told([fault.message], is_fault=True)


# where a new set comes from


def _draw_paste() -> None:
    st.text_area("Paste questions, one a line", key=PASTED, height=150, placeholder=EXAMPLE_PASTE)
    st.button("Take these questions", key="survey_paste_take", on_click=_take_pasted)


def _take_pasted() -> None:
    try:
        _begin(pasted_questions(str(st.session_state[PASTED])), "")
    except SheetError as fault:
        _keep_told([fault.message], is_fault=True)
    else:
        st.session_state[PASTED] = ""


def _draw_upload() -> None:
    turn = st.session_state.setdefault("survey_upload_round", 0)
    file = st.file_uploader(
        "Or a table: CSV, XLSX or TXT", type=["csv", "tsv", "xlsx", "txt"], key=f"survey_upload_{turn}"
    )
    st.caption("A column “question”; “label”, “hint”, “type” and “choices” are taken too.")
    if file is None:
        return
    st.session_state["survey_upload_round"] = turn + 1  # a new widget: the bytes leave the server's memory
    try:
        _begin(questions_of_file(file.name, file.getvalue()), file.name.rsplit(".", 1)[0])
    except SheetError as fault:
        _keep_told([fault.message], is_fault=True)
    st.rerun()


def _draw_example() -> None:
    name, questions = example_questions()
    with st.container(gap="xsmall"):
        st.markdown("Or begin with an example")
        st.caption(f"{name}: {count(len(questions), 'question')} on how a paper reports data, training and evaluation.")
        st.button("Take the example", key="survey_example", on_click=_begin, args=(QuestionList(questions), name))
        blank = (QuestionList([Question("")]), "")
        st.button("Begin with an empty table", key="survey_blank", type="tertiary", on_click=_begin, args=blank)


def _begin(found: QuestionList, name: str) -> None:
    """Nothing; the questions stand in the table, to be looked at and saved."""
    st.session_state[DRAFT] = (name, found.questions)
    _fresh_table()
    if found.notes:
        _keep_told(found.notes)
    go_to(part="questions", set=NEW)


# editing


def draw_editing(workspace: Workspace, set_id: str) -> None:
    """The form of one set, or of a new one that is not saved yet."""
    draw_way("Question sets", "survey_set_back", "chevron_left", to={"part": "questions"})
    one = None if set_id == NEW else workspace.surveys.question_set(set_id)
    if set_id != NEW and one is None:
        st.info("This question set is not in the library (any more).")
        return
    name, questions = (one.name, one.questions) if one else st.session_state.get(DRAFT, ("", [Question("")]))
    _tell()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        turn = st.session_state.setdefault("survey_table_round", 0)
        edited_name = st.text_input(
            "Name", name, key=f"survey_set_name_{set_id}_{turn}", placeholder="A name for the set", width=420
        )
        save = st.button("Save", key="survey_set_save", type="primary")
        if one is not None:
            st.caption(f"version {one.version} · {day(one.created_at)}", width="content")
            draw_way("Ask these", "survey_set_ask", "play_arrow", to={"part": "new", "set": one.id})
    frame = draw_table(_frame(set_id, one, questions), key=f"survey_table_{set_id}_{turn}")
    st.caption(EXPLAINED)
    if save:
        _save(workspace, set_id, edited_name, questions_of(frame))


def _frame(set_id: str, one: QuestionSet | None, questions: Sequence[Question]) -> Any:
    """The table as it was opened: the editor keeps what was typed since beside it, so it must not change meanwhile."""
    key = (set_id, one.version if one else 0, st.session_state["survey_table_round"])
    kept = st.session_state.get("survey_table_frame")
    if kept is None or kept[0] != key:
        kept = st.session_state["survey_table_frame"] = (key, frame_of(questions))
    return kept[1]


def _fresh_table() -> None:
    st.session_state["survey_table_round"] = st.session_state.get("survey_table_round", 0) + 1


def _save(workspace: Workspace, set_id: str, name: str, questions: Sequence[Question]) -> None:
    try:
        checked = cleaned(questions)
        before = None if set_id == NEW else workspace.surveys.question_set(set_id)
        kept = workspace.surveys.keep_set(name, checked.questions, None if set_id == NEW else set_id)
    except SidelightError as fault:
        faults.say(fault)  # what was typed stays in the table
        return
    changed = before is None or kept.version != before.version
    said = f"Saved as version {kept.version}." if changed else "Nothing was changed, so there is no new version."
    _keep_told([said, *checked.notes])
    st.session_state.pop(DRAFT, None)
    _fresh_table()
    go_to(part="questions", set=kept.id)
    st.rerun()


def _keep_told(sentences: Sequence[str], *, is_fault: bool = False) -> None:
    st.session_state[TOLD] = (is_fault, list(sentences), time.monotonic())


def _tell() -> None:
    """Nothing; what the last button came to stands for a while, as the page may be drawn again at any moment."""
    is_fault, sentences, at = st.session_state.get(TOLD, (False, [], 0.0))
    if not sentences or time.monotonic() - at > TOLD_S:
        st.session_state.pop(TOLD, None)
    elif is_fault:
        st.error(plain(" ".join(sentences)), icon=":material/error:")
    else:
        st.info("  \n".join(plain(sentence) for sentence in sentences[:12]), icon=":material/info:")
