"""Lines of a table by the height they stand on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from lib.reading.layout.lines import Line

TABLE_ROW_EM = 0.5
"""Baselines this close stand in one row."""


RAISED_SIZE = 0.85
"""It is smaller than this share of the row."""
RAISED_EM = 0.95
"""A raised mark stands no further over the baseline of its row."""
_MARK = re.compile(r"^[*†‡§¶#∗⋆a-z0-9,]{1,4}$")


def printed_rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines by the height they stand on, each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.v):
        if rows and line.v - median(other.v for other in rows[-1]) < TABLE_ROW_EM * max(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.u0) for row in _with_raised(rows)]


def _with_raised(rows: Sequence[list[Line]]) -> list[list[Line]]:
    """Return the rows, raised marks that stand alone on their height put into the row under them."""
    out: list[list[Line]] = []
    for n, row in enumerate(rows):
        below = rows[n + 1] if n + 1 < len(rows) else []
        marks = all(_MARK.match(line.text) for line in row)
        if (
            marks
            and below
            and 0 < below[0].v - row[0].v < RAISED_EM * below[0].size
            and row[0].size < RAISED_SIZE * below[0].size
        ):
            below.extend(row)
        else:
            out.append(row)
    return out
