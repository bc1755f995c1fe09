"""Tables that people bring (CSV, TSV, XLSX) as rows of text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lib.errors import SheetError
from lib.text.wording import bare

MEGABYTES = 50
"""Of a file at most."""
UNPACKED_MEGABYTES = 4 * MEGABYTES
"""Of what an XLSX unpacks to at most."""
ROWS = 200_000
COLUMNS = 2_000
CELLS = 10_000_000
"""Rows times columns."""
ROWS_LOOKED_AT = 2 * ROWS
"""Of a sheet, empty ones included."""
DELIMITERS = ",;\t|"
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

    def column(self, *names: str) -> str | None:
        """Return the first column that is called one of these, letter case, spaces and underlines apart; None where none is."""
        wanted = {bare(name): rank for rank, name in reversed(list(enumerate(names)))}
        found = [column for column in self.columns if bare(column) in wanted]
        return min(found, key=lambda column: wanted[bare(column)], default=None)


def read_sheet(name: str, data: bytes) -> Sheet:
    """Return the table of a file, by what is in it rather than by its name; raises SheetError with a sentence."""
    if len(data) > MEGABYTES * 1_000_000:
        raise SheetError(f"“{name}” is larger than {MEGABYTES} MB. Split it into smaller tables.")
    if data.startswith(EXCEL_OLD):
        raise SheetError(f"“{name}” is an old Excel file (.xls). Save it as .xlsx or .csv and choose that.")
    rows = _xlsx_rows(name, data) if data.startswith(b"PK") else _csv_rows(decoded(name, data))
    return replace(sheet_of(name, rows), doubt=doubt_of(name, data))


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


def sheet_of(name: str, rows: Iterable[Sequence[str]]) -> Sheet:
    """Return the table of rows, the first of which is the header; raises SheetError where there is nothing below it."""
    filled: list[list[str]] = []
    for cells in rows:
        row = _without_tail(cells)
        if len(row) > COLUMNS:
            raise SheetError(f"“{name}” has more than {COLUMNS:,} columns. Remove what does not belong to the table.")
        if row:
            filled.append(row)
        if len(filled) > ROWS:
            raise SheetError(f"“{name}” has more than {ROWS:,} rows. Split it into smaller tables.")
    if len(filled) < 2:
        raise SheetError(f"“{name}” holds no table: it needs a header row and at least one row below it.")
    width = max(len(row) for row in filled)
    if width * len(filled) > CELLS:
        raise SheetError(
            f"“{name}” has {len(filled):,} rows of {width:,} columns, too many. Remove what is not needed."
        )
    columns = _distinct(filled[0], width)
    body = [dict(zip(columns, [*row, *[""] * (len(columns) - len(row))], strict=True)) for row in filled[1:]]
    return Sheet(columns, body)


def _without_tail(cells: Sequence[str]) -> list[str]:
    """Return the cells stripped, up to the last that holds anything."""
    row = [cell.strip() for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


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
        raise SheetError(f"“{name}” is in an encoding that is not recognised. Save it as CSV in UTF-8 and choose that.")
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


def _csv_rows(text: str) -> list[list[str]]:
    """Return the rows of a CSV; the delimiter is the one that stands most often in its first line outside quotes."""
    table = _EXCEL_HINT.sub("", text, count=1)
    first = next((line for line in table.splitlines() if line.strip()), "")
    outside = "".join(part for i, part in enumerate(first.split('"')) if i % 2 == 0)
    delimiter = max(DELIMITERS, key=outside.count)
    try:
        return list(csv.reader(io.StringIO(table, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise SheetError(f"This table cannot be read as CSV ({error}). Save it again as CSV in UTF-8.") from error


def _xlsx_rows(name: str, data: bytes) -> list[list[str]]:
    """Return the rows of the first sheet that has any."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED_MEGABYTES * 1_000_000:
                raise SheetError(
                    f"“{name}” unpacks to more than {UNPACKED_MEGABYTES} MB. Split it into smaller tables."
                )
        # Broken XML is a SyntaxError, whichever library reads it.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (SyntaxError, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError) as error:
        raise SheetError(f"“{name}” cannot be opened as an Excel file. Save it as .xlsx or .csv again.") from error
    try:
        for sheet in book.worksheets:
            if rows := _sheet_rows(name, sheet):
                return rows
        return []
    except (SyntaxError, KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile, OSError) as error:
        raise SheetError(f"“{name}” is a damaged Excel file. Save it as .xlsx or .csv again.") from error
    finally:
        book.close()


def _sheet_rows(name: str, sheet: Any) -> list[list[str]]:
    """Return the rows of a sheet that hold anything; raises SheetError where it reaches too far.

    One stray cell far out makes every row above it as wide as it stands, so the limits are heeded row by row.
    """
    sheet.reset_dimensions()  # rows come as wide as they are, not as the furthest cell of all
    rows: list[list[str]] = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = _without_tail([_cell(value) for value in values])
        if len(row) > COLUMNS:
            raise SheetError(
                f"“{name}” has a cell in column {len(row):,} of row {number:,}; a table has {COLUMNS:,} columns at the "
                "most. Remove what does not belong to the table."
            )
        if row:
            rows.append(row)
        if len(rows) > ROWS:
            raise SheetError(f"“{name}” has more than {ROWS:,} rows. Split it into smaller tables.")
        if number > ROWS_LOOKED_AT:
            raise SheetError(f"“{name}” has cells below row {ROWS_LOOKED_AT:,}. Remove what does not belong to it.")
    return rows


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _distinct(header: Sequence[str], width: int) -> list[str]:
    """Return the header's names; made-up ones where they are missing, numbered ones where they stand twice."""
    names: dict[str, None] = {}
    for place in range(width):
        name = (header[place] if place < len(header) else "") or f"column {place + 1}"
        copy, number = name, 2
        while copy in names:
            copy, number = f"{name} ({number})", number + 1
        names[copy] = None
    return list(names)
