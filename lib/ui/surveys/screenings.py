"""Screenings: which papers are on topic, by keywords and by one question, and what people decided otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from lib.answering.answerer import OFFLINE
from lib.errors import SidelightError, UnknownSurvey
from lib.records import Paper
from lib.records.surveys import ScreeningHead, ScreeningRule, SurveyHead
from lib.surveys.screening import Screened, keywords_of
from lib.text.wording import count
from lib.ui.kit.answerer_choice import answerers, typed_keys
from lib.ui.kit.escaping import paper_title, plain, shorten, visible
from lib.ui.kit.person import PERSON, who_judges
from lib.ui.kit.polling import polled
from lib.ui.surveys.route import draw_link_button, go_to
from lib.ui.surveys.survey_papers import draw_papers
from lib.ui.surveys.survey_terms import day
from lib.workspace import Workspace

ERROR = "survey_screening_fault"
REMOVING = "survey_screening_removing"
POLL_SECONDS = 2.0
ROWS = 25
KEYWORDS_SHOWN = 6
DECISIONS: dict[bool | None, str] = {True: "included", False: "excluded", None: "undecided"}
SIGNS = {"included": "✓", "excluded": "–", "undecided": "?"}
ALL = "all"


def draw_screenings(workspace: Workspace) -> None:
    """Draw the list of screenings, and the form of a new one."""
    _draw_error()
    for head in workspace.screenings.heads():
        with st.container(key=f"survey_row_screening_{head.id}"):
            wide, actions = st.columns([8, 1], vertical_alignment="center")
            with wide.container(gap=None):
                draw_link_button(plain(head.name, 120), f"survey_open_screening_{head.id}", to={"screening": head.id})
                st.caption(
                    f"{count(len(head.paper_ids), 'paper')} · {plain(_rule_line(head.rule), 160)} · {day(head.created_at)}"
                )
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
    _draw_new(workspace)


def _rule_line(rule: ScreeningRule) -> str:
    keywords = f"{', '.join(rule.keywords[:KEYWORDS_SHOWN])}{' …' if len(rule.keywords) > KEYWORDS_SHOWN else ''}"
    parts = [f"at least {rule.at_least} × {keywords}"] if rule.keywords else []
    return " · ".join([*parts, *([f"“{rule.question}”"] if rule.question else [])])


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
    if st.button("Screen", key="survey_screening_start", type="primary"):
        _start(workspace, name or "On topic", rule, paper_ids)
        st.rerun()


def _start(workspace: Workspace, name: str, rule: ScreeningRule, paper_ids: Sequence[str]) -> None:
    try:
        screening_id = workspace.screenings.start(name, rule, paper_ids, typed_keys())
    except SidelightError as error:
        st.session_state[ERROR] = error.message
        return
    go_to(screening=screening_id)


def _ask_removal(screening_id: str | None) -> None:
    st.session_state[REMOVING] = screening_id


def _draw_removing(workspace: Workspace, head: ScreeningHead) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(f"Remove “{plain(head.name, 90)}” with what people decided in it?", width="stretch")
        st.button(
            "Remove", key="survey_screening_remove_yes", type="primary", on_click=_remove, args=(workspace, head.id)
        )
        st.button("Keep", key="survey_screening_remove_no", on_click=_ask_removal, args=(None,))


def _remove(workspace: Workspace, screening_id: str) -> None:
    st.session_state[REMOVING] = None
    try:
        workspace.screenings.remove(screening_id)
    except SidelightError as error:
        st.session_state[ERROR] = error.message


def _draw_error() -> None:
    if error := st.session_state.pop(ERROR, None):
        st.error(plain(error), icon=":material/error:")


# one screening


def draw_screening(workspace: Workspace, screening_id: str) -> None:
    """Draw the papers of a screening with the decision on each and its reason."""
    draw_link_button("Screenings", "survey_screening_back", "chevron_left", to={"part": "screenings"})
    try:
        head = workspace.screenings.head(screening_id)
    except UnknownSurvey:
        st.info("This screening is not in the library (any more).")
        return
    st.markdown(f"**{plain(head.name, 140)}**")
    st.caption(plain(_rule_line(head.rule), 300))
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
    _draw_error()
    _draw_asking(workspace, head)
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
        st.session_state.setdefault(PERSON, who_judges())
        st.text_input(
            "Your name",
            key=PERSON,
            placeholder="Your name, for decisions",
            label_visibility="collapsed",
            persist_state="session",
            width=230,
        )
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
            st.caption(f"{decision}{by}: {plain(one.reason, 300)}")
        with actions.container(horizontal=True, horizontal_alignment="right", gap="small"):
            if asked:
                draw_link_button(
                    "Evidence",
                    f"survey_screening_open_{one.paper_id}",
                    to={"survey": head.survey_id or "", "paper": one.paper_id, "question": "0"},
                )
            for wanted, label in ((True, "Include"), (False, "Exclude")):
                if one.included is not wanted:
                    st.button(
                        label,
                        key=f"survey_screening_{label}_{one.paper_id}",
                        type="tertiary",
                        on_click=_decide,
                        args=(workspace, head.id, one.paper_id, wanted),
                    )
            if one.person:
                st.button(
                    "Take back",
                    key=f"survey_screening_back_{one.paper_id}",
                    type="tertiary",
                    on_click=_decide,
                    args=(workspace, head.id, one.paper_id, None),
                )


def _decide(workspace: Workspace, screening_id: str, paper_id: str, included: bool | None) -> None:
    person = who_judges()
    try:
        reason = f"{person} {'included' if included else 'excluded'} it." if included is not None else ""
        workspace.screenings.decide(screening_id, paper_id, included, person, reason)
    except SidelightError as error:
        st.session_state[ERROR] = error.message
