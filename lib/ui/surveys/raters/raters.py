"""The raters of an open survey: the rules of its review, who reads which papers, how far everybody is, who takes over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from lib.records.reviews import ReviewPlan
from lib.records.surveys import SurveyHead
from lib.reviews.queue import QueueItem
from lib.reviews.review_plans import MOST_RATERS
from lib.text.wording import count
from lib.ui.kit.access import may_write
from lib.ui.kit.escaping import SHORT_NAME_LETTERS, WORD_LETTERS, paper_title, plain, shorten, visible
from lib.ui.kit.outcomes import attempt, draw_outcome
from lib.ui.kit.session import open_page
from lib.workspace import Workspace

PART = "raters"
SAID = "survey_raters_said"
ANSWERS_OFFERED = 2_000
"""To be assigned one by one; of a larger survey a sample names others."""
NAMES_LETTERS = 1000
"""Of the field for raters' names."""
INDEPENDENT_HELP = (
    "A rater sees what others say of an answer once they have judged it themselves, or once as many as a cell needs have: "
    "a third person may then settle it."
)
NEEDED_HELP = (
    "Before so many have judged a cell, what they say is not its final value: the answer stands. "
    "Two is double rating: where the two differ, the cell is disputed until somebody settles it."
)


@dataclass(frozen=True)
class RaterLoad:
    """How far a rater is."""

    rater: str
    assigned: int
    judged: int
    """Of those assigned."""
    beside: int
    """Judged without being assigned."""

    @property
    def left(self) -> int:
        """Assigned and not judged."""
        return self.assigned - self.judged


def draw_raters(workspace: Workspace, head: SurveyHead) -> None:
    """Draw the rules, the assignment, and how far each rater is."""
    plan = workspace.reviews.plans.of(head.id)
    items = workspace.reviews.items(head.id)
    draw_outcome(PART)
    if said := st.session_state.pop(SAID, None):
        st.success(plain(said), icon=":material/check:")
    rules, assignment = st.columns(2, gap="large")
    with rules:
        _draw_rules(workspace, head, plan)
    with assignment:
        if may_write():
            _draw_assignment(workspace, head, plan)
    judged = workspace.reviews.judged_by(items)
    loads = loads_of(workspace, items, judged, plan)
    if loads:
        _draw_loads(loads, len(items))
        if may_write():
            _draw_handing_over(workspace, head, items, judged, loads)
    else:
        st.caption("Nobody has judged an answer of this survey yet, and none is assigned.")


def loads_of(
    workspace: Workspace, items: Sequence[QueueItem], judged: Mapping[str, set[str]], plan: ReviewPlan
) -> list[RaterLoad]:
    """Return how far everybody is who was assigned something or judged something, by name."""
    found = []
    for name in sorted({*plan.papers, *plan.answers, *judged}, key=str.casefold):
        assigned, done = workspace.reviews.plans.assigned(items, name), judged.get(name, set())
        found.append(RaterLoad(name, len(assigned), len(assigned & done), len(done - assigned)))
    return found


def _draw_rules(workspace: Workspace, head: SurveyHead, plan: ReviewPlan) -> None:
    st.markdown("**Rules of this review**")
    key = f"survey_raters_needed_{head.id}"
    st.session_state[key] = plan.raters_needed
    st.number_input(
        "Raters that a cell needs",
        1,
        MOST_RATERS,
        key=key,
        width=200,
        help=NEEDED_HELP,
        disabled=not may_write(),
        on_change=lambda: _store(workspace, head, raters_needed=int(st.session_state[key]), is_damaged=False),
    )
    if plan.is_damaged:
        st.button(
            "Set these rules",
            key="survey_raters_set",
            disabled=not may_write(),
            on_click=lambda: _store(workspace, head, is_damaged=False),
        )
    independent = f"survey_raters_independent_{head.id}"
    st.session_state[independent] = plan.independent
    st.toggle(
        "Raters work independently",
        key=independent,
        help=INDEPENDENT_HELP,
        disabled=not may_write() or plan.is_damaged,
        on_change=lambda: _store(workspace, head, independent=bool(st.session_state[independent])),
    )
    st.caption(
        "Others’ verdicts are hidden until a rater has given their own."
        if plan.independent
        else "Everybody sees at once what others say. Agreement between raters then says little."
    )


def _store(workspace: Workspace, head: SurveyHead, **fields: int | bool) -> None:
    plans = workspace.reviews.plans
    attempt(PART, lambda: plans.store(head.id, replace(plans.of(head.id), **fields)))  # type: ignore[arg-type]


