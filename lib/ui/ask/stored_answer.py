"""A stored answer beside its evidence, on whichever screen shows one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from lib.records import Answer
from lib.ui.evidence.component import AnswerExtras, answer_data, evidence_pages, mount_evidence
from lib.ui.evidence.page_images import all_drawn
from lib.ui.kit.answerer_choice import answerer_label
from lib.ui.kit.escaping import SHORT_NAME_LETTERS, shorten
from lib.ui.kit.polling import polled
from lib.ui.kit.session import open_page
from lib.workspace import Workspace

TRACED = "survey_cell_traced"
"""Among the session's state: the id of the answer whose trace was asked for."""
POLL_SECONDS = 0.3


def draw_answer(
    workspace: Workspace,
    answer: Answer,
    key: str,
    extras: AnswerExtras | None = None,
    on: Mapping[str, Callable[[Any], None]] | None = None,
) -> None:
    """Draw an answer beside its pages, which are asked for until they are drawn.

    `on`: what is called with what the view asks for, see `mount_evidence`.
    """
    # The answer whose pages were all there, and of which papers: a page that fails and is tried again is no reason to ask,
    # a PDF that came meanwhile is.
    seen = answer.id, *sorted({page[0] for page in evidence_pages(answer)} & {paper.id for paper in workspace.papers()})
    complete = st.session_state.get(f"{key}_drawn") == seen or all_drawn(workspace, evidence_pages(answer))
    polled(_draw_view, not complete, POLL_SECONDS)(workspace, answer, key, seen, complete, extras or AnswerExtras(), on)


def _draw_view(
    workspace: Workspace,
    answer: Answer,
    key: str,
    seen: tuple[str, ...],
    was_complete: bool,
    extras: AnswerExtras,
    on: Mapping[str, Callable[[Any], None]] | None,
) -> None:
    label = answerer_label(answer.answerer, answer.model)
    data = answer_data(workspace, answer, shorten(label, SHORT_NAME_LETTERS), extras)
    asked = mount_evidence(data, key=key, on=on)
    if asked["open"]:
        open_page("reader", paper=str(asked["open"]["paper"]), page=str(int(asked["open"]["page"])))
    if any(asked[name] for name in on or ()):
        st.rerun()  # what is drawn around the view shows what came of it
    if asked["trace"]:
        st.session_state[TRACED] = answer.id
        st.rerun()
    if not was_complete and not data["pending"]:
        st.session_state[f"{key}_drawn"] = seen
        st.rerun()  # everything is there: no more asking
