"""Extraction sheets as people make them by hand: merged cells, notes and titles above, other sheets before, two head rows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from lib.errors import SheetError
from lib.importing import workbooks
from lib.importing.label_columns import guessed_columns
from lib.importing.label_table import read_labels
from lib.importing.sheets import read_sheet
from lib.importing.workbooks import STRICT, TRANSITIONAL

Rows = Sequence[Sequence[object]]
LABELS: Rows = [["paper", "question", "label"], ["a.pdf", "Q1", "yes"], ["b.pdf", "Q1", "no"]]
README: Rows = [["This workbook holds the labels of two raters"], ["made in 2024"]]
CODEBOOK: Rows = [["Variable", "Meaning"], ["Q1", "Is there an otter?"], ["Q2", "Is there an owl?"]]


def workbook(sheets: dict[str, Rows], *merged: str) -> bytes:
    """Return an XLSX of these sheets; ranges of the last one are merged."""
    book, stream = Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    for ranges in merged:
        sheet.merge_cells(ranges)
    book.save(stream)
    return stream.getvalue()


def strict(data: bytes) -> bytes:
    """Return a workbook with the namespaces of the strict form."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            for old, new in zip(TRANSITIONAL, STRICT, strict=True):
                content = content.replace(old, new) if name.startswith("xl/") else content
            after.writestr(name, content)
    return stream.getvalue()


def ods(body: str) -> bytes:
    """Return an ODS whose spreadsheet holds this."""
    names = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return stream.getvalue()


def test_a_merged_range_has_its_value_in_every_cell() -> None:
    rows = [
        ["paper", "question", "label"],
        ["a.pdf", "Q1", "yes"],
        [None, "Q2", None],
        ["b.pdf", "Q1", "no"],
        [None, "Q2", "yes"],
    ]
    sheet = read_sheet("t.xlsx", workbook({"S": rows}, "A2:A3", "A4:A5", "C2:C3"))
    read = read_labels(sheet, guessed_columns(sheet))
    assert [(label.paper_key, label.question, label.label) for label in read.labels] == [
        ("a.pdf", "Q1", "yes"),
        ("a.pdf", "Q2", "yes"),
        ("b.pdf", "Q1", "no"),
        ("b.pdf", "Q2", "yes"),
    ]
    assert read.notes == []


def test_cells_merged_across_fill_their_columns_and_a_whole_columns_merge_adds_no_rows() -> None:
    rows = [["paper", "Q1", "Q2"], ["a.pdf", "yes", None], ["b.pdf", "no", "yes"]]
    data = workbook({"S": rows}, "B2:C2", "F2:F500")
    assert [row["Q2"] for row in read_sheet("t.xlsx", data).rows] == ["yes", "yes"]


@pytest.mark.parametrize(
    "before", [{"ReadMe": README}, {"Codebook": CODEBOOK}, {"ReadMe": README, "Codebook": CODEBOOK}]
)
def test_the_sheet_with_a_column_of_papers_is_taken_and_another_can_be_chosen(before: dict[str, Rows]) -> None:
    data = workbook({**before, "Labels": LABELS})
    sheet = read_sheet("t.xlsx", data)
    assert (sheet.name, guessed_columns(sheet).paper, len(sheet.rows)) == ("Labels", "paper", 2)
    assert sheet.others == (*before, "Labels")
    first = next(iter(before))
    assert read_sheet("t.xlsx", data, sheet=first).name == first
    with pytest.raises(SheetError, match="no sheet “Else”"):
        read_sheet("t.xlsx", data, sheet="Else")


TITLES: list[Rows] = [
    [["Data extraction form"], *LABELS],
    [["Data extraction form, version 2"], [], *LABELS],
    [["Extraction", "2024"], ["by", "A. Otter"], [], *LABELS],
    [["Extraction", None, None], *LABELS],
]


@pytest.mark.parametrize("rows", TITLES)
def test_lines_above_the_head_are_passed_over(rows: Rows) -> None:
    sheet = read_sheet("t.xlsx", workbook({"S": rows}))
    assert (sheet.columns, len(sheet.rows)) == (["paper", "question", "label"], 2)
    assert sheet.head_row == len(rows) - 2
    text = "\n".join(",".join(str(cell or "") for cell in row) for row in rows)
    assert read_sheet("t.csv", text.encode()).columns == ["paper", "question", "label"]


def test_a_title_merged_over_the_table_is_no_head() -> None:
    sheet = read_sheet("t.xlsx", workbook({"S": [["Extraction", None, None], *LABELS]}, "A1:C1"))
    assert sheet.columns == ["paper", "question", "label"]


def test_a_title_with_commas_does_not_decide_on_the_delimiter() -> None:
    text = "A form, its title, and more\npaper;question;label\na.pdf;Q1;yes\nb.pdf;Q1;no\n"
    assert read_sheet("t.csv", text.encode()).columns == ["paper", "question", "label"]


