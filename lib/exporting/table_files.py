"""A table of a paper as a file to take away: CSV, a workbook, or text to paste; nothing in it is run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from lib.exporting.spreadsheet_cells import MOST_DIGITS, printed_number, safe_cell, safe_csv_cell
from lib.exporting.workbook import new_workbook
from lib.records import Table

SHEET_NAME_LETTERS = 31
"""Of a sheet's name in Excel (its specifications and limits)."""


def table_grid(table: Table) -> list[list[str]]:
    """Return the table's texts row by row, every row as long as the longest; a cell that spans others stands in its first."""
    rows = max((cell.row + 1 for cell in table.cells), default=0)
    columns = max((cell.column + cell.column_span for cell in table.cells), default=0)
    grid = [["" for _ in range(columns)] for _ in range(rows)]
    for cell in table.cells:
        grid[cell.row][cell.column] = cell.text
    return [row for row in grid if any(row)]


def table_csv(table: Table) -> bytes:
    """Return the table as CSV, UTF-8 with a byte order mark, so that Excel reads it; caption and notes stay out.

    Plain numbers stand without quotes, their minus as ASCII has it, without commas at thousands.
    """
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_NONNUMERIC).writerows(
        [_csv_cell(text) for text in row] for row in table_grid(table)
    )
    return out.getvalue().encode("utf-8-sig")


def table_xlsx(table: Table) -> bytes:
    """Return a workbook with the table on its first sheet, its caption above, its notes below, and what is not sure of it.

    Plain numbers are numbers, shown with the decimal places that are printed; all else is text.
    """
    out = io.BytesIO()
    grid = table_grid(table)
    heads = {cell.row for cell in table.cells if cell.is_head}
    with new_workbook(out) as book:
        sheet = book.add_worksheet(_sheet_name(table.label))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        caption = " ".join(part for part in (table.label, table.caption) if part)
        lines: list[tuple[Sequence[str], bool]] = [([caption], True)] if caption else []
        lines += [(row, number in heads) for number, row in enumerate(grid)]
        lines += [([note], False) for note in (*table.notes, table.problem) if note]
        shapes = {_number_format(value) for row in grid for text in row if (value := printed_number(text)) is not None}
        formats = {shape: book.add_format({"num_format": shape, "valign": "top"}) for shape in sorted(shapes)}
        for number, (row, is_head) in enumerate(lines):
            for column, text in enumerate(row):
                value = None if is_head else printed_number(text)
                if value is None:
                    sheet.write_string(number, column, str(safe_cell(text) or ""), bold if is_head else plain)
                else:
                    sheet.write_number(number, column, float(value), formats[_number_format(value)])
    return out.getvalue()


def table_text(table: Table) -> str:
    """Return the table to be pasted into a spreadsheet: cells parted by tabs, rows by line ends."""
    return "\n".join(
        "\t".join(str(safe_cell(" ".join(text.split())) or "") for text in row) for row in table_grid(table)
    )


def _csv_cell(text: str) -> str | int | float | Decimal:
    number = printed_number(text)
    return number if number is not None else safe_csv_cell(text) or ""


def _number_format(number: Decimal) -> str:
    """Return the format of Excel that shows a number with the decimal places that are printed; its own for an exponent."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent > 0 or -exponent > MOST_DIGITS:
        return "General"
    return "0." + "0" * -exponent if exponent else "0"


def _sheet_name(label: str) -> str:
    """Return the label as a sheet may be called."""
    kept = "".join(letter if letter.isalnum() or letter in " ._-" else " " for letter in label)
    return " ".join(kept.split())[:SHEET_NAME_LETTERS].strip("'") or "Table"
