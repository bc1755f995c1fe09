"""An export as an Excel workbook and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from lib.exporting.entry_columns import ENTRIES, entry_columns, has_groups
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
    paper_rows,
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
from lib.exporting.spreadsheet_cells import Cell, safe_csv_cell
from lib.exporting.workbook import Sheet, new_workbook
from lib.text.wording import count

if TYPE_CHECKING:
    from xlsxwriter import Workbook

ABOUT: tuple[Column[tuple[str, Cell]], ...] = (
    Column("what", lambda line: line[0], 34),
    Column("is", lambda line: line[1], 90),
)
EXPORTED_WITH: Column[Any] = Column("exported with", lambda _: MADE_WITH, 16)
"""The last column of a CSV, which has no other place for it: not every reader passes over comments."""
Of = TypeVar("Of")


def write_xlsx(export: Export, out: BinaryIO) -> None:
    """Write the workbook: of a survey the extraction table first, with its details, the rows of questions that repeat within a
    paper where there are such, and the codebook; answers, citations, verdicts where there are any, papers, and what it all is.

    Every text is stored as text: no cell holds a formula. DOIs lead to the web, papers to their row among the papers, answer
    ids to their answer, as links of the sheet. Raises OSError where it cannot be written.
    """
    _write_workbook(export, out, with_answers=True)


def write_extraction_xlsx(export: Export, out: BinaryIO) -> None:
    """Write the extraction table, its details, the repeated rows, the codebook and the papers alone, as `write_xlsx` does; raises
    SidelightError where the export has no such table.
    """
    extraction_rows(export)
    _write_workbook(export, out, with_answers=False)


def write_papers_xlsx(export: Export, out: BinaryIO) -> None:
    """Write the table of the papers alone, as `write_xlsx` does."""
    _write_workbook(export, out, with_answers=False)


def _write_workbook(export: Export, out: BinaryIO, *, with_answers: bool) -> None:
    with new_workbook(out) as book:
        places: dict[SheetRow, int] = {}
        extracted = _extraction_sheets(book, export, places) if export.extraction is not None else ()
        entries = _entries_sheet(book, export, places)
        answers = _answer_sheets(book, export, places) if with_answers else ()
        papers = Sheet(book, "Papers", PAPERS, places)
        for paper in paper_rows(export):  # before what leads to them
            papers.add(paper)
        if answers:
            _write_answers(export, answers)
        _write_extraction(export, extracted)
        for sheet in entries:
            for entry in export.repeated() if export.repeated is not None else ():
                sheet.add(entry)
        sheets = [*extracted, *entries, *answers, papers]
        page = Sheet(book, "About", ABOUT, places)
        for line in [*about(export), *_cut_or_left_out(sheets)]:
            page.add(line)
        for sheet in (*sheets, page):
            sheet.finish()


def _answer_sheets(book: Workbook, export: Export, places: dict[SheetRow, int]) -> tuple[Sheet, ...]:
    """Return the empty sheets of the answers and citations, and of the verdicts where there are any."""
    sheets = Sheet(book, "Answers", ANSWERS, places), Sheet(book, "Citations", CITATIONS, places)
    return (*sheets, Sheet(book, "Verdicts", VERDICTS, places)) if export.verdicts else sheets


def _write_answers(export: Export, sheets: Sequence[Sheet]) -> None:
    answers, cited, *judged = sheets
    for row in export.rows():
        answers.add(row)
        for one in citations(row):
            cited.add(one)
        for sheet in judged:
            for verdict in verdicts(row):
                sheet.add(verdict)


def _extraction_sheets(book: Workbook, export: Export, places: dict[SheetRow, int]) -> tuple[Sheet, ...]:
    """Return the empty sheets of the table, its details and the codebook, which stand before all others."""
    of_lines = {(CODEBOOK, str(line.number)): line.number for line in codebook(export.questions, export.question_set)}
    places.update(of_lines)  # the table's heads lead there
    return (
        Sheet(book, TABLE, table_columns(export.questions), places, frozen=1, fitted=True),
        Sheet(book, DETAILS, DETAIL_COLUMNS, places, frozen=1, fitted=True),
        Sheet(book, CODEBOOK, CODEBOOK_COLUMNS, places),
    )


def _entries_sheet(book: Workbook, export: Export, places: dict[SheetRow, int]) -> tuple[Sheet, ...]:
    """Return the empty sheet of what questions that repeat within a paper have; none where no question does."""
    if export.repeated is None or not has_groups(export.questions):
        return ()
    return (Sheet(book, ENTRIES, entry_columns(export.questions), places, frozen=1, fitted=True),)


def _write_extraction(export: Export, sheets: Sequence[Sheet]) -> None:
    """Write the extraction table, after the papers and answers that it leads to."""
    if export.extraction is None:
        return
    table, of_details, lines = sheets
    for row in export.extraction():
        for detail in details(row, export.questions):  # before the row whose cells lead to them
            of_details.add(detail)
        table.add(row)
    for line in codebook(export.questions, export.question_set):
        lines.add(line)


def _cut_or_left_out(sheets: Sequence[Sheet]) -> Iterator[tuple[str, Cell]]:
    """Yield what does not stand in these sheets, as lines of "About"."""
    if cut := sum(sheet.cut for sheet in sheets):
        yield "Note", f"{count(cut, 'text')} longer than a cell may be, cut. The JSONL export has them whole."
    for sheet in sheets:
        if sheet.left_out:
            yield "Note", f"{sheet.left_out:,} rows do not fit into the sheet “{sheet.title}” and are left out."


def write_csv(export: Export, out: BinaryIO) -> None:
    """Write one row an answer, UTF-8 with a byte order mark, so that Excel reads it."""
    write_csv_rows(ANSWERS, export.rows(), out)


def write_wide_csv(export: Export, out: BinaryIO) -> None:
    """Write one row a paper, as `write_csv` does; raises SidelightError where the export has no extraction table."""
    write_csv_rows(wide_columns(export.questions), extraction_rows(export), out)


def write_citations_csv(export: Export, out: BinaryIO) -> None:
    """Write one row a citation, as `write_csv` does."""
    write_csv_rows(CITATIONS, (one for row in export.rows() for one in citations(row)), out)


def write_papers_csv(export: Export, out: BinaryIO) -> None:
    """Write one row a paper, as `write_csv_rows` does."""
    write_csv_rows([*PAPERS, EXPORTED_WITH], paper_rows(export), out)


def write_csv_rows(columns: Sequence[Column[Of]], rows: Iterable[Of], out: BinaryIO) -> None:
    """Write the rows under the names of their columns, UTF-8 with a byte order mark; no cell holds a formula."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    lines = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    wide: tuple[Column[Any], ...] = (*columns, EXPORTED_WITH)
    lines.writerow([column.name for column in wide])
    for row in rows:
        cells = (safe_csv_cell(column.cell(row)) for column in wide)
        lines.writerow(["" if cell is None else cell for cell in cells])
    text.detach()
