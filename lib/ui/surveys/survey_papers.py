"""The choice of the papers that a survey or a screening goes to."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.records import Paper
from lib.text.wording import count
from lib.ui.kit.escaping import QUOTED_LETTERS, shorten, visible
from lib.ui.kit.paper_choice import draw_group_choice, draw_paper_choice
from lib.workspace import Workspace

ALL, SOME, SCREENED = "all", "some", "screened"


def draw_papers(
    workspace: Workspace, ready: Sequence[Paper], form: str, *, screened: bool = True, screening: str | None = None
) -> tuple[list[str], dict[str, str]]:
    """Draw the choice; return ids of the papers that are asked, and those that a screening left out, with the reason.

    `form`: what the fields' keys begin with. `screening`: id of the one that is chosen to begin with.
    """
    heads = {head.id: head for head in workspace.screenings.heads()} if screened else {}
    whole = workspace.copies.without_copies([paper.id for paper in ready]) or []
    words = {
        ALL: f"all {count(len(whole), 'ready paper')}" if len(whole) > 1 else "the one ready paper",
        SOME: "some of them",
    }
    if heads:
        words[SCREENED] = "included by a screening"
    which_key, screening_key, asked_key = f"{form}_which", f"{form}_by_screening", f"{form}_by_screening_asked"
    if screening in heads and st.session_state.get(asked_key) != screening:
        st.session_state[which_key], st.session_state[screening_key] = SCREENED, screening
    st.session_state[asked_key] = screening
    if st.session_state.get(which_key, ALL) not in words:
        st.session_state[which_key] = ALL
    which = st.radio(
        "Papers", list(words), format_func=words.__getitem__, key=which_key, horizontal=True, persist_state="session"
    )
    if which == ALL:
        return whole, {}
    if which == SOME:
        field = f"{form}_papers"
        draw_group_choice(workspace.groups.all(), ready, field, lambda ids: _choose(field, ids))
        some = draw_paper_choice(
            ready, field, label_visibility="collapsed", placeholder="Choose papers by title or year"
        )
        return _draw_left_out(some, workspace.copies.without_copies(some) or []), {}
    chosen = st.selectbox(
        "Screening",
        list(heads),
        format_func=lambda one: shorten(visible(heads[one].name), QUOTED_LETTERS),
        key=screening_key,
        label_visibility="collapsed",
    )
    decided = workspace.screenings.papers(chosen)
    included = [one.paper_id for one in decided if one.included]
    return _draw_left_out(included, workspace.copies.without_copies(included) or []), {
        one.paper_id: one.reason for one in decided if not one.included
    }


def draw_further(workspace: Workspace, asked: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """Return those of the chosen papers that come new to the ones asked already, and say which copies are left out."""
    return _draw_left_out(chosen, workspace.copies.further(chosen, asked))


def _draw_left_out(chosen: Sequence[str], asked: list[str]) -> list[str]:
    """Return the papers asked, and say that some of the chosen ones are left out as copies."""
    if left_out := len(set(chosen) - set(asked)):
        verb = "looks like a copy of another one and is" if left_out == 1 else "look like copies of others and are"
        st.caption(f"{count(left_out, 'paper')} {verb} left out until you decide on the Papers page.")
    return asked


def _choose(field: str, paper_ids: Sequence[str]) -> None:
    st.session_state[field] = list(paper_ids)
