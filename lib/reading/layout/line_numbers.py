"""Line numbers: numbers in a strip of their own beside the text, that count its lines or every few of them.

They are told before lines are built, on whichever side of the text or between whichever columns they stand.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from statistics import median

from lib.reading.layout.dropping import Leftovers
from lib.reading.layout.words import Word

STEPS = (1, 2, 3, 4, 5, 10)
"""Journals and word processors number each line, or every second, third, fourth, fifth or tenth."""
LEAST_OF_EACH_LINE, LEAST_OF_SOME_LINES = 8, 3
"""Numbers in a strip that are enough where each line has one, and where only some have: those count the lines between."""
LEAST_ON_GRID = 6
"""The same where they stand at even distances whatever stands beside them."""
ALIGNED_PT = 2
"""They end, or begin, at most this far from the edge that they share."""
STEADY_SHARE = 0.8
"""Of neighbours in a strip those that differ by the step."""
CROSSED_SHARE = 0.2
"""Of the page's lines those that cross the strip at most, such as a title, a wide figure, a header."""
COUNTED_SHARE = 0.7
"""Of neighbours those that have as many lines between them as they count."""
GRID_SHARE, GRID_SLACK = 0.9, 0.06
"""Of neighbours those at the usual distance a line, and by which share that may differ."""
MOST_OF_LEADING = 1.5
"""The distance a line is no more than so many times that of the lines beside: numbered entries of a list stand further apart."""
GRID_HEIGHT_SHARE = 0.6
"""Numbers on a grid reach over this share of the page's text."""
BESIDE_EM = 14
"""Lines are counted among the words this close beside the strip."""
ROW_EM = 0.5
"""Baselines closer than this are one line's."""
SCRIPT_SIZE = 0.8
"""Words smaller than this share of the usual size count no line: scripts, marks of notes."""
CELL_GAP_EM = 1.2
"""Words further apart than this are cells of a table, or columns."""
CELL_WORDS = 3
"""A cell has at most so many words, a line of text more."""
TABLE_CELLS, TABLE_SHARE = 2, 0.5
"""Numbers beside so many cells, or beside one and no text, in this share of their rows, are a table's."""
WIDE_SHARE, WIDE_LINES_SHARE = 0.5, 0.67
"""Of lines of running text at least the second share is as wide as this share of the widest; a list's items differ more."""
LOWER_SHARE = 0.2
"""Of the lines of running text those that begin with a small letter; items of a list begin with a capital, or are short."""
LONE_GAP_EM = 0.5
"""A line number stands this far from the words beside it."""


def without_line_numbers(words: Sequence[Word], turn: int, leftovers: Leftovers) -> list[Word]:
    """Return the page's words, line numbers left out; the words share a frame."""
    numbers = [word for word in words if is_number(word) and not word.glued]
    if len(numbers) < LEAST_OF_SOME_LINES:
        return list(words)
    page = _Rows(words)
    found: dict[int, Word] = {}
    for strip in _aligned(numbers):
        members = [word for word in strip if id(word) not in found and page.is_alone(word)]
        if _count_lines(members, page):
            found.update((id(word), word) for word in members)
    for number in sorted(found.values(), key=lambda word: word.v):
        leftovers.add_words([number], turn, "line number")
    return [word for word in words if id(word) not in found]


def is_number(word: Word) -> bool:
    """Return whether the word is one that may number a line."""
    return re.fullmatch(r"\d{1,5}", word.text) is not None


def step_of(values: Sequence[int]) -> int:
    """Return by how much each of the values, from the top down, is more than the one above it; 0 where they do not rise so."""
    steps = Counter(below - above for above, below in pairwise(values))
    step, steady = steps.most_common(1)[0] if steps else (0, 0)
    rising = all(amount > 0 and amount % max(step, 1) == 0 for amount in steps)
    return step if step in STEPS and rising and steady >= STEADY_SHARE * (len(values) - 1) else 0


def _aligned(numbers: Sequence[Word]) -> list[list[Word]]:
    """Return the numbers that share a right or a left edge, from the top down, the largest groups first."""
    groups: list[list[Word]] = []
    edges: tuple[Callable[[Word], float], ...] = (lambda word: word.u1, lambda word: word.u0)
    for edge_of in edges:
        ordered = sorted(numbers, key=edge_of)
        start = 0
        for n in range(1, len(ordered) + 1):
            if n == len(ordered) or edge_of(ordered[n]) - edge_of(ordered[n - 1]) > ALIGNED_PT:
                groups.append(sorted(ordered[start:n], key=lambda word: word.v))
                start = n
    enough = [group for group in groups if len(group) >= LEAST_OF_SOME_LINES]
    return sorted(enough, key=len, reverse=True)