def _draw_assignment(workspace: Workspace, head: SurveyHead, plan: ReviewPlan) -> None:
    st.markdown("**Who reads which papers**")
    with st.form(f"survey_raters_assign_{head.id}", border=False):
        names = st.text_input(
            "Names of the raters, with commas between",
            ", ".join(visible(name) for name in plan.papers),
            key="survey_raters_names",
            max_chars=NAMES_LETTERS,
            placeholder="such as “Ada, Ben, Cleo”",
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            each = st.number_input(
                "Raters a paper", 1, MOST_RATERS, plan.raters_needed, key="survey_raters_each", width=200
            )
            assign = st.form_submit_button("Assign the papers", key="survey_raters_assign_now")
    if assign:
        listed = [name.strip() for name in names.split(",") if name.strip()]
        if attempt(
            PART, lambda: workspace.reviews.plans.assign_papers(head.id, head.plan.paper_ids, listed, int(each))
        ):
            st.session_state[SAID] = (
                f"{count(len(head.plan.paper_ids), 'paper')} assigned. Each rater finds theirs in the queue as “assigned to me”."
            )
        st.rerun()
    _draw_sample_assignment(workspace, head)
    if plan.papers or plan.answers:
        st.button(
            "Assign nothing",
            key="survey_raters_clear",
            type="tertiary",
            help="Everybody may read everything; verdicts stay",
            on_click=_assign_nothing,
            args=(workspace, head),
        )


def _draw_sample_assignment(workspace: Workspace, head: SurveyHead) -> None:
    """Draw how the answers of a sample, or one answer alone, go to a rater beside what they have."""
    here = {item.answer_id: item for item in workspace.reviews.items(head.id)}
    samples = {one.id: one for one in workspace.reviews.samples() if not here.keys().isdisjoint(one.answer_ids)}
    titles = {paper.id: paper_title(paper) for paper in workspace.papers()}
    with (
        st.popover("Assign single answers", icon=":material/assignment_ind:"),
        st.form(f"survey_raters_answers_{head.id}", border=False),
    ):
        sample = st.selectbox(
            "All of a sample",
            ["", *samples],
            format_func=lambda one: visible(samples[one].name) if one else "none",
            key="survey_raters_sample",
        )
        chosen = st.multiselect(
            "Answers",
            list(here)[:ANSWERS_OFFERED],
            format_func=lambda one: visible(
                f"{shorten(titles.get(here[one].paper_ids[0], ''), SHORT_NAME_LETTERS)} · "
                f"{shorten(here[one].question, SHORT_NAME_LETTERS)} · {here[one].answerer}"
            ),
            key="survey_raters_answers",
        )
        rater = st.text_input("Who reads them", key="survey_raters_answers_to", max_chars=WORD_LETTERS)
        if st.form_submit_button("Assign", key="survey_raters_answers_assign"):
            ids = [*chosen, *(one for one in (samples[sample].answer_ids if sample else ()) if one in here)]
            if ids and attempt(PART, workspace.reviews.plans.assign_answers, head.id, rater, ids):
                st.session_state[SAID] = f"{count(len(set(ids)), 'answer')} assigned to {rater.strip()}."
            st.rerun()


def _assign_nothing(workspace: Workspace, head: SurveyHead) -> None:
    plans = workspace.reviews.plans
    attempt(PART, lambda: plans.store(head.id, replace(plans.of(head.id), papers={}, answers={})))


def _draw_loads(loads: Sequence[RaterLoad], total: int) -> None:
    st.markdown(f"**How far they are** · {count(total, 'answer')} in all")
    frame = pd.DataFrame(
        [
            {
                "rater": visible(one.rater),
                "assigned": one.assigned,
                "judged of these": one.judged / one.assigned if one.assigned else None,
                "left": one.left,
                "judged besides": one.beside,
            }
            for one in loads
        ]
    )
    share = st.column_config.ProgressColumn("judged of these", format="percent", min_value=0.0, max_value=1.0)
    st.dataframe(frame, hide_index=True, column_config={"judged of these": share})


def _draw_handing_over(
    workspace: Workspace,
    head: SurveyHead,
    items: Sequence[QueueItem],
    judged: Mapping[str, set[str]],
    loads: Sequence[RaterLoad],
) -> None:
    """Draw how somebody takes over what a rater who leaves has not judged; what they judged stays theirs."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="survey_raters_hand_over"):
        if st.button("Review", key="survey_raters_review", icon=":material/rate_review:"):
            open_page("review", source=head.id)
        unfinished = [one.rater for one in loads if one.left]
        if not unfinished:
            return
        with st.popover("Somebody leaves", icon=":material/swap_horiz:"), st.form("survey_raters_leave", border=False):
            leaving = st.selectbox("Who leaves", unfinished, format_func=visible, key="survey_raters_leaving")
            to = st.text_input("Who takes over what is left", key="survey_raters_to", max_chars=WORD_LETTERS)
            st.caption("Verdicts that were given stay. What the other was assigned or has judged is not given twice.")
            if st.form_submit_button("Hand over", key="survey_raters_hand"):
                handed: list[int] = []
                plans = workspace.reviews.plans
                if attempt(PART, lambda: handed.append(plans.hand_over(head.id, str(leaving), to, items, judged))):
                    st.session_state[SAID] = f"{count(handed[0], 'answer')} of {leaving} given to {to.strip()}."
                st.rerun()
