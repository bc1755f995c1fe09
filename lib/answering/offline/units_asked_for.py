"""In which unit a question wants its number: "how many weeks" in weeks and not in sessions a week, "what dose" in milligrams."""

from __future__ import annotations

import re

from lib.text.terms import content_stems

NO_COUNT = (
    r"(?!\s+(?:is|was|can(?:not)?|could|may|might|must|should|would|will|has|had|wants?|needs?"
    r"|to|of|by|or|another|possible)\b)"
)
"""Behind "one": it is a pronoun, or picks one out."""
NUMBER_WORDS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|hundreds?|thousands?|millions?|billions?|dozens?"
)
QUANTITY = re.compile(
    rf"\d|\b(one{NO_COUNT}|{NUMBER_WORDS}|half|third|quarter|once|twice|daily|weekly|monthly|hourly|yearly)\b",
    re.IGNORECASE,
)
_PERIODS = {
    "millisecond": r"(?:ms|msecs?|milliseconds?)",
    "second": r"(?:(?-i:s)|secs?|seconds?)",
    "minute": r"(?:mins?|minutes?)",
    "hour": r"(?:(?-i:h)|hrs?|hours?)",
    "day": r"(?:(?<!-)(?-i:d)|days?)",
    "night": r"nights?",
    "week": r"(?:wks?|weeks?)",
    "month": r"months?",
    "year": r"(?:yrs?|years?)",
    "decade": r"decades?",
}
"""A period as a question counts it, and how papers write it: "16S" and "3D" hold none."""
TIME = rf"(?:{'|'.join(_PERIODS.values())})"
_LENGTH = (
    r"(?:[nµμmck]?m|ft|feet|foot|miles?|inch(?:es)?|(?:kilo|centi|milli)?met(?:re|er)s?|pages|bp|nucleotides|words)"
)
_MASS = r"(?:[nµμmk]?g|t|tons?|tonnes|pounds|lbs?|(?:kilo|milli|micro)?grams?)"
_PERIOD = r"(?:second|minute|hour|day|night|week|month|year|season)"
_NUMBER_THEN = r"\d[\d.,]*[\s-]?"
_NOT_A_RATE = r"\b(?!\s*(?:per|/|an?\s))"


def _lasting(period: str) -> str:
    """Return how so many periods are told."""
    return rf"{_NUMBER_THEN}{period}{_NOT_A_RATE}|\b(?:one|{NUMBER_WORDS}|half an?)[\s-](?:[a-z]+[\s-])?{period}{_NOT_A_RATE}"


