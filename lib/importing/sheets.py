"""Tables that people bring (CSV, TSV, XLSX, ODS) as rows of text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lib.errors import SheetError
from lib.importing.column_names import NO_TABLE
from lib.importing.table_heads import Grid, Head, head_of, paper_rank
from lib.importing.workbooks import CELLS, COLUMNS, ROWS, workbook_grids
from lib.text.wording import bare

MEGABYTES = 50
"""Of a file at most."""
DELIMITERS = ",;\t|"
LINES_LOOKED_AT = 30
"""Of a CSV, for its delimiter."""
EXCEL_OLD = b"\xd0\xcf\x11\xe0"
"""The first bytes of the .xls of before 2007."""
_EXCEL_HINT = re.compile(r"\Asep=.\r?\n", re.IGNORECASE)
"""The line by which Excel names the delimiter."""
_WORD = re.compile(r"[^\W\d_]+")
_BROKEN_WORD = re.compile(r"(?<=[A-Za-z])[¤¦¨¯±³´¶¸¹Ÿ‘„†‡ˆ‰]|[£¥¤¦¨¯±²³¹´¸¶](?=[a-z])")
"""A sign beside a letter, as bytes of another code page make it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a header."""

    columns: list[str]
    """Not empty, no two alike."""
    rows: list[dict[str, str]]
    """By column; cells stripped, missing ones empty, empty rows left out."""
    doubt: str = ""
    """A sentence where its letters were guessed and may be wrong."""
    name: str = ""
    """Of the sheet of a workbook; empty for a CSV."""
    others: tuple[str, ...] = ()
    """All sheets of the workbook that hold anything."""
    head_row: int = 1
    """Number of the row in which its columns are named."""

    def column(self, *names: str) -> str | None:
        """Return the first column that is called one of these, letter case, spaces and underlines apart; None where none is."""
        wanted = {bare(name): rank for rank, name in reversed(list(enumerate(names)))}
        found = [column for column in self.columns if bare(column) in wanted]
        return min(found, key=lambda column: wanted[bare(column)], default=None)


def read_sheet(name: str, data: bytes, sheet: str | None = None, head_row: int | None = None) -> Sheet:
    """Return the table of a file, by what is in it rather than by its name; raises SheetError with a sentence.

    `sheet`: which one of a workbook; else the first with a column that names papers, or questions, or the first table at all.
    `head_row`: the number of the row in which its columns are named; else the first below notes and titles that looks like it.
    """
    if len(data) > MEGABYTES * 1_000_000:
        raise SheetError(f"“{name}” is larger than {MEGABYTES} MB. Split it into smaller tables.")
    if data.startswith(EXCEL_OLD):
        raise SheetError(
            f"“{name}” is an old Excel file (.xls), or has a password. Save it as .xlsx or .csv without one and choose that."
        )
    grids = workbook_grids(name, data) if data.startswith(b"PK") else [_csv_grid(name, decoded(name, data))]
    if sheet is not None and sheet not in {grid.name for grid in grids}:
        raise SheetError(f"“{name}” has no sheet “{sheet}”.")
    tables = [
        (grid, head)
        for grid in grids
        if sheet in {None, grid.name} and (head := head_of(grid, _index(grid, head_row))) is not None
    ]
    tables = [(grid, head) for grid, head in tables if len(grid.rows) > head.first + 1]
    if not tables:
        raise SheetError(f"“{name}” holds no table: it needs a header row and at least one row below it.")
    grid, head = min(tables, key=lambda table: _unlikeliness(*table))
    others = tuple(of.name for of in grids) if len(grids) > 1 else ()
    return replace(_sheet_of(name, grid, head), doubt=doubt_of(name, data), name=grid.name, others=others)


def _unlikeliness(grid: Grid, head: Head) -> tuple[int, bool, int]:
    """Return what the table is chosen by among the sheets: the columns that it has, what its sheet is called, its size."""
    is_about = grid.is_hidden or bool(NO_TABLE.search(grid.name))
    return (paper_rank(head.columns), is_about, -(len(grid.rows) - head.first) * len(head.columns))


def _index(grid: Grid, head_row: int | None) -> int | None:
    """Return the index of the row with that number, or of the next that holds anything; None where none is named."""
    if head_row is None:
        return None
    return next((at for at, number in enumerate(grid.numbers) if number >= head_row), len(grid.rows))


def doubt_of(name: str, data: bytes) -> str:
    """Return a sentence where the letters of a file are a guess, as those of old Czech, Turkish or Greek files are;
    else empty.
    """
    if data.startswith((b"PK", b"\xff\xfe", b"\xfe\xff")):
        return ""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return (
            f"“{name}” does not say in which encoding it is, so its accented letters were guessed. "
            "Look at the names: where they are wrong, save it as CSV in UTF-8 or as XLSX and choose that."
        )
    return ""


def _sheet_of(name: str, grid: Grid, head: Head) -> Sheet:
    body = [row for at, row in enumerate(grid.rows) if at > head.first and not _is_line_across(grid, at)]
    width = len(head.columns)
    if width * (len(body) + 1) > CELLS:
        raise SheetError(
            f"“{name}” has {len(body) + 1:,} rows of {width:,} columns, too many. Remove what is not needed."
        )
    rows = [dict(zip(head.columns, [*row, *[""] * (width - len(row))], strict=True)) for row in body]
    return Sheet(head.columns, rows, head_row=grid.numbers[head.first])


def _is_line_across(grid: Grid, at: int) -> bool:
    """Return whether a row is one text merged over the table, as the title of a group of rows is."""
    return at in grid.merged_across and len({cell for cell in grid.rows[at] if cell}) == 1


def decoded(name: str, data: bytes) -> str:
    """Return the text of a file in whichever encoding it is; raises SheetError where it is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _guessed(name, data)
    if "\0" in text:
        raise SheetError(f"“{name}” is no text file. Choose a CSV, XLSX or TXT file.")
    return text


