"""What reading left out of a paper: how much for which reason, and the text itself one click away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from lib.errors import SidelightError
from lib.records import Dropped, DropReason, Paper
from lib.text.wording import count
from lib.ui.kit import error_messages
from lib.ui.kit.escaping import visible
from lib.workspace import Workspace

REASON_WORDS: Mapping[DropReason, tuple[str, str]] = {
    "running header": ("running header", "running headers"),
    "running footer": ("running footer", "running footers"),
    "page number": ("page number", "page numbers"),
    "line number": ("line number", "line numbers"),
    "margin text": ("text in the margin", "texts in the margin"),
    "watermark": ("watermark", "watermarks"),
    "invisible": ("invisible text", "invisible texts"),
    "white": ("white text", "white texts"),
    "clipped": ("text cut off by its frame", "texts cut off by their frames"),
    "off the page": ("text off the page", "texts off the page"),
    "faint": ("text too faint to be seen", "texts too faint to be seen"),
    "too small": ("text too small to be read", "texts too small to be read"),
    "covered": ("text that something covers", "texts that something covers"),
    "layer off": ("text of a layer that is off", "texts of layers that are off"),
    "garbled": ("line of unreadable letters", "lines of unreadable letters"),
    "unreadable letters": ("piece of unreadable letters", "pieces of unreadable letters"),
}
"""How one piece left out for a reason is called, and several."""
MOST_SHOWN = 2000
"""Pieces in the table: a manuscript numbers each line."""
TABLE_PX = 320


def dropped_line(counts: Mapping[DropReason, int]) -> str:
    """Return such as "Left out: 12 running headers, 1 watermark"; empty where nothing was."""
    parts = [f"{number} {REASON_WORDS[reason][number != 1]}" for reason, number in counts.items()]
    return f"Left out: {', '.join(parts)}" if parts else ""


def draw_dropped(workspace: Workspace, paper: Paper) -> None:
    """Draw how much was left out, and below a click what it was."""
    line = dropped_line(workspace.pages.dropped_counts([paper.id]).get(paper.id, {}))
    if not line:
        return
    with st.expander(line):
        try:
            pieces = workspace.dropped(paper.id)
        except SidelightError as error:
            error_messages.draw_error(error)
            return
        st.caption(f"{count(len(pieces), 'piece')} of text stand in no sentence, so no answer rests on them.")
        st.dataframe(pd.DataFrame(dropped_rows(pieces)), hide_index=True, height=TABLE_PX)
        if len(pieces) > MOST_SHOWN:
            st.caption(f"and {len(pieces) - MOST_SHOWN:,} more")


def dropped_rows(pieces: Sequence[Dropped]) -> list[dict[str, object]]:
    """Return the rows of the table: by reason, then by page."""
    ordered = sorted(pieces, key=lambda piece: (piece.reason, piece.page))
    return [
        {"why": REASON_WORDS[piece.reason][0], "page": piece.page, "text": visible(piece.text)}
        for piece in ordered[:MOST_SHOWN]
    ]
