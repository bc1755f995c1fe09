from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from lib.reviews.agreement import compare, compare_group, pairwise

LABELS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40)


def raters(table: list[list[int]]) -> tuple[list[str], list[str]]:
    """The labels of two raters whose counts are the table's: the first rater's labels are its rows."""
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
        assert back.kappa is None
    else:
        assert forth.kappa == pytest.approx(back.kappa)
        assert forth.kappa_interval == pytest.approx(back.kappa_interval)
        assert -1 <= forth.kappa_interval[0] <= forth.kappa <= forth.kappa_interval[1] <= 1


WIKIPEDIA = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


def by_item(table: list[list[int]]) -> dict[str, dict[str, str]]:
    """The labels of as many raters as each row of counts has, by rater and item."""
    given: dict[str, dict[str, str]] = {}
    for item, row in enumerate(table):
        labels = [str(label) for label, count in enumerate(row) for _ in range(count)]
        for rater, label in enumerate(labels):
            given.setdefault(f"r{rater}", {})[f"i{item:02}"] = label
    return given


def test_fourteen_raters_of_the_worked_example_of_fleiss_kappa() -> None:
    """Fleiss' kappa 0.210, as worked through step by step in Wikipedia's article on it."""
    found = compare_group(by_item(WIKIPEDIA))
    assert (found.raters, found.items, found.complete) == (14, 10, 10)
    assert found.fleiss == pytest.approx(0.210, abs=5e-4)
    assert found.fleiss_interval is not None
    assert found.fleiss_interval[0] < 0.210 < found.fleiss_interval[1]


def test_four_observers_of_krippendorffs_own_example() -> None:
    """Krippendorff 2011, section C: four observers, twelve units, some not rated; nominal alpha 0.743."""
    rows = {
        "A": "1 2 3 3 2 1 4 1 2 . . .",
        "B": "1 2 3 3 2 2 4 1 2 5 . 3",
        "C": ". 3 3 3 2 3 4 2 2 5 1 .",
        "D": "1 2 3 3 2 4 4 1 2 5 1 .",
    }
    labels = {
        rater: {f"u{unit:02}": label for unit, label in enumerate(row.split()) if label != "."}
        for rater, row in rows.items()
    }
    found = compare_group(labels)
    assert found.items == 11  # the last unit has one rater only
    assert found.alpha == pytest.approx(0.743, abs=5e-4)
    assert found.alpha_interval is not None


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


def test_one_label_only_leaves_the_kappas_undefined_and_never_not_a_number() -> None:
    found = compare_group({"a": {"1": "y", "2": "y"}, "b": {"1": "y", "2": "y"}, "c": {"1": "y"}})
    assert (found.fleiss, found.alpha, found.fleiss_interval, found.alpha_interval) == (None, None, None, None)
    assert (found.share, found.majority_share) == (1.0, 1.0)


def test_raters_without_a_common_item_have_nothing_to_agree_on() -> None:
    found = compare_group({"a": {"1": "y"}, "b": {"2": "n"}})
    assert (found.items, found.share, found.alpha) == (0, 0.0, None)
    assert pairwise({"a": {"1": "y"}, "b": {"2": "n"}})["a", "b"].n == 0


def test_one_rater_alone_cannot_agree() -> None:
    with pytest.raises(ValueError, match="at least two"):
        compare_group({"a": {"1": "y"}})


def test_the_same_table_gives_the_same_interval() -> None:
    assert compare_group(by_item(WIKIPEDIA)) == compare_group(by_item(WIKIPEDIA))
