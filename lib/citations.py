"""Citations as they are printed: their numbers, their sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lib.records import Answer, Box, Citation, Passage
from lib.records.annotations import AddedCitation

CitationKey = tuple[str, int, tuple[int, ...], tuple[int | None, ...]]
Numbered = dict[CitationKey, tuple[int, Citation]]
"""Each citation with its printed number, in the order of the numbers."""


def citation_key(citation: Citation) -> CitationKey:
    """Return what makes two citations one number: the paper, the reading, the sentences, and the cell where one is cited."""
    cell = (citation.table, citation.row, citation.column)
    return citation.paper_id, citation.reading, tuple(citation.sentence_ids), cell


def number_citations(citations: Iterable[Citation]) -> Numbered:
    """Return each different citation with its printed number, counted from 1 in the order of first mention."""
    numbered: Numbered = {}
    for citation in citations:
        numbered.setdefault(citation_key(citation), (len(numbered) + 1, citation))
    return numbered


def numbered_in(answer: Answer) -> Numbered:
    """Return the numbered citations of an answer."""
    return number_citations(citation for sentence in answer.sentences for citation in sentence.citations)


def numbered_with(answer: Answer, added: Iterable[AddedCitation]) -> Numbered:
    """Return the numbered citations of an answer, and behind them those that people added."""
    own = [citation for sentence in answer.sentences for citation in sentence.citations]
    return number_citations([*own, *(one.citation for one in added)])


def place_of(citation: Citation) -> str:
    """Return which cell or figure is cited ("Table 3, row Agrotis puta, column Precision"), empty for running text."""
    if citation.cell is not None:
        return citation.cell.place
    return citation.picture.label if citation.picture is not None else ""


def shown_boxes(citation: Citation) -> list[Box]:
    """Return what is shown of a citation: its lines, with a cell its row's label and its heads, with a figure its picture,
    then the equations that they run through.
    """
    cell, picture = citation.cell, citation.picture
    beside = [] if cell is None else [*cell.label_boxes, *cell.head_boxes]
    shown = [*([] if picture is None else [picture.box]), *beside, *citation.boxes]
    return [*shown, *equation_boxes(citation)]


def equation_boxes(citation: Citation) -> list[Box]:
    """Return the places of the equations that the cited lines run through; none of one that is cited itself."""
    return [one.box for one in citation.equations if one.box not in citation.boxes]


def section_of(citation: Citation, passages: Sequence[Passage]) -> str:
    """Return the section that the citation stands in, known from the passage that holds it."""
    ids = set(citation.sentence_ids)
    holding = (p for p in passages if (p.paper_id, p.reading) == (citation.paper_id, citation.reading))
    return next((p.section for p in holding if ids & set(p.sentence_ids)), "")
