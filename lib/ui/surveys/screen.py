"""The Survey screen: an open survey, a survey being set up, a question set being edited, or the lists of both."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.errors import UnknownSurvey
from lib.ui.kit.access import may_write
from lib.ui.kit.error_messages import draw_problem
from lib.ui.surveys.empty_state import NEEDED, draw_no_papers, has_ready
from lib.ui.surveys.open_survey import draw_open_survey
from lib.ui.surveys.records.record_list import draw_record_screenings
from lib.ui.surveys.route import go_to, here, last_place
from lib.ui.surveys.screening.open_screening import draw_screening
from lib.ui.surveys.screening.screening_list import draw_screenings
from lib.ui.surveys.sets.set_form import draw_set_form
from lib.ui.surveys.sets.set_list import draw_set_list
from lib.ui.surveys.setup import draw_repeat, draw_setup
from lib.ui.surveys.survey_list import draw_surveys
from lib.workspace import Workspace

PARTS: dict[str, tuple[str, Callable[[Workspace], None]]] = {
    "surveys": ("Surveys", draw_surveys),
    "questions": ("Question sets", draw_set_list),
    "screenings": ("Screenings", draw_screenings),
    "records": ("Records", draw_record_screenings),
}
"""What the start of the screen lists: its title, and what draws it."""
FOR_RATERS = (
    "You may read here. Question sets are written and surveys run by raters; an administrator can make you one."
)


def draw_survey(workspace: Workspace) -> None:
    """Draw the whole screen; the address says which part of it."""
    draw_problem(workspace)
    place = here()
    part = place.get("part", "surveys")
    if "survey" in place:
        _draw_open(workspace, place["survey"])
    elif not may_write() and (part == "new" or "set" in place):  # an address that somebody else passed on
        st.info(FOR_RATERS, icon=":material/lock:")
        _draw_start(workspace, part if part in PARTS else "surveys")
    elif part == "new" and "again" in place:
        draw_repeat(workspace, place["again"])
    elif part == "new":
        draw_setup(workspace, place.get("set"), place.get("screening"))
    elif "records" in place:
        from lib.ui.surveys.records.open_records import draw_records  # with pandas, which an open survey does without

        draw_records(workspace, place["records"])
    elif "screening" in place:
        draw_screening(workspace, place["screening"])
    elif part == "questions" and "set" in place:
        draw_set_form(workspace, place["set"])
    else:
        _draw_start(workspace, part if part in PARTS else "surveys")


def _draw_open(workspace: Workspace, survey_id: str) -> None:
    try:
        head = workspace.surveys.head(survey_id)
    except UnknownSurvey as error:
        st.info(error.message)
        st.button("Surveys", key="survey_back", icon=":material/chevron_left:", on_click=go_to)
        return
    draw_open_survey(workspace, head)


def _draw_start(workspace: Workspace, part: str) -> None:
    st.session_state["survey_part"] = part
    st.segmented_control(
        "Part",
        list(PARTS),
        format_func=lambda one: PARTS[one][0],
        key="survey_part",
        label_visibility="collapsed",
        required=True,
        on_change=_choose_part,
    )
    if part == "surveys" and not workspace.surveys.heads() and not has_ready(workspace):
        draw_no_papers(workspace, NEEDED)
        return
    PARTS[part][1](workspace)


def _choose_part() -> None:
    """Show the other list.

    A run that the browser sent off before it heard that the lists are gone still names the part, as if it were chosen anew.
    """
    place = last_place()
    if place.keys() <= {"part"} and place.get("part", "surveys") in PARTS:
        go_to(part=st.session_state["survey_part"])
