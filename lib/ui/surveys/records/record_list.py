"""The list of screenings of records, and the form of a new one."""

from __future__ import annotations

import streamlit as st

from lib.text.wording import count
from lib.ui.kit.access import may_write
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import NAME_LETTERS, plain
from lib.ui.surveys.route import draw_link_button, go_to
from lib.workspace import Workspace

NAME = "survey_records_name"
PEOPLE = "survey_records_people"


def draw_record_screenings(workspace: Workspace) -> None:
    """Draw the list, and the form of a new screening."""
    st.caption(
        "Records of databases, without their PDFs: brought in from RIS, BibTeX, .nbib, .ciw or CSV, duplicates found, decided on "
        "by title and abstract and then in full by one or two people, counted for the PRISMA 2020 flow."
    )
    for one in workspace.record_screenings.all():
        with st.container(horizontal=True, vertical_alignment="center", key=f"survey_row_records_{one.id}"):
            draw_link_button(plain(one.name, NAME_LETTERS), f"survey_open_records_{one.id}", to={"records": one.id})
            people = "two people" if one.people == 2 else "one person"
            st.caption(
                f"{count(workspace.record_screenings.count(one.id), 'record')} · {people} · {day(one.created_at)}"
            )
    if not may_write():
        return
    st.markdown("**A new screening of records**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Name", key=NAME, max_chars=200, placeholder="Otters and owls")
        st.radio(
            "Decided by",
            (2, 1),
            format_func={2: "two people", 1: "one person"}.__getitem__,
            key=PEOPLE,
            horizontal=True,
        )
        st.button("Begin", key="survey_records_begin", type="primary", on_click=_begin, args=(workspace,))


def _begin(workspace: Workspace) -> None:
    made = workspace.record_screenings.begin(str(st.session_state[NAME]), int(st.session_state[PEOPLE]))
    go_to(records=made.id)
