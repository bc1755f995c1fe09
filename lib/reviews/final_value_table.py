"""The final values of a whole survey, put together once until something of it changes."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from lib.records import Value
from lib.records.final_values import FinalValue
from lib.records.reviews import ReviewPlan, ReviewVerdict, SettledLabel
from lib.records.surveys import CategoryChange, CellRow, SurveyHead
from lib.reviews.final_values import PlaceWords, final_value
from lib.reviews.label_sources import counting_labels
from lib.reviews.verdict_cache import VerdictCache
from lib.storage.bulk_reading import collector_paused
from lib.storage.verdicts import VerdictStore
from lib.surveys.comparing import Place
from lib.surveys.surveys import Surveys

SURVEYS = 4
"""Held at a time."""


@dataclass(frozen=True, slots=True)
class _Table:
    stamp: object
    values: dict[Place, FinalValue]
    words: dict[Place, PlaceWords]
    """What each value was told from: where that is the same, so is the value."""


class FinalValueTable:
    """The final values of a few surveys. Thread-safe."""

    def __init__(self, store: VerdictStore, verdicts: VerdictCache, surveys: Surveys) -> None:
        self._store = store
        self._verdicts = verdicts
        self._surveys = surveys
        self._tables: OrderedDict[str, _Table] = OrderedDict()
        self._own_values: dict[str, Value | None] = {}  # by answer id: an answer never changes
        self._lock = threading.Lock()

    def of(self, survey_id: str) -> Mapping[Place, FinalValue]:
        """Return the final value of each finished cell; the same mapping until something changes. Raises UnknownSurvey."""
        head = self._surveys.head(survey_id)
        with self._lock:
            plan = self._store.plan(survey_id)
            stamp = self._surveys.stamp(survey_id), self._store.stamp(), plan, len(head.plan.questions)
            table = self._tables.get(survey_id)
            if table is None or table.stamp != stamp:
                with collector_paused():
                    table = self._put_together(head, stamp, plan, table)
                self._tables[survey_id] = table
            self._tables.move_to_end(survey_id)
            while len(self._tables) > SURVEYS:
                self._tables.popitem(last=False)
            return table.values

    def _put_together(self, head: SurveyHead, stamp: object, plan: ReviewPlan, before: _Table | None) -> _Table:
        cells = self._cells(head)
        said = self._people(head, cells)
        known = before.words if before is not None and before.stamp[2] == stamp[2] else {}  # type: ignore[index]
        values, words = {}, {}
        for place, there in cells.items():
            one = said.get(place) or PlaceWords(head.plan.questions[place[1]], there)
            same = known.get(place)
            words[place] = one
            values[place] = before.values[place] if before is not None and same == one else final_value(one, plan)
        return _Table(stamp, values, words)

    def _cells(self, head: SurveyHead) -> dict[Place, list[CellRow]]:
        order = {answerer: i for i, answerer in enumerate(head.plan.answerers)}
        found: dict[Place, list[CellRow]] = defaultdict(list)
        for row in self._surveys.rows(head.id):
            found[row.paper_id, row.question].append(row)
        if len(order) > 1:
            for there in found.values():
                there.sort(key=lambda row: order.get(row.answerer, len(order)))
        return found

    def _people(self, head: SurveyHead, cells: Mapping[Place, list[CellRow]]) -> dict[Place, PlaceWords]:
        """Return what people said, by place; places of which nobody spoke are left out."""
        verdicts: dict[Place, list[tuple[CellRow, ReviewVerdict]]] = defaultdict(list)
        place_of = {row.answer_id: (place, row) for place, rows in cells.items() for row in rows if row.answer_id}
        for answer_id, given in self._verdicts.latest_by_answer(place_of).items():
            place, row = place_of[answer_id]
            verdicts[place] += [(row, verdict) for verdict in given if verdict.citation is None]
        for there in verdicts.values():
            there.sort(key=lambda pair: (pair[1].at, pair[1].id))
        changes: dict[Place, dict[str, CategoryChange]] = defaultdict(dict)
        for change in reversed(self._surveys.changes(head.id)):  # the newest is first
            newest = changes[change.paper_id, change.question]
            newest.pop(change.answerer, None)
            newest[change.answerer] = change
        settled = self._settled(head, place_of)
        return {
            place: PlaceWords(
                head.plan.questions[place[1]],
                cells[place],
                verdicts.get(place, ()),
                list(changes[place].values()) if place in changes else (),
                settled.get(place, ()),
                {row.answerer: self._own_value(head, row) for row in cells[place] if row.answerer in changes[place]}
                if place in changes
                else {},
            )
            for place in {*verdicts, *changes, *settled}
            if place in cells
        }

    def _settled(
        self, head: SurveyHead, place_of: Mapping[str, tuple[Place, CellRow]]
    ) -> dict[Place, list[SettledLabel]]:
        found: dict[Place, list[SettledLabel]] = defaultdict(list)
        asked: dict[str, list[int]] = defaultdict(list)
        for question, one in enumerate(head.plan.questions):
            asked[one.text].append(question)
        for label in counting_labels(self._store.settled()):
            if label.answer_id is not None and label.answer_id in place_of:
                found[place_of[label.answer_id][0]].append(label)
            elif label.judgement == "category" and len(label.paper_ids) == 1:
                for question in asked.get(label.question, ()):
                    found[label.paper_ids[0], question].append(label)
        return found

    def _own_value(self, head: SurveyHead, row: CellRow) -> Value | None:
        if row.answer_id is None:
            return None
        if row.answer_id not in self._own_values:
            self._own_values[row.answer_id] = self._surveys.own_value(head, row)
        return self._own_values[row.answer_id]
