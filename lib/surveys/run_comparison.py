"""One run of a survey beside another, with the answers apart from what people made of them."""

from __future__ import annotations

from lib.errors import SidelightError
from lib.records import CellKey, Value
from lib.records.surveys import CellRow, SurveyHead
from lib.storage.cells import CellStore
from lib.surveys.cell_cache import CellRowCache
from lib.surveys.comparing import CellChange, Compared, changes, compared
from lib.surveys.settling import settle_value


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
        return changes(before, after)

    def corrected(self, head: SurveyHead) -> set[CellKey]:
        """Return the cells to which a person gave another category or value than the answer has."""
        return {key for key, cell in self._compared(head).items() if cell.person}

    def _compared(self, head: SurveyHead) -> dict[CellKey, Compared]:
        """Return the finished cells for a comparison: what answerers gave, and apart from it what people made of that."""
        touched = {(change.paper_id, change.question, change.answerer) for change in self._cells.changes(head.id)}
        return {
            row.key: compared(row, self._own_value(head, row) if row.key in touched else row.value)
            for row in self._rows.of(head.id)
        }

    def _own_value(self, head: SurveyHead, row: CellRow) -> Value | None:
        """Return what the answer of a cell says, whatever a person typed over it."""
        cell = self._cells.get(head.id, row.key)
        if cell is None or row.judged == "failed":
            return None
        return settle_value(head.plan.questions[row.question], cell.answer).value
