"""Cells of tables that answer a question: found by their row's label and their column's heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lib.answering.answerer import AskRequest, ReadingKey
from lib.answering.cited_places import cite_cell
from lib.answering.offline.cell_names import AskedWords, asked_words
from lib.answering.offline.question_analysis import AskedQuestion
from lib.answering.offline.question_kinds import Kind
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
        words = asked_words(asked.text, request.sentences.get(key, ()), tables)
        found = list(_matches(key, tables, words))
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
    tables = request.tables.get(key, ())
    words = asked_words(asked.text, request.sentences.get(key, ()), tables)
    for number, table in enumerate(tables):
        row = [cell for cell in table.cells if set(sentence_ids) <= set(cell.sentence_ids) and not cell.is_head]
        named = [
            _Match(key, number, cell, len(words.weights.keys() & words.stems_of(" ".join(cell.heads))), 0.0, named=True)
            for cell in row
            if cell.heads and cell.row_label and _VALUE.search(cell.text) and not _is_label(cell)
            if words.share_named(cell.heads[-1]) >= NAMED_SHARE and _numbers_agree(cell, table, words)
        ]
        if named:
            most = max(match.score for match in named)
            alike = _with_asked_letters([match for match in named if match.score == most], request.question)
            return cite_cell(key, number, tables, alike[0].cell) if len(alike) == 1 else None
    return None


def _matches(key: ReadingKey, tables: Sequence[Table], words: AskedWords) -> Iterable[_Match]:
    """Yield the cells with a value whose row and column the question names, with how well it does."""
    weights = words.weights
    whole = sum(weights.values()) or 1.0
    every_head = words.stems_of(" ".join(cell.text for table in tables for cell in table.cells if cell.is_head))
    heads_asked = weights.keys() & every_head
    for number, table in enumerate(tables):
        beside = " ".join(cell.text for cell in table.cells if cell.is_head and cell.column == 0)  # "Species", "Rating"
        caption = weights.keys() & words.stems_of(f"{table.label} {table.caption} {beside}")
        values = [cell for cell in table.cells if not cell.is_head and cell.row_label and not _is_label(cell)]
        a_row = Counter(cell.row for cell in values)
        columns = {cell.column for cell in values}
        for cell in values:
            if not _VALUE.search(cell.text):
                continue
            label, heads = words.stems_of(cell.row_label), words.stems_of(" ".join(cell.heads))
            named_row = words.share_named(cell.row_label.rsplit(" > ", 1)[-1])
            named_column = words.share_named(cell.heads[-1] if cell.heads else "")
            by_head = bool(heads & weights.keys() - label) or named_column == 1.0 or len(columns) == 1
            if named_row < NAMED_SHARE or not (by_head or a_row[cell.row] == 1):
                continue
            if not _numbers_agree(cell, table, words):
                continue
            at_cell = weights.keys() & (label | heads)
            if heads_asked - at_cell - caption:
                continue  # it names another column than this cell's
            covered = sum(weights[stem] for stem in at_cell)
            covered += CAPTION_WEIGHT * sum(weights[stem] for stem in caption - at_cell)
            coverage = covered / whole
            named = named_row == named_column == 1.0
            yield _Match(key, number, cell, coverage + (named_row + named_column) / 4, coverage, named)


def _is_label(cell: TableCell) -> bool:
    """Return whether the cell is the one that names its row."""
    return cell.column == 0 and cell.row_label.endswith(cell.text)


def _with_asked_letters(alike: Sequence[_Match], question: str) -> list[_Match]:
    """Return those of cells named alike that have most of the question's single letters: "group C" is not "group L"."""
    asked = set(_LETTER.findall(question))
    counts = [
        len(asked & set(_LETTER.findall(f"{match.cell.row_label} {' '.join(match.cell.heads)}"))) for match in alike
    ]
    return [match for match, count in zip(alike, counts, strict=True) if count == max(counts)]


def _numbers_agree(cell: TableCell, table: Table, words: AskedWords) -> bool:
    """Return whether every number of the question stands at the cell or in its caption: grade 3 is not grade 4."""
    printed = set(content_stems(f"{cell.row_label} {' '.join(cell.heads)} {table.label} {table.caption}"))
    return all(stem in printed for stem in words.weights if stem.isdigit())
