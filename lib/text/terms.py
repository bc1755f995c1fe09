"""The words of a text as they are compared here: folded, without the commonest ones, cut to their stems."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

from lib.text.reference_marks import without_raised_marks

WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

_NAME = re.compile(
    r"\b(?:[A-Z][\w-]*[A-Z\d][\w-]*|[a-z]+[A-Z_]\w*|[A-Za-z]+-?\d[\w-]*|\w+_\w+|https?://\S+|\w+\.\w+/\S+)"
)
_CAPITAL = re.compile(r"(?<![.!?:*\n\"“] )(?<!^)(?<=[a-z,;(] )[A-Z][a-z]\w+")

_STOP_WORDS = """
a about after all also an and any are as at be because been before being between both but by can could did do does doing
done e.g each et etc for from further had has have having he her here his how however i i.e if in into is it its itself
many may me might more most much must my no nor not of on one only onto or other our out over own per s same she should
so some such t than that the their them then there therefore these they this those though through thus to too under until
up upon us use used uses using very via was we were what when where whether which while who whom whose why will with
within without would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_ENDINGS = (
    ("ational", "ate"), ("ization", "ize"), ("isation", "ize"), ("fulness", "ful"), ("iveness", "ive"),
    ("ments", ""), ("ation", "ate"), ("ities", ""), ("ating", "ate"), ("ators", "ate"), ("ement", ""), ("ment", ""),
    ("ator", "ate"), ("ated", "ate"), ("ates", "ate"), ("ness", ""), ("ions", ""), ("ings", ""), ("ises", "ize"),
    ("ised", "ize"), ("ity", ""), ("ies", "y"), ("ied", "y"), ("ion", ""), ("ing", ""), ("ers", ""), ("ely", ""),
    ("ed", ""), ("er", ""), ("es", ""), ("ly", ""), ("al", ""), ("ic", ""), ("s", ""), ("e", ""),
)  # fmt: skip


def tokens(text: str) -> list[str]:
    """Return the words of `text` in order, compatibility-folded (NFKC) and lower case; numbers keep their point: "0.05"."""
    return WORD.findall(unicodedata.normalize("NFKC", without_raised_marks(text)).lower())


@functools.lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the word without its ending, at least three letters long; equal for most forms of one English word.

    Cuts the longest known ending twice, so that "classifications" meets "classified". Lighter than Porter's: it only
    has to make two texts of one paper meet, and a word it does not know stays as it is.
    """
    for _ in range(2):
        if word.endswith("ss") or not word.isalpha():
            break
        ending = next((e for e in _ENDINGS if word.endswith(e[0]) and len(word) - len(e[0]) >= 3), None)
        if ending is None:
            break
        word = word[: len(word) - len(ending[0])] + ending[1]
        if word in STOP_WORDS:
            return f"{word}e"  # "notes" and "noted" are no "not"
    return word[:-1] if word.endswith(("e", "y")) and len(word) > 3 else word


def content_stems(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, in order, repeats kept; numbers stay as printed."""
    return list(_content_stems(text))


@functools.lru_cache(maxsize=8_192)
def _content_stems(text: str) -> tuple[str, ...]:
    """Return the same, remembered: many questions look at the same sentences."""
    return tuple(stem(word) for word in tokens(text) if word not in STOP_WORDS and (len(word) > 1 or word.isdigit()))


def numbers(text: str) -> set[str]:
    """Return the numbers in `text`, thousands separators dropped: {"0.05", "16", "1024"}."""
    return {
        re.sub(r",(?=\d{3}\b)", "", found).rstrip(".,") for found in NUMBER.findall(unicodedata.normalize("NFKC", text))
    }


def jaccard(first: Iterable[str], second: Iterable[str]) -> float:
    """Return the shared share of two sets, 0-1; 0 where both are empty."""
    one, other = set(first), set(second)
    return len(one & other) / len(one | other) if one | other else 0.0


def letters_and_digits(text: str) -> str:
    """Return the letters and digits only, lower case."""
    return re.sub(r"[^0-9a-z]+", "", unicodedata.normalize("NFKC", text).lower())


def names(text: str) -> set[str]:
    """Return what looks like a name, as letters and digits.

    That is mixed or upper case, letters with digits, links, capitals in mid-sentence.
    """
    found = [*_NAME.findall(text), *_CAPITAL.findall(text)]
    return {folded for name in found if len(folded := letters_and_digits(name)) >= 2}
