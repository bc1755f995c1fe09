"""Papers that look like copies of others, and what a person decides of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from lib.errors import SidelightError, UnknownPaper
from lib.library.copies import REASONS, PaperCopy
from lib.records import Paper
from lib.text.wording import count
from lib.ui.kit import error_messages
from lib.ui.kit.escaping import NAME_LETTERS, QUOTED_LETTERS, paper_title, plain, shorten
from lib.ui.papers.bin_view import remove
from lib.workspace import Workspace

SHOWN = 5
"""At once; the next ones come when these are decided."""


def draw_copies(workspace: Workspace, papers: Sequence[Paper]) -> None:
    """Draw the papers that look like copies, each with what can be done; nothing where there are none.

    `papers`: of the library, the newest first.
    """
    copies = workspace.copies.undecided([paper for paper in reversed(papers) if paper.status == "ready"])
    if not copies:
        return
    verb = "looks like a copy" if len(copies) == 1 else "look like copies"
    label = f"{count(len(copies), 'paper')} {verb} of others: left out where all are asked, until you decide"
    with st.expander(label, expanded=len(copies) == 1, icon=":material/file_copy:", key="papers_copies"):
        for copy in copies[:SHOWN]:
            with st.container(gap="xxsmall", key=f"papers_copy_{copy.paper.id[:16]}"):
                _draw_copy(workspace, copy)
        if len(copies) > SHOWN:
            st.caption(
                f"{count(len(copies) - SHOWN, 'more paper')} that may be copies; they come once these are decided."
            )


def supplement_note(main: Paper | None) -> str:
    """Return that a paper is a supplement of this one; empty where it is of none."""
    return f"Supplement of “{shorten(paper_title(main), NAME_LETTERS)}”" if main is not None else ""


def _draw_copy(workspace: Workspace, copy: PaperCopy) -> None:
    title, original = (plain(paper_title(paper), QUOTED_LETTERS) for paper in (copy.paper, copy.original))
    what = "a supplement" if copy.supplement else "a copy"
    names = f" ({plain(copy.paper.filename, NAME_LETTERS)}, {plain(copy.original.filename, NAME_LETTERS)})"
    st.markdown(f"“{title}” looks like {what} of “{original}”{names}: {REASONS[copy.reason]}.")
    worse = copy.original if copy.better is copy.paper else copy.paper
    key, copies = copy.paper.id[:16], workspace.copies
    with st.container(horizontal=True):
        if copy.supplement:
            _button("It is a supplement", f"papers_tie_{key}", lambda: copies.tie(copy.paper.id, copy.original.id))
        _button("Keep both", f"papers_both_{key}", lambda: copies.keep_both(copy))
        better = f"Removes {worse.filename}, which can be undone: {_why(copy)}"
        _button("Keep the better", f"papers_better_{key}", lambda: remove(workspace, [worse.id]), plain(better))
        _button(
            "Remove",
            f"papers_drop_{key}",
            lambda: remove(workspace, [copy.paper.id]),
            plain(f"Removes {copy.paper.filename}"),
        )


def _why(copy: PaperCopy) -> str:
    """Return what makes the better one better."""
    better, worse = copy.better, copy.original if copy.better is copy.paper else copy.paper
    if len(better.pages_without_text) < len(worse.pages_without_text):
        return "the other has more pages with text"
    if (better.doi, better.year or 0) != (worse.doi, worse.year or 0):
        return "the other was published, or later"
    return "the other has more pages" if better.page_count > worse.page_count else "the other was here first"


def _button(label: str, key: str, decide: Callable[[], None], help_: str | None = None) -> None:
    if not st.button(label, key=key, help=help_):
        return
    try:
        decide()
    except UnknownPaper:
        pass  # removed meanwhile: nothing is left to decide
    except SidelightError as error:
        error_messages.draw_error(error)
        return
    st.rerun()
