"""The Ask screen: question, choice of papers, the answer beside its evidence, history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from lib.answering.answerer import OFFLINE
from lib.answering.providers.catalogue import AnswererChoice
from lib.answering.providers.service_errors import KEYS_TYPED, is_key_refused
from lib.answering.styles import OWN
from lib.background.answer_tasks import AnswerTask
from lib.records import Answer, Paper
from lib.records.core import ALL_PAPERS
from lib.ui.ask.asking import (
    ANSWER,
    CITATION,
    PROBLEM,
    ask_again,
    ask_typed,
    draw_confirmation,
    draw_following,
    draw_waiting,
    read_question,
    request_of,
    show_answer,
)
from lib.ui.ask.first_question import draw_first_question
from lib.ui.ask.history import draw_history, draw_missing
from lib.ui.ask.opinion_panel import (
    ask_opinion,
    draw_opinion_confirmation,
    is_awaited,
    opinions_data,
    stop_opinion,
)
from lib.ui.ask.options import draw_each, draw_options
from lib.ui.ask.paper_scope import (
    draw_scope,
    papers_asked,
    restore_scope,
    scope_line,
    without_copies,
)
from lib.ui.ask.personal import change_quotes, give_verdict, verdict_data
from lib.ui.ask.survey_link import draw_survey_link
from lib.ui.ask.trace_panel import draw_trace
from lib.ui.evidence.component import AnswerExtras, answer_data, evidence_pages, mount_evidence, running_data
from lib.ui.evidence.page_images import all_drawn
from lib.ui.evidence.paper_order import PaperOrder, orders_of
from lib.ui.kit.access import may_write
from lib.ui.kit.answerer_choice import (
    answerer_label,
    answerers,
    choice_of,
    chosen_answerer,
    draw_answerer_choice,
    judges,
)
from lib.ui.kit.error_messages import draw_problem
from lib.ui.kit.escaping import ENTRY_LETTERS, WORD_LETTERS, plain, shorten, visible
from lib.ui.kit.export_button import ExportSource, draw_export
from lib.ui.kit.first_minute import forget_press
from lib.ui.kit.key_field import draw_key
from lib.ui.kit.polling import polled
from lib.ui.kit.session import open_page
from lib.workspace import Workspace

ORDER = "ask_order"
"""In which order the papers of an answer stand that were asked one after the other."""
ORDER_WORDS: dict[PaperOrder, str] = {
    "as found": "As found",
    "paper": "By title",
    "year": "By year",
    "certainty": "By certainty",
}
TRACED = "ask_traced"
"""Id of the answer whose making is to be shown."""

POLL_SECONDS = 0.25
KEY_PX = 420
"""Width of the field for a key."""
TURNS_SHOWN = 3
"""Earlier answers of a thread that stand as text above the one that is open, and later ones that are named there."""
TURN_LETTERS = 220
"""Of the text of each of them."""
CITED = "ask_cited"
"""The answer whose citation the address named last, and its number."""
CITATION_DIGITS = 4
"""Of a citation's number in the address at most: a longer one is none."""


def draw_ask(workspace: Workspace) -> None:
    """Draw the whole screen."""
    ready = [paper for paper in workspace.papers() if paper.status == "ready"]
    _restore()
    answer_id: str | None = st.session_state[ANSWER]
    restore_scope(workspace, answer_id, ready)
    draw_problem(workspace)
    forget_press(workspace)
    _draw_controls(workspace, ready, answer_id)
    read_question(workspace, ready, answer_id)
    draw_confirmation(workspace)
    draw_opinion_confirmation(workspace, answer_id)
    draw_waiting(workspace)
    draw_following(workspace)
    if problem := st.session_state.pop(PROBLEM, None):
        st.warning(problem, icon=":material/info:")
    if answer_id is None:
        draw_first_question(workspace, without_copies(workspace, ready), lambda one: _ask_example(workspace, one))
    else:
        _draw_answer(workspace, answer_id)


def _restore() -> None:
    """Put the answer on the screen that the address names, which outlives a reload."""
    named = st.query_params.get("answer")
    if named or ANSWER not in st.session_state:
        st.session_state[ANSWER] = named
    elif st.session_state[ANSWER]:
        st.query_params["answer"] = st.session_state[ANSWER]


# controls


def _draw_controls(workspace: Workspace, ready: Sequence[Paper], answer_id: str | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="ask_controls"):
        default = without_copies(workspace, ready)
        draw_scope(workspace, ready, answer_id, len(default))
        asked, answerer = papers_asked(default), draw_answerer_choice(workspace).id
        draw_options(workspace, answerer, asked)
        draw_each(workspace, answerer, asked)
        draw_history(workspace)
        if answer_id is not None:
            st.button(
                "New question",
                key="ask_new",
                icon=":material/add:",
                type="tertiary",
                on_click=show_answer,
                args=(None,),
            )
            if workspace.answer(answer_id) is not None:
                draw_export(
                    workspace, ExportSource("answer", answer_id, "", 1, lambda: workspace.exports.of_answer(answer_id))
                )


