"""Displayed equations are of their own kind, with box and number; roots in the line part nothing."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word
from lib.reading.reading import PaperReading
from lib.reading.structure.blocks import Block, Style
from lib.reading.structure.equations import mark_equations
from tests import fonts
from tests.reading.test_reading import read

COLON = "reservoirs, whose temperatures were read every hour in both of the winters, and so the rate is:"
"""In the place of the last line of TEXT."""
LEFT, RIGHT, LEADING = 72, 520, 13
TEXT = (
    "The exergy of the heat that leaves the boiler was taken from the work of an engine between two",
    "reservoirs, whose temperatures were read every hour in both of the winters, so that its rate is",
)
AFTER = (
    "where the temperature of the surroundings is that of the nearest weather station of the valley,",
    "and the heat is that of the whole network. The losses of the pipes were not counted in the rate.",
)


def page_with_equation(
    equation: tuple[str, ...], number: str, before: tuple[str, ...] = TEXT, after: tuple[str, ...] = AFTER
) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    y = 760.0
    for lines in (TEXT, AFTER, before):
        for line in lines:
            _justified(canvas, y, line)
            y -= LEADING
    y -= 8
    for n, line in enumerate(equation):
        canvas.drawString(240 + 4 * n, y, line)
        if n == len(equation) // 2:
            canvas.drawRightString(RIGHT, y, number)
        y -= 10
    y -= 8
    for line in after:
        _justified(canvas, y, line)
        y -= LEADING
    canvas.save()
    return buffer.getvalue()


def _justified(canvas: Canvas, y: float, line: str) -> None:
    canvas.setFont("Times-Roman", 11)
    text = canvas.beginText(LEFT, y)
    gap = (RIGHT - LEFT - canvas.stringWidth(line, "Times-Roman", 11)) / line.count(" ")
    text.setWordSpace(gap)
    text.textOut(line)
    canvas.drawText(text)


def _of_kind(reading: PaperReading, kind: str) -> list[str]:
    return [sentence.text for sentence in reading.sentences if sentence.kind == kind]


@pytest.mark.parametrize("number", ["(1)", "(A.2)", "(3a)"])
def test_a_displayed_equation_is_a_sentence_of_its_own_kind(tmp_path: Path, number: str) -> None:
    reading = read(tmp_path, page_with_equation(("E = Q - T + S / K",), number))
    (equation,) = [sentence for sentence in reading.sentences if sentence.kind == "equation"]
    assert equation.text == f"E = Q - T + S / K {number}"
    (box,) = equation.boxes
    assert box.x0 == pytest.approx(240 / 595, abs=0.01)
    assert box.x1 == pytest.approx(RIGHT / 595, abs=0.01)
    assert _of_kind(reading, "table") == []


def test_a_sentence_goes_on_under_the_equation_inside_it(tmp_path: Path) -> None:
    reading = read(tmp_path, page_with_equation(("E = Q - T + S / K",), "(1)"))
    (equation,) = [sentence for sentence in reading.sentences if sentence.kind == "equation"]
    around = [
        sentence for sentence in reading.sentences if "so that its rate is where the temperature of" in sentence.text
    ][-1]
    assert "E = Q" not in around.text
    tops = [box.top for box in around.boxes]
    assert min(tops) < equation.boxes[0].top < max(tops)
    assert equation.id > around.id


def test_what_was_finished_before_an_equation_stays_finished(tmp_path: Path) -> None:
    before = TEXT[0], COLON
    after = (
        "The temperature of the surroundings is that of the nearest weather station of the whole valley,",
        AFTER[1],
    )
    reading = read(tmp_path, page_with_equation(("E = Q - T + S / K",), "(1)", before, after))
    kinds = [sentence.kind for sentence in reading.sentences]
    body = _of_kind(reading, "body")
    assert any(text.endswith("and so the rate is:") for text in body)
    assert any(text.startswith("The temperature of the surroundings") for text in body)
    assert kinds[kinds.index("equation") - 1] == "body"


def test_a_sentence_goes_on_under_the_equation_that_its_colon_leads_to(tmp_path: Path) -> None:
    reading = read(tmp_path, page_with_equation(("E = Q - T + S / K",), "(1)", (TEXT[0], COLON)))
    assert [text for text in _of_kind(reading, "body") if "and so the rate is: where the temperature of" in text]
    assert _of_kind(reading, "equation") == ["E = Q - T + S / K (1)"]


def test_a_table_of_numbers_is_no_equation(tmp_path: Path) -> None:
    rows = [[("site", 72, 500), ("count", 200, 500), ("share", 320, 500)]]
    rows += [
        [(f"north {n}", 72, 480 - 14 * n), (f"{n} = 3", 200, 480 - 14 * n), ("0.5", 320, 480 - 14 * n)]
        for n in range(6)
    ]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.setFont("Times-Roman", 11)
    canvas.drawString(72, 520, "Table 1. Otters at the sites, and their share.")
    for row in rows:
        for text, x, y in row:
            canvas.drawString(x, y, text)
    for n, line in enumerate((*TEXT, *AFTER)):
        _justified(canvas, 760 - LEADING * n, line)
    canvas.save()
    assert _of_kind(read(tmp_path, buffer.getvalue()), "equation") == []


COLUMN = 72.0, 300.0
STYLE = Style(size=10, font="Times", bold=False, measure=COLUMN[1] - COLUMN[0])


def _cells(*rows: tuple[str, str]) -> list[Block]:
    """Return a block of lines, each of words and of what stands at the edge of the column, with 2 em between them."""
    lines = []
    for n, (text, at_edge) in enumerate(rows):
        words = []
        u1 = COLUMN[1]
        for part in reversed([*text.split(), *at_edge.split()]):
            u0 = u1 - 5 * len(part)
            words.append(Word(part, u0, u1, 100.0 + 12 * n, 10.0, "Times"))
            u1 = u0 - (20 if len(words) == len(at_edge.split()) else 3)
        lines.append(Line(words[::-1], 0, 1, column=COLUMN))
    return [Block(lines, "table")]


@pytest.mark.parametrize(
    "rows",
    [
        [("Men 34 (56)", "23 (45)"), ("Age ≥ 65 12 (20)", "10 (20)"), ("BMI 21 ± 3", "22 (4)")],
        [("BMI 21 ± 3", "22 (4)")],
        [("Men 34", "(56)"), ("Age ≥ 65", "(20)"), ("BMI ≥ 21", "(4)")],
        [("Men 34 (56)", "23"), ("Age ≥ 65", "(20)")],
    ],
)
def test_rows_of_counts_and_shares_are_no_equations(rows: list[tuple[str, str]]) -> None:
    assert [block.kind for block in mark_equations(_cells(*rows), STYLE)] == ["table"]


def test_numbers_that_count_on_at_the_columns_edge_are_those_of_equations() -> None:
    found = mark_equations(_cells(("E = Q − 2", "(3)"), ("S = K + 1", "(4)")), STYLE)
    assert [(block.kind, block.text) for block in found] == [
        ("equation", "E = Q − 2 (3)"),
        ("equation", "S = K + 1 (4)"),
    ]


def test_roots_in_the_line_stand_where_they_are_printed(tmp_path: Path) -> None:
    document = pikepdf.new()
    made = {
        "R": fonts.font(document, "Times-Roman", encoding="WinAnsiEncoding", flags=32),
        "S": fonts.font(document, "ABCDEF+CMSY10", encoding={112: "radical"}),
    }
    lines = [
        (72, 700, "R", "A count from the bank gives the visible animals, whose number is"),
        (72, 688, "R", "the square root"),
        (150, 695.5, "S", "p"),
        (155, 688, "R", "n of all that were seen on each of the nights of the long winter."),
    ]
    page = document.add_blank_page(page_size=(595, 842))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary({f"/{name}": font for name, font in made.items()}))
    shown = "".join(f"/{font} 10 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj\n" for x, y, font, text in lines)
    page.Contents = document.make_stream(f"BT {shown} ET".encode())
    out = io.BytesIO()
    document.save(out)
    text = " ".join(sentence.text for sentence in read(tmp_path, out.getvalue()).sentences)
    assert "number is the square root √n of all" in text


def test_equations_are_searched_with_their_text_and_not_quoted() -> None:
    from lib.answering.offline.quotable import QUOTABLE
    from lib.indexing.passages import GROUPS

    assert GROUPS["equation"] == GROUPS["body"]
    assert "equation" not in QUOTABLE
