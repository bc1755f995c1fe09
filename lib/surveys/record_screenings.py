"""The front of screenings of records, as `ws.record_screenings`: records of databases, without their PDFs."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lib.acting import require
from lib.errors import ConfigError
from lib.importing.bibliography import read_bibliography
from lib.importing.duplicates import find_duplicates
from lib.importing.reference_entry import Entry
from lib.importing.screening_notes import decisions_in
from lib.records.core import NAME
from lib.records.people import Role
from lib.records.screening import BibRecord, Decision, RecordDecision, RecordScreening, Stage
from lib.storage.record_screenings import RecordScreeningStore
from lib.surveys.record_flow import Flow, flow, latest_decisions

MOST_RECORDS = 100_000
"""Of one screening; what is more has a question that is too wide."""
REASON_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class AddedRecords:
    """What a file brought in."""

    added: int
    duplicates: int
    """Of the added, those that repeat another."""
    notes: list[str]
    decisions: int = 0
    """Decisions of people that the file told, of those who had not decided here."""


class RecordScreenings:
    """Screenings of records by several people. Thread-safe."""

    def __init__(self, store: RecordScreeningStore) -> None:
        self._store = store
        self._lock = threading.Lock()

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
        changed = replace(self._store.one(screening_id), reasons=kept)
        self._store.put(changed)
        return changed

    def add_file(self, screening_id: str, name: str, data: bytes, source: str) -> AddedRecords:
        """Add the records of a RIS, BibTeX, .nbib, .ciw, .enw, JSON or CSV file, found in `source`.

        Records there already keep their numbers and decisions; what repeats one of them is marked so. Raises SidelightError.
        """
        found = read_bibliography(name, data)
        with self._lock:
            self._store.one(screening_id)
            there = self._store.records(screening_id)
            if len(there) + len(found.entries) > MOST_RECORDS:
                raise ConfigError(f"A screening holds {MOST_RECORDS:,} records at the most.")
            source = " ".join(source.split())[:NAME] or name[:NAME]
            new = [
                BibRecord(
                    len(there) + place,
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
                )
                for place, entry in enumerate(found.entries, start=1)
            ]
            records = [*there, *new]
            originals = find_duplicates(records)
            marked = [
                replace(one, duplicate_of=None if original is None else original + 1) if at >= len(there) else one
                for at, (one, original) in enumerate(zip(records, originals, strict=True))
            ]
            self._store.put_records(screening_id, marked)
            told = self._told(screening_id, marked[len(there) :], found.entries)
            self._store.decide_all(screening_id, told)
        repeated = sum(one.duplicate_of is not None for one in marked[len(there) :])
        return AddedRecords(len(new), repeated, list(found.notes), len(told))

    def _told(self, screening_id: str, records: Sequence[BibRecord], entries: Sequence[Entry]) -> list[RecordDecision]:
        """Return what the notes of a file tell of decisions on titles; who has decided on a record here keeps their word."""
        known = latest_decisions(self._store.decisions(screening_id))
        told = []
        for record, entry in zip(records, entries, strict=True):
            number = record.duplicate_of or record.number
            here = known.setdefault((number, "title"), {})
            for person, (decision, reason) in decisions_in(entry.notes).items():
                if person not in here:
                    made = RecordDecision(number, "title", person, decision, reason[:REASON_CHARACTERS])
                    here[person] = made
                    told.append(made)
        return told

    def set_duplicate(self, screening_id: str, number: int, of: int | None) -> None:
        """Say that a record repeats another one, or, with None, that it repeats none; raises ConfigError."""
        with self._lock:
            records = self._store.records(screening_id)
            if not 1 <= number <= len(records) or (of is not None and (of == number or not 1 <= of <= len(records))):
                raise ConfigError("There is no such record in this screening.")
            original = records[of - 1].duplicate_of or of if of is not None else None
            if original == number:
                raise ConfigError("That record is marked as a repetition of this one already.")
            self._store.put_records(
                screening_id, [replace(one, duplicate_of=original) if one.number == number else one for one in records]
            )

    def records(self, screening_id: str) -> list[BibRecord]:
        """Return the records by number, duplicates among them."""
        return self._store.records(screening_id)

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
    ) -> RecordDecision:
        """Keep what a person decides, beside what they and others decided before; raises ConfigError, UnknownSurvey."""
        self._store.one(screening_id)
        made = RecordDecision(
            number, stage, " ".join(person.split()), decision, reason[:REASON_CHARACTERS], settles=settles
        )
        return self._store.decide(screening_id, made)

    def decisions(self, screening_id: str) -> list[RecordDecision]:
        """Return every decision ever made, the oldest first."""
        return self._store.decisions(screening_id)

    def flow(self, screening_id: str) -> Flow:
        """Return the numbers of the PRISMA 2020 flow; raises UnknownSurvey."""
        people = self._store.one(screening_id).people
        return flow(self._store.records(screening_id), self._store.decisions(screening_id), people)

    def remove(self, screening_id: str) -> None:
        """Remove the screening with its records and decisions."""
        require(Role.ADMINISTRATOR)
        self._store.remove(screening_id)
