"""One run of a survey beside another, with the answers apart from what people made of them."""

from __future__ import annotations

from dataclasses import replace

from lib.errors import SidelightError
from lib.records import Answer, CellKey, Value
from lib.records.surveys import CellRow, SurveyHead
from lib.storage.cells import CellStore
from lib.surveys.cell_cache import CellRowCache
from lib.surveys.comparing import CellChange, Compared, changes, compared, evidence_mark
from lib.surveys.settling import settle_value
from lib.text.reference_marks import without_possible_marks
from lib.text.wording import bare

SAME_LETTERS = 40
"""Quotes that begin with so many of the same letters may be the same: what is kept of them is cut with their marks."""


class RunComparison:
    """Compares the finished cells of runs. Thread-safe."""

    def __init__(self, cells: CellStore, rows: CellRowCache) -> None:
        self._cells = cells
        self._rows = rows

    def compare(self, earlier: SurveyHead, later: SurveyHead) -> list[CellChange]:
        """Return the cells that differ between two runs, as `Surveys.compare`. Raises SidelightError."""
        places = {question.text: place for place, question in enumerate(later.plan.questions)}
        moved = {
            place: places[question.text]
            for place, question in enumerate(earlier.plan.questions)
            if question.text in places
        }
        if not moved:
            raise SidelightError("These two surveys have no question in common, so there is nothing to compare.")
        before = {
            (paper_id, moved[question], answerer): cell
            for (paper_id, question, answerer), cell in self._compared(earlier).items()
            if question in moved
        }
        after = {key: cell for key, cell in self._compared(later).items() if key[1] in moved.values()}
        found = changes(before, after)
        same = self._resting_on_the_same(earlier, later, moved, found)
        found = [replace(c, evidence_changed=False) if c.key in same else c for c in found]
        return [change for change in found if change.what]

    def _resting_on_the_same(
        self, earlier: SurveyHead, later: SurveyHead, moved: dict[int, int], found: list[CellChange]
    ) -> set[CellKey]:
        """Return the cells whose evidence differs in nothing but reference marks, which quotes of earlier versions have.

        The marks of the evidence that are kept with cells of those versions tell such quotes apart, so the answers are
        compared: those alone that begin with the same quote.
        """
        place_before = {after: before for before, after in moved.items()}
        runs = earlier, later
        begin = [{row.key: _plain(str(row.figures.get("quote", ""))) for row in self._rows.of(run.id)} for run in runs]
        same = set()
        for change in found:
            keys = (change.paper_id, place_before[change.question], change.answerer), change.key
            quotes = {quotes.get(key) for quotes, key in zip(begin, keys, strict=True)}
            if change.evidence_changed and len(quotes) == 1 and quotes != {""}:
                answers = [self._answer(head, key) for head, key in zip(runs, keys, strict=True)]
                if len({evidence_mark(answer) if answer else "" for answer in answers}) == 1:
                    same.add(change.key)
        return same

    def _answer(self, head: SurveyHead, key: CellKey) -> Answer | None:
        cell = self._cells.get(head.id, key)
        return cell.answer if cell else None

    def corrected(self, head: SurveyHead) -> set[CellKey]:
        """Return the cells to which a person gave another category or value than the answer has."""
        return {key for key, cell in self._compared(head).items() if cell.person}

    def _compared(self, head: SurveyHead) -> dict[CellKey, Compared]:
        """Return the finished cells for a comparison: what answerers gave, and apart from it what people made of that."""
        touched = {(change.paper_id, change.question, change.answerer) for change in self._cells.changes(head.id)}
        return {
            row.key: compared(row, self.own_value(head, row) if row.key in touched else row.value)
            for row in self._rows.of(head.id)
        }

    def own_value(self, head: SurveyHead, row: CellRow) -> Value | None:
        """Return what the answer of a cell says, whatever a person typed over it."""
        cell = self._cells.get(head.id, row.key)
        if cell is None or row.judged == "failed":
            return None
        return settle_value(head.plan.questions[row.question], cell.answer).value


def _plain(quote: str) -> str:
    """Return a quote cut to its first words in a form that does not tell whether its marks were left out."""
    return bare(without_possible_marks(quote))[:SAME_LETTERS]
