"""Groups in braces of a LaTeX text."""

from __future__ import annotations

import re

_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def group_ends(text: str) -> dict[int, int]:
    """Return the place behind each group by the place of its opening brace; one that has no end is left out.

    All in one pass: to look for each end by itself takes minutes where thousands of groups stand inside one another.
    """
    ends: dict[int, int] = {}
    opened: list[int] = []
    for found in _BRACE.finditer(text):
        if found.group() == "{":
            opened.append(found.start())
        elif found.group() == "}" and opened:
            ends[opened.pop()] = found.end()
    return ends
