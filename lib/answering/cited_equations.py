"""Displayed equations that a citation's sentences run through: what a quote of their words leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lib.geometry import union_boxes
from lib.reading.text.sentences import ends_sentence
from lib.records import Box, Citation, CitedEquation, Sentence

MOST_EQUATIONS = 6
"""Kept with one citation: a longer derivation is read on its page."""
NEAR_COLUMN = 0.12
"""Of a page's height: so far over or under the text of its column an equation may stand, as one of several lines at the top."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line of running text or of a heading, and the sentence whose it is."""

    sentence: Sentence
    box: Box


@dataclass(frozen=True, slots=True)
class _Column:
    """Lines of one page that follow one another downwards."""

    start: int
    """Place of its first line among all."""
    boxes: list[Box]
    extent: Box


def with_equations(citation: Citation, sentences: Sequence[Sentence]) -> Citation:
    """Return the citation with the displayed equations that its sentences run through, by the reading's `sentences`.

    So does a sentence with words above and below the equation, one that ends without a full stop just above it ("is given by:"),
    one that begins in lower case just below it ("where ..."), and one that is the equation itself. Unchanged where there is none,
    or where a cell or a figure is cited.
    """
    if citation.cell is not None or citation.picture is not None:
        return citation
    found = _equations_in(frozenset(citation.sentence_ids), sentences)
    if not found:
        return citation
    return replace(citation, equations=[CitedEquation(one.text, one.boxes[0]) for one in found[:MOST_EQUATIONS]])


def _equations_in(cited: frozenset[int], sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the equations of the cited sentences, in reading order."""
    pages = {box.page for sentence in sentences if sentence.id in cited for box in sentence.boxes}
    if not pages:
        return []
    near = range(min(pages) - 1, max(pages) + 2)  # a sentence may end above an equation on the next page
    equations = [one for one in sentences if one.kind == "equation" and one.boxes and one.boxes[0].page in near]
    if not equations:
        return []
    lines = [
        _Line(sentence, box)
        for sentence in sentences
        if sentence.kind in ("body", "heading")
        for box in sentence.boxes
        if box.page in near
    ]
    columns = _columns(lines)
    return [one for one in equations if one.id in cited or cited & _owners(one.boxes[0], lines, columns)]


def _owners(equation: Box, lines: Sequence[_Line], columns: Sequence[_Column]) -> set[int]:
    """Return the ids of the sentences that run through an equation: one, or the one before and the one behind it."""
    place = _place(equation, columns)
    if place is None:
        return set()
    above = lines[place - 1].sentence if place else None
    below = lines[place].sentence if place < len(lines) else None
    if above is below:
        return set() if above is None else {above.id}
    owners = set()
    if above is not None and above.kind == "body" and _goes_on(above.text):
        owners.add(above.id)
    if below is not None and below.kind == "body" and below.text[:1].islower():
        owners.add(below.id)
    return owners


def _goes_on(text: str) -> bool:
    """Return whether an equation may be the end of a sentence, or its middle: a colon leads to it."""
    return text.endswith(":") or not ends_sentence(text)


def _place(equation: Box, columns: Sequence[_Column]) -> int | None:
    """Return how many lines are read before an equation; None where it stands in no column of upright text."""
    middle = (equation.x0 + equation.x1) / 2
    holding = [one for one in columns if one.extent.page == equation.page and one.extent.x0 <= middle <= one.extent.x1]
    if not holding:
        return None

    def farness(column: _Column) -> tuple[bool, float]:
        extent = column.extent
        gap = max(extent.top - equation.bottom, equation.top - extent.bottom)
        return gap > NEAR_COLUMN, extent.x1 - extent.x0  # lines over two columns may be read on into the first of them

    column = min(holding, key=farness)
    return column.start + sum(_middle(box) < _middle(equation) for box in column.boxes)


def _columns(lines: Sequence[_Line]) -> list[_Column]:
    """Return the lines cut where the page ends or the next one stands above the one before; none of text that is turned."""
    cuts = [0, *(n for n, (one, other) in enumerate(pairwise(lines), 1) if _goes_up(one.box, other.box)), len(lines)]
    columns = []
    for start, end in pairwise(cuts):
        boxes = [line.box for line in lines[start:end]]
        if sum(box.x1 - box.x0 for box in boxes) > sum(box.bottom - box.top for box in boxes):
            columns.append(_Column(start, boxes, union_boxes(boxes)))
    return columns


def _goes_up(before: Box, after: Box) -> bool:
    return after.page != before.page or _middle(after) < before.top


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2
