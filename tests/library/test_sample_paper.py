"""The sample paper: as its script typesets it, read without a fault, and a good first paper to ask."""

import runpy
from pathlib import Path

import pytest

from lib.answering.example_questions import example_questions
from lib.library.sample_paper import LIT_QUOTE, SAMPLE_NAME, SAMPLE_PDF, sample_id
from lib.workspace import Workspace

SCRIPT = Path(__file__).parents[2] / "scripts" / "sample_paper.py"


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    with Workspace.open(tmp_path_factory.mktemp("sample")) as workspace:
        yield workspace


def test_the_file_is_what_its_script_makes():
    assert runpy.run_path(str(SCRIPT))["typeset"]() == SAMPLE_PDF.read_bytes()
    assert LIT_QUOTE.stat().st_size > 1000


def test_it_is_read_and_every_question_it_offers_is_answered(ws):
    paper = ws.add_paper(SAMPLE_PDF, filename=SAMPLE_NAME)
    assert (paper.id, paper.status, paper.problem, paper.year) == (sample_id(), "ready", None, 2026)
    assert paper.authors == ["Sidelight Makers"]
    questions = example_questions(ws.pages.sections([paper.id]))
    assert len(questions) == 4
    for question in questions:
        answer = ws.ask(question)
        assert answer.found, question
        assert answer.sentences[0].citations[0].boxes