def _guessed(name: str, data: bytes) -> str:
    """Return the text of bytes that are no UTF-8: Western as Excel writes it where that makes words, else as it is guessed."""
    if (western := _as_code_page_1252(data)) is not None:
        return western

    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise SheetError(f"“{name}” is in an encoding that is not recognised. Save it in UTF-8 and choose that.")
    return str(best)


def _as_code_page_1252(data: bytes) -> str | None:
    """Return the text in code page 1252, None where its accents make no words of it.

    A guess by frequency of letters takes a few names in a short table for Baltic or Chinese. In Western words most letters
    are plain, and none stands beside a sign such as ³ or £.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    accented = [word for word in _WORD.findall(text) if not word.isascii()]
    plain = sum(letter.isascii() for word in accented for letter in word)
    few = 2 * plain >= sum(len(word) for word in accented)
    return text if few and not _BROKEN_WORD.search(text) else None


def _csv_grid(name: str, text: str) -> Grid:
    """Return the rows of a CSV; the delimiter is the one that parts most of its first lines into as many cells as each other."""
    table = _EXCEL_HINT.sub("", text, count=1)
    lines = [line for line in table.splitlines()[:LINES_LOOKED_AT] if line.strip()]
    delimiter = max(DELIMITERS, key=lambda sign: _evenness(lines, sign))
    grid = Grid("", [], [])
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(table, newline=""), delimiter=delimiter), start=1):
            row = [cell.strip() for cell in cells]
            while row and not row[-1]:
                row.pop()
            if len(row) > COLUMNS:
                raise SheetError(
                    f"“{name}” has more than {COLUMNS:,} columns. Remove what does not belong to the table."
                )
            if row:
                grid.rows.append(row)
                grid.numbers.append(number)
            if len(grid.rows) > ROWS:
                raise SheetError(f"“{name}” has more than {ROWS:,} rows. Split it into smaller tables.")
    except csv.Error as error:
        raise SheetError(f"This table cannot be read as CSV ({error}). Save it again as CSV in UTF-8.") from error
    return grid


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """Return how many lines hold a delimiter as often as the line that holds it most often does, and how often that is."""
    counts = [_outside_quotes(line).count(delimiter) for line in lines]
    usual = max((count for count in counts if count), key=counts.count, default=0)
    return (counts.count(usual) if usual else 0), usual


def _outside_quotes(line: str) -> str:
    return "".join(part for i, part in enumerate(line.split('"')) if i % 2 == 0)
