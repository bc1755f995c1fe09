"""The libraries that compute the same figures: imported where they are called, for with scipy they take seconds to import,
and each worker of pytest imports every test module.
"""

from __future__ import annotations

from typing import Any


def cohen_kappa_score(first: list[str], second: list[str]) -> float:
    """Return Cohen's kappa of two raters as scikit-learn computes it."""
    from sklearn.metrics import cohen_kappa_score as theirs

    return float(theirs(first, second))


def weighted_kappa(first: list[str], second: list[str], labels: list[str]) -> float:
    """Return Cohen's kappa with linear weights as scikit-learn computes it; `labels` in their order."""
    from sklearn.metrics import cohen_kappa_score as theirs

    return float(theirs(first, second, labels=labels, weights="linear"))


def cohens_kappa(table: Any) -> Any:
    """Return statsmodels' result for a table of counts, shape (labels, labels): `kappa`, `kappa_low`, `kappa_upp`."""
    from statsmodels.stats.inter_rater import cohens_kappa as theirs

    return theirs(table)


def wilson_interval(agreed: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share as statsmodels computes it."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(agreed, n, method="wilson")
    return float(low), float(high)


def fleiss_kappa(counts: Any) -> float:
    """Return Fleiss' kappa of a table of counts, shape (items, labels), as statsmodels computes it."""
    from statsmodels.stats.inter_rater import fleiss_kappa as theirs

    return float(theirs(counts))


def nominal_alpha(**data: Any) -> float:
    """Return Krippendorff's alpha of nominal `reliability_data` or `value_counts` as the package krippendorff computes it."""
    import krippendorff

    return float(krippendorff.alpha(**data, level_of_measurement="nominal"))
