"""The parts of a figure that its caption names: "(a) Otters. (b) Owls.", "A, spring; B, autumn", "(A-C)"."""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase

LEAST_PARTS = 2
NOT_MADE_OUT = "The caption names parts {first} to {last}; where they stand in the picture could not be made out."
_MORE = r"\s*(?:,|and|&|/|to|[–—-])\s*[A-Za-z]"
_IN_BRACKETS = re.compile(rf"\(([A-Za-z](?:{_MORE})*)\)")
"""One letter or several: "(a)", "(A, B)", "(a-c)"."""
_NO_PARTS = re.compile(
    rf"\b(?:letter|superscript)s?(?:\s*\([A-Za-z]\)|\b[^().;:]{{0,200}}\([A-Za-z](?:{_MORE})+\))", re.IGNORECASE
)
"""Letters that mark values: "with different letters (a-c) differ", "letters above bars (a, b)"; one alone only right behind."""
_RANGE = re.compile(r"([A-Za-z])\s*(?:to|[–—-])\s*([A-Za-z])")
_HALF_BRACKET = re.compile(r"(?<![\w(])([A-Za-z])\)")
_LEADING = re.compile(r"(?:^|[.;:]\s+)(?:([A-Za-z])[,:]\s|([a-z])\.\s|([A-Z])\.\s+(?![a-z\s])|([a-z])\s(?=[A-Z(]))")
"""At the beginning of a sentence a letter with a mark, or a small letter before a capital: "A" may be a word. A capital with a
full stop before a small letter is a genus: "A. thaliana"."""


def named_parts(caption: str) -> list[str]:
    """Return the letters of the parts that the caption (without its label) names, from A or a on without a gap; empty for fewer
    than two.
    """
    caption = _NO_PARTS.sub(" ", caption)
    named = {
        letter for pattern in (_HALF_BRACKET, _LEADING) for groups in pattern.findall(caption) for letter in groups
    }
    for inside in _IN_BRACKETS.findall(caption):
        named.update(re.findall(r"\b[A-Za-z]\b", inside))
        for first, last in _RANGE.findall(inside):
            named.update(chr(code) for code in range(ord(first), ord(last) + 1) if first.isupper() == last.isupper())
    runs = [_run_of(letters, named) for letters in (ascii_lowercase, ascii_uppercase)]
    best = max(runs, key=len)
    return best if len(best) >= LEAST_PARTS else []


def parts_not_made_out(caption: str) -> str | None:
    """Return the words for a figure none of whose panels was found; None where its caption names none."""
    letters = named_parts(caption)
    return NOT_MADE_OUT.format(first=letters[0], last=letters[-1]) if letters else None


def _run_of(letters: str, named: set[str]) -> list[str]:
    """Return the first letters of the alphabet that are named, up to the first that is not."""
    count = next((n for n, letter in enumerate(letters) if letter not in named), len(letters))
    return list(letters[:count])
