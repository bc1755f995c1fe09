"""A table that is taken away: nothing in it is run, and its numbers stay numbers."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from lib.exporting.spreadsheet_cells import printed_number, safe_cell
from lib.exporting.table_files import table_csv, table_text, table_xlsx
from tests.answering.tables import table

EVIL = '=HYPERLINK("http://example.org")'
TABLE = table([["Species", "Records"], ["Otter", "31"], [EVIL, "-4"]], label="Table 3: [of] otters", caption="By month")


def test_csv_has_every_cell_and_runs_nothing() -> None:
    rows = list(csv.reader(io.StringIO(table_csv(TABLE).decode("utf-8-sig"))))
    assert rows == [["Species", "Records"], ["Otter", "31"], [f"'{EVIL}", "-4"]]


def test_the_workbook_has_caption_and_cells_numbers_as_numbers() -> None:
    sheet = load_workbook(io.BytesIO(table_xlsx(TABLE))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "Table 3: [of] otters By month"
    assert rows[1:] == [["Species", "Records"], ["Otter", 31], [f"'{EVIL}", -4]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)} == {"s"}
    assert sheet.title == "Table 3 of otters"


def test_the_workbook_says_what_is_not_sure_of_its_table() -> None:
    doubtful = replace(TABLE, problem="Compare its numbers with the page.")
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(table_xlsx(doubtful))).active.iter_rows()]
    assert rows[-1][0] == "Compare its numbers with the page."


def test_what_is_pasted_runs_nothing() -> None:
    assert table_text(TABLE).splitlines() == ["Species\tRecords", "Otter\t31", f"'{EVIL}\t-4"]


NUMBERS = table([["n", "b"], ["−1.785", "1,204"], ["3.50", "-0.05"]])


def test_numbers_of_a_table_are_plain_in_csv_and_numbers_in_a_workbook() -> None:
    assert table_csv(NUMBERS).decode("utf-8-sig") == '"n","b"\r\n-1.785,1204\r\n3.50,-0.05\r\n'
    sheet = load_workbook(io.BytesIO(table_xlsx(NUMBERS))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "n" and cell.value is not None]
    assert [cell.value for cell in cells] == [-1.785, 1204, 3.5, -0.05]
    assert [cell.number_format for cell in cells] == ["0.000", "0", "0.00", "0.00"]


@pytest.mark.parametrize("text", ["-1.785", "−4", "+3", ".05", "0", "-1,204.5", "1e-10", "-2.5E−3"])
def test_a_number_alone_is_no_formula(text: str) -> None:
    assert printed_number(text) is not None
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    "text", ["-1+2", "-1-1", "=1", "-A1", "--1", "+1;2", "-1%", "- 1", "-1,2", "-1.2.3", "-", "-1e999", "-(1)"]
)
def test_what_is_more_than_a_number_stays_protected(text: str) -> None:
    assert printed_number(text) is None
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["0012", "1234567890123456789", "NaN", "1 000", "12 (3)", "", "٣"])
def test_what_a_spreadsheet_would_not_keep_stays_text(text: str) -> None:
    assert printed_number(text) is None
    assert safe_cell(text) == text
