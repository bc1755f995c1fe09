"""What a citation of a row or of a caption is narrowed down to, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.answering.answerer import AskRequest
from lib.answering.cited_places import unit_of, with_places
from lib.citations import place_of, shown_boxes
from lib.records import Box, Citation, Figure, TableCell
from tests.answering.requests import request
from tests.answering.tables import box, table

ROWS = [["Model", "Accuracy", "Recall"], ["ResNet", "91.2", "88.0"], ["VGG 16", "85.1", "80.4"]]
PICTURE = Box(1, 0.1, 0.1, 0.9, 0.5)


def asked() -> AskRequest:
    plain = request("How accurate was it?", {"p": [f"Sentence {n} of the paper." for n in range(9)]})
    (key,) = plain.sentences
    figures = [Figure("Figure 2", "Accuracy by month", PICTURE, sentence_ids=[6, 7])]
    return replace(plain, tables={key: [table(ROWS)]}, figures={key: figures})


def cited(*ids: int) -> Citation:
    return Citation("p", 1, list(ids), "quoted", [Box(1, 0.1, 0.6, 0.9, 0.62)])


def test_a_row_is_narrowed_down_to_the_cell_whose_number_is_said() -> None:
    citation = with_places(cited(2), "ResNet reached an accuracy of 91.2.", asked())
    assert (citation.table, citation.row, citation.column) == (0, 1, 1)
    assert citation.boxes == [box(1, 1)]
    assert place_of(citation) == "Table 1, row ResNet, column Accuracy"


def test_a_row_stays_a_row_where_no_single_cell_has_what_is_said() -> None:
    for said in ("ResNet was the best.", "ResNet reached 91.2 and 88.0."):
        citation = with_places(cited(2), said, asked())
        assert (citation.table, citation.row, citation.column) == (0, 1, None)
        assert place_of(citation) == "Table 1, row ResNet"


def test_a_caption_brings_its_picture() -> None:
    citation = with_places(cited(6), "The figure shows accuracy by month.", asked())
    assert citation.figure == 0
    assert citation.picture is not None
    assert shown_boxes(citation)[0] == PICTURE
    assert place_of(citation) == "Figure 2"


def test_running_text_stays_as_it_is() -> None:
    assert with_places(cited(8), "It was 91.2.", asked()) == cited(8)


@pytest.mark.parametrize(
    ("label", "head", "caption", "text", "unit"),
    [
        ("Otter", "Weight (kg)", "", "7.5", "kg"),
        ("Age (years)", "All", "", "63", "years"),
        ("Glucose, mg/dL", "All", "", "101", "mg/dL"),
        ("Otter", "Records (%)", "", "12", "%"),
        ("Otter", "Records", "Values are given in percent", "12", "%"),
        ("Otter", "n (%)", "", "4 (7.7)", ""),
        ("Otter", "Control arm (n = 50)", "", "12", ""),
        ("Otter", "Share (%)", "", "12%", ""),
        ("Otter", "Records", "", "12", ""),
    ],
)
def test_units_come_from_head_label_or_caption(label: str, head: str, caption: str, text: str, unit: str) -> None:
    cell = TableCell(1, 1, text, row_label=label, heads=[head])
    assert unit_of(table(ROWS, caption=caption), cell) == unit