class _Rows:
    """The rows of a page: where its words stand, by baseline."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.size = median(word.size for word in words)
        self._words = sorted(words, key=lambda word: word.v)
        self._heights = [word.v for word in self._words]
        text = [word for word in self._words if word.size > SCRIPT_SIZE * self.size]
        self.rows: list[list[Word]] = []
        for word in text:
            if self.rows and word.v - self.rows[-1][0].v < ROW_EM * self.size:
                self.rows[-1].append(word)
            else:
                self.rows.append([word])

    def crossed(self, u0: float, u1: float, but: Iterable[Word]) -> float:
        """Return the share of the rows that have a word, none of these, between the edges."""
        own = {id(word) for word in but}
        hits = sum(any(w.u0 < u1 and w.u1 > u0 and id(w) not in own for w in row) for row in self.rows)
        return hits / len(self.rows)

    def beside(self, u0: float, u1: float) -> list[float]:
        """Return the baselines of the text on the side of a strip where most of it stands."""
        reach = BESIDE_EM * self.size
        sides = [
            [w.v for row in self.rows for w in row if left < w.u1 and w.u0 < right]
            for left, right in ((u1, u1 + reach), (u0 - reach, u0))
        ]
        out: list[float] = []
        for v in sorted(max(sides, key=lambda side: sum(1 for _ in side))):
            if not out or v - out[-1] >= ROW_EM * self.size:
                out.append(v)
        return out

    def beside_number(self, number: Word) -> list[Word]:
        """Return the words on the number's height, from left to right, the number itself among them."""
        reach = ROW_EM * number.size
        first, last = (bisect_left(self._heights, number.v + way) for way in (-reach, reach))
        return sorted(self._words[first:last], key=lambda word: word.u0)

    def is_alone(self, number: Word) -> bool:
        """Return whether the number stands clear of the words on its height."""
        others = [word for word in self.beside_number(number) if word is not number]
        gap = LONE_GAP_EM * number.size
        return all(word.u0 > number.u1 + gap or word.u1 < number.u0 - gap for word in others)

    def is_table_row(self, number: Word) -> bool:
        """Return whether the number shares its height with several cells of few words, or with one such cell alone."""
        pieces = self.pieces_beside(number)
        cells = sum(len(piece) <= CELL_WORDS for piece in pieces)
        return cells >= TABLE_CELLS or 0 < cells == len(pieces)

    def pieces_beside(self, number: Word) -> list[list[Word]]:
        """Return what stands on the number's height, cut at wide gaps, from left to right, without the number."""
        pieces: list[list[Word]] = []
        for word in self.beside_number(number):
            apart = not pieces or word is number or pieces[-1][-1] is number
            if apart or word.u0 - pieces[-1][-1].u1 >= CELL_GAP_EM * number.size:
                pieces.append([word])
            else:
                pieces[-1].append(word)
        return [piece for piece in pieces if piece[0] is not number]

    def line_of(self, number: Word) -> list[Word]:
        """Return the piece next to the number on its height; [] where it stands alone."""
        pieces = self.pieces_beside(number)
        return min(pieces, key=lambda piece: max(piece[0].u0 - number.u1, number.u0 - piece[-1].u1), default=[])


def _count_lines(members: Sequence[Word], page: _Rows) -> bool:
    """Return whether aligned numbers, from the top down, number the lines beside them."""
    values = [int(word.text) for word in members]
    step = step_of(values)
    if not step or len(members) < (LEAST_OF_EACH_LINE if step == 1 else LEAST_OF_SOME_LINES):
        return False
    u0, u1 = min(word.u0 for word in members), max(word.u1 for word in members)
    if page.crossed(u0, u1, members) > CROSSED_SHARE:
        return False
    if step == 1 and _are_items([page.line_of(word) for word in members]):
        return False
    beside = page.beside(u0, u1)
    if not _count_rows(members, values, beside) and not _stand_on_grid(members, values, page, beside):
        return False
    return sum(map(page.is_table_row, members)) < TABLE_SHARE * len(members)


def _are_items(lines: Sequence[Sequence[Word]]) -> bool:
    """Return whether numbered lines are the items of a list, one line each, rather than running text.

    Line numbers that stand beside such a list too are told by where other pages have theirs.
    """
    printed = [line for line in lines if line]
    widths = [line[-1].u1 - line[0].u0 for line in printed]
    wide = sum(width > WIDE_SHARE * max(widths) for width in widths)
    first = [next((letter for letter in line[0].text if letter.isalnum()), "") for line in printed]
    cased = [letter for letter in first if letter.isupper() or letter.islower()]
    capitals = len(cased) > len(first) / 2 and sum(map(str.islower, cased)) < LOWER_SHARE * len(cased)
    return capitals or wide < WIDE_LINES_SHARE * len(widths)


def _count_rows(members: Sequence[Word], values: Sequence[int], baselines: Sequence[float]) -> bool:
    """Return whether as many lines stand from one number to the next as they count."""
    places = [bisect_left(baselines, word.v - ROW_EM * word.size) for word in members]
    right = sum(
        place2 - place1 == value2 - value1
        for (place1, value1), (place2, value2) in pairwise(zip(places, values, strict=True))
    )
    return right >= COUNTED_SHARE * (len(members) - 1)


def _stand_on_grid(members: Sequence[Word], values: Sequence[int], page: _Rows, baselines: Sequence[float]) -> bool:
    """Return whether the numbers stand at even distances, about those of lines, over most of the page, as on ruled paper."""
    height = page.rows[-1][0].v - page.rows[0][0].v
    if len(members) < LEAST_ON_GRID or members[-1].v - members[0].v < GRID_HEIGHT_SHARE * height:
        return False
    steps = [(b.v - a.v) / (y - x) for (a, x), (b, y) in pairwise(zip(members, values, strict=True))]
    usual = median(steps)
    leadings = [below - above for above, below in pairwise(baselines)]
    if not leadings or usual > MOST_OF_LEADING * median(leadings):
        return False
    return sum(abs(step - usual) < GRID_SLACK * usual for step in steps) >= GRID_SHARE * len(steps)
