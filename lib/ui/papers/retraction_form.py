"""A list of retractions, brought in: which papers of the library it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lib.errors import SidelightError
from lib.records import Paper
from lib.records.notices import STANDING_WORDS, STANDINGS, PaperStanding
from lib.text.wording import count, listed
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import ENTRY_LETTERS, SHORT_NAME_LETTERS, paper_title, plain, shorten, visible
from lib.workspace import Workspace

UPLOADER = "retractions_turn"
"""Number of the uploader: a fresh one once a list was taken in."""
REPORT = "retractions_report"
"""What became of the last one."""
ROWS_SHOWN = 300


@dataclass(frozen=True, slots=True)
class _Report:
    """What became of a list."""

    sentences: str
    is_problem: bool


def draw_retractions(workspace: Workspace) -> None:
    """Draw the upload, the list that is kept, and the papers of the library that it names."""
    st.caption(
        "The list of Retraction Watch as Crossref publishes it (retraction_watch.csv). Papers are found in it by DOI, else by "
        "title and year, and marked here, beside answers and in exports. A newer list takes the place of the one before."
    )
    key = f"retractions_upload_{st.session_state.setdefault(UPLOADER, 0)}"
    st.file_uploader(
        "A list of retractions",
        type=["csv", "tsv", "txt"],
        key=key,
        label_visibility="collapsed",
        # A callback is run to its end even where the person has gone to another page by then.
        on_change=_take_in,
        args=(workspace, key),
    )
    report: _Report | None = st.session_state.get(REPORT)
    if report is not None and report.is_problem:
        st.error(plain(report.sentences), icon=":material/error:")
    elif report is not None:
        st.success(plain(report.sentences), icon=":material/check:")
    _draw_list(workspace)


def _take_in(workspace: Workspace, key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    try:
        with st.spinner("Reading the list …", show_time=True):
            taken = workspace.retractions.take_in(file.name, file.getvalue())
        st.session_state[REPORT] = _Report(taken.sentences(), is_problem=False)
    except SidelightError as error:
        st.session_state[REPORT] = _Report(error.message, is_problem=True)
    st.session_state[UPLOADER] += 1  # a new widget: the old one's bytes leave the server's memory


def _draw_list(workspace: Workspace) -> None:
    kept = workspace.retractions.current()
    if kept is None:
        return
    newest = f", the newest of {kept.newest}" if kept.newest else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        name = plain(kept.name, SHORT_NAME_LETTERS)
        st.markdown(f"Kept: {name}, {count(kept.rows, 'notice')}{newest}, added {day(kept.added_at)}.", width="stretch")
        st.button("Remove the list", key="retractions_remove", type="tertiary", on_click=_remove, args=(workspace,))
    papers = workspace.papers()
    standings = workspace.retractions.of(papers)
    st.write(found_sentence(standings, len(papers)))
    if standings:
        _draw_papers([paper for paper in papers if paper.id in standings], standings)


def found_sentence(standings: Mapping[str, PaperStanding], papers: int) -> str:
    """Return how many papers of the library the list names, in a sentence."""
    if not standings:
        return f"It names none of {'the one paper' if papers == 1 else f'the {papers:,} papers'} here."
    kinds = [standing.standing for standing in standings.values()]
    parts = [f"{kinds.count(one):,} {STANDING_WORDS[one]}" for one in STANDINGS if one in kinds]
    return f"Of {count(papers, 'paper')} here {listed(parts)}."


def _draw_papers(papers: Sequence[Paper], standings: Mapping[str, PaperStanding]) -> None:
    papers = sorted(papers, key=lambda paper: STANDINGS.index(standings[paper.id].standing))
    rows = [
        {
            "paper": shorten(paper_title(paper), ENTRY_LETTERS),
            "is": STANDING_WORDS[standings[paper.id].standing],
            "notices": visible("; ".join(notice.line() for notice in standings[paper.id].notices)),
            "found by": "title and year" if standings[paper.id].by_title else "DOI",
        }
        for paper in papers[:ROWS_SHOWN]
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    if len(papers) > ROWS_SHOWN:
        st.caption(f"and {len(papers) - ROWS_SHOWN:,} more")


def _remove(workspace: Workspace) -> None:
    workspace.retractions.remove()
    st.session_state.pop(REPORT, None)
