"""How far raters agree on the same items, beyond what chance would give."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

Item = TypeVar("Item", str, tuple[str, ...])
"""What a label is of."""

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Counts = npt.NDArray[np.int64]
    """Items down, labels across: how many raters gave an item a label."""

Z_95 = 1.959963984540054
"""97.5 % point of the normal distribution."""
RESAMPLES = 1000
"""Of the items, for an interval; the seed is fixed, so that the same table gives the same interval."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two raters on `n` items."""

    n: int
    agreed: int
    """Items on which both gave the same label."""
    share: float
    """`agreed / n`, 0 where n is 0."""
    kappa: float | None
    """Cohen's kappa, -1 to 1; None where it is undefined: no items, or one label only."""
    kappa_interval: tuple[float, float] | None
    """95 %, within -1 to 1; None where kappa is."""
    majority_share: float
    """What always answering the commonest label of the second rater would score."""


def compare(first: Sequence[str], second: Sequence[str]) -> Agreement:
    """The agreement of the first rater with the second, item by item; raises ValueError where the lengths differ."""
    if len(first) != len(second):
        raise ValueError(f"two raters of the same items give equally many labels, not {len(first)} and {len(second)}")
    n = len(first)
    if n == 0:
        return Agreement(0, 0, 0.0, None, None, 0.0)
    agreed = sum(one == other for one, other in zip(first, second, strict=True))
    kappa, error = _kappa(first, second)
    interval = None
    if kappa is not None:
        interval = (max(-1.0, kappa - Z_95 * error), min(1.0, kappa + Z_95 * error))
    majority = Counter(second).most_common(1)[0][1]
    return Agreement(n, agreed, agreed / n, kappa, interval, majority / n)


def _kappa(first: Sequence[str], second: Sequence[str]) -> tuple[float | None, float]:
    """Cohen's kappa and its large-sample standard error; (None, 0) where chance alone agrees on everything.

    Cohen 1960, Educ. Psychol. Meas. 20:37, and the non-null variance of Fleiss, Cohen and Everitt 1969, Psychol. Bull.
    72:323, formula 13.
    """
    n = len(first)
    cells = {pair: count / n for pair, count in Counter(zip(first, second, strict=True)).items()}
    rows, columns = _shares(first), _shares(second)
    by_chance = sum(share * columns.get(label, 0.0) for label, share in rows.items())
    if len(rows.keys() | columns.keys()) == 1:
        return None, 0.0
    observed = sum(share for (one, other), share in cells.items() if one == other)
    kappa = (observed - by_chance) / (1 - by_chance)
    disagreement = 1 - kappa
    spread = 0.0
    for (one, other), share in cells.items():
        if one == other:
            spread += share * (1 - (rows[one] + columns[one]) * disagreement) ** 2
        else:
            spread += share * (columns.get(one, 0.0) + rows.get(other, 0.0)) ** 2 * disagreement**2
    variance = (spread - (kappa - by_chance * disagreement) ** 2) / (n * (1 - by_chance) ** 2)
    return kappa, math.sqrt(max(variance, 0.0))


def _shares(labels: Sequence[str]) -> Mapping[str, float]:
    """Each label's share of all."""
    return {label: count / len(labels) for label, count in Counter(labels).items()}


@dataclass(frozen=True, slots=True)
class GroupAgreement:
    """Agreement of three or more raters, or of raters who did not all rate everything."""

    raters: int
    items: int
    """Items that at least two of them rated."""
    share: float
    """Of the pairs of labels of one item, those that are the same; 0 where there are none."""
    complete: int
    """Items that all of them rated, which is what Fleiss' kappa goes by."""
    fleiss: float | None
    """None where it is undefined: fewer than two complete items, or one label only."""
    fleiss_interval: tuple[float, float] | None
    alpha: float | None
    """Krippendorff's, nominal, over all items with two labels or more; None where there is one label only."""
    alpha_interval: tuple[float, float] | None
    majority_share: float
    """Of all labels, the commonest one's share: what always giving it would reach."""


def compare_group(labels: Mapping[str, Mapping[Item, str]]) -> GroupAgreement:
    """The agreement of several raters; `labels` are the rater's labels by item. Raises ValueError for fewer than two raters.

    Fleiss 1971, Psychol. Bull. 76:378, by statsmodels; Krippendorff 2011, "Computing Krippendorff's alpha-reliability", by
    krippendorff. Intervals are percentiles of a bootstrap over items.
    """
    if len(labels) < 2:
        raise ValueError("agreement needs at least two raters")
    counts, names = _counts(labels)
    several = counts[counts.sum(axis=1) >= 2]
    complete = several[several.sum(axis=1) == len(labels)]
    pairs, same = _pairs(several)
    total = int(counts.sum())
    return GroupAgreement(
        raters=len(labels),
        items=len(several),
        share=same / pairs if pairs else 0.0,
        complete=len(complete),
        fleiss=_fleiss(complete),
        fleiss_interval=_interval(complete, _fleiss),
        alpha=_alpha(several),
        alpha_interval=_interval(several, _alpha),
        majority_share=float(counts.sum(axis=0).max()) / total if total and names else 0.0,
    )


def _counts(labels: Mapping[str, Mapping[Item, str]]) -> tuple[Counts, list[str]]:
    import numpy as np

    items = sorted({item for of_rater in labels.values() for item in of_rater})
    names = sorted({label for of_rater in labels.values() for label in of_rater.values()})
    place, column = {item: i for i, item in enumerate(items)}, {name: i for i, name in enumerate(names)}
    counts = np.zeros((len(items), len(names)), np.int64)
    for of_rater in labels.values():
        for item, label in of_rater.items():
            counts[place[item], column[label]] += 1
    return counts, names


def _pairs(counts: Counts) -> tuple[int, int]:
    """Pairs of labels of one item, and those that are the same."""
    given = counts.sum(axis=1)
    return int((given * (given - 1) // 2).sum()), int((counts * (counts - 1) // 2).sum())


def _one_label(counts: Counts) -> bool:
    return len(counts) < 2 or int((counts.sum(axis=0) > 0).sum()) < 2


def _fleiss(counts: Counts) -> float | None:
    if _one_label(counts):
        return None
    from statsmodels.stats.inter_rater import fleiss_kappa

    return float(fleiss_kappa(counts, method="fleiss"))


def _alpha(counts: Counts) -> float | None:
    if _one_label(counts):
        return None
    import krippendorff

    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def _interval(counts: Counts, figure: Callable[[Counts], float | None]) -> tuple[float, float] | None:
    """95 % percentiles of the figure over resampled items; resamples in which it is undefined are left out."""
    import numpy as np

    if figure(counts) is None:
        return None
    chance = np.random.default_rng(0)
    drawn = (figure(counts[chance.integers(0, len(counts), len(counts))]) for _ in range(RESAMPLES))
    figures = [value for value in drawn if value is not None]
    low, high = np.percentile(figures, [2.5, 97.5])
    return float(low), float(high)


def pairwise(labels: Mapping[str, Mapping[Item, str]]) -> dict[tuple[str, str], Agreement]:
    """The agreement of every two raters on the items that both rated."""
    found = {}
    for first, second in combinations(labels, 2):
        both = sorted(labels[first].keys() & labels[second].keys())
        found[first, second] = compare([labels[first][i] for i in both], [labels[second][i] for i in both])
    return found
