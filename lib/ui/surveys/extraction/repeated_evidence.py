"""The table cells that the rows of a repeating group were read in, each a click away from its lit place in the page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.citations import Numbered, number_citations
from lib.records import AnswerSentence, Citation
from lib.records.repeats import RepeatedEntries
from lib.ui.evidence.component import empty_view, known_papers, mount_evidence, pages_data
from lib.ui.evidence.marks import Marks, citation_data, sentence_data
from lib.ui.evidence.page_images import all_drawn
from lib.ui.kit.escaping import visible
from lib.ui.kit.polling import polled
from lib.ui.kit.session import open_page
from lib.workspace import Workspace

KEY = "survey_rows_evidence"
POLL_SECONDS = 0.3
UNNAMED = "Row {number}"


def draw_places(workspace: Workspace, there: RepeatedEntries) -> None:
    """Draw the rows beside the pages that they were read in, asked for until they are drawn; nothing where no cell is known."""
    numbered = number_citations(citation for entry in there.entries for citation in entry.citations)
    if numbered:
        waiting = not all_drawn(workspace, Marks(numbered).pages())
        polled(_draw_view, waiting, POLL_SECONDS)(workspace, there, numbered, waiting)


def _draw_view(workspace: Workspace, there: RepeatedEntries, numbered: Numbered, waited: bool) -> None:
    data = places_data(workspace, there, numbered)
    asked = mount_evidence(data, key=KEY)
    if asked["open"]:
        open_page("reader", paper=str(asked["open"]["paper"]), page=str(int(asked["open"]["page"])))
    if waited and not data["pending"]:
        st.rerun()  # everything is there: no more asking


def places_data(workspace: Workspace, there: RepeatedEntries, numbered: Numbered) -> dict[str, Any]:
    """Return the rows for the evidence view: each under its name, a sentence for each cell, with the pages drawn by now."""
    papers = known_papers(workspace, [there.paper_id])
    marks = Marks(numbered)
    sentences = []
    for number, entry in enumerate(there.entries, 1):
        name = visible(entry.name) or UNNAMED.format(number=number)
        for place, citation in enumerate(entry.citations):
            sentence = AnswerSentence(_cell_words(citation), [citation], "supported", 1.0)
            sentences.append(sentence_data(sentence, numbered, "" if place else name))
    labels = workspace.pages.known_labels(there.paper_id)
    cited = [citation_data(number, citation, papers, labels=labels) for number, citation in numbered.values()]
    return {
        **empty_view("answer"),
        "id": f"{there.survey_id}-{there.paper_id}-{there.group}-{there.saved_at}",
        "sentences": sentences,
        "citations": [one | {"caption": ""} for one in cited],  # one table's: it would stand at every cell
        **pages_data(workspace, marks, marks.pages(), papers),
    }


def _cell_words(citation: Citation) -> str:
    """Return a cell under its lowest head: "Mean: 8.1"; what the table prints, whatever a person made of it."""
    if citation.cell is None:
        return visible(citation.quote)
    head = citation.cell.heads[-1] if citation.cell.heads else ""
    return visible(": ".join(part for part in (head, citation.cell.text) if part))
