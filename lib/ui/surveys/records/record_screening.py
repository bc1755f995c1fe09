"""An open screening of records as its views share it: the records with what was decided, and who is deciding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from lib.records import Paper
from lib.records.screening import BibRecord, Decision, RecordDecision, RecordScreening, Stage
from lib.surveys.record_flow import ScreenedRecords, Standing
from lib.text.dois import doi_link
from lib.text.wording import bare
from lib.ui.kit.escaping import authors_line, plain, visible
from lib.ui.kit.session import open_page
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
TO_DO, WAITING, DUPLICATE, REMOVED = "to do", "waits for another", "duplicate", "removed before screening"
NO_TITLE = "No title"
ABSTRACT_PX = 760
"""Of a line of an abstract at most: about 100 letters."""
PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
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
        record = self.record(number)
        if not record.is_screened:
            return "" if stage == "full_text" else DUPLICATE if record.duplicate_of is not None else REMOVED
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


def draw_ways_to_report(workspace: Workspace, record: BibRecord) -> None:
    """Draw where the whole report is: in the library, else where its DOI and its number in PubMed lead."""
    paper = _report_of(workspace.papers(), record)
    doi = doi_link(record.doi)
    pubmed = f"{PUBMED}{record.pmid}/" if record.pmid.isascii() and record.pmid.isdecimal() else ""
    if paper is None and not (doi or pubmed):
        st.caption("No PDF of it is in the library, and no DOI came with the record. Look for it by its title.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if paper is not None and st.button(
            "Read the PDF", key=f"survey_records_read_{record.number}", icon=":material/menu_book:"
        ):
            open_page("reader", paper=paper.id)
        if paper is None:
            st.caption("Its PDF is not in the library.", width="content")
        if doi:
            st.link_button("At its publisher (DOI)", doi, icon=":material/open_in_new:", type="tertiary")
        if pubmed:
            st.link_button("PubMed", pubmed, icon=":material/open_in_new:", type="tertiary")


def _report_of(papers: Sequence[Paper], record: BibRecord) -> Paper | None:
    """Return the paper of the library that the record is of: by its DOI, else by its title, letters and digits alone."""
    by_doi = [paper for paper in papers if record.doi and paper.doi == record.doi]
    title = bare(record.title)
    by_title = [paper for paper in papers if title and bare(paper.title) == title]
    return next(iter([*by_doi, *by_title]), None)


def source_line(record: BibRecord) -> str:
    """Return whose a record is and where it stands."""
    parts = (authors_line(record.authors), str(record.year or ""), record.journal, record.doi, record.source)
    return " · ".join(visible(part) for part in parts if part)


def record_line(record: BibRecord) -> str:
    """Return a record on one line, its title first."""
    return f"{visible(record.title) or NO_TITLE} · {source_line(record)}"
