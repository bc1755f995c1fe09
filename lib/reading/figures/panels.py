"""The parts of a figure that carry a printed letter: A, B or (a), (b)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lib.geometry import Rect, bounding
from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word

LEAST_PANELS = 2
CLEAR_EM = 1.0
"""A letter that labels a part stands so far from the words beside it."""
ROW_EM = 2.0
"""Labels whose heights differ by less stand in one row: pictures side by side are not always level."""
SAME_SIZE_PT = 0.6
"""Labels of one figure are of one size."""
LEAST_SIDE_PT = 30
"""A part is at least so wide and so high."""
_LABEL = re.compile(r"(?P<open>[(\[]?)(?P<letter>[A-Za-z])(?P<close>[)\].:]?)")


@dataclass(frozen=True)
class Panel:
    """A part of a figure."""

    label: str
    """The letter as printed, without brackets."""
    place: Rect
    """pt, in the frame in which the figure was given."""


@dataclass(frozen=True)
class _Label:
    letter: str
    form: tuple[str, str, bool]
    """The marks around it, and whether it is a capital."""
    size: float
    rect: Rect


def find_panels(picture: Rect, caption: str, lines: Sequence[Line], ink: Sequence[Rect]) -> list[Panel]:
    """Return the parts of the picture whose letters run from A on without a gap and are spoken of in the caption; none where
    no such letters are printed, or where they stand too close to label parts.

    `lines`: of the page; `ink`: what is drawn on it. Each part is a cell of the grid that the letters make: they stand at
    the upper left of their parts, or under them.
    """
    labels = _labels(picture, lines)
    if len(labels) < LEAST_PANELS or not all(_is_named(label.letter, caption) for label in labels[:LEAST_PANELS]):
        return []
    rows = _rows(labels)
    under = _stand_under(labels, picture, ink)
    places = {}
    for r, row in enumerate(rows):
        if under:
            top = picture[1] if r == 0 else max(label.rect[3] for label in rows[r - 1])
            bottom = picture[3] if r == len(rows) - 1 else max(label.rect[3] for label in row)
        else:
            top = picture[1] if r == 0 else min(label.rect[1] for label in row)
            bottom = picture[3] if r == len(rows) - 1 else min(label.rect[1] for label in rows[r + 1])
        edges = [picture[0], *(_edge(a, b, under=under) for a, b in pairwise(row)), picture[2]]
        for label, (left, right) in zip(row, pairwise(edges), strict=True):
            places[label.letter] = (left, top, right, bottom)
    if any(min(x1 - x0, y1 - y0) < LEAST_SIDE_PT for x0, y0, x1, y1 in places.values()):
        return []
    return [Panel(label.letter, places[label.letter]) for label in labels]


def _is_named(letter: str, caption: str) -> bool:
    """Return whether the caption speaks of the part with that letter: "(a)", "A:", "A and B", "a-c"."""
    return re.search(rf"\({letter}\b|(?<!\w){letter}(?:[).,:;]|\s?[–-]|\s(?:and|&)\s)", caption) is not None


def _edge(first: _Label, second: _Label, *, under: bool) -> float:
    """Return where the part of the first label ends and that of the second begins."""
    if under:
        return (first.rect[0] + first.rect[2] + second.rect[0] + second.rect[2]) / 4
    return second.rect[0]


def _labels(picture: Rect, lines: Sequence[Line]) -> list[_Label]:
    """Return the letters in the picture that label its parts, in the order of the alphabet."""
    inside = [
        line for line in lines if picture[0] - 1 <= line.u0 <= picture[2] and picture[1] - 1 <= line.v <= picture[3] + 1
    ]
    found = [label for line in inside for n in range(len(line.words)) if (label := _label(line.words, n))]
    best: list[_Label] = []
    for form in {label.form for label in found}:
        for size in {round(label.size, 1) for label in found if label.form == form}:
            same = [label for label in found if label.form == form and abs(label.size - size) < SAME_SIZE_PT]
            run = _from_first(same)
            best = max(best, run, key=len)
    return best


def _label(words: Sequence[Word], n: int) -> _Label | None:
    """Return the word as a part's letter, None where it is another word or stands close to others."""
    word = words[n]
    match = _LABEL.fullmatch(word.text)
    if match is None:
        return None
    clear = CLEAR_EM * word.size
    if n and word.u0 - words[n - 1].u1 < clear:
        return None
    last = n == len(words) - 1
    if not last and words[n + 1].u0 - word.u1 < clear and not (match["close"] and n == 0):
        return None
    rect = (word.u0, word.v - word.size, word.u1, word.v)
    return _Label(match["letter"], (match["open"], match["close"], match["letter"].isupper()), word.size, rect)


def _from_first(labels: Sequence[_Label]) -> list[_Label]:
    """Return the labels from A on, up to the first letter that is missing or stands there twice."""
    run: list[_Label] = []
    for code in range(ord("a"), ord("z") + 1):
        same = [label for label in labels if label.letter.lower() == chr(code)]
        if len(same) != 1:
            break
        run.append(same[0])
    return run


def _rows(labels: Sequence[_Label]) -> list[list[_Label]]:
    """Return the labels in rows from the top, each from left to right."""
    rows: list[list[_Label]] = []
    for label in sorted(labels, key=lambda one: one.rect[3]):
        if rows and label.rect[3] - rows[-1][-1].rect[3] < ROW_EM * label.size:
            rows[-1].append(label)
        else:
            rows.append([label])
    return [sorted(row, key=lambda one: one.rect[0]) for row in rows]


def _stand_under(labels: Sequence[_Label], picture: Rect, ink: Sequence[Rect]) -> bool:
    """Return whether the letters stand under their parts: all that is drawn begins above the first row of letters."""
    first = min(label.rect[1] for label in labels)
    inside = [
        rect
        for rect in ink
        if rect[0] < picture[2] and rect[2] > picture[0] and rect[1] < picture[3] and rect[3] > picture[1]
    ]
    if not inside:
        return False
    top = bounding(inside)[1]
    return first - top > (picture[3] - picture[1]) / 4
