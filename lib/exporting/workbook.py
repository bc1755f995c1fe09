"""The sheets of an Excel workbook, written row by row: text is always text, never a formula."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from lib.exporting.export_tables import Column, SheetRow
from lib.exporting.spreadsheet_cells import Cell, is_cut, safe_cell
from lib.text.dois import doi_link

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from lib.exporting.text_worksheet import TextWorksheet

MOST_ROWS = 1_048_575
"""Below the header of a sheet of Excel."""
MOST_LINKS = 60_000
"""Excel takes 65,530 links a sheet."""
A4 = 9
"""Excel's number of the paper size."""
PRINT_PERCENT = 60
"""Of the letters' size, in print: small and still legible."""
EVERYWHERE = "A1:XFD1048576"
"""All cells of a sheet."""
COMMENT_SIZE = {"width": 320, "height": 160, "author": ""}
"""Pixels of a comment that is shown."""
LINE_PT, TALLEST_PT = 15.0, 300.0
"""Height of a line in a cell, and of the tallest row: more of it no window shows at once. Excel has 409 at most."""
FILLED = 0.9
"""Share of a line that words fill before one goes on to the next."""
QUIET_COLOUR = "#595959"
"""Of judgements among values: 7.0 : 1 on white."""
LINK_COLOUR = "#0563C1"
"""As Excel draws links."""


@contextmanager
def new_workbook(out: BinaryIO) -> Iterator[Workbook]:
    """Yield a workbook whose rows go to the disk as they come, closed at the end; one that is given up leaves nothing there."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    from lib.exporting.text_worksheet import TextWorksheet  # here, as xlsxwriter: most runs write no workbook

    with tempfile.TemporaryDirectory() as folder:
        book = Workbook(out, {"constant_memory": True, "tmpdir": folder})
        book.worksheet_class = TextWorksheet
        book.use_zip64()
        try:
            yield book
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        finally:
            for sheet in book.worksheets():
                sheet._opt_close()  # else a workbook that is given up keeps its files open


def _height(value: Cell, width: int) -> float:
    """Return the height (points) of a cell of so many characters' width, its text wrapped; at most what Excel has."""
    if not isinstance(value, str) or (len(value) <= width and "\n" not in value):
        return LINE_PT
    lines = sum(-(-len(line) // max(1, round(width * FILLED))) or 1 for line in value.split("\n"))
    return min(TALLEST_PT, LINE_PT * lines)


class Sheet:
    """A sheet that is written row by row, its header frozen and filtered."""

    def __init__(
        self,
        book: Workbook,
        title: str,
        columns: Sequence[Column[Any]],
        places: dict[SheetRow, int],
        *,
        frozen: int = 0,
        fitted: bool = False,
    ) -> None:
        """Begin the sheet with its header.

        `places`: the rows of all sheets that can be linked to, counted from 0; those of this one come into it. `frozen`: so
        many columns stay in sight, and on each printed page. `fitted`: rows are as tall as their text, which LibreOffice does
        not find out by itself.
        """
        self.title = title
        self.cut = 0
        """Texts that were too long."""
        self.left_out = 0
        """Rows that did not fit."""
        self._columns = columns
        self._places = places
        self._rows = 0
        self._links = 0
        self._fitted = fitted
        self._sheet: TextWorksheet = book.add_worksheet(title)
        wrapped = {"text_wrap": True, "valign": "top"}
        self._plain = book.add_format(wrapped)
        self._quiet = book.add_format({**wrapped, "italic": True, "font_color": QUIET_COLOUR})
        self._linked = book.add_format({**wrapped, "font_color": LINK_COLOUR, "underline": 1})
        self._head = book.add_format({**wrapped, "bold": True, "bottom": 1})
        self._sheet.freeze_panes(1, frozen)
        self._sheet.ignore_errors({"number_stored_as_text": EVERYWHERE})  # texts are what papers print, "0012" too
        self._set_up_print(frozen)
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, column.width)
            self._write_head(place, column)

    def _set_up_print(self, frozen: int) -> None:
        """Let it be printed on A4 across, its head and frozen columns on each page, the pages numbered."""
        self._sheet.set_landscape()
        self._sheet.set_paper(A4)
        self._sheet.repeat_rows(0)
        self._sheet.hide_gridlines(0)
        self._sheet.set_print_scale(PRINT_PERCENT)
        if frozen:
            self._sheet.repeat_columns(0, frozen - 1)
        self._sheet.set_footer("&L&A&RPage &P of &N")

    def _write_head(self, place: int, column: Column[Any]) -> None:
        name = str(safe_cell(column.name))
        at = self._places.get(column.head_links_to) if column.head_links_to is not None else None
        if at is None or column.head_links_to is None:
            self._sheet.write_string(0, place, name, self._head)
        else:
            self._sheet.write_url(0, place, f"internal:'{column.head_links_to[0]}'!A{at + 1}", self._head, name)
            self._links += 1
        if comment := safe_cell(column.head_comment):
            self._sheet.write_comment(0, place, str(comment), COMMENT_SIZE)

    def add(self, row: object) -> None:
        """Write the row below the others."""
        if self._rows >= MOST_ROWS:
            self.left_out += 1
            return
        self._rows += 1
        self._sheet.begin_row(self._rows)
        tallest = LINE_PT
        for place, column in enumerate(self._columns):
            value = safe_cell(column.cell(row))
            if value is not None and value != "":  # nearly half of the cells of the answers are empty
                self._write(place, column, value, row)
                if self._fitted:
                    tallest = max(tallest, _height(value, column.width))
            if column.comment is not None and (comment := safe_cell(column.comment(row))):
                self._sheet.write_comment(self._rows, place, str(comment), COMMENT_SIZE)
            if column.anchor is not None:
                self._places[column.anchor(row)] = self._rows
        if self._fitted:
            self._sheet.set_row(self._rows, tallest)

    def finish(self) -> None:
        """Let the header be filtered by."""
        self._sheet.autofilter(0, 0, self._rows, len(self._columns) - 1)

    def _link_target(self, column: Column[Any], row: object) -> str:
        """Return the place in the workbook that the cell links to; no text of a paper is in it."""
        wanted = column.links_to(row) if column.links_to is not None else None
        if wanted is None or wanted not in self._places:
            return ""
        return f"internal:'{wanted[0]}'!A{self._places[wanted] + 1}"

    def _write(self, place: int, column: Column[Any], value: Cell, row: object) -> None:
        """Write text as text and never as what it looks like: `Worksheet.write` would guess formulas and links."""
        if not isinstance(value, str):
            self._sheet.write_number(self._rows, place, value, self._plain)
            return
        self.cut += is_cut(value)
        link = doi_link(value) if column.doi else self._link_target(column, row)
        if (
            link
            and self._links < MOST_LINKS
            and self._sheet.write_url(self._rows, place, link, self._linked, value) == 0
        ):
            self._links += 1
        else:
            is_quiet = column.is_quiet is not None and column.is_quiet(row)
            self._sheet.put_text(self._rows, place, value, self._quiet if is_quiet else self._plain)
