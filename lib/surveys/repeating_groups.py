"""Groups of questions that repeat within a paper: arms, outcomes, time points, species, sites."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lib.acting import signed
from lib.answering.answerer import ReadingKey
from lib.errors import ConfigError
from lib.records import Question, Table
from lib.records.repeats import RepeatedEntries, RepeatedEntry
from lib.records.surveys import SurveyHead
from lib.storage.repeated_entries import RepeatedEntryStore
from lib.surveys.table_entries import table_entries
from lib.times import now

MOST_ENTRIES = 1_000
"""Of one group of a paper."""
CHARACTERS = 2_000
"""Of a name or a value."""

ReadTables = Callable[[str], tuple[ReadingKey, Sequence[Table]]]
"""Returns the current reading of a paper with its tables."""


def groups_of(questions: Sequence[Question]) -> dict[str, list[int]]:
    """Return the groups that repeat, each with the places of its questions, in the order in which they first stand."""
    out: dict[str, list[int]] = {}
    for place, question in enumerate(questions):
        if question.group:
            out.setdefault(question.group, []).append(place)
    return out


class RepeatingGroups:
    """The entries of a survey's repeating groups: as people saved them, else as the paper's tables have them. Thread-safe."""

    def __init__(self, store: RepeatedEntryStore, tables: ReadTables) -> None:
        self._store = store
        self._tables = tables

    def entries(self, head: SurveyHead, paper_id: str, group: str) -> RepeatedEntries:
        """Return the entries of one group of a paper; none where nobody saved any and no table is surely theirs."""
        saved = self._store.of_survey(head.id).get((paper_id, group))
        return self._of(head, paper_id, group, saved)

    def of_survey(self, head: SurveyHead, paper_id: str) -> list[RepeatedEntries]:
        """Return the entries of every group of a paper."""
        saved = self._store.of_survey(head.id)
        return [
            self._of(head, paper_id, group, saved.get((paper_id, group))) for group in groups_of(head.plan.questions)
        ]

    def save(
        self, head: SurveyHead, paper_id: str, group: str, entries: Sequence[RepeatedEntry], person: str = ""
    ) -> RepeatedEntries:
        """Store the entries as a person wants them and return them; those without any value and name are left out. Raises
        ConfigError for a group or paper that the survey does not have, or too many entries.
        """
        places = groups_of(head.plan.questions).get(group)
        if places is None or paper_id not in head.plan.paper_ids:
            raise ConfigError("This survey has no such group of questions, or not this paper.")
        kept = [_trimmed(entry, len(places)) for entry in entries]
        kept = [entry for entry in kept if entry.name or any(entry.values)]
        if len(kept) > MOST_ENTRIES:
            raise ConfigError(f"{len(kept):,} rows are more than a paper can hold ({MOST_ENTRIES:,}).")
        saved = RepeatedEntries(head.id, paper_id, group, kept, now(), signed(person))
        return self._store.save(saved)

    def _of(self, head: SurveyHead, paper_id: str, group: str, saved: RepeatedEntries | None) -> RepeatedEntries:
        if saved is not None:
            return saved
        questions = [head.plan.questions[place] for place in groups_of(head.plan.questions).get(group, ())]
        key, tables = self._tables(paper_id)
        return RepeatedEntries(head.id, paper_id, group, table_entries(questions, tables, key))


def _trimmed(entry: RepeatedEntry, count: int) -> RepeatedEntry:
    values = [" ".join(value.split())[:CHARACTERS] for value in entry.values[:count]]
    values += [""] * (count - len(values))
    return RepeatedEntry(" ".join(entry.name.split())[:CHARACTERS], values, entry.citations)
