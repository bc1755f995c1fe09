"""What a model is given to answer from, sentence by sentence, and the way back from what it cites to sentence ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, pairwise
from typing import TypeGuard

from lib.answering import prompts
from lib.answering.answerer import AskRequest, ReadingKey
from lib.answering.cited_places import cite_cell
from lib.answering.row_cells import RowCell, cells_of_rows
from lib.records import Citation, Paper, Sentence, Table
from lib.text.hidden_characters import without_hidden
from lib.text.reference_marks import without_reference_marks

OWN_NUMBERS = re.compile(r"[\[【](\s*\d[\d\s,;–-]*)[\]】]")
"""Numbers in square brackets, as papers cite their references."""
TITLE_LIMIT = 200
"""Characters of a source's title."""


@dataclass(frozen=True)
class Source:
    """A run of sentences given as one: a passage, or a section of a paper that is read whole."""

    paper_id: str
    reading: int
    paper: str
    """How the paper is called to the model."""
    section: str
    sentences: list[Sentence]
    tables: Sequence[Table] = ()
    """Of its reading."""
    row_cells: Mapping[int, Sequence[RowCell]] = field(default_factory=dict)
    """By the id of a sentence that is the row of a table, the cells that can be cited alone."""

    @property
    def title(self) -> str:
        """Paper, section and pages in one line."""
        pages = sorted({box.page for sentence in self.sentences for box in sentence.boxes})
        where = f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]}-{pages[-1]}" if pages else ""
        return ", ".join(part for part in (self.paper, self.section, where) if part)[:TITLE_LIMIT]

    @property
    def text(self) -> str:
        """The sentences joined by one space."""
        return " ".join(readable(sentence.text) for sentence in self.sentences)

    def cite(self, start: int, end: int) -> Citation:
        """Return the citation of the sentences from `start` to before `end`, counted within this source."""
        cited = self.sentences[start:end]
        return Citation(
            paper_id=self.paper_id,
            reading=self.reading,
            sentence_ids=[sentence.id for sentence in cited],
            quote=without_reference_marks(" ".join(sentence.text for sentence in cited)),
            boxes=[box for sentence in cited for box in sentence.boxes],
        )

    def cells_at(self, position: int) -> Sequence[RowCell]:
        """Return the cells that can be cited alone of the sentence at that position."""
        return self.row_cells.get(self.sentences[position].id, ())

    def cite_cell(self, position: int, number: int) -> Citation:
        """Return the citation of one of the cells at that position."""
        one = self.cells_at(position)[number]
        return cite_cell((self.paper_id, self.reading), one.table, self.tables, one.cell)


@dataclass(frozen=True)
class Place:
    """What a number of the sources stands for: a sentence, or a cell in the row of a table."""

    source: int
    position: int
    """Of the sentence within its source."""
    cell: int | None = None
    """Among the cells of the row that can be cited alone."""


