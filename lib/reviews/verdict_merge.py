"""Fields of a verdict that come from a table: combined of several rows, and laid over what their rater said before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from lib.importing.verdict_columns import JUDGED, TEXTS
from lib.records.reviews import ReviewVerdict

Fields = Mapping[str, Any]
"""What is said, by field of a verdict; what is not said is not in it."""
_DECIDED = (*JUDGED, "right_passage")
"""What can be said one way or the other. A text never contradicts another: both can stand."""


def fields_of(verdict: ReviewVerdict) -> dict[str, Any]:
    """Return what a verdict says, by field, in a fixed order."""
    names = (*JUDGED, "right_passage", "flag", *TEXTS)
    return {name: word for name in names if (word := getattr(verdict, name)) not in (None, "", False)} | (
        {"right_passage": False} if verdict.right_passage is False else {}
    )


def contradict(first: Fields, second: Fields) -> bool:
    """Return whether something is judged in both, and otherwise."""
    return any(first[name] != second[name] for name in _DECIDED if name in first and name in second)


def contains(before: Fields, later: Fields) -> bool:
    """Return whether all of what is said later was said before."""
    return not contradict(before, later) and all(
        word in before[name] if name in TEXTS and name in before else before.get(name) == word
        for name, word in later.items()
    )


def combined(parts: Iterable[Fields]) -> dict[str, Any]:
    """Return what they all say; different texts stand one below the other."""
    found: dict[str, Any] = {}
    for part in parts:
        for name, word in part.items():
            both = name in TEXTS and name in found and word not in found[name]
            found[name] = f"{found[name]}\n{word}" if both else found[name] if name in TEXTS and name in found else word
    return found


def overlaid(before: ReviewVerdict, fields: Fields, *, later: bool) -> ReviewVerdict:
    """Return what was said before with the fields on top: in place of its texts where they were written `later`, else below them.

    What the fields leave open stays as it was.
    """
    texts = {} if later else {name: word for name, word in fields_of(before).items() if name in TEXTS}
    # a category given here is a verdict, whatever the rater had not seen when giving the one before
    blind = "" if "category" in fields else before.blind
    return replace(
        before, **{**fields, **combined([texts, {k: v for k, v in fields.items() if k in TEXTS}])}, blind=blind
    )
