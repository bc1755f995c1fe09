"""The front of screenings of records, as `ws.record_screenings`: records of databases, without their PDFs."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from lib.acting import require, signed
from lib.errors import ConfigError
from lib.importing.bibliography import read_records
from lib.importing.duplicates import find_duplicates
from lib.importing.reference_entry import Entry
from lib.importing.screening_notes import decisions_in
from lib.records.core import NAME
from lib.records.people import Role
from lib.records.screening import NAMELESS, BibRecord, Decision, RecordDecision, RecordScreening, Stage
from lib.storage.record_screenings import RecordScreeningStore
from lib.surveys.record_flow import Flow, ScreenedRecords, latest_decisions

MOST_RECORDS = 100_000
"""Of one screening; what is more has a question that is too wide."""
REASON_CHARACTERS = 200
HELD = 4
"""Screenings whose records stand in memory at a time."""
NO_RECORD = "There is no such record in this screening."


@dataclass(frozen=True, slots=True)
class AddedRecords:
    """What a file brought in."""

    added: int
    duplicates: int
    """Of the added, those that repeat another."""
    notes: list[str]
    decisions: int = 0
    """Decisions of people that the file told, of those who had not decided here."""
    removed: int = 0
    """Of the added, those of which nothing says which work they are of: counted, and removed before screening."""


class RecordScreenings:
    """Screenings of records by several people. Thread-safe."""

    def __init__(self, store: RecordScreeningStore) -> None:
        self._store = store
        self._changing = threading.Lock()
        self._reading = threading.Lock()
        self._held: OrderedDict[str, tuple[int, ScreenedRecords]] = OrderedDict()

    def begin(self, name: str, people: int = 2) -> RecordScreening:
        """Begin a screening without records, on which so many people decide; raises ConfigError."""
        if people not in (1, 2):
            raise ConfigError("One or two people decide on each record.")
        return self._store.add(name.strip()[:NAME] or "Screening of records", people)

    def all(self) -> list[RecordScreening]:
        """Return all screenings, the newest first."""
        return self._store.all()

    def one(self, screening_id: str) -> RecordScreening:
        """Return one; raises UnknownSurvey."""
        return self._store.one(screening_id)

    def set_reasons(self, screening_id: str, reasons: list[str]) -> RecordScreening:
        """Return the screening with another list of reasons to exclude; decisions made keep theirs. Raises UnknownSurvey."""
        kept = list(dict.fromkeys(plain[:REASON_CHARACTERS] for one in reasons if (plain := " ".join(one.split()))))
        return self._store.set_reasons(screening_id, kept)

    # the records

    def screened(self, screening_id: str) -> ScreenedRecords:
        """Return the records with all that was decided on them; the same object until something changes. Raises UnknownSurvey."""
        screening = self._store.one(screening_id)
        with self._reading:
            revision, held = self._held.get(screening_id, (-1, None))
            if held is None or revision != screening.revision:
                records = self._store.records(screening_id)
                held = ScreenedRecords(records, self._store.decisions(screening_id), screening.people)
            elif new := self._store.decisions(screening_id, after=len(held.decisions)):
                held = held.with_decisions(new)
            self._held[screening_id] = screening.revision, held
            self._held.move_to_end(screening_id)
            while len(self._held) > HELD:
                self._held.popitem(last=False)
            return held

    def records(self, screening_id: str) -> list[BibRecord]:
        """Return the records by number, duplicates among them; raises UnknownSurvey."""
        return list(self.screened(screening_id).records)

    def count(self, screening_id: str) -> int:
        """Return how many records there are, without reading them."""
        return self._store.count(screening_id)

    def add_file(self, screening_id: str, name: str, data: bytes, source: str) -> AddedRecords:
        """Add the records of a RIS, BibTeX, .nbib, .ciw, .enw, JSON or CSV file, found in `source`.

        Records there already keep their numbers and decisions; what repeats one of them is marked so, and so is what names no
        work: a database gave it, so it is counted. Raises SidelightError.
        """
        found = read_records(name, data)
        entries = [*found.entries, *found.nameless]
        source = " ".join(source.split())[:NAME] or name[:NAME]
        with self._changing:
            screened = self.screened(screening_id)
            there = list(screened.records)
            if len(there) + len(entries) > MOST_RECORDS:
                raise ConfigError(f"A screening holds {MOST_RECORDS:,} records at the most.")
            new = [_record(len(there) + place, source, entry) for place, entry in enumerate(entries, start=1)]
            originals = find_duplicates([*there, *new])[len(there) :]
            marked = [
                one if original is None else replace(one, duplicate_of=_first_of(there, original + 1))
                for one, original in zip(new, originals, strict=True)
            ]
            self._store.put_records(screening_id, marked)
            told = _told(screened, marked, entries)
            self._store.decide_all(screening_id, told)
        repeated = sum(one.duplicate_of is not None for one in marked)
        removed = sum(bool(one.removed) for one in marked)
        return AddedRecords(len(marked), repeated, list(found.faults), len(told), removed)

    def screen_again(self, screening_id: str, number: int) -> None:
        """Say that a record that was removed before screening is screened all the same; raises ConfigError."""
        with self._changing:
            records = self.screened(screening_id).records
            _check_numbers(records, [number])
            changed = [replace(one, removed="") if one.number == number else one for one in records]
            self._put_changed(screening_id, records, changed)

    def set_source(self, screening_id: str, numbers: Sequence[int], source: str) -> None:
        """Say in which database or register these records were found; raises ConfigError where nothing is named."""
        named = " ".join(source.split())[:NAME]
        if not named:
            raise ConfigError("Name the database or register in which the records were found.")
        with self._changing:
            records = self.screened(screening_id).records
            _check_numbers(records, numbers)
            chosen = set(numbers)
            changed = [replace(one, source=named) if one.number in chosen else one for one in records]
            self._put_changed(screening_id, records, changed)

    def rename_source(self, screening_id: str, before: str, source: str) -> None:
        """Say of all records of one source that they were found in another; raises ConfigError where nothing is named."""
        numbers = [one.number for one in self.screened(screening_id).records if one.source == before]
        self.set_source(screening_id, numbers, source)

    def set_duplicate(self, screening_id: str, number: int, of: int | None) -> None:
        """Say that a record repeats another one, or, with None, that it repeats none; raises ConfigError.

        What repeated the first one repeats the other from now on. A record that repeats another is no report of a study. Where
        the other was removed before screening and this one was not, the other repeats this one: a work stays in the screening.
        """
        with self._changing:
            records = self.screened(screening_id).records
            _check_numbers(records, [number] if of is None else [number, of])
            original = _first_of(records, of) if of is not None else None
            if original == number:
                raise ConfigError("That record is marked as a repetition of this one already.")
            if original is not None and records[original - 1].removed and not records[number - 1].removed:
                alone = _with_duplicate(records, number, None)
                self._put_changed(screening_id, records, _with_duplicate(alone, original, number))
            else:
                self._put_changed(screening_id, records, _with_duplicate(records, number, original))

    def mark_copies(self, screening_id: str, numbers: Sequence[int]) -> None:
        """Say that these records are copies of one, the first of them that is screened; raises ConfigError."""
        with self._changing:
            before = self.screened(screening_id).records
            _check_numbers(before, numbers)
            firsts = {_first_of(before, number) for number in numbers}
            roots = sorted(firsts, key=lambda number: (bool(before[number - 1].removed), number))
            if len(roots) < 2:
                raise ConfigError("Choose two records or more that are not marked as copies of one another yet.")
            records = list(before)
            for number in roots[1:]:
                records = _with_duplicate(records, number, roots[0])
            self._put_changed(screening_id, before, records)

    def tie_reports(self, screening_id: str, numbers: Sequence[int]) -> None:
        """Say that these records are reports of one study, with all those tied to any of them; raises ConfigError."""
        with self._changing:
            records = self.screened(screening_id).records
            _check_numbers(records, numbers)
            chosen = {_first_of(records, number) for number in numbers}
            if len(chosen) < 2:
                raise ConfigError("Choose two reports of one study, or more; copies of one record are one report.")
            studies = {records[number - 1].study_of or number for number in chosen}
            tied = sorted(one.number for one in records if one.number in studies or one.study_of in studies)
            self._put_changed(
                screening_id,
                records,
                [
                    replace(one, study_of=tied[0] if one.number != tied[0] else None)
                    if one.number in set(tied)
                    else one
                    for one in records
                ],
            )

    def untie_report(self, screening_id: str, number: int) -> None:
        """Say that a record is the only report of its study; those tied to it stay together. Raises ConfigError."""
        with self._changing:
            records = self.screened(screening_id).records
            _check_numbers(records, [number])
            self._put_changed(screening_id, records, _without_study(records, number))

    def _put_changed(self, screening_id: str, before: Sequence[BibRecord], after: Sequence[BibRecord]) -> None:
        changed = [new for old, new in zip(before, after, strict=True) if new != old]
        if changed:
            self._store.put_records(screening_id, changed)

    # decisions

    def decide(
        self,
        screening_id: str,
        number: int,
        stage: Stage,
        person: str,
        decision: Decision,
        reason: str = "",
        *,
        settles: bool = False,
        seen: int | None = None,
    ) -> RecordDecision:
        """Keep what a person decides, beside what they and others decided before; raises ConfigError, UnknownSurvey.

        `seen`: how many decisions the screening had as they saw the record. Where enough others have decided on it since, or,
        of a settlement, anybody has, nothing is kept, and the error says who.
        """
        screened = self.screened(screening_id)
        _check_numbers(screened.records, [number])
        made = RecordDecision(number, stage, signed(person), decision, reason[:REASON_CHARACTERS], settles=settles)
        if seen is None:
            return self._store.decide_all(screening_id, [made])[0]
        check = partial(_check_meanwhile, made, screened.decisions[:seen], screened.people)
        return self._store.decide_all(screening_id, [made], check, seen)[0]

    def decisions(self, screening_id: str) -> list[RecordDecision]:
        """Return every decision ever made, the oldest first; raises UnknownSurvey."""
        return list(self.screened(screening_id).decisions)

    def flow(self, screening_id: str) -> Flow:
        """Return the numbers of the PRISMA 2020 flow; raises UnknownSurvey."""
        return self.screened(screening_id).flow

    def remove(self, screening_id: str) -> None:
        """Remove the screening with its records and decisions."""
        require(Role.ADMINISTRATOR)
        self._store.remove(screening_id)
        with self._reading:
            self._held.pop(screening_id, None)


def _record(number: int, source: str, entry: Entry) -> BibRecord:
    return BibRecord(
        number,
        source,
        entry.title,
        list(entry.authors),
        entry.year,
        entry.doi,
        entry.pmid,
        entry.journal,
        entry.volume,
        entry.pages,
        entry.abstract,
        families=dict(entry.families),
        removed="" if entry.title or entry.doi or entry.pmid else NAMELESS,
    )


def _first_of(records: Sequence[BibRecord], number: int) -> int:
    """Return the record that this one repeats, as people have it; itself where it repeats none."""
    return (records[number - 1].duplicate_of or number) if number <= len(records) else number


def _check_numbers(records: Sequence[BibRecord], numbers: Sequence[int]) -> None:
    if len(set(numbers)) < len(numbers) or not all(1 <= number <= len(records) for number in numbers):
        raise ConfigError(NO_RECORD)


def _with_duplicate(records: Sequence[BibRecord], number: int, original: int | None) -> list[BibRecord]:
    """Return the records with this one repeating the `original`, as do those that repeated it; with None, repeating none."""
    repeating = {number}
    changed = list(records)
    if original is not None:
        repeating |= {one.number for one in records if one.duplicate_of == number}
        changed = _without_study(records, number)
    return [replace(one, duplicate_of=original) if one.number in repeating else one for one in changed]


def _without_study(records: Sequence[BibRecord], number: int) -> list[BibRecord]:
    """Return the records with this one in no study; the first of those that were tied to it stands in its place."""
    rest = [one.number for one in records if one.study_of == number]
    return [
        replace(one, study_of=None)
        if one.number == number or one.number in rest[:1]
        else replace(one, study_of=rest[0])
        if one.number in rest
        else one
        for one in records
    ]


def _told(screened: ScreenedRecords, records: Sequence[BibRecord], entries: Sequence[Entry]) -> list[RecordDecision]:
    """Return what the notes of a file tell of decisions on titles; who has decided on a record here keeps their word."""
    told, known = [], set[tuple[int, str]]()
    for record, entry in zip(records, entries, strict=True):
        if record.removed:
            continue
        number = record.duplicate_of or record.number
        for person, (decision, reason) in decisions_in(entry.notes).items():
            if person not in screened.said(number, "title") and (number, person) not in known:
                known.add((number, person))
                told.append(RecordDecision(number, "title", person, decision, reason[:REASON_CHARACTERS]))
    return told


def _check_meanwhile(
    made: RecordDecision, before: Sequence[RecordDecision], people: int, new: Sequence[RecordDecision]
) -> None:
    """Raise ConfigError where what others decided on the record meanwhile speaks against keeping a decision unseen."""

    def of(decisions: Sequence[RecordDecision]) -> list[RecordDecision]:
        return [one for one in decisions if (one.number, one.stage) == (made.number, made.stage)]

    others = [one for one in of(new) if one.person != made.person or one.settles]
    if not others:
        return
    newest = others[-1]
    if made.settles:
        did = "settled it" if newest.settles else "decided on it anew"
        raise ConfigError(
            f"{newest.person} has {did} meanwhile. Nothing was kept of yours: look at it, and settle it again where you hold "
            "otherwise."
        )
    said = latest_decisions([*of(before), *of(new)]).get((made.number, made.stage), {})
    enough = {one.person for one in said.values()} - {made.person}
    if "" in said or len(enough) >= people:
        raise ConfigError(
            f"{newest.person} has decided on this record meanwhile, and no more than that was needed. Nothing was kept of "
            "yours; the list of records has it, where you hold otherwise."
        )
