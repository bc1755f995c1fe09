"""A survey whose cells have every layer: what the screen shows is what each file says, with whose word it is."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from lib.config import Settings
from lib.exporting.export_rows import only_by
from lib.exporting.extraction_documents import QUESTIONS_A_TABLE
from lib.records import Cell, CellKey, Question, Value
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.records.reviews import ReviewPlan
from lib.records.surveys import SurveyHead
from lib.storage.surveys import SurveyStore
from lib.ui.surveys.extraction.extraction import table_data
from lib.ui.surveys.matrix.matrix import final_data
from lib.workspace import Workspace
from tests.surveys.answers import answer

WHO = ("extractive", "claude", "openai:lab")
SAYS: tuple[dict[str, str], ...] = (
    dict.fromkeys(WHO, "reported"),  # 0: the vote
    dict.fromkeys(WHO, "not_reported"),  # 1: the vote that nothing is reported
    {"extractive": "reported", "claude": "not_reported", "openai:lab": "failed"},  # 2: a tie
    dict.fromkeys(WHO, "reported"),  # 3: changed by a person
    dict.fromkeys(WHO, "reported"),  # 4: raters agree that it is not reported
    dict.fromkeys(WHO, "reported"),  # 5: raters differ
    dict.fromkeys(WHO, "reported"),  # 6: raters differ, settled
    dict.fromkeys(WHO, "reported"),  # 7: raters hold it to be wrong
    dict.fromkeys(WHO, "not_applicable"),  # 8: the vote
    dict.fromkeys(WHO, "failed"),  # 9: nothing came
    dict.fromkeys(WHO, "unclear"),  # 10: one rater of two has spoken
)
SHOWN = [
    "7 otters",
    "not reported (vote of 3)",
    "tie",
    "unclear (changed by Dora): some otters",
    "not reported (Ada and Ben)",
    "disputed",
    "31 otters",
    "no value: the answer is held to be wrong",
    "not applicable (vote of 3)",
    "failed",
    "unclear (vote of 3): 7 otters",
]
WHOSE = [
    "vote of 3",
    "vote of 3",
    "vote of 3",
    "changed by Dora",
    "raters: Ada, Ben",
    "disputed",
    "settled by Cleo",
    "raters: Ada, Ben",
    "vote of 3",
    "vote of 3",
    "vote of 3",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, SurveyHead]]:
    """Yield a workspace with a survey of three answerers, of one paper by name and one of which nothing was asked yet."""
    with Workspace.open(tmp_path_factory.mktemp("layers"), Settings()) as ws:
        yield ws, ws.surveys.head(_store(ws))


def _store(ws: Workspace) -> str:
    questions = [Question(f"Question {n}?", f"q{n}", answer_type="number") for n in range(len(SAYS))]
    papers = [PlannedPaper("a" * 64, "otters.pdf", "Otters", 2024), PlannedPaper("b" * 64, "owls.pdf", "Owls", 2021)]
    store = SurveyStore(ws._engine)
    survey_id = store.add(SurveyPlan(questions, papers, list(WHO), name="Layers"), "finished")
    ids: dict[CellKey, str] = {}
    for place, says in enumerate(SAYS):
        for who, category in says.items():
            key = papers[0].id, place, who
            one = answer(f"We saw 7 otters, says {who}.", paper_id=papers[0].id, answerer=who)
            ids[key] = one.id
            of = Value("number", "7 otters", 7.0, "otters", sentence=0) if category in ("reported", "unclear") else None
            cell = Cell(one, category, value=of) if category != "failed" else Cell(None, "failed", problem="no key")  # type: ignore[arg-type]
            store.cells.put(survey_id, key, cell, {"seconds": 1.0})
    ws.reviews.plans.store(survey_id, ReviewPlan(raters_needed=2))
    at = papers[0].id
    first = {place: ids[at, place, "extractive"] for place in range(len(SAYS))}
    for who in WHO:
        ws.surveys.change(survey_id, (at, 3, who), "unclear", "Dora", value=Value("number", "some otters"), note="why")
    for place, category in ((4, ("not_reported",) * 2), (5, ("reported", "unclear")), (6, ("reported", "unclear"))):
        for rater, said in zip(("Ada", "Ben"), category, strict=True):
            ws.reviews.give(
                first[place], rater, correct="wrong" if said == "not_reported" else "correct", category=said
            )
    for rater in ("Ada", "Ben"):
        ws.reviews.give(first[7], rater, correct="wrong")
    ws.reviews.give(first[10], "Ada", correct="wrong", category="reported")
    item = next(item for item in ws.reviews.items(survey_id) if item.answer_id == first[6])
    ws.reviews.settle("category", item, "reported", "Cleo", "read twice", value="31 otters")
    return survey_id


def file(ws: Workspace, head: SurveyHead, kind: str) -> bytes:
    data: bytes = ws.exports.survey(head.id, kind).data
    return data


def on_screen(ws: Workspace, head: SurveyHead) -> list[list[str]]:
    """Return the cells of the extraction table that were asked, as the screen has them: what stands there, and whose it is."""
    rows = list(ws.exports.extraction(head.id))
    data: list[dict[str, Any]] = table_data(head, rows, range(len(SAYS)), None, is_list=False)["rows"]
    assert [row["cells"] == [None] * len(SAYS) for row in data] == [False, True]
    return [[cell["shown"], cell["layer"]] for cell in data[0]["cells"]]


def test_the_screen_says_each_layer_in_words(made: tuple[Workspace, SurveyHead]) -> None:
    assert on_screen(*made) == [list(pair) for pair in zip(SHOWN, WHOSE, strict=True)]
    ws, head = made
    finals = ws.reviews.final_values(head.id)
    data = final_data(head.plan, finals, set(), matrix_id="m")
    assert data["rows"][0]["codes"] == "rntundroxfu"
    flags = data["rows"][0]["flags"]
    # One a question: read by nobody (0), by one rater (1), agreed (a), settled (s), disputed (empty); p: changed by a person.
    assert [flags[q] for q in range(len(SAYS))] == ["0", "0", "0", "0p", "a", "", "s", "a", "0", "0", "1"]


def test_the_workbook_is_what_the_screen_shows(made: tuple[Workspace, SurveyHead]) -> None:
    book = load_workbook(io.BytesIO(file(*made, "xlsx")))
    table = book["Extraction"]
    assert [cell.value for cell in table[2]][1:] == SHOWN
    assert [cell.value for cell in table[3]][1:] == [None] * len(SAYS)
    is_value = [not cell.font.italic for cell in table[2]][1:]
    assert [text for text, value in zip(SHOWN, is_value, strict=True) if value] == ["7 otters", "31 otters"]
    details = [dict(zip([c.value for c in book["Extraction details"][1]], [c.value for c in line], strict=True))
               for line in book["Extraction details"].iter_rows(min_row=2)]  # fmt: skip
    assert [[one["value"], one["layer"]] for one in details] == on_screen(*made)
    heads, *lines = book["Answers"].iter_rows(values_only=True)
    answers = [dict(zip(heads, line, strict=True)) for line in lines]
    assert len(answers) == len(SAYS) * len(WHO)
    held = {one["question label"]: (one["final value"], one["final value is of"]) for one in answers}
    assert list(held.values()) == list(zip(SHOWN, WHOSE, strict=True))


@pytest.mark.parametrize("kind", ["csv", "extraction_csv"])
def test_both_csv_files_say_the_same(made: tuple[Workspace, SurveyHead], kind: str) -> None:
    lines = list(csv.DictReader(io.StringIO(file(*made, kind).decode("utf-8-sig"))))
    if kind == "csv":
        found = [[one["final value"], one["final value is of"]] for one in lines if one["answerer"] == WHO[0]]
    else:
        found = [[lines[0][f"q{n}"], lines[0][f"q{n} | layer"]] for n in range(len(SAYS))]
    assert found == on_screen(*made)


def test_the_word_table_says_the_same(made: tuple[Workspace, SurveyHead]) -> None:
    document = docx.Document(io.BytesIO(file(*made, "extraction_docx")))
    tables = document.tables[: -(-len(SAYS) // QUESTIONS_A_TABLE)]
    cells = [cell for table in tables for cell in table.rows[1].cells[1:]]
    assert [cell.text.removesuffix(" ↓") for cell in cells] == SHOWN
    judged = [cell.text.removesuffix(" ↓") for cell in cells if cell.paragraphs[0].runs[0].italic]
    assert judged == [text for text in SHOWN if text not in ("7 otters", "31 otters")]
    behind = [p.text for p in document.paragraphs if re.match(r"2024.*, q6|Otters.*, q6", p.text)]
    assert len(behind) == 1
    assert "[settled by Cleo]" in behind[0]


def test_both_markdown_files_say_the_same(made: tuple[Workspace, SurveyHead]) -> None:
    text = file(*made, "extraction_markdown").decode().replace("\\", "")
    (line,) = [one for one in text.splitlines() if one.startswith("| Otters")]
    shown = [re.sub(r"\[\^\w+\]$", "", cell).strip("*") for cell in line.strip("| ").split(" | ")[1:]]
    assert shown == SHOWN
    assert re.search(r"\[\^p1q7\]: .*\*settled by Cleo\*", text)
    long = file(*made, "markdown").decode().replace("\\", "")
    held = re.findall(r"^\*\*Final value:\*\* (.*) · reviewed: .*$", long, re.MULTILINE)
    assert [one for at, one in enumerate(held) if at % len(WHO) == 0] == [
        shown if shown == whose else f"{shown} · {whose}" for shown, whose in on_screen(*made)
    ]


def test_json_lines_and_the_book_say_the_same(made: tuple[Workspace, SurveyHead]) -> None:
    lines = [json.loads(line) for line in file(*made, "jsonl").splitlines()]
    cells = [line for line in lines if line["record"] == "cell" and line["answerer"] == WHO[0]]
    assert [[one["final"]["text"], one["final"]["whose"]] for one in cells] == on_screen(*made)
    assert cells[6]["final"]["value"]["text"] == "31 otters"
    assert cells[6]["final"]["layer"] == "settled"
    front, body = file(*made, "book").decode().split("</nav>")
    assert re.findall(r'class="held"[^>]*>(.)<', front) == list("✓–=?–≠✓✗∅!?")
    assert 'title="not reported (Ada and Ben) · raters: Ada, Ben · reviewed: agreed"' in front
    assert body.count("<b>Final value:</b> 31 otters · settled by Cleo · reviewed: settled") == len(WHO)


def test_the_methods_count_the_same_layers(made: tuple[Workspace, SurveyHead]) -> None:
    said = file(*made, "methods").decode()
    assert (
        "Of 11 data items of the reports, 1 settled by people, 2 agreed by or given by raters, 1 changed by a person"
        in said
    )


def test_who_must_not_see_what_others_say_finds_no_final_value(made: tuple[Workspace, SurveyHead]) -> None:
    ws, head = made
    blind = only_by(ws.exports.of_survey(head.id), "Eve")
    for kind in ("csv", "markdown", "jsonl", "book", "xlsx"):
        data = ws.exports.file(blind, kind).data
        if kind != "xlsx":
            assert b"Cleo" not in data
            assert b"Ada" not in data
        else:
            heads, *lines = load_workbook(io.BytesIO(data))["Answers"].iter_rows(values_only=True)
            assert {line[heads.index("final value")] for line in lines} == {None}


def test_methods_and_tool_sheet_of_a_survey_say_how_far_its_raters_agree(made: tuple[Workspace, SurveyHead]) -> None:
    ws, head = made
    for kind in ("methods", "tool_sheet"):
        said = file(ws, head, kind).decode().replace("\\", "")
        # the papers' category: agreed on 4, not on 5 and 6; the answers: wrong twice on 4 and 7, correct twice on 5 and 6
        assert "On what the papers report, Ada and Ben agreed on 1 of 3 items, fewer than 5" in said
        assert "On whether answers are correct, Ada and Ben agreed on 4 of 4 items, fewer than 5" in said
        assert "no agreement was computed" not in said
    blind = ws.exports.file(only_by(ws.exports.of_survey(head.id), "Ada"), "methods").data.decode()
    assert "agreed on" not in blind
