"""Who agrees with whom: every place counts once, whoever answered and however many answers it has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.records import Category
from lib.records.reviews import Judgement, ReviewVerdict, SettledLabel
from lib.records.surveys import CellRow
from lib.reviews.label_sources import (
    agreement_by,
    agreement_of,
    answerer_labels,
    disagreements,
    gold_labels,
    one_answer_each,
    place_of,
    rater_labels,
    votes_of,
)
from lib.reviews.queue import QueueItem
from lib.statistics.agreement import Agreement

LETTERS: dict[str, Category] = {"F": "failed", "R": "reported", "N": "not_reported", "U": "unclear"}
PLACES = [(paper, question) for paper in ("p1", "p2") for question in ("Q1", "Q2", "Q3")]


def survey(source: str = "s", **answerers: str) -> list[QueueItem]:
    """Return the items of a survey of six places, one letter of an answerer each."""
    return [
        QueueItem(
            f"{source}-{name}-{paper}-{question}",
            source,
            question,
            [paper],
            name,
            LETTERS[letter],
            LETTERS[letter],
            None,
            "",
            "",
        )
        for name, letters in answerers.items()
        for (paper, question), letter in zip(PLACES, letters, strict=True)
    ]


def said(rater: str, item: QueueItem, second: int = 0, **words: object) -> ReviewVerdict:
    at = f"2026-01-01T00:00:{second:02}.000000+00:00"
    return ReviewVerdict(f"{rater}{item.answer_id}{second}", item.answer_id, rater, at, **words)  # type: ignore[arg-type]


def by_answer(*verdicts: ReviewVerdict) -> dict[str, list[ReviewVerdict]]:
    found: dict[str, list[ReviewVerdict]] = {}
    for verdict in verdicts:
        found.setdefault(verdict.answer_id, []).append(verdict)
    return found


def test_two_answerers_of_a_survey_are_compared_place_by_place() -> None:
    """Both say R 4 and N 2 times of 6 and agree on 4: (4/6 - 20/36) / (1 - 20/36) = 0.25."""
    labels = answerer_labels(survey(one="RRRNNR", other="RNRNRR"))
    found = agreement_of(labels["one"], labels["other"])
    assert (found.n, found.agreed) == (6, 4)
    assert found.kappa == pytest.approx(0.25)
    assert found.majority_share == pytest.approx(4 / 6)


def test_an_answerer_that_failed_gave_no_label_there() -> None:
    labels = answerer_labels(survey(one="RRFNNR", other="RNFFRR"))
    assert agreement_of(labels["one"], labels["other"]).n == 4


def test_a_rater_who_judged_every_answer_counts_each_paper_and_question_once() -> None:
    """Ada says R 3 and N 3 times, the answerer R 4 and N 2, they agree on 5: (5/6 - 1/2) / (1 - 1/2) = 2/3."""
    items = survey(one="RRRNNR", other="RNRNRR")
    verdicts = [said("Ada", item, category=LETTERS[letter]) for item, letter in zip(items, "RRNNNR" * 2, strict=True)]
    ada = rater_labels("category", items, by_answer(*verdicts))["Ada"]
    found = agreement_of(ada, answerer_labels(items)["one"])
    assert (found.n, found.agreed) == (6, 5)
    assert found.kappa == pytest.approx(2 / 3)


def test_what_two_surveys_ask_counts_once() -> None:
    items = survey("s", one="RRRNNR") + survey("t", one="NNNNNN")
    assert len(answerer_labels(items)["one"]) == 6


@given(
    st.lists(st.tuples(st.sampled_from("RNU"), st.sampled_from("RNU")), min_size=6, max_size=6),
    st.integers(1, 4),
    st.sampled_from(["category", "correct"]),
)
def test_agreement_is_the_same_however_often_a_survey_was_repeated(
    spoken: list[tuple[str, str]], repeats: int, judgement: Judgement
) -> None:
    words = {"category": LETTERS, "correct": {"R": "correct", "N": "wrong", "U": "partly"}}[judgement]
    once: Agreement | None = None
    for runs in (1, repeats):
        items = [item for run in range(runs) for item in survey(f"s{run}", one="RRRRRR")]
        words_given = [
            said(name, item, **{judgement: words[letter]})
            for name, place in (("Ada", 0), ("Bob", 1))
            for item, letter in zip(items, [pair[place] for pair in spoken] * runs, strict=True)
        ]
        latest = by_answer(*words_given)
        labels = rater_labels(judgement, one_answer_each(items, latest), latest)
        found = agreement_of(labels["Ada"], labels["Bob"], judgement)
        assert found.n == 6
        assert once in (None, found)
        once = found


def test_of_repeated_answers_the_one_that_most_raters_judged_counts() -> None:
    first, again = survey("s", one="RRRRRR")[0], survey("t", one="RRRRRR")[0]
    latest = by_answer(
        said("Ada", first, correct="correct"), said("Bob", first, correct="wrong"), said("Ada", again, correct="partly")
    )
    assert one_answer_each([again, first], latest) == [first]


def test_an_empty_label_is_none() -> None:
    assert agreement_of({("p", "Q"): "", ("p", "R"): "yes"}, {("p", "Q"): "yes", ("p", "R"): "yes"}).n == 1


def test_a_place_where_every_answerer_failed_has_no_vote() -> None:
    items = survey(a="FRRNNR", b="FNRNFR")
    rows = [
        CellRow(item.paper_ids[0], int(item.question[1]) - 1, item.answerer, item.answer_id, item.category,
                item.category, "rule", None, None, {}, "")
        for item in items
    ]  # fmt: skip
    assert set(votes_of(["Q1", "Q2", "Q3"], rows)) == set(PLACES[1:])


def test_the_vote_is_compared_with_an_answerer() -> None:
    """Three answerers; the vote is R R R N R R: with the third (R 3, N 3) 4 of 6, (2/3 - 1/2) / (1/2) = 1/3."""
    items = survey(a="RRRNNR", b="RNRNRR", c="NRRNRN")
    rows = [
        CellRow(item.paper_ids[0], int(item.question[1]) - 1, item.answerer, item.answer_id, item.category,
                item.category, "rule", None, None, {}, "")
        for item in items
    ]  # fmt: skip
    vote = votes_of(["Q1", "Q2", "Q3"], rows)
    assert [vote[paper, question] for paper, question in PLACES] == [LETTERS[letter] for letter in "RRRNRR"]
    found = agreement_of(vote, answerer_labels(items)["c"])
    assert (found.n, found.agreed) == (6, 4)
    assert found.kappa == pytest.approx(1 / 3)


def test_verdicts_on_answers_are_of_each_answer() -> None:
    items = survey(one="RRRNNR", other="RNRNRR")
    verdicts = [said(rater, item, correct="correct") for rater in ("Ada", "Bob") for item in items]
    labels = rater_labels("correct", items, by_answer(*verdicts))
    assert agreement_of(labels["Ada"], labels["Bob"]).n == 12


def test_of_several_categories_of_a_rater_at_one_place_the_newest_counts() -> None:
    first, second = survey(one="RRRRRR")[0], survey(other="RRRRRR")[0]
    verdicts = by_answer(said("Ada", first, 5, category="unclear"), said("Ada", second, 4, category="reported"))
    for items in ([first, second], [second, first]):
        assert rater_labels("category", items, verdicts) == {"Ada": {("p1", "Q1"): "unclear"}}


def test_agreement_by_question_and_by_paper_adds_up_to_all_of_it() -> None:
    """On p1 R R R against R N R, on p2 N N R against N R R."""
    items = survey(one="RRRNNR", other="RNRNRR")
    labels = answerer_labels(items)
    one, other = labels["one"], labels["other"]
    questions = agreement_by("question", "category", one, other, items)
    assert {name: (a.agreed, a.n) for name, a in questions.items()} == {"Q1": (2, 2), "Q2": (0, 2), "Q3": (2, 2)}
    papers = agreement_by("paper", "category", one, other, items)
    assert {name: (a.agreed, a.n) for name, a in papers.items()} == {"p1": (2, 3), "p2": (2, 3)}
    assert questions["Q1"].kappa == 1
    assert questions["Q3"].kappa is None


def test_raters_who_differ_on_one_place_by_two_answers_differ() -> None:
    items = survey(one="RRRRRR", other="RRRRRR")
    verdicts = by_answer(said("Ada", items[0], category="unclear"), said("Bob", items[6], category="reported"))
    (found,) = disagreements("category", items, verdicts, [])
    assert found.labels == {"Ada": "unclear", "Bob": "reported"}
    assert disagreements("correct", items, verdicts, []) == []


def test_settled_labels_are_compared_as_a_side() -> None:
    """Gold R R R N N N against the answerer's R R R N N R: 5 of 6, (5/6 - 1/2) / (1/2) = 2/3."""
    items = survey(one="RRRNNR")
    settled = [
        SettledLabel(str(n), item.paper_ids, item.question, LETTERS[letter], "Cleo", "", "", "category")
        for n, (item, letter) in enumerate(zip(items, "RRRNNN", strict=True))
    ]
    gold = gold_labels("category", items, settled)
    found = agreement_of(answerer_labels(items)["one"], gold)
    assert found.kappa == pytest.approx(2 / 3)
    assert found.majority_share == 0.5
    assert gold_labels("correct", items, settled) == {}


def test_a_place_is_the_answer_or_the_papers_and_question() -> None:
    item = survey(one="RRRRRR")[0]
    assert place_of(item, "correct") == place_of(item, "supported") == ("s-one-p1-Q1",)
    assert place_of(item, "category") == ("p1", "Q1")
