"""Small words that every room says and compares in one way."""

from __future__ import annotations

from collections.abc import Sequence


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 paper", "3 papers", "1,204 papers"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: "a", "a and b", "a, b and c"; empty for none."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def two_places(value: float) -> str:
    """Return a figure with two places; nothing is no less than nothing: "0.00", never "-0.00"."""
    return f"{round(value, 2) + 0.0:.2f}"


def bare(text: str) -> str:
    """Return letters and digits only, letter case folded: how names and texts are compared."""
    return "".join(c for c in text.casefold() if c.isalnum())


def shorten(text: str, limit: int) -> str:
    """Return the first words of `text`, at most `limit` characters with the ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head) + "…"


TITLES_NAMED, TITLE_LETTERS = 3, 60
"""Of many papers those that a sentence names, and the letters of each title in it."""


def titles_named(titles: Sequence[str]) -> str:
    """Return the first few titles in quotation marks, and how many others there are: "“A”, “B” and 12 others"."""
    named = [f"“{shorten(title, TITLE_LETTERS)}”" for title in titles[:TITLES_NAMED]]
    others = len(titles) - len(named)
    return listed([*named, *([count(others, "other")] if others > 0 else [])])
