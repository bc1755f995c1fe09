"""Names of journals as databases give them: whole, shortened word by word, as initials, with a place or another name behind."""

from __future__ import annotations

import re

from lib.importing.paper_matching import match_key

LEAST_INITIALS = 2
"""Words of a name that is called by its initials."""
_BEHIND = re.compile(r"\s*[(\[].*|\s[:=].*|[:=]\s.*", re.DOTALL)
"""Where it appears, who edits it, what else it is called."""
_INITIALS = re.compile(r"\b[A-Z](?:[.\s]+[A-Z])+\b(?!\w)\.?")
"""Of one name, parted: "U.S.A.", "N Y"."""
_SMALL = frozenset(
    (
        *("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to"),
        *(
            "de",
            "des",
            "du",
            "et",
            "la",
            "le",
            "les",
            "del",
            "el",
            "los",
            "las",
            "y",
            "di",
            "e",
            "ed",
            "do",
            "da",
            "dos",
        ),
        *("der", "die", "das", "fur", "und", "von", "zu", "zur", "van", "voor", "het", "en"),
    )
)
"""Words that short forms leave out (ISO 4)."""


def may_be_one_journal(name: str, other: str) -> bool:
    """Return whether two names can be of one journal: equal but for small words, one short for the other, or one not known."""
    own, given = _words(name), _words(other)
    if not own or not given or own == given:
        return True
    return _are_one(own, given)


def _are_one(own: list[str], given: list[str]) -> bool:
    """Return whether names are one word by word, each short for the other or the initials of several."""
    if not own or not given:
        return own == given
    if _is_short_for(*sorted((own[0], given[0]), key=len)) and _are_one(own[1:], given[1:]):
        return True
    return any(
        LEAST_INITIALS <= (count := len(one[0])) <= len(other)
        and one[0] == "".join(word[0] for word in other[:count])
        and _are_one(one[1:], other[count:])
        for one, other in ((own, given), (given, own))
    )


def _words(name: str) -> list[str]:
    """Return the words of a name as they are compared, without small ones where there are others."""
    joined = _INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found.group()) + " ", _BEHIND.sub("", name.strip()))
    words = [word for part in re.split(r"[\s./&-]+", joined) if (word := match_key(part))]
    return [word for word in words if word not in _SMALL] or words


def _is_short_for(short: str, word: str) -> bool:
    """Return whether the letters of a short form stand in its word in this order, the first of them first."""
    letters = iter(word)
    return short[0] == word[0] and all(letter in letters for letter in short)
