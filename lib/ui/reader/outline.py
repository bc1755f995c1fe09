"""The tables and figures of a paper in the reader, each with its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.errors import SidelightError
from lib.exporting.table_files import table_text
from lib.records import Box, Figure, Paper, Table
from lib.ui.kit.escaping import shorten, visible
from lib.workspace import Workspace

CAPTION_LETTERS = 120


@dataclass(frozen=True)
class Entry:
    """A line of the outline."""

    label: str
    page: int
    """1-based."""
    caption: str = ""
    table: int | None = None
    """Place among the paper's tables."""
    figure: Figure | None = None
    """What is framed on its page."""

    @property
    def line(self) -> str:
        """Return the entry in one line; its page stands before the caption, which a narrow list cuts."""
        return " · ".join(part for part in (self.label, f"page {self.page}", self.caption) if part)


def outline_of(workspace: Workspace, paper: Paper) -> list[Entry]:
    """Return tables first, then figures, each in reading order; nothing of a paper that is not ready."""
    try:
        tables, figures = workspace.tables(paper.id), workspace.figures(paper.id)
        sentences = workspace.sentences(paper.id)
    except SidelightError:  # removed meanwhile: the page says so itself
        return []
    pages = {sentence.id: sentence.boxes[0].page for sentence in sentences if sentence.boxes}
    entries = [
        Entry(visible(table.label or "Table"), table.pages[0], _cut(table.caption), number)
        for number, table in enumerate(tables)
        if table.pages
    ]
    for figure in figures:
        page = (
            figure.box.page
            if figure.box is not None
            else next((pages[i] for i in figure.sentence_ids if i in pages), 0)
        )
        if page:
            entries.append(Entry(visible(figure.label), page, _cut(figure.caption), figure=figure))
    return entries


def frames_of(figure: Figure | None) -> list[Box]:
    """Return what is framed of a figure: its picture, and each of its panels."""
    if figure is None or figure.box is None:
        return []
    return [figure.box, *(panel.box for panel in figure.panels)]


def _cut(caption: str) -> str:
    return visible(shorten(caption, CAPTION_LETTERS))


def table_data(tables: Sequence[Table], number: int) -> dict[str, object] | None:
    """Return the table for the view beside the page, None where there is none of that number."""
    if not 0 <= number < len(tables):
        return None
    table = tables[number]
    spans = any(cell.row_span > 1 for cell in table.cells)
    return {
        "label": visible(table.label or "Table"),
        "caption": visible(table.caption),
        "notes": [visible(note) for note in table.notes],
        "problem": visible(table.problem or ""),
        "sortable": table.problem is None and not spans,
        "text": table_text(table),
        "cells": [
            {
                "row": cell.row,
                "column": cell.column,
                "rows": cell.row_span,
                "columns": cell.column_span,
                "text": visible(cell.text),
                "label": visible(cell.row_label),
                "head": cell.is_head,
                "at": [[box.page, box.x0, box.top, box.x1, box.bottom] for box in cell.boxes],
            }
            for cell in table.cells
        ],
    }
