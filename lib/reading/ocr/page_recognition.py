"""A picture of a page as lines of characters: turned upright, straightened, found and read."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from lib.reading.ocr.line_detection import LineBox, detect_lines, skew_of
from lib.reading.ocr.line_recognition import LineRecogniser, RecognisedLine
from lib.reading.ocr.models import DETECTOR, RECOGNISER, Grey, Network
from lib.reading.ocr.rules import Rule, find_rules

DETECTOR_DPI = 110
"""What the detector sees; the recogniser takes the lines at full size."""
LEAST_SCORE = 0.5
"""A line that the recogniser is less sure of is no text: a texture, a drawing."""
SURE_SCORE = 0.75
"""Text that stands upright is read with more than this."""
LEAST_SKEW = 0.003
"""Slope from which the page is straightened: 0.2 degrees, a fifth of a line's height across a column."""
MOST_SKEW = 0.2
"""Steeper lines, by 11 degrees, are no page put in aslant."""
LINES_TRIED = 5
"""The longest lines, by which it is told whether a picture is upright."""
CLEAR_ASPECT = 2
"""A line so many times as long as wide runs that way."""
MOST_INCHES = 1.5
"""Larger letters are drawings: a ring is no O."""


@dataclass(frozen=True, slots=True)
class PictureText:
    """What a picture says."""

    lines: list[RecognisedLine]
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
        self._detector = Network(DETECTOR, threads)
        self._line_recogniser = LineRecogniser(Network(RECOGNISER, threads))

    def read(self, picture: Grey, dpi: float) -> PictureText:
        """Return the text of a picture at this resolution."""
        scale = min(1.0, DETECTOR_DPI / dpi)
        boxes = detect_lines(self._detector, picture, scale)
        picture, boxes, turn = self._upright(picture, boxes, scale)
        skew = skew_of(boxes)
        if LEAST_SKEW < abs(skew) < MOST_SKEW:
            straight = Image.fromarray(picture).rotate(
                math.degrees(math.atan(skew)), Image.Resampling.BICUBIC, fillcolor=int(np.median(picture))
            )
            picture = np.asarray(straight)
            boxes = detect_lines(self._detector, picture, scale)
        else:
            skew = 0.0
        lines = [self._line_recogniser.read(picture, box) for box in boxes if box.height < MOST_INCHES * dpi]
        return PictureText(
            [line for line in lines if line and line.score >= LEAST_SCORE], turn, skew, find_rules(picture, dpi)
        )

    def read_letters(self, picture: Grey) -> list[RecognisedLine]:
        """Return the text of a picture that is put in upright, looked for at full size: so letters that stand alone are seen."""
        lines = [self._line_recogniser.read(picture, box) for box in detect_lines(self._detector, picture, 1.0)]
        return [line for line in lines if line and line.score >= LEAST_SCORE]

    def _upright(self, picture: Grey, boxes: list[LineBox], scale: float) -> tuple[Grey, list[LineBox], int]:
        """Return the picture turned so that its text reads from left to right, its lines, and the turn that its text had."""
        if not boxes:
            return picture, boxes, 0
        tall = sum(p.height for p in boxes if p.height > CLEAR_ASPECT * p.width)
        wide = sum(p.width for p in boxes if p.width > CLEAR_ASPECT * p.height)
        turns = (90, 270) if tall > wide else (0, 180)
        best = (-1.0, picture, boxes, 0)
        for turn in turns:
            upright = np.ascontiguousarray(np.rot90(picture, -turn // 90))
            found = boxes if turn == 0 else detect_lines(self._detector, upright, scale)
            score = self._sureness(upright, found)
            if score > best[0]:
                best = (score, upright, found, turn)
            if score > SURE_SCORE:
                break
        return best[1:]

    def _sureness(self, picture: Grey, boxes: list[LineBox]) -> float:
        """Return how sure the recogniser is of the longest lines."""
        longest = sorted(boxes, key=lambda p: p.width, reverse=True)[:LINES_TRIED]
        lines = [self._line_recogniser.read(picture, box) for box in longest]
        return sum(line.score if line else 0.0 for line in lines) / max(1, len(lines))
