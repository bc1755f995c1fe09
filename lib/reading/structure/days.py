"""Days and months as title blocks print them, in several languages."""

from __future__ import annotations

import re

WORDS_BESIDE_A_DATE = 3
"""The line of a day holds no more other words: "Released", "this version", a place."""
MONTH = (
    r"(?:jan|gen|ene|feb|f[ée]v|m[äa]r|apr|avr|abr|mai|may|mag|maj|maio|jun|juin|giu|jul|juil|lug|aug|ago|ao[ûu]|sep|set|oct|okt|"
    r"ott|out|nov|dec|d[ée]c|dez|dic)[^\W\d_]{0,7}\.?"
)
"""The name of a month in English, German, French, Italian, Spanish, Portuguese or Dutch, by its first letters."""
_DATE = re.compile(
    rf"(?:\b\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?)?\b{MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?,?\s+(?:de\s+)?"
    rf"(?P<named>(?:19|20)\d\d)(?!\d)"
    r"|(?<!\d)(?P<first>(?:19|20)\d\d)([/.-])\d{1,2}\3\d{1,2}(?!\d)|(?<!\d)\d{1,2}([/.-])\d{1,2}\4(?P<last>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
"""A day or a month with its year."""
_OTHER_DAY = re.compile(r"received|submitted|accessed|downloaded|retrieved|viewed|deadline", re.IGNORECASE)
"""A day that is not the paper's."""


def year_of_day(text: str) -> int | None:
    """Return the year of the day or month that the line is, beside few words; None where it is none, or not the paper's."""
    date = _DATE.search(text)
    if date is None or _OTHER_DAY.search(text):
        return None
    beside = re.findall(r"[^\W\d_]{2,}", text[: date.start()] + " " + text[date.end() :])
    return int(date["named"] or date["first"] or date["last"]) if len(beside) <= WORDS_BESIDE_A_DATE else None


def is_day(text: str) -> bool:
    """Return whether the text is a day or a month with its year, beside few words."""
    return year_of_day(text) is not None
