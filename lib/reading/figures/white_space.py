"""A picture cut into parts where white runs through it from edge to edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
"""A picture, shape (height, width), 0 black."""
PAPER_GREY = 245
"""What is lighter is paper: compression leaves a grey around ink."""
INK_SHARE = 0.002
"""A row or column of pixels with less ink than this is white: dust, and frames drawn around everything."""
CLEAR = 0.7
"""The widest white that was not cut is narrower than this share of the narrowest that was: else the parts may be others."""
LEAST_AREA_SHARE = 0.15
"""A part has at least this share of the area that it had if all were alike: what is smaller is a legend or a letter."""
SAME_ROW_SHARE = 0.5
"""Parts that have more than this share of the lower one's height in common stand in one row."""


class Area(NamedTuple):
    """px from the picture's upper left corner."""

    x0: int
    top: int
    x1: int
    bottom: int

    @property
    def size(self) -> int:
        """Of its surface."""
        return (self.x1 - self.x0) * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class _White:
    """The widest white through an area."""

    width: int
    before: Area
    behind: Area


def parts_by_white(picture: Grey, count: int) -> list[Area]:
    """Return the parts in reading order, row by row; empty where the widest whites do not make so many parts, or others are
    as wide, or one of the parts is far smaller than the others.

    The picture is cut at its widest white first, as in recursive X-Y cuts (Nagy and Seth 1984).
    """
    ink = picture < PAPER_GREY
    whole = _trimmed(ink, Area(0, 0, picture.shape[1], picture.shape[0]))
    if whole is None:
        return []
    parts, widths = [whole], []
    whites = {whole: _widest(ink, whole)}
    while len(parts) < count:
        widest = max(parts, key=lambda part: whites[part].width if whites[part] else 0)  # type: ignore[union-attr]
        white = whites.pop(widest)
        if white is None:
            return []
        widths.append(white.width)
        parts.remove(widest)
        for part in (white.before, white.behind):
            parts.append(part)
            whites[part] = _widest(ink, part)
    left = max((white.width for white in whites.values() if white), default=0)
    least = LEAST_AREA_SHARE * sum(part.size for part in parts) / count
    if left > CLEAR * min(widths, default=0) or any(part.size < least for part in parts):
        return []
    return _in_reading_order(parts)


def _trimmed(ink: npt.NDArray[np.bool_], area: Area) -> Area | None:
    """Return the area without the white at its edges, None where it is all white."""
    rows, columns = _inked(ink, area)
    if not len(rows) or not len(columns):
        return None
    x0, top, _, _ = area
    return Area(x0 + int(columns[0]), top + int(rows[0]), x0 + int(columns[-1]) + 1, top + int(rows[-1]) + 1)


def _inked(ink: npt.NDArray[np.bool_], area: Area) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the rows and the columns of an area with ink, counted from its corner."""
    inside = ink[area.top : area.bottom, area.x0 : area.x1]
    rows = np.flatnonzero(inside.sum(axis=1) > INK_SHARE * inside.shape[1])
    columns = np.flatnonzero(inside.sum(axis=0) > INK_SHARE * inside.shape[0])
    return rows, columns


def _widest(ink: npt.NDArray[np.bool_], area: Area) -> _White | None:
    """Return the widest white that runs through the area, None where none does."""
    rows, columns = _inked(ink, area)
    best: _White | None = None
    for marks, upright in ((columns, True), (rows, False)):
        gaps = np.diff(marks) - 1
        if not len(gaps) or gaps.max() < 1 or (best is not None and gaps.max() <= best.width):
            continue
        n = int(gaps.argmax())
        end, start = int(marks[n]) + 1, int(marks[n + 1])
        if upright:
            halves = area._replace(x1=area.x0 + end), area._replace(x0=area.x0 + start)
        else:
            halves = area._replace(bottom=area.top + end), area._replace(top=area.top + start)
        before, behind = (_trimmed(ink, half) for half in halves)
        if before is not None and behind is not None:
            best = _White(int(gaps[n]), before, behind)
    return best


def _in_reading_order(parts: list[Area]) -> list[Area]:
    rows: list[list[Area]] = []
    for part in sorted(parts, key=lambda one: one.top):
        for row in rows:
            common = min(part.bottom, row[0].bottom) - max(part.top, row[0].top)
            if common > SAME_ROW_SHARE * min(part.bottom - part.top, row[0].bottom - row[0].top):
                row.append(part)
                break
        else:
            rows.append([part])
    return [part for row in rows for part in sorted(row, key=lambda one: one.x0)]
