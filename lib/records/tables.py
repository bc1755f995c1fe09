"""Tables with their cells and figures with their panels, as a paper's reading has them."""

from __future__ import annotations

from dataclasses import dataclass, field

from lib.records.core import Box
from lib.records.notebook import table_html
from lib.records.record import Record


@dataclass(frozen=True, slots=True)
class TableCell(Record):
    """A cell of a table with what it stands under and beside."""

    row: int
    """From 0 at the table's top, its heads counted."""
    column: int
    """From 0 where rows begin: at the left, in a table whose script runs from right to left at the right."""
    text: str
    row_span: int = 1
    column_span: int = 1
    is_head: bool = False
    """It is (part of) the head of its columns."""
    row_label: str = ""
    """What the row is called: labels of the groups above it first, joined by " > "."""
    heads: list[str] = field(default_factory=list)
    """Of its columns, from the top down."""
    boxes: list[Box] = field(default_factory=list)
    """One a printed line; none of an empty cell."""
    sentence_ids: list[int] = field(default_factory=list)
    """Of the sentences that hold it."""
    notes: list[str] = field(default_factory=list)
    """The notes that a raised mark or sign in it points at."""


@dataclass(frozen=True, slots=True)
class Table(Record):
    """A table of a reading; of one that could not be made out the lines, each a cell of the only column."""

    label: str
    """Such as "Table 3"; empty where none is printed."""
    caption: str
    """Without the label."""
    notes: list[str] = field(default_factory=list)
    """What stands under it, one note each."""
    pages: list[int] = field(default_factory=list)
    """1-based, ascending."""
    cells: list[TableCell] = field(default_factory=list)
    """Row by row."""
    sentence_ids: list[int] = field(default_factory=list)
    """Of its caption."""
    problem: str | None = None
    """Plain words where its rows and columns could not be made out, or were read out of a picture."""

    def _repr_html_(self) -> str:
        """Return it as notebooks show it."""
        return table_html(self)


@dataclass(frozen=True, slots=True)
class Panel(Record):
    """A labelled part of a figure."""

    label: str
    """As printed, such as "A" or "(b)"."""
    box: Box


@dataclass(frozen=True, slots=True)
class Figure(Record):
    """A figure of a reading."""

    label: str
    """Such as "Figure 2"."""
    caption: str
    """Without the label."""
    box: Box | None
    """Of the picture, its printed words among it; None where it was not found."""
    panels: list[Panel] = field(default_factory=list)
    sentence_ids: list[int] = field(default_factory=list)
    """Of its caption."""
    problem: str | None = None
    """Plain words where its caption names panels that no printed letters tell."""
