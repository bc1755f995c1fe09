"""Whether a sentence has the number that a question asks for: of the same things, in the same unit, of all of them."""

from __future__ import annotations

import re

from lib.answering.offline.design_cues import ONE_GROUP
from lib.answering.offline.people import OF_ANYBODY, OF_SOME, either_number
from lib.answering.offline.question_words import HOW_MANY, counted_stems
from lib.answering.offline.units_asked_for import NUMBER_WORDS, QUANTITY, TIME, asks_how, tells_a_pause, unit_asked_for
from lib.text.terms import content_stems

CITED = re.compile(
    r"\([^()]*\b(?:1[89]|20)\d\d[a-z]?\b[^()]*\)|\[[\d,;–\s-]+\]|\b(?:fig(?:ure)?s?|tab(?:le)?s?|eqs?|section)\.?\s*\d+(?:\.\d+)*\w?",
    re.IGNORECASE,
)
"""Numbers that count nothing: of a citation, a figure, a section."""
PERCENTAGE = re.compile(r"(?:\d[\d.,]*\s?(?:[–—-]|to)\s?)?\d[\d.,]*\s?(?:%|per ?cent\b)", re.IGNORECASE)
HALF_MATCH = 0.5
"""How far a sentence has what is asked for that has a number of something else, or otherwise half of it."""
_COUNTED = re.compile(
    rf"(?:\d[\d.,]*\s?[kKM]?|\b(?:one|{NUMBER_WORDS}))(?=\s)((?:\W{{1,2}}[A-Za-z][\w-]*){{1,4}})",
    re.IGNORECASE,
)
"""A number with the few words after it, what it counts among them."""
_COUNT_ENDS = re.compile(
    r"\b(?:per|an?|each|every|times|during|the|in|at|on|for|with|to|by|from|was|were|is|are|had|has|who|that|which|than|after"
    r"|before|when|while|but|as|did|do|does)\b|[.;:,()/]",
    re.IGNORECASE,
)
"""Where a count ends and something else begins: "3 times a week" counts no weeks, "in 70 In the study" no studies."""
_N_EQUALS = re.compile(r"((?:[A-Za-z][\w-]* ){1,3})\((?:[^()]{0,20}\b)?[nN]\s?=\s?\d")
"""A count in brackets behind what it counts: "healthy subjects (n = 68)"."""
_COMPOUND = re.compile(r"\b\w+-(?=\w)")
"""The first half of a compound: "ten whale-watching hotspots" are no ten whales."""
_LASTED = re.compile(r"\bhow long\b.*\b(?:last(?:ed|s)?|take|took|go on|run|continue[ds]?)\b", re.IGNORECASE)
_LASTING = re.compile(
    r"\b(?:for|over|during|within|lasted|lasting|lasts?|took|takes?|continued|durations?|periods?|length)\b(?:\W+\w+){0,3}?\W+"
    rf"(?:\d[\d.,]*|{NUMBER_WORDS}|one)[\s-]?(?:\w+[\s-]){{0,1}}{TIME}\b",
    re.IGNORECASE,
)
"""What a question asks for by "how long did it last", and how that is told: not "after 3 days", nor "a limit of 50 s"."""
_ON_AVERAGE = re.compile(r"\b(?:average|averaged|mean|median|typical(?:ly)?)\b", re.IGNORECASE)
PEOPLE = frozenset(content_stems(" ".join(either_number([*OF_ANYBODY, *OF_SOME]))))
"""Stems of the words by which papers call those who took part, whichever a question has."""
IN_UNIT = 0.8
"""The same of one that has a number in the unit of the measure asked for: "1.5 mg/kg", with no word for a dose."""
NAMED_APART = 0.6
"""How far a sentence has the number asked for that has a number, and what is counted elsewhere."""


def has_number(question: str, sentence: str) -> float:
    """Return 1 where the sentence has the number of what is asked, in its unit; less where it has both apart, or only one."""
    sentence = CITED.sub(" ", sentence)
    if HOW_MANY.search(question):
        sentence = PERCENTAGE.sub(" ", sentence)  # a share of things is not how many
    if not QUANTITY.search(sentence):
        return 0.0
    units = unit_asked_for(question)
    if units is not None:
        return _in_unit(question, sentence, units)
    if _ON_AVERAGE.search(question) and not _ON_AVERAGE.search(sentence):
        return HALF_MATCH
    wanted = counted_stems(question)
    if not wanted:
        return HALF_MATCH
    if ONE_GROUP.search(sentence) and not ONE_GROUP.search(question):
        return HALF_MATCH  # the number of one group, or of one cage
    counted = [_COUNT_ENDS.split(found[1], maxsplit=1)[0] for found in _COUNTED.finditer(sentence)]
    counted += [found[1] for found in _N_EQUALS.finditer(sentence)]
    if any(_counts(wanted, set(content_stems(_COMPOUND.sub(" ", one)))) for one in counted):
        return 1.0
    return NAMED_APART if _counts(wanted, set(content_stems(sentence.replace("%", " percentage ")))) else HALF_MATCH


def _in_unit(question: str, sentence: str, units: re.Pattern[str]) -> float:
    """Return how far a sentence with a number has it in the unit asked for, of the time that was spent, of all of them."""
    if not units.search(sentence) or tells_a_pause(question, sentence):
        return HALF_MATCH
    if _LASTED.search(question) and not _LASTING.search(sentence):
        return NAMED_APART
    if _ON_AVERAGE.search(question) and not _ON_AVERAGE.search(sentence):
        return NAMED_APART
    return 1.0 if asks_how(question) else IN_UNIT


def _counts(wanted: set[str], named: set[str]) -> bool:
    """Return whether what is asked for is named; a person by any of the words that papers have for those they studied."""
    people = wanted & PEOPLE
    return wanted - people <= named and (not people or bool(named & PEOPLE))
