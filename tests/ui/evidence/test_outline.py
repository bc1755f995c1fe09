"""The outline of a paper: its sections with their places."""

from lib.records import Box, Sentence
from lib.ui.evidence.outline import OutlineEntry, outline_of
from lib.ui.evidence.reader_data import pages_near


def sentence(number, section, kind="body", page=1):
    return Sentence(
        number, f"Text {number}.", section, kind, [Box(page, 0.1, number / 10, 0.9, number / 10 + 0.02)], ["x"]
    )


def test_each_section_stands_once_at_its_beginning():
    sentences = [
        sentence(0, "", "front"),
        sentence(1, "Abstract"),
        sentence(2, "Abstract"),
        sentence(3, "Methods", "heading", 2),
        sentence(4, "Methods > Data", "heading", 2),
        sentence(5, "Methods > Data", "caption", 3),
        sentence(6, "Methods > Data > Sites > Far", "heading", 3),
    ]
    assert outline_of(sentences) == [
        OutlineEntry("Abstract", 1, 1, 0.1),
        OutlineEntry("Methods", 1, 2, 0.3),
        OutlineEntry("Data", 2, 2, 0.4),
        OutlineEntry("Far", 3, 3, 0.6),
    ]
    assert outline_of([]) == []


def test_the_pages_next_to_the_one_in_sight_are_drawn_first():
    assert pages_near(3, 5) == [3, 4, 2, 5, 1]
    assert pages_near(1, 1) == [1]
    assert 30 not in pages_near(10, 40)
