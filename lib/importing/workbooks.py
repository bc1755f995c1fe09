"""The sheets of a workbook, XLSX or ODS, as rows of text; merged cells have their value in every cell."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError, iterparse

from lib.errors import SheetError
from lib.importing.table_heads import Grid

ROWS = 200_000
COLUMNS = 2_000
ROWS_LOOKED_AT = 2 * ROWS
"""Of a sheet, empty ones included."""
UNPACKED_MEGABYTES = 200
"""Of what a workbook unpacks to at most."""
CELLS = 10_000_000
"""Of all sheets: rows and cells that are said to repeat take no room in the file."""
MERGED_COLUMNS = 200
"""Columns of a merged range that are filled: a title is often merged over all 16,384."""
STRICT = (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://purl.oclc.org/ooxml/officeDocument/relationships")
"""Namespaces of "Strict Open XML", which Excel offers when saving and openpyxl does not read (ISO/IEC 29500, part 1)."""
TRANSITIONAL = (
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
)
UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
)
"""What `zipfile` raises for parts that are damaged, encrypted or packed in a way that it does not know."""
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@dataclass(slots=True)
class Merged:
    """A merged range, from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int
    value: str = ""


@dataclass(slots=True)
class GridBuilder:
    """Takes the rows of one sheet one by one and heeds the limits: a stray cell far out would widen every row."""

    file: str
    name: str
    merged: list[Merged] = field(default_factory=list)
    cells: int = 0
    """Taken so far, those of sheets before included."""
    grid: Grid = field(init=False)
    _active: list[Merged] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.grid = Grid(self.name, [], [])
        self.merged.sort(key=lambda one: one.top, reverse=True)

    def merge(self, one: Merged) -> None:
        """Add a range of the row that comes next."""
        self.merged.append(one)

    def add(self, number: int, cells: Iterable[str]) -> None:
        """Add a row by its number in the sheet; raises SheetError where it reaches too far."""
        row = _without_tail(cells)
        self.check_width(number, len(row))
        if row:
            across = self._fill(number, row)
            self.grid.rows.append(row)
            self.grid.numbers.append(number)
            if across:
                self.grid.merged_across.add(len(self.grid.rows) - 1)
            self.cells += len(row)
        if self.cells > CELLS:
            raise SheetError(f"“{self.file}” has more than {CELLS:,} cells. Remove what is not needed.")
        if len(self.grid.rows) > ROWS:
            raise SheetError(f"“{self.file}” has more than {ROWS:,} rows. Split it into smaller tables.")
        if number > ROWS_LOOKED_AT:
            raise SheetError(
                f"“{self.file}” has cells below row {ROWS_LOOKED_AT:,}. Remove what does not belong to it."
            )

    def check_width(self, number: int, width: int) -> None:
        """Raise SheetError where a row has a cell too far out."""
        if width > COLUMNS:
            raise SheetError(
                f"“{self.file}” has a cell in column {width:,} of row {number:,}; a table has {COLUMNS:,} columns at the "
                "most. Remove what does not belong to the table."
            )

    def _fill(self, number: int, row: list[str]) -> bool:
        """Return whether cells of the row are merged across, after writing each range's value into all of its cells."""
        while self.merged and self.merged[-1].top <= number:
            self._active.append(self.merged.pop())
        self._active = [one for one in self._active if one.bottom >= number]
        across = False
        for one in self._active:
            if number == one.top:
                one.value = row[one.left - 1] if one.left <= len(row) else ""
            across = across or (one.right > one.left and bool(one.value))
            right = min(one.right, one.left + MERGED_COLUMNS) if one.value else 0
            row += [""] * (right - len(row))
            for place in range(one.left - 1, right):
                row[place] = row[place] or one.value
        return across


