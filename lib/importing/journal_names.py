"""Names of journals as databases give them: whole, shortened word by word, as initials, with a place or another name behind."""

from __future__ import annotations

import re

from lib.importing.paper_matching import match_key

LEAST_INITIALS = 2
"""Words of a name that is called by its initials."""
_BEHIND = re.compile(r"\s*[(\[].*|\s[:=].*|[:=]\s.*", re.DOTALL)
"""Where it appears, who edits it, what else it is called."""
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
    if len(own) == len(given):
        return all(_is_short_for(*sorted(pair, key=len)) for pair in zip(own, given, strict=True))
    few, many = sorted((own, given), key=len)
    return len(few) == 1 and len(many) >= LEAST_INITIALS and few[0] == "".join(word[0] for word in many)


def _words(name: str) -> list[str]:
    """Return the words of a name as they are compared, without small ones where there are others."""
    words = [word for part in re.split(r"[\s./&-]+", _BEHIND.sub("", name.strip())) if (word := match_key(part))]
    return [word for word in words if word not in _SMALL] or words


def _is_short_for(short: str, word: str) -> bool:
    """Return whether the letters of a short form stand in its word in this order, the first of them first."""
    letters = iter(word)
    return short[0] == word[0] and all(letter in letters for letter in short)
