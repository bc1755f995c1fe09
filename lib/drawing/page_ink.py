"""Where a page is blank, so that something can be printed there that covers nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import PdfiumError

from lib.drawing.pictures import MOST_PIXELS
from lib.geometry import Rect

PX_PER_PT = 1.0
"""Of the picture in which ink is looked for; a hair line is still seen in it, as grey."""
INK = 24
"""Grey levels (of 256) from the paper's own tone: less is noise of scans and of compression."""
CLEAR_PT = 2.0
"""Between what is printed and what is added."""
EDGE_PT = 30.0
"""Above and below a place in the margin: what is printed there shows where the column ends, if the line itself is short."""
FARTHEST_PT = 60
"""Up or down from its line, at most; farther away nobody sees what belongs together."""
STEP_PT = 3
"""From one height that is tried to the next."""


class PageInk:
    """A page as shown: which of its points are printed on. Lengths are points, origin top left, y down."""

    def __init__(self, printed: NDArray[np.bool_], width: float, height: float) -> None:
        self._printed = printed
        self._across, self._down = printed.shape[1] / width, printed.shape[0] / height
        self._width, self._height = width, height

    def find_blank(self, line: Rect, width: float, height: float) -> Rect | None:
        """Return a blank place of that size beside a line: in the nearer margin, else in the other, else nearby; None where
        all is printed on.
        """
        left_first = (line[0] + line[2]) / 2 <= self._width / 2
        for top in self._heights(line, height):
            for left, around in ((left_first, EDGE_PT), (left_first, CLEAR_PT), (not left_first, CLEAR_PT)):
                place = self._in_margin(top, width, height, around, left=left)
                if place is not None:
                    return place
        return self._beside(line, width, height)

    def take(self, place: Rect) -> None:
        """Count the place as printed on."""
        rows, columns = self._window(place)
        self._printed[rows, columns] = True

    def _heights(self, line: Rect, height: float) -> Iterator[float]:
        """Yield tops, that of the line first, then higher and lower ones in turn."""
        middle = (line[1] + line[3] - height) / 2
        middle = min(max(0.0, middle), self._height - height)
        yield middle
        for step in range(1, int(FARTHEST_PT / STEP_PT) + 1):
            for top in (middle + step * STEP_PT, middle - step * STEP_PT):
                if 0 <= top <= self._height - height:
                    yield top

    def _in_margin(self, top: float, width: float, height: float, around: float, *, left: bool) -> Rect | None:
        """Return the place outside of all that is printed at this height and so far `around` it, as near to it as may be."""
        rows, _ = self._window((0.0, top - around, self._width, top + height + around))
        columns = np.flatnonzero(self._printed[rows].any(axis=0))
        if not columns.size:
            x = CLEAR_PT if left else self._width - CLEAR_PT - width
        elif left:
            x = float(columns[0]) / self._across - CLEAR_PT - width
        else:
            x = float(columns[-1] + 1) / self._across + CLEAR_PT
        fits = x >= 0 and x + width <= self._width
        return (x, top, x + width, top + height) if fits else None

    def _beside(self, line: Rect, width: float, height: float) -> Rect | None:
        """Return the blank place nearest to the line's beginning, wherever it is: between columns, below a heading."""
        wide, high = width + 2 * CLEAR_PT, height + 2 * CLEAR_PT
        for top in self._heights(line, height):
            rows, _ = self._window((0.0, top - CLEAR_PT, self._width, top - CLEAR_PT + high))
            free = np.logical_not(self._printed[rows].any(axis=0))
            run = max(1, round(wide * self._across))
            if free.size < run:
                return None
            starts = np.flatnonzero(np.convolve(free, np.ones(run), "valid") >= run) / self._across
            if starts.size:
                x = float(starts[np.argmin(np.abs(starts + wide - line[0]))]) + CLEAR_PT
                return x, top, x + width, top + height
        return None

    def _window(self, rect: Rect) -> tuple[slice, slice]:
        x0, top, x1, bottom = rect
        rows = slice(max(0, int(top * self._down)), max(0, int(np.ceil(bottom * self._down))))
        return rows, slice(max(0, int(x0 * self._across)), max(0, int(np.ceil(x1 * self._across))))


def page_ink(path: Path, number: int, width: float, height: float, password: str | None = None) -> PageInk | None:
    """Return the page (1-based) of that size in points as shown, annotations included; None where it cannot be drawn."""
    try:
        document = pypdfium2.PdfDocument(str(path), password=password)
    except (FileNotFoundError, PdfiumError):
        return None
    try:
        page = document[number - 1]
        across, down = page.get_size()
        scale = min(PX_PER_PT, (MOST_PIXELS / max(1.0, across * down)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        grey = np.array(bitmap.to_numpy(), dtype=np.int16).reshape(bitmap.height, bitmap.width)
    except (PdfiumError, IndexError, ValueError):
        return None
    finally:
        document.close()
    return PageInk(np.abs(grey - int(np.median(grey))) > INK, width, height)
