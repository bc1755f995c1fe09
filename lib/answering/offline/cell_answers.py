"""Cells of tables that answer a question: found by their row's label and their column's heads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lib.answering.answerer import AskRequest, ReadingKey
from lib.answering.cited_places import cite_cell
from lib.answering.offline.question_analysis import AskedQuestion
from lib.answering.offline.question_kinds import Kind
from lib.answering.offline.relevance import word_weights
from lib.records import Citation, Table, TableCell
from lib.text.terms import content_stems

ASKED_OF_CELLS: frozenset[Kind] = frozenset({"number", "other", "definition", "date", "list", "place"})
"""Kinds of question that a cell may answer: "What was the recall for otters?" reads like a question for a definition."""
NAMED_SHARE = 0.6
"""Of a row's own label and of a column's lowest head, the words that the question has: the cell is asked for by name."""
CAPTION_WEIGHT = 0.7
"""What a word of the question counts that only the caption or the head over the labels has, beside one of label or heads."""
SURE_COVERAGE, NAMED_COVERAGE, LEAST_COVERAGE = 0.8, 0.65, 0.6
"""Of the question's words, by weight, those that label, heads and caption have: for a sure answer, for one where the question has
every word of the row's label and of the column's head, and for any."""
MOST_ALIKE = 3
"""Cells that the question names alike: more are no answer but a table to read."""
SAME_SCORE = 0.01
_VALUE = re.compile(r"\w")
_LETTER = re.compile(r"(?<![\w'’])[A-Z](?![\w'’.])")
"""A letter by itself, as groups are named."""


@dataclass(frozen=True)
class CellAnswer:
    """The cells of one paper that the question names."""

    citations: list[Citation]
    """One a cell; of several the question names each as well as the others."""
    coverage: float
    """Share of the question's words, by weight, that stand at the cell, 0-1."""
    named: bool
    """Whether the question has every word of the row's label and of the column's head."""

    @property
    def is_sure(self) -> bool:
        """Whether there is one cell, and it has nearly all that was asked for."""
        return len(self.citations) == 1 and self.coverage >= (NAMED_COVERAGE if self.named else SURE_COVERAGE)


@dataclass(frozen=True)
class _Match:
    key: ReadingKey
    table: int
    cell: TableCell
    score: float
    coverage: float
    named: bool


def cell_answers(asked: AskedQuestion, request: AskRequest) -> list[CellAnswer]:
    """Return, by paper, the cells that answer: those whose row and column the question names; the best covered first."""
    if asked.kind not in ASKED_OF_CELLS or asked.about or not asked.stems:
        return []
    out = []
    for key, tables in request.tables.items():
        weights, _ = word_weights(request.sentences.get(key, ()), asked.stems)
        found = list(_matches(key, tables, weights))
        if not found:
            continue
        best = max(match.score for match in found)
        alike = _with_asked_letters([match for match in found if match.score >= best - SAME_SCORE], request.question)
        if len(alike) <= MOST_ALIKE and alike[0].coverage >= LEAST_COVERAGE:
            citations = [cite_cell(key, match.table, tables, match.cell) for match in alike]
            out.append(CellAnswer(citations, alike[0].coverage, alike[0].named))
    return sorted(out, key=lambda one: -one.coverage)


def cell_of_row(
    asked: AskedQuestion, request: AskRequest, key: ReadingKey, sentence_ids: Sequence[int]
) -> Citation | None:
    """Return the citation of the cell, in a row that was found to answer, whose head the question names.

    None where the sentences are no row, or the question names the head of no cell or of several.
    """
    words = dict.fromkeys(asked.stems, 1.0)
    tables = request.tables.get(key, ())
    for number, table in enumerate(tables):
        row = [cell for cell in table.cells if set(sentence_ids) <= set(cell.sentence_ids) and not cell.is_head]
        named = [
            _Match(key, number, cell, len(words.keys() & set(content_stems(" ".join(cell.heads)))), 0.0, named=True)
            for cell in row
            if cell.heads and cell.row_label and _VALUE.search(cell.text)
            if _named_share(cell.heads[-1], words) >= NAMED_SHARE and _numbers_agree(cell, words)
        ]
        if named:
            most = max(match.score for match in named)
            alike = _with_asked_letters([match for match in named if match.score == most], request.question)
            return cite_cell(key, number, tables, alike[0].cell) if len(alike) == 1 else None
    return None


def _matches(key: ReadingKey, tables: Sequence[Table], weights: Mapping[str, float]) -> Iterable[_Match]:
    """Yield the cells with a value whose row and column the question names, with how well it does."""
    whole = sum(weights.values()) or 1.0
    every_head = content_stems(" ".join(cell.text for table in tables for cell in table.cells if cell.is_head))
    heads_asked = weights.keys() & set(every_head)
    for number, table in enumerate(tables):
        beside = " ".join(cell.text for cell in table.cells if cell.is_head and cell.column == 0)  # "Species", "Rating"
        caption = weights.keys() & set(content_stems(f"{table.caption} {beside}"))
        columns = {cell.column for cell in table.cells if not cell.is_head and cell.row_label}
        for cell in table.cells:
            if cell.is_head or not cell.row_label or not _VALUE.search(cell.text):
                continue
            label, heads = set(content_stems(cell.row_label)), set(content_stems(" ".join(cell.heads)))
            named_row = _named_share(cell.row_label.rsplit(" > ", 1)[-1], weights)
            named_column = _named_share(cell.heads[-1] if cell.heads else "", weights)
            by_head = bool(heads & weights.keys() - label) or len(columns) == 1
            if named_row < NAMED_SHARE or not by_head:
                continue
            if not _numbers_agree(cell, weights):
                continue
            at_cell = weights.keys() & (label | heads)
            if heads_asked - at_cell - caption:
                continue  # it names another column than this cell's
            covered = sum(weights[stem] for stem in at_cell)
            covered += CAPTION_WEIGHT * sum(weights[stem] for stem in caption - at_cell)
            coverage = covered / whole
            named = named_row == named_column == 1.0
            yield _Match(key, number, cell, coverage + (named_row + named_column) / 4, coverage, named)


def _with_asked_letters(alike: Sequence[_Match], question: str) -> list[_Match]:
    """Return those of cells named alike that have most of the question's single letters: "group C" is not "group L"."""
    asked = set(_LETTER.findall(question))
    counts = [
        len(asked & set(_LETTER.findall(f"{match.cell.row_label} {' '.join(match.cell.heads)}"))) for match in alike
    ]
    return [match for match, count in zip(alike, counts, strict=True) if count == max(counts)]


def _named_share(name: str, asked: Mapping[str, float]) -> float:
    """Return the share of a label's words that the question has, its unit in brackets left out; 0 for none."""
    stems = set(content_stems(re.sub(r"[(\[][^()\[\]]*[)\]]|,\s*\S{1,8}$", " ", name))) or set(content_stems(name))
    return len(stems & asked.keys()) / len(stems) if stems else 0.0


def _numbers_agree(cell: TableCell, asked: Mapping[str, float]) -> bool:
    """Return whether every number of the question stands at the cell: grade 3 is not grade 4."""
    printed = set(content_stems(f"{cell.row_label} {' '.join(cell.heads)}"))
    return all(stem in printed for stem in asked if stem.isdigit())