def _ask_example(workspace: Workspace, question: str) -> None:
    ready = [paper for paper in workspace.papers() if paper.status == "ready"]
    ask_typed(workspace, question, ready, None)


# the answer


def _draw_answer(workspace: Workspace, answer_id: str) -> None:
    answer, running = _answer_or_running(workspace, answer_id)
    if answer is not None:
        _draw_question(workspace, answer.question, answer_id, answer)
        complete = all_drawn(workspace, evidence_pages(answer)) and not is_awaited(workspace, answer_id)
        _draw_evidence(workspace, answer_id, complete)
        if st.session_state.pop(TRACED, None) == answer_id:
            draw_trace(answer, workspace.opinions(answer_id))
    elif running is None:
        draw_missing(workspace, answer_id)
    elif running.problem:
        _draw_question(workspace, running.question, answer_id)
        st.error(plain(running.problem), icon=":material/error:")
        if request_of(answer_id) is not None:
            st.button("Ask again", key="ask_again", on_click=ask_again, args=(workspace, answer_id, None))
    else:
        _draw_question(workspace, running.question, answer_id)
        _draw_evidence(workspace, answer_id, complete=False)


def _answer_or_running(workspace: Workspace, answer_id: str) -> tuple[Answer | None, AnswerTask | None]:
    """Return the answer, or what there is of it, or neither."""
    running = workspace.jobs.answer_task(answer_id)
    return workspace.answer(answer_id) or (running.result if running else None), running


def _draw_evidence(workspace: Workspace, answer_id: str, complete: bool) -> None:
    """Draw the view, which asks for news until everything is there."""
    polled(_draw_view, not complete, POLL_SECONDS)(workspace, answer_id, complete)


def _draw_question(workspace: Workspace, question: str, answer_id: str, answer: Answer | None = None) -> None:
    asked = request_of(answer_id)
    previous = asked.previous if asked else (answer.previous if answer else None)
    paper_ids = answer.paper_ids if answer else ((asked.paper_ids if asked else None) or [])
    before = workspace.answer(previous) if previous else None
    incomplete = asked.instead_of if asked and asked.instead_of and workspace.answer(asked.instead_of) else None
    with st.container(gap=None, key="ask_head"):
        for turn in _turns_before(workspace, before):
            key = "ask_before" if turn is before else f"ask_before_{turn.id}"
            label = f"**{plain(turn.question, ENTRY_LETTERS)}**"
            st.button(label, key=key, type="tertiary", on_click=show_answer, args=(turn.id,), help="Open this answer")
            st.caption(plain(turn.text, TURN_LETTERS))
        if incomplete is not None:
            label = "↳ asked again, the answer before is kept"
            st.button(label, key="ask_before_again", type="tertiary", on_click=show_answer, args=(incomplete,))
        st.subheader(plain(workspace.history.name_of(answer_id) or question), anchor=False)
        if scope := scope_line(workspace, paper_ids, of_all=bool(answer and answer.settings.get(ALL_PAPERS))):
            st.caption(scope)
        if answer is not None:
            _draw_of_answer(workspace, answer)
        for turn in _turns_after(workspace, answer_id):
            label = f"↳ followed by “{plain(turn.question, ENTRY_LETTERS)}”"
            said = plain(turn.text, TURN_LETTERS)
            st.button(
                label, key=f"ask_after_{turn.id}", type="tertiary", on_click=show_answer, args=(turn.id,), help=said
            )


def _refusing(workspace: Workspace, answer: Answer) -> AnswererChoice | None:
    """Return whose service refused the key of this answer where another one can be typed beside it, else None."""
    if not is_key_refused(answer.stopped) or not may_write():
        return None
    asked = choice_of(workspace, answer.answerer)
    if asked is None or asked.key is None or asked.needs:  # a question that waits has the field
        return None
    return asked


def _draw_of_answer(workspace: Workspace, answer: Answer) -> None:
    """Draw what can be made of an answer, and in which order its papers stand that were asked one after the other.

    Where a service refused the key, draw the field for another one too.
    """
    if (refusing := _refusing(workspace, answer)) is not None:
        with st.container(width=KEY_PX, key="ask_other_key"):
            draw_key(workspace, refusing)
    with st.container(horizontal=True, vertical_alignment="center", key="ask_of_answer"):
        if answer.stopped is None:
            draw_survey_link(workspace, answer)
        if orders := orders_of(answer):
            st.segmented_control(
                "Order of the papers",
                orders,
                key=ORDER,
                default=orders[0],
                format_func=lambda order: ORDER_WORDS[order],
                label_visibility="collapsed",
                width="content",
            )


