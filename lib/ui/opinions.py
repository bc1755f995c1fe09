"""Second opinions that were asked for in this browser session: made in the background, forgotten with the session."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lib.answering.models.opinions import SecondOpinion
from lib.errors import SidelightError
from lib.records import Answer
from lib.threads import DaemonThreads
from lib.ui.marks import SUPPORT_WORDS
from lib.ui.models import cost_line, judges, typed_keys
from lib.ui.text import visible
from lib.workspace import Workspace

OPINIONS = "ask_opinions"
AT_ONCE = 4


@dataclass(frozen=True)
class AskedOpinion:
    """An opinion that was asked for."""

    judge: str
    """Id of the model's answerer."""
    name: str
    opinion: Future[SecondOpinion]


def ask_opinion(workspace: Workspace, answer_id: str, judge: str) -> None:
    """Nothing; the model is asked in the background, where it is one of those that can be."""
    name = next((choice.name for choice in judges(workspace) if choice.id == judge), None)
    if name is None:
        return
    opinion = _threads().submit(workspace.second_opinion, answer_id, judge, typed_keys())
    st.session_state.setdefault(OPINIONS, {})[answer_id] = AskedOpinion(judge, name, opinion)


def is_awaited(answer_id: str) -> bool:
    """Whether an opinion on the answer is still to come."""
    asked = _asked(answer_id)
    return asked is not None and not asked.opinion.done()


def opinion_data(answer: Answer) -> dict[str, Any] | None:
    """The opinion on the answer as the component takes it; None where none was asked for."""
    asked = _asked(answer.id)
    if asked is None:
        return None
    shown: dict[str, Any] = {
        "title": f"Second opinion · {visible(asked.name)}",
        "note": "",
        "verdicts": [],
        "again": "",
    }
    if not asked.opinion.done():
        return {**shown, "note": "Reading the answer against its passages …"}
    try:
        opinion = asked.opinion.result()
    except SidelightError as fault:
        return {**shown, "note": visible(fault.message), "again": asked.judge}
    return {
        "title": " · ".join([shown["title"], *cost_line(opinion.tokens, opinion.cost)]),
        "note": visible(opinion.stopped or ""),
        "again": asked.judge if opinion.stopped else "",
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


def _asked(answer_id: str) -> AskedOpinion | None:
    asked: AskedOpinion | None = st.session_state.get(OPINIONS, {}).get(answer_id)
    return asked


@st.cache_resource(show_spinner=False)
def _threads() -> DaemonThreads:
    return DaemonThreads(AT_ONCE, "opinions")
