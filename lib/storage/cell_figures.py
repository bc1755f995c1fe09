"""What a cell's figures may be: what it took, and what a matrix shows of its answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

SPENT = ("seconds", "input", "output")
"""What a cell takes: seconds, and tokens in and out."""
MOST = 2**53
"""Of any amount: the largest whole number that every reader of JSON takes as it is."""
PAGES = 100_000
"""Of one paper."""


def fitting_figures(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures without those that are not what screens take them for; what is shown nowhere may be anything."""
    return {name: value for name, value in figures.items() if name not in _FITS or _FITS[name](value)}


def _is_amount(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and 0 <= value <= MOST


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_pages(value: Any) -> bool:
    return isinstance(value, list) and all(type(page) is int and 1 <= page <= PAGES for page in value)


def _is_judging(value: Any) -> bool:
    """Return whether it says what judging a category took, and the model that did; or nothing."""
    return isinstance(value, dict) and (
        not value or (_is_text(value.get("by")) and all(_is_amount(value.get(name)) for name in SPENT))
    )


_FITS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(SPENT, _is_amount),
    "cost": lambda value: value is None or _is_amount(value),
    "supported": lambda value: value is None or (_is_amount(value) and value <= 1),
    **dict.fromkeys(("model", "text", "quote", "evidence"), _is_text),
    "pages": _are_pages,
    "judging": _is_judging,
}
"""Whether a figure is what screens take it for, by its name."""
