"""Hyphens at line ends: whether one belongs to the word, as the paper's own words tell, then a list of how frequent words are."""

from __future__ import annotations

import functools
import gzip
import importlib.util
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from lib.reading.layout.lines import Line

Join = Literal["whole", "compound", "suspended"]
"""`whole`: the line alone broke the word; `compound`: the hyphen is the word's own; `suspended`: it stands for a part that
follows later, as in "pre- and post-test", and a blank follows it.
"""
LEAST_BROKEN_LETTERS = 2
"""No typesetter leaves fewer letters of a word before a break: TeX's \\lefthyphenmin; a single letter is a word's own part."""
FREQUENT, VERY_FREQUENT = 0.25, 12.0
"""Times in a million words. Both parts of a compound that the paper writes nowhere are at least as frequent as the first; or
one is known to the list at all and the other as frequent as "free", "like" or "based", the second.
"""
RARE, COMMON = 0.1, 100.0
"""Times in a million words: as one word it is hardly ever written ("followup"), and both parts are common ones."""
LEAST_WORDS = 20
"""A paper with fewer function words tells no language."""

_LISTS = "spellchecker"
"""The package whose lists are read: pyspellchecker (MIT)."""
_ADDRESS = re.compile(r"://|www\.|doi\.org/")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_CONJUNCTION_WORDS = """
    and or to and/or und oder bis bzw sowie und/oder et ou à et/ou y e o u en of och eller og i lub ja tai
"""
_CONJUNCTIONS = frozenset(_CONJUNCTION_WORDS.split())
_FUSING = ("de", "nl")
"""Languages that write compounds as one word."""
_FUNCTION_WORDS = {
    "en": frozenset(["the", "of", "and", "to", "in", "that", "is", "was", "for", "with", "were", "are"]),
    "de": frozenset(["der", "die", "und", "das", "den", "von", "mit", "ist", "des", "nicht", "eine", "dem"]),
    "fr": frozenset(["le", "la", "les", "des", "et", "est", "une", "dans", "que", "du", "pour", "qui"]),
    "es": frozenset(["el", "los", "las", "que", "una", "para", "con", "por", "del", "más", "como", "es"]),
    "pt": frozenset(["os", "das", "dos", "que", "uma", "para", "com", "não", "por", "ao", "foi", "são"]),
    "it": frozenset(["il", "di", "che", "della", "per", "sono", "una", "con", "dei", "nel", "gli", "è"]),
    "nl": frozenset(["het", "een", "van", "de", "dat", "voor", "niet", "zijn", "met", "wordt", "ook", "aan"]),
}


class LineEndHyphens:
    """What the words of one paper, and the frequent ones of its language, say of words broken at line ends."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        """`vocabulary`: how often the paper writes each word inside a line, lower case."""
        self._vocabulary = vocabulary
        self._language = _language_of(vocabulary)
        self._before, self._prefixes = _compound_parts(vocabulary)

    def join(self, text: str, following: str) -> Join:
        """Return how a word that ends a line with a hyphen goes on in the word that begins the next one in lower case."""
        first = re.split(r"[^\w'’-]", text[:-1].lower())[-1]
        second = re.match(r"[\w'’-]*", following.lower())[0]  # type: ignore[index]
        if not first or not second or first[-1].isdigit() or _ADDRESS.search(text):
            return "compound"
        if second in _CONJUNCTIONS and not self._is_word(first + second):
            return "suspended"
        abbreviated = _is_abbreviation(text[:-1]) and not following[:1].isupper()
        return "compound" if self._is_compound(first, second, abbreviated=abbreviated) else "whole"

    def breaks_capitals(self, text: str, following: str) -> bool:
        """Return whether a word all in capitals is broken, such as one of a heading."""
        first, second = re.split(r"[^\w'’-]", text[:-1])[-1], re.match(r"[\w'’]*", following)[0]  # type: ignore[index]
        capitals = all(len(part) >= LEAST_BROKEN_LETTERS and part.isupper() for part in (first, second))
        return capitals and self._is_word((first + second).lower())

    def _is_compound(self, first: str, second: str, *, abbreviated: bool) -> bool:
        hyphened, joined = self._count(f"{first}-{second}"), self._count(first + second)
        if hyphened or joined:
            return hyphened > joined
        parts = first.split("-")
        tail, head = parts[-1], second.split("-")[0]
        if abbreviated or len(tail) < LEAST_BROKEN_LETTERS:
            return True
        least, most = sorted((self._frequency(tail), self._frequency(head)))
        if self._count(tail + head) or self._frequency(tail + head):
            return least > COMMON and self._frequency(tail + head) < RARE and not self._count(tail + head)
        if len(parts) > 1:
            return self._is_word(tail)
        if self._before.get(first, 0) > self._prefixes.get(first, 0):
            return True
        if self._language in _FUSING:
            return False
        return least >= FREQUENT or (least > 0 and most >= VERY_FREQUENT)

    def _is_word(self, word: str) -> bool:
        return bool(self._count(word) or self._frequency(word))

    def _count(self, word: str) -> int:
        return self._vocabulary.get(word, 0)

    def _frequency(self, word: str) -> float:
        """Return how often the language writes the word in a million words, 0 where the list does not know it."""
        counts, total = _frequencies(self._language)
        return 1e6 * counts.get(word, 0) / total


def vocabulary_of(lines: Iterable[Line]) -> Counter[str]:
    """Return how often each word stands inside a line, lower case; what stands at a line's end may be broken and does
    not count.
    """
    words: Counter[str] = Counter()
    for line in lines:
        inside = " ".join([word.text for word in line.words[1:-1]])
        words.update([part.strip("-'’") for part in _WORD.findall(inside.lower())])
    return words


def _is_abbreviation(first: str) -> bool:
    """Return whether the part before the hyphen is an abbreviation, such as "HIV" or "mRNA": those are not broken."""
    tail: str = re.split(r"[^\w]", first)[-1]
    return sum(letter.isupper() for letter in tail) > 1


def _compound_parts(vocabulary: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Return what the paper writes before hyphens inside lines, with how many words it does so, and how many begin with it
    without one.
    """
    before: dict[str, int] = {}
    for word in vocabulary:
        first, hyphen, _ = word.partition("-")
        if hyphen:
            before[first] = before.get(first, 0) + 1
    begins: dict[str, int] = {}
    for word in vocabulary:
        for end in range(LEAST_BROKEN_LETTERS, len(word)):
            if (first := word[:end]) in before and word[end] != "-":
                begins[first] = begins.get(first, 0) + 1
    return before, begins


def _language_of(vocabulary: Mapping[str, int]) -> str:
    """Return the language whose function words the paper writes most, English where there are too few."""
    counts = {language: sum(vocabulary.get(word, 0) for word in words) for language, words in _FUNCTION_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= LEAST_WORDS else "en"


@functools.cache
def _frequencies(language: str) -> tuple[Mapping[str, int], int]:
    """Return how often each word of the language was counted, and how many words were."""
    package = importlib.util.find_spec(_LISTS)
    if package is None or package.origin is None:
        raise ImportError("The package pyspellchecker, which holds the lists of words, is not installed.")
    path = Path(package.origin).parent / "resources" / f"{language}.json.gz"
    counts: dict[str, int] = json.loads(gzip.decompress(path.read_bytes()))
    return counts, sum(counts.values())