@dataclass(frozen=True)
class Sources:
    """All that a model is given for one question, in the order in which it is given."""

    listed: list[Source]

    @classmethod
    def of(cls, request: AskRequest) -> Sources:
        """Return the passages best first or, of a paper to be read whole, its sections in reading order; empty ones left out."""
        whole = request.whole
        runs: Iterable[tuple[str, int, str, Sequence[Sentence]]]
        if whole is not None:
            sections = groupby(request.sentences.get(whole, ()), key=lambda sentence: sentence.section)
            runs = [(*whole, section, list(run)) for section, run in sections]
        else:
            readings = {key: {sentence.id: sentence for sentence in of} for key, of in request.sentences.items()}
            runs = [
                (p.paper_id, p.reading, p.section, _known(readings.get((p.paper_id, p.reading), {}), p.sentence_ids))
                for p in request.passages
            ]
        listed = []
        given = {(p.paper_id, p.reading, i) for p in request.passages for i in p.sentence_ids}
        for paper_id, reading, section, sentences in runs:
            said = [sentence for sentence in sentences if sentence.text.strip()]
            if said and whole is None:
                said = [*_captions(request, (paper_id, reading), said, given), *said]
            if said:
                tables = request.tables.get((paper_id, reading), ())
                name = _name(request.papers.get(paper_id))
                listed.append(Source(paper_id, reading, name, section, said, tables, cells_of_rows(said, tables)))
        return cls(listed)

    def cite(self, source: object, start: object, end: object) -> Citation | None:
        """Return the citation of sentences `start` to before `end` of the source at that index; None where it points outside."""
        if not (_is_index(source) and _is_index(start) and _is_index(end)):
            return None
        if not 0 <= source < len(self.listed) or not 0 <= start < end <= len(self.listed[source].sentences):
            return None
        return self.listed[source].cite(start, end)

    def cite_numbers(self, numbers: Iterable[int]) -> tuple[list[Citation], list[int]]:
        """Return the citations of sentences and cells by their number, neighbours of one source as one, a row of which a cell is
        cited not for itself; and the numbers not given.
        """
        wanted = sorted(set(numbers))
        outside = [number for number in wanted if number not in self.places]
        given = [self.places[number] for number in wanted if number in self.places]
        of_cells = {(one.source, one.position) for one in given if one.cell is not None}
        rows = [one for one in given if one.cell is None and (one.source, one.position) not in of_cells]
        found: list[tuple[int, int, Citation]] = []
        # Neighbours of one source share the difference of their rank and their position.
        for _, run in groupby(enumerate(rows), key=lambda pair: (pair[1].source, pair[1].position - pair[0])):
            ones = [one for _, one in run]
            first, last = ones[0], ones[-1]
            found.append(
                (first.source, first.position, self.listed[first.source].cite(first.position, last.position + 1))
            )
        found += [
            (one.source, one.position, self.listed[one.source].cite_cell(one.position, one.cell))
            for one in given
            if one.cell is not None
        ]
        return [citation for _, _, citation in sorted(found, key=lambda each: each[:2])], outside

    @cached_property
    def places(self) -> dict[int, Place]:
        """What each number stands for, counted from 1 over all sources: a sentence, then the cells in it."""
        places: dict[int, Place] = {}
        for source, of in enumerate(self.listed):
            for position in range(len(of.sentences)):
                places[len(places) + 1] = Place(source, position)
                for cell in range(len(of.cells_at(position))):
                    places[len(places) + 1] = Place(source, position, cell)
        return places

    @property
    def has_cells(self) -> bool:
        """Whether any cell has a number of its own."""
        return any(one.cell is not None for one in self.places.values())

    def numbered(self) -> str:
        """Return all sentences as text, each behind its number: "[1] ...", under the titles of their sources; in the row of a
        table each cell behind its own: "[2] Model: ResNet; [3] Accuracy: 91.2; [4] Recall: 88.0".

        The papers' own "[12]" become "(12)" here: copied into an answer they would pass for numbers of sentences.
        """
        lines = []
        number = 0
        for source in self.listed:
            lines.append(f"\n{_unnumbered(source.title)}")
            for position, sentence in enumerate(source.sentences):
                starts = [one.start for one in source.cells_at(position)]
                pieces = [sentence.text[start:end] for start, end in pairwise([0, *starts, len(sentence.text)])]
                marked = [f"[{number + place}] {_unnumbered(piece)}" for place, piece in enumerate(pieces, 1)]
                lines.append(" ".join(piece.rstrip() for piece in marked))
                number += len(pieces)
        return "\n".join(lines).strip()

    def plain(self) -> str:
        """Return the text of the sources as the reference study gave it: one after the other, a blank line between."""
        return "\n\n".join(source.text for source in self.listed)


def _captions(
    request: AskRequest, key: ReadingKey, said: Sequence[Sentence], given: set[tuple[str, int, int]]
) -> list[Sentence]:
    """Return the captions of the tables whose rows are among the sentences, those left out that are given already; they are
    noted as given.
    """
    rows = {sentence.id for sentence in said if sentence.kind == "table"}
    reading = request.sentences.get(key, ())
    out = []
    for table in request.tables.get(key, ()) if rows else ():
        if not any(rows.intersection(cell.sentence_ids) for cell in table.cells):
            continue
        for i in table.sentence_ids:
            if (*key, i) not in given and i < len(reading):
                given.add((*key, i))
                out.append(reading[i])
    return out


def earlier_turn(request: AskRequest) -> str:
    """Return the turn before as a model is told of it; empty where there is none."""
    before = request.previous
    if before is None or not before.text:
        return ""
    return prompts.EARLIER.format(question=readable(before.question), answer=readable(before.text))


def whole_in_words(whole: ReadingKey) -> str:
    """Return what stands in a trace for all the sentences of a paper, which its reading keeps."""
    paper_id, reading = whole
    return f"[every sentence of reading {reading} of paper {paper_id}, by section]"


def readable(text: str) -> str:
    """Return the text without what cannot be sent or kept as UTF-8, and without what nobody sees in it.

    What goes to a model and what comes from it pass through here alike.
    """
    return without_hidden(text.encode("utf-8", "replace").decode("utf-8"))


def _unnumbered(text: str) -> str:
    """Return the text on one line, its own numbers in round brackets."""
    return OWN_NUMBERS.sub(r"(\1)", " ".join(readable(text).split()))


def _is_index(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _known(reading: dict[int, Sentence], ids: Sequence[int]) -> list[Sentence]:
    return [reading[sentence_id] for sentence_id in ids if sentence_id in reading]


def _name(paper: Paper | None) -> str:
    if paper is None:
        return ""
    title = paper.title or paper.filename
    return f"{title} ({paper.year})" if paper.year else title
