"""A table as it is printed: cells with the lines they are made of, rows, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lib.reading.layout.lines import Line
from lib.reading.layout.words import is_hyphen_end
from lib.reading.text.print_form import printed_text

ALIKE_SHARE = 0.6
"""Heads with this share of their words in common are the same."""


@dataclass(slots=True)
class GridCell:
    """A cell of a row with the pieces of lines it is made of."""

    column: int
    lines: list[Line]
    column_span: int = 1
    row_span: int = 1
    heads: list[str] = field(default_factory=list)
    label: str = ""
    """Of its row, with the labels of the groups above."""

    @property
    def text(self) -> str:
        """Its lines joined by blanks; a word broken by a hyphen is whole again."""
        return cell_text(self.lines)

    @property
    def u0(self) -> float:
        """Left edge of its words."""
        return min(line.u0 for line in self.lines)

    @property
    def u1(self) -> float:
        """Right edge of its words."""
        return max(line.u1 for line in self.lines)


@dataclass(eq=False, slots=True)
class GridRow:
    """A row: its filled cells from left to right."""

    cells: list[GridCell]
    head: bool = False
    """It is (part of) the head of the columns."""
    group: bool = False
    """Its only cell names the rows below it."""
    note: bool = False
    """It is a note in or under the table."""
    label: str = ""
    """What the row is called, labels of its groups first, joined by " > "."""

    @property
    def lines(self) -> list[Line]:
        """The printed pieces of all its cells."""
        return [line for cell in self.cells for line in cell.lines]

    @property
    def text(self) -> str:
        """Such as "head: cell; head: cell", the row's label in full; of a head, a group or a note only its cells."""
        if self.head or self.group or self.note:
            return " ".join(cell.text for cell in self.cells)
        parts = []
        if self.label and (not self.cells or self.cells[0].column):
            parts.append(self.label)
        for cell in self.cells:
            text = self.label if cell.column == 0 and self.label else cell.text
            head = " ".join(cell.heads)
            parts.append(f"{head}: {text}" if head else text)
        return "; ".join(parts)


@dataclass(eq=False, slots=True)
class PrintedTable:
    """A table of one or several pages: its rows with the caption beside it."""

    caption: Sequence[Line]
    rows: list[GridRow]
    made_out: bool = True
    """Its columns were found; else each row is a printed line."""

    def go_on(self, further: PrintedTable) -> None:
        """Add the rows of a further page; heads and the label of its first rows are carried on where it prints none."""
        if not self.has_heads_of(further):
            for row in further.rows:
                row.head = False
            self._carry_heads(further)
        last = next((row.label for row in reversed(self.rows) if row.label), "")
        for row in further.rows:
            if row.head or row.note:
                continue
            if row.label:
                break
            row.label = last
            for cell in row.cells:
                cell.label = last
        self.made_out = self.made_out and further.made_out
        self.rows.extend(further.rows)

    def has_heads_of(self, further: PrintedTable) -> bool:
        """Return whether the heads of a further page are those of this table, perhaps broken into lines otherwise."""
        words, again = (
            {word for row in rows if row.head for cell in row.cells for word in cell.text.lower().split()}
            for rows in (self.rows, further.rows)
        )
        return len(words & again) >= ALIKE_SHARE * max(1, len(again))

    def column_extents(self) -> dict[int, tuple[float, float]]:
        """Return left and right end (u) of what each column's cells hold, those over several columns left out."""
        out: dict[int, tuple[float, float]] = {}
        for row in self.rows:
            for cell in row.cells:
                if not (row.head or row.note or row.group) and cell.column_span == 1:
                    u0, u1 = out.get(cell.column, (cell.u0, cell.u1))
                    out[cell.column] = (min(u0, cell.u0), max(u1, cell.u1))
        return out

    def take_columns(self, further: PrintedTable) -> None:
        """Count the cells of a further page to the columns of this table under which they stand."""
        extents = self.column_extents()
        if not extents or set(further.column_extents()) == set(extents):
            return
        for cell in (cell for row in further.rows if not row.note for cell in row.cells):
            cell.column = max(extents, key=lambda n: min(cell.u1, extents[n][1]) - max(cell.u0, extents[n][0]))

    def _carry_heads(self, further: PrintedTable) -> None:
        """Give the cells of a page without heads of its own those of the first page, column by column."""
        heads = {cell.column: cell.heads for row in self.rows for cell in row.cells if cell.heads}
        for cell in (cell for row in further.rows if not row.head for cell in row.cells):
            if not cell.heads:
                cell.heads = heads.get(cell.column, [])


def cell_text(lines: Sequence[Line]) -> str:
    """Return the lines joined by blanks; a word broken by a hyphen is whole again."""
    text = ""
    for line in lines:
        printed = printed_text(line)
        broken = is_hyphen_end(text) and printed[:1].islower()
        text = text[:-1] + printed if broken else f"{text} {printed}"
    return text.strip()
