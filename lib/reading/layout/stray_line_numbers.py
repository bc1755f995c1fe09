"""Line numbers too few on a page to be told there: they stand where other pages of the paper have theirs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lib.geometry import fractions_of
from lib.reading.layout.line_numbers import LONE_GAP_EM, is_number, step_of
from lib.reading.layout.lines import Line
from lib.reading.layout.pages import PageText
from lib.reading.layout.words import Word

SAME_PLACE = 0.006
"""Share of the page's width by which line numbers of two pages stand apart at most: 3 pt."""

_Edges = tuple[float, float]
"""Where a number begins and ends, as shares of the page's width."""


def drop_stray_line_numbers(pages: Sequence[PageText]) -> None:
    """Take line numbers out of the lines of pages with few of them, by where other pages have theirs and how those count."""
    known = [piece for page in pages for piece in page.dropped if piece.reason == "line number"]
    if not known:
        return
    edges = {(round(piece.box.x0, 3), round(piece.box.x1, 3)) for piece in known}
    steps = {
        step
        for page in pages
        if (step := step_of([int(piece.text) for piece in page.dropped if piece.reason == "line number"]))
    }
    if not steps:
        return
    rest = {int(piece.text) % min(steps) for piece in known}
    for page in pages:
        found = [(line, word) for line in page.lines if (word := _number_of(page, line, edges)) is not None]
        found.sort(key=lambda pair: pair[1].v)
        values = [int(word.text) for _, word in found]
        if any(b <= a for a, b in pairwise(values)):
            continue
        for line, word in found:
            if int(word.text) % min(steps) in rest:
                _take_out(page, line, word)


def _number_of(page: PageText, line: Line, edges: set[_Edges]) -> Word | None:
    """Return the number that the line begins or ends with in the place of line numbers, None where it has none."""
    if line.turn:
        return None
    gap = LONE_GAP_EM * line.size
    for word, beside in ((line.words[0], line.words[1:2]), (line.words[-1], line.words[-2:-1])):
        apart = all(max(other.u0 - word.u1, word.u0 - other.u1) > gap for other in beside)
        if is_number(word) and apart and _stands_at(page, word, edges):
            return word
    return None


def _stands_at(page: PageText, word: Word, edges: set[_Edges]) -> bool:
    box = fractions_of(page.page, (word.u0, word.v - word.size, word.u1, word.v), page.crop)
    return any(abs(box.x0 - x0) < SAME_PLACE or abs(box.x1 - x1) < SAME_PLACE for x0, x1 in edges)


def _take_out(page: PageText, line: Line, word: Word) -> None:
    others = [other for other in line.words if other is not word]
    if others:
        page.drop_words(line, others, "line number")
    else:
        page.drop([line], "line number")
