"""A question with given answers, put as claims: each answer set in its place, so that the judge can say which one holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

_REST = r"(?:,\s+[^,?]{1,40}?)*,?\s+or\s+(?:not\s+|an?\s+|the\s+)?"
"""What follows the first of several answers in a question, up to the last: ", decreased or not"."""
_END = re.compile(r"[\s?.!]+$")
YES, NO = "yes", "no"


def as_claims(question: str, choices: Sequence[str]) -> list[str] | None:
    """Return for each choice the question as a claim that it holds; None where the question does not list its answers.

    "Was pain increased, reduced or unchanged with heat?" becomes "Was pain reduced with heat" for the second.
    """
    place = listed_answers(question, choices)
    if place is None:
        return None
    start, end = place
    return [_END.sub("", f"{question[:start]}{choice}{question[end:]}") for choice in choices]


def listed_answers(question: str, choices: Sequence[str]) -> tuple[int, int] | None:
    """Return where a question lists its answers, "increased, decreased or unchanged": first and end; None where it does not."""
    named = "|".join(re.escape(choice) for choice in sorted(choices, key=len, reverse=True) if choice.strip())
    found = list(re.finditer(rf"\b(?:{named}){_REST}(?:{named}|[\w-]+)", question, re.IGNORECASE)) if named else []
    return found[-1].span() if found else None


def is_yes_no(choices: Sequence[str]) -> bool:
    """Return whether the answers are yes and no, and perhaps a third."""
    plain = {choice.strip().lower() for choice in choices}
    return {YES, NO} <= plain and len(plain) <= 3


def as_statement(question: str) -> str:
    """Return a yes-or-no question as the claim that is true where the answer is yes."""
    return _END.sub("", question)
