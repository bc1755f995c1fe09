"""What is above the list of papers: filters and the order; the search is the list's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from lib.library.paper_job import PaperProgress
from lib.records import Paper
from lib.records.groups import PaperGroup
from lib.text.language_names import language_name
from lib.ui.kit.group_form import group_words
from lib.ui.papers.list_order import NEWEST, ORDERS, STATUSES, PaperFilter, ordered, status_of

ORDER = "papers_order"
FILTERS = ("papers_filter_status", "papers_filter_group", "papers_filter_year", "papers_filter_language")
"""Keys of the filters' fields: statuses, ids of groups, years, languages."""


def draw_tools(
    papers: Sequence[Paper], groups: Sequence[PaperGroup], progress: Mapping[str, PaperProgress]
) -> list[Paper]:
    """Draw filters and order; return the papers that are filtered for, in their order."""
    chosen = _read_filter(papers, groups)
    with st.popover(f"Filter: {chosen.count}" if chosen.count else "Filter", icon=":material/filter_list:"):
        _draw_filters(papers, groups)
        st.button("Clear", key="papers_filter_clear", disabled=not chosen.count, on_click=_clear)
    order = st.selectbox(
        "Order", list(ORDERS), key=ORDER, label_visibility="collapsed", width=150, persist_state="session"
    )
    return ordered(chosen.keep(papers, groups), order or NEWEST, progress)


def _read_filter(papers: Sequence[Paper], groups: Sequence[PaperGroup]) -> PaperFilter:
    """Return what is asked for, of what there still is: a tag may be gone meanwhile."""
    there: tuple[set[object], ...] = (
        set(STATUSES),
        {group.id for group in groups},
        {paper.year for paper in papers},
        {paper.language for paper in papers},
    )
    for key, of in zip(FILTERS, there, strict=True):
        st.session_state[key] = [value for value in st.session_state.get(key, ()) if value in of]
    statuses, group_ids, years, languages = (st.session_state[key] for key in FILTERS)
    return PaperFilter(statuses, years, languages, group_ids)


def _draw_filters(papers: Sequence[Paper], groups: Sequence[PaperGroup]) -> None:
    status, group, year, language = FILTERS
    by_status = Counter(status_of(paper) for paper in papers)
    st.pills(
        "Status",
        [name for name in STATUSES if by_status[name]],
        selection_mode="multi",
        key=status,
        format_func=lambda name: f"{name} ({by_status[name]})",
    )
    if groups:
        of = {one.id: one for one in groups}
        st.multiselect(
            "Tags and collections",
            list(of),
            key=group,
            format_func=lambda one: f"{group_words(of[one])} ({len(of[one].paper_ids)})" if one in of else "",
            placeholder="Any",
        )
    years = Counter(paper.year for paper in papers)
    st.multiselect(
        "Year",
        sorted(years, key=lambda one: -(one or 0)),
        key=year,
        format_func=lambda one: f"{one or 'unknown'} ({years[one]})",
        placeholder="Any",
    )
    languages = Counter(paper.language for paper in papers)
    st.multiselect(
        "Language",
        sorted(languages, key=lambda code: -languages[code]),
        key=language,
        format_func=lambda code: f"{language_name(code) or 'unknown'} ({languages[code]})",
        placeholder="Any",
    )


def _clear() -> None:
    for key in FILTERS:
        st.session_state[key] = []


def states_line(papers: Sequence[Paper]) -> str:
    """Return how many papers are under way and could not be read; empty for none."""
    failed = sum(paper.status == "failed" for paper in papers)
    under_way = sum(paper.status not in ("ready", "failed") for paper in papers)
    parts = [f"{under_way} under way"] if under_way else []
    if failed:
        parts.append(f"{failed} could not be read")
    return " · ".join(parts)
