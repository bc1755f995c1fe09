from __future__ import annotations

from lib.answering.offline.part_passages import with_part
from tests.answering.requests import passage, sentence

READING = [
    sentence(0, "Herons were counted at noon from the dam."),
    sentence(1, "The aim of this study was to find out when herons leave.", section="Introduction"),
    sentence(2, "Our study was limited to three lakes.", section="Discussion"),
    sentence(3, "A further limitation is the mild winter.", section="Discussion"),
]


def test_what_tells_the_part_stands_before_what_was_found_and_no_sentence_twice() -> None:
    found = [passage("p", READING[:1]), passage("p", READING[3:])]
    passages = with_part("What are the limitations of the study?", found, lambda paper_id, reading: READING)
    assert [one.sentence_ids for one in passages] == [[2], [0], [3]]
    assert passages[0].section == "Discussion"


def test_a_question_for_no_part_leaves_the_passages_as_they_are() -> None:
    found = [passage("p", READING[:1])]
    assert with_part("How were herons counted?", found, lambda paper_id, reading: READING) == found
