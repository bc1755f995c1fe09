"""The extraction table: the same in every file, each cell with what stands behind it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import docx
import openpyxl
import pytest

from lib.errors import SidelightError
from lib.exporting.export_rows import Export, ExtractionRow, only_by
from lib.exporting.extraction_documents import write_docx, write_markdown_table
from lib.exporting.spreadsheet import write_wide_csv, write_xlsx
from lib.records import Answer, Question, Value
from lib.records.final_values import FinalValue, LayerValue
from lib.reviews.extraction import SHOWN_CHARACTERS, ExtractedCell, extracted_cell, layer_words
from tests.exporting.export_samples import HOW_MANY, NASTY, OTTERS, OWLS, TEXTS, export, head, row
from tests.surveys.answers import answer

WHERE = Question("Where did they live?", "place")


def final(**fields: object) -> FinalValue:
    """Return what the offline answerer said of the first question of the otters."""
    layers = [LayerValue("answerer", "extractive", "reported", Value("number", "57", 57.0), answer_id="a")]
    values = {
        "paper_id": OTTERS.id,
        "question": 0,
        "state": "given",
        "layer": "answerer",
        "category": "reported",
        "value": Value("number", "57 animals", 57.0, "animals", sentence=0),
        "value_layer": "answerer",
        "reviewed": "0",
        "answer_id": "a",
        "evidence": [],
        "layers": layers,
    }
    return FinalValue(**{**values, **fields})  # type: ignore[arg-type]


def cell(made: Answer | None = None, **fields: object) -> ExtractedCell:
    return extracted_cell(final(**fields), made or answer("We saw 57 otters.", "They slept.", paper_id=OTTERS.id))


def table(*rows: ExtractionRow, questions: tuple[Question, ...] = (HOW_MANY, WHERE)) -> Export:
    of = head(plan=replace(head().plan, questions=list(questions)))
    return export(surveys=[of], extraction=lambda: iter(rows), question_set="Animals, version 3")


def sheets(made: Export) -> openpyxl.Workbook:
    out = io.BytesIO()
    write_xlsx(made, out)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def wide(made: Export) -> list[dict[str, str]]:
    out = io.BytesIO()
    write_wide_csv(made, out)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"))))


TWO = (
    ExtractionRow(OTTERS, "Lovelace 2024", [cell(), cell(category="not_reported", value=None)]),
    ExtractionRow(OWLS, "Müller 2021", [None, cell(value=None)]),
)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, "57 animals"),
        ({"value": None}, "We saw 57 otters. They slept."),
        ({"category": "unclear"}, "unclear (answerer): 57 animals"),
        ({"category": "not_reported", "value": None}, "not reported (answerer)"),
        ({"category": "not_applicable", "value": None}, "not applicable (answerer)"),
        ({"category": "failed", "value": None}, "failed"),
        ({"state": "disputed", "layer": None, "category": None, "value": None}, "disputed"),
        ({"state": "tie", "layer": "vote", "category": None, "value": None}, "tie"),
    ],
)
def test_a_cell_says_what_the_paper_is_held_to_report(fields: dict[str, object], shown: str) -> None:
    assert cell(**fields).shown == shown


def test_a_long_answer_is_cut_at_a_word_and_stands_whole_behind() -> None:
    long = answer("otter " * 300, paper_id=OTTERS.id)
    one = cell(long, value=None)
    assert len(one.shown) <= SHOWN_CHARACTERS
    assert one.shown.endswith("otter…")
    assert one.whole == long.text.strip()


@pytest.mark.parametrize("cut", ["otter " * 60 + "ott…", "otter " * 60 + "otter…"])
def test_a_value_that_is_the_beginning_of_the_answer_stands_for_all_of_it(cut: str) -> None:
    long = answer("otter " * 90, paper_id=OTTERS.id)
    assert cell(long, value=Value("text", cut)).whole == long.text.strip()
    assert cell(long, value=Value("text", "owls …")).whole == "owls …"
    items = ["a river", "a pond"]
    assert cell(long, value=Value("list", "a river; a p", items=items)).whole == "a river; a pond"


def test_the_evidence_is_that_of_the_value_or_what_people_pointed_at() -> None:
    made = answer("We saw 57 otters.", "They slept.", paper_id=OTTERS.id)
    second = made.sentences[1].citations
    assert cell(made).evidence == made.sentences[0].citations
    assert cell(made, value=None).evidence == [*made.sentences[0].citations, *second]
    assert cell(made, evidence=second).evidence == second


@pytest.mark.parametrize(
    ("said_by_machine", "held", "label", "shown", "has_quotes"),
    [
        ("not_reported", "reported", "", "reported (Ada)", False),
        ("not_reported", "reported", "wrong", "reported (Ada)", False),
        ("reported", "reported", "wrong", "reported (Ada)", False),
        ("reported", "not_reported", "", "not reported (Ada)", False),
        ("reported", "unclear", "", "unclear (Ada): We saw 57 otters.", True),
        ("reported", "reported", "partly", "We saw 57 otters.", True),
        ("not_reported", "not_reported", "correct", "not reported (Ada)", True),
    ],
)
def test_an_answer_that_people_do_not_hold_stands_for_nothing_in_the_cell(
    said_by_machine: str, held: str, label: str, shown: str, has_quotes: bool
) -> None:
    made = answer("We saw 57 otters.", paper_id=OTTERS.id)
    layers = [
        LayerValue("answerer", "extractive", said_by_machine, answer_id=made.id),  # type: ignore[arg-type]
        LayerValue("rater", "Ada", held, answer_id=made.id, label=label),  # type: ignore[arg-type]
    ]
    one = cell(made, value=None, category=held, layer="rater", layers=layers, answer_id=made.id)
    assert (one.shown, bool(one.evidence)) == (shown, has_quotes)


def test_whose_word_a_cell_is_stands_in_words() -> None:
    said = [LayerValue("rater", name, "reported") for name in ("Ada", "Ben")]
    machine = final().layers
    assert layer_words(final(layers=[*machine, *machine, *machine], layer="vote")) == "vote of 3"
    assert layer_words(final(layers=[*machine, *said], layer="rater")) == "raters: Ada, Ben"
    settled = LayerValue("settled", "Cem", "reported")
    assert layer_words(final(layers=[*machine, *said, settled], layer="settled")) == "settled by Cem"
    assert layer_words(final(state="disputed", layer=None)) == "disputed"


def test_the_first_sheet_is_the_table_with_its_head_and_papers_in_sight() -> None:
    book = sheets(table(*TWO))
    sheet = book.worksheets[0]
    assert [[one.value for one in line] for line in sheet.iter_rows()] == [
        ["paper", "count", "place"],
        ["Lovelace 2024", "57 animals", "not reported (answerer)"],
        ["Müller 2021", None, "We saw 57 otters. They slept."],
    ]
    assert sheet.freeze_panes == "B2"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
    assert all(one.alignment.wrap_text for one in sheet[2] if one.value)


def test_rows_are_as_tall_as_their_text() -> None:
    long = cell(answer("otter " * 40, paper_id=OTTERS.id), value=None)
    sheet = sheets(table(ExtractionRow(OTTERS, "Lovelace 2024", [None, long]))).worksheets[0]
    assert 5 * 15.0 <= sheet.row_dimensions[2].height <= 8 * 15.0


def test_each_cell_has_its_quote_as_a_comment_and_each_head_to_the_codebook() -> None:
    book = sheets(table(*TWO))
    sheet = book.worksheets[0]
    said = sheet["B2"].comment.text
    assert said == "“We saw 57 otters.” (page 1)\nanswerer: Quotes from the papers, no language model; answered"
    name, place = sheet["A2"].hyperlink.location.split("!")
    line = book[name.strip("'")][int(place[1:])]
    assert [one.value for one in line[:9]] == [
        "Lovelace 2024", "count", "57 animals", 57, "animals", "reported", "“We saw 57 otters.” (page 1)", "answered",
        "answerer: Quotes from the papers, no language model",
    ]  # fmt: skip
    name, place = sheet["C1"].hyperlink.location.split("!")
    assert [one.value for one in book[name.strip("'")][int(place[1:])]][:3] == [2, "place", WHERE.text]
    assert sheet["C1"].value == "place"
    assert sheet["C1"].comment.text == WHERE.text


def test_the_wide_csv_says_the_same_and_what_stands_behind() -> None:
    first, second = wide(table(*TWO))
    assert (first["count"], first["count | number"], first["count | unit"]) == ("57 animals", "57.0", "animals")
    assert (first["count | quote"], first["count | page"]) == ("We saw 57 otters.", "1")
    assert (first["place | category"], first["place | reviewed"]) == ("not reported", "by nobody")
    assert (second["paper"], second["count"], second["count | category"]) == ("Müller 2021", "", "")


def test_questions_of_one_label_have_columns_of_their_own() -> None:
    (line,) = wide(table(TWO[0], questions=(HOW_MANY, HOW_MANY)))
    assert line["count"] == "57 animals"
    assert line["count (2)"] == "not reported (answerer)"


def test_nothing_in_the_table_is_a_formula() -> None:
    asked = tuple(Question(text, text, text, "choice", [text]) for text in TEXTS)
    cells: list[ExtractedCell | None] = [cell(answer(text), value=Value("text", text)) for text in TEXTS]
    rows = [ExtractionRow(replace(OTTERS, title=text), text, cells) for text in NASTY]
    made = table(*rows, questions=asked)
    for sheet in sheets(made).worksheets:
        for line in sheet.iter_rows():
            for one in line:
                assert one.data_type != "f"
                assert not str(one.value or "").lstrip().startswith(("=", "+", "-", "@")) or one.data_type == "n"


def test_who_must_not_see_the_verdicts_of_others_has_no_table() -> None:
    hidden = only_by(table(*TWO), "Ada")
    assert sheets(hidden).sheetnames[0] == "Answers"
    with pytest.raises(SidelightError, match="no extraction table"):
        wide(hidden)


def test_a_single_answer_has_no_table() -> None:
    assert "Extraction" not in sheets(export(row())).sheetnames


def test_the_word_document_has_the_table_and_each_cell_leads_to_its_quote() -> None:
    asked = tuple(Question(f"Question {n}?", f"q{n}") for n in range(7))
    made = table(ExtractionRow(OTTERS, "Lovelace 2024", [cell() for _ in asked]), questions=asked)
    out = io.BytesIO()
    write_docx(made, out)
    document = docx.Document(io.BytesIO(out.getvalue()))
    first, second = document.tables
    assert [[one.text for one in line.cells] for line in first.rows] == [
        ["paper", "q0", "q1", "q2", "q3", "q4"],
        ["Lovelace 2024", *["57 animals ↓"] * 5],
    ]
    assert [one.text for one in second.rows[0].cells] == ["paper", "q5", "q6"]
    anchors = re.findall(r'w:anchor="(\w+)"', document.element.xml)
    marks = re.findall(r'w:bookmarkStart w:id="\d+" w:name="(\w+)"', document.element.xml)
    assert anchors == marks == [f"p1q{n}" for n in range(1, 8)]
    assert "Lovelace 2024, q0: “We saw 57 otters.” (page 1) [answerer: Quotes" in "\n".join(
        p.text for p in document.paragraphs
    )


@pytest.mark.parametrize("text", [*TEXTS, "\x00\x08 bell", "<w:p>&amp;", "\ud800"])
def test_any_text_can_stand_in_the_word_document(text: str) -> None:
    row = ExtractionRow(replace(OTTERS, title=text), text, [cell(answer(text), value=None), None])
    out = io.BytesIO()
    write_docx(table(row, questions=(Question(text, text), WHERE)), out)
    assert len(docx.Document(io.BytesIO(out.getvalue())).tables) == 1


def test_the_markdown_table_has_its_quotes_as_footnotes() -> None:
    out = io.BytesIO()
    write_markdown_table(table(*TWO), out)
    text = out.getvalue().decode()
    assert "| paper | count | place |\n|---|---|---|\n" in text
    assert "| Lovelace 2024 | 57 animals[^p1q1] | *not reported (answerer)*[^p1q2] |" in text
    assert "[^p1q1]: “We saw 57 otters.” (page 1) *answerer: Quotes" in text
    assert "Questions: Animals, version 3." in text


def test_a_bar_in_a_cell_parts_no_columns() -> None:
    out = io.BytesIO()
    write_markdown_table(table(ExtractionRow(OTTERS, "a|b", [cell(value=Value("text", "x | y\nz")), None])), out)
    assert "| a\\|b | x \\| y z[^p1q1] |  |" in out.getvalue().decode()
