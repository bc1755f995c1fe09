"""The open answer: its question, the bar with the verdict, the answer beside its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from lib.citations import numbered_in
from lib.records import Answer
from lib.records.reviews import Blind, ReviewVerdict, SettledLabel
from lib.reviews.queue import ASK, QueueItem
from lib.surveys.categories import CATEGORY_WORDS
from lib.surveys.category_signs import SIGNS
from lib.text.wording import count
from lib.ui.ask.stored_answer import TRACED, draw_answer
from lib.ui.ask.trace_panel import draw_trace
from lib.ui.evidence.component import AnswerExtras
from lib.ui.kit.answerer_choice import answerer_label
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import plain
from lib.ui.reviews.queue.bar import KEYS_HELP, bar_data, mount_bar, settling_data
from lib.ui.reviews.queue.pointing import draw_pointed, keep_pointed
from lib.ui.reviews.queue.queue_filters import NOT_HERE, papers_of
from lib.ui.reviews.queue.rater_queue import RaterQueue
from lib.ui.reviews.queue.read_first import draw_paper, readable_papers
from lib.ui.reviews.review_terms import settled_words, verdict_line
from lib.workspace import Workspace

VIEW = "review_evidence"
WHOLE_PAPER = "review_whole_paper"
"""Among the session's state: the id of the answer in whose place its whole paper is shown."""
TITLES_SHOWN, OTHERS_SHOWN = 3, 4
GONE = (
    "This answer is no longer in the library: its survey was removed, or the cell was asked again. "
    "Verdicts on it stay in the history; go on to the next one."
)
OWN_LETTERS, VALUE_LETTERS = 1000, 200
SHORT_LINE = 90
"""Letters that one line shows in the narrowest window in which lines are cut."""
VALUE_APART = "apart from the verdict"
VALUE_HELP = (
    "The verdict is on what the answer says and on its evidence. A value that is only offered was taken from the quote by rule, "
    "counts nowhere, and is neither taken nor refused by a verdict: that is done in the survey, in its cell, by “Take it” or "
    "“Change”."
)
MISSING = "is not in the library as a PDF. Its quotes and verdicts are shown as text; add the PDF to see the page."


def draw_open_answer(
    workspace: Workspace, queue: RaterQueue, item: QueueItem, conditions: Mapping[str, Any], advance: str
) -> None:
    """Draw everything of one answer; where the rater answers first, without the machine's answer until they have."""
    blind: Blind = conditions["blind"]
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
    value = "" if first else _value_words(workspace, item, own=hidden)
    _draw_head(workspace, queue, shown, answer, own if hidden else history, value, blind=first)
    if answer is None:
        mount_bar(bar_data("end", item.answer_id, mine, [], queue, advance))
        st.info(GONE, icon=":material/info:")
        return
    citations = [] if first else [number for number, _ in numbered_in(answer).values()]
    differ = [] if hidden else workspace.reviews.disputes_at(item)
    settled = [] if hidden else workspace.reviews.settled_at(item)
    settling = settling_data(differ, settled)
    mount_bar(bar_data("own" if first else "verdict", item.answer_id, mine, citations, queue, advance, settling))
    pointed = whole.evidence if whole is not None else []

    def point(paper_id: str, words: Any) -> None:
        keep_pointed(workspace, queue, item, paper_id, conditions, words)

    draw_pointed(workspace, queue, item, pointed)
    if first:
        draw_paper(workspace, item, readable, point, pointed)
        return
    lines = [] if hidden else [_others_words(given, queue.rater, settled)]
    if whole is not None and whole.own_answer:
        lines.append([f"Your own answer: {plain(whole.own_answer, OWN_LETTERS)}"])
    if blind == "answer_first" and not readable:
        lines.append(["The paper is not here to be read first, so the answer is shown at once."])
    _draw_lines([line for line in lines if line])
    if readable and st.session_state.get(WHOLE_PAPER) == item.answer_id:
        draw_paper(workspace, item, readable, point, pointed)
        return
    single = item.paper_ids[0] if len(item.paper_ids) == 1 and readable else ""
    extras = AnswerExtras(pointing=bool(single), pointed=pointed if single else ())
    draw_answer(workspace, answer, VIEW, extras, {"point": lambda words: point(single, words)})
    if st.session_state.pop(TRACED, None) == answer.id:
        draw_trace(answer, [])