def _turns_before(workspace: Workspace, last: Answer | None) -> list[Answer]:
    """Return the answer and those that it follows up, the oldest first, `TURNS_SHOWN` of them at most."""
    turns: list[Answer] = []
    while last is not None and len(turns) < TURNS_SHOWN:
        turns.insert(0, last)
        last = workspace.answer(last.previous) if last.previous else None
    return turns


def _turns_after(workspace: Workspace, answer_id: str) -> list[Answer]:
    """Return the answers that follow that one up, and those that follow these, `TURNS_SHOWN` of them at most."""
    turns: list[Answer] = []
    waiting = workspace.history.follow_ups(answer_id)
    while waiting and len(turns) < TURNS_SHOWN:
        turn = workspace.answer(waiting.pop(0))
        if turn is not None:
            turns.append(turn)
            waiting += workspace.history.follow_ups(turn.id)
    return turns


def _draw_view(workspace: Workspace, answer_id: str, was_complete: bool) -> None:
    answer, running = _answer_or_running(workspace, answer_id)
    if answer is not None:
        data = answer_data(workspace, answer, _label(answer), _answer_extras(workspace, answer))
    elif running is not None and not running.problem:
        data = running_data(workspace, running, answerer_label(running.answerer))
    else:
        st.rerun()  # it failed or was removed: the page says so
    data |= {"start": _citation_named(answer_id), "addressed": True}
    _handle_actions(workspace, answer_id, answer, running, mount_evidence(data, key="ask_evidence"))
    if not was_complete and answer is not None and not data["pending"] and not is_awaited(workspace, answer_id):
        st.rerun()  # everything is there: no more asking


def _citation_named(answer_id: str) -> int:
    """Return the number of the citation that the address names, or named before the way led through another page; else 0."""
    named = st.query_params.get(CITATION, "")
    if named.isdecimal() and len(named) <= CITATION_DIGITS:
        st.session_state[CITED] = answer_id, int(named)
        return int(named)
    of, number = st.session_state.get(CITED, ("", 0))
    if of != answer_id or named:
        return 0
    st.query_params[CITATION] = str(number)  # back from the reader Streamlit has lost it
    return int(number)


def _label(answer: Answer) -> str:
    """Return who answered and how, as far as it is not the ordinary way."""
    style = [] if answer.style == OWN else [f"style {visible(answer.style)}"]
    whole = ["whole paper"] if answer.settings.get("whole_paper") else []
    return " · ".join([answerer_label(answer.answerer, answer.model), *style, *whole])


def _answer_extras(workspace: Workspace, answer: Answer) -> AnswerExtras:
    """Return who can be asked about this answer, or for it again; nobody by those who only read."""
    if not may_write():
        return AnswerExtras(
            opinions=opinions_data(workspace, answer),
            added=workspace.added_citations.of([answer.id]).get(answer.id, ()),
        )
    again = [(answer.answerer, "Ask again")]
    other = answerers(workspace).get(chosen_answerer())
    if other is not None and other.id != answer.answerer and not other.needs:
        again.append((other.id, f"Ask again: {shorten(visible(other.name), WORD_LETTERS)}"))
    claims = any(sentence.support != "no_claim" for sentence in answer.sentences)
    judged = claims and answer.answerer != OFFLINE  # quotes are what they rest on
    return AnswerExtras(
        again,
        judges(workspace) if judged else (),
        opinions_data(workspace, answer),
        verdict_data(workspace, answer),
        workspace.added_citations.of([answer.id]).get(answer.id, ()),
        order=st.session_state.get(ORDER) or "as found",
        stopped=(answer.stopped or "").replace(KEYS_TYPED, "in the field above")
        if _refusing(workspace, answer)
        else "",
    )


def _handle_actions(
    workspace: Workspace, answer_id: str, answer: Answer | None, running: AnswerTask | None, asked: dict[str, Any]
) -> None:
    """Do what was asked of the view."""
    if asked["stop"] == "answer" and running is not None:
        running.stop()
    if asked["stop"] == "opinion":
        stop_opinion(workspace, answer_id)
    if asked["open"]:
        open_page("reader", paper=str(asked["open"]["paper"]), page=str(int(asked["open"]["page"])))
    if answer is None:
        return
    if asked["again"]:
        ask_again(workspace, answer_id, answer, str(asked["again"]))
    elif asked["opinion"]:
        ask_opinion(workspace, answer_id, str(asked["opinion"]))
    elif asked["verdict"]:
        give_verdict(workspace, answer_id, asked["verdict"])
    elif asked["quote"]:
        change_quotes(workspace, answer, asked["quote"])
    elif asked["trace"]:
        st.session_state[TRACED] = answer_id
    else:
        return
    st.rerun()
