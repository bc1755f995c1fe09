"""Verdicts held in memory are those of the database, however they came there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.records.reviews import ReviewVerdict
from lib.reviews.verdict_cache import KeptVerdicts
from lib.reviews.verdicts import standing
from lib.storage.database import open_database
from lib.storage.verdicts import VerdictStore


class CountingStore(VerdictStore):
    """A store that knows how many verdicts were read from it."""

    read = 0

    def all(self, since: str = "") -> list[ReviewVerdict]:
        found = super().all(since)
        self.read += len(found)
        return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CountingStore]:
    engine = open_database(tmp_path)
    yield CountingStore(engine)
    engine.dispose()


def said(n: int, answer: str = "a", rater: str = "Ada", day: int = 1, **words: object) -> ReviewVerdict:
    at = f"2026-01-{day:02}T00:{n // 60:02}:{n % 60:02}.000000+00:00"
    return ReviewVerdict(f"v{day}-{n}", answer, rater, at, **words)  # type: ignore[arg-type]


def test_a_new_verdict_is_seen_without_reading_the_others_again(store: CountingStore) -> None:
    store.add_all([said(60 * n, answer=f"a{n}", correct="wrong") for n in range(50)])
    kept = KeptVerdicts(store)
    assert len(kept.all()) == 50
    assert store.read == 50
    kept.standing(["a1"])
    assert store.read == 50, "nothing is read while nothing is new"
    store.add(said(0, answer="a1", day=2, correct="correct"))
    assert [verdict.correct for verdict in kept.standing(["a1"])] == ["correct"]
    assert store.read == 52, "the new one, and what was said half a minute before"
    assert kept.all() == VerdictStore(store.engine).all()


def test_verdicts_that_name_an_older_moment_are_seen_in_their_place(store: CountingStore) -> None:
    kept = KeptVerdicts(store)
    store.add(said(0, day=3, correct="wrong"))
    assert len(kept.all()) == 1
    store.add_all([said(0, day=1, correct="correct"), said(0, day=2, correct="partly", rater="Bob")])
    assert [verdict.at[8:10] for verdict in kept.all()] == ["01", "02", "03"]
    assert [(v.rater, v.correct) for v in kept.standing(["a"])] == [("Bob", "partly"), ("Ada", "wrong")]


def test_what_counts_is_told_for_some_answers_and_for_all_alike(store: CountingStore) -> None:
    store.add_all([said(n, answer=f"a{n % 7}", rater=f"R{n % 3}", correct="wrong") for n in range(60)])
    store.add(said(59, day=2, answer="a0", rater="R0", withdraws="v1-42"))
    kept = KeptVerdicts(store)
    assert kept.standing() == standing(VerdictStore(store.engine).all())
    some = ["a3", "a0", "none"]
    assert kept.standing(some) == [verdict for verdict in kept.standing() if verdict.answer_id in some]
    assert kept.all(some) == [verdict for verdict in kept.all() if verdict.answer_id in some]


def test_the_same_id_twice_is_one_verdict(store: CountingStore) -> None:
    assert store.add_all([said(1, correct="wrong")]) == 1
    assert store.add_all([said(1, correct="correct"), said(2)]) == 1
    assert [verdict.correct for verdict in KeptVerdicts(store).all()] == ["wrong", None]
