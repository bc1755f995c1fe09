"""A page's picture as ink: what recognising its text found, placed on the page as shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import pypdfium2
from pypdfium2 import PdfiumError

from lib.errors import ReadingError
from lib.geometry import PT_PER_INCH, Rect, TextFrame
from lib.reading.layout.pages import PageText, Quality, read_page
from lib.reading.ocr.line_recognition import RecognisedLine
from lib.reading.pdf.ink import Ink, Run

if TYPE_CHECKING:
    from lib.reading.ocr.models import Grey
    from lib.reading.ocr.page_recognition import Recogniser

PICTURE_DPI = 200
"""At 200 dpi 96 % of the words come right (`benchmarks/ocr.py`); seven pages tried at 150 dpi were no worse."""
MOST_SIDE_PX = 4000
"""Of a page's picture: larger sheets are drawn at fewer dots an inch."""
FONT = "recognised"
"""What stands for the font of recognised text."""
SKEW_DECIMALS, PT_DECIMALS = 5, 1
"""Of what is kept of a page."""
LONG_LINE = 12
"""Characters from which a line's length tells its size."""
LEAST_OF_LENGTH, MOST_OF_LENGTH = 0.85, 1.18
"""A size measured on ink stands where it lies between these shares of the size that the line's length tells."""
LEAST_OF_USUAL, MOST_OF_USUAL = 0.85, 1.15
"""A size between these shares of the page's usual one is the usual one."""


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """What recognising found on a page; kept, so that it is done once."""

    ink: Ink
    """On the page as shown: its CropBox, turned by /Rotate."""
    skew: float
    """Slope of the page's lines (down to the right, in the frame of its text), which `ink` is without."""

    def to_plain(self) -> dict[str, Any]:
        """Return a dict of JSON types."""
        runs = [[run.texts, run.u0, run.u1, run.v, run.size, run.turn] for run in self.ink.runs]
        return {"size": [self.ink.width, self.ink.height], "skew": self.skew, "runs": runs, "rules": self.ink.rules}

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> RecognisedPage:
        """Return the page that `to_plain` wrote."""
        runs = [_run(texts, u0, u1, v, size, turn) for texts, u0, u1, v, size, turn in values["runs"]]
        rules = [tuple(rule) for rule in values["rules"]]
        return cls(Ink(values["size"][0], values["size"][1], runs, rules=rules), values["skew"])


def recognise_page(recogniser: Recogniser, path: Path, number: int, password: str | None) -> RecognisedPage:
    """Return what the page (1-based) says, by its picture; raises ReadingError where it cannot be drawn."""
    picture, (width, height) = draw_grey(path, number, password)
    dpi = PT_PER_INCH * picture.shape[1] / width
    text = recogniser.read(picture, dpi)
    scale = PT_PER_INCH / dpi
    sizes = even_sizes(text.lines)
    runs = [
        _run(
            line.texts,
            [round(x * scale, PT_DECIMALS) for x in line.x0],
            [round(x * scale, PT_DECIMALS) for x in line.x1],
            round(line.baseline * scale, PT_DECIMALS),
            round(size * scale, PT_DECIMALS),
            text.turn,
        )
        for line, size in zip(text.lines, sizes, strict=True)
    ]
    frame = TextFrame(text.turn, width, height)
    rules = [_rounded(frame.rect_to_shown(*(side * scale for side in rule))) for rule in text.rules]
    return RecognisedPage(Ink(width, height, runs, rules=rules), round(text.skew, SKEW_DECIMALS))


def lay_out(number: int, recognised: RecognisedPage, quality: Quality) -> PageText:
    """Return the page's lines in reading order, as if its ink had been printed; the quality of one that says nothing is good."""
    ink = recognised.ink
    crop = (0.0, 0.0, ink.width, ink.height)
    return read_page(number, ink, crop, quality if ink.runs else "good", recognised.skew)


def draw_grey(path: Path, number: int, password: str | None = None) -> tuple[Grey, tuple[float, float]]:
    """Return the page (1-based) as a viewer shows it, in greys, and its size (pt). To be called in a worker: takes no lock."""
    try:
        document = pypdfium2.PdfDocument(str(path), password=password)
    except PdfiumError as error:
        raise ReadingError("The page cannot be drawn: the PDF is damaged.") from error
    try:
        page = document[number - 1]
        width, height = page.get_size()
        if width <= 0 or height <= 0:
            raise ReadingError(f"Page {number} cannot be drawn: it has no size.")
        scale = min(PICTURE_DPI / PT_PER_INCH, MOST_SIDE_PX / max(width, height))
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False)
        grey = np.array(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, bitmap.width)
    except (PdfiumError, IndexError) as error:
        raise ReadingError(f"Page {number} cannot be drawn: it is damaged.") from error
    finally:
        document.close()
    return grey, (width, height)


def even_sizes(lines: Sequence[RecognisedLine]) -> list[float]:
    """Return the lines' sizes (px), those that only differ by how ink is measured made equal.

    A size measured on ink is off by a tenth, by half where a line has few letters; how far its characters reach tells it as
    well. Lines near the page's usual size have that size: what follows tells headings by theirs.
    """
    advances = [_advance(line) for line in lines]
    ratios = [line.size / a for line, a in zip(lines, advances, strict=True) if a and len(line.texts) >= LONG_LINE]
    if not ratios:
        return [line.size for line in lines]
    ratio = median(ratios)
    sizes = []
    for line, advance in zip(lines, advances, strict=True):
        by_length = ratio * advance if advance and len(line.texts) >= LONG_LINE else line.size
        sizes.append(line.size if LEAST_OF_LENGTH < line.size / by_length < MOST_OF_LENGTH else by_length)
    weighted = sorted((size, len(line.texts)) for size, line in zip(sizes, lines, strict=True))
    half = sum(n for _, n in weighted) / 2
    usual = weighted[-1][0]
    for size, n in weighted:
        half -= n
        if half <= 0:
            usual = size
            break
    return [usual if LEAST_OF_USUAL < size / usual < MOST_OF_USUAL else size for size in sizes]


def _advance(line: RecognisedLine) -> float:
    """Return the px that a character takes."""
    return (line.x1[-1] - line.x0[0]) / len(line.texts)


def _rounded(rect: Rect) -> Rect:
    x0, top, x1, bottom = (round(side, PT_DECIMALS) for side in rect)
    return x0, top, x1, bottom


def _run(texts: list[str], u0: list[float], u1: list[float], v: float, size: float, turn: int) -> Run:
    return Run(texts, u0, u1, v, size, FONT, turn, face=FONT)
