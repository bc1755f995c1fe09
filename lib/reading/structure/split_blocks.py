"""Blocks cut where another kind of text begins: headings, captions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.reading.layout.lines import Line
from lib.reading.structure.blocks import Block, Style, caption_match
from lib.reading.structure.headings import KEY_WORDS, KNOWN, LEVEL_SIZE_PT, HeadingStyle, looks_like_heading

MOST_HEADING_LINES = 4
SHORT_LINE_EM = 2
"""A line that ends further than this before its column's edge ends a paragraph."""
OPEN_LINE_EM = 3
"""The same where a heading may follow."""
NEW_SIZE_PT = 0.3
"""Sizes that differ by more than this begin another text."""
NEW_HEADING_SIZE_PT = 0.4
"""The same where a heading may follow."""
HEADING_SIZE_PT = 0.5
"""Lines of one heading differ in size by at most this."""
HEADING_LEADING_EM = 1.6
"""They stand no further under each other than this."""
BESIDE_EM = 0.5
"""A line whose baseline is this close to another's stands beside it, as a table's cell does."""


def split_block(block: Block, style: Style) -> list[Block]:
    """Return the block in pieces: captions and headings stand alone."""
    pieces: list[Block] = []
    lines = block.lines
    start = 0
    n = 0
    while n < len(lines):
        length = _heading_length(lines, n, style)
        if length:
            if n > start:
                pieces.append(Block(lines[start:n]))
            pieces.append(Block(lines[n : n + length], kind="heading"))
            n = start = n + length
            continue
        starts = n == start or _ends_short(lines[n - 1], lines[n])
        if n > start and starts and (caption_match(lines[n], style) or KEY_WORDS.match(lines[n].text)):
            pieces.append(Block(lines[start:n]))
            start = n
        n += 1
    if start < len(lines):
        pieces.append(Block(lines[start:]))
    return pieces


def _ends_short(before: Line, line: Line) -> bool:
    """Return whether another text may begin with the line: the one before ends short, or looks otherwise."""
    short = before.u1 < line.column[1] - SHORT_LINE_EM * line.size
    return short or abs(before.size - line.size) > NEW_SIZE_PT or before.font != line.font


def _heading_length(lines: Sequence[Line], start: int, style: Style) -> int:
    """Return how many lines from `start` on are one heading, 0 for none."""
    first = lines[start]
    if start and not _may_follow(lines[start - 1], first):
        return 0
    if caption_match(first, style) or _shares_row(lines, start):
        return 0
    end = start + 1
    if not KNOWN.match(first.text.strip()):
        while (
            end < len(lines) and end - start < MOST_HEADING_LINES and _same_heading(lines[end - 1], lines[end], style)
        ):
            end += 1
    after = lines[end] if end < len(lines) else None
    alone = after is None and start == 0
    return end - start if looks_like_heading(lines[start:end], style, alone=alone, after=after) else 0


def _shares_row(lines: Sequence[Line], n: int) -> bool:
    """Return whether another piece of text stands on the same height: a table's row, no heading."""
    return any(abs(lines[k].v - lines[n].v) < BESIDE_EM * lines[n].size for k in (n - 1, n + 1) if 0 <= k < len(lines))


def _same_heading(before: Line, line: Line, style: Style) -> bool:
    """Return whether the heading goes on in this line."""
    look, other = HeadingStyle.of(before), HeadingStyle.of(line)
    if (
        abs(look.size - other.size) > HEADING_SIZE_PT
        or not before.faces & line.faces
        or (look.capitals and not other.capitals)
    ):
        return False
    if before.faces <= style.faces and before.size < style.size + LEVEL_SIZE_PT:
        return False
    numbered = re.match(r"^\d+(\.\d+)*\.?\s", line.text) is not None
    return (
        not numbered and not KNOWN.match(line.text.strip()) and 0 < line.v - before.v < HEADING_LEADING_EM * line.size
    )


def _may_follow(before: Line, line: Line) -> bool:
    """Return whether a heading may begin after this line of the same block: a paragraph ends here."""
    short = before.u1 < line.column[1] - OPEN_LINE_EM * line.size
    if short or abs(before.size - line.size) > NEW_HEADING_SIZE_PT:
        return True
    return not before.faces & line.faces and re.search(r"[.:?!)\d]$", before.text) is not None
