"""The papers that a question goes to, on *Ask*: chosen by the person, or those of the answer that was opened."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.records import Answer, Paper
from lib.records.core import ALL_PAPERS
from lib.text.wording import count
from lib.ui.evidence.component import known_papers
from lib.ui.kit.escaping import ENTRY_LETTERS, paper_title, plain
from lib.ui.kit.paper_choice import draw_group_choice, draw_paper_choice
from lib.ui.kit.papers_to_ask import back_to_choice, choose_papers, papers_of_opened, papers_to_ask
from lib.workspace import Workspace

FIELD = "ask_papers"
"""Key of the list of papers: drawn from what is chosen, heard only when a person changes it."""
SCOPED = "ask_scoped"
"""Id of the answer that the papers to ask belong to."""


def without_copies(workspace: Workspace, ready: Sequence[Paper]) -> list[Paper]:
    """Return the papers that are asked where none is chosen: no copy of which nobody has decided."""
    asked = set(workspace.copies.without_copies([paper.id for paper in ready]) or ())
    return [paper for paper in ready if paper.id in asked]


def chosen_papers(ready: Sequence[Paper]) -> list[str]:
    """Return ids of the papers that the next question is limited to; empty where all are asked."""
    chosen = set(papers_to_ask())
    return [paper.id for paper in ready if paper.id in chosen]


def papers_asked(ready: Sequence[Paper]) -> list[str]:
    """Return ids of the papers that the next question goes to."""
    return chosen_papers(ready) or [paper.id for paper in ready]


def asked_in_words(ready: Sequence[Paper]) -> str:
    """Return the papers that the next question goes to: "the 7 papers", "the 2 chosen papers", "the chosen paper"."""
    number = len(papers_asked(ready))
    kind = "chosen paper" if chosen_papers(ready) else "paper"
    return f"the {kind}" if number == 1 else f"the {count(number, kind)}"


def pin_scope(answer_id: str | None) -> None:
    """Keep the papers to ask as they are while that answer is on the screen."""
    st.session_state[SCOPED] = answer_id


def unpin_scope() -> None:
    """Let the answer that is on the screen next bring its papers."""
    st.session_state.pop(SCOPED, None)


def restore_scope(workspace: Workspace, answer_id: str | None, ready: Sequence[Paper]) -> None:
    """Bring back, once for an answer that was opened, those of its papers that are still here: follow-ups go there.

    Without an answer the person's own choice holds again.
    """
    if answer_id is None:
        back_to_choice()
        return
    if st.session_state.get(SCOPED) == answer_id:
        return
    answer = workspace.answer(answer_id)
    if answer is None:
        return
    pin_scope(answer_id)
    papers_of_opened(_limited_to(answer, ready, len(without_copies(workspace, ready))))


def _limited_to(answer: Answer, ready: Sequence[Paper], everything: int) -> list[str]:
    """Return ids of the papers that an answer was limited to; empty where all were asked, however many there are now."""
    if answer.settings.get(ALL_PAPERS):
        return []
    asked = [paper.id for paper in ready if paper.id in answer.paper_ids]
    return asked if len(asked) < everything else []  # answers of older versions do not say whether all were meant


def draw_scope(workspace: Workspace, ready: Sequence[Paper], answer_id: str | None, default: int) -> None:
    """Draw the choice, in a popover whose label says how many papers are asked: `default` of them where none is chosen."""
    chosen = st.session_state[FIELD] = chosen_papers(ready)
    label = (
        f"Papers: {len(chosen)} chosen"
        if chosen
        else ("Papers: " + ("none" if not ready else f"all {default}" if default > 1 else "1"))
    )
    with st.popover(label, icon=":material/library_books:", width="content"):
        draw_paper_choice(
            ready,
            FIELD,
            placeholder="All papers",
            width=560,
            on_change=_take_choice,
            args=(answer_id,),
        )
        draw_group_choice(workspace.groups.all(), ready, FIELD, lambda ids: _choose(ids, answer_id))
        st.caption("None chosen asks all papers.")


def _take_choice(answer_id: str | None) -> None:
    _choose(st.session_state[FIELD], answer_id)


def _choose(paper_ids: Sequence[str], answer_id: str | None) -> None:
    choose_papers(paper_ids)
    pin_scope(answer_id)  # a person's own choice is not overruled by an answer that is done later


def scope_line(workspace: Workspace, paper_ids: Sequence[str], of_all: bool = False) -> str:
    """Return such as "Asked of 3 papers", a single one by its title, as Markdown.

    Empty where every paper of the library was asked. `of_all`: whether all papers that there were then were meant.
    """
    asked = set(paper_ids)
    ready = [paper for paper in workspace.papers() if paper.status == "ready"]
    if not asked or asked >= {paper.id for paper in without_copies(workspace, ready)}:
        return ""
    if of_all and len(asked) > 1:
        return f"Asked of all papers, {count(len(asked), 'paper')} at that time"
    line = f"Asked of {count(len(asked), 'paper')}"
    paper = known_papers(workspace, list(asked)).get(next(iter(asked))) if len(asked) == 1 else None
    return f"{line}: “{plain(paper_title(paper), ENTRY_LETTERS)}”" if paper else line