def test_the_row_of_the_head_can_be_chosen() -> None:
    data = workbook({"S": [["x", "y"], ["paper", "label"], ["a.pdf", "yes"]]})
    assert read_sheet("t.xlsx", data).columns == ["paper", "label"]
    assert read_sheet("t.xlsx", data, head_row=1).columns == ["x", "y"]
    with pytest.raises(SheetError, match="holds no table"):
        read_sheet("t.xlsx", data, head_row=9)


def test_two_head_rows_tell_equal_names_apart_by_their_group() -> None:
    rows = [
        ["Paper", "Rater A", None, "Rater B", None],
        [None, "Q1", "Q2", "Q1", "Q2"],
        ["a.pdf", "yes", "no", "yes", "yes"],
    ]
    merged = ("A1:A2", "B1:C1", "D1:E1")
    assert read_sheet("t.xlsx", workbook({"S": [*rows, ["b.pdf", "no", "no", "no", "no"]]}, *merged)).columns == [
        "Paper", "Rater A: Q1", "Rater A: Q2", "Rater B: Q1", "Rater B: Q2",
    ]  # fmt: skip


def test_a_group_above_names_that_differ_stays_out_of_them() -> None:
    rows = [["Study", None, "Outcome", None], ["paper", "year", "Q1", "Q2"], ["a.pdf", 2020, "yes", "no"]]
    sheet = read_sheet("t.xlsx", workbook({"S": [*rows, ["b.pdf", 2021, "no", "no"]]}, "A1:B1", "C1:D1"))
    assert sheet.columns == ["paper", "year", "Q1", "Q2"]


def test_the_strict_form_of_excel_is_read() -> None:
    assert read_sheet("t.xlsx", strict(workbook({"Labels": LABELS}))).columns == ["paper", "question", "label"]


ROW = "<table:table-row>{}</table:table-row>"
CELL = "<table:table-cell><text:p>{}</text:p></table:table-cell>"


def test_an_ods_is_read_with_its_merged_and_repeated_cells() -> None:
    def row(*cells: str) -> str:
        return ROW.format("".join(CELL.format(cell) for cell in cells))

    merged = '<table:table-cell table:number-rows-spanned="2"><text:p>a<text:s/>b.pdf</text:p></table:table-cell>'
    body = (
        f'<table:table table:name="ReadMe">{row("Notes")}</table:table><table:table table:name="Labels">'
        f"{row('paper', 'question', 'label')}"
        f"{ROW.format(merged + CELL.format('Q1') + CELL.format('yes'))}"
        f"{ROW.format('<table:covered-table-cell/>' + CELL.format('Q2') + CELL.format('no'))}"
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row></table:table>"
    )
    sheet = read_sheet("t.ods", ods(body))
    assert sheet.name == "Labels"
    assert [tuple(one.values()) for one in sheet.rows] == [("a b.pdf", "Q1", "yes"), ("a b.pdf", "Q2", "no")]


def test_a_note_on_a_cell_of_an_ods_is_no_label_and_a_line_break_parts_words() -> None:
    noted = "<office:annotation><text:p>ask Jo</text:p></office:annotation><text:p>yes<text:line-break/>partly</text:p>"
    head = "".join(CELL.format(name) for name in ("paper", "Q1"))
    row = f"{CELL.format('a.pdf')}<table:table-cell>{noted}</table:table-cell>"
    sheet = read_sheet("t.ods", ods(f"<table:table>{ROW.format(head)}{ROW.format(row)}</table:table>"))
    assert sheet.rows[0]["Q1"] == "yes\npartly"


@pytest.mark.parametrize("body", ["<table:table", "<x>"])
def test_a_damaged_ods_is_refused(body: str) -> None:
    with pytest.raises(SheetError, match="damaged OpenDocument"):
        read_sheet("t.ods", ods(body))


def test_a_row_repeated_without_end_is_refused() -> None:
    row = ROW.replace("row>", 'row table:number-rows-repeated="900000000">', 1).format(CELL.format("x"))
    with pytest.raises(SheetError, match="more than 200,000 rows"):
        read_sheet("t.ods", ods(f'<table:table table:name="S">{row}</table:table>'))


