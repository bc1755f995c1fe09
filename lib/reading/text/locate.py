"""Finds pasted words in a paper's sentences and tells where they stand in print."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from lib.reading.text.word_boxes import cut_box
from lib.records import Box, Sentence
from lib.text.reference_marks import possible_mark_places, without_possible_marks

LEAST_LETTERS = 3


def locate(sentences: Sequence[Sentence], quote: str) -> list[Box]:
    """Return the boxes of the first place where the quote's letters and digits stand in order, one a printed line; []
    where they do not.

    Hyphens, ligatures, spacing, punctuation and case do not count, nor do breaks of lines, columns and pages, nor whether
    reference marks were pasted along.
    """
    for marked in (True, False):
        wanted = "".join(_folded_letters(quote if marked else without_possible_marks(quote)))
        if len(wanted) < LEAST_LETTERS:
            return []
        for chosen in _orders(sentences):
            boxes = _find(chosen, wanted, marked=marked)
            if boxes:
                return boxes
    return []


def _folded_letters(text: str) -> list[str]:
    """Return the text's letters and digits in a form that ignores case, ligatures and width, one string a printed character."""
    out = []
    for char in text:
        folded = unicodedata.normalize("NFKC", char).casefold()
        out.append("".join(c for c in folded if c.isalnum()))
    return out


def _orders(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Return all sentences, then only the running text: a figure between two halves of a quote must not hide it."""
    body = [s for s in sentences if s.kind in ("body", "heading")]
    return [list(sentences), body]


def _find(sentences: Sequence[Sentence], wanted: str, *, marked: bool) -> list[Box]:
    letters: list[str] = []
    owners: list[tuple[Box, int, str]] = []
    for sentence in sentences:
        # a mark may run over the end of a line
        hidden = frozenset[int]() if marked else possible_mark_places(" ".join(sentence.lines))
        start = 0
        for box, line in zip(sentence.boxes, sentence.lines, strict=True):
            parts = _folded_letters(line)
            for at, part in enumerate(parts):
                for letter in part if start + at not in hidden else "":
                    letters.append(letter)
                    owners.append((box, at, line))
            start += len(line) + 1
    first = "".join(letters).find(wanted)
    if first < 0:
        return []
    return _boxes(owners[first : first + len(wanted)])


def _boxes(owners: Sequence[tuple[Box, int, str]]) -> list[Box]:
    """Return one box a printed line, cut to the letters' share of it."""
    out: list[Box] = []
    at = 0
    while at < len(owners):
        box, first, line = owners[at]
        end = at
        while end + 1 < len(owners) and owners[end + 1][0] is box:
            end += 1
        out.append(cut_box(box, line, first, owners[end][1] + 1))
        at = end + 1
    return out
