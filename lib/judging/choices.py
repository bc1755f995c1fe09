"""A question that lists its answers: where they stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_REST = r"(?:,\s+[^,?]{1,40}?)*,?\s+or\s+(?:not\s+|an?\s+|the\s+)?"
"""What follows the first of several answers in a question, up to the last: ", decreased or not"."""


def listed_answers(question: str, choices: Sequence[str]) -> tuple[int, int] | None:
    """Return where a question lists its answers, "increased, decreased or unchanged": first and end; None where it does not."""
    named = "|".join(re.escape(choice) for choice in sorted(choices, key=len, reverse=True) if choice.strip())
    found = list(re.finditer(rf"\b(?:{named}){_REST}(?:{named}|[\w-]+)", question, re.IGNORECASE)) if named else []
    return found[-1].span() if found else None