def workbook_grids(name: str, data: bytes) -> list[Grid]:
    """Return the sheets that hold anything, in their order; raises SheetError with a sentence."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED_MEGABYTES * 1_000_000:
                raise SheetError(
                    f"“{name}” unpacks to more than {UNPACKED_MEGABYTES} MB. Split it into smaller tables."
                )
            if "content.xml" in parts.namelist():
                return _ods_grids(name, parts)
            return _xlsx_grids(name, _transitional(parts, data))
    except UNPACKING_ERRORS as error:
        raise SheetError(f"“{name}” cannot be opened as an Excel file. Save it as .xlsx or .csv again.") from error


def _transitional(parts: zipfile.ZipFile, data: bytes) -> bytes:
    """Return the workbook in the form that openpyxl reads, where it is in the strict one."""
    if "xl/workbook.xml" not in parts.namelist() or STRICT[0] not in parts.read("xl/workbook.xml"):
        return data
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            content = parts.read(name)
            if name.endswith((".xml", ".rels")):
                for strict, transitional in zip(STRICT, TRANSITIONAL, strict=True):
                    content = content.replace(strict, transitional)
            out.writestr(name, content)
    return stream.getvalue()


def _xlsx_grids(name: str, data: bytes) -> list[Grid]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:  # Broken XML is a SyntaxError, whichever library reads it.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (SyntaxError, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError) as error:
        raise SheetError(f"“{name}” cannot be opened as an Excel file. Save it as .xlsx or .csv again.") from error
    try:
        merged = _merged_ranges(data)
        grids, cells = [], 0
        for sheet in book.worksheets:
            builder = GridBuilder(name, sheet.title, merged.get(_path_of(sheet), []), cells)
            sheet.reset_dimensions()  # rows come as wide as they are, not as the furthest cell of all
            for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                builder.add(number, (_cell(value) for value in values))
            cells = builder.cells
            builder.grid.is_hidden = sheet.sheet_state != "visible"
            grids.append(builder.grid)
        return [grid for grid in grids if grid.rows]
    except (SyntaxError, KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile, OSError) as error:
        raise SheetError(f"“{name}” is a damaged Excel file. Save it as .xlsx or .csv again.") from error
    finally:
        book.close()


def _path_of(sheet: Any) -> str:
    """Return where a sheet stands in its workbook; openpyxl says it in an attribute of its own."""
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/")


def _merged_ranges(data: bytes) -> dict[str, list[Merged]]:
    """Return the merged ranges of each sheet by its part, which openpyxl does not give where it reads row by row."""
    ranges: dict[str, list[Merged]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for part in parts.namelist():
            if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", part):
                continue
            content = parts.read(part).rpartition(b"</sheetData>")[2] or b""
            found = re.findall(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z0-9:]+)[\"']", content)
            ranges[part] = [one for ref in found if (one := _range(ref.decode("ascii"))) is not None]
    return ranges


def _range(reference: str) -> Merged | None:
    from openpyxl.utils import column_index_from_string

    found = _RANGE.fullmatch(reference)
    if found is None:
        return None
    return Merged(int(found[2]), column_index_from_string(found[1]), int(found[4]), column_index_from_string(found[3]))


def _ods_grids(name: str, parts: zipfile.ZipFile) -> list[Grid]:
    """Return the sheets of an OpenDocument spreadsheet (ODF 1.3, part 3, section 9.1)."""
    grids: list[Grid] = []
    builder: GridBuilder | None = None
    number = cells = 0
    try:
        with parts.open("content.xml") as content:
            for event, element in iterparse(content, ("start", "end")):  # noqa: S314 - expat itself refuses entities that grow
                if event == "start" and element.tag == f"{_TABLE}table":
                    builder, number = GridBuilder(name, element.get(f"{_TABLE}name", ""), cells=cells), 0
                elif event == "end" and element.tag == f"{_TABLE}table" and builder is not None:
                    grids.append(builder.grid)
                    cells, builder = builder.cells, None
                elif event == "end" and element.tag == f"{_TABLE}table-row" and builder is not None:
                    number = _add_ods_row(builder, element, number)
                    element.clear()
    except (ParseError, KeyError, ValueError, RecursionError) as error:
        raise SheetError(f"“{name}” is a damaged OpenDocument file. Save it as .ods, .xlsx or .csv again.") from error
    return [grid for grid in grids if grid.rows]


def _add_ods_row(builder: GridBuilder, element: Element, number: int) -> int:
    """Return the number of the last row that an element stands for, after adding them."""
    cells: list[str] = []
    for cell in element:
        repeated = min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), COLUMNS + 1)
        down = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
        across = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
        if down > 1 or across > 1:
            left = len(cells) + 1
            builder.merge(Merged(number + 1, left, number + down, left + across - 1))
        value = "" if cell.tag == f"{_TABLE}covered-table-cell" else _ods_value(cell).strip()
        if value:
            builder.check_width(number + 1, len(cells) + repeated)
        cells += [value] * (repeated if value or len(cells) + repeated <= COLUMNS else 1)
    times = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
    if not any(cells):
        return number + times
    for at in range(number + 1, number + min(times, ROWS + 1) + 1):
        builder.add(at, cells)
    return number + times


def _ods_value(cell: Element) -> str:
    notes = {paragraph for note in cell.iter(f"{_OFFICE}annotation") for paragraph in note.iter(f"{_TEXT}p")}
    lines = ["".join(_words(paragraph)) for paragraph in cell.iter(f"{_TEXT}p") if paragraph not in notes]
    if lines:
        return "\n".join(lines)
    return cell.get(f"{_OFFICE}string-value") or cell.get(f"{_OFFICE}value") or cell.get(f"{_OFFICE}date-value") or ""


def _words(element: Element) -> Iterator[str]:
    """Yield the text of a paragraph; blanks in a row stand as elements, a note is no text."""
    yield element.text or ""
    for inner in element:
        if inner.tag == f"{_TEXT}s":
            yield " " * min(int(inner.get(f"{_TEXT}c", "1")), 100)
        elif inner.tag in {f"{_TEXT}line-break", f"{_TEXT}tab"}:
            yield "\n" if inner.tag == f"{_TEXT}line-break" else "\t"
        elif inner.tag != f"{_OFFICE}annotation":
            yield from _words(inner)
        yield inner.tail or ""


def _without_tail(cells: Iterable[str]) -> list[str]:
    """Return the cells stripped, up to the last that holds anything."""
    row = [cell.strip() for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
