"""From what is typed on *Ask* to an answer under way: keys and consents come first where they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from lib.answering.answerer import OFFLINE
from lib.answering.ask import EMPTY_QUESTION
from lib.errors import SidelightError
from lib.records import Answer, Paper
from lib.records.core import ALL_PAPERS, CALL_EACH
from lib.records.people import Role
from lib.ui.ask.options import asks_each, calls_each, chosen_style, reads_whole
from lib.ui.ask.paper_scope import chosen_papers, papers_asked, pin_scope, unpin_scope, without_copies
from lib.ui.kit.access import may
from lib.ui.kit.answerer_choice import choice_of, chosen_answerer, typed_keys
from lib.ui.kit.escaping import NOTE_LETTERS, plain
from lib.ui.kit.key_field import draw_key
from lib.ui.kit.papers_to_ask import take_question
from lib.ui.kit.person import who_judges
from lib.ui.kit.sending import confirm, draw_what_goes, hosts_to_confirm
from lib.workspace import Workspace

ANSWER = "ask_answer"
"""Id of the answer on the screen; also in the address, so that a reload keeps it."""
CITATION = "citation"
"""In the address: number of the citation that is open, written by the evidence view."""
PROBLEM = "ask_problem"
ASKED = "ask_asked"
"""How each answer of this session was asked for, by its id, so that it can be asked for again."""
TO_CONFIRM = "ask_to_confirm"
"""A question that waits for a yes, with the hosts that its text would go to."""
WAITING = "ask_waiting"
"""A question whose answerer still needs something: kept until that is there, or it is asked of another one."""

FOLLOWING = "ask_following"
"""Follow-ups of an answer that is still being made, which are asked when it is there: its id, and they in their order."""

NO_PAPER = "No paper can be asked yet. Add PDFs on the Papers page and come back when one has the status “ready”."


@dataclass(frozen=True)
class QuestionRequest:
    """A question and all that it is asked with."""

    question: str
    paper_ids: list[str] | None
    answerer: str
    previous: str | None
    style: str
    whole_paper: bool
    each_paper: bool | None = None
    call_each: bool = False
    instead_of: str | None = None
    """Id of the incomplete answer that it asks for again."""


def show_answer(answer_id: str | None) -> None:
    """Put that answer on the screen, or none for a new question."""
    unpin_scope()
    st.session_state[ANSWER] = answer_id
    st.query_params.from_dict({} if answer_id is None else {"answer": answer_id})


def read_question(workspace: Workspace, ready: Sequence[Paper], answer_id: str | None) -> None:
    """Ask what is typed into the field at the foot of the page, or what the reader handed on."""
    is_here = bool(answer_id) and (
        is_under_way(workspace, answer_id or "") or workspace.answer(answer_id or "") is not None
    )
    words = "Ask a follow-up" if is_here else "Ask the papers a question"
    may_ask = may(Role.RATER)
    asked = st.chat_input(words if may_ask else "Asking is for raters", key="ask_question", disabled=not may_ask)
    if handed_on := take_question():
        asked, answer_id = handed_on, None
    if asked is not None and ask_typed(workspace, str(asked), ready, answer_id):
        st.rerun()


def ask_typed(workspace: Workspace, typed: str, ready: Sequence[Paper], answer_id: str | None) -> bool:
    """Return whether the question is on its way, with what is chosen on the page; else the screen says why not."""
    question = typed.strip()
    if not question or not ready:
        st.session_state[PROBLEM] = EMPTY_QUESTION if not question else NO_PAPER
        return False
    answerer = chosen_answerer()
    papers = papers_asked(without_copies(workspace, ready))
    asking = QuestionRequest(
        question,
        chosen_papers(ready) or None,
        answerer,
        answer_id if answer_id and workspace.answer(answer_id) else None,
        chosen_style(workspace, answerer),
        reads_whole(answerer, papers),
        asks_each(len(papers)),
        calls_each(answerer, len(papers)),
    )
    if answer_id and is_under_way(workspace, answer_id):
        of, waiting = st.session_state.get(FOLLOWING, (answer_id, []))
        st.session_state[FOLLOWING] = of, [*waiting, asking]
        return True
    return ask(workspace, asking)


def is_under_way(workspace: Workspace, answer_id: str) -> bool:
    """Return whether that answer is still being made."""
    task = workspace.jobs.answer_task(answer_id)
    return task is not None and not task.ended


def draw_following(workspace: Workspace) -> None:
    """Ask the follow-up whose turn it is; draw those that wait for the answer before them."""
    answer_id, waiting = st.session_state.get(FOLLOWING, ("", []))
    if not waiting:
        return
    if not is_under_way(workspace, answer_id):
        first, *rest = waiting
        failed = request_of(answer_id)
        before = answer_id if workspace.answer(answer_id) else failed.previous if failed else None
        st.session_state.pop(FOLLOWING)
        if ask(workspace, replace(first, previous=before)):
            asked = str(st.session_state[ANSWER])
            if rest and asked != answer_id:
                st.session_state[FOLLOWING] = asked, rest
            st.rerun()
        return
    with st.container(key="ask_following", gap="xsmall"):
        for number, asking in enumerate(waiting):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption(f"Asked next: “{plain(asking.question, NOTE_LETTERS)}”", width="content")
                st.button(
                    "",
                    key=f"ask_following_drop_{number}",
                    icon=":material/close:",
                    type="tertiary",
                    help="Do not ask it",
                    on_click=_drop_following,
                    args=(number,),
                )


def _drop_following(number: int) -> None:
    of, waiting = st.session_state[FOLLOWING]
    st.session_state[FOLLOWING] = of, [*waiting[:number], *waiting[number + 1 :]]


def ask(workspace: Workspace, asking: QuestionRequest) -> bool:
    """Return whether the question is on its way; one whose answerer cannot be asked yet is kept, and the screen says why."""
    answerer = choice_of(workspace, asking.answerer)
    if answerer is None:
        st.session_state[PROBLEM] = "This model is no longer configured."
        return False
    if answerer.needs:
        st.session_state[WAITING] = asking
        return True
    st.session_state.pop(WAITING, None)
    if hosts := hosts_to_confirm(workspace, [asking.answerer]):
        st.session_state[TO_CONFIRM] = asking, hosts
        return True
    try:
        running = workspace.jobs.ask(
            asking.question,
            asking.paper_ids,
            asking.answerer,
            previous=asking.previous,
            style=asking.style,
            whole_paper=asking.whole_paper,
            each_paper=asking.each_paper,
            call_each=asking.call_each,
            keys=typed_keys(),
            asked_by=who_judges(),
        )
    except SidelightError as error:  # too many of this person's are under way, or of everybody's
        st.session_state[PROBLEM] = error.message
        return False
    st.session_state.setdefault(ASKED, {})[running.id] = asking
    show_answer(running.id)
    pin_scope(running.id)
    return True


def draw_waiting(workspace: Workspace) -> None:
    """Draw the question that waits for its answerer, with the field for the key; ask it as soon as nothing is missing."""
    asking: QuestionRequest | None = st.session_state.get(WAITING)
    answerer = choice_of(workspace, asking.answerer) if asking else None
    if asking is None or answerer is None:
        return
    if not answerer.needs:
        ask(workspace, asking)
        st.rerun()
    st.warning(f"{plain(answerer.name)} needs {plain(answerer.needs)}. Your question is kept.", icon=":material/key:")
    st.markdown(f"**{plain(asking.question, NOTE_LETTERS)}**")
    if answerer.key is not None:
        with st.container(width=420):
            draw_key(workspace, answerer)
    with st.container(horizontal=True):
        chosen = choice_of(workspace, chosen_answerer())
        other = chosen if chosen and not chosen.needs else choice_of(workspace, OFFLINE)
        if other and st.button(f"Ask {plain(other.name)} instead", key="ask_waiting_other"):
            ask(workspace, replace(asking, answerer=other.id, style=chosen_style(workspace, other.id)))
            st.rerun()
        st.button("Do not ask it", key="ask_waiting_drop", type="tertiary", on_click=_drop_waiting)


def _drop_waiting() -> None:
    st.session_state.pop(WAITING, None)


def draw_confirmation(workspace: Workspace) -> None:
    """Draw what the question that waits would send where, with a yes and a no."""
    asking, hosts = st.session_state.get(TO_CONFIRM, (None, []))
    if asking is None:
        return
    st.markdown(f"**{plain(asking.question, NOTE_LETTERS)}**")
    draw_what_goes(hosts)
    with st.container(horizontal=True):
        yes = st.button("Send it", key="ask_send_yes", type="primary")
        no = st.button("Do not send it", key="ask_send_no")
    if yes or no:
        del st.session_state[TO_CONFIRM]
        if yes:
            confirm(workspace, hosts)
            ask(workspace, asking)
        st.rerun()


def request_of(answer_id: str) -> QuestionRequest | None:
    """Return how an answer of this session was asked for, None where another session did."""
    asked: dict[str, QuestionRequest] = st.session_state.get(ASKED, {})
    return asked.get(answer_id)


def ask_again(workspace: Workspace, answer_id: str, answer: Answer | None, answerer: str | None = None) -> None:
    """Ask the same question once more, of another answerer where one is named. The old answer stays."""
    asked = request_of(answer_id)
    if asked is None and answer is not None:
        settings = answer.settings
        asked = QuestionRequest(
            answer.question,
            None if settings.get(ALL_PAPERS) else answer.paper_ids or None,
            answer.answerer,
            answer.previous,
            answer.style,
            bool(settings.get("whole_paper")),
            True if settings.get("each_paper") else None,
            bool(settings.get(CALL_EACH)),
        )
    if asked is not None:
        ask(workspace, replace(asked, answerer=answerer or asked.answerer, instead_of=answer_id))
