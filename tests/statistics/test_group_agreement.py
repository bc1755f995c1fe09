"""Three raters or more: the published examples, statsmodels and krippendorff on random tables, and what cannot be told."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from lib.statistics.group_agreement import _interval, alpha_of, compare_group, fleiss_of
from tests.statistics.oracles import fleiss_kappa, nominal_alpha

WIKIPEDIA = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip

ORACLE_TOLERANCE = 1e-9
"""By which our figures may miss those of the libraries."""


def by_item(table: list[list[int]]) -> dict[str, dict[str, str]]:
    """Return the labels of as many raters as each row of counts has, by rater and item."""
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


def random_labels(chance: np.random.Generator, raters: int, items: int, missing: float) -> list[list[int | None]]:
    """Return labels by rater: an item's own label, often, else any of four; some are missing."""
    own = chance.integers(0, 4, items)
    return [
        [
            None if chance.random() < missing else int(label if chance.random() < 0.6 else chance.integers(0, 4))
            for label in own
        ]
        for _ in range(raters)
    ]


@pytest.mark.parametrize("missing", [0.0, 0.1, 0.3, 0.6])
def test_figures_are_those_of_the_libraries_on_random_tables(missing: float) -> None:
    """Alpha from the raters' own rows, which is another way into the library than by counts."""
    chance = np.random.default_rng(11)
    compared = {"fleiss": 0, "alpha": 0}
    for _ in range(50):
        rows = random_labels(chance, int(chance.integers(2, 7)), int(chance.integers(5, 60)), missing)
        found = compare_group(
            {f"r{r}": {f"i{i}": f"L{x}" for i, x in enumerate(row) if x is not None} for r, row in enumerate(rows)}
        )
        if found.alpha is not None:
            data = [[np.nan if label is None else label for label in row] for row in rows]
            expected = nominal_alpha(reliability_data=data)
            assert found.alpha == pytest.approx(expected, rel=0, abs=ORACLE_TOLERANCE)
            compared["alpha"] += 1
        whole = [column for column in zip(*rows, strict=True) if None not in column]
        assert found.complete == len(whole)
        if found.fleiss is not None:
            counts = np.array([[column.count(label) for label in range(4)] for column in whole])
            assert found.fleiss == pytest.approx(fleiss_kappa(counts), rel=0, abs=ORACLE_TOLERANCE)
            compared["fleiss"] += 1
    assert min(compared.values()) >= 10


def test_the_figures_of_resamples_are_those_of_the_libraries() -> None:
    chance = np.random.default_rng(5)
    kinds = np.array([[3, 0, 0], [0, 3, 0], [2, 1, 0], [1, 1, 1], [0, 1, 2]])
    for _ in range(20):
        times = chance.integers(1, 9, len(kinds))
        table = np.repeat(kinds, times, axis=0)
        assert fleiss_of(kinds, times[None])[0] == pytest.approx(fleiss_kappa(table), rel=0, abs=ORACLE_TOLERANCE)
        alpha = nominal_alpha(value_counts=table)
        assert alpha_of(kinds, times[None])[0] == pytest.approx(alpha, rel=0, abs=ORACLE_TOLERANCE)


def test_an_interval_is_that_of_drawing_the_items_one_by_one() -> None:
    """4,000 resamples item by item, each by the library, give the same percentiles up to chance."""
    chance = np.random.default_rng(3)
    table = np.array([[3, 0]] * 30 + [[0, 3]] * 20 + [[2, 1]] * 10 + [[1, 2]] * 10)
    drawn = [fleiss_kappa(table[chance.integers(0, len(table), len(table))]) for _ in range(4000)]
    assert _interval(table, fleiss_of) == pytest.approx(tuple(np.percentile(drawn, [2.5, 97.5])), abs=0.02)


def test_one_label_only_leaves_the_kappas_undefined_and_never_not_a_number() -> None:
    found = compare_group({"a": {"1": "y", "2": "y"}, "b": {"1": "y", "2": "y"}, "c": {"1": "y"}})
    assert (found.fleiss, found.alpha, found.fleiss_interval, found.alpha_interval) == (None, None, None, None)
    assert (found.share, found.majority_share) == (1.0, 1.0)


def test_resamples_of_one_label_only_are_left_out_of_the_interval() -> None:
    """Of two items with a label each, half of the resamples hold one label and have no kappa."""
    found = compare_group({rater: {"1": "y", "2": "n"} for rater in "abc"})
    assert (found.fleiss, found.alpha) == (1.0, 1.0)
    assert (found.fleiss_interval, found.alpha_interval) == ((1.0, 1.0), (1.0, 1.0))


def test_raters_without_a_common_item_have_nothing_to_agree_on() -> None:
    found = compare_group({"a": {"1": "y"}, "b": {"2": "n"}, "c": {}})
    assert (found.items, found.share, found.alpha, found.fleiss, found.majority_share) == (0, 0.0, None, None, 0.0)


def test_the_baseline_is_of_the_items_that_the_agreement_is_of() -> None:
    alone = {f"z{n}": "no" for n in range(50)}
    found = compare_group({"a": {"1": "yes", "2": "yes", **alone}, "b": {"1": "yes", "2": "no"}})
    assert (found.items, found.share, found.majority_share) == (2, 0.5, 0.75)


def test_raters_without_a_label_at_all_have_nothing_either() -> None:
    found = compare_group({"a": {}, "b": {}})
    assert (found.items, found.complete, found.alpha, found.majority_share) == (0, 0, None, 0.0)


def test_one_rater_alone_cannot_agree() -> None:
    with pytest.raises(ValueError, match="at least two"):
        compare_group({"a": {"1": "y"}})


def test_the_same_table_gives_the_same_interval() -> None:
    assert compare_group(by_item(WIKIPEDIA)) == compare_group(by_item(WIKIPEDIA))


def test_the_libraries_are_oracles_of_the_tests_and_nothing_the_app_imports() -> None:
    """In a process of its own, for this one has imported them; the figures are computed, not only the module loaded."""
    program = """
import sys
from lib.statistics.group_agreement import compare_group
found = compare_group({"a": {"1": "y", "2": "n"}, "b": {"1": "y", "2": "n"}, "c": {"1": "y", "2": "y"}})
assert found.fleiss is not None and found.alpha is not None
print(sorted({"statsmodels", "scipy", "patsy", "krippendorff"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
