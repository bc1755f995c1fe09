"""Setting up a run: which questions, of which papers, by whom, and what it will take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from lib.answering.answerer import OFFLINE
from lib.answering.answerers import batch_terms
from lib.answering.question_language import language_warning
from lib.answering.styles import OWN
from lib.errors import SidelightError
from lib.records import Paper
from lib.records.plan import SurveyPlan
from lib.records.surveys import QuestionSet
from lib.surveys.estimating import Estimate
from lib.text.wording import count
from lib.ui.ask.options import style_name
from lib.ui.kit import error_messages
from lib.ui.kit.answerer_choice import answerers, typed_keys
from lib.ui.kit.escaping import NAME_LETTERS, SHORT_NAME_LETTERS, WORD_LETTERS, plain, shorten, visible
from lib.ui.kit.key_field import draw_key
from lib.ui.kit.person import who_judges
from lib.ui.kit.sending import confirm, draw_what_goes, hosts_to_confirm
from lib.ui.surveys.empty_state import draw_no_papers
from lib.ui.surveys.route import draw_link_button, go_to
from lib.ui.surveys.survey_papers import ALL, SCREENED, SOME, draw_papers
from lib.ui.surveys.survey_terms import answerer_name, answerer_names, dollars, duration
from lib.workspace import Workspace

BY_RULE = "rule"
LIST_QUESTIONS, LIST_PX = 6, 220
"""Above so many questions their list scrolls, at this height."""
CHOSEN_SET = "survey_setup_set"
NO_PAPER = {
    ALL: "No paper can be asked. Add PDFs on the Papers page.",
    SOME: "No paper is chosen yet. Choose the papers to ask, by title or year.",
    SCREENED: "This screening has included no paper (yet). Choose other papers, or look at its decisions in “Screenings”.",
}
"""Why nothing can be started, by how the papers are chosen."""
ONE_LIKE_IT = "A survey with the same questions, papers and answerers {is_} already, perhaps begun in another tab."


def draw_setup(workspace: Workspace, set_id: str | None, screening: str | None = None) -> None:
    """Draw the form of a new survey; the estimate follows what is chosen."""
    _draw_back()
    ready = [paper for paper in workspace.papers() if paper.status == "ready"]
    sets = workspace.surveys.sets()
    if not ready or not sets:
        _draw_missing(workspace, ready)
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        questions = _draw_questions(workspace, sets, set_id)
        if questions is None:
            with right:
                st.info("Choose the questions to ask. What the survey will take then stands here.")
            return
        paper_ids, excluded = draw_papers(workspace, ready, "survey_setup", screening=screening)
        chosen = _draw_answerers(workspace)
        style, by, batch, name = _draw_options(workspace, chosen, questions)
    if not paper_ids:
        with right:
            st.info(NO_PAPER[st.session_state["survey_setup_which"]])
        return
    try:
        plan = workspace.surveys.plan(
            questions.questions,
            paper_ids,
            chosen,
            name=name,
            style=style,
            question_set=questions,
            categories_by=by,
            excluded=excluded,
            batch=batch,
        )
    except SidelightError as error:
        with right:
            st.info(plain(error.message))
        return
    with right:
        draw_start(workspace, plan)


def draw_repeat(workspace: Workspace, survey_id: str) -> None:
    """Draw a survey once more, as it was: what it will take, and the start."""
    _draw_back()
    try:
        plan = workspace.surveys.plan_again(survey_id)
    except SidelightError as error:
        error_messages.draw_error(error)
        return
    st.subheader(f"Once more: {plain(plan.name, NAME_LETTERS)}", anchor=False)
    gone = len(workspace.surveys.head(survey_id).plan.papers) - len(plan.papers)
    remarks = f" {count(gone, 'paper')} of it left the library meanwhile." if gone else ""
    if corrected := len(workspace.surveys.corrected(survey_id)):
        remarks += (
            f" People changed {count(corrected, 'cell')} of the earlier run. That stays there and is not carried over: "
            "the new answers were checked by nobody yet. The comparison shows it."
        )
    st.caption(
        f"The same questions, papers and answerers; the earlier run stays, and the two can be compared cell by cell.{remarks}"
    )
    draw_start(workspace, plan)


def _draw_back() -> None:
    st.button("Surveys", key="survey_setup_back", icon=":material/chevron_left:", type="tertiary", on_click=go_to)


def _draw_missing(workspace: Workspace, ready: Sequence[Paper]) -> None:
    if not ready:
        draw_no_papers(workspace)
        return
    st.info("A survey needs a list of questions: your own, or one of the examples to begin with.")
    st.button("Make a question set", key="survey_make_set", on_click=go_to, kwargs={"part": "questions"})


def forget_chosen_set() -> None:
    """Let the next new survey begin without a question set chosen, where there are several."""
    st.session_state.pop(CHOSEN_SET, None)


def _draw_questions(workspace: Workspace, sets: Sequence[QuestionSet], set_id: str | None) -> QuestionSet | None:
    """Draw the choice; return the chosen version of a set, None as long as none of several is chosen."""
    by_id = {one.id: one for one in sets}
    if set_id in by_id and st.session_state.get("survey_setup_from") != set_id:
        st.session_state[CHOSEN_SET] = set_id
    st.session_state["survey_setup_from"] = set_id
    if st.session_state.get(CHOSEN_SET) not in by_id:
        st.session_state[CHOSEN_SET] = sets[0].id if len(sets) == 1 else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Questions",
            list(by_id),
            index=None,
            format_func=lambda id_: (
                f"{shorten(visible(by_id[id_].name), SHORT_NAME_LETTERS)} ({len(by_id[id_].questions)})"
            ),
            key=CHOSEN_SET,
            placeholder="Choose a question set",
            persist_state="session",
        )
        if chosen is None:
            return None
        newest = by_id[chosen]
        version = newest.version
        if newest.version > 1:
            version = st.selectbox(
                "Version", range(newest.version, 0, -1), key=f"survey_setup_version_{chosen}", width=110
            )
    kept = newest if version == newest.version else workspace.surveys.question_set(chosen, version) or newest
    _draw_chosen(kept)
    return kept


def _draw_chosen(one: QuestionSet) -> None:
    with st.expander(
        f"Look at {'the question' if len(one.questions) == 1 else f'the {len(one.questions):,} questions'}"
    ):
        with st.container(height=LIST_PX if len(one.questions) > LIST_QUESTIONS else "content", border=False):
            st.markdown("\n".join(f"1. {plain(question.text, 200)}" for question in one.questions))
        draw_link_button("Change them", "survey_setup_edit", "edit", to={"part": "questions", "set": one.id})


def _draw_answerers(workspace: Workspace) -> list[str]:
    choices = answerers(workspace)
    kept = [one for one in st.session_state.get("survey_setup_answerers", [OFFLINE]) if one in choices]
    st.session_state["survey_setup_answerers"] = kept
    chosen = st.multiselect(
        "Answerers",
        list(choices),
        format_func=lambda one: visible(choices[one].name) + (" · needs a key" if choices[one].needs else ""),
        key="survey_setup_answerers",
        wrap=True,
        help="Several answer every question side by side; their answers are compared and voted on.",
        persist_state="session",
    )
    asked_for: set[str] = set()
    for one in chosen:
        choice = choices[one]
        if choice.needs and choice.key and choice.key not in asked_for:
            asked_for.add(choice.key)
            st.caption(f"{plain(choice.name)} needs {plain(choice.needs)}.")
            draw_key(workspace, choice)
    return chosen


def _draw_options(workspace: Workspace, chosen: Sequence[str], questions: QuestionSet) -> tuple[str, str, bool, str]:
    """Return style, who judges the categories, whether as a batch, and the name, as chosen."""
    style, by, batch = OWN, BY_RULE, False
    models = [choice for choice in answerers(workspace).values() if choice.id != OFFLINE and not choice.needs]
    if any(one != OFFLINE for one in chosen):
        style = st.selectbox(
            "Style",
            workspace.styles.names(),
            format_func=lambda one: visible(style_name(one)),
            key="survey_setup_style",
        )
    if models:
        names = {BY_RULE: "the rule: what the answer says of itself, and how far the passages support it"}
        names |= {choice.id: visible(choice.name) for choice in models}
        by = st.selectbox("Categories by", list(names), format_func=lambda one: names[one], key="survey_setup_by")
    if offered := list(dict.fromkeys(terms for one in chosen if (terms := batch_terms(one)) is not None)):
        batch = st.toggle(
            " · ".join(one.offer for one in offered),
            key="survey_setup_batch",
            help=" ".join(dict.fromkeys(one.offer_help for one in offered)),
        )
    name = st.text_input("Name", key="survey_setup_name", placeholder=visible(questions.name), max_chars=200)
    return style, by, batch, name


def draw_start(workspace: Workspace, plan: SurveyPlan) -> None:
    """Draw what the plan will take, and the button that starts it; one like it that runs already is offered instead."""
    st.markdown(f"**{count(plan.size, 'cell')}**: {count(len(plan.questions), 'question')} × {count(len(plan.papers), 'paper')}"
        + (f" × {count(len(plan.answerers), 'answerer')}" if len(plan.answerers) > 1 else ""))  # fmt: skip
    _draw_estimate(workspace, plan)
    _draw_language(workspace, plan)
    if needed := workspace.surveys.missing(plan, typed_keys()):
        st.warning(f"{plain(needed)} Started without it, the survey waits for it.", icon=":material/key:")
    alike = workspace.surveys.under_way(plan)
    hosts = hosts_to_confirm(workspace, [*plan.answerers, plan.categories_by])
    if hosts:
        draw_what_goes(hosts)
    if alike is None:
        # No callback: what was typed last comes with the click, and the plan is made of it.
        label = "Start and send it there" if hosts else "Start"
        if st.button(label, key="survey_start", type="primary", icon=":material/play_arrow:"):
            confirm(workspace, hosts)
            _start(workspace, plan)
    else:
        st.info(ONE_LIKE_IT.format(is_="is running" if alike.status == "running" else "waits to go on"))
        with st.container(horizontal=True):
            draw_link_button("Open that one", "survey_open_like", to={"survey": alike.id}, quiet=False)
            if st.button("Start another", key="survey_start_anyway"):
                confirm(workspace, hosts)
                _start(workspace, plan, anyway=True)
    if error := st.session_state.pop("survey_start_fault", None):
        st.error(plain(error), icon=":material/error:")


def _draw_language(workspace: Workspace, plan: SurveyPlan) -> None:
    """Draw a warning where questions are in another language than most papers: offline their categories stay unclear."""
    asked = set(plan.paper_ids)
    papers = [paper for paper in workspace.papers() if paper.id in asked]
    offline = OFFLINE in plan.answerers
    said = [warning for one in plan.questions if (warning := language_warning(one.text, papers, offline))]
    if said:
        which = "" if len(plan.questions) == 1 else f" ({len(said):,} of {count(len(plan.questions), 'question')})"
        unclear = " Where nothing is found the category is “unclear”." if offline else ""
        st.warning(f"{plain(said[0])}{which}{unclear}", icon=":material/translate:")


def _draw_estimate(workspace: Workspace, plan: SurveyPlan) -> None:
    names = answerer_names(workspace)
    made = workspace.surveys.estimate(plan)
    lines = ["| | time | tokens | cost |", "|---|--:|--:|--:|"]
    for one in made:
        tokens = one.input + one.output
        cost = "no price known" if one.cost is None else dollars(one.cost)
        what = " · categories" if one.judges else ""
        name = plain(answerer_name(one.answerer, names), WORD_LETTERS)
        lines.append(f"| {name}{what} | {duration(one.seconds)} | {tokens:,} | {plain(cost)} |")
    if len(made) > 1:
        lines.append(_total_line(made))
    st.markdown("\n".join(lines))
    earlier = max(one.from_cells for one in made)
    guess = (
        "a rule of thumb, as no survey asked these answerers before"
        if not earlier
        else f"what the latest {count(earlier, 'cell')} took"
    )
    st.caption(f"An estimate, by {guess}. Answerers work side by side.")


def _total_line(made: Sequence[Estimate]) -> str:
    """Return the last line of the estimate.

    Answerers work side by side, so that the slowest tells the time; judging comes on top.
    """
    costs = [one.cost for one in made]
    known = sum(cost for cost in costs if cost is not None)
    cost = dollars(known) if None not in costs else f"{dollars(known)} and what has no price"
    tokens = sum(one.input + one.output for one in made)
    seconds = max(one.seconds for one in made if not one.judges) + sum(one.seconds for one in made if one.judges)
    return f"| **total** | {duration(seconds)} | {tokens:,} | {plain(cost)} |"


def _start(workspace: Workspace, plan: SurveyPlan, anyway: bool = False) -> None:
    """Start the survey and open it. One that another tab began meanwhile is opened in its place."""
    try:
        begun = replace(plan, asked_by=who_judges())
        survey_id = workspace.surveys.start(begun, typed_keys(), join=not anyway)
    except SidelightError as error:
        st.session_state["survey_start_fault"] = error.message
    else:
        go_to(survey=survey_id)
    st.rerun()
