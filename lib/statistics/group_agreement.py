"""How far three or more raters agree, also where not all of them rated everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.statistics.agreement import Item

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Counts = npt.NDArray[np.int64]
    """Items down, labels across: how many raters gave an item a label."""
    Figures = npt.NDArray[np.float64]
    """A figure of each resample, not a number where it is undefined."""

RESAMPLES = 1000
"""Of the items, for an interval; the seed is fixed, so that the same table gives the same interval."""
PERCENTILES = (2.5, 97.5)
"""Of the resamples, that bound 95 % of them."""
ROUNDING = 1e-12
"""By which agreement by chance may miss 1 where every label is the same."""


@dataclass(frozen=True, slots=True)
class GroupAgreement:
    """Agreement of several raters."""

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
    """Krippendorff's, nominal, over all items with two labels or more; None where there are fewer than two, or one label."""
    alpha_interval: tuple[float, float] | None
    majority_share: float
    """Of the labels of those items, the commonest one's share: what always giving it would reach."""


def compare_group(labels: Mapping[str, Mapping[Item, str]]) -> GroupAgreement:
    """Return the agreement of several raters; `labels` are the rater's labels by item. Raises ValueError for fewer
    than two raters.

    Fleiss 1971, Psychol. Bull. 76:378; Krippendorff 2011, "Computing Krippendorff's alpha-reliability". Intervals are
    percentiles of a bootstrap over items.
    """
    if len(labels) < 2:
        raise ValueError("agreement needs at least two raters")
    counts = _counts(labels)
    several = counts[counts.sum(axis=1) >= 2]
    complete = several[several.sum(axis=1) == len(labels)]
    pairs, same = _pairs(several)
    total = int(several.sum())
    fleiss, alpha = _figure(complete, fleiss_of), _figure(several, alpha_of)
    return GroupAgreement(
        raters=len(labels),
        items=len(several),
        share=same / pairs if pairs else 0.0,
        complete=len(complete),
        fleiss=fleiss,
        fleiss_interval=None if fleiss is None else _interval(complete, fleiss_of),
        alpha=alpha,
        alpha_interval=None if alpha is None else _interval(several, alpha_of),
        majority_share=float(several.sum(axis=0).max()) / total if total else 0.0,
    )


def _counts(labels: Mapping[str, Mapping[Item, str]]) -> Counts:
    import numpy as np

    place = {item: i for i, item in enumerate(dict.fromkeys(item for given in labels.values() for item in given))}
    names = sorted({label for given in labels.values() for label in given.values()})
    column = {name: i for i, name in enumerate(names)}
    cells = [place[item] * len(names) + column[label] for given in labels.values() for item, label in given.items()]
    flat = np.bincount(np.array(cells, np.int64), minlength=len(place) * len(names))
    return flat.reshape(len(place), len(names))


def _pairs(counts: Counts) -> tuple[int, int]:
    """Return how many pairs of labels of one item there are, and how many of them are the same."""
    given = counts.sum(axis=1)
    return int((given * (given - 1) // 2).sum()), int((counts * (counts - 1) // 2).sum())


def _figure(counts: Counts, figure: Callable[[Counts, Counts], Figures]) -> float | None:
    """Return the figure of one table; None where it is undefined."""
    import numpy as np

    if len(counts) < 2 or int((counts.sum(axis=0) > 0).sum()) < 2:
        return None
    return float(figure(counts, np.ones((1, len(counts)), np.int64))[0])


# the figures of one table or of a thousand resamples at once


def _interval(counts: Counts, figure: Callable[[Counts, Counts], Figures]) -> tuple[float, float] | None:
    """Return the 95 % percentiles of the figure over resampled items; resamples in which it is undefined are left out.

    Items with the same counts are alike, so how often each kind is drawn is a multinomial draw: the same as drawing the
    items one by one, at the cost of a few dozen kinds instead of tens of thousands of items.
    """
    import numpy as np

    kinds, times = np.unique(counts, axis=0, return_counts=True)
    drawn = np.random.default_rng(0).multinomial(len(counts), times / len(counts), RESAMPLES)
    figures = figure(kinds, drawn)
    defined = figures[np.isfinite(figures)]
    if not len(defined):
        return None
    low, high = np.percentile(defined, PERCENTILES)
    return float(low), float(high)


def fleiss_of(kinds: Counts, times: Counts) -> Figures:
    """Return Fleiss' kappa of tables in which each kind of row stands so many times, one table a row of `times`."""
    import numpy as np

    raters = int(kinds[0].sum())
    rows = times.sum(axis=1)
    shares = times @ kinds / (rows * raters)[:, None]
    same = (kinds * (kinds - 1)).sum(axis=1) / (raters * (raters - 1))
    return _beyond_chance(times @ same / rows, np.square(shares).sum(axis=1))


def alpha_of(kinds: Counts, times: Counts) -> Figures:
    """Return Krippendorff's nominal alpha of tables in which each kind of row stands so many times."""
    given = kinds.sum(axis=1)
    labels = times @ kinds
    total = labels.sum(axis=1)
    same = times @ ((kinds * (kinds - 1)).sum(axis=1) / (given - 1)) / total
    return _beyond_chance(same, (labels * (labels - 1)).sum(axis=1) / (total * (total - 1)))


def _beyond_chance(observed: Figures, by_chance: Figures) -> Figures:
    import numpy as np

    defined = by_chance < 1 - ROUNDING
    return np.where(defined, (observed - by_chance) / np.where(defined, 1 - by_chance, 1.0), np.nan)
