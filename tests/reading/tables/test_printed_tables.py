"""Tables as papers print them, read out of PDFs made by script: heads, groups, boxes, turns, further pages, what is no table."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word
from lib.reading.reading import PaperReading
from lib.reading.tables.table_reader import printed_table
from lib.records import Table, TableCell
from tests import pdfs
from tests.reading.test_reading import read

WIDTH, HEIGHT = pdfs.PAGE_PT
Rule = tuple[float, float, float]
"""Left and right end, and how many rows lie over it."""


class Page:
    """A page of running text with tables among it."""

    def __init__(self) -> None:
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=pdfs.PAGE_PT, invariant=1)
        self.text()

    def text(self) -> None:
        self.canvas.setFont("Times-Roman", 10)
        for n, text in enumerate(pdfs.unlike_sentences(14)):
            self.canvas.drawString(60, 780 - 12 * n, text[:95])

    def table(
        self,
        rows: Sequence[Sequence[str]],
        columns: Sequence[float],
        *,
        caption: str = "Table 1. What the traps saw in both seasons.",
        rules: Sequence[Rule] = (),
        bold: Sequence[int] = (),
        top: float = 560,
    ) -> None:
        """Print rows 12 pt apart; a cell "text@30" stands 30 pt further in."""
        canvas = self.canvas
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(60, top + 18, caption)
        for r, row in enumerate(rows):
            canvas.setFont("Times-Bold" if r in bold else "Times-Roman", 8)
            for u, text in zip(columns, row, strict=False):
                words, _, shift = text.partition("@")
                canvas.drawString(u + float(shift or 0), top - 12 * r, words)
        for left, right, over in rules:
            v = top - 12 * over + 9
            canvas.setLineWidth(0.5)
            canvas.line(left, v, right, v)

    def next(self) -> None:
        self.canvas.showPage()
        self.text()

    def read(self, folder: Path) -> PaperReading:
        self.canvas.save()
        return read(folder, self.out.getvalue())


def frame(rows: int, heads: int = 1, right: float = 480) -> list[Rule]:
    return [(60, right, 0), (60, right, heads), (60, right, rows)]


def one(folder: Path, rows: Sequence[Sequence[str]], columns: Sequence[float], **options: object) -> Table:
    page = Page()
    page.table(rows, columns, **options)  # type: ignore[arg-type]
    (table,) = page.read(folder).tables
    return table


def cell(table: Table, text: str) -> TableCell:
    (found,) = [cell for cell in table.cells if cell.text == text]
    return found


def test_heads_of_two_rows_stand_over_their_columns(tmp_path: Path) -> None:
    rows = [
        ["", "Spring@30", "", "Autumn@30", ""],
        ["Animal", "Day", "Night", "Day", "Night"],
        ["Otter", "11", "12", "13", "14"],
    ]
    rows += [["Owl", "21", "22", "23", "24"]]
    rules = [*frame(4, 2), (200, 300, 1), (320, 420, 1)]
    table = one(tmp_path, rows, [60, 200, 260, 320, 380], rules=rules)
    assert [cell(table, text).heads for text in ("11", "22", "13", "24")] == [
        ["Spring", "Day"],
        ["Spring", "Night"],
        ["Autumn", "Day"],
        ["Autumn", "Night"],
    ]
    assert cell(table, "Spring").column_span == 2
    assert cell(table, "22").row_label == "Owl"


def test_the_only_head_stands_over_all_columns(tmp_path: Path) -> None:
    rows = [["What was seen", "", ""], ["Otter", "31", "32"], ["Owl", "33", "34"]]
    table = one(tmp_path, rows, [60, 200, 400], rules=frame(3))
    assert [cell(table, text).heads for text in ("31", "34")] == [["What was seen"], ["What was seen"]]


def test_columns_no_further_apart_than_a_blank_are_told_by_the_rules_over_them(tmp_path: Path) -> None:
    rows = [
        ["Animal", "Dose", "How often"],
        ["Otter", "72-123", "daily"],
        ["Owl", "56-120", "weekly"],
        ["Hare", "80-168", "daily"],
    ]
    rules = [(60, 330, 0), (60, 198, 1), (198, 224, 1), (224, 330, 1), (60, 330, 4)]
    table = one(tmp_path, rows, [60, 200, 226], rules=rules)
    assert (cell(table, "56-120").heads, cell(table, "weekly").heads) == (["Dose"], ["How often"])


def test_labels_of_groups_stand_before_the_labels_of_their_rows(tmp_path: Path) -> None:
    rows = [
        ["Trait", "Otters", "Owls"],
        ["Sex", "", ""],
        ["Male@10", "31", "32"],
        ["Female@10", "41", "42"],
        ["Age", "51", "52"],
    ]
    table = one(tmp_path, rows, [60, 260, 400], rules=frame(5))
    assert cell(table, "32").row_label == "Sex > Male"
    assert cell(table, "41").row_label == "Sex > Female"
    assert cell(table, "51").row_label == "Age"


def test_centred_labels_make_no_groups(tmp_path: Path) -> None:
    rows = [
        ["Trait", "Otters", "Owls"],
        ["Wide label here", "31", "32"],
        ["Short@20", "41", "42"],
        ["Middling@12", "51", "52"],
    ]
    table = one(tmp_path, rows, [60, 260, 400], rules=frame(4))
    assert cell(table, "42").row_label == "Short"


def test_a_label_that_spans_rows_is_that_of_each(tmp_path: Path) -> None:
    rows = [["Animal", "Season", "Seen"], ["Otter", "spring", "31"], ["", "autumn", "32"], ["Owl", "spring", "33"]]
    table = one(tmp_path, rows, [60, 200, 400], rules=frame(4))
    assert [cell(table, text).row_label for text in ("31", "32", "33")] == ["Otter", "Otter", "Owl"]


def test_numbers_with_signs_brackets_and_ranges_stay_whole(tmp_path: Path) -> None:
    rows = [
        ["Animal", "Weight", "Interval"],
        ["Otter", "8.1 ± 0.4", "0.45 (0.33–0.56)"],
        ["Owl", "0.9 ± 0.1", "0.12 [0.00–0.25]"],
    ]
    table = one(tmp_path, rows, [60, 200, 400], rules=frame(3))
    assert {"8.1 ± 0.4", "0.45 (0.33–0.56)", "0.12 [0.00–0.25]"} <= {cell.text for cell in table.cells}


def test_boxed_cells_span_the_rows_that_their_box_does(tmp_path: Path) -> None:
    page = Page()
    rows = [
        ["Animal", "Season", "Seen"],
        ["Otter", "spring", "31"],
        ["lutra", "autumn", "32"],
        ["Owl", "spring", "33"],
        ["", "autumn", "34"],
    ]
    rules = [(60, 360, n) for n in (0, 1, 3, 5)] + [(160, 360, n) for n in (2, 4)]
    page.table(rows, [64, 164, 264], rules=rules)
    for u in (60, 160, 260, 360):
        page.canvas.line(u, 569, u, 509)
    (table,) = page.read(tmp_path).tables
    assert (cell(table, "Otter lutra").row_span, cell(table, "32").row_label) == (2, "Otter lutra")
    assert cell(table, "34").row_label == "Owl"


def test_a_further_page_has_the_heads_and_the_label_of_the_first(tmp_path: Path) -> None:
    page = Page()
    columns = [60, 200, 400]
    page.table(
        [["Animal", "Season", "Seen"], ["Otter", "spring", "31"], ["Owl", "spring", "32"]], columns, rules=frame(3)
    )
    page.next()
    page.table(
        [["Animal", "Season", "Seen"], ["", "autumn", "33"], ["Hare", "spring", "34"]],
        columns,
        caption="Table 1. (Continued)",
        rules=frame(3),
    )
    (table,) = page.read(tmp_path).tables
    assert (table.label, table.pages, table.caption) == ("Table 1", [1, 2], "What the traps saw in both seasons.")
    assert (cell(table, "33").row_label, cell(table, "33").heads) == ("Owl", ["Seen"])
    assert [box.page for box in cell(table, "34").boxes] == [2]


def test_notes_are_tied_to_the_cells_that_bear_their_mark(tmp_path: Path) -> None:
    page = Page()
    page.table(
        [["Animal", "Seen", "Heard"], ["Otter", "31*", "32"], ["Owl", "33", "34"]], [60, 200, 400], rules=frame(3)
    )
    page.canvas.setFont("Times-Roman", 7)
    page.canvas.drawString(60, 520, "* Two of them were young.")
    (table,) = page.read(tmp_path).tables
    assert table.notes == ["* Two of them were young."]
    assert cell(table, "31*").notes == ["* Two of them were young."]
    assert cell(table, "33").notes == []


def test_two_tables_side_by_side_are_two(tmp_path: Path) -> None:
    page = Page()
    rows = [["Animal", "Seen"], ["Otter", "31"], ["Owl", "32"]]
    page.table(rows, [60, 160], caption="Table 1. Of spring.", rules=frame(3, right=240))
    other = [[text.replace("3", "4") for text in row] for row in rows]
    page.table(other, [320, 420], caption="", rules=[(320, 500, n) for n in (0, 1, 3)])
    page.canvas.drawString(320, 578, "Table 2. Of autumn.")
    first, second = page.read(tmp_path).tables
    assert [table.label for table in (first, second)] == ["Table 1", "Table 2"]
    assert (cell(first, "32").row_label, cell(second, "42").row_label) == ("Owl", "Owl")


def test_a_turned_table_is_read_as_an_upright_one(tmp_path: Path) -> None:
    page = Page()
    page.canvas.showPage()
    page.canvas.translate(WIDTH, 0)
    page.canvas.rotate(90)
    rows = [["Animal", "Seen", "Heard"], ["Otter", "31", "32"], ["Owl", "33", "3456789"], ["Hare", "35", "36"]]
    page.table(rows, [60, 200, 400], rules=frame(4), top=480)
    (table,) = page.read(tmp_path).tables
    assert (cell(table, "3456789").row_label, cell(table, "3456789").heads) == ("Owl", ["Heard"])
    (box,) = cell(table, "3456789").boxes
    assert box.bottom - box.top > box.x1 - box.x0, "the box lies as the turned letters do"


def test_a_row_is_one_sentence_with_label_and_heads(tmp_path: Path) -> None:
    page = Page()
    rows = [["Trait", "Otters", "Owls"], ["Sex", "", ""], ["Male@10", "31", "32"], ["Female@10", "41", "42"]]
    page.table(rows, [60, 260, 400], rules=frame(4))
    reading = page.read(tmp_path)
    found = cell(reading.tables[0], "32")
    (sentence,) = [reading.sentences[n] for n in found.sentence_ids]
    assert (sentence.kind, sentence.text) == ("table", "Trait: Sex > Male; Otters: 31; Owls: 32")
    assert len(sentence.boxes) == 3, "its own cells alone"


def test_a_table_that_cannot_be_made_out_is_its_lines_and_says_so(tmp_path: Path) -> None:
    page = Page()
    page.canvas.setFont("Times-Roman", 8)
    page.canvas.drawString(60, 578, "Table 1. Rules of the survey.")
    for n in range(4):
        page.canvas.drawString(60, 560 - 12 * n, f"{n + 1} one rule of few words")
    (table,) = page.read(tmp_path).tables
    assert table.problem is not None
    assert {cell.column for cell in table.cells} == {0}
    assert not any(cell.row_label or cell.heads for cell in table.cells)


def test_running_text_under_a_table_is_none_of_it(tmp_path: Path) -> None:
    page = Page()
    page.table([["Animal", "Seen"], ["Otter", "31"], ["Owl", "32"]], [60, 260], rules=frame(3))
    page.canvas.setFont("Times-Roman", 10)
    texts = [text[:95] for text in pdfs.unlike_sentences(40)[20:26]]
    for n, text in enumerate(texts):
        page.canvas.drawString(60, 490 - 12 * n, text)
    reading = page.read(tmp_path)
    assert max(cell.row for cell in reading.tables[0].cells) == 2
    kinds = {s.kind for s in reading.sentences if any(text[:30] in s.text for text in texts)}
    assert kinds == {"body"}


def test_text_in_two_columns_under_a_table_that_is_a_picture_is_none_of_it(tmp_path: Path) -> None:
    page = Page()
    page.table([], [60], rules=[(60, 540, 0), (60, 540, 12)])
    page.canvas.setFont("Times-Roman", 7)
    page.canvas.drawString(
        60, 418, "*Traps were set for 2 weeks; a further 1 month was allowed for the others of them."
    )
    page.canvas.drawString(60, 409, "+Counted twice in 3 of the sites of the river.")
    left = pdfs.column(" ".join(pdfs.unlike_sentences(12)[:5]), 60, HEIGHT - 370, 225)
    right = [
        ("Counting and keeping", 310.0, HEIGHT - 370, "Times-Bold", 10.0),
        *pdfs.column(" ".join(pdfs.unlike_sentences(20)[15:19]), 310, HEIGHT - 358, 225),
    ]
    for text, x, down, font, size in [*left, *right]:
        page.canvas.setFont(font, size)
        page.canvas.drawString(x, HEIGHT - down, text)
    reading = page.read(tmp_path)
    kinds = {s.kind for s in reading.sentences for text in pdfs.unlike_sentences(20)[15:18] if text[:25] in s.text}
    assert kinds == {"body"}
    assert not any("Counting and keeping" in cell.text for table in reading.tables for cell in table.cells)
    assert not any(text[:20] in cell.text for table in reading.tables for cell in table.cells for text, *_ in left)


@pytest.mark.parametrize("count", [1, 500])
def test_tables_of_one_row_and_of_five_hundred(tmp_path: Path, count: int) -> None:
    page = Page()
    rows = [[f"Trap {n}", str(1000 + n), str(3000 + n)] for n in range(count)]
    step, number = 36, 0
    for start in range(0, count, step):
        part = [["Trap", "Seen", "Heard"], *rows[start : start + step]]
        caption = "Table 1. (Continued)" if start else "Table 1. What each trap saw."
        page.table(part, [60, 200, 400], caption=caption, rules=frame(len(part)))
        number += 1
        page.next()
    (table,) = page.read(tmp_path).tables
    body = [cell for cell in table.cells if not cell.is_head and cell.column == 2]
    assert [(cell.text, cell.row_label) for cell in body] == [(row[2], row[0]) for row in rows]
    assert {tuple(cell.heads) for cell in body} == {("Heard",)}
    assert table.pages == list(range(1, number + 1))


def test_pictures_in_cells_leave_them_empty(tmp_path: Path) -> None:
    page = Page()
    page.table([["Animal", "Picture", "Seen"], ["Otter", "", "31"], ["Owl", "", "32"]], [60, 200, 400], rules=frame(3))
    page.canvas.rect(200, 548, 8, 8, fill=1)
    page.canvas.rect(200, 536, 8, 8, fill=1)
    (table,) = page.read(tmp_path).tables
    assert (cell(table, "32").row_label, cell(table, "32").heads) == ("Owl", ["Seen"])


def test_a_table_in_a_cell_stays_in_the_rows_of_its_lines(tmp_path: Path) -> None:
    rows = [["Site", "Seen", "Of these"], ["Jena", "31", "otters 11"], ["", "", "owls 20"], ["Gera", "32", "otters 32"]]
    table = one(tmp_path, rows, [60, 200, 400], rules=frame(4))
    assert {"31", "32"} <= {cell.text for cell in table.cells}
    assert cell(table, "otters 32").row_label == "Gera"


def test_a_table_without_rules_has_its_heads_and_rows(tmp_path: Path) -> None:
    rows = [["Animal", "Seen", "Heard"], ["Otter", "31", "32"], ["Owl", "33", "34"], ["Hare", "35", "36"]]
    table = one(tmp_path, rows, [60, 200, 400], bold=[0])
    assert [(cell(table, text).row_label, cell(table, text).heads) for text in ("31", "34")] == [
        ("Otter", ["Seen"]),
        ("Owl", ["Heard"]),
    ]


def test_rows_stand_under_the_only_rule_of_a_table(tmp_path: Path) -> None:
    rows = [["Animal", "Seen", "Heard"], ["Otter", "31", "32"], ["Owl", "33", "34"], ["Hare", "35", "36"]]
    table = one(tmp_path, rows, [60, 200, 400], rules=[(60, 440, 1)])
    assert (table.notes, cell(table, "36").row_label, cell(table, "36").heads) == ([], "Hare", ["Heard"])


def test_shaded_rows_are_parted_as_by_rules(tmp_path: Path) -> None:
    page = Page()
    page.canvas.setFillGray(0.8)
    for bottom, height in ((557, 12), (509, 24), (461, 24)):
        page.canvas.rect(60, bottom, 400, height, stroke=0, fill=1)
    page.canvas.setFillGray(0)
    rows = [["Animal", "Place", "How"], ["Otter", "Pond", "By ear"], ["", "River", "By eye"]]
    rows += [["Owl", "Barn", "By ear"], ["", "Field", "By eye"], ["Hare", "Field", "By eye"], ["", "Wood", "By ear"]]
    rows += [["Lynx", "Wood", "By eye"], ["", "Rock", "By ear"]]
    page.table(rows, [60, 200, 400])
    (table,) = page.read(tmp_path).tables
    assert cell(table, "Barn Field").row_label == "Owl"
    assert [one.text for one in table.cells if one.column == 1] == [
        "Place", "Pond River", "Barn Field", "Field Wood", "Wood Rock",
    ]  # fmt: skip


def test_a_label_half_way_down_its_rows_is_that_of_each(tmp_path: Path) -> None:
    page = Page()
    rows = [
        ["Animal", "Season", "Seen"],
        ["", "spring", "31"],
        ["", "autumn", "32"],
        ["", "spring", "33"],
        ["", "autumn", "34"],
    ]
    page.table(rows, [60, 200, 400], rules=frame(5))
    page.canvas.setFont("Times-Roman", 8)
    page.canvas.drawString(60, 542, "Otter")
    page.canvas.drawString(60, 518, "Owl")
    (table,) = page.read(tmp_path).tables
    assert [cell(table, text).row_label for text in ("31", "32", "33", "34")] == ["Otter", "Otter", "Owl", "Owl"]
    assert cell(table, "Owl").row_span == 2


def _two_pages(page: Page, again: Sequence[Sequence[str]]) -> None:
    """Print a table at the foot of one page and rows without a caption at the head of the next."""
    columns = [60, 200, 400]
    first = [["Animal", "Season", "Seen"], ["Otter", "spring", "31"], ["Owl", "spring", "32"]]
    page.table(first, columns, rules=[(60, 480, 0), (60, 480, 1)], top=120)
    page.canvas.showPage()
    page.table(again, columns, caption="", rules=[(60, 480, len(again))], top=780)
    page.canvas.setFont("Times-Roman", 10)
    for n, text in enumerate(pdfs.unlike_sentences(40)[20:32]):
        page.canvas.drawString(60, 600 - 12 * n, text[:95])


def test_a_table_goes_on_under_its_heads_without_a_caption(tmp_path: Path) -> None:
    page = Page()
    _two_pages(page, [["Animal", "Season", "Seen"], ["", "autumn", "33"], ["Hare", "spring", "34"]])
    (table,) = page.read(tmp_path).tables
    assert (table.pages, cell(table, "33").row_label, cell(table, "34").heads) == ([1, 2], "Owl", ["Seen"])


def test_a_table_goes_on_without_heads_and_caption(tmp_path: Path) -> None:
    page = Page()
    _two_pages(page, [["Hare", "autumn", "33"], ["Lynx", "spring", "34"]])
    (table,) = page.read(tmp_path).tables
    assert (table.pages, cell(table, "33").row_label, cell(table, "33").heads) == ([1, 2], "Hare", ["Seen"])
    assert not cell(table, "Hare").is_head


def test_rows_under_other_columns_do_not_go_on_with_the_table_before(tmp_path: Path) -> None:
    page = Page()
    columns = [60, 200, 400]
    page.table([["Animal", "Season", "Seen"], ["Otter", "spring", "31"]], columns, rules=frame(2), top=110)
    page.canvas.showPage()
    page.table([["Jena", "11", "12"], ["Gera", "13", "14"]], [60, 280, 330], caption="", top=780)
    page.canvas.setFont("Times-Roman", 10)
    for n, text in enumerate(pdfs.unlike_sentences(30)[10:24]):
        page.canvas.drawString(60, 600 - 12 * n, text[:95])
    assert [table.pages for table in page.read(tmp_path).tables] == [[1]]


def test_a_table_that_begins_at_the_right_has_its_labels_there(tmp_path: Path) -> None:
    words = {"Animal": "חיה", "Seen": "נראה", "Heard": "נשמע", "Otter": "לוטרה", "Owl": "ינשוף", "Hare": "ארנבת"}

    def placed(text: str, right: float, v: float) -> Line:
        letters = words.get(text, text)
        return Line([Word(letters, right - 5 * len(letters), right, v, 10, "Times")], 0, page=1)

    grid = [["Animal", "Seen", "Heard"], ["Otter", "31", "32"], ["Owl", "33", "34"], ["Hare", "35", "36"]]
    lines = [placed(text, 400 - 120 * c, 100 + 12 * r) for r, row in enumerate(grid) for c, text in enumerate(row)]
    rows = printed_table(lines, [], ()).rows
    (found,) = [one for row in rows for one in row.cells if one.text == "34"]
    assert (found.label, found.heads, found.column) == (words["Owl"], [words["Heard"]], 2)
    assert (found.u0, found.u1) == (150, 160), "boxes stand where the words are printed"


def test_a_caption_between_two_tables_is_that_of_the_one_over_it_where_others_stand_under_theirs(
    tmp_path: Path,
) -> None:
    page = Page()
    columns = [60, 200, 400]
    for n in range(3):
        rows = [["Animal", "Spring", "Autumn"], [f"Otter{n}", f"1{n}", f"2{n}"], [f"Owl{n}", f"3{n}", f"4{n}"]]
        page.table(rows, columns, caption="", rules=frame(3), top=560 - 70 * n)
        page.canvas.drawString(60, 560 - 70 * n - 40, f"Table {n + 1}. What the traps saw in year {n}.")
    tables = page.read(tmp_path).tables
    assert [(table.label, cell(table, f"4{n}").row_label) for n, table in enumerate(tables)] == [
        ("Table 1", "Owl0"), ("Table 2", "Owl1"), ("Table 3", "Owl2"),
    ]  # fmt: skip


def test_a_line_of_running_text_that_begins_with_a_label_is_no_caption(tmp_path: Path) -> None:
    page = Page()
    page.canvas.setFont("Times-Roman", 10)
    for n, text in enumerate(["All that was seen along the banks of the river in the two wet seasons stands in", "Table 2. "
        "Errors were mostly of one kind, as where an animal was counted two times or more often."]):  # fmt: skip
        page.canvas.drawString(60, 780 - 12 * (14 + n), text)
    rows = [["Animal", "Spring", "Autumn"], ["Otter", "11", "12"], ["Owl", "13", "14"]]
    page.table(rows, [60, 200, 400], caption="", rules=frame(3), top=560)
    page.canvas.drawString(60, 518, "Table 2. Counts of two seasons.")
    (table,) = page.read(tmp_path).tables
    assert table.caption == "Counts of two seasons."


def test_bold_heads_over_a_rule_may_be_numbers(tmp_path: Path) -> None:
    rows = [["System", "1st", "2", "3"], ["Otter", "11", "12", "13"], ["Owl", "14", "15", "16"]]
    rules = [(60, 480, n) for n in range(4)]
    table = one(tmp_path, rows, [60, 200, 300, 400], rules=rules, bold=[0])
    assert cell(table, "15").heads == ["2"]


def test_a_box_over_all_columns_but_the_first_is_the_head_of_each(tmp_path: Path) -> None:
    page = Page()
    rows = [["Animal", "", "", "Seen", ""], ["", "May", "June", "July", "August"], ["Otter", "11", "12", "13", "14"]]
    rows.append(["Owl", "21", "22", "23", "24"])
    for u, top in ((140, 569), (230, 557), (320, 557), (410, 557)):
        page.canvas.line(u, top, u, 521)
    page.table(rows, [60, 150, 240, 330, 420], rules=frame(4, 2))
    (table,) = page.read(tmp_path).tables
    assert [cell(table, text).heads for text in ("11", "24")] == [["Seen", "May"], ["Seen", "August"]]


def test_units_in_a_column_of_their_own_stay_there(tmp_path: Path) -> None:
    rows = [["Name", "Value", "Unit"], ["Share", "86", "%"], ["Heat", "278", "K"], ["Count", "3.5", "–"]]
    table = one(tmp_path, rows, [60, 200, 260], rules=frame(4))
    assert [(cell(table, text).column, cell(table, text).heads) for text in ("86", "%", "K")] == [
        (1, ["Value"]), (2, ["Unit"]), (2, ["Unit"]),
    ]  # fmt: skip


def test_notes_between_the_last_two_rules_are_no_rows(tmp_path: Path) -> None:
    rows = [["Animal", "Seen", "Heard"], ["Otter", "31", "32*"], ["Owl", "33", "34"], ["* p<0.05"]]
    rows += [["Values are of both seasons together."], ["https://example.org/t002"]]
    table = one(tmp_path, rows, [60, 200, 400], rules=[*frame(3), (60, 480, 5), (60, 480, 6)])
    assert max(one.row for one in table.cells) == 2
    assert cell(table, "32*").notes == ["* p<0.05"]


def test_columns_stand_where_cells_are_drawn(tmp_path: Path) -> None:
    page = Page()
    edges = [60, 200, 240, 280, 320]
    for over in range(1, 6):
        for left, right in pairwise(edges):
            page.canvas.line(left, 569 - 12 * over, right, 569 - 12 * over)
    rows = [["", "Visit 1", "Visit 2", "Visit 3"], ["When", "0", "0-2 weeks@-5", "2-4 weeks@-3"], ["Consent", "X"]]
    rows += [
        ["Scan", "", "X@12"],
        ["Biopsy", "", "", "X@12"],
        ["Harm", "At any time after the visits@2"],
        ["", "of one year@26"],
    ]
    page.table(rows, [60, 205, 245, 285], rules=[(60, 320, 0), (60, 320, 1), (60, 320, 7)])
    (table,) = page.read(tmp_path).tables
    found = [cell(table, text) for text in ("0", "0-2 weeks", "2-4 weeks")]
    assert [one.heads for one in found] == [["Visit 1"], ["Visit 2"], ["Visit 3"]]
    assert cell(table, "At any time after the visits of one year").row_label == "Harm"


def test_a_table_of_one_column_has_its_wrapped_lines_in_one_row(tmp_path: Path) -> None:
    page = Page()
    rows = [["Criteria"], ["1) Animals that were seen at two places or more in"], ["the same season"]]
    rows += [["2) Animals under ten years of age"], ["Otters:", "12 at least"], ["3) No animals from a zoo"]]
    page.table(rows, [60, 190], rules=frame(6, right=230), bold=[0])
    (table,) = page.read(tmp_path).tables
    assert [one.text for one in table.cells if not one.is_head and one.column == 0] == [
        "1) Animals that were seen at two places or more in the same season",
        "2) Animals under ten years of age",
        "Otters:",
        "3) No animals from a zoo",
    ]
    assert table.problem is None
    assert (cell(table, "12 at least").row_label, cell(table, "12 at least").heads) == ("Otters:", ["Criteria"])


def test_counted_rows_are_called_by_their_names(tmp_path: Path) -> None:
    rows = [
        ["No", "Animal", "Seen"],
        ["1", "Otter", "31"],
        ["2", "Owl", "32"],
        ["3", "Hare", "33"],
        ["", "Total", "96"],
    ]
    table = one(tmp_path, rows, [60, 120, 300], rules=frame(5))
    assert [cell(table, text).row_label for text in ("32", "96")] == ["2 Owl", "Total"]


@pytest.mark.parametrize("numbers", [["0", "1", "2"], ["1", "7", "2"]])
def test_rows_numbered_in_some_other_order_are_called_by_their_names_too(tmp_path: Path, numbers: list[str]) -> None:
    named = [
        [number, name, value] for number, name, value in zip(numbers, ["Otter", "Owl", "Hare"], "789", strict=True)
    ]
    table = one(tmp_path, [["No", "Animal", "Seen"], *named], [60, 120, 300], rules=frame(4))
    assert cell(table, "8").row_label == f"{numbers[1]} Owl"


def test_years_name_their_rows_alone(tmp_path: Path) -> None:
    rows = [["Year", "Animal", "Seen"], ["2001", "Otter", "31"], ["2002", "Owl", "32"], ["2003", "Hare", "33"]]
    table = one(tmp_path, rows, [60, 120, 300], rules=frame(4))
    assert cell(table, "32").row_label == "2002"


def test_a_row_of_shares_with_their_counts_between_rules_is_no_head(tmp_path: Path) -> None:
    rows = [["", "All", "Ponds"], ["All", "29.6% (757)", "49.7% (141)"], ["Otters", "34.8% (523)", "49.1% (110)"]]
    rows += [["Owls", "42.3% (52)", "61.9% (16)"], ["Hares", "85.2% (182)", "50.0% (33)"]]
    table = one(tmp_path, rows, [60, 200, 300], rules=[(55, 400, n) for n in (0, 1, 2, 5)])
    assert (cell(table, "49.7% (141)").row_label, cell(table, "49.7% (141)").heads) == ("All", ["Ponds"])
    assert cell(table, "50.0% (33)").heads == ["Ponds"]


def test_p_values_over_means_are_rows_of_their_own(tmp_path: Path) -> None:
    page = Page()
    rows = [["", "Otters", "Owls"], ["Weight of all", "", "P<0.001"], ["Mean@8", "2.5±0.2", "3.1±0.4"]]
    rows += [
        ["Height", "", "P=0.105"],
        ["Mean@8", "1.5±0.2", "1.1±0.4"],
        ["Age in years of life", "", "P=0.2"],
        ["Mean@8", "9±1", "8±1"],
    ]
    rows += [["Count", "4", "5"]]
    for u in (55, 190, 290, 400):
        page.canvas.line(u, 569, u, 473)
    page.table(rows, [60, 200, 300], rules=[(55, 400, n) for n in (0, 1, 3, 5, 7, 8)])
    (table,) = page.read(tmp_path).tables
    assert cell(table, "P=0.105").row_label == "Height"
    assert cell(table, "1.1±0.4").row_label == "Height > Mean"


def test_a_title_over_the_heads_stands_over_every_column(tmp_path: Path) -> None:
    rows = [["ANIMALS", "", ""], ["Name", "Spring", "Autumn"], ["Otter", "11", "12"], ["Owl", "13", "14"]]
    table = one(tmp_path, rows, [60, 200, 400], rules=[(60, 480, n) for n in (0, 1, 2, 4)], bold=[0, 1])
    assert cell(table, "14").heads == ["ANIMALS", "Autumn"]


def test_columns_under_heads_of_their_own_stay_apart_though_one_holds_brackets_alone(tmp_path: Path) -> None:
    rows = [["Name", "Size", "Range"], ["Otter", "30", "[1, 5]"], ["Owl", "20", "[2, 7]"], ["Hare", "10", "[1, 3]"]]
    table = one(tmp_path, rows, [60, 200, 260], rules=frame(4))
    assert (cell(table, "20").heads, cell(table, "[2, 7]").heads) == (["Size"], ["Range"])


def test_a_column_of_pictures_keeps_its_head(tmp_path: Path) -> None:
    rows = [["Animal", "Picture", "Seen"], ["Otter", "", "31"], ["Owl", "", "32"], ["Hare", "", "33"]]
    table = one(tmp_path, rows, [60, 200, 400], rules=frame(4))
    assert (cell(table, "Otter").heads, cell(table, "32").heads) == (["Animal"], ["Seen"])


def test_cells_under_no_common_columns_are_not_made_out(tmp_path: Path) -> None:
    page = Page()
    page.canvas.setFont("Times-Roman", 8)
    words = ["otter", "12.5", "a longer word", "x", "seen at night"]
    for n in range(8):
        u = 60.0
        for k in range(5):
            word = words[(3 * n + k * k) % 5]
            page.canvas.drawString(u, 560 - 12 * n, word)
            u += page.canvas.stringWidth(word, "Times-Roman", 8) + 9 + (17 * n + 23 * k) % 41
    page.table([], [], rules=[(60, 520, 0), (60, 520, 8)])
    (table,) = page.read(tmp_path).tables
    assert table.problem is not None
    assert {one.column for one in table.cells} == {0}


def test_a_row_of_units_in_brackets_is_of_the_heads(tmp_path: Path) -> None:
    rows = [["Animal", "Mass", "Length"], ["", "(kg)", "[cm]"], ["Otter", "8.1", "91"], ["Owl", "0.4", "33"]]
    table = one(tmp_path, rows, [60, 200, 300], bold=[0])
    assert cell(table, "0.4").heads == ["Mass", "(kg)"]
    assert cell(table, "91").heads == ["Length", "[cm]"]


def test_a_bold_label_right_under_bold_heads_is_that_of_its_group(tmp_path: Path) -> None:
    rows = [["What was seen", "Spring", "Autumn"], ["Sex", "", ""], ["Male", "11", "12"], ["Female", "13", "14"]]
    rows += [["Age", "", ""], ["Young", "15", "16"], ["Old", "17", "18"]]
    table = one(tmp_path, rows, [60, 200, 300], bold=[0, 1, 4])
    assert (cell(table, "12").row_label, cell(table, "17").row_label) == ("Sex > Male", "Age > Old")
    assert cell(table, "12").heads == ["Autumn"]
