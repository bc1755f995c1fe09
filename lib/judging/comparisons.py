"""A question that compares two groups, taken apart; and answers that name a direction."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.judging.effects import DIRECTIONS, ComparedGroups

_COMPARED = re.compile(
    r",?\s+(?:as )?(?:compared|relative) (?:with|to)\s+|,?\s+(?:versus|vs\.?|in comparison (?:with|to))\s+",
    re.IGNORECASE,
)
_BY = re.compile(r"^\W*(?:with|by|for|under|after|in|on|using|from)\s+", re.IGNORECASE)
_LEAD = re.compile(r"^\W*(?:was|were|is|are|did|does|do|has|have|how|the)\s+(?:the\s+)?", re.IGNORECASE)


def compared(question: str, start: int, end: int) -> ComparedGroups | None:
    """Return what a question compares, whose answers stand from `start` to `end`; None where it names no two groups.

    "Was pain increased or reduced with heat compared with cold?": pain, heat, cold.
    """
    behind = question[end:].strip().rstrip("?.! ")
    groups = _COMPARED.split(behind, maxsplit=1)
    if len(groups) != 2:
        return None
    return ComparedGroups(_LEAD.sub("", question[:start]).strip(), _BY.sub("", groups[0]).strip(), groups[1].strip())


_TWO_GROUPS = re.compile(
    r"\b(?:compared|relative) (?:with|to)\b|\bversus\b|\bvs\.?\s|\bin comparison (?:with|to)\b|\brather than\b",
    re.IGNORECASE,
)


def compares(question: str) -> bool:
    """Return whether a question asks of one group beside another: one sentence with a result answers it."""
    return _TWO_GROUPS.search(question) is not None


UNCHANGED = DIRECTIONS.index("no difference")
_DENIED = re.compile(r"\bno[nt]?\b", re.IGNORECASE)
"""In an answer: "no increase" names no direction of its own."""
_WAYS = (
    re.compile(r"\b(?:increase[sd]?|higher|up|more|improved?|raised|rose|larger|greater|longer)\b", re.IGNORECASE),
    re.compile(r"\b(?:decrease[sd]?|lower(?:ed)?|down|less|fewer|reduced|fell|smaller|shorter)\b", re.IGNORECASE),
    re.compile(
        r"\b(?:no (?:significant )?(?:difference|change|effect)|not different|unchanged|same|similar|equal)\b",
        re.IGNORECASE,
    ),
)


def directions_of(choices: Sequence[str]) -> list[int] | None:
    """Return for each choice the direction that it names, an index in `DIRECTIONS`; None where one names none or two the same."""
    found = []
    for choice in choices:
        named = [i for i, pattern in enumerate(_WAYS) if pattern.search(choice)]
        if len(named) != 1 or (named[0] != UNCHANGED and _DENIED.search(choice)):
            return None
        found.append(named[0])
    return found if len(set(found)) == len(found) > 1 else None
