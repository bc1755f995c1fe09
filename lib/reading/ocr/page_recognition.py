"""A picture of a page as lines of characters: turned upright, straightened, found and read."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from lib.reading.ocr.line_detection import Place, find_lines, skew_of
from lib.reading.ocr.line_recognition import LineReader, ReadLine
from lib.reading.ocr.models import FINDER, READER, Grey, Network
from lib.reading.ocr.rules import Rule, find_rules

FINDER_DPI = 110
"""What the finder sees; the reader takes the lines at full size."""
LEAST_SCORE = 0.5
"""A line that the reader is less sure of is no text: a texture, a drawing."""
SURE_SCORE = 0.75
"""Text that stands upright is read with more than this."""
LEAST_SKEW = 0.003
"""Slope from which the page is straightened: 0.2 degrees, a fifth of a line's height across a column."""
MOST_SKEW = 0.2
LINES_TRIED = 5
MOST_INCHES = 1.5
"""Larger letters are drawings: a ring is no O."""


@dataclass(frozen=True, slots=True)
class PictureText:
    """What a picture says."""

    lines: list[ReadLine]
    """In px of the picture turned upright and straightened about its middle."""
    turn: int
    """Degrees by which its text is turned counter-clockwise: 0, 90, 180, 270."""
    skew: float
    """Slope (down to the right) that the straightening took out, in the upright picture."""
    rules: list[Rule]
    """Its thin straight lines, in px of the same picture."""


class Recogniser:
    """Reads pictures of pages."""

    def __init__(self, threads: int = 1) -> None:
        self._finder = Network(FINDER, threads)
        self._reader = LineReader(Network(READER, threads))

    def read(self, picture: Grey, dpi: float) -> PictureText:
        """Return the text of a picture at this resolution."""
        scale = min(1.0, FINDER_DPI / dpi)
        places = find_lines(self._finder, picture, scale)
        picture, places, turn = self._upright(picture, places, scale)
        skew = skew_of(places)
        if LEAST_SKEW < abs(skew) < MOST_SKEW:
            straight = Image.fromarray(picture).rotate(
                math.degrees(math.atan(skew)), Image.Resampling.BICUBIC, fillcolor=int(np.median(picture))
            )
            picture = np.asarray(straight)
            places = find_lines(self._finder, picture, scale)
        else:
            skew = 0.0
        read = [self._reader.read(picture, place) for place in places if place.height < MOST_INCHES * dpi]
        return PictureText(
            [line for line in read if line and line.score >= LEAST_SCORE], turn, skew, find_rules(picture, dpi)
        )

    def _upright(self, picture: Grey, places: list[Place], scale: float) -> tuple[Grey, list[Place], int]:
        """Return the picture turned so that its text reads from left to right, its lines, and the turn that its text had."""
        if not places:
            return picture, places, 0
        tall = sum(p.height for p in places if p.height > 2 * p.width)
        wide = sum(p.width for p in places if p.width > 2 * p.height)
        turns = (90, 270) if tall > wide else (0, 180)
        best = (-1.0, picture, places, 0)
        for turn in turns:
            upright = np.ascontiguousarray(np.rot90(picture, -turn // 90))
            found = places if turn == 0 else find_lines(self._finder, upright, scale)
            score = self._sureness(upright, found)
            if score > best[0]:
                best = (score, upright, found, turn)
            if score > SURE_SCORE:
                break
        return best[1:]

    def _sureness(self, picture: Grey, places: list[Place]) -> float:
        """Return how sure the reader is of the longest lines."""
        longest = sorted(places, key=lambda p: p.width, reverse=True)[:LINES_TRIED]
        read = [self._reader.read(picture, place) for place in longest]
        return sum(line.score if line else 0.0 for line in read) / max(1, len(read))
