"""The export formats: a new one is an entry of its own, and nothing else has to know it."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import docx
import pikepdf
import pytest
from openpyxl import load_workbook

from lib import __version__
from lib.config import Settings
from lib.errors import SidelightError
from lib.exporting import formats
from lib.exporting.export_format import Format, plain_writer
from lib.exporting.export_rows import Export
from lib.records import Question
from lib.records.repeats import RepeatedEntry
from lib.workspace import Workspace
from tests.pdfs import print_paper

OTTERS = print_paper(
    sections=[("Results", ["In all 57 otters crossed the transect. Most of them crossed it at dawn."])],
    title="Otters at the transect",
)


OWLS = print_paper(
    sections=[("Methods", ["The barn owls were ringed by volunteers at the transect."])], title="Rings for barn owls"
)


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("kept"), Settings()) as workspace:
        for paper, name in ((OTTERS, "otters.pdf"), (OWLS, "owls.pdf")):
            workspace.add_paper(paper.data, filename=name)
        yield workspace


def texts_in(data: bytes) -> list[str]:
    """Return the text of each file in what was written: of a workbook its cells, of a PDF what its entries say made it."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        if not data.startswith(b"%PDF"):
            return [data.decode("utf-8-sig")]
        with pikepdf.open(io.BytesIO(data)) as document:
            return [str(document.docinfo["/Producer"])]
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        if any(name.endswith(".pdf") for name in files.namelist()):
            return [text for name in files.namelist() for text in texts_in(files.read(name))]
    if "word/document.xml" in files.namelist():
        return ["\n".join(one.text for one in docx.Document(io.BytesIO(data)).paragraphs)]
    sheets = load_workbook(io.BytesIO(data))
    return ["\n".join(str(value) for sheet in sheets for line in sheet.iter_rows(values_only=True) for value in line)]


def marks_in(data: bytes) -> int:
    """Return how many annotations the first page of a PDF has."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return len(document.pages[0].get("/Annots", ()))


def write_questions(export: Export, out: BinaryIO) -> None:
    """Write the question of each row on a line."""
    for row in export.rows():
        out.write(f"{row.question.text}\n".encode())


QUESTIONS = Format(
    "questions",
    "The questions alone",
    "txt",
    "text/plain",
    plain_writer(write_questions),
    suffix=" - questions",
    kinds=("answer", "review"),
)


def test_ids_and_file_names_of_formats_are_told_apart() -> None:
    assert len({one.id for one in formats.FORMATS}) == len(formats.FORMATS)
    assert len({one.named("Otters").name for one in formats.FORMATS}) == len(formats.FORMATS)
    for one in formats.FORMATS:
        assert formats.find_format(one.id) is one


@pytest.mark.parametrize("one", formats.FORMATS, ids=lambda one: one.id)
def test_every_file_says_which_version_made_it(ws: Workspace, one: Format) -> None:
    answer = ws.ask("How many otters crossed the transect?")
    repeated = Question("How heavy were they?", "Weight", group="Arm", measure="mean_1")
    papers = [p.id for p in ws.papers()]
    survey = ws.run_survey(["Who ringed the owls?", "How many otters crossed?", repeated], papers)
    ws.repeating.save(ws.surveys.head(survey.id), papers[0], "Arm", [RepeatedEntry("fed", ["8.1"])])
    exported = [ws.exports.answer(answer.id, one.id)] if "answer" in one.kinds else []
    exported += [ws.exports.survey(survey.id, one.id)] if "survey" in one.kinds else []
    exported += [ws.exports.file(ws.exports.of_papers(papers), one.id)] if "papers" in one.kinds else []
    for file in exported:
        texts = texts_in(file.data)
        assert texts
        assert all(f"Sidelight {__version__}" in text for text in texts), texts


def test_an_unknown_format_is_told_in_a_sentence() -> None:
    with pytest.raises(SidelightError, match="no export format"):
        formats.find_format("none")


def test_a_format_that_is_added_to_the_tuple_is_offered_and_written(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "FORMATS", (*formats.FORMATS, QUESTIONS))
    with Workspace.open(tmp_path_factory.mktemp("kept"), Settings()) as ws:
        paper = ws.add_paper(OTTERS.data, filename="otters.pdf")
        answer = ws.ask("How many otters crossed the transect?")
        survey = ws.run_survey(["When did they cross?"], [paper.id])
        assert QUESTIONS in ws.exports.formats("answer")
        file = ws.exports.answer(answer.id, "questions")
        assert (file.data, file.media_type) == (b"How many otters crossed the transect?\n", "text/plain")
        assert file.name == "How many otters crossed the transect - questions.txt"
        assert QUESTIONS not in ws.exports.formats("survey")
        with pytest.raises(SidelightError, match="cannot hold a survey"):
            ws.exports.survey(survey.id, "questions")


def test_a_files_name_needs_the_export_only_where_the_title_does_not_say_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    def gather() -> Export:
        raise SidelightError("It was gathered.")

    with Workspace.open(tmp_path_factory.mktemp("kept"), Settings()) as ws:
        assert ws.exports.file_name("csv", "Otters", gather).name == "Otters.csv"
        for wanted, title in (("csv", ""), ("pdf", "Otters")):
            with pytest.raises(SidelightError, match="gathered"):
                ws.exports.file_name(wanted, title, gather)


def test_how_much_is_made_at_once_is_the_formats_to_say() -> None:
    assert replace(QUESTIONS, answers_at_once=1).answers_at_once == 1
    assert {one.id: one.answers_at_once for one in formats.FORMATS if one.answers_at_once != 250} == {
        "pdf": 1,
        "papers_xlsx": 5_000,  # a line each
        "papers_csv": 5_000,
        "papers_pdf": 1,
        "book": 12,
    }


def test_papers_are_taken_away_by_themselves_with_what_was_marked_in_them(ws: Workspace) -> None:
    otters, owls = ws.papers()
    sentence = next(one for one in ws.sentences(otters.id) if one.kind == "body")
    ws.annotations.add(otters.id, sentence.text, sentence.boxes, "count them again")
    export = ws.exports.of_papers([otters.id, owls.id, "gone"], "Library")
    offered = [one.id for one in ws.exports.formats("papers")]
    assert offered == ["bibtex", "ris", "csl", "papers_xlsx", "papers_csv", "papers_pdf"]
    for wanted in offered:
        file = ws.exports.file(export, wanted)
        assert file.name.startswith("Library")
        if wanted != "papers_pdf":
            said = "\n".join(texts_in(file.data))
            assert "Otters at the transect" in said
            assert "Rings for barn owls" in said
    notes = ws.exports.file(export, "ris").data.decode()
    assert f"“{sentence.text}” (p. 1) — count them again" in notes
    with zipfile.ZipFile(io.BytesIO(ws.exports.file(export, "papers_pdf").data)) as copies:
        marked = [marks_in(copies.read(name)) for name in copies.namelist()]
    assert sorted(marked) == [0, 1]  # a paper without marks goes too
    with pytest.raises(SidelightError, match="None of these papers"):
        ws.exports.of_papers(["gone"])
