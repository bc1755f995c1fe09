"""Second opinions on an answer: asked for, under way, kept beside it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.background.opinion_tasks import OpinionTask
from lib.records import Answer, SecondOpinion
from lib.ui.evidence.marks import SUPPORT_WORDS
from lib.ui.kit.answerer_choice import answerer_label, cost_line, judges, typed_keys
from lib.ui.kit.escaping import plain, visible
from lib.ui.kit.person import who_judges
from lib.ui.kit.sending import OPINION_GOES, confirm, draw_what_goes, hosts_to_confirm
from lib.workspace import Workspace

TO_CONFIRM = "ask_opinion_to_confirm"
"""An opinion that waits for a yes: the answer, the model, and the hosts that text would go to."""


def ask_opinion(workspace: Workspace, answer_id: str, judge: str) -> None:
    """Ask the model in the background, where it is one of those that can be; the first time a service is asked, the screen
    says what goes there and waits for a yes.
    """
    if not any(choice.id == judge for choice in judges(workspace)):
        return
    if hosts := hosts_to_confirm(workspace, [judge]):
        st.session_state[TO_CONFIRM] = answer_id, judge, hosts
    else:
        workspace.jobs.ask_opinion(answer_id, judge, typed_keys(), who_judges())


def draw_opinion_confirmation(workspace: Workspace, shown: str | None) -> None:
    """Draw what the opinion that waits would send where, with a yes and a no; `shown` is the answer on the screen."""
    answer_id, judge, hosts = st.session_state.get(TO_CONFIRM, (None, "", []))
    if answer_id is None or answer_id != shown:
        return
    st.markdown(f"**A second opinion by {plain(answerer_label(judge))}**")
    draw_what_goes(hosts, OPINION_GOES)
    with st.container(horizontal=True):
        yes = st.button("Send it", key="ask_opinion_yes", type="primary")
        no = st.button("Do not send it", key="ask_opinion_no")
    if yes or no:
        del st.session_state[TO_CONFIRM]
        if yes:
            confirm(workspace, hosts)
            ask_opinion(workspace, answer_id, judge)
        st.rerun()


def stop_opinion(workspace: Workspace, answer_id: str) -> None:
    """Close the connection to the model that is asked."""
    running = _running_opinion(workspace, answer_id)
    if running is not None:
        running.stop()


def is_awaited(workspace: Workspace, answer_id: str) -> bool:
    """Return whether an opinion on the answer is still to come."""
    return _running_opinion(workspace, answer_id) is not None


def opinions_data(workspace: Workspace, answer: Answer) -> list[dict[str, Any]]:
    """Return the opinions on the answer as the component takes them: of each model its last, the one under way behind them."""
    last = workspace.jobs.opinion_task(answer.id)  # asked first: once it is done, its opinion is kept
    opinions = {opinion.answerer: opinion for opinion in workspace.opinions(answer.id)}
    if last is not None and not last.ended:
        opinions.pop(last.answerer, None)
    shown = [_opinion_data(opinion, answer) for opinion in opinions.values()]
    if last is not None and not last.ended:
        shown.append(
            {**_empty_opinion(last.answerer), "note": "Reading the answer against its passages …", "live": True}
        )
    elif last is not None and last.problem is not None:
        shown.append({**_empty_opinion(last.answerer), "note": visible(last.problem), "again": last.answerer})
    return shown


def _running_opinion(workspace: Workspace, answer_id: str) -> OpinionTask | None:
    running = workspace.jobs.opinion_task(answer_id)
    return None if running is None or running.ended else running


def _empty_opinion(answerer: str, model: str = "") -> dict[str, Any]:
    return {
        "title": f"Second opinion · {visible(answerer_label(answerer, model))}",
        "note": "",
        "verdicts": [],
        "again": "",
        "live": False,
    }


def _opinion_data(opinion: SecondOpinion, answer: Answer) -> dict[str, Any]:
    blank = _empty_opinion(opinion.answerer, opinion.model)
    return {
        **blank,
        "title": " · ".join([blank["title"], *cost_line(opinion.tokens, opinion.cost)]),
        "note": visible(opinion.stopped or ""),
        "again": opinion.answerer if opinion.stopped else "",
        "verdicts": [
            {
                "text": visible(answer.sentences[verdict.sentence].text),
                "words": SUPPORT_WORDS[verdict.support],
                "support": verdict.support,
                "reason": visible(verdict.reason),
            }
            for verdict in opinion.verdicts
        ],
    }
