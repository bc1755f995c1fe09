"""The answers of a survey beside what people say the papers report: raters, label tables, settled labels."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from lib.records.surveys import SurveyHead
from lib.text.wording import count
from lib.ui.kit.access import may
from lib.ui.kit.escaping import COLUMN_LETTERS, QUOTED_LETTERS, plain, visible
from lib.ui.kit.session import NEEDED, open_page
from lib.ui.reviews.agreement.comparison_cache import comparison_of
from lib.ui.reviews.agreement.rater_agreement import TABLE_COLUMNS, table_row
from lib.ui.reviews.agreement.source_choice import Labeller
from lib.workspace import Workspace

MACHINE = "machine:"
NOBODY = (
    "There are no labels by people to compare these answers with yet. There are two ways to them: review the answers here, "
    "saying what each paper reports, or import a table of labels that people gave elsewhere."
)
UNTIED = (
    "names no paper and question of this survey. Its papers are recognised by DOI, file name or title, its questions by their "
    "words or labels."
)


def draw_people(workspace: Workspace, head: SurveyHead) -> None:
    """Draw how far each answerer agrees with each person or table, and the ways to more labels."""
    labellers = comparison_of(workspace, head.id, "category").labellers
    people = {id_: labeller for id_, labeller in labellers.items() if not id_.startswith(MACHINE)}
    machines = {id_: labeller for id_, labeller in labellers.items() if id_.startswith(MACHINE)}
    if people:
        _draw_agreement(workspace, people, machines)
    else:
        st.info(NOBODY, icon=":material/info:")
    tied = {id_.split(":")[1] for id_ in people if id_.startswith("table:")}
    for table in workspace.labels.tables():
        if table.id not in tied:
            st.caption(f"The label table “{plain(table.name, QUOTED_LETTERS)}” {UNTIED}")
    if not may(NEEDED["review"]):
        return
    with st.container(horizontal=True):
        if people and st.button("Compare in detail", key="survey_people_detail", icon=":material/compare_arrows:"):
            st.session_state["review_judgement"] = "category"
            open_page("review", part="agreement", source=head.id)
        if st.button("Review these answers", key="survey_people_review", icon=":material/rate_review:"):
            open_page("review", source=head.id)
        if st.button("Import a label table", key="survey_people_labels", icon=":material/upload:"):
            open_page("review", part="labels")


def _draw_agreement(workspace: Workspace, people: Mapping[str, Labeller], machines: Mapping[str, Labeller]) -> None:
    rows = []
    for person in people.values():
        for machine in machines.values():
            found = workspace.reviews.agreement(machine.labels, person.labels, "category")
            if found.n:
                rows.append({"answers of": visible(machine.title), "with": visible(person.title)} | table_row(found))
    names = ", ".join(
        f"{plain(person.title, COLUMN_LETTERS)} ({count(len(person.labels), 'label')})"
        for person in list(people.values())[:6]
    )
    st.markdown("**How far the answers agree with people on what is reported**")
    st.caption(
        f"People: {names}. Counted are the cells that both labelled; “always the commonest label” is what saying that one "
        "label every time would reach."
    )
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=TABLE_COLUMNS)
    else:
        st.caption("No cell was labelled by both a person and an answerer yet.")
