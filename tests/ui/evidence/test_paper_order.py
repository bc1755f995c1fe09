"""In which order an answer shows the papers that were asked one after the other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.records import Answer, AnswerSentence, Citation, Paper
from lib.records.core import CALL_EACH, CHANCES
from lib.ui.evidence.marks import paper_headings
from lib.ui.evidence.paper_order import orders_of, sentence_order

PAPERS = {
    "a": Paper("a", "a.pdf", title="Bats", year=2001),
    "b": Paper("b", "b.pdf", title="Ants", year=2019),
    "c": Paper("c", "c.pdf", title="Cats", year=None),
}


def said(paper_id: str) -> AnswerSentence:
    return AnswerSentence(f"Of {paper_id}.", [Citation(paper_id, 1, [0], "", [])], "supported", 1.0)


UNCITED = AnswerSentence("So it is.", [], "no_claim", 1.0)
ANSWER = Answer(
    id="x",
    question="?",
    found=True,
    text="",
    sentences=[said("a"), UNCITED, said("b"), said("c")],
    passages=[],
    answerer="extractive",
    model="",
    paper_ids=list(PAPERS),
    settings={CHANCES: {"a": 0.7, "b": 0.85, "c": 0.99}},
)


@pytest.mark.parametrize(
    ("order", "indices"),
    [("as found", [0, 1, 2, 3]), ("paper", [2, 0, 1, 3]), ("year", [2, 0, 1, 3]), ("certainty", [3, 2, 0, 1])],
)
def test_papers_are_sorted_with_all_that_is_said_of_them(order, indices):
    assert sentence_order(ANSWER, order, PAPERS) == indices


def test_only_an_answer_paper_by_paper_can_be_sorted():
    assert orders_of(ANSWER) == ["as found", "paper", "year", "certainty"]
    assert orders_of(replace(ANSWER, settings={CALL_EACH: True})) == ["as found", "paper", "year"]
    assert orders_of(replace(ANSWER, settings={})) == []
    assert orders_of(replace(ANSWER, sentences=[said("a"), said("b"), said("a")])) == []
    assert orders_of(replace(ANSWER, sentences=[said("a")])) == []


def test_the_chance_of_each_paper_stands_in_its_heading_as_a_word():
    quotes = replace(ANSWER, sentences=[said("a"), said("b"), said("c")])
    assert [one.split(" · ")[0] for one in paper_headings(quotes, PAPERS)] == ["Perhaps", "Likely", "Very likely"]