_DURATION = rf"{_lasting(TIME)}|\d (?:[a-z]+ )?{TIME}{_NOT_A_RATE}"
_LEVEL_OF_EFFORT = r"(?:maxim(?:al|um)|high|low|light|heart rate|RPE|1-?RM|intensit(?:y|ies))"
"""Words that name a level where a number stands beside them: alone they tell none."""
_LEVEL = rf"\d[\d.,]*(?![\d.,]*[\s-]?{TIME}\b)"
_OFTEN = (
    rf"\b(?:(?:once|twice|times) (?:in |during )?(?:daily|weekly|monthly|(?:an?|per|each|every|the) (?:\w+ )?{_PERIOD}))\b"
    rf"|\b(?:daily|weekly|monthly|yearly|hourly|annual(?:ly)?)\b|/\s?(?:{_PERIOD}|d|h|wk|min)\b"
    rf"|\b(?:an?|per|each|every) (?:other |second |third |\d+ |two |three |four |six )?(?:{_PERIOD}s?|visit|session)\b"
)
_AGE = r"\bage[ds]?\b|[\s-](?:years?|months?|weeks?|days?)(?:[\s-]olds?| of age)\b|\bold\b"
_SHARE = (
    r"%|\bper ?cent\b|\bpercentages?\b|\b0?\.\d|\b(?:half|third|quarter|fifth|majority|all|none)s?\b"
    r"|\b\d[\d,]*(?:\s?/\s?|(?: \w+)? (?:out )?of (?:the )?)\d"
)
_PRICE = r"[$€£¥]|\b(?:USD|EUR|GBP|dollars?|euros?|pounds?|yuan|yen|rupees?|cents?)\b"
_ASKED_HOW = (
    (rf"(?:many|much) [\w-]+(?: [\w-]+)? (?:an?|per|each|every) {_PERIOD}s?", _OFTEN),
    *((rf"many (?:[\w-]+ )?{period}s(?! old\b)", _lasting(says)) for period, says in _PERIODS.items()),
    ("old", _AGE),
    ("long", rf"{_NUMBER_THEN}(?:{TIME}|{_LENGTH}){_NOT_A_RATE}|{_DURATION}"),
    ("(?:far|tall|deep|wide|high)", rf"{_NUMBER_THEN}{_LENGTH}\b"),
    ("heavy", rf"{_NUMBER_THEN}{_MASS}\b"),
    ("(?:often|frequently)", _OFTEN),
    (r"much (?:[\w'’-]+ ){1,8}?(?:costs?|paid)\b", _PRICE),
)
_MEASURES = (
    ("durations?|half-?li(?:fe|ves)", _DURATION),
    ("ages?", _AGE),
    ("temperatures?", r"\d\s?(?:[°º◦∘˚]|degrees|K\b)"),
    (
        "doses?|dosages?",
        rf"{_NUMBER_THEN}(?:{_MASS}|[mµμ]?[lL]|IU|U|units?|Gy|cGy|[mµμ]?[mM]ol|[mµμ]M|tablets?|capsules?|drops|MBq|%|ppm)\b"
        r"|\d\s?%",
    ),
    ("frequenc(?:y|ies)", rf"\d\s?[kMG]?Hz\b|{_OFTEN}|{_SHARE}"),
    (
        "intensit(?:y|ies)",
        r"%|\d[\s-]?(?:bpm|beats|W|watts?|METs?|RM|RPE|m[AWT]|A|V|dB|lux|lx|cd|Hz|J|kg|repetitions|km/h|m/s)\b"
        r"|\b(?:submaximal|moderate|vigorous)\b"
        rf"|\b{_LEVEL_OF_EFFORT}\b(?:[\s(]+(?:was|were|is|of|at|set|kept|between|about|around|up|to|from)){{0,3}}"
        rf"[\s(]+[<>=≤≥~±]?\s?{_LEVEL}"
        rf"|{_LEVEL}[\s-]+(?:(?:of|to|at)\s+)?(?:[\w-]+[\s-]+)?{_LEVEL_OF_EFFORT}\b",
    ),
    ("pressures?", r"\d\s?(?:mm\s?Hg|[kMh]?Pa|m?bar|atm|cm\s?H|psi|torr)"),
    ("weights?|mass(?:es)?", rf"{_NUMBER_THEN}{_MASS}\b"),
    ("speeds?|velocit(?:y|ies)", r"\d\s?(?:[kcm]?m|miles|frames|pages)?\s?(?:/|per)\s?\w|\d\s?(?:mph|rpm|fps|knots)\b"),
    ("prices?|costs?", _PRICE),
    ("percentages?|per ?cent|proportions?|shares?", _SHARE),
    ("p-?values?", r"\bp\s?[<>=≤≥]"),
    (
        "depths?|heights?|widths?|distances?|altitudes?|elevations?|diameters?|thickness|wavelengths?",
        rf"{_NUMBER_THEN}{_LENGTH}\b",
    ),
    ("voltages?", r"\d\s?[mkµμ]?V\b"),
)
_MEASURE_OF = (
    r"\b(?:what|which)\b(?: (?:is|was|are|were)(?: the| an?)?)? (?:[\w-]+ ){{0,3}}?"
    r"(?:{measure})\b(?! of (?:interest|change))"
)
_BY_UNIT = (
    *((re.compile(rf"\bhow {asks}\b", re.IGNORECASE), re.compile(says, re.IGNORECASE)) for asks, says in _ASKED_HOW),
    *(
        (re.compile(_MEASURE_OF.format(measure=measure), re.IGNORECASE), re.compile(says, re.IGNORECASE))
        for measure, says in _MEASURES
    ),
)
"""How a question asks for what has a unit of its own, and how that is told."""


_PAUSE = re.compile(
    r"\b(?:rest(?:ing)?|recovery|break|pause|wash-?out|run-in|preparatory|lead-in|familiari[sz]ation)[\s-](?:intervals?|periods?|times?|phases?|of|between)\b"
    r"|\b(?:rest|recovery|pauses?|breaks?) (?:was|were|lasted)\b|\bintervals? between\b|\bpreparatory\b",
    re.IGNORECASE,
)
VALUED = frozenset(content_stems("dose dosage amount duration length age temperature weight height distance time"))
"""Stems of measures that papers tell by a value in a unit, "received 30 g", and seldom by name."""


def unit_asked_for(question: str) -> re.Pattern[str] | None:
    """Return how the unit is written in which the question wants its number, the first of several that it asks for; None where
    the number may have any or none.
    """
    how = next((says for asks, says in _BY_UNIT[: len(_ASKED_HOW)] if asks.search(question)), None)
    if how is not None:
        return how
    measures = [(match.end(), says) for asks, says in _BY_UNIT[len(_ASKED_HOW) :] if (match := asks.search(question))]
    return min(measures, key=lambda one: one[0])[1] if measures else None


def asks_how(question: str) -> bool:
    """Return whether the unit stands in the question's own "how ...": the number need not be named beside it."""
    return any(asks.search(question) for asks, _ in _BY_UNIT[: len(_ASKED_HOW)])


def tells_a_pause(question: str, sentence: str) -> bool:
    """Return whether the sentence tells of what lies between, and the question asks for something else: "a rest of 2 min"."""
    return _PAUSE.search(sentence) is not None and _PAUSE.search(question) is None
