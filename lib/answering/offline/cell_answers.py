"""Cells of tables that answer a question: found by their row's label and their column's heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lib.answering.answerer import AskRequest, ReadingKey
from lib.answering.cited_places import cite_cell
from lib.answering.offline.cell_evidence import (
    has_what_is_asked,
    is_contradicted,
    left_over,
    names_part_of_compound,
    title_of,
)
from lib.answering.offline.cell_names import AskedWords, asked_words, single_letters
from lib.answering.offline.question_analysis import AskedQuestion
from lib.answering.offline.question_kinds import Kind
from lib.records import Citation, Table, TableCell
from lib.text.terms import content_stems

ASKED_OF_CELLS: frozenset[Kind] = frozenset({"number", "other", "definition", "date", "list", "place"})
"""Kinds of question that a cell may answer: "What was the recall for otters?" reads like a question for a definition."""
_ONE_VALUE: frozenset[Kind] = frozenset({"number", "date"})
"""Kinds of question that a row of several values leaves open."""
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
BOTH_NAMED = 2.0
"""Shares of a label and of a head that the question has whole."""
_VALUE = re.compile(r"\w")


@dataclass(frozen=True)
class CellAnswer:
    """The cells of one paper that the question names."""

    citations: list[Citation]
    """One a cell; of several the question names each as well as the others."""
    coverage: float
    """Share of the question's words, by weight, that stand at the cell, 0-1."""
    named: bool
    """Whether the question has every word of the row's label and of the column's head."""
    left_over: frozenset[str]
    """Stems of the question that nothing at the cells accounts for."""
    undisputed: bool
    """Whether the cells hold what is asked for, no other cell fits as well, and no sentence gives another number."""

    @property
    def is_sure(self) -> bool:
        """Whether there is one value, with nearly all that was asked for by name, and the rest beside it."""
        enough = self.coverage >= (NAMED_COVERAGE if self.named else SURE_COVERAGE)
        return (
            enough
            and not self.left_over
            and self.undisputed
            and len({one.cell.text for one in self.citations if one.cell}) == 1
        )


@dataclass(frozen=True)
class _Match:
    key: ReadingKey
    table: int
    cell: TableCell
    score: float
    coverage: float
    names: float
    """Shares of the row's label and of the column's head that the question has, summed: 0-2."""

    @property
    def named(self) -> bool:
        return self.names >= BOTH_NAMED


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
            first = alike[0]
            left = [_left_over(words, tables[match.table], match.cell, request, key) for match in alike]
            rivals = [
                match for match in _with_asked_letters([first, *found], request.question) if _rivals(first, match)
            ]
            undisputed = all(is_undisputed(asked, request, words, one) for one in citations) and all(
                _left_over(words, tables[match.table], match.cell, request, key) for match in rivals
            )
            out.append(CellAnswer(citations, first.coverage, first.named, frozenset().union(*left), undisputed))
    return sorted(out, key=lambda one: -one.coverage)


def is_undisputed(asked: AskedQuestion, request: AskRequest, words: AskedWords, citation: Citation) -> bool:
    """Return whether a cited cell holds what is asked for, in the unit asked for, and no sentence of the paper gives another
    number; raises ValueError where no cell is cited.
    """
    if citation.cell is None:
        raise ValueError("The citation is of no cell.")
    sentences = request.sentences.get((citation.paper_id, citation.reading), ())
    return (
        has_what_is_asked(asked, citation.cell, citation.quote)
        and not names_part_of_compound(words, [citation.cell.row_label, *citation.cell.heads])
        and not is_contradicted(words, citation.cell, sentences)
    )


def _left_over(words: AskedWords, table: Table, cell: TableCell, request: AskRequest, key: ReadingKey) -> set[str]:
    return left_over(words, table, cell.row, [cell.row_label, *cell.heads, title_of(request, key)])


def _rivals(chosen: _Match, other: _Match) -> bool:
    """Return whether another cell, with another value, is named as well as the chosen one."""
    same = other.cell is chosen.cell or other.cell.text == chosen.cell.text
    return not same and other.names >= chosen.names


