"""What is in the queue and in which order: chosen in one quiet row, kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import streamlit as st

from lib.reviews.queue import QueueItem
from lib.surveys.categories import CATEGORY_WORDS
from lib.ui.kit.answerer_choice import answerer_label
from lib.ui.kit.escaping import SHORT_NAME_LETTERS, paper_title, shorten, visible
from lib.ui.reviews.queue.rater_queue import RaterQueue, reset_rater_queue
from lib.ui.reviews.queue.samples import draw_samples
from lib.ui.reviews.review_terms import ONLY, ORDER, source_names
from lib.ui.reviews.route import here, move
from lib.workspace import Workspace

NOT_HERE = " (PDF not here)"
MORE = ("paper", "question", "answerer", "category")


def draw_queue_filters(workspace: Workspace, queue: RaterQueue) -> None:
    """Draw source, what of it, order; the other filters and samples behind buttons."""
    place = here()
    chosen = f"sample:{place['sample']}" if place.get("sample") else place.get("source", "")
    draw_source(workspace, chosen, "review_source", _set_source)
    _draw_select("Which", "only", ONLY, place.get("only", "to do"), 135)
    number = sum(bool(place.get(name)) for name in MORE)
    with st.popover(f"Filters ({number})" if number else "Filters", icon=":material/filter_alt:", type="tertiary"):
        if not place.get("sample"):
            _draw_select("Order", "order", ORDER, place.get("order", "least supported"))
        _draw_more(workspace, queue.candidates, place)
    with st.popover("Samples", icon=":material/casino:", type="tertiary"):
        draw_samples(workspace, queue)
    st.button(
        "",
        key="review_refresh",
        icon=":material/refresh:",
        type="tertiary",
        help="Put the queue together anew, with the answers that came meanwhile",
        on_click=reset_rater_queue,
    )


def draw_source(workspace: Workspace, chosen: str, key: str, on_change: Callable[[], None]) -> str:
    """Draw the choice of source; return what is chosen, as `source_names` names it."""
    options = source_names(workspace)
    st.session_state[key] = chosen if chosen in options else ""
    return st.selectbox(
        "Source",
        list(options),
        format_func=lambda one: options.get(one, ""),
        key=key,
        label_visibility="collapsed",
        width=190,
        on_change=on_change,
    )


def _set_source() -> None:
    chosen = str(st.session_state["review_source"])
    sample = chosen.removeprefix("sample:") if chosen.startswith("sample:") else None
    move(source=None if sample else chosen, sample=sample, answer=None, **dict.fromkeys(MORE))


def _draw_more(workspace: Workspace, items: list[QueueItem], place: dict[str, str]) -> None:
    _draw_select("Paper", "paper", _any("all papers", papers_of(workspace, items)), place.get("paper", ""))
    questions = {item.question: shorten(visible(item.question), 100) for item in items}
    _draw_select("Question", "question", _any("all questions", questions), place.get("question", ""))
    answerers = {item.answerer: answerer_label(item.answerer) for item in items}
    _draw_select("Answerer", "answerer", _any("all answerers", answerers), place.get("answerer", ""))
    _draw_select("Category", "category", _any("all categories", CATEGORY_WORDS), place.get("category", ""))
    if any(place.get(name) for name in MORE):
        st.button("No filters", key="review_no_filters", on_click=move, kwargs=dict.fromkeys((*MORE, "answer")))


def papers_of(workspace: Workspace, items: list[QueueItem]) -> dict[str, str]:
    """Return titles by paper id, papers whose PDF is not here among them."""
    ids = list(dict.fromkeys(paper_id for item in items for paper_id in item.paper_ids))
    known = {paper.id: paper for paper in workspace.papers()}
    gone = workspace.removed_papers([paper_id for paper_id in ids if paper_id not in known])
    titles = {}
    for paper_id in ids:
        if paper_id in known:
            titles[paper_id] = shorten(paper_title(known[paper_id]), 100)
        else:
            title = shorten(paper_title(gone[paper_id]), SHORT_NAME_LETTERS) if paper_id in gone else paper_id[:12]
            titles[paper_id] = title + NOT_HERE
    return titles


def _any(words: str, options: Mapping[Any, str]) -> dict[str, str]:
    return {"": words, **options}


def _draw_select(
    label: str, name: str, options: Mapping[Any, str], chosen: str, width: int | Literal["stretch"] = "stretch"
) -> None:
    """Draw a choice that is kept in the address under this name."""
    key = f"review_{name}"
    st.session_state[key] = chosen if chosen in options else next(iter(options))
    st.selectbox(
        label,
        list(options),
        format_func=lambda one: visible(options.get(one, "")),
        key=key,
        label_visibility="collapsed",
        width=width,
        on_change=lambda: move(**{name: st.session_state[key], "answer": None}),
    )
