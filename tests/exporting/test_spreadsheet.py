"""Workbooks and CSV files: everything is there, nothing in them is run."""

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lib.errors import SidelightError
from lib.exporting.export_rows import Export, Row
from lib.exporting.spreadsheet import write_citations_csv, write_csv, write_xlsx
from lib.exporting.spreadsheet_cells import LONGEST
from lib.records import Question, Value
from lib.text.cleaning import clean
from tests.exporting.export_samples import NASTY, OWLS, export, head, nasty_export, row, verdict
from tests.surveys.answers import answer


def workbook(made: Export) -> Any:
    out = io.BytesIO()
    write_xlsx(made, out)
    return load_workbook(io.BytesIO(out.getvalue()))


def table(sheet: Any) -> list[dict[str, Any]]:
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    return [dict(zip(rows[0], line, strict=True)) for line in rows[1:]]


def csv_rows(made: Export, write: Any = write_csv) -> list[dict[str, str]]:
    out = io.BytesIO()
    write(made, out)
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))


def test_a_workbook_has_a_row_for_each_answer_and_each_citation() -> None:
    made = row(verdicts=[verdict("a", correct="correct")])
    book = workbook(export(made, row(), verdicts=made.verdicts))
    assert book.sheetnames == ["Answers", "Citations", "Verdicts", "Papers", "About"]
    first = table(book["Answers"])[0]
    assert (first["paper"], first["authors"]) == ("Otters in the reeds", "Ada Lovelace; Grace Hopper")
    assert (first["category"], first["value"], first["number"]) == ("reported", "57", 57)
    assert first["answer"] == "We saw 57 otters."
    assert first["correct"] == "Ada: correct"
    assert "[1] We saw 57 otters. (page 1)" in first["evidence"]
    assert len(table(book["Answers"])) == 2
    cited = table(book["Citations"])[0]
    assert (cited["quote"], cited["page"], cited["citation"]) == ("We saw 57 otters.", "1", 1)
    assert cited["boxes (page x0 top x1 bottom)"] == "1 0.10000 0.10000 0.50000 0.12000"


def test_headers_are_frozen_texts_wrapped_and_dois_linked() -> None:
    sheet = workbook(export())["Answers"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    doi = next(cell for cell in sheet[2] if cell.value == "10.1234/otters")
    assert doi.hyperlink.target == "https://doi.org/10.1234/otters"
    assert sheet["A2"].alignment.wrap_text
    assert round(sheet.column_dimensions["A"].width) in (40, 41)  # Excel adds a cell's margins


def test_papers_and_answer_ids_lead_to_their_rows() -> None:
    told = answer("We saw 57 otters.", paper_id="a" * 64)
    made = row(told, verdicts=[verdict(told.id, correct="correct")])
    other = row(answer("An owl.", paper_id=OWLS.id), papers=[OWLS])
    book = workbook(export(made, other, verdicts=made.verdicts))

    def led_to(sheet: str, column: str, line: int) -> tuple[object, object]:
        """Return the cell, and the one below the same heading where its link leads."""
        place = next(n for n, cell in enumerate(book[sheet][1]) if cell.value == column)
        cell = book[sheet][line][place]
        where, row_of = cell.hyperlink.location.replace("'", "").split("!A")
        heading = next(n for n, one in enumerate(book[where][1]) if one.value == column)
        return cell.value, book[where][int(row_of)][heading].value

    for sheet, column, line in [
        ("Answers", "paper", 2),
        ("Answers", "paper", 3),
        ("Citations", "paper", 3),
        ("Citations", "answer id", 3),
        ("Verdicts", "paper", 2),
        ("Verdicts", "answer id", 2),
    ]:
        cell, target = led_to(sheet, column, line)
        assert cell == target
    assert book["Papers"]["D2"].hyperlink.target == "https://doi.org/10.1234/otters"


def test_numbers_stay_numbers_and_times_are_text() -> None:
    made = answer("x", tokens={"input": 12, "output": 3}, cost=0.25)
    line = table(workbook(export(row(made)))["Answers"])[0]
    assert (line["year"], line["tokens in"], line["cost in US dollars"]) == (2024, 12, 0.25)
    assert line["answered at"] == "2026-01-01T00:00:00.000000+00:00"


@pytest.mark.parametrize("text", NASTY)
def test_text_that_looks_like_a_formula_is_neutralised_everywhere(text: str) -> None:
    made = export(row(answer(text, general=text), question=Question(text), value=Value("text", text)))
    line = csv_rows(made)[0]
    starts = [value.lstrip()[:1] for value in line.values()]
    assert not set(starts) & set("=+-@＝\t\r")
    assert line["answer"].startswith("'")
    for sheet in workbook(made):
        for cells in sheet.iter_rows():
            for cell in cells:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and re.match(r"[\s]*[=+\-@＝]", cell.value))


