"""The list of surveys, each with its progress."""

from __future__ import annotations

import streamlit as st

from lib.records.surveys import SurveyHead
from lib.ui.kit.access import may_write
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import plain
from lib.ui.kit.polling import polled
from lib.ui.surveys.route import go_to
from lib.ui.surveys.setup import forget_chosen_set
from lib.ui.surveys.survey_terms import progress_line, progress_of, size_line
from lib.workspace import Workspace

POLL_SECONDS = 1.5
SHOWN = 100
FIRST_STEPS = """\
1. *Question sets*: paste your questions, one a line, or begin with an example; give them types where you want numbers or choices.
2. *New survey*: choose the set, the papers and who answers. It runs in the background.
3. Look at the matrix, open a cell, judge it in *Review*, alone or by two who do not see each other's verdicts.
4. *Export*: the extraction table, the evidence, the methods paragraph.

Records of databases are screened before all that, without PDFs, under *Records*.
"""


def draw_surveys(workspace: Workspace) -> None:
    """Draw the list, kept up to date while one runs."""
    running = any(head.status == "running" for head in workspace.surveys.heads())
    if may_write():
        st.button("New survey", key="survey_new", type="primary", icon=":material/add:", on_click=_begin)
    polled(_draw_list, running, POLL_SECONDS)(workspace, running)


def _begin() -> None:
    forget_chosen_set()
    go_to(part="new")


def _draw_list(workspace: Workspace, was_running: bool) -> None:
    heads = workspace.surveys.heads()
    if was_running and not any(head.status == "running" for head in heads):
        st.rerun()  # the last one is done: no more asking
    if not heads:
        st.caption(
            "No survey has been run yet. A survey asks a list of questions of every paper; each answer opens to its evidence."
        )
        if may_write():
            st.markdown(FIRST_STEPS)
    made = {head.id: head.created_at for head in heads}
    for head in heads[:SHOWN]:
        _draw_row(workspace, head, again=made.get(head.plan.repeats, ""))
    if len(heads) > SHOWN:
        st.caption(f"and {len(heads) - SHOWN} older ones")


def _draw_row(workspace: Workspace, head: SurveyHead, again: str) -> None:
    """Draw one survey; `again`: when the survey was made that this one asks once more."""
    progress = progress_of(workspace, head)
    with st.container(key=f"survey_row_{head.id}"):
        what, status = st.columns([5, 3], vertical_alignment="center")
        with what.container(gap=None):
            st.button(
                plain(head.name, 140),
                key=f"survey_open_{head.id}",
                type="tertiary",
                on_click=go_to,
                kwargs={"survey": head.id},
            )
            repeats = f" · asks again what was asked {day(again)}" if again else ""
            st.caption(f"{size_line(head)} · {day(head.created_at)}{repeats}")
        with status.container(gap="xxsmall"):
            st.caption(plain(progress_line(progress)))
            if progress.total and progress.done < progress.total:
                st.progress(min(1.0, progress.done / progress.total))
        if head.reason and head.status != "finished":
            what.markdown(f":orange[{plain(head.reason)}]")
