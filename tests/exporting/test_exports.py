"""Files made of real papers, real answers, a real survey and a real review."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from openpyxl import load_workbook

from lib.config import Settings
from lib.errors import SidelightError, UnknownSurvey
from lib.exporting.export_rows import only_by
from lib.exporting.exports import Exports
from lib.exporting.formats import find_format
from lib.exporting.methods_paragraph import Compared
from lib.records import Answer, AnswerSentence, Cell, Question, Value
from lib.statistics.agreement import pairwise
from lib.workspace import Workspace
from tests.drawing.test_annotating import covered, letters, quads
from tests.pdfs import print_paper

OTTERS = print_paper(
    title="Otters in the reeds",
    sections=[
        ("Methods", ["We counted the otters with four thermal cameras. The cameras stood two metres above the water."]),
        ("Results", ["In all 57 otters crossed the transect. Most of them crossed it at dawn."]),
    ],
)
OWLS = print_paper(
    sections=[("Methods", ["The barn owls were ringed by volunteers. Each ring carried a number of six digits."])],
).turned(90)
QUESTION = "How many otters crossed the transect?"


def labelled(data: bytes) -> bytes:
    """Return the same PDF whose pages are labelled from 212 on."""
    with pikepdf.open(io.BytesIO(data)) as document:
        document.Root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.D, St=212)])
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("kept"), Settings()) as workspace:
        otters = workspace.add_paper(labelled(OTTERS.data), filename="otters.pdf")
        owls = workspace.add_paper(OWLS.data, filename="owls.pdf")
        workspace.edit_paper(otters.id, year=2000)
        workspace.edit_paper(owls.id, title="Owls in the barn: a/b?", year=2000)
        yield workspace


@pytest.fixture(scope="module")
def exports(ws: Workspace) -> Exports:
    return ws.exports


@pytest.fixture(scope="module")
def answer(ws: Workspace) -> Answer:
    return ws.ask(QUESTION)


@pytest.fixture(scope="module")
def survey_id(ws: Workspace) -> str:
    questions = [Question(QUESTION, "count", answer_type="number"), Question("Who ringed the owls?", "ringers")]
    survey = ws.run_survey(questions, [paper.id for paper in ws.papers()])
    otters = next(paper for paper in ws.papers() if paper.filename == "otters.pdf")
    ws.surveys.change(survey.id, (otters.id, 1, "extractive"), "unclear", "Ada", note="odd")
    return survey.id


def test_every_format_of_an_answer_a_survey_and_a_review_can_be_made(
    ws: Workspace, exports: Exports, answer: Answer, survey_id: str
) -> None:
    reviewed = [item.answer_id for item in ws.reviews.items()]
    for made in (exports.of_answer(answer.id), exports.of_survey(survey_id), exports.of_review(reviewed, "The review")):
        for kind in exports.formats(made.kind):
            file = exports.file(made, kind.id)
            assert file.data
            assert file.name.endswith((f".{kind.ending}", ".zip"))
            assert "/" not in file.name
            assert "?" not in file.name


def test_the_highlights_of_an_answer_lie_on_its_quotes(exports: Exports, answer: Answer) -> None:
    file = exports.answer(answer.id, "pdf")
    citations = {c.quote: c for sentence in answer.sentences for c in sentence.citations}
    for rects, quote in zip(quads(file.data), citations, strict=True):
        assert letters(covered(file.data, rects)) == letters(quote)
    assert file.name == "Lovelace 2000 Otters in the reeds - highlighted.pdf"
    assert file.media_type == "application/pdf"


def test_a_printed_page_label_stands_beside_the_position(exports: Exports, answer: Answer) -> None:
    line = next(csv.DictReader(io.StringIO(exports.answer(answer.id, "citations").data.decode("utf-8-sig"))))
    assert (line["page"], line["printed page"]) == ("1", "212")
    assert "page 1 (printed 212)" in exports.answer(answer.id, "markdown").data.decode()


def test_a_survey_has_a_row_a_cell_with_what_a_person_changed(exports: Exports, survey_id: str) -> None:
    book = load_workbook(io.BytesIO(exports.survey(survey_id, "xlsx").data))
    header, *rows = ([cell.value for cell in line] for line in book["Answers"].iter_rows())
    lines = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(line["file"], line["question label"]) for line in lines] == [
        (name, label) for name in ("owls.pdf", "otters.pdf") for label in ("count", "ringers")
    ]
    assert [line["changed by a person"] for line in lines] == ["no", "no", "no", "yes"]
    assert (lines[2]["value"], lines[2]["number"]) == ("57 otters", 57)
    assert lines[3]["category"] == "unclear"
    assert [lines[3][name] for name in ("changed by", "note on the change")] == ["Ada", "odd"]
    assert str(lines[3]["changed at"]).startswith("20")
    assert "changed by" in header
    assert lines[2]["changed by"] is None


@pytest.mark.parametrize("wanted", ["markdown", "book"])
def test_who_changed_a_category_when_and_why_stands_in_words(
    ws: Workspace, exports: Exports, survey_id: str, wanted: str
) -> None:
    (change,) = ws.surveys.changes(survey_id)
    words = exports.survey(survey_id, wanted).data.decode().replace("\\_", "_").replace("\u2060", "")
    at = f"{change.at[:10]} {change.at[11:16]} UTC"
    assert f"Ada made it unclear at {at}: odd" in words
    assert "Quotes from the papers, no language model (extractive)" in words
    assert change.at not in words


def test_the_workbooks_first_sheet_opened_again_is_what_the_screen_shows(exports: Exports, survey_id: str) -> None:
    shown = [[row.name, *(cell.shown if cell else None for cell in row.cells)] for row in exports.extraction(survey_id)]
    sheet = load_workbook(io.BytesIO(exports.survey(survey_id, "xlsx").data)).worksheets[0]
    assert [list(line) for line in sheet.iter_rows(min_row=2, values_only=True)] == shown
    assert [line[0] for line in shown] == ["Lovelace and Hopper 2000", "Owls in the barn: a/b? 2000"]
    assert shown[0][2] == "unclear (changed by Ada)", "that no sentence was found is no value of it"
    (only,) = exports.extraction(survey_id, [next(exports.extraction(survey_id)).paper.id])
    assert only.name == shown[0][0]


def test_copies_of_several_papers_come_in_a_zip_under_names_of_their_titles(exports: Exports, survey_id: str) -> None:
    file = exports.survey(survey_id, "pdf")
    with zipfile.ZipFile(io.BytesIO(file.data)) as files:
        assert sorted(files.namelist()) == ["2000 Owls in the barn a b.pdf", "Lovelace 2000 Otters in the reeds.pdf"]
        owls = files.read("2000 Owls in the barn a b.pdf")
    assert "The barn owls were ringed by volunteers." in OWLS.sentences
    assert letters(covered(owls, quads(owls)[0])) == letters("The barn owls were ringed by volunteers.")


def test_the_book_of_a_survey_has_clippings_and_no_script(exports: Exports, survey_id: str) -> None:
    text = exports.survey(survey_id, "book").data.decode()
    assert text.count("data:image/webp;base64,") >= 2
    assert "<script" not in text


def test_a_review_is_exported_with_verdicts_of_all_raters_and_their_history(
    ws: Workspace, exports: Exports, survey_id: str
) -> None:
    answer_id = next(item.answer_id for item in ws.reviews.items(survey_id) if item.category == "reported")
    ws.reviews.give(answer_id, "Ada", correct="wrong")
    ws.reviews.give(answer_id, "Ada", correct="correct")
    ws.reviews.give(answer_id, "Ben", correct="partly", supported="yes")
    lines = [json.loads(line) for line in exports.review([answer_id], "jsonl").data.decode().splitlines()]
    assert [line["correct"] for line in lines if line["record"] == "verdict"] == ["wrong", "correct", "partly"]
    assert [line["record"] for line in lines].count("cell") == 1
    row = next(csv.DictReader(io.StringIO(exports.review([answer_id], "csv").data.decode("utf-8-sig"))))
    assert row["correct"] == "Ada: correct; Ben: partly correct"
    assert "2 raters reviewed 1 answer" in exports.review([answer_id], "methods").data.decode()


@pytest.mark.parametrize("wanted", ["jsonl", "csv", "markdown", "book", "xlsx"])
def test_a_blind_raters_export_holds_no_category_value_or_note_of_another(
    ws: Workspace, exports: Exports, wanted: str
) -> None:
    survey = ws.run_survey([Question(QUESTION, "count", answer_type="number")], [paper.id for paper in ws.papers()])
    for key, cell in survey.cells.items():
        assert cell.category in ("reported", "not_reported")
        ws.surveys.change(
            survey.id, key, "unclear", "Ben", value=Value("number", "4711 otters", 4711.0), note="Bens words"
        )
    own = next(key for key, cell in survey.cells.items() if cell.category == "not_reported")
    ws.surveys.change(survey.id, own, "reported", "Ada", note="Adas words")
    ws.surveys.change(survey.id, own, "unclear", "Ben", note="Bens words")
    blind = only_by(exports.of_survey(survey.id), "Ada")
    assert [row.category for row in blind.rows()] == ["reported", "reported"]
    assert {row.value.number for row in blind.rows() if row.value} == {57.0}
    data = exports.file(blind, wanted).data
    if wanted == "xlsx":
        words = str([[cell.value for cell in line] for sheet in load_workbook(io.BytesIO(data)) for line in sheet])
    else:
        words = data.decode("utf-8-sig")
    assert not [one for one in ("Ben", "4711 otters", "4711.0") if one in words]
    assert "Adas words" in words
    ws.surveys.remove(survey.id)


def test_json_lines_hold_every_record_whole(exports: Exports, ws: Workspace, survey_id: str) -> None:
    lines = [json.loads(line) for line in exports.survey(survey_id, "jsonl").data.decode().splitlines()]
    assert lines[0]["record"] == "sidelight-export"
    assert lines[0]["version"] == 1
    answers = {line["id"]: line for line in lines if line["record"] == "answer"}
    for cell in ws.surveys.cells(survey_id).values():
        assert cell.answer is not None
        assert Answer.from_dict(answers[cell.answer.id]) == cell.answer
    assert sum(line["record"] == "change" for line in lines) == 1


def test_a_large_export_is_written_beside_and_renamed(exports: Exports, survey_id: str, tmp_path: Path) -> None:
    saved = exports.save(exports.of_survey(survey_id), "xlsx", tmp_path / "new")
    path = saved.path
    assert saved.media_type == find_format("xlsx").media_type
    assert path.name.endswith(".xlsx")
    assert [child.name for child in path.parent.iterdir()] == [path.name]
    load_workbook(path)


def test_nothing_half_written_stays_where_an_export_fails(exports: Exports, survey_id: str, tmp_path: Path) -> None:
    made = exports.of_survey(survey_id)

    def fails() -> Iterator:
        yield from list(made.rows())[:1]
        raise SidelightError("The database failed.")

    with pytest.raises(SidelightError, match="database"):
        exports.save(replace(made, rows=fails), "csv", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(
    exports: Exports, answer: Answer, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SidelightError, match="cannot be written"):
        exports.save(exports.of_answer(answer.id), "csv", tmp_path / "file")


def test_what_is_gone_is_told_in_a_sentence(exports: Exports) -> None:
    with pytest.raises(SidelightError, match="no longer in the library"):
        exports.answer("none", "csv")
    with pytest.raises(UnknownSurvey):
        exports.survey("none", "csv")


def test_an_answer_without_evidence_has_nothing_to_highlight(ws: Workspace, exports: Exports) -> None:
    nothing = ws.ask("Which optimiser trained the convolutional network with a learning rate of 0.1?")
    assert not nothing.found
    with pytest.raises(SidelightError, match="nothing to highlight"):
        exports.answer(nothing.id, "pdf")


def test_a_removed_paper_keeps_what_its_answers_hold(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "data", Settings()) as ws:
        paper = ws.edit_paper(ws.add_paper(OTTERS.data, filename="otters.pdf").id, year=2000)
        answer = ws.ask(QUESTION)
        ws.remove_paper(paper.id)
        exports = ws.exports
        text = exports.answer(answer.id, "markdown").data.decode()
        assert "Lovelace and Hopper 2000, page 1" in text
        assert "In all 57 otters crossed the transect." in text
        book = exports.answer(answer.id, "book").data.decode()
        assert "without a picture of the page" in book
        with pytest.raises(SidelightError, match="missing"):
            exports.answer(answer.id, "pdf")


def test_verdicts_on_a_removed_papers_answers_keep_their_words_in_every_format(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "data", Settings()) as ws:
        paper = ws.add_paper(OTTERS.data, filename="otters.pdf")
        survey = ws.run_survey([QUESTION], [paper.id])
        (cell,) = survey.cells.values()
        assert cell.answer is not None
        ws.reviews.give(cell.answer.id, "Ada", correct="wrong", reason="Not these otters.", correction="58 otters")
        ws.reviews.give(cell.answer.id, "Ada", citation=1, right_passage=False, supported="no", note="Another river.")
        ws.remove_paper(paper.id)
        exports, ids = ws.exports, [cell.answer.id]
        for wanted in ("xlsx", "csv", "citations", "jsonl", "markdown", "book"):
            data = exports.review(ids, wanted).data
            text = _text_of(data) if wanted == "xlsx" else data.decode()
            said = ["Another river."] if wanted == "citations" else ["Not these otters.", "58 otters"]
            said += ["Another river."] if wanted in ("xlsx", "jsonl", "markdown", "book") else []
            for words in (*said, "In all 57 otters crossed the transect.", "Otters in the reeds"):
                assert words in text, (wanted, words)
        methods = exports.review(ids, "methods").data.decode()
        assert (
            "1 rater reviewed 1 answer by eye. For 1 verdict nothing was hidden from the rater. "
            "Verdicts held to be right for the paper (n = 1): 1 (100.0 %) wrong" in methods
        )


def _text_of(workbook: bytes) -> str:
    """Return every cell of every sheet."""
    sheets = load_workbook(io.BytesIO(workbook))
    return "\n".join(str(cell) for sheet in sheets for line in sheet.iter_rows(values_only=True) for cell in line)


def test_the_methods_paragraphs_numbers_are_those_of_the_records(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "data", Settings()) as ws:
        papers = [ws.add_paper(p.data, filename=n) for p, n in ((OTTERS, "otters.pdf"), (OWLS, "owls.pdf"))]
        survey = ws.run_survey([QUESTION, "Who ringed the owls?", "Who paid for it?"], [paper.id for paper in papers])
        cells = list(survey.cells.values())
        judged = ["correct", "wrong", "partly", "correct", "correct", "wrong"]
        for cell, word in zip(cells, judged, strict=True):
            assert cell.answer is not None
            ws.reviews.give(cell.answer.id, "Ada", correct=word)
            ws.reviews.give(cell.answer.id, "Ben", correct="correct")
        pairs = pairwise(ws.reviews.labels("correct", ws.reviews.items(survey.id)))
        compared = [Compared(first, second, found) for (first, second), found in pairs.items()]
        text = ws.exports.survey(survey.id, "methods", compared).data.decode()
    reported = sum(cell.category == "reported" for cell in cells)
    cited = {
        (c.paper_id, *c.sentence_ids, n) for n, cell in enumerate(cells) for s in _sentences(cell) for c in s.citations
    }
    assert "We asked 3 questions of 2 papers" in text
    assert f"{reported:,} ({100 * reported / 6:.1f} %)" in text
    assert f"they carry {len(cited)} citation" in text
    assert "2 raters reviewed 6 answers by eye." in text
    assert "(n = 12): 9 (75.0 %) correct, 1 (8.3 %) partly correct and 2 (16.7 %) wrong" in text
    assert "Ada and Ben agreed on 3 (50.0 %) of 6 items" in text
    # Ben's labels are all one, so chance agreement is what Ada's share of that label is: kappa 0
    assert "Cohen's kappa 0.00" in text
    assert "majority baseline is 100.0 %" in text


def _sentences(cell: Cell) -> list[AnswerSentence]:
    return cell.answer.sentences if cell.answer is not None else []
