"""An open screening of records as its views share it: the records with what was decided, and who is deciding."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lib.records.screening import BibRecord, Decision, RecordDecision, RecordScreening, Stage
from lib.surveys.record_flow import ScreenedRecords, Standing
from lib.ui.kit.escaping import authors_line, plain, visible
from lib.workspace import Workspace

STAGE_WORDS: dict[Stage, str] = {"title": "title and abstract", "full_text": "full text"}
DECISION_WORDS: dict[Decision, str] = {
    "include": "include",
    "maybe": "maybe",
    "exclude": "exclude",
    "not_retrieved": "not retrieved",
}
STANDING_WORDS: dict[Standing, str] = {
    "include": "include",
    "maybe": "maybe",
    "exclude": "exclude",
    "not_retrieved": "not retrieved",
    "conflict": "conflict",
    "undecided": "undecided",
}
TO_DO, WAITING, DUPLICATE = "to do", "waits for another", "duplicate"
NO_TITLE = "No title"
ABSTRACT_PX = 760
"""Of a line of an abstract at most: about 100 letters."""
PART = "records"
"""As whose fault a button says what it could not do."""


@dataclass(frozen=True, slots=True)
class OpenScreening:
    """The screening with its records."""

    workspace: Workspace
    screening: RecordScreening
    screened: ScreenedRecords

    @property
    def seen(self) -> int:
        """How many decisions there are, as they are drawn."""
        return len(self.screened.decisions)

    def record(self, number: int) -> BibRecord:
        """Return the record of that number."""
        return self.screened.records[number - 1]

    def standing_for(self, person: str, number: int, stage: Stage) -> str:
        """Return how a record stands at a stage in words, as somebody may see it who decides without knowing what others do;
        empty where it does not come to that stage.
        """
        if self.record(number).duplicate_of is not None:
            return DUPLICATE if stage == "title" else ""
        of = self.screened.standings(stage).get(number)
        if of is None:
            return ""
        if of != "undecided":
            return STANDING_WORDS[of]
        return WAITING if person in self.screened.said(number, stage) else TO_DO

    def visible_to(self, person: str, number: int, stage: Stage) -> list[RecordDecision]:
        """Return what was decided on a record at a stage, the oldest first: all of it once the person has decided or no more
        is needed, else nothing.
        """
        said = self.screened.said(number, stage)
        if person not in said and len(said) < self.screening.people and "" not in said:
            return []
        return [one for one in self.screened.decisions if (one.number, one.stage) == (number, stage)]


def draw_abstract(record: BibRecord) -> None:
    """Draw the abstract in lines that can be read."""
    st.markdown(plain(record.abstract) if record.abstract else "No abstract came with this record.", width=ABSTRACT_PX)


def source_line(record: BibRecord) -> str:
    """Return whose a record is and where it stands."""
    parts = (authors_line(record.authors), str(record.year or ""), record.journal, record.doi, record.source)
    return " · ".join(visible(part) for part in parts if part)


def record_line(record: BibRecord) -> str:
    """Return a record on one line, its title first."""
    return f"{visible(record.title) or NO_TITLE} · {source_line(record)}"
