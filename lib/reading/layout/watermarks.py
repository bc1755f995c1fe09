"""Watermarks: large words printed over a page's text, whichever way they run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
_Look = tuple[str, float]
"""Font and size (pt)."""


@dataclass(frozen=True, slots=True)
class _Large:
    """A large word, and where its ink stands on the page as shown."""

    turn: int
    word: Word
    rect: Rect

    @property
    def baseline(self) -> tuple[int, float]:
        """What words side by side share."""
        return self.turn, round(self.word.v, 1)


def without_watermarks(words: Mapping[int, Sequence[Word]], leftovers: Leftovers) -> dict[int, list[Word]]:
    """Return the page's words by turn, those of a watermark left out."""
    sizes: Counter[float] = Counter()
    for of_turn in words.values():
        for word in of_turn:
            sizes[round(word.size, 1)] += len(word.text)
    usual = max(sizes, key=lambda size: (sizes[size], size), default=0.0)
    if not any(size >= LARGE * usual for size in sizes):
        return {turn: list(of_turn) for turn, of_turn in words.items()}
    marks = _words_of_watermarks(words, usual, leftovers)
    out: dict[int, list[Word]] = {}
    for turn, of_turn in words.items():
        taken = [word for word in of_turn if id(word) in marks]
        out[turn] = [word for word in of_turn if id(word) not in marks]
        for line in _on_one_baseline(taken):
            leftovers.add_words(line, turn, "watermark")
    return out


def _words_of_watermarks(words: Mapping[int, Sequence[Word]], usual: float, leftovers: Leftovers) -> set[int]:
    """Return the ids of the large words that stand over text, and of those that belong to them."""
    large: dict[_Look, list[_Large]] = defaultdict(list)
    cells: dict[tuple[int, int], list[_Placed]] = defaultdict(list)
    for turn, of_turn in words.items():
        frame = TextFrame(turn, leftovers.width, leftovers.height)
        for word in of_turn:
            if word.size >= LARGE * usual:
                ink = word.u0, word.v - INK_TOP_EM * word.size, word.u1, word.v - INK_BOTTOM_EM * word.size
                large[word.font, round(word.size, 1)].append(_Large(turn, word, frame.rect_to_shown(*ink)))
            elif LEAST_TEXT * usual < word.size < MOST_TEXT * usual:
                placed = frame.rect_to_shown(word.u0, word.v - TEXT_TOP_EM * word.size, word.u1, word.v), word
                for cell in _cells(placed[0]):
                    cells[cell].append(placed)
    marks: set[int] = set()
    for alike in large.values():
        over = [one for one in alike if _stands_over_text(one, cells)]
        if sum(len(one.word.text) for one in over) >= LEAST_LETTERS:
            marks.update(id(one.word) for one in (*over, *_belonging(alike, over)))
    return marks


def _stands_over_text(one: _Large, cells: Mapping[tuple[int, int], Sequence[_Placed]]) -> bool:
    if not any(letter.isalpha() for letter in one.word.text):
        return False
    covered = {id(w) for cell in _cells(one.rect) for other, w in cells.get(cell, ()) if _overlap(one.rect, other)}
    return len(covered) >= (COVERED_WORDS if len(one.word.text) >= LEAST_LETTERS else COVERED_LETTERS)


def _belonging(alike: Sequence[_Large], over: Sequence[_Large]) -> list[_Large]:
    """Return the words of a watermark's font and size that are its own though they stand clear of the text.

    They share a baseline with words over text, or say the same, or are letters alone where it is set aslant. A title in that
    font and size stays.
    """
    baselines = {one.baseline for one in over}
    texts = {one.word.text for one in over}
    aslant = any(len(text) == 1 for text in texts)
    runs: dict[tuple[int, float], list[_Large]] = defaultdict(list)
    for one in alike:
        runs[one.baseline].append(one)
    return [
        one
        for baseline, run in runs.items()
        for one in run
        if baseline in baselines
        or one.word.text in texts
        or (aslant and all(len(other.word.text) == 1 for other in run))
    ]


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
