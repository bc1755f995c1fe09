"""One table of several imported files, and the choice of one of its columns."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lib.importing.sheets import Sheet
from lib.ui.kit.escaping import COLUMN_LETTERS, shorten, visible

NONE = ""


def one_sheet(sheets: Mapping[str, Sheet]) -> Sheet:
    """Return all rows as one table; the files have the same columns."""
    first = next(iter(sheets.values()))
    return first if len(sheets) == 1 else Sheet(first.columns, [row for sheet in sheets.values() for row in sheet.rows])


def draw_column(label: str, sheet: Sheet, chosen: str, key: str, *, required: bool = False) -> str:
    """Draw the choice of a column; return the chosen one, empty for none."""
    options = list(sheet.columns) if required else [NONE, *sheet.columns]
    return st.selectbox(
        label,
        options,
        index=options.index(chosen) if chosen in options else 0,
        format_func=lambda one: shorten(visible(one), COLUMN_LETTERS) or "none",
        key=key,
    )
