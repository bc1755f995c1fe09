"""Whether letters make words of a language, or stand for others: a font with shifted codes says "sgd" where "the" is printed."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

_PER_CENT = (
    8.7, 1.4, 3.2, 4.3, 13.6, 1.4, 1.8, 2.2, 7.6, 0.8, 1.9, 4.6, 2.8, 7.6, 5.9, 2.6, 0.5, 6.7, 6.3, 6.7, 3.6, 1.6, 1.1, 0.3,
    1.4, 1.1,
)  # fmt: skip
"""How frequent a to z are: the mean over English, German, French, Spanish, Italian, Dutch, Polish, Portuguese, Swedish and
Finnish, accents left off."""
_LETTERS = len(_PER_CENT)
_LOG = [math.log(share / 100) for share in _PER_CENT]
LEAST_LETTERS = 200
LEAST_KINDS = 15
"""A DNA sequence has four kinds of letters."""
LEAST_LATIN = 0.7
"""Of all letters; other scripts are not judged."""
SHIFT_GAIN = 0.1
"""Per letter, by which undoing a shift must be likelier: 0.00 on 850 pages in five languages, 0.39 and more on shifted ones."""
FEW_VOWELS, VOWELLESS_WORDS = 0.27, 0.1
"""Shares of vowels, and of words without any among those of four letters and more. Of 850 pages of text one has less than 0.32
vowels, a table of one letter codes, and none of these more than 0.10 such words; a shifted one had 0.13 and 0.41."""
LEAST_KINDS_SHARE = 0.3
"""Of the letters of a word those that differ; "senselessness" has 4 of 13."""
LEAST_WORDS = 25
"""Words with four letters and more that tell whether many have no vowel."""


def is_enciphered(letters: Mapping[str, int], text: str) -> bool:
    """Return whether a page's Latin letters cannot be what is printed; `letters` counts its characters."""
    counts = [0] * _LETTERS
    others = 0
    for character, count in letters.items():
        if not character[:1].isalpha():
            continue
        base = unicodedata.normalize("NFD", character)[0].lower()
        if "a" <= base <= "z":
            counts[ord(base) - ord("a")] += count
        else:
            others += count
    total = sum(counts)
    if total < LEAST_LETTERS or total < LEAST_LATIN * (total + others) or sum(map(bool, counts)) < LEAST_KINDS:
        return False
    likely = [sum(n * _LOG[(i - shift) % _LETTERS] for i, n in enumerate(counts)) / total for shift in range(_LETTERS)]
    shift = max(range(_LETTERS), key=likely.__getitem__)
    if likely[shift] - likely[0] > SHIFT_GAIN and _speakable(_shifted(text, -shift))[True] >= _speakable(text)[True]:
        return True
    vowels = sum(counts[ord(v) - ord("a")] for v in "aeiouy") / total
    return vowels < FEW_VOWELS and _vowelless(text) > VOWELLESS_WORDS


def _shifted(text: str, by: int) -> str:
    """Return the text with its Latin letters, accents left off, moved on in the alphabet."""
    small = "abcdefghijklmnopqrstuvwxyz"
    return _plain(text).translate(str.maketrans(small, small[by:] + small[:by]))


def _plain(text: str) -> str:
    """Return the text in lower case, accents left off."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).lower()


def _vowelless(text: str) -> float:
    """Return the share of the words that have no vowel, 0 where there are too few words to tell."""
    words = _speakable(text)
    return words[False] / words.total() if words.total() >= LEAST_WORDS else 0.0


def _speakable(text: str) -> Counter[bool]:
    """Return how many of the words with four letters and more have a vowel, and how many have none.

    Rows of sounds and codes are no words, such as "sssthhtt": a letter three times in a row, or few kinds of letters. No
    language writes so, and a cipher keeps it.
    """
    return Counter(
        re.search("[aeiouyw]", word) is not None
        for word in re.findall("[a-z]{4,}", _plain(text))
        if not re.search(r"(.)\1\1", word) and len(set(word)) > LEAST_KINDS_SHARE * len(word)
    )
