"""The export formats: a new one is an entry of its own, and nothing else has to know it."""

from dataclasses import replace
from typing import BinaryIO

import pytest

from lib.config import Settings
from lib.errors import SidelightError
from lib.exporting import formats
from lib.exporting.export_format import Format, plain_writer
from lib.exporting.export_rows import Export
from lib.workspace import Workspace
from tests.pdfs import print_paper

OTTERS = print_paper(
    sections=[("Results", ["In all 57 otters crossed the transect. Most of them crossed it at dawn."])]
)


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
        "book": 12,
    }
