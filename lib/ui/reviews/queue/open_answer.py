"""The open answer: its question, the bar with the verdict, the answer beside its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from lib.citations import numbered_in
from lib.records import Answer
from lib.records.reviews import Blind, ReviewVerdict
from lib.reviews.queue import QueueItem
from lib.surveys.categories import CATEGORY_WORDS
from lib.surveys.category_signs import SIGNS
from lib.text.wording import count
from lib.ui.ask.stored_answer import TRACED, draw_answer
from lib.ui.ask.trace_panel import draw_trace
from lib.ui.kit.answerer_choice import answerer_label
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import plain
from lib.ui.reviews.queue.bar import KEYS_HELP, bar_data, mount_bar
from lib.ui.reviews.queue.queue_filters import NOT_HERE, papers_of
from lib.ui.reviews.queue.rater_queue import RaterQueue
from lib.ui.reviews.queue.read_first import draw_paper, readable_papers
from lib.ui.reviews.review_terms import verdict_line
from lib.workspace import Workspace

VIEW = "review_evidence"
TITLES_SHOWN, OTHERS_SHOWN = 3, 4
GONE = (
    "This answer is no longer in the library: its survey was removed, or the cell was asked again. "
    "Verdicts on it stay in the history; go on to the next one."
)
MISSING = "is not in the library as a PDF. Its quotes and verdicts are shown as text; add the PDF to see the page."


def draw_open_answer(workspace: Workspace, queue: RaterQueue, item: QueueItem, blind: Blind, advance: str) -> None:
    """Draw everything of one answer; where the rater answers first, without the machine's answer until they have."""
    answer = workspace.answer(item.answer_id)
    given = workspace.reviews.latest_verdicts([item.answer_id])
    mine = [verdict for verdict in given if verdict.rater == queue.rater]
    whole = next((verdict for verdict in mine if verdict.citation is None), None)
    readable = readable_papers(workspace, item)
    first = blind == "answer_first" and whole is None and answer is not None and bool(readable)
    hidden = queue.hides_others(workspace, item, blind, given)
    shown = replace(item, category=item.judged) if hidden else item
    history = workspace.reviews.history(item.answer_id)
    own = [verdict for verdict in history if verdict.rater == queue.rater]
    _draw_head(workspace, queue, shown, answer, own if hidden else history, blind=first)
    if answer is None:
        mount_bar(bar_data("end", item.answer_id, mine, [], queue, advance))
        st.info(GONE, icon=":material/info:")
        return
    citations = [] if first else [number for number, _ in numbered_in(answer).values()]
    mount_bar(bar_data("own" if first else "verdict", item.answer_id, mine, citations, queue, advance))
    if first:
        draw_paper(workspace, item, readable)
        return
    if not hidden:
        _draw_others(given, queue.rater)
    if whole is not None and whole.own_answer:
        st.caption(f"Your own answer: {plain(whole.own_answer, 1000)}")
    if blind == "answer_first" and not readable:
        st.caption("The paper is not here to be read first, so the answer is shown at once.")
    draw_answer(workspace, answer, key=VIEW)
    if st.session_state.pop(TRACED, None) == answer.id:
        draw_trace(answer, [])


def _draw_head(
    workspace: Workspace,
    queue: RaterQueue,
    item: QueueItem,
    answer: Answer | None,
    history: Sequence[ReviewVerdict],
    *,
    blind: bool,
) -> None:
    titles = papers_of(workspace, [item])
    place = queue.place_of(item.answer_id)
    parts = [plain(title) for title in list(titles.values())[:TITLES_SHOWN]]
    if len(titles) > TITLES_SHOWN:
        parts.append(f"and {count(len(titles) - TITLES_SHOWN, 'other paper')}")
    if not blind:
        model = answer.model if answer is not None else ""
        parts.append(plain(answerer_label(item.answerer, model)))
        parts.append(f"{SIGNS[item.category]} {CATEGORY_WORDS[item.category]}")
    with st.container(gap=None, key="review_opened"):
        st.subheader(plain(item.question), anchor=False)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(" · ".join(parts), width="stretch")
            st.caption(
                f"{(place or 0) + 1:,} of {len(queue.items):,} in the queue · {queue.progress}",
                width="content",
                help=plain(KEYS_HELP),
            )
            if history:
                _draw_history(history)
    known = {paper.id for paper in workspace.papers()}
    gone = [title for paper_id, title in titles.items() if paper_id not in known]
    if gone:
        st.caption(f":orange[{plain(gone[0].removesuffix(NOT_HERE))} {MISSING}]")


def _draw_others(given: Sequence[ReviewVerdict], rater: str) -> None:
    """Draw what the other raters said of the whole answer."""
    others = [verdict_line(v) for v in given if v.rater != rater and v.citation is None]
    if others:
        st.caption("\u2003".join(others[:OTHERS_SHOWN]))


def _draw_history(history: Sequence[ReviewVerdict]) -> None:
    """Draw everything that was ever said of the answer, the newest first."""
    with st.popover(f"History ({len(history)})", icon=":material/history:", type="tertiary", width="content"):
        for verdict in reversed(history):
            st.markdown(f"{verdict_line(verdict)}  \n:small[{day(verdict.at)}]")
