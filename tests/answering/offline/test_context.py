from __future__ import annotations

from lib.answering.offline.context import reason_before, with_context
from lib.records import Sentence
from tests.answering.requests import sentence


def reading(*texts: str) -> list[Sentence]:
    return [sentence(i, text) for i, text in enumerate(texts)]


def ids(found: list[Sentence]) -> list[int]:
    return [one.id for one in found]


CRITERIA = reading(
    "Patients came from two towns.",
    "The following criteria were used:",
    "1. Older than 20 years.",
    "2. No surgery before.",
    "All of them agreed.",
)


def test_an_item_brings_its_lead_in_and_the_items_beside_it() -> None:
    assert ids(with_context(CRITERIA[3], CRITERIA)) == [1, 2, 3]
    assert ids(with_context(CRITERIA[1], CRITERIA)) == [1, 2, 3]


def test_a_restriction_in_the_next_sentence_comes_along_and_another_sentence_does_not() -> None:
    paper = reading("Herons were ringed at the lake.", "However, chicks were left out.", "It rained.")
    assert ids(with_context(paper[0], paper)) == [0, 1]
    assert ids(with_context(paper[1], paper)) == [1]


def test_a_sentence_that_begins_like_an_item_but_has_no_lead_in_stands_alone() -> None:
    paper = reading("It was warm.", "2. Herons were ringed.")
    assert ids(with_context(paper[1], paper)) == [1]


def test_the_sentence_before_a_consequence_says_why() -> None:
    paper = reading("Crude extracts are cheap.", "Thus, an extract was used.", "It was dark.")
    assert ids(reason_before(paper[1], paper)) == [0]
    assert not reason_before(paper[2], paper)
    assert not reason_before(reading("Thus, an extract was used.")[0], paper)


def test_a_sentence_that_only_announces_brings_what_it_announces() -> None:
    paper = reading("This study has some limitations.", "First, it was short.", "Second, it rained.", "We thank Ann.")
    assert ids(with_context(paper[0], paper)) == [0, 1, 2]
    plain = reading("This study has some limitations.", "It was short.")
    assert ids(with_context(plain[0], plain)) == [0]


def test_a_sentence_that_the_end_of_a_page_cuts_is_quoted_with_its_other_part() -> None:
    paper = [
        sentence(0, "It was funded by the Lake Trust and by"),
        sentence(1, "Figure 1. The lake.", kind="caption"),
        sentence(2, "a grant of the River Fund."),
        sentence(3, "It rained."),
    ]
    assert ids(with_context(paper[0], paper)) == ids(with_context(paper[2], paper)) == [0, 2]
    assert ids(with_context(paper[3], paper)) == [3]
