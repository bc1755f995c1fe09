"""Watermarks: large words printed over a page's text, whichever way they run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from lib.geometry import Rect, TextFrame
from lib.reading.layout.dropping import Leftovers
from lib.reading.layout.words import Word

LARGE = 1.8
"""A watermark's letters are at least so many times as large as the text under them."""
LEAST_TEXT, MOST_TEXT = 0.75, 1.35
"""Text is of the page's usual size, between these shares of it: small words in a cloud of words are no text."""
COVERED_WORDS = 3
"""A word printed over so many words of the text is a watermark's."""
COVERED_LETTERS = 2
"""The same for a letter alone, as one set aslant gives."""
LEAST_LETTERS = 3
"""So many letters of one size stand over text before one of them is a watermark's: a drop cap or a large sign stands alone."""
INK_TOP_EM, INK_BOTTOM_EM = 0.65, 0.05
"""Capitals reach from so far above the baseline to so far above it: what is less deep in them is not covered."""
TEXT_TOP_EM = 0.5
"""Small letters reach so far above the baseline."""
CELL_PT = 40
"""Side of the cells in which words are looked up."""

_Placed = tuple[Rect, Word]
"""Where the ink of a word stands on the page as shown, and the word."""


def without_watermarks(words: Mapping[int, Sequence[Word]], leftovers: Leftovers) -> dict[int, list[Word]]:
    """Return the page's words by turn, those of a watermark left out."""
    sizes: Counter[float] = Counter()
    for of_turn in words.values():
        for word in of_turn:
            sizes[round(word.size, 1)] += len(word.text)
    usual = max(sizes, key=lambda size: (sizes[size], size), default=0.0)
    if not any(size >= LARGE * usual for size in sizes):
        return {turn: list(of_turn) for turn, of_turn in words.items()}
    looks = _looks_of_watermarks(words, usual, leftovers)
    out: dict[int, list[Word]] = {}
    for turn, of_turn in words.items():
        taken = [word for word in of_turn if _look(word) in looks]
        out[turn] = [word for word in of_turn if _look(word) not in looks]
        for line in _on_one_baseline(taken):
            leftovers.add_words(line, turn, "watermark")
    return out


def _look(word: Word) -> tuple[str, float]:
    return word.font, round(word.size, 1)


def _looks_of_watermarks(
    words: Mapping[int, Sequence[Word]], usual: float, leftovers: Leftovers
) -> set[tuple[str, float]]:
    """Return the fonts and sizes in which large words stand over text, and none but those over text."""
    large: list[_Placed] = []
    cells: dict[tuple[int, int], list[_Placed]] = defaultdict(list)
    for turn, of_turn in words.items():
        frame = TextFrame(turn, leftovers.width, leftovers.height)
        for word in of_turn:
            if word.size >= LARGE * usual and any(letter.isalpha() for letter in word.text):
                ink = word.u0, word.v - INK_TOP_EM * word.size, word.u1, word.v - INK_BOTTOM_EM * word.size
                large.append((frame.rect_to_shown(*ink), word))
            elif LEAST_TEXT * usual < word.size < MOST_TEXT * usual:
                placed = frame.rect_to_shown(word.u0, word.v - TEXT_TOP_EM * word.size, word.u1, word.v), word
                for cell in _cells(placed[0]):
                    cells[cell].append(placed)
    over: Counter[tuple[str, float]] = Counter()
    for rect, word in large:
        covered = {id(w) for cell in _cells(rect) for other, w in cells.get(cell, ()) if _overlap(rect, other)}
        letters = len(word.text)
        if len(covered) >= (COVERED_WORDS if letters >= LEAST_LETTERS else COVERED_LETTERS):
            over[_look(word)] += letters
    return {look for look, letters in over.items() if letters >= LEAST_LETTERS}


def _cells(rect: Rect) -> Iterator[tuple[int, int]]:
    x0, top, x1, bottom = (int(value // CELL_PT) for value in rect)
    for column in range(x0, x1 + 1):
        for row in range(top, bottom + 1):
            yield column, row


def _overlap(first: Rect, second: Rect) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def _on_one_baseline(words: Sequence[Word]) -> list[list[Word]]:
    """Return the words in runs on one baseline."""
    out: list[list[Word]] = []
    for word in words:
        if out and out[-1][-1].v == word.v:
            out[-1].append(word)
        else:
            out.append([word])
    return out