def row_answers_surely(asked: AskedQuestion, request: AskRequest, key: ReadingKey, sentence_ids: Sequence[int]) -> bool:
    """Return whether the sentences are a row that surely answers: by the cell whose head the question names, or, where it asks of
    no column, by being named with all of the question in it. True where they are of no table.
    """
    tables = request.tables.get(key, ())
    rows = [
        (table, cell)
        for table in tables
        for cell in table.cells
        if not cell.is_head and cell.row_label and set(sentence_ids) <= set(cell.sentence_ids)
    ]
    if not rows:
        return True
    of_cell = cell_of_row(asked, request, key, sentence_ids)
    if of_cell is not None:
        return of_cell.is_sure
    words = asked_words(asked.text, request.sentences.get(key, ()), tables)
    table, cell = rows[0]
    heads = [head for _, one in rows for head in one.heads]
    by_heads = words.weights.keys() & words.stems_of(" ".join(heads)) - words.stems_of(cell.row_label)
    if by_heads or asked.kind in _ONE_VALUE:
        return len(rows) == 1 and _row_is_named(words, tables, cell)
    left = left_over(words, table, cell.row, [cell.row_label, *heads, title_of(request, key)])
    return _row_is_named(words, tables, cell) and not left


def _row_is_named(words: AskedWords, tables: Sequence[Table], cell: TableCell) -> bool:
    """Return whether the question names the cell's row, and no other row is called the same and has another value there."""
    same = {
        one.text
        for table in tables
        for one in table.cells
        if not one.is_head and (one.row_label, one.heads) == (cell.row_label, cell.heads)
    }
    return words.share_named(cell.row_label.rsplit(" > ", 1)[-1]) >= NAMED_SHARE and len(same) == 1


def cell_of_row(
    asked: AskedQuestion, request: AskRequest, key: ReadingKey, sentence_ids: Sequence[int]
) -> CellAnswer | None:
    """Return the cell, in a row that was found to answer, whose head the question names.

    None where the sentences are no row, or the question names the head of no cell or of several.
    """
    tables = request.tables.get(key, ())
    words = asked_words(asked.text, request.sentences.get(key, ()), tables)
    for number, table in enumerate(tables):
        row = [cell for cell in table.cells if set(sentence_ids) <= set(cell.sentence_ids) and not cell.is_head]
        named = [
            _Match(key, number, cell, len(words.weights.keys() & words.stems_of(" ".join(cell.heads))), 0.0, 0.0)
            for cell in row
            if cell.heads and cell.row_label and _VALUE.search(cell.text) and not _is_label(cell)
            if words.share_named(cell.heads[-1]) >= NAMED_SHARE and _numbers_agree(cell, table, words)
        ]
        if named:
            most = max(match.score for match in named)
            alike = _with_asked_letters([match for match in named if match.score == most], request.question)
            if len(alike) > 1:
                return None
            cell = alike[0].cell
            citation = cite_cell(key, number, tables, cell)
            left = _left_over(words, table, cell, request, key)
            undisputed = _row_is_named(words, tables, cell) and is_undisputed(asked, request, words, citation)
            return CellAnswer([citation], 1.0, True, frozenset(left), undisputed)
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
            names = named_row + named_column
            yield _Match(key, number, cell, coverage + names / 4, coverage, names)


def _is_label(cell: TableCell) -> bool:
    """Return whether the cell is the one that names its row."""
    return cell.column == 0 and cell.row_label.endswith(cell.text)


def _with_asked_letters(alike: Sequence[_Match], question: str) -> list[_Match]:
    """Return those of cells named alike that have most of the question's single letters: "group C" is not "group L"."""
    asked = single_letters(question)
    counts = [len(asked & single_letters(f"{match.cell.row_label} {' '.join(match.cell.heads)}")) for match in alike]
    return [match for match, count in zip(alike, counts, strict=True) if count == max(counts)]


def _numbers_agree(cell: TableCell, table: Table, words: AskedWords) -> bool:
    """Return whether every number of the question stands at the cell or in its caption: grade 3 is not grade 4."""
    printed = set(content_stems(f"{cell.row_label} {' '.join(cell.heads)} {table.label} {table.caption}"))
    return all(stem in printed for stem in words.weights if stem.isdigit())
