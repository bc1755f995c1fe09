"""What stands under the words that a person chooses on a page: a sentence, a cell, a row."""

from __future__ import annotations

from lib.records import Box, Sentence, Table, TableCell
from lib.reviews.pointing import MOST_SENTENCES, pointed_citation

KEY = ("paper", 2)


def line(number: int) -> Box:
    return Box(1, 0.1, 0.05 * number, 0.9, 0.05 * number + 0.02)


SENTENCES = [Sentence(n, f"Sentence {n}.", "Methods", "body", [line(n)], [f"Sentence {n}."]) for n in range(1, 16)]
HEADS = ["Species", "Precision", "Recall"]
TEXTS = [["Agrotis puta", "0.82", "0.71"], ["Noctua pronuba", "0.90", "0.66"]]


def cell(row: int, column: int, text: str, *, is_head: bool = False) -> TableCell:
    box = Box(2, 0.1 + 0.25 * column, 0.1 + 0.05 * row, 0.3 + 0.25 * column, 0.12 + 0.05 * row)
    label, heads = ("", []) if is_head else (TEXTS[row - 1][0] if column else "", [HEADS[column]])
    return TableCell(
        row=row,
        column=column,
        text=text,
        is_head=is_head,
        row_label=label,
        heads=heads,
        boxes=[box],
        sentence_ids=[20 + row],
    )


TABLE = Table(
    "Table 1",
    "What was found",
    pages=[2],
    cells=[cell(0, column, text, is_head=True) for column, text in enumerate(HEADS)]
    + [cell(row, column, text) for row, of in enumerate(TEXTS, start=1) for column, text in enumerate(of)],
)


def box_of(row: int, column: int) -> Box:
    return next(one.boxes[0] for one in TABLE.cells if (one.row, one.column) == (row, column))


def test_words_of_a_sentence_point_at_the_whole_sentence_and_not_at_its_neighbours() -> None:
    words = Box(1, 0.3, 0.151, 0.4, 0.169)
    found = pointed_citation(KEY, [words], SENTENCES, [TABLE])
    assert found is not None
    assert (found.paper_id, found.reading, found.sentence_ids, found.quote) == ("paper", 2, [3], "Sentence 3.")
    assert found.boxes == [line(3)]
    touching = Box(1, 0.1, 0.165, 0.9, 0.205)  # mostly between two lines: it takes in line 4 by a quarter
    assert pointed_citation(KEY, [touching], SENTENCES, []) is None


def test_words_of_one_cell_point_at_the_cell_of_several_at_their_row() -> None:
    found = pointed_citation(KEY, [box_of(2, 1)], SENTENCES, [TABLE])
    assert found is not None
    assert (found.table, found.row, found.column, found.quote) == (0, 2, 1, "Noctua pronuba, Precision: 0.90")
    row = pointed_citation(KEY, [box_of(2, 1), box_of(2, 2)], SENTENCES, [TABLE])
    assert row is not None
    assert (row.table, row.row, row.column) == (0, 2, None)
    assert row.quote == "Species: Noctua pronuba; Precision: 0.90; Recall: 0.66"
    assert row.cell is not None
    assert row.cell.row_label == "Noctua pronuba"


def test_nothing_and_a_whole_page_are_no_evidence() -> None:
    assert pointed_citation(KEY, [Box(1, 0.1, 0.97, 0.2, 0.99)], SENTENCES, [TABLE]) is None
    everything = [line(n) for n in range(1, MOST_SENTENCES + 2)]
    assert pointed_citation(KEY, everything, SENTENCES, []) is None
