"""Verdicts that people gave elsewhere, as rows of a table: each tied to the answer that it is about, none in place of another."""

from __future__ import annotations

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from lib.errors import SidelightError
from lib.importing.paper_matching import Named, PaperMatcher, squashed
from lib.importing.sheets import Sheet
from lib.importing.verdict_columns import JUDGED, TEXTS, VerdictColumns, check_columns
from lib.records import Paper
from lib.records.reviews import ReviewVerdict
from lib.reviews.label_sources import place_of
from lib.reviews.queue import QueueItem
from lib.reviews.verdict_merge import Words, contains, contradict, laid_over, said_in, together
from lib.text.wording import bare, count
from lib.times import now

RATER = 120
"""Characters of a rater's name."""
_ROW_IDS = uuid.UUID("0d7f5f0e-6c0e-4f6c-9b0a-5b6c9b1f2a77")
_GUARDED = re.compile(r"\A'(?=\s*[=+\-@])")
"""The apostrophe that an export puts before what a spreadsheet would run."""
_YES = frozenset({"yes", "y", "true", "1", "x", "rightpassage", "flagged"})
_NO = frozenset({"no", "n", "false", "0", "notrightpassage"})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is not taken in, and why."""

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
    """To be kept."""
    same: int = 0
    """Rows that say what their rater says here already."""
    differing: int = 0
    """Rows or sets of rows left out because their rater said something else here since, or took it back."""
    empty: int = 0
    """Rows that say nothing."""
    left_out: list[LeftOut] = field(default_factory=list)
    strange: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Words outside the scheme, by judgement."""


class WrongRow(SidelightError):
    """A row that cannot be taken in."""


class _Otherwise(WrongRow):
    """A row of which its rater said something else here."""


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """A row that is about an answer of the library."""

    number: int
    cells: Mapping[str, str]
    verdict: ReviewVerdict
    """What it says; without an id, and without a time where it tells none."""


_Judged = tuple[str, str, int | None]
"""Rater, answer, citation."""


