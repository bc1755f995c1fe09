"""What raters differ on: each opens, and can be settled; the settled labels are the gold set."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib.errors import SidelightError
from lib.exporting.cells import safe_for_csv
from lib.reviews.labels import Label
from lib.reviews.reviews import Disagreement, Judgement, QueueItem
from lib.ui.reviews.choices import papers_of
from lib.ui.reviews.place import go_to
from lib.ui.reviews.rater import rater, set_rater
from lib.ui.reviews.sides import SCHEMES
from lib.ui.reviews.words import label_words
from lib.ui.text import plain, shorten, visible
from lib.wording import count
from lib.workspace import Workspace

SHOWN = 30
COLUMNS = ("paper", "doi", "title", "question", "label", "source")


def draw_disagreements(workspace: Workspace, items: Sequence[QueueItem], judgement: Judgement) -> None:
    """The list, the open ones first; nothing where raters agree."""
    found = workspace.reviews.disagreements(judgement, items)
    if not found:
        return
    left = sum(not one.settled for one in found)
    st.markdown(f"**Where raters differ** · {left:,} to settle of {len(found):,}")
    titles = papers_of(workspace, list(items))
    for one in found[:SHOWN]:
        _draw_row(workspace, one, titles, judgement)
    if len(found) > SHOWN:
        st.caption(f"and {len(found) - SHOWN} more; settle these, then the next are shown")


def _draw_row(workspace: Workspace, one: Disagreement, titles: dict[str, str], judgement: Judgement) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"review_row_{judgement}_{one.answer_id}"
    ):
        said = " · ".join(f"{plain(name, 40)} **{plain(label_words(label))}**" for name, label in one.labels.items())
        title = ", ".join(titles.get(paper, "a paper that was removed") for paper in one.paper_id.split(" "))
        with st.container(gap=None, width="stretch"):
            st.markdown(f"{plain(shorten(visible(one.question), 110))}  \n:small[{said}]")
            st.caption(plain(shorten(title, 110)))
        if one.settled:
            st.markdown(f"settled: **{plain(label_words(one.settled))}**", width="content")
        st.button(
            "Open",
            key=f"review_open_{one.answer_id}",
            type="tertiary",
            on_click=go_to,
            kwargs={"answer": one.answer_id, "only": "disputed"},
        )
        with st.popover("Settle", type="tertiary", width="content"):
            _draw_settling(workspace, one, judgement)


def _draw_settling(workspace: Workspace, one: Disagreement, judgement: Judgement) -> None:
    key = f"review_settle_{judgement}_{one.answer_id}"
    with st.form(key, border=False):
        scheme = list(SCHEMES[judgement])
        start = next(iter(one.labels.values()))
        label = st.radio(
            "Settled label",
            scheme,
            index=scheme.index(one.settled or start) if (one.settled or start) in scheme else 0,
            format_func=label_words,
            key=f"{key}_label",
        )
        note = st.text_input("Note", key=f"{key}_note", placeholder="why, for whoever reads it later")
        person = st.text_input("Your name", rater(), key=f"{key}_person")
        if st.form_submit_button("Settle", type="primary", key=f"{key}_keep"):
            try:
                workspace.reviews.settle(one.paper_id, one.question, str(label), person, note.strip())
            except SidelightError as fault:
                st.error(plain(fault.message), icon=":material/error:")
                return
            if not rater():
                set_rater(person)
            st.rerun()


def draw_gold(workspace: Workspace) -> None:
    """The settled labels, to see and to take away."""
    gold = workspace.reviews.gold()
    if not gold:
        return
    rows = gold_rows(workspace, gold)
    with st.expander(f"Gold set: {count(len(gold), 'settled label')}"):
        st.dataframe(pd.DataFrame(rows, columns=COLUMNS)[["title", "question", "label"]].map(visible), hide_index=True)
        st.download_button(
            "CSV",
            gold_csv(rows),
            file_name="gold labels.csv",
            mime="text/csv",
            icon=":material/download:",
            key="review_gold_csv",
            on_click="ignore",
        )


def gold_rows(workspace: Workspace, gold: Sequence[Label]) -> list[list[str]]:
    """One row a settled label, by `COLUMNS`: a table that *Labels in* reads again."""
    ids = [paper_id for label in gold for paper_id in label.paper_key.split(" ")]
    known = {**workspace.removed_papers(ids), **{paper.id: paper for paper in workspace.papers()}}
    rows = []
    for label in gold:
        papers = [known[i] for i in label.paper_key.split(" ") if i in known]
        names = "; ".join(paper.filename for paper in papers) or label.paper_key
        single = papers[0] if len(papers) == 1 else None
        doi, title = (single.doi, single.title) if single else ("", "; ".join(paper.title for paper in papers))
        rows.append([names, doi, title, label.question, label.label, label.source])
    return rows


def gold_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as CSV in UTF-8 with a byte order mark, nothing in them a formula."""
    out = io.StringIO()
    lines = csv.writer(out, quoting=csv.QUOTE_ALL)
    lines.writerow(COLUMNS)
    lines.writerows([safe_for_csv(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
