"""What raters differ on: each leads to its evidence, where it is settled; the settled labels are the gold set."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib.exporting.spreadsheet_cells import safe_csv_cell
from lib.records.reviews import SettledLabel
from lib.reviews.label_sources import GOLD, Disagreement
from lib.reviews.queue import QueueItem
from lib.text.wording import count
from lib.ui.kit.answerer_choice import answerer_label
from lib.ui.kit.escaping import ENTRY_LETTERS, QUOTED_LETTERS, WORD_LETTERS, plain, shorten, visible
from lib.ui.kit.person import who_judges
from lib.ui.reviews.queue.queue_filters import papers_of
from lib.ui.reviews.review_terms import JUDGEMENTS, label_words
from lib.ui.reviews.route import go_to, last
from lib.workspace import Workspace

SHOWN = 30
COLUMNS = (
    "paper", "doi", "title", "question", "judgement", "answerer", "label", "source", "settled by", "note", "answer id",
)  # fmt: skip
COLUMNS_SHOWN = ("title", "question", "judgement", "answerer", "label", "settled by")


def draw_disagreements(workspace: Workspace, items: Sequence[QueueItem], found: Sequence[Disagreement]) -> None:
    """Draw the list, the open ones first; nothing where raters agree, or where whoever looks has still to judge unseen."""
    hidden = workspace.reviews.hidden_from(who_judges(), [one.item for one in found])
    found = [one for one in found if one.item.answer_id not in hidden]
    if not found:
        return
    left = sum(not one.settled for one in found)
    st.markdown(f"**Where raters differ** · {left:,} to settle of {len(found):,}")
    titles = papers_of(workspace, list(items))
    for one in found[:SHOWN]:
        _draw_row(workspace, one, titles)
    if len(found) > SHOWN:
        st.caption(f"and {len(found) - SHOWN} more; settle these, then the next are shown")


def _draw_row(workspace: Workspace, one: Disagreement, titles: dict[str, str]) -> None:
    item = one.item
    key = f"review_row_{one.judgement}_{item.answer_id}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=key):
        labels = " · ".join(
            f"{plain(name, WORD_LETTERS)} **{plain(label_words(label))}**" for name, label in one.labels.items()
        )
        title = ", ".join(titles.get(paper, "a paper that was removed") for paper in item.paper_ids)
        with st.container(gap=None, width="stretch"):
            st.markdown(f"{plain(shorten(visible(item.question), ENTRY_LETTERS))}  \n:small[{labels}]")
            about = (
                shorten(title, ENTRY_LETTERS) if one.judgement == "category" else _with_answerer(title, item.answerer)
            )
            st.caption(plain(about))
        if one.settled:
            st.markdown(f"settled: **{plain(label_words(one.settled))}**", width="content")
        st.button(
            "Open" if one.settled else "Settle",
            key=f"review_open_{item.answer_id}",
            type="tertiary",
            help="Open it beside its evidence, with what each rater said; T settles it there",
            on_click=_open,
            args=(item,),
        )


def _open(item: QueueItem) -> None:
    """Go to the answer in the queue of what is compared: its source or sample stays, the view and other filters do not."""
    place = last()
    go_to(answer=item.answer_id, only="disputed", source=place.get("source"), sample=place.get("sample"))


def _with_answerer(title: str, answerer: str) -> str:
    return f"{shorten(title, QUOTED_LETTERS)} · answered by {answerer_label(answerer)}"


def draw_gold_set(workspace: Workspace) -> None:
    """Draw the settled labels, to see and to download."""
    settled = workspace.reviews.settled()
    if not settled:
        return
    rows = gold_rows(workspace, settled)
    with st.expander(f"Gold set: {count(len(settled), 'settled label')}"):
        st.dataframe(pd.DataFrame(rows, columns=COLUMNS)[[*COLUMNS_SHOWN]].map(visible), hide_index=True)
        if unknown := sum(one.judgement is None or _has_no_answer(one) for one in settled):
            st.caption(
                f"{count(unknown, 'label')} of an earlier version of Sidelight did not say what was settled, "
                "and it cannot be found out now. "
                "They stay in this table and are compared with nothing; settle them again where it matters."
            )
        st.download_button(
            "CSV",
            gold_csv(rows),
            file_name="gold labels.csv",
            mime="text/csv",
            icon=":material/download:",
            key="review_gold_csv",
            on_click="ignore",
        )


def _has_no_answer(settled: SettledLabel) -> bool:
    """Return whether it is of an answer that nobody knows."""
    return settled.judgement in ("correct", "supported") and settled.answer_id is None


def gold_rows(workspace: Workspace, settled: Sequence[SettledLabel]) -> list[list[str]]:
    """Return one row a settled label, by `COLUMNS`: a table that *Label tables* reads again, each judgement as a source
    of its own.
    """
    ids = [paper_id for label in settled for paper_id in label.paper_ids]
    known = {**workspace.removed_papers(ids), **{paper.id: paper for paper in workspace.papers()}}
    answerers = {item.answer_id: item.answerer for item in workspace.reviews.items()}
    rows = []
    for label in settled:
        papers = [known[i] for i in label.paper_ids if i in known]
        names = "; ".join(paper.filename for paper in papers) or " ".join(label.paper_ids)
        single = papers[0] if len(papers) == 1 else None
        doi, title = (single.doi, single.title) if single else ("", "; ".join(paper.title for paper in papers))
        judgement = JUDGEMENTS[label.judgement] if label.judgement else "not known"
        answerer = answerers.get(label.answer_id or "", "")
        about = [] if label.judgement == "category" else [judgement, answerer or label.answer_id or "answer not known"]
        source = ", ".join([GOLD, *about])
        who = [label.person, label.note, label.answer_id or ""]
        rows.append([names, doi, title, label.question, judgement, answerer, label.label, source, *who])
    return rows


def gold_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Return the rows as CSV in UTF-8 with a byte order mark, nothing in them a formula."""
    out = io.StringIO()
    lines = csv.writer(out, quoting=csv.QUOTE_ALL)
    lines.writerow(COLUMNS)
    lines.writerows([safe_csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
