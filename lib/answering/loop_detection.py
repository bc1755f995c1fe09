"""Models that go round in circles: where they begin to say the same again."""

from __future__ import annotations

import re

CHECK_EVERY = 200
"""Characters of new text after which loops are looked for."""
BLANK_LIMIT = 400
"""Characters of nothing but white space that count as a loop."""
LONGEST_LOOP = 600
LOOP_LENGTH = 160
"""Characters that must repeat, at least four times the same, before it counts as a loop."""


def loop_start(text: str) -> int | None:
    """Return where the text's end begins to say the same again (the first time left out); None where it does not."""
    for period in range(1, min(LONGEST_LOOP, len(text) // 4) + 1):
        length = max(4 * period, LOOP_LENGTH)
        if length > len(text):
            continue
        tail = text[-length:]
        if tail[period:] != tail[:-period] or not re.search(r"\w", tail):
            continue
        start = len(text) - length
        while start > 0 and text[start - 1] == text[start - 1 + period]:
            start -= 1
        return start + period
    return None


class LoopWatch:
    """Looks now and then whether a growing text goes round in circles."""

    def __init__(self) -> None:
        self._looked = 0

    def sees_loop(self, text: str) -> bool:
        """Return whether it does, looked at after every couple of hundred characters."""
        if len(text) - self._looked < CHECK_EVERY:
            return False
        self._looked = len(text)
        # Models held to a form may end in white space without end.
        return loop_start(text) is not None or (len(text) > BLANK_LIMIT and not text[-BLANK_LIMIT:].strip())
