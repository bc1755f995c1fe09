"""Where words of a sentence stand in print, letter by letter."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence

from lib.records import Box, Sentence
from lib.text.letter_widths import share_of_line
from lib.text.scripts import mostly_right_to_left, right_to_left

_UPRIGHT = 1.5
"""Height per width from which the box of several letters is a line that is printed upright: it is not cut."""


def cut_box(box: Box, line: str, start: int, end: int) -> Box:
    """Return the part of a printed line's box in which its characters from `start` to `end` (exclusive) stand."""
    width, height = box.x1 - box.x0, box.bottom - box.top
    if len(line) > 2 and height > _UPRIGHT * width:
        return box
    left, right = share_of_line(line, start, end)
    if right_to_left(line) and mostly_right_to_left(line):
        left, right = 1 - right, 1 - left
    return Box(box.page, box.x0 + width * left, box.top, box.x0 + width * right, box.bottom)


def span_boxes(sentence: Sentence, spans: Sequence[tuple[int, int]]) -> list[Box]:
    """Return the boxes of parts of a sentence's text, given by start and end of their characters, one a printed line.

    The whole lines where the text says more than is printed in them, as a row of a table with its heads does.
    """
    printed = [
        (number, at, letter)
        for number, line in enumerate(sentence.lines)
        for at, char in enumerate(line)
        for letter in _letters(char)
    ]
    said = [(at, letter) for at, char in enumerate(sentence.text) for letter in _letters(char)]
    if [letter for *_, letter in printed] != [letter for _, letter in said]:
        return list(sentence.boxes) if spans else []
    boxes = []
    for start, end in spans:
        by_line: dict[int, list[int]] = {}
        for (number, at, _), (place, _) in zip(printed, said, strict=True):
            if start <= place < end:
                by_line.setdefault(number, []).append(at)
        for number, places in by_line.items():
            boxes.append(cut_box(sentence.boxes[number], sentence.lines[number], min(places), max(places) + 1))
    return boxes


@functools.lru_cache(maxsize=10_000)
def _letters(char: str) -> str:
    """Return the letters and digits of a printed character, ligatures apart, without case."""
    return "".join(c for c in unicodedata.normalize("NFKC", char).casefold() if c.isalnum())
