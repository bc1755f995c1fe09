"""Scripts that run from right to left (Hebrew, Arabic, Syriac, …): which letters they are, and how their words are stored."""

from __future__ import annotations

import re
import unicodedata

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DIGITS = "0-9A-Za-z\u0660-\u0669\u06f0-\u06f9"
_LEFT_TO_RIGHT = re.compile(f"[{_DIGITS}][{_DIGITS}.,:/%-]*[{_DIGITS}]")


def right_to_left(text: str) -> bool:
    """Return whether letters of such a script stand in the text."""
    return _RIGHT_TO_LEFT.search(text) is not None


def mostly_right_to_left(text: str) -> bool:
    """Return whether most letters of the text are of such a script."""
    letters = sum(char.isalpha() for char in text)
    return letters > 0 and len(_RIGHT_TO_LEFT.findall(text)) > 0.5 * letters


def plain_letters(text: str) -> str:
    """Return the letters of a presentation form (a letter as it looks inside a word, a ligature)."""
    return unicodedata.normalize("NFKC", text)


def numbers_forward(text: str) -> str:
    """Return a word read from the right, its numbers and Latin letters turned to be read from the left."""
    return _LEFT_TO_RIGHT.sub(lambda match: match[0][::-1], text)
