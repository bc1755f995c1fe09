"""The thin straight lines of a picture, by which tables are known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lib.reading.ocr.line_detection import row_runs
from lib.reading.ocr.models import Grey

INK = 140
"""Darker pixels are ink; thin lines of a scan are grey."""
LEAST_INCHES = 0.6
"""Shorter ones are strokes of letters and dashes."""
MOST_THICK_INCHES = 0.04
"""Thicker ones are bars of drawings."""

Rule = tuple[int, int, int, int]
"""x0, top, x1, bottom, px."""


def find_rules(picture: Grey, dpi: float) -> list[Rule]:
    """Return the horizontal and the vertical lines."""
    ink = picture < INK
    across = _thin_runs(ink, dpi)
    return across + [(top, x0, bottom, x1) for x0, top, x1, bottom in _thin_runs(np.ascontiguousarray(ink.T), dpi)]


def _thin_runs(ink: npt.NDArray[np.bool_], dpi: float) -> list[Rule]:
    """Return long runs of ink in rows, those under each other as one, the thick ones left out."""
    rows, starts, ends = row_runs(ink)
    long = np.flatnonzero(ends - starts >= LEAST_INCHES * dpi)
    found: list[Rule] = []
    for n in long.tolist():
        row, start, end = int(rows[n]), int(starts[n]), int(ends[n])
        near = next((k for k in range(len(found) - 1, -1, -1) if _continues(found[k], row, start, end)), None)
        if near is None:
            found.append((start, row, end, row + 1))
        else:
            x0, top, x1, _ = found[near]
            found[near] = (min(x0, start), top, max(x1, end), row + 1)
    return [rule for rule in found if rule[3] - rule[1] <= max(2, MOST_THICK_INCHES * dpi)]


def _continues(rule: Rule, row: int, start: int, end: int) -> bool:
    return rule[3] >= row - 1 and start < rule[2] and rule[0] < end
