"""Several answerers beside one another: votes, how each fared, where two agree, how alike two answers are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lib.records import Category
from lib.records.surveys import CellRow
from lib.surveys.comparing import agreements, evidence_mark, figures, similarity, votes
from tests.surveys.answers import answer


def row(paper: str, question: int, answerer: str, category: Category, **took: Any) -> CellRow:
    return CellRow(paper, question, answerer, "id", category, category, "rule", None, None, took)


def test_a_tie_is_a_tie_and_what_failed_neither_votes_nor_disputes() -> None:
    said: dict[str, Category] = {"a": "reported", "b": "not_reported", "c": "failed"}
    (vote,) = votes([row("p", 0, who, category) for who, category in said.items()])
    assert (vote.label, vote.disputed) == ("tie", True)
    (vote,) = votes([row("p", 0, "a", "reported"), row("p", 0, "c", "failed")])
    assert (vote.label, vote.disputed) == ("reported", False)


def test_the_share_leaves_out_what_failed_and_a_cost_is_known_only_where_all_are() -> None:
    rows = [
        row("p", 0, "a", "reported", seconds=1.0, input=10, output=2, cost=0.5),
        row("p", 1, "a", "not_reported", seconds=2.0, input=10, output=2, cost=0.25),
        row("p", 2, "a", "failed", seconds=4.0, cost=None),
    ]
    (one,) = figures(rows[:2], ["a"])
    assert (one.share, one.seconds, one.input, one.cost) == (0.5, 3.0, 20, 0.75)
    (all_of,) = figures(rows, ["a"])
    assert (all_of.share, all_of.failed, all_of.cost) == (0.5, 1, None)


def test_two_answerers_agree_on_the_cells_that_neither_failed() -> None:
    rows = [row("p", q, "a", "reported") for q in range(4)]
    rows += [row("p", q, "b", c) for q, c in enumerate(("reported", "reported", "not_reported", "failed"))]  # type: ignore[arg-type]
    (pair,) = agreements(rows, ["a", "b"])
    assert (pair.agreement.n, pair.agreement.agreed) == (3, 2)


def test_a_persons_word_is_neither_a_vote_nor_an_agreement() -> None:
    said: dict[str, Category] = {"a": "reported", "b": "not_reported"}
    rows = [replace(row("p", 0, who, own), category="unclear") for who, own in said.items()]
    (vote,) = votes(rows)
    assert vote.label == "tie"
    (pair,) = agreements(rows, ["a", "b"])
    assert (pair.agreement.n, pair.agreement.agreed) == (1, 0)


def test_texts_of_the_same_words_are_alike_whatever_their_order_and_endings() -> None:
    first = "The network was trained with the Adam optimiser."
    assert similarity(first, "With the Adam optimiser, networks were trained.") == pytest.approx(1.0)
    assert similarity(first, "Otters live in rivers.") == 0.0
    assert 0.2 < similarity(first, "The optimiser was SGD.") < 0.9
    assert similarity(first, "") == 0.0


def test_the_mark_of_the_evidence_changes_with_the_words_alone() -> None:
    first = answer("We used Adam.", "It was fast.")
    assert evidence_mark(first) == evidence_mark(answer("It was  FAST", "We used adam"))
    assert evidence_mark(first) != evidence_mark(answer("We used Adam."))
    assert evidence_mark(answer("Nothing.", found=False)) == ""


def test_a_quote_without_its_reference_marks_is_the_same_evidence() -> None:
    assert evidence_mark(answer("Otters⁴ swim [3, 4].")) == evidence_mark(answer("Otters swim."))
    assert evidence_mark(answer("Otters swim 3.")) != evidence_mark(answer("Otters swim."))
