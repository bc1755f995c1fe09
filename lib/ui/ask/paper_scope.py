"""The papers that a question goes to: chosen by the person, or those of the answer that was opened."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.records import Paper
from lib.text.wording import count
from lib.ui.evidence.component import known_papers
from lib.ui.kit.escaping import ENTRY_LETTERS, paper_title, plain
from lib.ui.kit.paper_choice import draw_paper_choice, still_chosen
from lib.workspace import Workspace

PAPERS = "ask_papers"
"""Ids of the chosen papers; empty means all."""
SCOPED = "ask_scoped"
"""Id of the answer that the choice of papers belongs to."""


def without_copies(workspace: Workspace, ready: Sequence[Paper]) -> list[Paper]:
    """Return the papers that are asked where none is chosen: no copy of which nobody has decided."""
    asked = set(workspace.copies.without_copies([paper.id for paper in ready]) or ())
    return [paper for paper in ready if paper.id in asked]


def chosen_papers() -> list[str]:
    """Return ids of the chosen papers; empty where all are asked."""
    return list(st.session_state.get(PAPERS) or [])


def papers_asked(ready: Sequence[Paper]) -> list[str]:
    """Return ids of the papers that the next question goes to."""
    return chosen_papers() or [paper.id for paper in ready]


def asked_in_words(ready: Sequence[Paper]) -> str:
    """Return the papers that the next question goes to: "the 7 papers", "the 2 chosen papers", "the chosen paper"."""
    number = len(papers_asked(ready))
    kind = "chosen paper" if chosen_papers() else "paper"
    return f"the {kind}" if number == 1 else f"the {count(number, kind)}"


def pin_scope(answer_id: str | None) -> None:
    """Keep the choice as it is while that answer is on the screen."""
    st.session_state[SCOPED] = answer_id


def unpin_scope() -> None:
    """Let the answer that is on the screen next choose its papers."""
    st.session_state.pop(SCOPED, None)


def restore_scope(workspace: Workspace, answer_id: str, ready: Sequence[Paper]) -> None:
    """Choose, once for an answer that was opened, those of its papers that are still here: follow-ups go there."""
    if st.session_state.get(SCOPED) == answer_id:
        return
    answer = workspace.answer(answer_id)
    if answer is None:
        return
    pin_scope(answer_id)
    asked = [paper.id for paper in ready if paper.id in answer.paper_ids]
    st.session_state[PAPERS] = asked if len(asked) < len(without_copies(workspace, ready)) else []


def draw_scope(ready: Sequence[Paper], answer_id: str | None, default: int) -> None:
    """Draw the choice, in a popover whose label says how many papers are asked: `default` of them where none is chosen."""
    chosen = still_chosen(ready, PAPERS)
    label = f"Papers: {len(chosen)} chosen" if chosen else (f"Papers: all {default}" if ready else "Papers: none")
    with st.popover(label, icon=":material/library_books:", width="content"):
        draw_paper_choice(
            ready,
            PAPERS,
            placeholder="All papers",
            width=560,
            on_change=pin_scope,  # a person's own choice is not overruled by an answer that is done later
            args=(answer_id,),
        )
        st.caption("None chosen asks all papers.")


def scope_line(workspace: Workspace, paper_ids: Sequence[str]) -> str:
    """Return such as "Asked of 3 papers", a single one by its title, as Markdown.

    Empty where every paper of the library was asked.
    """
    asked = set(paper_ids)
    ready = [paper for paper in workspace.papers() if paper.status == "ready"]
    if not asked or asked >= {paper.id for paper in without_copies(workspace, ready)}:
        return ""
    line = f"Asked of {count(len(asked), 'paper')}"
    paper = known_papers(workspace, list(asked)).get(next(iter(asked))) if len(asked) == 1 else None
    return f"{line}: “{plain(paper_title(paper), ENTRY_LETTERS)}”" if paper else line
