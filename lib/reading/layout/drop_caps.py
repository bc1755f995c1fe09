"""Drop caps: a paragraph's first letter, printed over several lines, put back before its word."""

from __future__ import annotations

from collections.abc import Sequence

from lib.reading.layout.lines import Line, is_drop_cap

MOST_GAP_EM = 1.5
"""It stands this close (in ems of the text) to the first line."""
MOST_OVERLAP_EM = 0.2
"""It reaches at most this far (in ems of the text) into the first line."""
CAP_ABOVE_EM, CAP_BELOW_EM = 0.85, 0.3
"""Baselines of the lines beside it lie at most this far above its own (in ems of the letter) and below it (of the text)."""
LEAST_LINE_WORDS = 3
"""A line beside it has at least so many words; a label in a figure has fewer."""
WORD_GAP_EM = 0.25
"""A letter that is a word of its own ("A", "I") stands further from the next than this."""


def attach_drop_caps(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, each drop cap taken into the first of the lines beside it."""
    caps = [line for line in lines if is_drop_cap(line.words, 0)]
    out = list(lines)
    for cap in caps:
        line = _first_line_beside(cap, lines)
        if line is None:
            continue
        gap = line.u0 - cap.u1
        line.words[0].glued = cap.words[0].text not in "AIO" or gap < WORD_GAP_EM * line.size
        line.words = [cap.words[0], *line.words]
        line.measure()
        out = [other for other in out if other is not cap]
    return out


def _first_line_beside(cap: Line, lines: Sequence[Line]) -> Line | None:
    """Return the highest line of the text that the letter stands before, None where it is no drop cap."""
    beside = [
        line
        for line in lines
        if line is not cap
        and is_drop_cap(cap.words, line.size)
        and cap.v - CAP_ABOVE_EM * cap.size < line.v < cap.v + CAP_BELOW_EM * line.size
        and 0 <= line.u0 - cap.u1 + MOST_OVERLAP_EM * line.size < MOST_GAP_EM * line.size
        and len(line.words) >= LEAST_LINE_WORDS
    ]
    first = min(beside, key=lambda line: line.v, default=None)
    return first if len(beside) >= 2 and first is not None and first.words[0].text[:1].isalpha() else None