class VerdictTable:
    """Reads tables of verdicts on the answers of a library."""

    def __init__(
        self,
        items: Sequence[QueueItem],
        papers: Iterable[Paper],
        questions: Mapping[str, str],
        said: Mapping[str, Sequence[ReviewVerdict]],
        ever: Iterable[ReviewVerdict] = (),
        citations: Callable[[str], int] | None = None,
    ) -> None:
        """`questions`: their texts by what they are called, squashed; `said`: the verdicts that count, by answer id.

        `ever`: all verdicts of those answers, taken back or not; `citations`: how many citations an answer has, by its id.
        """
        self._matcher = PaperMatcher(papers)
        self._questions = questions
        self._said = said
        history = list(ever)
        self._ever = {verdict.id for verdict in history}
        self._taken_back = {(verdict.rater, verdict.withdraws) for verdict in history if verdict.withdraws}
        self._count_citations = citations
        self._citations: dict[str, int] = {}
        self._by_id = {item.answer_id: item for item in items}
        self._by_place: dict[tuple[str, str], list[QueueItem]] = defaultdict(list)
        for item in items:
            if len(item.paper_ids) == 1:
                self._by_place[item.paper_ids[0], item.question].append(item)
        self._papers: dict[Named, str | None] = {}

    def read(self, sheet: Sheet, columns: VerdictColumns, *, newer: bool = False) -> ReadVerdicts:
        """Return what the rows give; raises SheetError where the columns cannot give anything.

        Rows of one rater on the same answer or citation add up: what one leaves open another may say. A rater's verdict
        that counts here stays: a row adds what it left open, and one that judges otherwise is left out and named, unless it
        carries a later time. `newer`: such rows come in as said now; the earlier word stays in the history.
        """
        check_columns(columns)
        found, moment = ReadVerdicts(), now()
        places: dict[_Judged, list[_Row]] = defaultdict(list)
        for number, row in enumerate(sheet.rows, start=2):
            try:
                verdict = self._read_row(row, columns, found)
            except SidelightError as fault:
                found.left_out.append(_left_out(number, row, columns, fault.message))
                continue
            if verdict is not None:
                places[verdict.rater, verdict.answer_id, verdict.citation].append(_Row(number, row, verdict))
        for rows in places.values():
            for one, why in self._take(rows, found, moment, newer=newer):
                found.left_out.append(_left_out(one.number, one.cells, columns, why))
        found.left_out.sort(key=lambda one: one.row)
        return found

    def _take(self, rows: Sequence[_Row], found: ReadVerdicts, moment: str, *, newer: bool) -> list[tuple[_Row, str]]:
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
        for group in (*after.values(), *([undated] if undated else ())):
            kept = _last_words(group, out)
            why = ""
            try:
                verdict = self._brought(kept, before, moment, newer=newer)
            except SidelightError as fault:
                verdict, why = before, fault.message
                found.differing += isinstance(fault, _Otherwise)
            if why:
                out += [(row, why) for row in kept]
            elif verdict is before:
                found.same += len(kept)
            elif verdict is not None:
                found.verdicts.append(verdict)
            before = verdict
        return out

    def _brought(
        self, rows: Sequence[_Row], before: ReviewVerdict | None, moment: str, *, newer: bool
    ) -> ReviewVerdict | None:
        """Return the verdict of rows that go together; `before` where it says all of it. Raises WrongRow."""
        first, words = rows[0].verdict, together(said_in(row.verdict) for row in rows)
        if before is not None and contains(said_in(before), words):
            return before
        later = before is not None and first.at > before.at
        otherwise = before is not None and contradict(said_in(before), words)
        if otherwise and not later and not newer:
            raise _Otherwise(self._stays(first, before))
        at = first.at if before is None or later else ""
        told = replace(first, id=_row_id(first, at, words), at=at or moment, **words)
        known = told.id in self._ever
        if known and not newer:
            done = "took this back here" if (told.rater, told.id) in self._taken_back else "judged this here anew since"
            raise _Otherwise(f"{first.rater[:40]} {done}; that stays")
        if known or (otherwise and not later):
            told = replace(told, id=_row_id(first, moment, words), at=moment)
        if before is None:
            return told
        return replace(laid_over(before, words, later=later or newer), id=told.id, at=told.at)

    def _stays(self, verdict: ReviewVerdict, before: ReviewVerdict | None) -> str:
        """Return why a row that judges otherwise than what counts stays out."""
        if before is self._before(verdict):
            return f"{verdict.rater[:40]} judged this here already and otherwise; that stays"
        return "another row of the table, with a later time, judges the same otherwise; that row counts"

    def _is_here(self, verdict: ReviewVerdict, before: ReviewVerdict) -> bool:
        """Return whether just this, said at its time, stands in the history here before the word that counts."""
        own = _row_id(verdict, verdict.at, said_in(verdict))
        return verdict.at <= before.at and own in self._ever and (verdict.rater, own) not in self._taken_back

    def _read_row(self, row: Mapping[str, str], columns: VerdictColumns, found: ReadVerdicts) -> ReviewVerdict | None:
        """Return the verdict of a row without a time of its own, or with it; None where the row says nothing. Raises WrongRow."""
        words = _words(row, columns, found)
        if not words:
            found.empty += 1
            return None
        rater = " ".join(_text(row, columns.rater).split()) or " ".join(columns.rater_name.split())
        if not rater:
            raise WrongRow("it names no rater; say whose verdicts these are")
        citation = _citation(row, columns)
        if citation is not None:
            words = _of_citation(words)
        item = self._item(row, columns, only_category=set(words) & {*JUDGED, "right_passage"} == {"category"})
        if citation is not None:
            self._check_citation(item.answer_id, citation)
        return ReviewVerdict("", item.answer_id, rater[:RATER], _time(row, columns), citation=citation, **words)

    def _check_citation(self, answer_id: str, citation: int) -> None:
        """Nothing; raises WrongRow where the answer has no citation of that number."""
        if self._count_citations is None:
            return
        if answer_id not in self._citations:
            self._citations[answer_id] = self._count_citations(answer_id)
        there = self._citations[answer_id]
        if citation > there:
            raise WrongRow(f"its answer has no citation {citation:,}; it has {count(there, 'citation')}")

    def _item(self, row: Mapping[str, str], columns: VerdictColumns, *, only_category: bool) -> QueueItem:
        answer_id = _cell(row, columns.answer)
        if answer_id:
            if answer_id not in self._by_id:
                raise WrongRow(
                    "its answer is not among these; choose another source, or remove the column of answer ids"
                )
            return self._by_id[answer_id]
        question = _text(row, columns.question)
        asked = self._questions.get(squashed(question), question)
        there = self._by_place.get((self._paper(row, columns), asked), [])
        if not there:
            raise WrongRow("its question was not asked of this paper here")
        answerer = _cell(row, columns.answerer)
        fitting = [item for item in there if not answerer or bare(item.answerer) == bare(answerer)]
        if not fitting:
            raise WrongRow(f"“{answerer[:40]}” did not answer this here")
        places = {place_of(item, "category") for item in fitting}
        if len(fitting) > 1 and not (only_category and len(places) == 1):
            what = "choose one survey above" if len(places) > 1 else "name the answerer in a column"
            raise WrongRow(f"{len(fitting)} answers could be meant; {what}")
        return min(fitting, key=lambda item: item.answerer)

    def _paper(self, row: Mapping[str, str], columns: VerdictColumns) -> str:
        named = Named(_cell(row, columns.paper), _cell(row, columns.doi), _cell(row, columns.title))
        if named not in self._papers:
            title = Named(named.key, named.doi, named.title or named.key)  # many call their column of titles “paper”
            self._papers[named] = self._matcher.match(named) or self._matcher.match(title)
        paper_id = self._papers[named]
        if paper_id is None:
            other = "; one of that name with another DOI is another paper" if named.doi else ""
            raise WrongRow(f"its paper is not in the library; looked for by DOI, file name and title{other}")
        return paper_id

    def _before(self, verdict: ReviewVerdict) -> ReviewVerdict | None:
        """Return what counts of the rater at the same place."""
        said = self._said.get(verdict.answer_id, ())
        return next((v for v in said if v.rater == verdict.rater and v.citation == verdict.citation), None)


