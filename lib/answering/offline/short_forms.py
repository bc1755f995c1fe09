"""The short forms that a paper explains, "body mass index (BMI)": either form of one says what the other says.

The long form of a short one in brackets is found as Schwartz and Hearst (2003) do: the fewest words before it that have its
letters in order, the first one at the beginning of a word.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lib.records import Sentence

_IN_BRACKETS = re.compile(r"(?P<before>[^()]*?)\((?P<short>[A-Za-z][\w/&+-]{1,9})(?:[;,][^()]*)?\)")
_PLURAL = re.compile(r"(?<=[A-Z])s$")
_CAPITALS = 2
"""In a short form at least: "e.g." and "data" in brackets are none."""
WORDS_BEYOND = 5
"""Of a long form at most, beyond the letters of the short one (Schwartz and Hearst 2003), and never more than twice as many."""
LONGEST_WORD = 60
"""Letters; longer runs are addresses and sequences."""
READINGS_REMEMBERED = 8
"""Whose forms are kept: what is asked of one paper is asked of it again."""


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A short form with the words it stands for."""

    short: str
    words: str

    @property
    def patterns(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """How the short form and the words stand in a text."""
        return _as_written(self.short), _as_written(self.words)


def short_forms(reading: Sequence[Sentence]) -> list[ShortForm]:
    """Return the short forms that a paper explains in brackets, each once, as it does first."""
    return list(_of_texts(tuple(one.text for one in reading if "(" in one.text and one.kind != "reference")))


@functools.lru_cache(maxsize=READINGS_REMEMBERED)
def _of_texts(texts: tuple[str, ...]) -> tuple[ShortForm, ...]:
    found: dict[str, ShortForm] = {}
    for text in texts:
        for match in _IN_BRACKETS.finditer(text):
            short = _PLURAL.sub("", match["short"])
            if short in found or sum(letter.isupper() for letter in short) < _CAPITALS:
                continue
            words = long_form(short, match["before"])
            if words:
                found[short] = ShortForm(short, words)
    return tuple(found.values())


def long_form(short: str, before: str) -> str:
    """Return the words before a short form that it stands for; empty where none have its letters in order."""
    letters = [letter.lower() for letter in short if letter.isalnum()]
    words = before.split()[-min(len(letters) + WORDS_BEYOND, 2 * len(letters)) :]
    if any(len(word) > LONGEST_WORD for word in words):
        return ""
    text = " ".join(words).rstrip()
    place = len(text)
    for number, letter in reversed(list(enumerate(letters))):
        place -= 1
        while place >= 0 and not (
            text[place].lower() == letter and (number > 0 or place == 0 or not text[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return ""
    found = text[place:]
    return found if len(found) > len(short) and len(found.split()) <= len(letters) + WORDS_BEYOND else ""


def forms_asked(question: str, readings: Iterable[Sequence[Sentence]]) -> list[ShortForm]:
    """Return the short forms of the papers of which the question has the one form and not the other."""
    return [
        form
        for reading in readings
        for form in short_forms(reading)
        if sum(pattern.search(question) is not None for pattern in form.patterns) == 1
    ]


def with_other_forms(question: str, forms: Iterable[ShortForm]) -> str:
    """Return the question with the other form of each behind it, to search for both."""
    others = (form.words if form.patterns[0].search(question) else form.short for form in forms)
    return " ".join([question, *dict.fromkeys(others)])


def as_asked(text: str, question: str, forms: Iterable[ShortForm]) -> str:
    """Return the text with the forms that the question has in the place of the others; unchanged where it has them itself."""
    for form in forms:
        short, words = form.patterns
        asked, other, put = (short, words, form.short) if short.search(question) else (words, short, form.words)
        if not asked.search(text):
            text = other.sub(put.replace("\\", r"\\"), text)
    return text


@functools.lru_cache(maxsize=1_024)
def _as_written(form: str) -> re.Pattern[str]:
    """Return the pattern of a form as a word of its own; short forms keep their capitals, words may have any."""
    body = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", form))
    flags = re.IGNORECASE if " " in form or form.islower() else 0
    return re.compile(rf"(?<![\w-]){body}(?:s|es)?(?![\w-])", flags)
