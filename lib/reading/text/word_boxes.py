"""Where words of a sentence stand in print, letter by letter."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence

from lib.records import Box, Sentence
from lib.text.letter_widths import share_of_line
from lib.text.scripts import mostly_right_to_left, right_to_left

PlacedLetter = tuple[str, float, float, float, float]
"""A letter, and its x0, top, x1, bottom as fractions of the page as shown."""
_BESIDE = 0.002
"""Of the page's width, by which a letter's middle may lie outside its line's box."""
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


def on_letters(box: Box, line: str, start: int, end: int, letters: Sequence[PlacedLetter]) -> Box | None:
    """Return the part of a printed line's box in which its characters from `start` to `end` (exclusive) stand, by the letters
    of its page; None where it is not sure which of them they are.
    """
    said = ["".join(map(_letters, part)) for part in (line[:start], line[start:end], line[end:])]
    inside = [
        (letter, placed)
        for placed in letters
        if box.x0 - _BESIDE <= (placed[1] + placed[3]) / 2 <= box.x1 + _BESIDE
        and box.top <= (placed[2] + placed[4]) / 2 <= box.bottom
        for letter in _letters(placed[0])
    ]
    at = _same_place(said, "".join(letter for letter, _ in inside))
    if at is None:
        return None
    own = [placed for _, placed in inside[at : at + len(said[1])]]
    if box.bottom - box.top > _UPRIGHT * (box.x1 - box.x0) and len(line) > 2:
        return Box(box.page, box.x0, min(one[2] for one in own), box.x1, max(one[4] for one in own))
    return Box(box.page, min(one[1] for one in own), box.top, max(one[3] for one in own), box.bottom)


def _same_place(said: Sequence[str], printed: str) -> int | None:
    """Return where in the printed letters those of the middle of three parts stand: the letters are the same throughout, or
    the middle is as often in both, and then it is the same one of them.
    """
    before, middle, after = said
    if not middle:
        return None
    whole = before + middle + after
    if printed == whole:
        return len(before)
    places, wanted = _places(middle, printed), _places(middle, whole)
    if len(places) != len(wanted) or len(before) not in wanted:
        return None
    return places[wanted.index(len(before))]


def _places(part: str, whole: str) -> list[int]:
    return [found.start() for found in re.finditer(f"(?={re.escape(part)})", whole)]


def span_boxes(
    sentence: Sentence,
    spans: Sequence[tuple[int, int]],
    letters: Mapping[int, Sequence[PlacedLetter]] | None = None,
) -> list[Box]:
    """Return the boxes of parts of a sentence's text, given by start and end of their characters, one a printed line.

    On the letters of their page where those are given and are the line's; else as wide as such letters usually are. Where
    the text says more than is printed in the lines, as a row of a table with its heads does, wherever the same words are
    printed in them; the whole lines where none is, since the words stand in the heads.
    """
    printed = [
        (number, at, letter)
        for number, line in enumerate(sentence.lines)
        for at, char in enumerate(line)
        for letter in _letters(char)
    ]
    said = [(at, letter) for at, char in enumerate(sentence.text) for letter in _letters(char)]
    if [letter for *_, letter in printed] != [letter for _, letter in said]:
        parts = dict.fromkeys(part for span in spans for part in _printed_places(sentence, *span))
        found = [_part_box(sentence, *part, letters) for part in parts]
        return found or (list(sentence.boxes) if spans else [])
    boxes = []
    for start, end in spans:
        by_line: dict[int, list[int]] = {}
        for (number, at, _), (place, _) in zip(printed, said, strict=True):
            if start <= place < end:
                by_line.setdefault(number, []).append(at)
        for number, places in by_line.items():
            boxes.append(_part_box(sentence, number, min(places), max(places) + 1, letters))
    return boxes


def _part_box(
    sentence: Sentence, number: int, start: int, end: int, letters: Mapping[int, Sequence[PlacedLetter]] | None
) -> Box:
    """Return the box of a part of one of the sentence's printed lines."""
    line, text = sentence.boxes[number], sentence.lines[number]
    exact = on_letters(line, text, start, end, letters.get(line.page, ())) if letters else None
    return exact or cut_box(line, text, start, end)


def _printed_places(sentence: Sentence, start: int, end: int) -> list[tuple[int, int, int]]:
    """Return the line, the start and the end of each place where a part of the text is printed, as words of their own where
    it is so in the text.
    """
    text, wanted = sentence.text, "".join(map(_letters, sentence.text[start:end]))
    if not wanted:
        return []
    begins, ends = not _goes_on(text, start - 1), not _goes_on(text, end)
    places = []
    for number, line in enumerate(sentence.lines):
        printed = [(at, letter) for at, char in enumerate(line) for letter in _letters(char)]
        for place in _places(wanted, "".join(letter for _, letter in printed)):
            first, last = printed[place][0], printed[place + len(wanted) - 1][0] + 1
            if not (begins and _goes_on(line, first - 1)) and not (ends and _goes_on(line, last)):
                places.append((number, first, last))
    return places


def _goes_on(text: str, at: int) -> bool:
    """Return whether a letter or digit stands there."""
    return 0 <= at < len(text) and text[at].isalnum()


@functools.lru_cache(maxsize=10_000)
def _letters(char: str) -> str:
    """Return the letters and digits of a printed character, ligatures apart, without case."""
    return "".join(c for c in unicodedata.normalize("NFKC", char).casefold() if c.isalnum())
