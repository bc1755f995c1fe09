"""An open screening of records: one record after the other to decide on, the list of all, the flow, and what comes in."""

from __future__ import annotations

import streamlit as st

from lib.errors import UnknownSurvey
from lib.ui.kit.access import may_write
from lib.ui.kit.escaping import HEADING_LETTERS, plain
from lib.ui.kit.outcomes import draw_outcome
from lib.ui.surveys.records.adding import draw_adding
from lib.ui.surveys.records.deciding import draw_deciding
from lib.ui.surveys.records.flow_view import draw_flow
from lib.ui.surveys.records.record_screening import PART, OpenScreening
from lib.ui.surveys.records.record_table import draw_table
from lib.ui.surveys.route import draw_choice, draw_link_button
from lib.workspace import Workspace

VIEWS = {
    "title": "Title and abstract",
    "full_text": "Full text",
    "list": "Records",
    "flow": "Flow and files",
    "add": "Add records",
}


def draw_records(workspace: Workspace, screening_id: str) -> None:
    """Draw the whole screening."""
    draw_link_button("Records", "survey_records_back", "chevron_left", to={"part": "records"})
    front = workspace.record_screenings
    try:
        opened = OpenScreening(workspace, front.one(screening_id), front.screened(screening_id))
    except UnknownSurvey as error:
        st.info(error.message)
        return
    st.markdown(f"**{plain(opened.screening.name, HEADING_LETTERS)}**")
    draw_outcome(PART)
    has_records = bool(opened.screened.records)
    if not may_write():
        _draw_to_be_read(opened)
        return
    view = draw_choice("View", "view", VIEWS, "title" if has_records else "add", record=None)
    if view == "add" or not has_records:
        draw_adding(opened)
    elif view == "flow":
        draw_flow(opened)
    elif view == "list":
        draw_table(opened)
    else:
        draw_deciding(opened, "full_text" if view == "full_text" else "title")


def _draw_to_be_read(opened: OpenScreening) -> None:
    """Draw what there is for those who decide on nothing."""
    if not opened.screened.records:
        st.caption("There is no record yet.")
    elif draw_choice("View", "view", {name: VIEWS[name] for name in ("list", "flow")}, "list", record=None) == "flow":
        draw_flow(opened)
    else:
        draw_table(opened)
