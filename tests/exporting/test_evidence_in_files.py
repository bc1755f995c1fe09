"""A survey of a real paper that people judged: BibTeX, RIS, CSL-JSON and the highlighted PDF say what its screens show."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
import rispy
from pybtex.database import parse_string

from lib.citations import numbered_in
from lib.config import Settings
from lib.exporting.copies import cited_papers
from lib.exporting.phrases import final_line
from lib.records import Answer, Box, Citation, Paper
from lib.records.surveys import SurveyHead
from lib.ui.evidence.marks import citation_data, reference
from lib.ui.surveys.extraction.extraction import table_data
from lib.workspace import Workspace
from tests.drawing.test_annotating import covered, letters
from tests.exporting.export_samples import OTTERS as OTTER_PAPER
from tests.exporting.export_samples import citing, export, row, verdict
from tests.pdfs import print_paper
from tests.surveys import answers

SAID = [
    "The animals were counted in the winter of 2019 along the river at Bath.",
    "In all 57 otters crossed the transect.",
    "We used a small network as the model.",
    "It was trained for forty epochs.",
]
OTTERS = print_paper(title="Otters in the reeds", sections=[("Methods", [" ".join(SAID)])])
QUESTIONS = [
    "How many otters crossed the transect?",
    "Which model was used?",
    "For how many epochs was the model trained?",
]
DOI = "10.1234/otters"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, SurveyHead]]:
    """Yield a workspace with a survey of one paper: one answer agreed on, one disputed, one whose evidence a rater corrected."""
    with Workspace.open(tmp_path_factory.mktemp("files"), Settings()) as ws:
        paper = ws.add_paper(OTTERS.data, filename="otters.pdf")
        ws.edit_paper(paper.id, authors=["Ada Lovelace", "Vincent van Gogh"], year=2024, doi=DOI, journal="Reeds")
        ws.groups.put("tag", "rivers", [paper.id])
        survey = ws.run_survey(QUESTIONS, [paper.id])
        answers = [survey.cells[paper.id, place, "extractive"].answer for place in range(len(QUESTIONS))]
        for rater in ("Ada", "Ben"):
            ws.reviews.give(answers[0].id, rater, correct="correct", category="reported")
        ws.reviews.give(answers[1].id, "Ada", category="reported")
        ws.reviews.give(answers[1].id, "Ben", category="not_reported")
        ws.reviews.give(answers[2].id, "Ada", category="reported", evidence=[_pointed(ws, paper, SAID[2])])
        ws.reviews.give(answers[2].id, "Ben", category="reported")
        yield ws, ws.surveys.head(survey.id)


def _pointed(ws: Workspace, paper: Paper, words: str) -> Citation:
    sentence = next(one for one in ws.sentences(paper.id) if one.text == words)
    return Citation(paper.id, 1, [sentence.id], sentence.text, sentence.boxes)


def answers_of(ws: Workspace, head: SurveyHead) -> list[Answer]:
    cells = ws.surveys.survey(head.id).cells
    return [cell.answer for (_, _, _), cell in sorted(cells.items()) if cell.answer is not None]


def on_screen(ws: Workspace, head: SurveyHead) -> list[dict[str, Any]]:
    """Return the cells of the extraction table as the screen has them."""
    rows = list(ws.exports.extraction(head.id))
    data = table_data(head, rows, range(len(QUESTIONS)), None, is_list=False)
    cells: list[dict[str, Any]] = data["rows"][0]["cells"]
    return cells


def file(ws: Workspace, head: SurveyHead, kind: str) -> bytes:
    data: bytes = ws.exports.survey(head.id, kind).data
    return data


def test_bibtex_names_the_paper_as_the_screen_does(made: tuple[Workspace, SurveyHead]) -> None:
    (paper,) = made[0].papers()
    (entry,) = parse_string(file(*made, "bibtex").decode(), "bibtex").entries.values()
    people = [" ".join([*one.first_names, *one.prelast_names, *one.last_names]) for one in entry.persons["author"]]
    said = (
        f"{', '.join(people)} ({entry.fields['year']}). {entry.fields['title'].strip('{}')}. {entry.fields['journal']}"
    )
    assert f"{said}. https://doi.org/{entry.fields['doi']}" == reference(paper)
    assert entry.fields["keywords"] == "rivers"


@pytest.mark.parametrize("kind", ["ris", "csl"])
def test_each_answer_is_a_note_with_what_the_screen_shows_of_its_cell(
    made: tuple[Workspace, SurveyHead], kind: str
) -> None:
    ws, head = made
    if kind == "ris":
        (entry,) = rispy.loads(file(ws, head, "ris").decode())
        notes = entry["notes"][:-1]  # the last one says what made the file
    else:
        notes = json.loads(file(ws, head, "csl"))[0]["note"].split("\n")
    (row,) = ws.exports.extraction(head.id)
    shown = on_screen(ws, head)
    assert [cell["layer"] for cell in shown] == ["raters: Ada, Ben", "disputed", "raters: Ada, Ben"]
    assert len(notes) == len(QUESTIONS)
    for note, question, cell, extracted, answer in zip(
        notes, QUESTIONS, shown, row.cells, answers_of(ws, head), strict=True
    ):
        assert extracted is not None
        assert note.startswith(f"{question} — final value: {final_line(extracted)} — ")
        assert cell["shown"] in note
        assert cell["layer"] in note
        for _, citation in numbered_in(answer).values():
            assert f"“{citation.quote}” (page 1)" in note


def test_the_pdf_marks_the_very_words_that_the_screen_lights_with_their_numbers(
    made: tuple[Workspace, SurveyHead],
) -> None:
    ws, head = made
    (paper,) = ws.papers()
    shown = on_screen(ws, head)
    wanted: dict[str, set[str]] = {}
    for place, answer in enumerate(answers_of(ws, head)):
        for number, citation in numbered_in(answer).values():
            data = citation_data(number, citation, {paper.id: paper})
            wanted.setdefault(data["quote"], set()).add(f"{place + 1}.{data['number']}")
    wanted.setdefault(SAID[2], set()).add("3.rater")
    assert SAID[2] in shown[2]["quotes"][0], "the words that the rater pointed at stand behind the cell"
    data = file(ws, head, "pdf")
    with pikepdf.open(io.BytesIO(data)) as document:
        marks = [one for one in document.pages[0].Annots if one.Subtype == "/Highlight"]
        found = {str(one.T): (str(one.Contents), [float(x) for x in one.QuadPoints]) for one in marks}
    assert len(found) == len(wanted)
    for quote, numbers in wanted.items():
        (title,) = [title for title in found if set(title.partition("]")[0].strip("[").split(", ")) == numbers]
        note, corners = found[title]
        assert quote in note
        lines = [corners[at : at + 8] for at in range(0, len(corners), 8)]
        rects = [(min(q[0::2]), min(q[1::2]), max(q[0::2]), max(q[1::2])) for q in lines]
        assert letters(covered(data, rects)) == letters(quote)
        for number in numbers:
            place = int(number.partition(".")[0]) - 1
            assert QUESTIONS[place] in note
            assert f"final value: {shown[place]['shown'].partition(': ')[0]}" in note
    assert "(right evidence: Ada)" in "".join(note for note, _ in found.values())


def test_what_raters_point_at_stands_under_the_number_of_its_answer_where_an_export_has_several() -> None:
    pointed = citing("In all 58 otters crossed.", Box(1, 0.1, 0.3, 0.5, 0.32))
    rows = [
        row(answers.answer(said, paper_id=OTTER_PAPER.id, id=said), [verdict(said, evidence=[pointed])])
        for said in ("We saw 57 otters.", "None was seen.")
    ]
    cited = cited_papers(export(*rows, kind="review"))
    assert [one.number for one in cited.highlights[OTTER_PAPER.id]] == ["1.1", "1.rater", "2.1", "2.rater"]