def _value_words(workspace: Workspace, item: QueueItem, *, own: bool) -> str:
    """Return which value the survey keeps or offers for an answer, its answerer's `own` or what counts; empty without one."""
    rows = workspace.surveys.rows(item.source) if item.source != ASK else []
    row = next((row for row in rows if row.answer_id == item.answer_id), None)
    if row is None:
        return ""
    value = workspace.surveys.own_value(workspace.surveys.head(item.source), row) if own else row.value
    if value is not None:
        return f"value: {value.text}"
    return f"value offered, not checked: {row.suggestion.text} ({VALUE_APART})" if row.suggestion is not None else ""


def _draw_head(
    workspace: Workspace,
    queue: RaterQueue,
    item: QueueItem,
    answer: Answer | None,
    history: Sequence[ReviewVerdict],
    value: str,
    *,
    blind: bool,
) -> None:
    titles = papers_of(workspace, [item])
    place = queue.place_of(item.answer_id)
    # What is judged comes first: a long line is cut at its end.
    parts = [] if blind else [f"{SIGNS[item.category]} {CATEGORY_WORDS[item.category]}"]
    if value:
        parts.append(plain(value, VALUE_LETTERS))
    parts += [plain(title) for title in list(titles.values())[:TITLES_SHOWN]]
    if len(titles) > TITLES_SHOWN:
        parts.append(f"and {count(len(titles) - TITLES_SHOWN, 'other paper')}")
    if not blind:
        parts.append(plain(answerer_label(item.answerer, answer.model if answer is not None else "")))
    with st.container(gap=None, key="review_opened"):
        st.markdown(f"**{plain(item.question)}**")
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="review_judged"):
            st.caption(" · ".join(parts), help=VALUE_HELP if VALUE_APART in value else None, width="stretch")
            st.caption(
                f"{(place or 0) + 1:,} of {len(queue.items):,} in the queue · {queue.progress}",
                width="content",
                help=plain(KEYS_HELP),
            )
            if answer is not None and not blind and readable_papers(workspace, item):
                _draw_paper_button(item)
            if history:
                _draw_history(history)
    known = {paper.id for paper in workspace.papers()}
    gone = [title for paper_id, title in titles.items() if paper_id not in known]
    if gone:
        st.caption(f":orange[{plain(gone[0].removesuffix(NOT_HERE))} {MISSING}]")


def _draw_paper_button(item: QueueItem) -> None:
    """Draw the way to all pages of the paper, to point at evidence that the answer does not show, and back."""
    is_whole = st.session_state.get(WHOLE_PAPER) == item.answer_id
    st.button(
        "Its evidence" if is_whole else "Whole paper",
        key="review_whole",
        icon=":material/format_quote:" if is_whole else ":material/menu_book:",
        type="tertiary",
        help="Select words on any page to point at them as the right evidence",
        on_click=lambda: st.session_state.update({WHOLE_PAPER: "" if is_whole else item.answer_id}),
    )


def _others_words(given: Sequence[ReviewVerdict], rater: str, settled: Sequence[SettledLabel]) -> list[str]:
    """Return what the other raters said of the whole answer, and what was settled, each as Markdown."""
    others = [verdict_line(v) for v in given if v.rater != rater and v.citation is None]
    return [*others[:OTHERS_SHOWN], *map(settled_words, settled)]


def _draw_lines(lines: Sequence[Sequence[str]]) -> None:
    """Draw what was said, each on one line that is cut at its end, with all of it as help: the evidence gets what is left."""
    if not lines:
        return
    with st.container(gap=None, key="review_said"):
        for said in lines:
            line = "\u2003".join(said)
            st.caption(line, help="  \n".join(said) if len(line) > SHORT_LINE else None)


def _draw_history(history: Sequence[ReviewVerdict]) -> None:
    """Draw everything that was ever said of the answer, the newest first."""
    with st.popover(f"History ({len(history)})", icon=":material/history:", type="tertiary", width="content"):
        for verdict in reversed(history):
            st.markdown(f"{verdict_line(verdict)}  \n:small[{day(verdict.at)}]")
