from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.statistics.agreement import compare, pairwise
from tests.statistics.oracles import cohen_kappa_score, cohens_kappa, weighted_kappa, wilson_interval

LABELS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40)


def raters(table: list[list[int]]) -> tuple[list[str], list[str]]:
    """Return the labels of two raters whose counts are the table's: the first rater's labels are its rows."""
    pairs = [(str(i), str(j)) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def test_dermatologists_of_the_sas_manual() -> None:
    """SAS/STAT User's Guide, PROC FREQ, "Cohen's Kappa Coefficient": kappa 0.3449, 95 % 0.2030 to 0.4868."""
    agreement = compare(*raters([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]))
    assert agreement.n == 88
    assert agreement.agreed == 45
    assert agreement.kappa == pytest.approx(0.3449, abs=5e-5)
    assert agreement.kappa_interval == pytest.approx((0.2030, 0.4868), abs=5e-5)


def test_diagnoses_of_fleiss() -> None:
    """Fleiss, Statistical Methods for Rates and Proportions, table 13.1: kappa 0.676."""
    assert compare(*raters([[75, 1, 4], [5, 4, 1], [0, 0, 10]])).kappa == pytest.approx(0.676, abs=5e-4)


def test_share_and_majority_share_are_of_all_items() -> None:
    agreement = compare(["y", "y", "n", "y"], ["y", "n", "n", "n"])
    assert (agreement.agreed, agreement.share, agreement.majority_share) == (2, 0.5, 0.75)


@pytest.mark.parametrize("labels", [[], ["y"], ["y", "y", "y"]])
def test_kappa_is_undefined_without_items_or_with_one_label(labels: list[str]) -> None:
    agreement = compare(labels, labels)
    assert agreement.kappa is None
    assert agreement.kappa_interval is None
    assert agreement.agreed == len(labels)


def test_one_label_each_but_not_the_same_is_no_better_than_chance() -> None:
    assert compare(["y", "y"], ["n", "n"]).kappa == 0


def test_unequal_lengths_raise() -> None:
    with pytest.raises(ValueError, match="not 1 and 2"):
        compare(["y"], ["y", "n"])


def test_full_agreement_is_one_with_no_width() -> None:
    agreement = compare(["y", "n", "y"], ["y", "n", "y"])
    assert agreement.kappa == 1
    assert agreement.kappa_interval == (1, 1)


@given(LABELS)
def test_kappa_does_not_depend_on_who_is_first(pairs: list[tuple[str, str]]) -> None:
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    forth, back = compare(first, second), compare(second, first)
    if forth.kappa is None or forth.kappa_interval is None:
        assert (back.kappa, back.kappa_interval) == (forth.kappa, None)
    else:
        assert forth.kappa == pytest.approx(back.kappa)
        assert forth.kappa_interval == pytest.approx(back.kappa_interval)
        assert -1 <= forth.kappa_interval[0] <= forth.kappa <= forth.kappa_interval[1] <= 1


def test_kappa_and_its_interval_are_those_of_statsmodels_on_random_tables() -> None:
    chance = np.random.default_rng(7)
    for size in (2, 3, 5):
        for _ in range(20):
            table = chance.integers(1, 12, (size, size))
            theirs = cohens_kappa(table)
            ours = compare(*raters(table.tolist()))
            assert ours.kappa == pytest.approx(theirs.kappa)
            assert ours.kappa_interval is not None
            expected = (max(-1.0, theirs.kappa_low), min(1.0, theirs.kappa_upp))
            assert ours.kappa_interval == pytest.approx(expected)


def test_kappa_is_that_of_scikit_learn_on_random_labels() -> None:
    chance = np.random.default_rng(13)
    for items in (3, 10, 60):
        for _ in range(30):
            first, second = (["rnuf"[i] for i in chance.choice(4, items, p=[0.5, 0.3, 0.15, 0.05])] for _ in range(2))
            ours = compare(first, second)
            if ours.kappa is not None:
                assert ours.kappa == pytest.approx(cohen_kappa_score(first, second))


def test_the_interval_of_the_share_is_that_of_statsmodels() -> None:
    for n in (1, 6, 40, 400):
        for agreed in {0, 1, n // 3, n}:
            found = compare(["y"] * n, ["y"] * agreed + ["n"] * (n - agreed))
            assert found.share_interval == pytest.approx(wilson_interval(agreed, n))
    assert compare([], []).share_interval is None


def test_raters_without_a_common_item_have_no_figures_to_speak_of() -> None:
    found = pairwise({"a": {"1": "y"}, "b": {"2": "n"}})["a", "b"]
    assert (found.n, found.share, found.kappa, found.majority_share) == (0, 0.0, None, 0.0)


def test_one_item_tells_no_interval_of_kappa() -> None:
    found = compare(["y"], ["n"])
    assert (found.n, found.kappa, found.kappa_interval) == (1, 0.0, None)


def test_ac1_of_gwet() -> None:
    """Gwet 2008, table 2: 118 and 2 agreed, 5 disagreed of 125: AC1 0.9539 where kappa is 0.4234 (worked by hand)."""
    agreement = compare(*raters([[118, 5], [0, 2]]))
    share, mean = 120 / 125, (123 / 125 + 118 / 125) / 2
    by_chance = 2 * mean * (1 - mean)
    assert agreement.ac1 == pytest.approx((share - by_chance) / (1 - by_chance))
    assert agreement.kappa == pytest.approx(0.43, abs=0.02)
    assert agreement.ac1 is not None
    assert agreement.ac1 > 0.95


def test_ac1_is_known_where_all_say_one_word_of_a_scheme() -> None:
    assert compare(["y", "y"], ["y", "y"], scheme=["y", "n"]).ac1 == 1
    assert compare(["y", "y"], ["y", "y"]).ac1 is None


@given(st.lists(st.tuples(st.sampled_from("abcx"), st.sampled_from("abcx")), max_size=40))
def test_weighted_kappa_is_that_of_scikit_learn_over_the_ordered_labels(pairs: list[tuple[str, str]]) -> None:
    found = compare([a for a, _ in pairs], [b for _, b in pairs], ordered="abc")
    ordered = [(a, b) for a, b in pairs if "x" not in (a, b)]
    assert found.weighted_n == len(ordered)
    used = {label for pair in ordered for label in pair}
    if len(used) < 2:
        assert found.weighted is None
    else:
        expected = weighted_kappa([a for a, _ in ordered], [b for _, b in ordered], list("abc"))
        assert found.weighted == pytest.approx(expected)
