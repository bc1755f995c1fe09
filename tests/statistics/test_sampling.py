"""Samples are random, stratified where asked, and come again from their seed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.errors import ConfigError
from lib.statistics.sampling import draw, draw_sample

IDS = [f"{stratum}{n:02}" for stratum, size in (("a", 60), ("b", 30), ("c", 9), ("d", 1)) for n in range(size)]


def test_the_same_seed_draws_the_same_and_another_seed_another() -> None:
    assert draw(IDS, 20, 7) == draw(IDS[::-1], 20, 7)
    assert draw(IDS, 20, 7) != draw(IDS, 20, 8)
    assert len(set(draw(IDS, 20, 7))) == 20


def test_each_stratum_gives_its_share_and_at_least_one() -> None:
    drawn = draw(IDS, 20, 1, lambda one: one[0])
    assert Counter(one[0] for one in drawn) == {"a": 12, "b": 6, "c": 1, "d": 1}
    assert drawn != sorted(drawn)


@given(
    st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 30), min_size=1), st.integers(1, 60), st.integers(0, 9)
)
def test_a_stratified_sample_has_the_size_asked_for_and_no_repeats(sizes: dict[str, int], size: int, seed: int) -> None:
    ids = [f"{name}{n}" for name, count in sizes.items() for n in range(count)]
    drawn = draw(ids, size, seed, lambda one: one[0])
    assert len(drawn) == len(set(drawn)) == min(size, len(ids))
    assert size < len(sizes) or {one[0] for one in drawn} == set(sizes)


def test_small_strata_are_in_a_small_sample_beside_a_large_one() -> None:
    ids = [f"{stratum}{n:03}" for stratum, size in (("a", 100), ("b", 1), ("c", 1), ("d", 1)) for n in range(size)]
    assert sorted(one[0] for one in draw(ids, 4, 1, lambda one: one[0])) == ["a", "b", "c", "d"]


def test_a_sample_of_nothing_is_refused_and_a_large_one_takes_all() -> None:
    with pytest.raises(ConfigError, match="at least one"):
        draw(IDS, 0, 1)
    sample = draw_sample(" ", IDS, 500, 3)
    assert (sorted(sample.answer_ids), sample.of, sample.seed, sample.name) == (sorted(IDS), 100, 3, "Sample of 500")
