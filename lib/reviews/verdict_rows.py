"""Verdicts that people gave elsewhere, as rows of a table: each tied to the answer that it is about, none in place of another."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lib.errors import SidelightError
from lib.importing.sheets import Sheet
from lib.importing.verdict_columns import JUDGED, VerdictColumns, check_columns
from lib.records import Paper
from lib.records.reviews import ReviewVerdict
from lib.reviews.answer_matching import AnswerMatcher
from lib.reviews.queue import QueueItem
from lib.reviews.verdict_fields import (
    SHOWN,
    WrongRow,
    cell,
    citation_of,
    fields_of_citation,
    fields_of_row,
    text,
    time_of,
)
from lib.reviews.verdict_merge import Fields, combined, contains, contradict, fields_of, overlaid
from lib.text.wording import count
from lib.times import now

RATER = 120
"""Characters of a rater's name."""
_ROW_IDS = uuid.UUID("0d7f5f0e-6c0e-4f6c-9b0a-5b6c9b1f2a77")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is not imported, and why."""

    row: int
    """As a spreadsheet counts them: the header is 1."""
    paper: str
    question: str
    rater: str
    why: str


@dataclass
class ReadVerdicts:
    """What a table gave."""

    verdicts: list[ReviewVerdict] = field(default_factory=list)
    """To be stored."""
    same: int = 0
    """Rows that say what their rater says here already."""
    differing: int = 0
    """Rows or sets of rows left out because their rater said something else here since, or took it back."""
    empty: int = 0
    """Rows that say nothing."""
    left_out: list[LeftOut] = field(default_factory=list)
    strange: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Words outside the scheme, by judgement."""


class _Contradicts(WrongRow):
    """A row of which its rater said something else here."""


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """A row that is about an answer of the library."""

    number: int
    cells: Mapping[str, str]
    verdict: ReviewVerdict
    """What it says; without an id, and without a time where it tells none."""


_Place = tuple[str, str, int | None]
"""Rater, answer, citation."""


