"""A table's row carries the heads of its columns."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from lib.geometry import Rect
from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word
from lib.reading.tables.grid import GridRow
from lib.reading.tables.table_reader import printed_table
from tests import pdfs
from tests.reading.test_reading import read

GRID = [["Model", "Accuracy", "Recall"], ["ResNet", "91.2", "88.0"], ["VGG 16", "85.1", "80.4"]]


def cell(text: str, u: float, v: float) -> Line:
    words = []
    for part in text.split():
        words.append(Word(part, u, u + 5 * len(part), v, 10, "Times"))
        u += 5 * (len(part) + 0.5)
    return Line(words, 0, page=1)


def grid_lines(grid: list[list[str]]) -> list[Line]:
    return [cell(text, 50 + 100 * c, 100 + 12 * r) for r, row in enumerate(grid) for c, text in enumerate(row) if text]


def table_rows(lines: list[Line], rules: Sequence[Rect] = ()) -> list[GridRow]:
    return printed_table(lines, rules, ()).rows


def test_rows_carry_their_column_heads() -> None:
    rows = table_rows(grid_lines(GRID))
    assert [row.text for row in rows] == [
        "Model Accuracy Recall",
        "Model: ResNet; Accuracy: 91.2; Recall: 88.0",
        "Model: VGG 16; Accuracy: 85.1; Recall: 80.4",
    ]
    assert [row.head for row in rows] == [True, False, False]


def test_an_empty_cell_is_left_out() -> None:
    assert table_rows(grid_lines([*GRID, ["Random", "", "50.0"]]))[-1].text == "Model: Random; Recall: 50.0"


def test_a_rule_tells_the_head_of_a_table_without_numbers() -> None:
    words = [["Site", "Habitat"], ["of", "of"], ["survey", "survey"], ["Kruger", "savanna"], ["Jena", "garden"]]
    rule = (40.0, 127.0, 260.0, 127.5)
    assert table_rows(grid_lines(words), [rule])[-1].text == "Site of survey: Jena; Habitat of survey: garden"


def test_text_without_columns_stays_as_printed() -> None:
    lines = [cell("only one column", 50, 100), cell("of plain text", 50, 112)]
    assert [row.text for row in table_rows(lines)] == ["only one column", "of plain text"]


def test_a_table_under_its_caption_is_read_into_rows_with_boxes_on_its_cells(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pdfs.PAGE_PT, invariant=1)
    canvas.setFont("Times-Roman", 10)
    for n, text in enumerate(pdfs.unlike_sentences(20)):
        canvas.drawString(60, 780 - 12 * n, text[:95])
    canvas.setFont("Times-Roman", 8)
    canvas.drawString(60, 500, "Table 1. Results of both models on the test set of pictures.")
    for r, row in enumerate(GRID):
        for c, text in enumerate(row):
            canvas.drawString(60 + 150 * c, 480 - 11 * r, text)
    canvas.save()
    reading = read(tmp_path, out.getvalue())
    (row,) = [s for s in reading.sentences if "91.2" in s.text]
    assert (row.kind, row.text) == ("table", "Model: ResNet; Accuracy: 91.2; Recall: 88.0")
    assert row.lines == ["ResNet", "91.2", "88.0"]
    assert [round(box.x0 * pdfs.PAGE_PT[0]) for box in row.boxes] == [60, 210, 360]
    (table,) = reading.tables
    assert (table.label, table.caption) == ("Table 1", "Results of both models on the test set of pictures.")
    (cell,) = [cell for cell in table.cells if cell.text == "80.4"]
    assert (cell.row, cell.column, cell.row_label, cell.heads) == (2, 2, "VGG 16", ["Recall"])
    assert [round(box.x0 * pdfs.PAGE_PT[0]) for box in cell.boxes] == [360]
    assert "80.4" in reading.sentences[cell.sentence_ids[0]].text


def texts_of(grid: list[list[str]], rules: tuple[tuple[float, float, float, float], ...] = ()) -> list[str]:
    return [row.text for row in table_rows(grid_lines(grid), rules)]


def test_a_row_whose_cells_wrap_is_one_row() -> None:
    grid = [
        ["Model", "Made for", "Recall"],
        ["ResNet", "pictures of", "88.0"],
        ["", "animals", ""],
        ["VGG 16", "pictures", "80.4"],
    ]
    assert texts_of(grid)[1:] == [
        "Model: ResNet; Made for: pictures of animals; Recall: 88.0",
        "Model: VGG 16; Made for: pictures; Recall: 80.4",
    ]


def test_rules_between_rows_tell_what_belongs_to_a_row() -> None:
    grid = [
        ["Site", "Use"],
        ["Old", "Grazing"],
        ["meadow", "Mowing"],
        ["Wood", "None"],
        ["Edge", "Paths"],
        ["path", "Benches"],
        ["Pond", "None"],
    ]
    rules = tuple((40.0, v, 260.0, v + 0.5) for v in (104.0, 128.0, 140.0, 164.0))
    assert texts_of(grid, rules)[1:] == [
        "Site: Old meadow; Use: Grazing Mowing",
        "Site: Wood; Use: None",
        "Site: Edge path; Use: Paths Benches",
        "Site: Pond; Use: None",
    ]


def test_a_note_under_a_table_has_no_columns_head() -> None:
    note = "Each value is the mean of six runs"
    assert texts_of([*GRID, [note, "", ""]])[-1] == note


def test_a_word_broken_in_a_cell_is_whole() -> None:
    rows = texts_of([["Model", "Pictures"], ["ResNet", "nocturnal mam-"], ["", "mals"], ["VGG", "birds"]])
    assert rows[1] == "Model: ResNet; Pictures: nocturnal mammals"