def _words(row: Mapping[str, str], columns: VerdictColumns, found: ReadVerdicts) -> dict[str, Any]:
    """Return what the row says, by field of a verdict. Raises WrongRow for a word outside the scheme."""
    words: dict[str, Any] = {}
    wrong = ""
    for judgement in JUDGED:
        written = _text(row, getattr(columns, judgement))
        meant = columns.meant(judgement, written) if written else None
        if meant is not None:
            words[judgement] = meant
        elif written:
            found.strange[judgement][written] += 1
            wrong = wrong or f"“{written[:40]}” is no word for “{judgement}”; say above which one it means"
    if wrong:
        raise WrongRow(wrong)
    for name in ("right_passage", "flag"):
        written = _cell(row, getattr(columns, name))
        if written:
            words[name] = _yes_or_no(written, name)
    words |= {name: text for name in TEXTS if (text := _text(row, getattr(columns, name)))}
    return {name: word for name, word in words.items() if word is not False or name == "right_passage"}


def _yes_or_no(written: str, name: str) -> bool:
    said = bare(written)
    if said not in _YES | _NO:
        raise WrongRow(f"“{written[:40]}” is neither yes nor no for “{name.replace('_', ' ')}”")
    return said in _YES


def _citation(row: Mapping[str, str], columns: VerdictColumns) -> int | None:
    written = _cell(row, columns.citation)
    if not written:
        return None
    if not re.fullmatch(r"[1-9]\d{0,3}", written):
        raise WrongRow(f"“{written[:40]}” is no number of a citation")
    return int(written)


def _of_citation(words: dict[str, Any]) -> dict[str, Any]:
    """Return what of the words can be said of one citation. Raises WrongRow where only the whole answer is judged."""
    left = {name: word for name, word in words.items() if name not in ("correct", "category")}
    if left != words and not left.keys() & {"supported", "right_passage"}:
        raise WrongRow(
            "it judges one citation by “correct” or “category”, which are of the whole answer; a citation is “supported” or "
            "not, or the right passage"
        )
    return left


def _time(row: Mapping[str, str], columns: VerdictColumns) -> str:
    """When it was said, as ISO 8601 in UTC; empty where the row does not tell, or tells a time to come."""
    try:
        read = datetime.fromisoformat(_cell(row, columns.at))
        at = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return at.isoformat(timespec="microseconds") if at.year >= 1970 and at <= datetime.now(UTC) else ""


def _cell(row: Mapping[str, str], column: str) -> str:
    return row.get(column, "").strip() if column else ""


def _text(row: Mapping[str, str], column: str) -> str:
    return _GUARDED.sub("", _cell(row, column))


def _last_words(rows: Sequence[_Row], out: list[tuple[_Row, str]]) -> list[_Row]:
    """Return the rows of one time that go together; those that a later one contradicts go `out`."""
    kept: list[_Row] = []
    for row in rows:
        words = said_in(row.verdict)
        against = [one for one in kept if contradict(said_in(one.verdict), words)]
        out += [
            (one, f"row {row.number:,} of the table judges the same otherwise; the later row counts") for one in against
        ]
        kept = [one for one in kept if one not in against] + [row]
    return kept


def _row_id(verdict: ReviewVerdict, at: str, words: Words) -> str:
    """Return an id of what rows say, so that the same rows twice are one verdict."""
    return uuid.uuid5(_ROW_IDS, repr([verdict.answer_id, verdict.rater, verdict.citation, at, words])).hex


def _left_out(number: int, row: Mapping[str, str], columns: VerdictColumns, why: str) -> LeftOut:
    paper = next(
        (said for name in ("paper", "doi", "title", "answer") if (said := _cell(row, getattr(columns, name)))), ""
    )
    return LeftOut(number, paper, _cell(row, columns.question), _cell(row, columns.rater) or columns.rater_name, why)