def test_no_part_of_a_workbook_holds_a_formula_or_an_error() -> None:
    out = io.BytesIO()
    write_xlsx(export(*(row(answer(text)) for text in (*NASTY, "#DIV/0!", "#N/A"))), out)
    with zipfile.ZipFile(out) as parts:
        xml = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".xml"))
    assert b"<f>" not in xml
    assert b"<f " not in xml
    assert b't="e"' not in xml


def test_a_semicolon_does_not_let_a_formula_in_where_it_is_the_delimiter() -> None:
    assert csv_rows(export(row(answer("a;=1+1; -b\n=c\r +d"))))[0]["answer"] == "a;'=1+1; '-b\n'=c\n '+d"


@pytest.mark.parametrize("text", ['a;"=1+1;b', 'a\n"=1+1\nb', 'a; " "+1', 'a;""=1+1', 'a;"\xa0@sum'])
def test_a_quote_before_a_formula_does_not_let_it_in_where_the_semicolon_is_the_delimiter(text: str) -> None:
    out = io.BytesIO()
    write_csv(export(row(answer(text))), out)
    lines = csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""), delimiter=";")
    cells = [cell for line in lines for cell in line]
    assert any("'" in cell for cell in cells)
    assert not [cell for cell in cells if re.match(r'[\s"]*[=+\-@]', cell)]


def test_control_and_half_characters_are_left_out() -> None:
    made = export(row(answer("a\x00b\x07c\ud800d\ufffee\u202ef")))
    assert csv_rows(made)[0]["answer"] == "abcdef"
    assert table(workbook(made)["Answers"])[0]["answer"] == "abcdef"


@pytest.mark.parametrize("text", ["x" * 40_000, "😀" * 20_000])
def test_a_text_longer_than_a_cell_is_cut_and_it_is_said(text: str) -> None:
    book = workbook(export(row(answer(text))))
    cell = table(book["Answers"])[0]["answer"]
    assert len(cell.encode("utf-16-le")) // 2 <= LONGEST
    assert "cut" in cell[-100:]
    assert any("longer than a cell" in str(line["is"]) for line in table(book["About"]))


def test_excels_own_escapes_are_taken_for_letters() -> None:
    assert table(workbook(export(row(answer("the name _x0041_ stays"))))["Answers"])[0]["answer"] == (
        "the name _x005F_x0041_ stays"
    )


@pytest.mark.parametrize("text", ["<r>a < b</r>", "<r><t>bold</t></r>", " 5 > 4 & 3 ", "two\nlines ", "α\u00a0"])
def test_what_looks_like_the_markup_of_a_sheet_is_text(text: str) -> None:
    book = workbook(export(row(answer(text))))
    assert table(book["Answers"])[0]["answer"] == text


def test_citations_alone_make_a_csv_with_printed_page_and_section() -> None:
    made = answer("x", paper_id=OWLS.id)
    evidence = [replace(one, pages=[(4, "iv")]) for one in row(made).evidence]
    line = csv_rows(export(row(made, evidence=evidence)), write_citations_csv)[0]
    assert (line["page"], line["printed page"], line["paper"]) == ("4", "iv", "Owls in the barn")


def test_what_the_survey_was_is_told() -> None:
    about = {line[0].value: line[1].value for line in workbook(export(surveys=[head()]))["About"].iter_rows()}
    assert about["Survey"] == "Animals"
    assert about["Cells finished"] == "2 of 2, 0 of them failed"


def test_a_workbook_that_is_given_up_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def fails() -> Iterator[Row]:
        yield row()
        raise SidelightError("The database failed.")

    with pytest.raises(SidelightError):
        write_xlsx(export(rows=fails), io.BytesIO())
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_no_more_is_an_error_of_the_disk() -> None:
    class Full(io.BytesIO):
        refused = False

        def write(self, data: Any) -> int:
            if self.refused:
                return super().write(data)
            self.refused = True
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_xlsx(export(), Full())


def test_no_cell_of_any_column_of_any_sheet_begins_like_a_formula() -> None:
    made = nasty_export()
    cells = [cell for sheet in workbook(made) for line in sheet.iter_rows() for cell in line]
    for write in (write_csv, write_citations_csv):
        out = io.BytesIO()
        write(made, out)
        lines = csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""))
        assert not [cell for line in lines for cell in line if re.match(r"\s*[=+@＝\t\r]|\s*-(?!\d+$)", cell)]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and re.match(r"\s*[=+\-@＝]", cell.value)]


@given(st.text())
def test_the_quick_way_for_plain_text_leaves_nothing_in_that_the_slow_one_takes_out(text: str) -> None:
    assert clean(text) == clean(f"{text}\x00")  # which the slow way takes out
