"""Verdicts held in memory are those of the database, however they came there."""

from __future__ import annotations

import pytest

from lib.records.reviews import ReviewVerdict
from lib.reviews.verdict_cache import VerdictCache
from lib.reviews.verdicts import latest_verdicts
from lib.storage.verdicts import VerdictStore
from tests.conftest import Database


class CountingStore(VerdictStore):
    """A store that knows how many verdicts were read from it."""

    read = 0

    def all(self, since: str = "") -> list[ReviewVerdict]:
        found = super().all(since)
        self.read += len(found)
        return found


@pytest.fixture
def store(database: Database) -> CountingStore:
    return CountingStore(database.open())


def said(n: int, answer: str = "a", rater: str = "Ada", day: int = 1, **words: object) -> ReviewVerdict:
    at = f"2026-01-{day:02}T00:{n // 60:02}:{n % 60:02}.000000+00:00"
    return ReviewVerdict(f"v{day}-{n}", answer, rater, at, **words)  # type: ignore[arg-type]


def test_a_new_verdict_is_seen_without_reading_the_others_again(store: CountingStore) -> None:
    store.add_all([said(60 * n, answer=f"a{n}", correct="wrong") for n in range(50)])
    cache = VerdictCache(store)
    assert len(cache.all()) == 50
    assert store.read == 50
    cache.latest(["a1"])
    assert store.read == 50, "nothing is read while nothing is new"
    store.add(said(0, answer="a1", day=2, correct="correct"))
    assert [verdict.correct for verdict in cache.latest(["a1"])] == ["correct"]
    assert store.read == 52, "the new one, and what was said half a minute before"
    assert cache.all() == VerdictStore(store.engine).all()


def test_verdicts_that_name_an_older_moment_are_seen_in_their_place(store: CountingStore) -> None:
    cache = VerdictCache(store)
    store.add(said(0, day=3, correct="wrong"))
    assert len(cache.all()) == 1
    store.add_all([said(0, day=1, correct="correct"), said(0, day=2, correct="partly", rater="Bob")])
    assert [verdict.at[8:10] for verdict in cache.all()] == ["01", "02", "03"]
    assert [(v.rater, v.correct) for v in cache.latest(["a"])] == [("Bob", "partly"), ("Ada", "wrong")]


def test_what_counts_is_told_for_some_answers_and_for_all_alike(store: CountingStore) -> None:
    store.add_all([said(n, answer=f"a{n % 7}", rater=f"R{n % 3}", correct="wrong") for n in range(60)])
    store.add(said(59, day=2, answer="a0", rater="R0", withdraws="v1-42"))
    cache = VerdictCache(store)
    assert cache.latest() == latest_verdicts(VerdictStore(store.engine).all())
    some = ["a3", "a0", "none"]
    assert cache.latest(some) == [verdict for verdict in cache.latest() if verdict.answer_id in some]
    assert cache.all(some) == [verdict for verdict in cache.all() if verdict.answer_id in some]


def test_the_same_id_twice_is_one_verdict(store: CountingStore) -> None:
    assert store.add_all([said(1, correct="wrong")]) == 1
    assert store.add_all([said(1, correct="correct"), said(2)]) == 1
    assert [verdict.correct for verdict in VerdictCache(store).all()] == ["wrong", None]
