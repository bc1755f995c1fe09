"""Verdicts that people gave elsewhere, as rows of a table: each tied to the answer that it is about, none in place of another."""

from __future__ import annotations

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from lib.errors import SidelightError
from lib.moments import now
from lib.records import Paper
from lib.reviews.matching import Named, PaperMatcher, squashed
from lib.reviews.queue import QueueItem
from lib.reviews.sides import place_of
from lib.reviews.verdict_columns import JUDGED, TEXTS, VerdictColumns, check_columns
from lib.reviews.verdicts import ReviewVerdict
from lib.sheets import Sheet
from lib.wording import bare

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
    """Rows left out because their rater says something else here."""
    empty: int = 0
    """Rows that say nothing."""
    left_out: list[LeftOut] = field(default_factory=list)
    strange: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Words outside the scheme, by judgement."""


class WrongRow(SidelightError):
    """A row that cannot be taken in."""


class VerdictTable:
    """Reads tables of verdicts on the answers of a library."""

    def __init__(
        self,
        items: Sequence[QueueItem],
        papers: Iterable[Paper],
        questions: Mapping[str, str],
        said: Mapping[str, Sequence[ReviewVerdict]],
    ) -> None:
        """`questions`: their texts by what they are called, squashed; `said`: the verdicts that count, by answer id."""
        self._matcher = PaperMatcher(papers)
        self._questions = questions
        self._said = said
        self._by_id = {item.answer_id: item for item in items}
        self._by_place: dict[tuple[str, str], list[QueueItem]] = defaultdict(list)
        for item in items:
            if len(item.paper_ids) == 1:
                self._by_place[item.paper_ids[0], item.question].append(item)
        self._papers: dict[Named, str | None] = {}

    def read(self, sheet: Sheet, columns: VerdictColumns, *, newer: bool = False) -> ReadVerdicts:
        """What the rows give; raises SheetError where the columns cannot give anything.

        A rater's verdict that counts here stays: a row that says something else of it is left out and named, unless it
        carries a later time. `newer`: such rows come in as said now; the earlier word stays in the history.
        """
        check_columns(columns)
        found, moment = ReadVerdicts(), now()
        fresh: dict[str, ReviewVerdict] = {}
        for number, row in enumerate(sheet.rows, start=2):
            try:
                verdict = self._read_row(row, columns, found)
                if verdict is not None and self._is_news(verdict, found, newer=newer):
                    kept = _dated(verdict, moment, again=newer and self._before(verdict) is not None)
                    fresh.pop(kept.id, None)  # of equal rows the last is in its place
                    fresh[kept.id] = kept
            except SidelightError as fault:
                found.left_out.append(_left_out(number, row, columns, fault.message))
        found.verdicts = _last_of_undated(list(fresh.values()), moment)
        return found

    def _read_row(self, row: Mapping[str, str], columns: VerdictColumns, found: ReadVerdicts) -> ReviewVerdict | None:
        """The verdict of a row without a time of its own, or with it; None where the row says nothing. Raises WrongRow."""
        words = _words(row, columns, found)
        if not words:
            found.empty += 1
            return None
        rater = " ".join(_text(row, columns.rater).split()) or " ".join(columns.rater_name.split())
        if not rater:
            raise WrongRow("it names no rater; say whose verdicts these are")
        citation = _citation(row, columns)
        if citation is not None:
            words = {name: word for name, word in words.items() if name not in ("correct", "category")}
        item = self._item(row, columns, only_category=set(words) & {*JUDGED, "right_passage"} == {"category"})
        return ReviewVerdict("", item.answer_id, rater[:RATER], _time(row, columns), citation=citation, **words)

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
            raise WrongRow("its paper is not in the library; looked for by DOI, file name and title")
        return paper_id

    def _before(self, verdict: ReviewVerdict) -> ReviewVerdict | None:
        """What counts of the rater at the same place."""
        said = self._said.get(verdict.answer_id, ())
        return next((v for v in said if v.rater == verdict.rater and v.citation == verdict.citation), None)

    def _is_news(self, verdict: ReviewVerdict, found: ReadVerdicts, *, newer: bool) -> bool:
        before = self._before(verdict)
        if before is None:
            return True
        if all(getattr(before, name) == word for name, word in _given(verdict).items()):
            found.same += 1
            return False
        if verdict.at > before.at or newer:
            return True
        found.differing += 1
        raise WrongRow(f"{verdict.rater[:40]} judged this here already and otherwise; that stays")


def _words(row: Mapping[str, str], columns: VerdictColumns, found: ReadVerdicts) -> dict[str, Any]:
    """What the row says, by field of a verdict. Raises WrongRow for a word outside the scheme."""
    words: dict[str, Any] = {}
    wrong = ""
    for judgement in JUDGED:
        written = _text(row, getattr(columns, judgement))
        meant = columns.meant(judgement, written) if written else None
        if meant is not None:
            words[judgement] = meant
        elif written:
            found.strange[judgement][written[:80]] += 1
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


def _given(verdict: ReviewVerdict) -> dict[str, object]:
    """What a row's verdict says, by field."""
    names = (*JUDGED, "right_passage", "flag", *TEXTS)
    return {name: word for name in names if (word := getattr(verdict, name)) not in (None, "", False)} | (
        {"right_passage": False} if verdict.right_passage is False else {}
    )


def _dated(verdict: ReviewVerdict, moment: str, *, again: bool) -> ReviewVerdict:
    """The verdict with its time and an id of what it says, so that the same row twice is one verdict."""
    at = moment if again or not verdict.at else verdict.at
    parts = [verdict.answer_id, verdict.rater, verdict.citation, moment if again else verdict.at, _given(verdict)]
    return replace(verdict, at=at, id=uuid.uuid5(_ROW_IDS, repr(parts)).hex)


def _last_of_undated(verdicts: Sequence[ReviewVerdict], moment: str) -> list[ReviewVerdict]:
    """Of two rows of one rater and place that tell no time, the later one."""
    dated = [verdict for verdict in verdicts if verdict.at != moment]
    last = {(v.rater, v.answer_id, v.citation): v for v in verdicts if v.at == moment}
    return [*dated, *last.values()]


def _left_out(number: int, row: Mapping[str, str], columns: VerdictColumns, why: str) -> LeftOut:
    paper = next(
        (said for name in ("paper", "doi", "title", "answer") if (said := _cell(row, getattr(columns, name)))), ""
    )
    return LeftOut(number, paper, _cell(row, columns.question), _cell(row, columns.rater) or columns.rater_name, why)
