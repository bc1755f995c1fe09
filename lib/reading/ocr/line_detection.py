"""Where lines of text stand in a picture of a page."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from lib.reading.ocr.models import Grey, Network, Probabilities

TILE_PX, MARGIN_PX = 448, 64
"""The detector sees the page in tiles: memory stays the same whatever the page's size, and margins hide the seams."""
STEP_PX = 32
"""The detector takes sides that are multiples of this."""
INK_SHARE, LINE_SHARE = 0.3, 0.5
"""PaddleOCR's own thresholds: of a pixel, and of a line's mean."""
UNCLIP = 1.6
"""The detector is trained on lines shrunk by this ratio (Liao et al. 2020, Real-time Scene Text Detection with Differentiable
Binarization, section 3.5)."""
LEAST_PX = 3
"""A line is wider and higher than this."""
LONG_ASPECT = 5
"""A line so many times as long as high tells the page's skew."""
LEAST_QUARTER_PX = 10
"""A quarter of a line is at least so long where its slope is told: shorter ones tell the letters' shapes."""
SLOPES_AGREE = 0.004
"""Slopes of one page's lines differ by less."""
WHITE = 255


@dataclass(frozen=True, slots=True)
class LineBox:
    """A line's rectangle in the picture, px, and how it rises from left to right."""

    x0: int
    top: int
    x1: int
    bottom: int
    slope: float
    """dy / dx of its middle, 0 for short ones."""

    @property
    def width(self) -> int:
        """Of the rectangle."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Of the rectangle."""
        return self.bottom - self.top


def detect_lines(detector: Network, picture: Grey, scale: float) -> list[LineBox]:
    """Return the lines' rectangles in the picture, which the detector sees at `scale` of its size."""
    height, width = picture.shape
    small = Image.fromarray(picture).resize(
        (max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.BILINEAR
    )
    probabilities = _probabilities(detector, np.asarray(small))
    across, down = width / small.width, height / small.height
    out = []
    for left, top, right, bottom, slope in _connected_areas(probabilities):
        grow = (right - left) * (bottom - top) * UNCLIP / (2 * (right - left + bottom - top))
        box = LineBox(
            max(0, math.floor((left - grow) * across)),
            max(0, math.floor((top - grow) * down)),
            min(width, math.ceil((right + grow) * across)),
            min(height, math.ceil((bottom + grow) * down)),
            slope,
        )
        if box.width > LEAST_PX and box.height > LEAST_PX:
            out.append(box)
    return out


def skew_of(boxes: list[LineBox]) -> float:
    """Return the slope of the page's lines, longer ones counting more; 0 where too few are long enough to tell."""
    long = sorted((box.slope, box.width) for box in boxes if box.width > LONG_ASPECT * box.height)
    if not long:
        return 0.0
    total = sum(width for _, width in long)
    halves = itertools.accumulate(width for _, width in long)
    middle = next(slope for (slope, _), passed in zip(long, halves, strict=True) if 2 * passed >= total)
    near = sum(width for slope, width in long if abs(slope - middle) < SLOPES_AGREE)
    return middle if near > 0.5 * total else 0.0


def _probabilities(detector: Network, picture: Grey) -> Probabilities:
    """Return how sure the detector is that a pixel belongs to a line, tile by tile."""
    height, width = picture.shape
    out = np.zeros((height, width), np.float32)
    for top in range(0, height, TILE_PX):
        for left in range(0, width, TILE_PX):
            y0, x0 = max(0, top - MARGIN_PX), max(0, left - MARGIN_PX)
            tile = picture[y0 : top + TILE_PX + MARGIN_PX, x0 : left + TILE_PX + MARGIN_PX]
            if tile.min() == tile.max():
                continue
            padded = np.full([-(-side // STEP_PX) * STEP_PX for side in tile.shape], WHITE, np.uint8)
            padded[: tile.shape[0], : tile.shape[1]] = tile
            found = detector.run(padded)[0]
            tile_out = out[top : top + TILE_PX, left : left + TILE_PX]
            tile_out[:] = found[top - y0 : top - y0 + tile_out.shape[0], left - x0 : left - x0 + tile_out.shape[1]]
    return out


def _connected_areas(probabilities: Probabilities) -> list[tuple[int, int, int, int, float]]:
    """Return connected areas of likely text: left, top, right, bottom and slope."""
    rows, starts, ends = row_runs(probabilities > INK_SHARE)
    owner = _area_of_runs(rows, starts, ends)
    totals = np.zeros((probabilities.shape[0], probabilities.shape[1] + 1), np.float64)
    np.cumsum(probabilities, axis=1, out=totals[:, 1:])
    weights = totals[rows, ends] - totals[rows, starts]
    out = []
    order = np.argsort(owner, kind="stable")
    bounds = np.flatnonzero(np.diff(owner[order])) + 1
    for members in np.split(order, bounds) if len(order) else []:
        row, start, end = rows[members], starts[members], ends[members]
        area = int((end - start).sum())
        if area < 2 * LEAST_PX or weights[members].sum() / area < LINE_SHARE:
            continue
        left, right = int(start.min()), int(end.max())
        out.append((left, int(row.min()), right, int(row.max()) + 1, _slope(row, start, end, left, right)))
    return out


def _slope(
    rows: npt.NDArray[np.int64], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], left: int, right: int
) -> float:
    """Return how the area's middle rises from its left quarter to its right quarter."""
    quarter = (right - left) / 4
    if quarter < LEAST_QUARTER_PX:
        return 0.0
    heights = []
    for low, high in ((left, left + quarter), (right - quarter, right)):
        inside = np.clip(np.minimum(ends, high) - np.maximum(starts, low), 0, None)
        if not inside.sum():
            return 0.0
        heights.append(float((rows * inside).sum() / inside.sum()))
    return (heights[1] - heights[0]) / (3 * quarter)  # the middles of the outer quarters lie three quarters apart


def row_runs(
    mask: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the runs of true pixels of each row: row, start, end."""
    padded = np.zeros((mask.shape[0], mask.shape[1] + 2), np.int8)
    padded[:, 1:-1] = mask
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    return rows, starts, ends


def _area_of_runs(
    rows: npt.NDArray[np.int64], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return, by run, the first run of its connected area."""
    parent = list(range(len(rows)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    row_list, start_list, end_list = rows.tolist(), starts.tolist(), ends.tolist()
    above = 0
    for n, row in enumerate(row_list):
        while above < n and (
            row_list[above] < row - 1 or (row_list[above] == row - 1 and end_list[above] <= start_list[n])
        ):
            above += 1
        k = above
        while k < n and row_list[k] == row - 1 and start_list[k] < end_list[n]:
            a, b = root(k), root(n)
            parent[max(a, b)] = min(a, b)
            k += 1
    return np.array([root(n) for n in range(len(parent))], np.int64)
