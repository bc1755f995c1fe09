"""Marks that point to a bibliography ("⁴⁰", "[3, 4]") within a sentence: they are no words of it."""

from __future__ import annotations

import re
from itertools import product

from lib.text.super_subscripts import on_the_line

_LETTER = "[^\\W\\d_⁰¹²³⁴⁵⁶⁷⁸⁹]"
_RAISED_NUMBERS = "[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?:[,;–-] ?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})*"
_RAISED_MARK = re.compile(
    rf"(?P<before>{_LETTER}+|[.,;:!?)\]”\"'’%])(?P<mark> ?{_RAISED_NUMBERS})(?![⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼\w])"
)
_IN_BRACKETS = r"\[[1-9]\d{0,2}(?:(?:, ?|; ?| ?[–-] ?)[1-9]\d{0,2})*\]"
_BRACKETED_MARK = re.compile(rf" ?{_IN_BRACKETS}(?:(?:, ?| ?[–-] ?|,? (?:and|or) ){_IN_BRACKETS})*(?!\w)")

_SI_PREFIXES = "Y Z E P T G M k h da d c m µ μ n p f"
_SI_UNITS = "m g s A K mol cd Hz N Pa J W C V F Ω T H lm lx Bq Gy Sv L l eV bar pc"
_OTHER_UNITS = """in inch inches ft foot feet yd yard yards mi mile miles metre metres meter meters px pixel pixels min h hr
ha Å AU deg arcsec arcmin dyn erg psi atm Torr R r x"""
_SI = ("".join(parts) for parts in product(["", *_SI_PREFIXES.split()], _SI_UNITS.split()))
_UNITS = frozenset([*_SI, *_OTHER_UNITS.split()])
"""Units, and letters for quantities, that are squared and cubed; those of the SI as the SI brochure (2019) lists them."""
_QUANTITY_NAMES = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi
psi omega sin cos tan sinh cosh tanh log ln exp"""
_QUANTITIES = frozenset(_QUANTITY_NAMES.split())
"""Greek letters by name, as effect sizes and tests are written ("eta²", "Chi²"), and functions."""
_RELATION = re.compile(r"\s?[=<>≤≥≈∼~/·×∙*^]")
"""What a power stands before, and no word with a mark."""
_SHORT_NAME_LETTERS = 2
"""So short a name that is not in small letters is a quantity's or a unit's."""
_LONGEST_POWER_LETTERS = 4
"""Where a text must not lose a power, words up to this length may have one: longer names of quantities are rare."""
_OPERATOR = re.compile(r"[−+±×·∙*/]|\s[–-]\s")
_WORD = re.compile(rf"{_LETTER}{{{_LONGEST_POWER_LETTERS},}}")

_OBJECT_BEFORE = re.compile(
    r"(?:\b(?:in|from|of|by|to|with|than|between|within|under|over|on|for|at|via|per|see|e\.g\.|i\.e\.|cf\.)"
    r"|\b(?:eqs?|equations?|refs?|references?|fig|figure|table|section|step|range|interval|iqr|ci|scale|set|domain)\.?"
    r"|[\d=<>≤≥≈∈∼~×+−±:][%‰°]?)\Z",
    re.IGNORECASE,
)
"""Behind these the brackets are a part of the sentence ("in [3]", "Eq. [3]", "range [1, 5]") or belong to a number
("65 [58–72]")."""
_SUBJECT = re.compile(r"(?:\A|[.!?])\Z")
_LOWER_NEXT = re.compile(r"\s[a-z]")
_PAIR = re.compile(r" ?\[(\d+)(?:, ?|; ?| ?[–-] ?)(\d+)\]")
_PLAIN_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\w)")
_SENTENCE_END = re.compile(r"[.!?]\s")
_VALUE_REACH = 30
"""Characters before a range in brackets in which the value stands that it belongs to, with its unit."""


def without_reference_marks(text: str) -> str:
    """Return the text without raised numbers after words and stops, and without numbers in square brackets.

    What may be more than a mark stays, for a quote must not lose a number: powers ("m²", "eta²", "(y − x)²"), charges,
    isotopes, ranges ("65 [58–72]"), and brackets that the sentence needs ("as in [3]").
    """
    if "[" in text:
        text = _BRACKETED_MARK.sub(lambda mark: mark[0] if _is_part_of_sentence(mark) else "", text)
    return text if text.isascii() else _RAISED_MARK.sub(_without_sure_mark, text)


def without_raised_marks(text: str) -> str:
    """Return the text without raised numbers after words and stops, for its words to be compared: known powers stay."""
    return text if text.isascii() else _RAISED_MARK.sub(_without_mark, text)


def without_possible_marks(text: str) -> str:
    """Return the text without all that may be a mark, for two texts of which one has lost its marks to be compared."""
    hidden = possible_mark_places(text)
    return "".join(char for at, char in enumerate(text) if at not in hidden) if hidden else text


def possible_mark_places(text: str) -> frozenset[int]:
    """Return the places of the characters that `without_possible_marks` leaves out."""
    spans = [mark.span() for mark in _BRACKETED_MARK.finditer(text)]
    if not text.isascii():
        spans += [mark.span("mark") for mark in _RAISED_MARK.finditer(text)]
    return frozenset(at for start, end in spans for at in range(start, end))


def _without_mark(match: re.Match[str]) -> str:
    return match[0] if _is_power(match) else match["before"]


def _without_sure_mark(match: re.Match[str]) -> str:
    return match[0] if _is_power(match) or _may_be_power(match) else match["before"]


def _is_power(match: re.Match[str]) -> bool:
    """Return whether the raised number is a power of the unit or quantity before it."""
    before, mark = match["before"], match["mark"]
    if len(mark) != 1:
        return False
    if _RELATION.match(match.string, match.end()) and mark in "²³":
        return True
    if not before[0].isalpha():
        return before in ")]" and _OPERATOR.search(_bracketed(match)) is not None
    short_name = not before.islower() and len(before) <= _SHORT_NAME_LETTERS
    return len(before) == 1 or short_name or before in _UNITS or before.lower() in _QUANTITIES


def _may_be_power(match: re.Match[str]) -> bool:
    """Return whether the raised number is a square or a cube of a short name, or of what stands in brackets."""
    before = match["before"]
    if match["mark"] not in ("²", "³"):
        return False
    if before[0].isalpha():
        return len(before) <= _LONGEST_POWER_LETTERS
    return before in ")]" and _WORD.search(_bracketed(match)) is None


def _bracketed(match: re.Match[str]) -> str:
    """Return what stands in the brackets that end before a mark."""
    end = match.start()
    return match.string[max(match.string.rfind(opening, 0, end) for opening in "([") + 1 : end]


def _is_part_of_sentence(mark: re.Match[str]) -> bool:
    """Return whether a sentence would lose its sense or a result without these numbers in brackets."""
    before = mark.string[: mark.start()]
    if _OBJECT_BEFORE.search(before):
        return True
    if _SUBJECT.search(before) and _LOWER_NEXT.match(mark.string, mark.end()):
        return True
    pair = _PAIR.fullmatch(mark[0])
    if pair is None:
        return False
    near = _SENTENCE_END.split(before[-_VALUE_REACH:])[-1]
    return any(int(pair[1]) <= float(number) <= int(pair[2]) for number in _PLAIN_NUMBER.findall(near))


def searchable(text: str) -> str:
    """Return the text as its words are searched and compared: without raised marks, raised and lowered signs as plain ones.

    Numbers in brackets are words of their own: they change no other.
    """
    return on_the_line(without_raised_marks(text))
