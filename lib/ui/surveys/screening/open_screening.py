"""An open screening: its papers with the decision on each and its reason, and what people decided otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import streamlit as st

from lib.errors import UnknownSurvey
from lib.records import Paper
from lib.records.surveys import ScreeningHead, SurveyHead
from lib.surveys.screening import Screened
from lib.ui.kit.access import may_write
from lib.ui.kit.escaping import NOTE_LETTERS, paper_title, plain, shorten
from lib.ui.kit.outcomes import attempt, draw_outcome
from lib.ui.kit.person import PERSON, is_name_fixed, who_judges
from lib.ui.kit.polling import polled
from lib.ui.surveys.route import draw_link_button
from lib.ui.surveys.screening.screening_parts import PART, rule_line
from lib.workspace import Workspace

POLL_SECONDS = 2.0
ROWS = 25
DECISIONS: dict[bool | None, str] = {True: "included", False: "excluded", None: "undecided"}
SIGNS = {"included": "✓", "excluded": "–", "undecided": "?"}
ALL = "all"


def draw_screening(workspace: Workspace, screening_id: str) -> None:
    """Draw the papers of a screening with the decision on each and its reason."""
    draw_link_button("Screenings", "survey_screening_back", "chevron_left", to={"part": "screenings"})
    try:
        head = workspace.screenings.head(screening_id)
    except UnknownSurvey:
        st.info("This screening is not in the library (any more).")
        return
    st.markdown(f"**{plain(head.name, 140)}**")
    st.caption(plain(rule_line(head.rule), NOTE_LETTERS))
    busy = _is_busy(workspace, head)
    polled(_draw_papers, busy, POLL_SECONDS)(workspace, head, busy)


def _is_busy(workspace: Workspace, head: ScreeningHead) -> bool:
    """Return whether it is still counting or asking."""
    survey = _asking(workspace, head)
    return (survey is not None and survey.status == "running") or workspace.screenings.is_counting(head.id)


def _asking(workspace: Workspace, head: ScreeningHead) -> SurveyHead | None:
    """Return the survey of its question; None where it asks none, or the survey was removed."""
    try:
        return workspace.surveys.head(head.survey_id) if head.survey_id is not None else None
    except UnknownSurvey:
        return None


def _draw_papers(workspace: Workspace, head: ScreeningHead, was_busy: bool) -> None:
    if was_busy and not _is_busy(workspace, head):
        st.rerun()  # all is counted and asked: no more asking
    draw_outcome(PART)
    _draw_asking(workspace, head)
    if may_write():
        _draw_count_rest(workspace, head)
    screened = workspace.screenings.papers(head.id)
    papers = {paper.id: paper for paper in workspace.papers()}
    counts = Counter(DECISIONS[one.included] for one in screened)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        options = {ALL: f"all {len(screened):,}"} | {d: f"{SIGNS[d]} {d} {counts[d]:,}" for d in DECISIONS.values()}
        shown = st.segmented_control(
            "Shown",
            list(options),
            format_func=options.__getitem__,
            default=ALL,
            required=True,
            key=f"survey_screening_shown_{head.id}",
            label_visibility="collapsed",
        )
        if may_write() and not is_name_fixed():
            st.session_state.setdefault(PERSON, who_judges())
            st.text_input(
                "Your name",
                key=PERSON,
                placeholder="Your name, for decisions",
                label_visibility="collapsed",
                persist_state="session",
                width=230,
            )
        if may_write():
            draw_link_button(
                f"Survey of the {counts['included']:,} included",
                "survey_screening_ask",
                "play_arrow",
                to={"part": "new", "screening": head.id},
                quiet=False,
            )
    chosen = [one for one in screened if shown in (ALL, DECISIONS[one.included])]
    last = max(1, -(-len(chosen) // ROWS))
    page = 1
    if last > 1:
        page = int(
            st.number_input(f"Page of {last}", 1, last, key=f"survey_screening_page_{head.id}_{shown}", width=140)
        )
    asked = _asking(workspace, head) is not None
    for one in chosen[(page - 1) * ROWS : page * ROWS]:
        _draw_row(workspace, head, one, papers, asked)
    if not chosen:
        st.caption("No paper is among these.")


def _draw_asking(workspace: Workspace, head: ScreeningHead) -> None:
    if head.survey_id is None:
        return
    survey = _asking(workspace, head)
    if survey is None:
        st.warning(
            "The survey of this screening's question was removed, so the question decides nothing any more. "
            "Decide by hand, or begin a new screening.",
            icon=":material/warning:",
        )
        return
    if survey.status != "finished":
        st.caption(f"The question: {survey.done:,} of {survey.plan.size:,} papers asked. {plain(survey.reason or '')}")
        draw_link_button("Open its survey", "survey_screening_survey", to={"survey": survey.id})


def _draw_count_rest(workspace: Workspace, head: ScreeningHead) -> None:
    """Draw the way to count papers that have become ready since."""
    screened = () if workspace.screenings.is_counting(head.id) else workspace.screenings.papers(head.id)
    left = sum(not one.counts for one in screened) if head.rule.keywords else 0
    if left:
        if error := workspace.screenings.fault(head.id):
            st.warning(plain(error), icon=":material/warning:")
        counted = st.button(
            f"Count the words of {left:,} more", key="survey_screening_count", icon=":material/refresh:"
        )
        if counted:
            workspace.screenings.count_rest(head.id)
            st.rerun()


def _draw_row(
    workspace: Workspace, head: ScreeningHead, one: Screened, papers: Mapping[str, Paper], asked: bool
) -> None:
    paper = papers.get(one.paper_id)
    title = shorten(paper_title(paper), 150) if paper else "A paper that was removed"
    decision = DECISIONS[one.included]
    with st.container(key=f"survey_row_{head.id[:8]}_{one.paper_id[:24]}"):
        wide, actions = st.columns([7, 3], vertical_alignment="center")
        with wide.container(gap=None):
            st.markdown(f"{SIGNS[decision]} **{plain(title)}**")
            by = f" · {plain(one.person)}" if one.person else ""
            st.caption(f"{decision}{by}: {plain(one.reason, NOTE_LETTERS)}")
        with actions.container(horizontal=True, horizontal_alignment="right", gap="small"):
            if asked:
                draw_link_button(
                    "Evidence",
                    f"survey_screening_open_{one.paper_id}",
                    to={"survey": head.survey_id or "", "paper": one.paper_id, "question": "0"},
                )
            for wanted, label in ((True, "Include"), (False, "Exclude")) if may_write() else ():
                if one.included is not wanted:
                    st.button(
                        label,
                        key=f"survey_screening_{label}_{one.paper_id}",
                        type="tertiary",
                        on_click=_decide,
                        args=(workspace, head.id, one.paper_id, wanted),
                    )
            if one.person and may_write():
                st.button(
                    "Take back",
                    key=f"survey_screening_back_{one.paper_id}",
                    type="tertiary",
                    on_click=_decide,
                    args=(workspace, head.id, one.paper_id, None),
                )


def _decide(workspace: Workspace, screening_id: str, paper_id: str, included: bool | None) -> None:
    person = who_judges()
    reason = f"{person} {'included' if included else 'excluded'} it." if included is not None else ""
    attempt(PART, workspace.screenings.decide, screening_id, paper_id, included, person, reason)
