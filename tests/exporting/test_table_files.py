"""A table that is taken away is text: nothing in it is run."""

from __future__ import annotations

import csv
import io

from openpyxl import load_workbook

from lib.exporting.table_files import table_csv, table_text, table_xlsx
from tests.answering.tables import table

EVIL = '=HYPERLINK("http://example.org")'
TABLE = table([["Species", "Records"], ["Otter", "31"], [EVIL, "-4"]], label="Table 3: [of] otters", caption="By month")


def test_csv_has_every_cell_and_runs_nothing() -> None:
    rows = list(csv.reader(io.StringIO(table_csv(TABLE).decode("utf-8-sig"))))
    assert rows == [["Species", "Records"], ["Otter", "31"], [f"'{EVIL}", "'-4"]]


def test_the_workbook_has_caption_and_cells_as_text() -> None:
    sheet = load_workbook(io.BytesIO(table_xlsx(TABLE))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "Table 3: [of] otters By month"
    assert rows[1:] == [["Species", "Records"], ["Otter", "31"], [f"'{EVIL}", "'-4"]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert sheet.title == "Table 3 of otters"


def test_what_is_pasted_runs_nothing() -> None:
    assert table_text(TABLE).splitlines() == ["Species\tRecords", "Otter\t31", f"'{EVIL}\t'-4"]
