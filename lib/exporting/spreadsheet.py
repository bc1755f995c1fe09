"""An export as an Excel workbook and as CSV."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from lib.exporting.export_rows import Export, extraction_rows
from lib.exporting.export_tables import (
    ANSWERS,
    CITATIONS,
    PAPERS,
    VERDICTS,
    Column,
    SheetRow,
    about,
    citations,
    verdicts,
)
from lib.exporting.extraction_columns import (
    CODEBOOK,
    CODEBOOK_COLUMNS,
    DETAIL_COLUMNS,
    DETAILS,
    TABLE,
    codebook,
    details,
    table_columns,
    wide_columns,
)
from lib.exporting.phrases import MADE_WITH
from lib.exporting.spreadsheet_cells import Cell, is_cut, safe_cell, safe_csv_cell
from lib.text.dois import doi_link
from lib.text.wording import count

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""Below the header of a sheet of Excel."""
MOST_LINKS = 60_000
"""Excel takes 65,530 links a sheet."""
A4 = 9
"""Excel's number of the paper size."""
EVERYWHERE = "A1:XFD1048576"
"""All cells of a sheet."""
LINK_COLOUR = "#0563C1"
"""As Excel draws links."""
ABOUT: tuple[Column[tuple[str, Cell]], ...] = (
    Column("what", lambda line: line[0], 34),
    Column("is", lambda line: line[1], 90),
)
EXPORTED_WITH: Column[Any] = Column("exported with", lambda _: MADE_WITH, 16)
"""The last column of a CSV, which has no other place for it: not every reader passes over comments."""
Of = TypeVar("Of")


def write_xlsx(export: Export, out: BinaryIO) -> None:
    """Write the workbook: of a survey the extraction table first, with its details and the codebook; answers, citations,
    verdicts where there are any, papers, and what it all is.

    Every text is stored as text: no cell holds a formula. DOIs lead to the web, papers to their row among the papers, answer
    ids to their answer, as links of the sheet. Raises OSError where it cannot be written.
    """
    with _workbook(out) as book:
        places: dict[SheetRow, int] = {}
        extracted = _extraction_sheets(book, export, places) if export.extraction is not None else ()
        answers = _Sheet(book, "Answers", ANSWERS, places)
        cited = _Sheet(book, "Citations", CITATIONS, places)
        judged = _Sheet(book, "Verdicts", VERDICTS, places) if export.verdicts else None
        papers = _Sheet(book, "Papers", PAPERS, places)
        for paper in export.papers:  # before what leads to them
            papers.add(paper)
        for row in export.rows():
            answers.add(row)
            for one in citations(row):
                cited.add(one)
            if judged is not None:
                for verdict in verdicts(row):
                    judged.add(verdict)
        _write_extraction(export, extracted)
        sheets = [sheet for sheet in (*extracted, answers, cited, judged, papers) if sheet is not None]
        page = _Sheet(book, "About", ABOUT, places)
        for line in [*about(export), *_cut_or_left_out(sheets)]:
            page.add(line)
        for sheet in (*sheets, page):
            sheet.finish()


def _extraction_sheets(book: Workbook, export: Export, places: dict[SheetRow, int]) -> tuple[_Sheet, ...]:
    """Return the empty sheets of the table, its details and the codebook, which stand before all others."""
    of_lines = {(CODEBOOK, str(line.number)): line.number for line in codebook(export.questions)}
    places.update(of_lines)  # the table's heads lead there
    return (
        _Sheet(book, TABLE, table_columns(export.questions), places, frozen=1, quiet_links=True),
        _Sheet(book, DETAILS, DETAIL_COLUMNS, places, frozen=1),
        _Sheet(book, CODEBOOK, CODEBOOK_COLUMNS, places),
    )


def _write_extraction(export: Export, sheets: Sequence[_Sheet]) -> None:
    """Write the extraction table, after the papers and answers that it leads to."""
    if export.extraction is None:
        return
    table, of_details, lines = sheets
    for row in export.extraction():
        for detail in details(row, export.questions):  # before the row whose cells lead to them
            of_details.add(detail)
        table.add(row)
    for line in codebook(export.questions):
        lines.add(line)


