"""Tables that stand over their captions and tables of drawn cells: their heads, corners and rows over several columns."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from reportlab.lib.utils import ImageReader

from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word
from lib.reading.structure.blocks import Block, Style
from lib.reading.structure.paragraphs import whole_tables
from lib.reading.structure.table_lines import TableLines
from lib.reading.tables.grid import PrintedTable
from lib.reading.tables.table_reader import line_rows
from lib.records import Table
from tests.reading.tables.test_printed_tables import Page, cell, frame, one

COLUMNS = [60, 160, 260, 360]
ROWS = [
    ["Animal", "Day", "Night", "Both"],
    ["Otter", "11", "12", "23"],
    ["Owl", "21", "22", "43"],
    ["Hare", "31", "32", "63"],
]
TOP = 560
Upright = tuple[float, float, float]
"""Where (u) an upright rule stands, over and under how many rows."""


def level(row: float) -> float:
    """Return the height of a rule over which so many rows lie."""
    return TOP - 12 * row + 9


def over_caption(page: Page, rows: Sequence[Sequence[str]], caption: str, gap: float = 8) -> None:
    page.canvas.drawString(60, level(len(rows)) - gap - 8, caption)


def boxed(
    folder: Path,
    rows: Sequence[Sequence[str]],
    levels: Sequence[tuple[float, float, float]],
    uprights: Sequence[Upright],
) -> Table:
    """Return the only table of a page: cells in boxes, the caption under them."""
    page = Page()
    page.table(rows, COLUMNS, caption="", rules=levels)
    for u, start, end in uprights:
        page.canvas.line(u, level(start), u, level(end))
    over_caption(page, rows, "Table 1. What the traps saw.")
    (table,) = page.read(folder).tables
    return table


def test_rules_of_a_table_over_its_caption_tell_which_columns_a_head_is_of(tmp_path: Path) -> None:
    rows = [["", "", "Time", ""], *ROWS]
    levels = [(55, 460, 0), (155, 460, 1), (55, 460, 2), (55, 460, 5)]
    uprights = [(55, 0, 5), (155, 0, 5), (250, 1, 5), (355, 1, 5), (460, 0, 5)]
    table = boxed(tmp_path, rows, levels, uprights)
    assert table.label == "Table 1"
    assert [cell(table, text).heads for text in ("11", "22", "63")] == [
        ["Time", "Day"],
        ["Time", "Night"],
        ["Time", "Both"],
    ]


def test_heads_beside_an_empty_corner_are_the_tables(tmp_path: Path) -> None:
    rows = [["", "Day", "Night", "Both"], *ROWS[1:]]
    levels = [(155, 460, 0), (55, 460, 1), (55, 460, 4)]
    uprights = [(55, 1, 4), (155, 0, 4), (250, 0, 4), (355, 0, 4), (460, 0, 4)]
    table = boxed(tmp_path, rows, levels, uprights)
    assert [cell(table, text).heads for text in ("11", "22", "63")] == [["Day"], ["Night"], ["Both"]]


def test_upright_rules_part_heads_that_nearly_touch_and_keep_those_of_one_box_apart(tmp_path: Path) -> None:
    rows = [["", "What was seen by day@2", "What was seen by night", ""], ["Animal", "Old", "Young", "Old"], *ROWS[1:]]
    levels = [(55, 460, 0), (55, 460, 1), (55, 460, 2), (55, 460, 5)]
    uprights = [(55, 0, 5), (155, 0, 5), (259, 0, 5), (460, 0, 5), (355, 2, 5)]
    table = boxed(tmp_path, rows, levels, uprights)
    assert cell(table, "11").heads == ["What was seen by day", "Old"]
    assert cell(table, "12").heads == ["What was seen by night", "Young"]
    assert cell(table, "23").heads == ["What was seen by night", "Old"]


def test_rules_drawn_cell_by_cell_part_rows_not_heads(tmp_path: Path) -> None:
    rows = [["Factor", "Question"], ["Use", "Was it of use?"], ["Form of", "Was it clear?"], ["words", "Was it short?"]]
    levels = [(u, end, n) for n in (0, 1, 2, 4) for u, end in ((55, 155), (156.5, 460))]
    table = boxed(tmp_path, rows, [*levels, (156.5, 460, 3)], [(55, 0, 4), (155, 0, 4), (460, 0, 4)])
    assert [cell.text for cell in table.cells if cell.is_head] == ["Factor", "Question"]


def test_tables_without_rules_stand_over_their_captions_where_none_stands_under_the_last(tmp_path: Path) -> None:
    page = Page()
    page.table(ROWS, COLUMNS, caption="")
    over_caption(page, ROWS, "Table 1. What the traps saw by day and by night.", gap=14)
    others = [ROWS[0], ["Mole", "91", "92", "93"], ["Toad", "81", "82", "83"]]
    page.table(others, COLUMNS, caption="", top=TOP - 90)
    page.canvas.drawString(60, TOP - 90 - 54, "Table 2. What the cameras saw by day and by night.")
    first, second = page.read(tmp_path).tables
    assert (first.label, cell(first, "22").row_label, cell(first, "22").heads) == ("Table 1", "Owl", ["Night"])
    assert (second.label, cell(second, "92").row_label) == ("Table 2", "Mole")


def test_words_left_over_beside_a_table_are_no_second_one_of_its_name() -> None:
    caption, row, left = (
        Line([Word(text, 60, 90, v, 8, "")], 0) for text, v in (("Table", 80), ("11", 60), ("22", 95))
    )
    blocks = [
        Block([row], "table", caption=[caption], table=PrintedTable([caption], line_rows([row]))),
        Block([caption], "caption"),
        Block([left], "table"),
    ]
    blocks[1].lines[0].words[0].text = "Table 1."
    assert [list(block.caption) for block in whole_tables(blocks)] == [[caption], [], []]
    assert [list(block.caption) for block in whole_tables(blocks[1:])] == [[], [caption]]


def test_rules_that_are_painted_as_pictures_part_a_table(tmp_path: Path) -> None:
    page = Page()
    rows = [["Animal", "Season of"], ["", "the year"], ["Otter", "spring"], ["Owl", "autumn"], ["Hare", "winter"]]
    page.table(rows, COLUMNS)
    dot = ImageReader(Image.open(io.BytesIO(_dot())))
    for v in (level(0), level(2), level(5)):
        page.canvas.drawImage(dot, 60, v, 280, 0.5)
    (table,) = page.read(tmp_path).tables
    assert cell(table, "autumn").heads == ["Season of the year"]


def _dot() -> bytes:
    out = io.BytesIO()
    Image.new("L", (1, 1), 0).save(out, "PNG")
    return out.getvalue()


def test_a_cell_centred_under_two_columns_is_of_both_and_hides_neither(tmp_path: Path) -> None:
    columns = [60, 160, 182, 204, 226, 248, 270]
    rows = [["", "Day@5", "", "Night@5", "", "Both@5", ""], ["Animal", "J1", "J2", "J1", "J2", "J1", "J2"]]
    rows += [[name, *(str(n + k) for k in range(6))] for name, n in (("Otter", 11), ("Owl", 21), ("Hare", 31))]
    rows += [["All", "194@8", "", "62@9", "", "177@8", ""]]
    rules = [(60, 290, 0), (60, 290, 2), (60, 290, 5), (60, 290, 6)]
    table = one(tmp_path, rows, columns, rules=rules)
    assert table.problem is None
    assert (cell(table, "22").heads[-1], cell(table, "33").heads[-1]) == ("J2", "J1")
    assert (cell(table, "194").column, cell(table, "194").column_span) == (1, 2)
    assert "J1" not in cell(table, "194").heads


def test_a_row_whose_every_cell_goes_on_is_one(tmp_path: Path) -> None:
    rows = [
        ["System", "Score", "Sample"],
        ["Our 4/01 (2001)", "0.32", "250"],
        ["MT against Babel", "(at .99)", "sentences"],
    ]
    table = one(tmp_path, rows, [60, 200, 300], rules=frame(3))
    found = cell(table, "0.32 (at .99)")
    assert (found.row_label, found.heads) == ("Our 4/01 (2001) MT against Babel", ["Score"])


def test_a_double_rule_parts_the_heads_from_the_rows(tmp_path: Path) -> None:
    levels = [(55, 460, n) for n in (0, 1, 1.2, 2, 3, 4)]
    table = boxed(tmp_path, ROWS, levels, [(55, 0, 4), (155, 0, 4), (250, 0, 4), (355, 0, 4), (460, 0, 4)])
    assert [cell(table, text).heads for text in ("11", "63")] == [["Day"], ["Both"]]


def test_numbers_that_count_on_over_a_rule_are_heads(tmp_path: Path) -> None:
    rows = [["Rank", "1", "2", "3"], ["Votes", "134", "125", "59"], ["Share", "0.37", "0.35", "0.16"]]
    table = one(tmp_path, rows, COLUMNS, rules=frame(3))
    assert [cell(table, text).heads for text in ("134", "0.16")] == [["1"], ["3"]]
    others = one(tmp_path, [["Rank", "7", "2", "3"], *rows[1:]], COLUMNS, rules=frame(3))
    assert cell(others, "134").heads == []


def test_cells_in_brackets_under_each_other_are_rows(tmp_path: Path) -> None:
    rows = [["Ion", "First", "Second"], ["K", "(2e)", "(4i)"], ["Mn", "(2g)", "(4e)"], ["Cl", "(8r)", "(4j)"]]
    table = one(tmp_path, rows, COLUMNS, rules=frame(4))
    assert (cell(table, "(2g)").row_label, cell(table, "(4j)").row_label) == ("Mn", "Cl")


def test_a_head_stands_over_the_fewest_columns_that_it_is_centred_over(tmp_path: Path) -> None:
    rows = [["", "", "Seen@28", "", ""], ["Animal", "Day", "Night", "Dusk", "All"], ["Otter", "11", "12", "13", "14"]]
    rows += [["Owl", "21", "22", "23", "24"]]
    table = one(tmp_path, rows, [60, 160, 220, 280, 340], rules=frame(4, 2))
    assert cell(table, "Seen").column_span == 2
    assert [cell(table, text).heads[0] for text in ("12", "23", "21", "24")] == ["Seen", "Seen", "Day", "All"]


def test_the_bar_of_a_fraction_ends_no_boxed_cell(tmp_path: Path) -> None:
    rows = [
        ["Name", "Equation", "Says"],
        ["Precision", "tp", "how many"],
        ["", "tp + fp", ""],
        ["Recall", "tp", "which"],
    ]
    rows += [["", "tp + fn", ""]]
    bars = [(160, 181, 2), (160, 181, 4)]
    levels = [(55, 460, n) for n in (0, 1, 3, 5)]
    table = boxed(tmp_path, rows, [*levels, *bars], [(u, 0, 5) for u in (55, 155, 250, 460)])
    assert [cell(table, text).row_label for text in ("tp tp + fp", "tp tp + fn")] == ["Precision", "Recall"]


def test_a_rule_over_the_page_does_not_widen_a_table_in_a_column() -> None:
    caption = Line([Word("Table", 60, 90, 100, 8, ""), Word("1.", 92, 100, 100, 8, "")], 0, column=(60, 290))
    rules = [(60.0, v, 290.0, v + 0.5) for v in (110.0, 124.0)] + [(60.0, 200.0, 540.0, 200.5)]
    page = TableLines([caption], rules, Style(10, "", False, 230))
    assert page.extent(caption, page.levels) == (60, 290)
    assert page.extent(caption, page.levels[2:]) == (60, 540)
