"""A choice of papers by title, kept over pages; papers that are gone drop out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from lib.records import Paper
from lib.records.groups import PaperGroup
from lib.ui.kit.escaping import WORD_LETTERS, paper_title, plain, visible


def still_chosen(ready: Sequence[Paper], key: str) -> list[str]:
    """Return ids of the chosen papers that are still there; only these stay chosen."""
    there = {paper.id for paper in ready}
    chosen = [paper_id for paper_id in st.session_state.get(key, []) if paper_id in there]
    st.session_state[key] = chosen
    return chosen


def draw_paper_choice(ready: Sequence[Paper], key: str, **shown: Any) -> list[str]:
    """Draw a list of titles with years; return ids of the chosen papers. `shown`: how, as `st.multiselect` has it."""
    titles = {
        p.id: visible(
            f"{paper_title(p)} ({p.year})" if p.year else paper_title(p)
        )  # whole: what is typed is looked for in it
        for p in ready
    }
    still_chosen(ready, key)
    chosen: list[str] = st.multiselect(
        "Papers to ask",
        list(titles),
        format_func=lambda paper_id: titles.get(paper_id, ""),
        key=key,
        persist_state="session",
        wrap=True,  # else the last of those chosen stands there alone
        select_all=False,  # it would stand first in the list, where Enter takes it instead of the paper that was typed
        **shown,
    )
    return chosen


def draw_group_choice(
    groups: Sequence[PaperGroup], ready: Sequence[Paper], key: str, choose: Callable[[list[str]], None]
) -> None:
    """Draw a button for each tag and collection that has ready papers; a click gives `choose` the ids of these.

    `key`: what the buttons' keys begin with.
    """
    there = {paper.id for paper in ready}
    asked = [(group, [paper_id for paper_id in group.paper_ids if paper_id in there]) for group in groups]
    if not any(ids for _, ids in asked):
        return
    with st.container(horizontal=True, gap="xsmall", key=f"{key}_groups"):
        for group, ids in asked:
            if ids:
                st.button(
                    f"{plain(group.name, WORD_LETTERS)} ({len(ids)})",
                    key=f"{key}_{group.id}",
                    icon=":material/label:" if group.kind == "tag" else ":material/folder:",
                    help="Choose its papers",
                    on_click=choose,
                    args=(ids,),
                )