class VerdictTableReader:
    """Reads tables of verdicts on the answers of a library."""

    def __init__(
        self,
        items: Sequence[QueueItem],
        papers: Iterable[Paper],
        questions: Mapping[str, str],
        latest: Mapping[str, Sequence[ReviewVerdict]],
        ever: Iterable[ReviewVerdict] = (),
        citations: Callable[[str], int] | None = None,
    ) -> None:
        """`questions`: their texts by `match_key` of their labels; `latest`: the verdicts that count, by answer id.

        `ever`: all verdicts of those answers, taken back or not; `citations`: how many citations an answer has, by its id.
        """
        self._matcher = AnswerMatcher(items, papers, questions)
        self._latest = latest
        history = list(ever)
        self._ever = {verdict.id for verdict in history}
        self._taken_back = {(verdict.rater, verdict.withdraws) for verdict in history if verdict.withdraws}
        self._count_citations = citations
        self._citations: dict[str, int] = {}

    def read(self, sheet: Sheet, columns: VerdictColumns, *, newer: bool = False) -> ReadVerdicts:
        """Return what the rows give; raises SheetError where the columns cannot give anything.

        Rows of one rater on the same answer or citation add up: what one leaves open another may say. A rater's verdict
        that counts here stays: a row adds what it left open, and one that judges otherwise is left out and named, unless it
        carries a later time. `newer`: such rows come in as said now; the earlier word stays in the history.
        """
        check_columns(columns)
        found, moment = ReadVerdicts(), now()
        places: dict[_Place, list[_Row]] = defaultdict(list)
        for number, row in enumerate(sheet.rows, start=2):
            try:
                verdict = self._read_row(row, columns, found)
            except SidelightError as error:
                found.left_out.append(_left_out(number, row, columns, error.message))
                continue
            if verdict is not None:
                places[verdict.rater, verdict.answer_id, verdict.citation].append(_Row(number, row, verdict))
        for rows in places.values():
            for one, why in self._merge(rows, found, moment, newer=newer):
                found.left_out.append(_left_out(one.number, one.cells, columns, why))
        found.left_out.sort(key=lambda one: one.row)
        return found

    def _merge(self, rows: Sequence[_Row], found: ReadVerdicts, moment: str, *, newer: bool) -> list[tuple[_Row, str]]:
        """Return the rows of one place that stay out, with the reasons; the others are in `found`."""
        before = self._before(rows[0].verdict)
        after: dict[str, list[_Row]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row.verdict.at or moment):
            at = row.verdict.at
            if at and not newer and before is not None and self._is_here(row.verdict, before):
                found.same += 1
            else:  # of before the word that counts here, a row tells no more than one without a time
                after[at if before is None or at > before.at else ""].append(row)
        undated = after.pop("", [])
        out: list[tuple[_Row, str]] = []
        for after_group in (*after.values(), *([undated] if undated else ())):
            group = _latest_rows(after_group, out)
            why = ""
            try:
                verdict = self._merged(group, before, moment, newer=newer)
            except SidelightError as error:
                verdict, why = before, error.message
                found.differing += isinstance(error, _Contradicts)
            if why:
                out += [(row, why) for row in group]
            elif verdict is before:
                found.same += len(group)
            elif verdict is not None:
                found.verdicts.append(verdict)
            before = verdict
        return out

    def _merged(
        self, rows: Sequence[_Row], before: ReviewVerdict | None, moment: str, *, newer: bool
    ) -> ReviewVerdict | None:
        """Return the verdict of rows that go together; `before` where it says all of it. Raises WrongRow."""
        first, fields = rows[0].verdict, combined(fields_of(row.verdict) for row in rows)
        if before is not None and contains(fields_of(before), fields):
            return before
        later = before is not None and first.at > before.at
        otherwise = before is not None and contradict(fields_of(before), fields)
        if otherwise and not later and not newer:
            raise _Contradicts(self._why_it_stays(first, before))
        at = first.at if before is None or later else ""
        merged = replace(first, id=_row_id(first, at, fields), at=at or moment, **fields)
        known = merged.id in self._ever
        if known and not newer:
            done = (
                "took this back here"
                if (merged.rater, merged.id) in self._taken_back
                else "judged this here anew since"
            )
            raise _Contradicts(f"{first.rater[:SHOWN]} {done}; that stays")
        if known or (otherwise and not later):
            merged = replace(merged, id=_row_id(first, moment, fields), at=moment)
        if before is None:
            return merged
        return replace(overlaid(before, fields, later=later or newer), id=merged.id, at=merged.at)

    def _why_it_stays(self, verdict: ReviewVerdict, before: ReviewVerdict | None) -> str:
        """Return why a row that judges otherwise than what counts stays out."""
        if before is self._before(verdict):
            return f"{verdict.rater[:SHOWN]} judged this here already and otherwise; that stays"
        return "another row of the table, with a later time, judges the same otherwise; that row counts"

    def _is_here(self, verdict: ReviewVerdict, before: ReviewVerdict) -> bool:
        """Return whether just this, said at its time, stands in the history here before the word that counts."""
        own = _row_id(verdict, verdict.at, fields_of(verdict))
        return verdict.at <= before.at and own in self._ever and (verdict.rater, own) not in self._taken_back

    def _read_row(self, row: Mapping[str, str], columns: VerdictColumns, found: ReadVerdicts) -> ReviewVerdict | None:
        """Return the verdict of a row without a time of its own, or with it; None where the row says nothing. Raises WrongRow."""
        fields = fields_of_row(row, columns, found.strange)
        if not fields:
            found.empty += 1
            return None
        rater = " ".join(text(row, columns.rater).split()) or " ".join(columns.rater_name.split())
        if not rater:
            raise WrongRow("it names no rater; say whose verdicts these are")
        citation = citation_of(row, columns)
        if citation is not None:
            fields = fields_of_citation(fields)
        item = self._matcher.match(row, columns, only_category=set(fields) & {*JUDGED, "right_passage"} == {"category"})
        if citation is not None:
            self._check_citation(item.answer_id, citation)
        return ReviewVerdict("", item.answer_id, rater[:RATER], time_of(row, columns), citation=citation, **fields)

    def _check_citation(self, answer_id: str, citation: int) -> None:
        """Raise WrongRow where the answer has no citation of that number."""
        if self._count_citations is None:
            return
        if answer_id not in self._citations:
            self._citations[answer_id] = self._count_citations(answer_id)
        there = self._citations[answer_id]
        if citation > there:
            raise WrongRow(f"its answer has no citation {citation:,}; it has {count(there, 'citation')}")

    def _before(self, verdict: ReviewVerdict) -> ReviewVerdict | None:
        """Return what counts of the rater at the same place."""
        latest = self._latest.get(verdict.answer_id, ())
        return next((v for v in latest if v.rater == verdict.rater and v.citation == verdict.citation), None)


def _latest_rows(rows: Sequence[_Row], out: list[tuple[_Row, str]]) -> list[_Row]:
    """Return the rows of one time that go together; those that a later one contradicts go `out`."""
    latest: list[_Row] = []
    for row in rows:
        fields = fields_of(row.verdict)
        against = [one for one in latest if contradict(fields_of(one.verdict), fields)]
        out += [
            (one, f"row {row.number:,} of the table judges the same otherwise; the later row counts") for one in against
        ]
        latest = [one for one in latest if one not in against] + [row]
    return latest


def _row_id(verdict: ReviewVerdict, at: str, fields: Fields) -> str:
    """Return an id of what rows say, so that the same rows twice are one verdict."""
    return uuid.uuid5(_ROW_IDS, repr([verdict.answer_id, verdict.rater, verdict.citation, at, fields])).hex


def _left_out(number: int, row: Mapping[str, str], columns: VerdictColumns, why: str) -> LeftOut:
    paper = next(
        (named for name in ("paper", "doi", "title", "answer") if (named := cell(row, getattr(columns, name)))), ""
    )
    return LeftOut(number, paper, cell(row, columns.question), cell(row, columns.rater) or columns.rater_name, why)
