"""What a line of text says and where each of its characters stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from lib.reading.ocr.line_detection import WHITE, LineBox
from lib.reading.ocr.models import Grey, Network

HEIGHT_PX = 48
"""The recogniser takes lines of this height."""
LEAST_WIDTH_PX = 320
COLUMN_PX = 8
"""The recogniser tells a character, or none, for every so many px."""
PADDING_GREY = 128
"""What fills the picture beside a short line: neither ink nor paper, as the recogniser was trained."""
DARK_GREY = 110
"""A line whose mean is darker is light text on dark paper."""
INKED_SHARE = 0.02
"""A column holds ink where more than this share of its pixels does: less is dust."""
DARK_PERCENTILE, LIGHT_PERCENTILE = 2, 90
"""Greys of a line's ink and paper: ink covers less than a tenth of it."""
USUAL_SHARE = 0.75
"""Of a line's height: its baseline, and its letters' size, where ink tells neither."""
LEAST_SIZE, MOST_SIZE = 0.5, 1.0
"""Of a line's height: the letters' size."""
CAPITALS_RATIO = 1.5
"""A line with so many times more capitals and digits than small letters is as high as these."""
EDGE_OFFSET_PX = 1.5
"""Steps are taken over two rows: an edge lies so far below the step's index."""
X_HEIGHT_EM, CAP_HEIGHT_EM = 0.46, 0.67
"""Heights of text faces: between Times (0.45, 0.66) and Palatino (0.47, 0.69)."""


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line that was read; px of the picture."""

    texts: list[str]
    """Its characters, blanks too."""
    x0: list[float]
    x1: list[float]
    baseline: float
    size: float
    """Of its letters, em."""
    score: float
    """0-1, how sure the recogniser is of its characters on average."""


class LineRecogniser:
    """Reads lines of text out of pictures."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._characters = network.characters()

    def read(self, picture: Grey, box: LineBox) -> RecognisedLine | None:
        """Return the line at the box, None where nothing is read."""
        crop = picture[box.top : box.bottom, box.x0 : box.x1]
        if crop.mean() < DARK_GREY:
            crop = WHITE - crop
        width = max(1, round(box.width * HEIGHT_PX / box.height))
        scaled = np.asarray(Image.fromarray(crop).resize((width, HEIGHT_PX), Image.Resampling.BILINEAR))
        padded = np.full((HEIGHT_PX, -(-max(width, LEAST_WIDTH_PX) // COLUMN_PX) * COLUMN_PX), PADDING_GREY, np.uint8)
        padded[:, :width] = scaled
        probabilities = self._network.run(padded)
        best = probabilities.argmax(axis=1)
        # a character counts where it begins: repeats without a blank between them are one (CTC, Graves et al. 2006)
        new = (best > 0) & np.diff(best, prepend=-1).astype(bool)
        columns = np.flatnonzero(new)
        if not len(columns):
            return None
        texts = [self._characters[n] for n in best[columns]]
        score = float(probabilities[columns, best[columns]].mean())
        centres = (_middles(best, columns) + 0.5) * COLUMN_PX * box.height / HEIGHT_PX
        return _placed(texts, centres, crop, box, score)


def _middles(best: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the middle of the columns in which each character is told."""
    changes = np.flatnonzero(np.diff(best)) + 1
    ends = np.append(changes, len(best))[np.searchsorted(changes, columns, side="right")]
    middles: npt.NDArray[np.float64] = (columns + ends - 1) / 2.0
    return middles


def _placed(
    texts: list[str], centres: npt.NDArray[np.float64], crop: Grey, box: LineBox, score: float
) -> RecognisedLine | None:
    while texts and texts[0].isspace():
        texts, centres = texts[1:], centres[1:]
    while texts and texts[-1].isspace():
        texts, centres = texts[:-1], centres[:-1]
    if not texts:
        return None
    ink = crop < _threshold(crop)
    starts, ends = _edges(texts, centres, ink)
    baseline, size = _baseline_and_size("".join(texts), ink, (int(starts[0]), int(ends[-1]) + 1))
    return RecognisedLine(
        texts,
        [round(box.x0 + x, 1) for x in starts],
        [round(box.x0 + x, 1) for x in ends],
        round(box.top + baseline, 1),
        round(size, 1),
        round(score, 3),
    )


def _threshold(crop: Grey) -> float:
    dark, light = np.percentile(crop, (DARK_PERCENTILE, LIGHT_PERCENTILE))
    return (float(dark) + float(light)) / 2


def _edges(
    texts: list[str], centres: npt.NDArray[np.float64], ink: npt.NDArray[np.bool_]
) -> tuple[list[float], list[float]]:
    """Return where each character begins and ends: half-way between neighbours, and where the ink does at the ends of words."""
    inked = ink.sum(axis=0) > INKED_SHARE * len(ink)
    middles = (centres[:-1] + centres[1:]) / 2
    starts = [_outer_edge(inked, centres[0], -1), *middles]
    ends = [*middles, _outer_edge(inked, centres[-1], 1)]
    for n, text in enumerate(texts):
        if text.isspace():  # never the first or the last
            # a full stop's centre is told late: its own half alone may have no ink
            low, high = starts[n - 1], ends[n + 1]
            starts[n], ends[n] = ends[n - 1], starts[n + 1] = _gap(inked, low, high)
    return [float(x) for x in starts], [float(x) for x in ends]


def _outer_edge(inked: npt.NDArray[np.bool_], centre: float, step: int) -> float:
    """Return where a line's ink ends, from the centre of its first or last character outwards."""
    part = inked[: round(centre) + 1] if step < 0 else inked[round(centre) :]
    found = np.flatnonzero(part)
    if not len(found):
        return centre
    return float(found[0]) if step < 0 else float(round(centre) + found[-1] + 1)


def _gap(inked: npt.NDArray[np.bool_], before: float, after: float) -> tuple[float, float]:
    """Return the widest run of columns without ink between the two."""
    low, high = round(before), round(after)
    marks = np.flatnonzero(inked[low : high + 1])
    if len(marks) < 2:
        return (before + after) / 2, (before + after) / 2
    widths = np.diff(marks)
    widest = int(np.argmax(widths))
    return float(low + marks[widest] + 1), float(low + marks[widest + 1])


def _baseline_and_size(text: str, ink: npt.NDArray[np.bool_], span: tuple[int, int]) -> tuple[float, float]:
    """Return the baseline (px from the crop's top) and the letters' size, from where the ink's rows grow and fall most."""
    height = ink.shape[0]
    rows = ink[:, span[0] : span[1]].sum(axis=1).astype(np.float64)
    steps = rows[2:] - rows[:-2]
    middle = height // 2
    if len(steps) < 4 or not rows.any():
        return USUAL_SHARE * height, USUAL_SHARE * height
    baseline = (
        middle - 1 + int(np.argmin(steps[middle - 1 :])) + EDGE_OFFSET_PX
        if len(steps) > middle - 1
        else USUAL_SHARE * height
    )
    top = int(np.argmax(steps[:middle])) + EDGE_OFFSET_PX
    small = sum(c in "acemnorsuvwxz" for c in text)
    large = sum(c.isupper() or c.isdigit() for c in text)
    em = CAP_HEIGHT_EM if large > CAPITALS_RATIO * small else X_HEIGHT_EM
    size = (baseline - top) / em
    return baseline, min(max(size, LEAST_SIZE * height), MOST_SIZE * height)
