"""How sure the letters of a page are: those that no font tells, those that are guessed, those on which two readers disagree."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lib.reading.pdf.glyphs import UNKNOWN, known_glyph
from lib.reading.pdf.ink import Run

DOUBTFUL_SHARE = 0.005
"""A page of whose letters more than this share is unknown or guessed is not good: five words of a thousand."""
BROKEN_SHARE = 0.002
"""The same for letters that are unknown inside words, which break the words."""
DISAGREEING_SHARE = 0.02
"""Two readers disagree where more than this share of a page's letters is another one."""
LEAST_DISAGREEING = 10
"""Fewer letters are a sign or two of a short page."""
LEAST_DOUBTFUL = 4
"""Fewer letters are no share of a page."""
LEAST_WORDS = 5
"""Words of three letters and more that tell whether guessed letters make words."""
SPEAKABLE_SHARE = 0.85
"""Of guessed letters that make words, the share of words with a vowel and a consonant."""
LOWER_SHARE = 0.5
"""Of guessed letters that make words, the share of small ones: signs are drawn from any."""

_WORD = re.compile(r"[^\W\d_]{3,}")
_NOT_COMPARED = re.compile(r"[\s\x00-\x1f\u00ad\u2010\u2011\ue000-\uf8ff\ufffd\ufffe-]+")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_SAME = str.maketrans("\u00b5\u2206\u2126\u25e6\u2219\u22c5’‘", "μΔΩ∘•·''")
"""Characters that look alike, one for another."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """How many of a page's letters are doubtful."""

    total: int
    unknown: int
    """Nothing tells them."""
    guessed: int
    """They may be right: no font vouches for them, and they make no words."""
    broken: int
    """They are unknown, inside words otherwise known."""

    @property
    def doubtful(self) -> bool:
        """Whether the page is not good."""
        doubted = self.unknown + self.guessed
        return (doubted >= LEAST_DOUBTFUL and doubted > DOUBTFUL_SHARE * self.total) or self.words_broken

    @property
    def words_broken(self) -> bool:
        """Whether words of the page lack letters."""
        return self.broken >= LEAST_DOUBTFUL and self.broken > BROKEN_SHARE * self.total


def certainty_of(runs: Sequence[Run]) -> Certainty:
    """Return how sure the letters of a page's runs are."""
    total = unknown = broken = 0
    guesses: dict[str, list[str]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for run in runs:
        total += sum(not text.isspace() for text in run.texts)
        if run.guessed:
            guesses[run.font].append("".join(run.texts))
            counts[run.font] += run.guessed
        if any(text.startswith("(cid:") or _is_unmapped(text) for text in run.texts):
            texts = [known_glyph(text, run.face) for text in run.texts]
            missing = sum(text == UNKNOWN for text in texts)
            unknown += missing
            broken += sum(_broken_letters(word) for word in "".join(texts).split()) if missing else 0
            counts[run.font] -= min(missing, counts[run.font])
    guessed = sum(count for font, count in counts.items() if count and not make_words(" ".join(guesses[font])))
    return Certainty(total, unknown, guessed, broken)


def _is_unmapped(text: str) -> bool:
    return text == UNKNOWN or "\ue000" <= text <= "\uf8ff"


def _broken_letters(word: str) -> int:
    """Return how many letters a word lacks of which most are known."""
    missing = word.count(UNKNOWN)
    return missing if missing and sum(c.isalpha() for c in word) > 2 * missing else 0


def make_words(text: str) -> bool:
    """Return whether letters that are guessed make words, as they would not if they were wrong."""
    words = _WORD.findall(text)
    if len(words) < LEAST_WORDS:
        return False
    plain = [unicodedata.normalize("NFD", word).lower() for word in words]
    speakable = sum(bool(re.search("[aeiouy]", word)) and bool(re.search("[^aeiou]", word)) for word in plain)
    lower = sum(c.islower() for word in words for c in word)
    return speakable > SPEAKABLE_SHARE * len(words) and lower > LOWER_SHARE * sum(map(len, words))


def letters_of(runs: Iterable[Run]) -> str:
    """Return the letters of a page's runs in stream order, those that nothing tells as U+FFFD."""
    pieces = []
    for run in runs:
        text = "".join(run.texts)
        if "(cid:" in text or _PRIVATE.search(text):
            text = "".join(known_glyph(letter, run.face) for letter in run.texts)
        pieces.append(text)
    return "".join(pieces)


def disagree(text: str, other: str) -> bool:
    """Return whether more than a small share of two readers' letters of one page is another one, whatever their order.

    Where only one has a letter, or one gives none of a language ("\ufffd", private characters), nobody contradicts the other.
    """
    first, second = _counted(text), _counted(other)
    most = max(first.total(), second.total())
    differing = min((first - second).total(), (second - first).total())
    return differing >= LEAST_DISAGREEING and differing > DISAGREEING_SHARE * most


def _counted(text: str) -> Counter[str]:
    """Return how often each letter and sign stands there; blanks and hyphens, which readers make up, do not count."""
    text = _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return Counter(_NOT_COMPARED.sub("", text).translate(_SAME))
