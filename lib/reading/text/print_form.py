"""Words as they are printed: what stands raised or lowered is no part of the word or number before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word
from lib.text.super_subscripts import lowered, raised

_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|re|e|o|a|º|ª)$")
"""What is raised after a number and read as one with it: "19th"."""
_WORDLESS = re.compile(r"[^A-Za-z]+|[a-z](?:,[a-z])*$")
"""What stands raised or lowered without touching a word: a mark, never a word in small letters."""


def print_forms(words: Sequence[Word]) -> list[str]:
    """Return the texts of successive words of a line, raised and lowered ones in Unicode's signs or after "^" and "_"."""
    return [_print_form(word, words[n - 1] if n else None) for n, word in enumerate(words)]


def printed_text(line: Line) -> str:
    """Return the line's text as it is printed, glued words without a blank."""
    forms = zip(line.words, print_forms(line.words), strict=True)
    return "".join(form if word.glued or not n else f" {form}" for n, (word, form) in enumerate(forms))


def _print_form(word: Word, before: Word | None) -> str:
    if not word.script:
        return word.text
    touches = word.glued and before is not None
    if not touches and not _WORDLESS.fullmatch(word.text):
        return word.text
    if word.script < 0:
        return lowered(word.text)
    ordinal = touches and before is not None and before.text[-1:].isdigit() and _ORDINAL.fullmatch(word.text)
    return word.text if ordinal else raised(word.text)
