"""Tables are read by what is in them, or refused with a sentence."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from lib.errors import SheetError
from lib.importing.sheets import read_sheet


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_is_read_whatever_its_delimiter(delimiter: str) -> None:
    text = delimiter.join(["paper", "a label"]) + "\n" + delimiter.join(['"x, y; z|w"', "Yes"]) + "\n"
    sheet = read_sheet("t.csv", text.encode())
    assert sheet.columns == ["paper", "a label"]
    assert sheet.rows == [{"paper": "x, y; z|w", "a label": "Yes"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_its_encoding_is_found_out(encoding: str) -> None:
    rows = "Name,Ort\n" + "Müller,Köln am Rhein – große Straße\n" * 20
    assert read_sheet("t.csv", rows.encode(encoding)).rows[0] == {
        "Name": "Müller",
        "Ort": "Köln am Rhein – große Straße",
    }


@pytest.mark.parametrize("names", ["Zoë Müller", "Étude déjà vue", "García; ñandú – “x”", "Åse Brønn"])
def test_a_few_western_names_in_a_short_table_are_read_as_excel_wrote_them(names: str) -> None:
    assert read_sheet("t.csv", f"paper|rater\noaks.pdf|{names}\n".encode("cp1252")).rows[0]["rater"] == names


@pytest.mark.parametrize(("names", "encoding"), [("山田太郎", "cp932"), ("Иван Петров и Мария Иванова", "cp1251")])
def test_other_scripts_are_not_taken_for_western_ones(names: str, encoding: str) -> None:
    text = "paper,rater\n" + f"oaks.pdf,{names}\n" * 40
    rater = read_sheet("t.csv", text.encode(encoding)).rows[0]["rater"]
    assert not any(letter in "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ" for letter in rater)


def test_short_rows_are_filled_empty_ones_left_out_and_names_made_distinct() -> None:
    sheet = read_sheet("t.csv", b"a,a,\n1\n,,\n1,2,3\n")
    assert sheet.columns == ["a", "a (2)", "column 3"]
    assert sheet.rows == [{"a": "1", "a (2)": "", "column 3": ""}, {"a": "1", "a (2)": "2", "column 3": "3"}]


def test_an_excel_file_gives_its_first_sheet_that_has_rows() -> None:
    book = Workbook()
    book.create_sheet("data").append(["n", "share"])
    book["data"].append([3.0, 0.5])
    stream = io.BytesIO()
    book.save(stream)
    assert read_sheet("t.xlsx", stream.getvalue()).rows == [{"n": "3", "share": "0.5"}]


def _zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr("a.txt", "no workbook")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "holds no table"),
        (b"only a header\n", "holds no table"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel"),
        (b"PK\x03\x04 broken", "cannot be opened as an Excel file"),
        (_zip(), "cannot be opened as an Excel file"),
        (b"a,b\n\x00\x01\x02,c\n", "no text file"),
        (b"x" * 50_000_001, "larger than 50 MB"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(SheetError, match=words):
        read_sheet("t", data)


def test_a_column_is_found_by_any_of_its_names_the_first_named_first() -> None:
    sheet = read_sheet("t.csv", b"Title,paper_ID,DOI\nx,y,z\n")
    assert sheet.column("paper id", "title") == "paper_ID"
    assert sheet.column("doi ") == "DOI"
    assert sheet.column("year") is None


def _book(*cells: tuple[int, int]) -> bytes:
    """Return an Excel file of a header, a row, and cells at these rows and columns."""
    book, stream = Workbook(), io.BytesIO()
    book.active.append(["question"])
    book.active.append(["What?"])
    for row, column in cells:
        book.active.cell(row, column, "x")
    book.save(stream)
    return stream.getvalue()


def _cut(data: bytes, part: str) -> bytes:
    """Return an Excel file one of whose parts ends in its middle."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(stream, "w") as broken:
        for name in whole.namelist():
            content = whole.read(name)
            broken.writestr(name, content[: len(content) // 2] if name == part else content)
    return stream.getvalue()


def test_one_cell_far_out_neither_widens_every_row_nor_takes_the_memory() -> None:
    assert len(read_sheet("t.xlsx", _book((150_000, 3))).rows) == 2
    with pytest.raises(SheetError, match="column 16,000 of row 150,000"):
        read_sheet("t.xlsx", _book((150_000, 16_000)))
    with pytest.raises(SheetError, match="cells below row 400,000"):
        read_sheet("t.xlsx", _book((1_000_000, 1)))
    wide = "a" + "," * 1_990 + "b\n" + "x\n" * 100_000
    with pytest.raises(SheetError, match="too many"):
        read_sheet("t.csv", wide.encode())
    with pytest.raises(SheetError, match="more than 2,000 columns"):
        read_sheet("t.csv", ("a," * 2_000 + "b\nx\n").encode())


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_damaged_excel_file_is_refused_with_a_sentence(part: str) -> None:
    with pytest.raises(SheetError, match="Excel file"):
        read_sheet("t.xlsx", _cut(_book(), part))


@pytest.mark.parametrize("hint", ["sep=;\r\n", "sep=;\n", "SEP=,\r\n"])
def test_the_line_by_which_excel_names_the_delimiter_is_no_header(hint: str) -> None:
    assert read_sheet("t.csv", f"{hint}question;label\r\nWhat?;x\r\n".encode()).columns == ["question", "label"]


def test_letters_that_were_guessed_are_said_to_be() -> None:
    czech = "paper,rater\noaks.pdf,Dvořák\n"
    assert "UTF-8" in read_sheet("t.csv", czech.encode("cp1250")).doubt
    assert read_sheet("t.csv", czech.encode()).doubt == ""
    assert read_sheet("t.csv", czech.encode("utf-16")).doubt == ""


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("Question,Type\nWhat is the aim?,text\nHow many patients?,number\n", "Question"),
        ("Question,Type\nHow many patients?,number\nWhat is the aim?,text\n", "Question"),
        ("Text,Type\nHow many?,number\nWhere?,text\n", "Text"),
        ("Frage,Art\nWie viele?,number\nWas?,Text\n", "Frage"),
        ("Text,Type\nWhere?,text\nHow many patients?,number\n", "Text"),
        ("Frage,Art\nWas?,Text\nWie viele?,number\n", "Frage"),
        ("Question,Type,Hint\nWhich title?,text,title\nHow many?,number,paper\n", "Question"),
        ("Label,Meaning\nyes,It does\nkey,It is one\n", "Label"),
        ("Source,Web of Science\nReviewer,AO\nPaper,Question,Label\na.pdf,Q1,yes\nb.pdf,Q1,no\n", "Paper"),
        ("Title,Our form\nPaper,Question,Label\na.pdf,Q1,yes\nb.pdf,Q1,no\n", "Paper"),
        ("Paper,Kind\na.pdf,study\nb.pdf,article,so to speak\n", "Paper"),
    ],
)
def test_a_value_that_is_called_like_a_column_makes_its_row_no_head(text: str, head: str) -> None:
    assert read_sheet("t.csv", text.encode()).columns[0] == head