def test_repeated_cells_are_refused_before_they_take_room(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = CELL.replace("cell>", 'cell table:number-columns-repeated="2000">', 1).format("x ")
    damaged = '<table:table-cell table:number-columns-spanned="x"/>'
    wide = f'<table:table table:name="S">{ROW.format(cell * 2 + damaged)}</table:table>'
    with pytest.raises(SheetError, match="column 4,000 of row 1"):  # before what is damaged further on
        read_sheet("t.ods", ods(wide))
    monkeypatch.setattr(workbooks, "CELLS", 20_000)
    row = ROW.replace("row>", 'row table:number-rows-repeated="6">', 1).format(cell)
    with pytest.raises(SheetError, match="more than 20,000 cells"):
        read_sheet("t.ods", ods(f'<table:table table:name="S">{row}</table:table>' * 2))


def test_thousands_of_merged_ranges_are_filled_row_by_row() -> None:
    rows = [["paper", "label"], *([f"{number // 2}.pdf", "yes"] for number in range(4000))]
    merged = [f"A{row}:A{row + 1}" for row in range(2, 4001, 2)]
    assert read_sheet("t.xlsx", workbook({"S": rows}, *merged)).rows[3999]["paper"] == "1999.pdf"


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_part_that_cannot_be_unpacked_is_a_plain_sentence(kind: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("content.xml" if kind == "ods" else "xl/workbook.xml", "otters " * 500)
    data = bytearray(stream.getvalue())
    at = data.index(b"xml", 30) + 3  # the packed bytes stand behind the name
    data[at : at + 6] = b"\xff" * 6
    with pytest.raises(SheetError, match="cannot be opened"):
        read_sheet(f"x.{kind}", bytes(data))


STUDIES: Rows = [
    ["Study", "Design", "Blinding"],
    *([f"Smith {2000 + at}", design, blinding] for at, design, blinding in [
        (1, "RCT", "Yes"), (2, "Cohort", "No"), (3, "RCT", "Yes"), (4, "RCT", "No")]),
]  # fmt: skip
ABOUT: list[dict[str, Rows]] = [
    {"ReadMe": [["Title", "A review of otters"], ["Author", "A. Person"], ["Date", "2024-01-01"]]},
    {"Versions": [["Version", "Date", "Change"], ["1", "2024", "first"], ["2", "2024", "second"]]},
    {"Export Summary": [["This document was exported from Numbers."], [], ["Numbers Sheet Name", "Numbers Table Name"],
                        ["Sheet 1", None], [None, "Table 1"]]},
    {"Codebook": [["Item", "Title", "Description"], ["1", "Design", "what design"], ["2", "Blinding", "was it blinded"]]},
    {"Lists": [["Yes", "RCT"], ["No", "Cohort"], ["Unclear", "Case"]]},
]  # fmt: skip


def labelled(data: bytes) -> list[tuple[str, str, str]]:
    """Return paper, question and label of all that a file gives."""
    sheet = read_sheet("t.xlsx", data)
    found = read_labels(sheet, guessed_columns(sheet)).labels
    return [(one.paper_key, one.question, one.label) for one in found if one.label]


ALL = [
    (row[0], question, row[at]) for row in STUDIES[1:] for at, question in enumerate(["Design", "Blinding"], start=1)
]


@pytest.mark.parametrize("before", ABOUT, ids=[next(iter(one)) for one in ABOUT])
def test_a_sheet_about_the_table_is_passed_over(before: dict[str, Rows]) -> None:
    assert labelled(workbook({**before, "Sheet 1": STUDIES})) == ALL


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        ([["Table 1. Characteristics of included studies"], ["Yes = reported"], [], *STUDIES], ["A1:C1"]),
        ([[], [None, None, "Extraction"], [], *([None, None, *row] for row in STUDIES)], []),
        ([["Study", "Methods", None], [None, "Design", "Blinding"], *STUDIES[1:]], ["A1:A2", "B1:C1"]),
        ([["Study", "Methods", None], [None, "Design", "Blinding"], *STUDIES[1:]], []),
        (
            [STUDIES[0], ["Trials", None, None], *STUDIES[1:3], ["Cohorts", None, None], *STUDIES[3:]],
            ["A2:C2", "A5:C5"],
        ),
        ([*STUDIES, [], ["RCT: randomised controlled trial"], ["* as stated by the authors"]], []),
    ],
    ids=[
        "title and note",
        "not at the first cell",
        "two heads",
        "two heads, not merged",
        "titles of groups",
        "notes below",
    ],
)
def test_a_table_of_studies_in_its_usual_shapes(rows: Rows, merged: list[str]) -> None:
    assert labelled(workbook({"S": rows}, *merged)) == ALL


def test_what_a_row_leaves_out_is_taken_from_the_row_above() -> None:
    rows = [
        ["Paper", "Question", "Label"],
        ["a.pdf", "Q1", "yes"],
        [None, "Q2", "no"],
        ["b.pdf", "Q1", "no"],
        [None, "Q2", "yes"],
    ]
    want = [("a.pdf", "Q1", "yes"), ("a.pdf", "Q2", "no"), ("b.pdf", "Q1", "no"), ("b.pdf", "Q2", "yes")]
    assert labelled(workbook({"S": rows})) == labelled(workbook({"S": rows}, "A2:A3", "A4:A5")) == want
    sheet = read_sheet("t.xlsx", workbook({"S": rows}))
    assert read_labels(sheet, guessed_columns(sheet)).notes == ["2 rows without a paper taken for the one above."]


def test_a_hidden_sheet_is_taken_only_where_no_other_has_papers() -> None:
    book, stream = Workbook(), io.BytesIO()
    for sheet, paper in ((book.active, "old.pdf"), (book.create_sheet("Data"), "a.pdf")):
        sheet.append(["paper", "Blinded"])
        sheet.append([paper, "yes"])
    book.active.sheet_state = "hidden"
    book.save(stream)
    assert read_sheet("t.xlsx", stream.getvalue()).rows == [{"paper": "a.pdf", "Blinded": "yes"}]
    book["Data"]["A1"] = "what it is"
    stream = io.BytesIO()
    book.save(stream)
    assert read_sheet("t.xlsx", stream.getvalue()).rows == [{"paper": "old.pdf", "Blinded": "yes"}]
