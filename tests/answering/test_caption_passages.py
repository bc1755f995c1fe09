"""Captions come with the rows and figures that were found."""

from __future__ import annotations

from lib.answering.caption_passages import with_captions, without_captions
from lib.records import Box, Figure, Passage
from tests.answering.requests import passage, sentence
from tests.answering.tables import table

TEXTS = {
    0: ("Table 1 Results of both models.", "caption"),
    1: ("Model Accuracy", "table"),
    2: ("Model: ResNet; Accuracy: 91.2", "table"),
    3: ("Model: VGG; Accuracy: 85.1", "table"),
    4: ("Otters were counted.", "body"),
    5: ("Figure 1 Otters by month.", "caption"),
    6: ("Bars are months.", "caption"),
}
READING = [sentence(n, text, kind) for n, (text, kind) in TEXTS.items()]
TABLE = table([["Model", "Accuracy"], ["ResNet", "91.2"], ["VGG", "85.1"]])
FIGURE = Figure("Figure 1", "Otters by month.", Box(1, 0.1, 0.1, 0.2, 0.2), sentence_ids=[5, 6])


def shown(*passages: Passage) -> list[Passage]:
    return with_captions(passages, lambda *_: READING, lambda *_: [TABLE], lambda *_: [FIGURE])


def of(*ids: int, score: float = 0.8) -> Passage:
    return passage("p", [READING[i] for i in ids], score)


def test_the_caption_stands_once_behind_the_first_rows_of_its_table() -> None:
    found = shown(of(3, score=0.9), of(4), of(2, score=0.7))
    assert [one.sentence_ids for one in found] == [[3], [0], [4], [2]]
    caption = found[1]
    assert (caption.id, caption.text, caption.pages) == ("p:1:0-0", "Table 1 Results of both models.", [1])
    assert (caption.score, caption.boxes) == (0.9, READING[0].boxes)


def test_a_caption_that_was_found_itself_comes_no_second_time() -> None:
    assert [one.sentence_ids for one in shown(of(2), of(0))] == [[2], [0]]


def test_a_part_of_a_figures_caption_brings_the_rest() -> None:
    assert [one.sentence_ids for one in shown(of(6))] == [[6], [5]]


def test_running_text_brings_nothing() -> None:
    assert shown(of(4)) == [of(4)]


def test_what_was_found_can_be_had_again_from_what_is_shown() -> None:
    """Answers that come by batch are put to the passages that were sent: the found ones, of which the shown ones were kept."""
    found = [of(3), of(4), of(6), of(0)]
    assert without_captions(shown(*found), lambda *_: READING) == found
