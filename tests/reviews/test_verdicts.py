"""Which verdicts count, and what is no verdict."""

import pytest

from lib.errors import ConfigError
from lib.records.reviews import ReviewVerdict
from lib.reviews.verdicts import latest_verdicts


def said(n: int, rater: str = "Ada", answer: str = "a", **words: object) -> ReviewVerdict:
    return ReviewVerdict(f"v{n}", answer, rater, f"2026-01-01T00:00:{n:02}", **words)  # type: ignore[arg-type]


def test_the_newest_of_each_rater_on_each_answer_and_citation_counts() -> None:
    verdicts = [
        said(1, correct="wrong"),
        said(2, correct="correct"),
        said(3, citation=1, supported="yes"),
        said(4, rater="Bob", correct="partly"),
        said(5, answer="b", correct="wrong"),
    ]
    assert [verdict.id for verdict in latest_verdicts(reversed(verdicts))] == ["v2", "v3", "v4", "v5"]


def test_one_taken_back_gives_way_to_the_one_before() -> None:
    verdicts = [said(1, correct="wrong"), said(2, correct="correct"), said(3, withdraws="v2")]
    assert [(verdict.id, verdict.correct) for verdict in latest_verdicts(verdicts)] == [("v1", "wrong")]


def test_nobody_takes_back_what_another_said() -> None:
    verdicts = [said(1, correct="wrong"), said(2, rater="Eve", withdraws="v1")]
    assert [verdict.id for verdict in latest_verdicts(verdicts)] == ["v1"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"correct": "right"}, "scheme"),
        ({"supported": "correct"}, "scheme"),
        ({"note": "x" * 10_001}, "10,000 characters"),
    ],
)
def test_words_outside_the_scheme_and_endless_notes_are_refused(words: dict, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        said(1, **words)


def test_a_verdict_without_a_name_is_refused() -> None:
    with pytest.raises(ConfigError, match="Say who you are"):
        said(1, rater="  ")


@pytest.mark.parametrize("words", [{"category": "nonsense"}, {"blind": "half"}])
def test_categories_and_ways_of_hiding_outside_the_scheme_are_refused(words: dict) -> None:
    with pytest.raises(ConfigError, match="words of the scheme"):
        said(1, **words)
