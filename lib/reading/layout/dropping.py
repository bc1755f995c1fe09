"""The one way out for text that stands in no sentence: each piece becomes a record of what it was, where and why it went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from lib.geometry import Rect, TextFrame, bounding, fractions_of
from lib.reading.layout.lines import ASCENT_EM, DESCENT_EM, join_words
from lib.reading.layout.words import Word
from lib.reading.pdf.ink import Run
from lib.records import Dropped, DropReason

SAME_LINE_EM = 0.5
"""Runs that follow each other on baselines closer than this were meant to be one line."""


@dataclass(slots=True)
class Leftovers:
    """What was left out of one page, and what is needed to place it."""

    page: int
    """1-based."""
    width: float
    """Of the MediaBox as shown, pt."""
    height: float
    crop: Rect
    """CropBox: x0, top, x1, bottom on the MediaBox as shown."""
    skew: float
    """See PageText."""
    records: list[Dropped] = field(default_factory=list)

    def add_words(self, words: Sequence[Word], turn: int, reason: DropReason) -> None:
        """Note words that follow one another on one printed line."""
        rects = [_rect(word.u0, word.u1, word.v, word.size) for word in words]
        self._add(join_words(words), bounding(rects), turn, reason)

    def add_runs(self, runs: Iterable[Run], reason: DropReason) -> None:
        """Note runs of which no words were made, those that follow one another on one baseline together."""
        for (turn, _), line in groupby(runs, key=_baseline_of):
            inked = [run for run in line if any(not text.isspace() for text in run.texts)]
            if inked:
                text = " ".join("".join(run.texts) for run in inked)
                rects = [_rect(min(run.u0), max(run.u1), run.v, run.size) for run in inked]
                self._add(text, bounding(rects), turn, reason)

    def _add(self, text: str, rect: Rect, turn: int, reason: DropReason) -> None:
        frame = TextFrame(turn, self.width, self.height)
        shown = frame.rect_to_shown(*rect)
        if self.skew:
            shown = frame.skewed(shown, self.skew)
        box = fractions_of(self.page, shown, self.crop)
        self.records.append(Dropped(" ".join(text.split()), self.page, box, reason))


def _baseline_of(run: Run) -> tuple[int, int]:
    """Return the turn of the run, and a number that runs on one baseline share."""
    return run.turn, round(run.v / max(1.0, SAME_LINE_EM * run.size))


def _rect(u0: float, u1: float, v: float, size: float) -> Rect:
    return u0, v - ASCENT_EM * size, u1, v + DESCENT_EM * size
