"""What Python hands to a component has the fields that the types of its script name; `tsc` checks the script by those."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lib.citations import number_citations
from lib.library.paper_job import PaperProgress
from lib.records import AnswerSentence, Box, Citation, CitedEquation, Paper, Passage, Question, Sentence, Why
from lib.records.notices import PaperNotice, PaperStanding
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.reviews.queue import QueueFilter, QueueItem
from lib.ui.evidence.component import empty_view
from lib.ui.evidence.marks import Marks, citation_data, passage_data, sentence_data
from lib.ui.evidence.page_images import PagePicture
from lib.ui.papers.paper_row import RowNotes, row_data
from lib.ui.reviews.queue.bar import bar_data
from lib.ui.reviews.queue.queue_list import queue_list
from lib.ui.reviews.queue.rater_queue import RaterQueue
from lib.ui.surveys.matrix.matrix import survey_data

UI = Path(__file__).parents[3] / "lib" / "ui"
PAPER = Paper("a" * 64, "a.pdf", "Cameras", ["Ada Lovelace"], 1843)
BOX = Box(1, 0.1, 0.1, 0.9, 0.12)


def typed_fields(script: Path, name: str) -> set[str]:
    """Return the names of a type's fields, as the script's comments give them."""
    text = script.read_text(encoding="utf-8")
    if inline := re.search(rf"@typedef \{{\{{(.+)\}}\}} {name}\n", text):
        return set(re.findall(r"(\w+): ", inline[1]))
    (block,) = (part for part in text.split("/**") if re.search(rf"@typedef \{{object\}} {name}\n", part))
    return set(re.findall(r"@property \{.+\} \[?(\w+)\]?", block.partition("*/")[0]))


def assert_typed(script: Path, name: str, data: Mapping[str, Any]) -> None:
    assert set(data) == typed_fields(script, name), name


def test_the_evidence_views_data_are_typed() -> None:
    script = UI / "evidence" / "evidence_data.js"
    citation = Citation(PAPER.id, 1, [0], "quoted", [BOX])
    numbered = number_citations([citation])
    why = Why(["sound"], 0.7, "Methods")
    passage = Passage("p", PAPER.id, 1, [0], "text", "Methods", [1], 0.5, why, [BOX])
    papers = {PAPER.id: PAPER}
    assert_typed(script, "Sentence", sentence_data(AnswerSentence("One.", [citation], "supported", 1.0), numbered))
    over_equation = replace(citation, equations=[CitedEquation("E = Q (1)", BOX)])
    assert_typed(script, "Citation", citation_data(1, over_equation, papers))
    assert_typed(script, "Clip", citation_data(1, over_equation, papers)["clips"][0])
    assert_typed(script, "Passage", passage_data(1, passage, [1], papers))
    printed = Sentence(0, "One.", "Methods", "body", [BOX], ["One."])
    (line,) = Marks(numbered, [passage]).lines(PAPER.id, 1, {1: [printed]})
    assert_typed(script, "Line", line.to_dict())
    assert_typed(script, "Page", {"paper": "", "page": 1, "title": "", "lines": [], **PagePicture("", 1.4).to_dict()})
    assert_typed(script, "EvidenceParts", empty_view("answer").keys() - {"mode"} | {"id", "pages", "pending"})


def test_the_matrixs_data_are_typed() -> None:
    script = UI / "surveys" / "matrix" / "matrix_data.js"
    plan = SurveyPlan([Question("Which data?")], [PlannedPaper(PAPER.id, "a.pdf")], ["extractive"])
    data = survey_data(plan, [], "extractive", [PAPER.id], matrix_id="m")
    assert_typed(script, "MatrixData", data)
    assert_typed(script, "Column", data["columns"][0])
    assert_typed(script, "Row", data["rows"][0])
    assert_typed(script, "CellKind", data["legend"][0])
    assert_typed(script, "CellMark", data["marks"][0])


def test_the_bars_data_are_typed() -> None:
    script = UI / "reviews" / "queue" / "bar_data.js"
    item = QueueItem("answer", "ask", "Which data?", [], "extractive", "reported", "reported", 1.0, "2026-01-01", "")
    queue = RaterQueue(QueueFilter(), "Ada", [item], ["answer"], set(), view="all")
    workspace: Any = SimpleNamespace(
        reviews=SimpleNamespace(latest_verdicts=lambda _: []), papers=list, removed_papers=lambda _: {}
    )
    queue.list_data = queue_list(workspace, queue, with_support=True)
    data = bar_data("verdict", "answer", [], [1], queue, "all")
    assert_typed(script, "BarData", data)
    assert_typed(script, "Verdict", data["verdict"])
    assert_typed(script, "CitationVerdict", data["citations"][0])
    assert_typed(script, "ListData", data["list"])
    assert_typed(script, "ListRow", data["list"]["rows"][0])
    assert_typed(UI / "kit" / "outbox.js", "Acknowledgement", data["ack"])


def test_the_rows_of_papers_are_typed() -> None:
    script = UI / "papers" / "list_data.js"
    paper = replace(PAPER, status="failed", problem="This PDF needs a password.")
    standing = PaperStanding("retracted", [PaperNotice("retraction", "Retraction")])
    notes = RowNotes("Supplement of “Cameras”", ["night"], ["review"], standing)
    locked = row_data(paper, None, ["scan without text"], notes, writes=True)
    read = row_data(replace(PAPER, status="ready"), PaperProgress("reading", 1, 2, None), [], RowNotes(), writes=True)
    assert_typed(script, "RowData", locked | read)
    assert_typed(script, "Standing", locked["standing"])
