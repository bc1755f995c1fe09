"""How far two raters agree on the same items, beyond what chance would give."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

Item = TypeVar("Item", str, tuple[str, ...])
"""What a label is of."""

Z_95 = 1.959963984540054
"""97.5 % point of the normal distribution."""

FEWEST_ITEMS = 5
"""In common, from which a coefficient is shown: of fewer, one label moves it over most of its range, and its large-sample error
may come out as nothing.
"""


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
    """95 %, within -1 to 1; None where kappa is, and of one item, which tells no error."""
    majority_share: float
    """What always answering the commonest label of the second rater would score."""
    ac1: float | None = None
    """Gwet's AC1, -1 to 1, which stays meaningful where one label is much the commonest; None without items, or where only
    one label is known.
    """
    weighted: float | None = None
    """Cohen's kappa with linear weights over the items both gave ordered labels; None where undefined or without an order."""
    weighted_n: int = 0
    """Those items."""

    @property
    def shown_weighted(self) -> float | None:
        """Weighted kappa where there are enough items with ordered labels to show it."""
        return self.weighted if self.weighted_n >= FEWEST_ITEMS else None

    @property
    def is_few(self) -> bool:
        """Whether the items are too few for a coefficient or an interval to be shown."""
        return self.n < FEWEST_ITEMS

    @property
    def share_interval(self) -> tuple[float, float] | None:
        """95 % of the share; None where there are no items. Wilson 1927, J. Am. Stat. Assoc. 22:209."""
        if not self.n:
            return None
        square = Z_95**2 / self.n
        middle = (self.share + square / 2) / (1 + square)
        half = math.sqrt(square * self.share * (1 - self.share) + square**2 / 4) / (1 + square)
        return max(0.0, middle - half), min(1.0, middle + half)


def compare(
    first: Sequence[str], second: Sequence[str], scheme: Sequence[str] = (), ordered: Sequence[str] = ()
) -> Agreement:
    """Return the agreement of the first rater with the second, item by item; raises ValueError where the lengths differ.

    `scheme`: the labels that could have been given; `ordered`: those of them that have an order, from one end to the other.
    """
    if len(first) != len(second):
        raise ValueError(f"two raters of the same items give equally many labels, not {len(first)} and {len(second)}")
    n = len(first)
    if n == 0:
        return Agreement(0, 0, 0.0, None, None, 0.0)
    agreed = sum(one == other for one, other in zip(first, second, strict=True))
    kappa, error = _kappa(first, second)
    interval = None
    if kappa is not None and n > 1:
        interval = (max(-1.0, kappa - Z_95 * error), min(1.0, kappa + Z_95 * error))
    majority = Counter(second).most_common(1)[0][1]
    both = [(one, other) for one, other in zip(first, second, strict=True) if one in ordered and other in ordered]
    weighted = _weighted_kappa([ordered.index(a) for a, _ in both], [ordered.index(b) for _, b in both])
    ac1 = _ac1(first, second, agreed / n, len({*first, *second, *scheme}))
    return Agreement(n, agreed, agreed / n, kappa, interval, majority / n, ac1, weighted, len(both))


def _ac1(first: Sequence[str], second: Sequence[str], share: float, labels: int) -> float | None:
    """Return Gwet's AC1 for so many possible labels; Gwet 2008, Br. J. Math. Stat. Psychol. 61:29, formulas 4 and 5."""
    if labels < 2:
        return None
    rows, columns = _shares(first), _shares(second)
    means = [(rows.get(label, 0.0) + columns.get(label, 0.0)) / 2 for label in rows.keys() | columns.keys()]
    by_chance = sum(mean * (1 - mean) for mean in means) / (labels - 1)
    return (share - by_chance) / (1 - by_chance)


def _weighted_kappa(first: Sequence[int], second: Sequence[int]) -> float | None:
    """Return kappa with linear weights of places in an order; Cohen 1968, Psychol. Bull. 70:213."""
    n = len(first)
    observed = sum(abs(one - other) for one, other in zip(first, second, strict=True))
    columns = Counter(second)
    by_chance = sum(
        number * times * abs(one - other) for one, number in Counter(first).items() for other, times in columns.items()
    )
    return 1 - observed * n / by_chance if by_chance else None


def _kappa(first: Sequence[str], second: Sequence[str]) -> tuple[float | None, float]:
    """Return Cohen's kappa and its large-sample standard error; (None, 0) where chance alone agrees on everything.

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
    """Return each label's share of all."""
    return {label: count / len(labels) for label, count in Counter(labels).items()}


def pairwise(labels: Mapping[str, Mapping[Item, str]]) -> dict[tuple[str, str], Agreement]:
    """Return the agreement of every two raters on the items that both rated."""
    by_pair = {}
    for first, second in combinations(labels, 2):
        both = sorted(labels[first].keys() & labels[second].keys())
        by_pair[first, second] = compare([labels[first][i] for i in both], [labels[second][i] for i in both])
    return by_pair
