"""What a rater points at on a page as the right evidence, kept with their verdict, and the right value beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from lib.errors import SidelightError
from lib.records import Box, Citation
from lib.records.reviews import Blind, ReviewVerdict
from lib.reviews.pointing import pointed_citation
from lib.reviews.queue import QueueItem
from lib.text.cleaning import one_line
from lib.text.wording import count, shorten
from lib.ui.kit.escaping import QUOTED_LETTERS, plain
from lib.ui.reviews.queue.rater_queue import RaterQueue
from lib.workspace import Workspace

MOST_POINTED = 20
"""Pieces of evidence of one verdict."""


def keep_pointed(
    workspace: Workspace, queue: RaterQueue, item: QueueItem, paper_id: str, conditions: Mapping[str, Any], asked: Any
) -> None:
    """Keep the selected words with the rater's verdict on the answer; where they are no evidence, the bar says so.

    `asked`: the words' boxes, and the right value where one was typed; `conditions`: `blind` and `sample` of a first verdict.
    """
    try:
        boxes = [Box(int(page), *(float(share) for share in place)) for page, *place in asked["boxes"]]
        key = paper_id, workspace.current_reading(paper_id)
        citation = pointed_citation(key, boxes, workspace.sentences(paper_id), workspace.tables(paper_id))
        if citation is None:
            queue.message = "No sentence, row or cell was found under these words. Select the words of one place."
            return
        before = own_verdict(workspace, queue, item.answer_id)
        pointed = list(before.evidence) if before is not None else []
        if not any((one.paper_id, one.boxes) == (citation.paper_id, citation.boxes) for one in pointed):
            pointed = [*pointed, citation][-MOST_POINTED:]
        value = str(asked.get("value", "")).strip()
        _give(workspace, queue, item.answer_id, before, pointed, value, conditions)
    except (SidelightError, KeyError, TypeError, ValueError) as error:
        queue.message = error.message if isinstance(error, SidelightError) else "These words could not be kept."
        return
    with_value = f", with “{value}” as the right value" if value else ""
    quote = shorten(one_line(citation.quote), QUOTED_LETTERS)
    queue.message = f"Kept as the right evidence: {_where(citation)}, “{quote}”{with_value}."
    queue.refresh_done(workspace, item.answer_id)


def own_verdict(workspace: Workspace, queue: RaterQueue, answer_id: str) -> ReviewVerdict | None:
    """Return what the rater said of the answer as a whole so far."""
    given = workspace.reviews.latest_verdicts([answer_id])
    return next((one for one in given if one.rater == queue.rater and one.citation is None), None)


def draw_pointed(workspace: Workspace, queue: RaterQueue, item: QueueItem, pointed: Sequence[Citation]) -> None:
    """Draw what the rater pointed at, each to be taken away."""
    if not pointed:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="review_pointed"):
        st.caption(f"Your {count(len(pointed), 'piece')} of evidence", width="content")
        for place, citation in enumerate(pointed):
            st.button(
                f"{_where(citation)}: {plain(citation.quote, QUOTED_LETTERS)}",
                key=f"review_pointed_{item.answer_id}_{place}",
                icon=":material/close:",
                type="tertiary",
                help="Take it away",
                on_click=_take_away,
                args=(workspace, queue, item, place),
            )


def _take_away(workspace: Workspace, queue: RaterQueue, item: QueueItem, place: int) -> None:
    before = own_verdict(workspace, queue, item.answer_id)
    if before is None or place >= len(before.evidence):
        return
    left = [one for number, one in enumerate(before.evidence) if number != place]
    try:
        _give(workspace, queue, item.answer_id, before, left, "", {})
    except SidelightError as error:
        queue.message = error.message


def _give(
    workspace: Workspace,
    queue: RaterQueue,
    answer_id: str,
    before: ReviewVerdict | None,
    pointed: Sequence[Citation],
    value: str,
    conditions: Mapping[str, Any],
) -> None:
    if before is None:
        chosen: Blind = conditions.get("blind", "")
        blind = chosen or ("no_earlier_verdicts" if queue.covered == answer_id else "")
        fields = {"sample": conditions.get("sample", ""), "blind": blind}
        workspace.reviews.give(answer_id, queue.rater, **fields, evidence=list(pointed), correction=value)
        return
    said = replace(before, evidence=list(pointed), correction=value or before.correction)
    names = set(ReviewVerdict.__dataclass_fields__) - {"id", "answer_id", "rater", "at", "seconds", "withdraws"}
    workspace.reviews.give(answer_id, queue.rater, **{name: getattr(said, name) for name in names})


def _where(citation: Citation) -> str:
    pages = sorted({box.page for box in citation.boxes})
    place = f", {citation.cell.place}" if citation.cell is not None else ""
    return f"page {', '.join(map(str, pages))}{place}"
