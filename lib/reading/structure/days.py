"""Days and months as title blocks print them, in several languages."""

from __future__ import annotations

import re

WORDS_BESIDE_A_DATE = 3
"""The line of a day holds no more other words: "Released", "this version", a place."""
_MONTHS = (
    r"jan(?:uary|uari?|vier|v|eiro)?|jänner|gen(?:naio|n)?|ene(?:ro)?"
    r"|feb(?:ruary|ruari?|r|braio|br|rero)?|f[ée]v(?:rier|r|ereiro)?"
    r"|mar(?:ch|s|ts|zo|ço)?|märz?|maart|mrt"
    r"|apr(?:ile?|il)?|avr(?:il)?|abr(?:il)?"
    r"|mai|maj|maggio|magg|mayo|maio|mei"
    r"|june?|juni|juin|giu(?:gno)?|junio|junho"
    r"|jul(?:y|i|io|ho)?|juil(?:let)?|lug(?:lio|l)?"
    r"|aug(?:ust(?:us|i)?)?|ao[ûu]t|agosto"
    r"|sept?(?:ember|embre|iembre)?|sett(?:embre)?|set(?:embro|iembre)"
    r"|oct(?:ober|obre|ubre)?|okt(?:ober)?|ott(?:obre)?|outubro"
    r"|nov(?:ember|embre|iembre|embro)?"
    r"|de[cz](?:ember|embre)?|d[ée]c(?:embre)?|dezembro|dic(?:embre|iembre)?"
)
MONTH = (
    rf"(?:(?:{_MONTHS})(?![^\W_])\.?"
    # What is a word of its own, too, is a month where it is abbreviated by a full stop or a day stands before it.
    r"|(?:set|out|mag|ago)\.|(?:(?<=\d )|(?<=\bde )|(?<=[/–-]))(?:set|out|mag|ago)\b"
    r"|may(?=[.,]?\s*(?:[/–-]|(?:and|de)\b|\d))\.?)"
)
"""The name of a month in English, German, French, Italian, Spanish, Portuguese, Dutch, Danish or Swedish, or its abbreviation."""
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
