"""Places in the reader: hits in reading order, framed line by line; the list of tables; titles whole in lists of choices."""

from __future__ import annotations

from lib.records import Box
from lib.ui.evidence.reader_data import line_frames
from lib.ui.reader.outline import Entry
from lib.ui.reader.reading_order import in_reading_order


def line(top: float, x0: float = 0.1, x1: float = 0.9, page: int = 1) -> list[Box]:
    return [Box(page, x0, top, x1, top + 0.02)]


def test_what_stands_above_in_its_column_comes_first() -> None:
    hits = [
        ("keywords", line(0.4)),
        ("abstract", line(0.2)),
        ("left", line(0.8, 0.1, 0.45)),
        ("right", line(0.6, 0.55, 0.9)),
        ("before", line(0.9, page=0)),
    ]
    assert in_reading_order(hits) == ["before", "abstract", "keywords", "left", "right"]


def test_words_beside_one_another_have_one_frame_a_line() -> None:
    sex, difference = Box(1, 0.1, 0.5, 0.15, 0.52), Box(1, 0.155, 0.5, 0.25, 0.52)
    assert line_frames([sex, difference]) == [Box(1, 0.1, 0.5, 0.25, 0.52)]
    wrapped = Box(1, 0.1, 0.525, 0.2, 0.545)
    assert line_frames([difference, wrapped]) == [difference, wrapped]
    far = Box(1, 0.6, 0.5, 0.7, 0.52)
    assert line_frames([sex, far]) == [sex, far]


def test_the_page_of_a_table_stands_before_what_a_narrow_list_cuts() -> None:
    assert Entry("Table 1", 4, "Multi-level regression").line == "Table 1 · page 4 · Multi-level regression"
    assert Entry("Figure 2", 5).line == "Figure 2 · page 5"
