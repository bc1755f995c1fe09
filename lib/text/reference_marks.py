"""Marks that point to a bibliography ("⁴⁰", "[3, 4]") within a sentence: they are no words of it."""

from __future__ import annotations

import re

from lib.text.super_subscripts import on_the_line

_LETTER = "[^\\W\\d_⁰¹²³⁴⁵⁶⁷⁸⁹]"
_RAISED_NUMBERS = "[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?:[,;–-] ?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})*"
_UNITS = "m|cm|mm|km|nm|µm|μm|in|ft|yd|mi|s|min|h|ms|kg|g|mg|L|dm|pc|R|r|x"
"""Units and letters that are squared and cubed: after them a raised number below 5 is a power."""
_RAISED_MARK = re.compile(
    rf"(?P<before>{_LETTER}+|[.,;:!?)\]”\"'’%])(?P<mark> ?{_RAISED_NUMBERS})(?![⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼\w])"
)
_BRACKETED_MARK = re.compile(r" ?\[[1-9]\d{0,2}(?:(?:, ?|; ?| ?[–-] ?)[1-9]\d{0,2})*\](?!\w)")
_LONGEST_POWER_LETTERS = 3
"""Longer words are not raised to a power, nor are shorter ones to a list of numbers or to one of two digits."""


def without_reference_marks(text: str) -> str:
    """Return the text without raised numbers after words and stops, and without numbers in square brackets.

    Powers ("m²", "10⁻³"), charges and isotopes stay.
    """
    return without_raised_marks(_BRACKETED_MARK.sub("", text) if "[" in text else text)


def without_raised_marks(text: str) -> str:
    """Return the text without raised numbers after words and stops."""
    return text if text.isascii() else _RAISED_MARK.sub(_without_mark, text)


def mark_places(text: str) -> frozenset[int]:
    """Return the places of the characters that `without_reference_marks` leaves out."""
    spans = [match.span() for match in _BRACKETED_MARK.finditer(text)]
    for match in _RAISED_MARK.finditer(text):
        kept = len(_without_mark(match))
        spans.append((match.start() + kept, match.end()))
    return frozenset(at for start, end in spans for at in range(start, end))


def _without_mark(match: re.Match[str]) -> str:
    before, mark = match["before"], match["mark"].strip()
    word = before[:1].isalpha()
    if word and len(before) <= _LONGEST_POWER_LETTERS and len(mark) == 1 and _may_be_raised_to_power(before):
        return match[0]
    return before


def _may_be_raised_to_power(word: str) -> bool:
    """Return whether a short word is a unit or a quantity rather than a word of a language."""
    short_name = not word.islower() and len(word) < _LONGEST_POWER_LETTERS
    return len(word) == 1 or short_name or re.fullmatch(_UNITS, word) is not None


def searchable(text: str) -> str:
    """Return the text as its words are searched and compared: without raised marks, raised and lowered signs as plain ones.

    Numbers in brackets are words of their own: they change no other.
    """
    return on_the_line(without_raised_marks(text))