def _cut_or_left_out(sheets: Sequence[_Sheet]) -> Iterator[tuple[str, Cell]]:
    """Yield what does not stand in these sheets, as lines of "About"."""
    if cut := sum(sheet.cut for sheet in sheets):
        yield "Note", f"{count(cut, 'text')} longer than a cell may be, cut. The JSONL export has them whole."
    for sheet in sheets:
        if sheet.left_out:
            yield "Note", f"{sheet.left_out:,} rows do not fit into the sheet “{sheet.title}” and are left out."


@contextmanager
def _workbook(out: BinaryIO) -> Iterator[Workbook]:
    """Yield a workbook whose rows go to the disk as they come, closed at the end; one that is given up leaves nothing there."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    with tempfile.TemporaryDirectory() as folder:
        book = Workbook(out, {"constant_memory": True, "tmpdir": folder})
        book.use_zip64()
        try:
            yield book
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        finally:
            for sheet in book.worksheets():
                sheet._opt_close()  # else a workbook that is given up keeps its files open


def write_csv(export: Export, out: BinaryIO) -> None:
    """Write one row an answer, UTF-8 with a byte order mark, so that Excel reads it."""
    _write_csv(ANSWERS, export.rows(), out)


def write_wide_csv(export: Export, out: BinaryIO) -> None:
    """Write one row a paper, as `write_csv` does; raises SidelightError where the export has no extraction table."""
    _write_csv(wide_columns(export.questions), extraction_rows(export), out)


def write_citations_csv(export: Export, out: BinaryIO) -> None:
    """Write one row a citation, as `write_csv` does."""
    _write_csv(CITATIONS, (one for row in export.rows() for one in citations(row)), out)


def _write_csv(columns: Sequence[Column[Of]], rows: Iterable[Of], out: BinaryIO) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    lines = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    wide: tuple[Column[Any], ...] = (*columns, EXPORTED_WITH)
    lines.writerow([column.name for column in wide])
    for row in rows:
        cells = (safe_csv_cell(column.cell(row)) for column in wide)
        lines.writerow(["" if cell is None else cell for cell in cells])
    text.detach()


class _Sheet:
    """A sheet that is written row by row, its header frozen and filtered."""

    def __init__(
        self,
        book: Workbook,
        title: str,
        columns: Sequence[Column[Any]],
        places: dict[SheetRow, int],
        *,
        frozen: int = 0,
        quiet_links: bool = False,
    ) -> None:
        """Begin the sheet with its header.

        `places`: the rows of all sheets that can be linked to, counted from 0; those of this one come into it. `frozen`: so
        many columns stay in sight, and on each printed page. `quiet_links`: links look like other text.
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
        self._sheet: Worksheet = book.add_worksheet(title)
        wrapped = {"text_wrap": True, "valign": "top"}
        self._plain = book.add_format(wrapped)
        self._linked = (
            self._plain if quiet_links else book.add_format({**wrapped, "font_color": LINK_COLOUR, "underline": 1})
        )
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

    def add(self, row: object) -> None:
        """Write the row below the others."""
        if self._rows >= MOST_ROWS:
            self.left_out += 1
            return
        self._rows += 1
        for place, column in enumerate(self._columns):
            tip = safe_cell(column.tip(row)) if column.tip is not None else None
            self._write(place, column, safe_cell(column.cell(row)), self._link_target(column, row), str(tip or ""))
            if column.anchor is not None:
                self._places[column.anchor(row)] = self._rows

    def finish(self) -> None:
        """Let the header be filtered by."""
        self._sheet.autofilter(0, 0, self._rows, len(self._columns) - 1)

    def _link_target(self, column: Column[Any], row: object) -> str:
        """Return the place in the workbook that the cell links to; no text of a paper is in it."""
        wanted = column.links_to(row) if column.links_to is not None else None
        if wanted is None or wanted not in self._places:
            return ""
        return f"internal:'{wanted[0]}'!A{self._places[wanted] + 1}"

    def _write(self, place: int, column: Column[Any], value: Cell, target: str, tip: str) -> None:
        """Write text as text and never as what it looks like: `Worksheet.write` would guess formulas and links."""
        if value is None or value == "":
            return
        if not isinstance(value, str):
            self._sheet.write_number(self._rows, place, value, self._plain)
            return
        self.cut += is_cut(value)
        link = doi_link(value) if column.doi else target
        if (
            link
            and self._links < MOST_LINKS
            and self._sheet.write_url(self._rows, place, link, self._linked, value, tip or None) == 0
        ):
            self._links += 1
        else:
            self._sheet.write_string(self._rows, place, value, self._plain)
