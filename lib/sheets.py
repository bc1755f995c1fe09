"""Tables that people bring (CSV, TSV, XLSX) as rows of text."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lib.errors import SheetError

MEGABYTES = 50
"""Of a file, and of what an XLSX unpacks to."""
ROWS = 200_000
DELIMITERS = ",;\t|"
EXCEL_OLD = b"\xd0\xcf\x11\xe0"
"""The first bytes of the .xls of before 2007."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a header."""

    columns: list[str]
    """Not empty, no two alike."""
    rows: list[dict[str, str]]
    """By column; cells stripped, missing ones empty, empty rows left out."""

    def column(self, *names: str) -> str | None:
        """The first column that is called one of these, letter case, spaces and underlines apart; None where none is."""
        wanted = {_plain_name(name): rank for rank, name in reversed(list(enumerate(names)))}
        found = [column for column in self.columns if _plain_name(column) in wanted]
        return min(found, key=lambda column: wanted[_plain_name(column)], default=None)


def read_sheet(name: str, data: bytes) -> Sheet:
    """The table of a file, by what is in it rather than by its name; raises SheetError with a sentence."""
    if len(data) > MEGABYTES * 1_000_000:
        raise SheetError(f"“{name}” is larger than {MEGABYTES} MB. Split it into smaller tables.")
    if data.startswith(EXCEL_OLD):
        raise SheetError(f"“{name}” is an old Excel file (.xls). Save it as .xlsx or .csv and choose that.")
    rows = _xlsx_rows(name, data) if data.startswith(b"PK") else _csv_rows(decoded(name, data))
    return sheet_of(name, rows)


def sheet_of(name: str, rows: Iterable[Sequence[str]]) -> Sheet:
    """The table of rows, the first of which is the header; raises SheetError where there is nothing below it."""
    filled = [[cell.strip() for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    if len(filled) < 2:
        raise SheetError(f"“{name}” holds no table: it needs a header row and at least one row below it.")
    if len(filled) > ROWS:
        raise SheetError(f"“{name}” has more than {ROWS:,} rows. Split it into smaller tables.")
    columns = _distinct(filled[0], max(len(row) for row in filled))
    body = [dict(zip(columns, [*row, *[""] * (len(columns) - len(row))], strict=True)) for row in filled[1:]]
    return Sheet(columns, body)


def decoded(name: str, data: bytes) -> str:
    """The text of a file in whichever encoding it is; raises SheetError where it is no text."""
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
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise SheetError(f"“{name}” is in an encoding that cannot be told. Save it as CSV in UTF-8 and choose that.")
    return str(best)


def _csv_rows(text: str) -> list[list[str]]:
    """The rows of a CSV; the delimiter is the one that stands most often in its first line outside quotes."""
    bare = text.removeprefix("sep=;\n").removeprefix("sep=,\n")
    first = next((line for line in bare.splitlines() if line.strip()), "")
    outside = "".join(part for i, part in enumerate(first.split('"')) if i % 2 == 0)
    delimiter = max(DELIMITERS, key=outside.count)
    try:
        return list(csv.reader(io.StringIO(bare, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise SheetError(f"This table cannot be read as CSV ({error}). Save it again as CSV in UTF-8.") from error


def _xlsx_rows(name: str, data: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet that has any."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > 4 * MEGABYTES * 1_000_000:
                raise SheetError(f"“{name}” unpacks to more than {4 * MEGABYTES} MB. Split it into smaller tables.")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise SheetError(f"“{name}” cannot be opened as an Excel file. Save it as .xlsx or .csv again.") from error
    try:
        for sheet in book.worksheets:
            rows = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
            if any(any(row) for row in rows):
                return iter(rows)
        return iter(())
    finally:
        book.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _distinct(header: Sequence[str], width: int) -> list[str]:
    """The header's names, those missing made up, those twice numbered."""
    names: list[str] = []
    for place in range(width):
        name = (header[place] if place < len(header) else "") or f"column {place + 1}"
        copy, number = name, 2
        while copy in names:
            copy, number = f"{name} ({number})", number + 1
        names.append(copy)
    return names


def _plain_name(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
