"""The list of screenings, and the form of a new one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.answering.answerer import OFFLINE
from lib.records.surveys import ScreeningHead, ScreeningRule
from lib.surveys.screening import keywords_of
from lib.text.wording import count
from lib.ui.kit.access import may_remove, may_write
from lib.ui.kit.answerer_choice import answerers, typed_keys
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import HEADING_LETTERS, NAME_LETTERS, QUOTED_LETTERS, plain, visible
from lib.ui.kit.outcomes import attempt, draw_outcome
from lib.ui.kit.person import who_judges
from lib.ui.kit.sending import confirm, draw_what_goes, hosts_to_confirm
from lib.ui.surveys.route import draw_link_button, go_to
from lib.ui.surveys.screening.screening_parts import PART, rule_line
from lib.ui.surveys.survey_papers import draw_papers
from lib.workspace import Workspace

REMOVING = "survey_screening_removing"


def draw_screenings(workspace: Workspace) -> None:
    """Draw the list of screenings, and the form of a new one."""
    draw_outcome(PART)
    for head in workspace.screenings.heads():
        with st.container(key=f"survey_row_screening_{head.id}"):
            wide, actions = st.columns([8, 1], vertical_alignment="center")
            with wide.container(gap=None):
                draw_link_button(
                    plain(head.name, NAME_LETTERS), f"survey_open_screening_{head.id}", to={"screening": head.id}
                )
                rule = plain(rule_line(head.rule), HEADING_LETTERS)
                st.caption(f"{count(len(head.paper_ids), 'paper')} · {rule} · {day(head.created_at)}")
            if may_remove():
                actions.button(
                    "",
                    key=f"survey_screening_remove_{head.id}",
                    icon=":material/delete:",
                    type="tertiary",
                    help="Remove this screening",
                    on_click=_ask_removal,
                    args=(head.id,),
                )
            if st.session_state.get(REMOVING) == head.id:
                _draw_removing(workspace, head)
    if may_write():
        _draw_new(workspace)


def _draw_new(workspace: Workspace) -> None:
    ready = [paper for paper in workspace.papers() if paper.status == "ready"]
    if not ready:
        st.caption("A screening needs papers whose status is “ready”.")
        return
    st.markdown("**A new screening**")
    left, right = st.columns(2, gap="large")
    with left:
        name = st.text_input("Name", key="survey_screening_name", placeholder="On topic", max_chars=200)
        paper_ids, _ = draw_papers(workspace, ready, "survey_screening", screened=False)
    with right:
        words = st.text_area(
            "Keywords",
            key="survey_screening_words",
            height=90,
            placeholder="deep learning, neural network*",
            help="Parted by commas or lines; * stands for any ending. They count in the body, not in the references.",
        )
        at_least = st.number_input("Mentions, at least", 1, 10_000, key="survey_screening_least", width=160)
        question = st.text_input(
            "Question, yes or no", key="survey_screening_question", placeholder="Does the paper train a neural network?"
        )
        choices = answerers(workspace)
        answerer = OFFLINE
        if question.strip():
            answerer = st.selectbox(
                "Answered by",
                list(choices),
                format_func=lambda one: visible(choices[one].name),
                key="survey_screening_by",
            )
    rule = ScreeningRule(keywords_of(words), int(at_least), " ".join(question.split()), answerer)
    # No callback: what was typed last comes with the click, and the rule is made of it.
    hosts = hosts_to_confirm(workspace, [answerer])
    if hosts:
        draw_what_goes(hosts)
    if st.button("Screen and send it there" if hosts else "Screen", key="survey_screening_start", type="primary"):
        confirm(workspace, hosts)
        _start(workspace, name or "On topic", rule, paper_ids)
        st.rerun()


def _start(workspace: Workspace, name: str, rule: ScreeningRule, paper_ids: Sequence[str]) -> None:
    made: list[str] = []
    if attempt(
        PART, lambda: made.append(workspace.screenings.start(name, rule, paper_ids, typed_keys(), who_judges()))
    ):
        go_to(screening=made[0])


def _ask_removal(screening_id: str | None) -> None:
    st.session_state[REMOVING] = screening_id


def _draw_removing(workspace: Workspace, head: ScreeningHead) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(f"Remove “{plain(head.name, QUOTED_LETTERS)}” with what people decided in it?", width="stretch")
        st.button(
            "Remove", key="survey_screening_remove_yes", type="primary", on_click=_remove, args=(workspace, head.id)
        )
        st.button("Keep", key="survey_screening_remove_no", on_click=_ask_removal, args=(None,))


def _remove(workspace: Workspace, screening_id: str) -> None:
    st.session_state[REMOVING] = None
    attempt(PART, workspace.screenings.remove, screening_id)
