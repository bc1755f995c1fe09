from __future__ import annotations

import itertools

import pytest

from lib.records.voting import majority_vote


@pytest.mark.parametrize(
    ("labels", "vote"),
    [
        (["Yes", "No", "Yes"], "Yes"),
        (["Yes", "No"], "tie"),
        (["Yes"], "Yes"),
        (["a", "b", "c"], "tie"),
        (["a", "a", "b", "b", "c"], "tie"),
        (["a", "a", "b", "c"], "a"),
        ([], "failed"),
        (["failed", "failed"], "failed"),
        (["failed", "failed", "No"], "No"),
        (["failed", "Yes", "No"], "tie"),
    ],
)
def test_the_commonest_vote_wins_and_failures_do_not_vote(labels: list[str], vote: str) -> None:
    assert majority_vote(labels) == vote


def test_the_order_of_votes_does_not_matter() -> None:
    assert {majority_vote(list(order)) for order in itertools.permutations(["a", "b", "b", "c", "failed"])} == {"b"}
