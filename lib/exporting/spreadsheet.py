"""An export as an Excel workbook and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from lib.exporting.cells import Cell, is_cut, safe_for_csv, safe_for_xlsx
from lib.exporting.rows import Export
from lib.exporting.tables import ANSWERS, CITATIONS, VERDICTS, Column, about, citations, verdicts
from lib.exporting.text import doi_link
from lib.wording import count

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_ROWS = 1_048_575
"""Below the header of a sheet of Excel."""
MOST_LINKS = 60_000
"""Excel takes 65,530 links a sheet."""
ABOUT: tuple[Column[tuple[str, Cell]], ...] = (
    Column("what", lambda line: line[0], 34),
    Column("is", lambda line: line[1], 90),
)
Of = TypeVar("Of")


def write_xlsx(export: Export, out: BinaryIO) -> None:
    """Nothing; the workbook is written: answers, citations, verdicts where there are any, and what it all is.

    Every text is stored as text: no cell holds a formula.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    answers = _Sheet(book, "Answers", ANSWERS)
    cited = _Sheet(book, "Citations", CITATIONS)
    judged = _Sheet(book, "Verdicts", VERDICTS) if export.verdicts else None
    for row in export.rows():
        answers.add(row)
        for one in citations(row):
            cited.add(one)
        if judged is not None:
            for verdict in verdicts(row):
                judged.add(verdict)
    sheets = [sheet for sheet in (answers, cited, judged) if sheet is not None]
    lines = about(export)
    if cut := sum(sheet.cut for sheet in sheets):
        lines.append(("Note", f"{count(cut, 'text')} longer than a cell may be, cut. The JSONL export has them whole."))
    for sheet in sheets:
        sheet.finish()
        if sheet.left_out:
            lines.append(
                ("Note", f"{sheet.left_out:,} rows do not fit into the sheet “{sheet.title}” and are left out.")
            )
    page = _Sheet(book, "About", ABOUT)
    for line in lines:
        page.add(line)
    page.finish()
    book.save(out)


def write_csv(export: Export, out: BinaryIO) -> None:
    """Nothing; one row an answer is written, UTF-8 with a byte order mark, so that Excel reads it."""
    _write_csv(ANSWERS, export.rows(), out)


def write_citations_csv(export: Export, out: BinaryIO) -> None:
    """Nothing; one row a citation is written, as `write_csv` does."""
    _write_csv(CITATIONS, (one for row in export.rows() for one in citations(row)), out)


def _write_csv(columns: Sequence[Column[Of]], rows: Iterable[Of], out: BinaryIO) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    lines = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    lines.writerow([column.name for column in columns])
    for row in rows:
        cells = (safe_for_csv(column.cell(row)) for column in columns)
        lines.writerow(["" if cell is None else cell for cell in cells])
    text.detach()


class _Sheet:
    """A sheet that is written row by row, its header frozen and filtered."""

    def __init__(self, book: Workbook, title: str, columns: Sequence[Column[Any]]) -> None:
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter

        self.title = title
        self.cut = 0
        """Texts that were too long."""
        self.left_out = 0
        """Rows that did not fit."""
        self._columns = columns
        self._rows = 0
        self._links = 0
        self._sheet: WriteOnlyWorksheet = book.create_sheet(title)
        wrapped = Alignment(wrap_text=True, vertical="top")
        self._plain = self._style(wrapped)
        self._linked = self._style(wrapped, Font(color="0563C1", underline="single"))
        self._head = self._style(wrapped, Font(bold=True))
        self._sheet.freeze_panes = "A2"
        for place, column in enumerate(columns, start=1):
            self._sheet.column_dimensions[get_column_letter(place)].width = column.width
        self._sheet.append([self._text(column.name, self._head) for column in columns])

    def add(self, row: object) -> None:
        """Nothing; the row stands below the others."""
        if self._rows >= MOST_ROWS:
            self.left_out += 1
            return
        self._rows += 1
        self._sheet.append([self._cell(column, row) for column in self._columns])

    def finish(self) -> None:
        """Nothing; the header can be filtered by."""
        from openpyxl.utils import get_column_letter

        self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(self._columns))}{self._rows + 1}"  # type: ignore[attr-defined]

    def _cell(self, column: Column[Any], row: object) -> Any:
        value = safe_for_xlsx(column.cell(row))
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return self._styled(value, self._plain)
        self.cut += is_cut(value)
        link = doi_link(value) if column.doi and self._links < MOST_LINKS else ""
        if not link:
            return self._text(value, self._plain)
        self._links += 1
        cell = self._text(value, self._linked)
        cell.hyperlink = link
        return cell

    def _text(self, value: str, style: Any) -> Any:
        cell = self._styled(value, style)
        cell.data_type = "s"  # what begins with "=" would be a formula, and "#N/A" an error
        return cell

    def _styled(self, value: Cell, style: Any) -> Any:
        from openpyxl.cell import WriteOnlyCell

        cell: Any = WriteOnlyCell(self._sheet, value)
        cell._style = style._style  # setting font and alignment of each cell takes ten times as long
        return cell

    def _style(self, alignment: Any, font: Any = None) -> Any:
        """A cell whose style others take."""
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(self._sheet)
        cell.alignment = alignment
        if font is not None:
            cell.font = font
        return cell
