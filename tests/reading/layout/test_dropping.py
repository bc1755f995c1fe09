"""What is no text of the paper goes, whole lines only, and is listed with its place; what is text stays."""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from lib.reading.layout import headers_footers
from lib.reading.layout.lines import Line
from lib.reading.layout.pages import PageText
from lib.reading.layout.words import Word
from lib.reading.reading import PaperReading
from lib.records import Dropped
from tests import pdfs
from tests.pdfs import Piece
from tests.reading.test_reading import read

UNIQUE = pdfs.unlike_sentences(90, seed=23)
LEFT, RIGHT, WIDTH, WHOLE = 90.0, 320.0, 200.0, 430.0
FONT = "Times-Roman"
RIVERS = ("Thames", "Severn", "Trent", "Mersey", "Humber", "Tyne", "Exe")


def body(count: int, start: int) -> str:
    return " ".join(UNIQUE[start : start + count])


def body_texts(reading: PaperReading) -> list[str]:
    return [s.text for s in reading.sentences if s.kind == "body"]


def gone(reading: PaperReading) -> Counter[tuple[str, str]]:
    return Counter((piece.reason, piece.text) for piece in reading.dropped)


def numbered(lines: Sequence[Piece], right_edge: float, step: int, first: int = 1) -> list[Piece]:
    """Return the numbers of lines, right-aligned at an edge, every `step`-th of them."""
    out = []
    for n, (_, _, down, _, _) in enumerate(lines, start=first):
        if n % step == 0:
            out.append((str(n), right_edge - pdfs.width_of(str(n), FONT, 7), down, FONT, 7.0))
    return out


# --- headers and footers


@pytest.mark.parametrize("pages", [2, 3, 5])
def test_headers_and_footers_go_from_papers_of_few_pages_too(tmp_path: Path, pages: int) -> None:
    drawn = []
    for n in range(pages):
        side = LEFT if n % 2 else LEFT + 25  # facing pages have other margins
        drawn.append(
            [
                ("Counting otters along rivers", side, 50, FONT, 8.0),
                *pdfs.column(body(8, 8 * n), side, 85, WHOLE),
                (f"Journal of Rivers 12 (3) | {41 + n}", side, 800, FONT, 8.0),
            ]
        )
    reading = read(tmp_path, pdfs.print_loose(drawn))
    assert body_texts(reading) == UNIQUE[: 8 * pages]
    assert {piece.reason for piece in reading.dropped} == {"running header", "running footer"}
    assert len(reading.dropped) == 2 * pages


def test_a_running_word_beside_the_text_takes_no_line_of_it_along(tmp_path: Path) -> None:
    drawn = [
        [("DRAFT", 20, 104, "Helvetica-Bold", 10.0), *pdfs.column(body(9, 9 * n), LEFT, 80, WHOLE)] for n in range(4)
    ]
    reading = read(tmp_path, pdfs.print_loose(drawn))
    assert body_texts(reading) == UNIQUE[:36]
    assert gone(reading) == {("margin text", "DRAFT"): 4}


def test_a_label_of_figures_at_the_height_of_text_takes_no_line_of_it_along(tmp_path: Path) -> None:
    drawn = []
    for n in range(3):
        figure = [("size", LEFT + 80, 94, "Helvetica", 9.0)]
        drawn.append(
            [
                *figure,
                *pdfs.column(body(12, 24 * n), LEFT, 150, WIDTH),
                *pdfs.column(body(12, 24 * n + 12), RIGHT, 70, WIDTH),
            ]
        )
    reading = read(tmp_path, pdfs.print_loose(drawn))
    assert not reading.dropped
    assert {*UNIQUE[:72]} <= {s.text for s in reading.sentences}


def test_heads_and_rows_of_a_table_over_pages_stay(tmp_path: Path) -> None:
    drawn = []
    for n in range(3):
        pieces: list[Piece] = [("Journal of Rivers", LEFT, 45, FONT, 8.0), (str(n + 5), 300, 810, FONT, 8.0)]
        if n == 0:
            pieces.append(("Table 1. Otters that were counted on each river in winter.", LEFT, 70, FONT, 9.0))
        for row, down in enumerate(range(84, 760, 14)):
            cells = (
                ("River", "Otters", "Error")
                if row == 0
                else (f"{RIVERS[row % 7]} {n * 50 + row}", f"{row}", f"0.{row}")
            )
            pieces += [(cell, LEFT + 150 * k, down, FONT, 9.0) for k, cell in enumerate(cells)]
        drawn.append(pieces)
    reading = read(tmp_path, pdfs.print_loose(drawn))
    text = " ".join(s.text for s in reading.sentences)
    assert all(f"{RIVERS[row % 7]} {n * 50 + row}" in text for n in range(3) for row in range(1, 49))
    assert text.count("River") >= 3
    assert {piece.reason for piece in reading.dropped} == {"running header", "page number"}


def test_a_table_of_equal_words_on_many_pages_is_compared_in_steps_that_grow_with_the_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0
    stands_like = headers_footers._Placed.stands_like

    def counted(place: headers_footers._Placed, other: headers_footers._Placed, *, anywhere: bool) -> bool:
        nonlocal compared
        compared += 1
        return stands_like(place, other, anywhere=anywhere)

    monkeypatch.setattr(headers_footers._Placed, "stands_like", counted)
    steps = []
    for count in (10, 20):
        compared = 0
        pages = [
            PageText(
                n,
                595,
                842,
                (0, 0, 595, 842),
                [Line([Word("both", LEFT, LEFT + 20, 100 + 15 * row, 10, FONT)], 0, n) for row in range(40)],
                "good",
            )
            for n in range(1, count + 1)
        ]
        headers_footers.drop_headers_footers(pages)
        steps.append(compared)
    assert 0 < steps[1] <= 2 * steps[0]
    assert steps[0] < 40 * 40 * 10


def test_numbers_in_the_columns_at_one_height_are_no_page_numbers(tmp_path: Path) -> None:
    drawn = [[(str(3 + n), LEFT + 60, 79, FONT, 9.0), *pdfs.column(body(8, 8 * n), LEFT, 90, WHOLE)] for n in range(4)]
    reading = read(tmp_path, pdfs.print_loose(drawn))
    assert not reading.dropped


def test_a_page_that_occurs_twice_keeps_its_text(tmp_path: Path) -> None:
    pages = [pdfs.column(body(9, 9 * n), LEFT, 60, WHOLE) for n in range(2)]
    reading = read(tmp_path, pdfs.print_loose([pages[0], pages[1], pages[0], pages[1]]))
    assert body_texts(reading) == UNIQUE[:18] * 2
    assert not reading.dropped


def test_a_page_number_beside_another_section_name_on_each_page_goes_with_it(tmp_path: Path) -> None:
    drawn = []
    for n, name in enumerate(["Rivers", "Methods of counting", "Results", "What it means"]):
        head = [(str(n + 1), LEFT, 50, FONT, 8.0), (name, 400, 50, FONT, 8.0)]
        drawn.append([*head, *pdfs.column(body(8, 8 * n), LEFT, 90, WHOLE)])
    reading = read(tmp_path, pdfs.print_loose(drawn))
    assert body_texts(reading) == UNIQUE[:32]
    assert ("running header", "Methods of counting") in gone(reading)


def test_a_stamp_along_the_edge_goes_and_an_axis_of_figures_stays(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pdfs.PAGE_PT, invariant=1)
    for n in range(4):
        for text, x, down, font, size in pdfs.column(body(8, 8 * n), LEFT, 400, WHOLE):
            canvas.setFont(font, size)
            canvas.drawString(x, pdfs.PAGE_PT[1] - down, text)
        for words, x in (("Downloaded from a library on 3 May", 580), ("Otters a night", LEFT + 20)):
            canvas.saveState()
            canvas.translate(x, 600)
            canvas.rotate(90)
            canvas.setFont("Helvetica", 7)
            canvas.drawString(0, 0, words)
            canvas.restoreState()
        canvas.showPage()
    canvas.save()
    reading = read(tmp_path, out.getvalue())
    assert gone(reading) == {("margin text", "Downloaded from a library on 3 May"): 4}
    assert sum("Otters a night" in s.text for s in reading.sentences) == 4


# --- line numbers


@pytest.mark.parametrize("step", [1, 5])
@pytest.mark.parametrize("right_edge", [70.0, 560.0], ids=["left", "right"])
@pytest.mark.parametrize("leading", [1, 2], ids=["single", "double"])
def test_line_numbers_go_on_either_side_and_at_every_fifth_line(
    tmp_path: Path, step: int, right_edge: float, leading: int
) -> None:
    drawn, first = [], 1
    for n in range(3):
        count = 4 if n == 2 else 11  # the last page has too few numbers to be told there
        lines = [
            (t, x, 80 + leading * (down - 80), font, size)
            for t, x, down, font, size in pdfs.column(body(count, 11 * n), LEFT, 80, WHOLE)
        ]
        drawn.append([*lines, *numbered(lines, right_edge, step, first)])
        first += len(lines)
    reading = read(tmp_path, pdfs.print_loose(drawn))
    assert body_texts(reading) == UNIQUE[:26]
    assert [int(piece.text) for piece in reading.dropped] == list(range(step, first, step))


@pytest.mark.parametrize("edges", [(75.0, 310.0), (305.0,), (545.0, 75.0)], ids=["left of each", "between", "outside"])
def test_line_numbers_beside_two_columns_go(tmp_path: Path, edges: tuple[float, ...]) -> None:
    columns = [pdfs.column(body(22, 22 * n), x, 80, WIDTH) for n, x in enumerate((LEFT, RIGHT))]
    numbers = [number for edge in edges for number in numbered(columns[0], edge, 5)]
    reading = read(tmp_path, pdfs.print_loose([[*columns[0], *columns[1], *numbers]]))
    assert body_texts(reading) == UNIQUE[:44]
    assert {piece.reason for piece in reading.dropped} == {"line number"}
    assert len(reading.dropped) == len(numbers)


def test_numbers_of_references_and_of_a_tables_rows_are_no_line_numbers(tmp_path: Path) -> None:
    references: list[Piece] = [("References", LEFT, 60, "Helvetica-Bold", 12.0)]
    down = 80.0
    for n in range(1, 21):
        entry = f"Writer{n} A, Reader B. {UNIQUE[n]} J Rivers 20{n:02};{n}:1-9."
        lines = pdfs.column(entry, LEFT + 20, down, WHOLE - 20, size=9)
        references += [(str(n), LEFT, down, FONT, 9.0), *lines]
        down = lines[-1][2] + 11
    table: list[Piece] = [("Table 1. The rivers and the otters that were counted there.", LEFT, 60, FONT, 9.0)]
    for row in range(1, 41):
        cells = (str(row), f"{RIVERS[row % 7]} {UNIQUE[row][:12]}", f"{row * 3}", f"0.{row}")
        table += [(cell, LEFT + 100 * k, 75 + 12 * row, FONT, 9.0) for k, cell in enumerate(cells)]
    reading = read(tmp_path, pdfs.print_loose([pdfs.column(body(20, 30), LEFT, 60, WHOLE), table, references]))
    assert not reading.dropped


@pytest.mark.parametrize("kind", ["years", "questions", "small letters"])
def test_numbers_that_are_what_a_page_says_are_no_line_numbers(tmp_path: Path, kind: str) -> None:
    beside = {
        "years": [str(37 * n % 90 + 10) for n in range(20)],
        "questions": [UNIQUE[n].rstrip(".")[: 50 + n] for n in range(20)],
        "small letters": ["otters " * (1 + n * n % 11) + f"of river {n}" for n in range(20)],
    }[kind]
    first = 2001 if kind == "years" else 1
    drawn: list[Piece] = [("What was asked of everyone", LEFT, 60, FONT, 11.0)]
    for n, text in enumerate(beside):
        drawn += [(str(first + n), LEFT, 90 + 14 * n, FONT, 10.0), (text, LEFT + 40, 90 + 14 * n, FONT, 10.0)]
    reading = read(tmp_path, pdfs.print_loose([pdfs.column(body(20, 30), LEFT, 60, WHOLE), drawn]))
    assert not reading.dropped


# --- watermarks


@pytest.mark.parametrize("degrees", [0, 45, 60])
@pytest.mark.parametrize("columns", [1, 2])
def test_a_word_across_the_page_is_a_watermark_where_it_stands_over_text(
    tmp_path: Path, degrees: int, columns: int
) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pdfs.PAGE_PT, invariant=1)
    text = [pdfs.column(body(24, 0), LEFT, 80, WHOLE)]
    if columns == 2:
        text = [pdfs.column(body(16, 16 * n), x, 80, WIDTH) for n, x in enumerate((LEFT, RIGHT))]
    for line, x, down, font, size in (piece for column in text for piece in column):
        canvas.setFont(font, size)
        canvas.drawString(x, pdfs.PAGE_PT[1] - down, line)
    canvas.setFont("Helvetica-Bold", 44)
    canvas.setFillGray(0.8)
    canvas.translate(pdfs.PAGE_PT[0] / 2, 640)
    canvas.rotate(degrees)
    canvas.drawCentredString(0, 0, "ACCEPTED")
    canvas.save()
    reading = read(tmp_path, out.getvalue())
    assert body_texts(reading) == UNIQUE[: 24 if columns == 1 else 32]
    assert {piece.reason for piece in reading.dropped} == {"watermark"}


def test_a_watermark_is_one_where_it_stands_over_no_text_too(tmp_path: Path) -> None:
    drawn = [
        [*pdfs.column(body(count, 20 * n), LEFT, 80, WHOLE), ("DRAFT", 220, 300, "Helvetica-Bold", 60.0)]
        for n, count in enumerate([18, 18, 3])
    ]
    reading = read(tmp_path, pdfs.print_loose(drawn))
    assert gone(reading) == {("watermark", "DRAFT"): 3}


def test_a_large_title_and_a_drop_cap_are_no_watermarks(tmp_path: Path) -> None:
    lines = pdfs.column(body(12, 0)[1:], LEFT, 200, WHOLE)
    moved = [(t, x + 28 if n < 2 else x, down, font, size) for n, (t, x, down, font, size) in enumerate(lines)]
    title = ("Otters of the river", LEFT, 120, "Helvetica-Bold", 30.0)
    cap = (UNIQUE[0][0], LEFT, 212, FONT, 32.0)
    reading = read(tmp_path, pdfs.print_loose([[title, cap, *moved]]))
    assert not reading.dropped


def test_a_title_in_the_watermarks_font_and_size_stays(tmp_path: Path) -> None:
    title = ("A count of otters", LEFT, 100, "Helvetica-Bold", 30.0)
    mark = ("DRAFT 2", LEFT + 100, 300, "Helvetica-Bold", 30.0)
    reading = read(tmp_path, pdfs.print_loose([[title, mark, *pdfs.column(body(18, 0), LEFT, 200, WHOLE)]]))
    assert gone(reading) == {("watermark", "DRAFT 2"): 1}
    assert any("A count of otters" in sentence.text for sentence in reading.sentences)


# --- nothing is lost


def test_every_letter_stands_in_a_sentence_or_among_what_was_left_out(tmp_path: Path) -> None:
    drawn = []
    for n in range(3):
        lines = pdfs.column(body(20, 20 * n), LEFT, 80, WHOLE)
        drawn.append(
            [
                ("Journal of Rivers", LEFT, 45, FONT, 8.0),
                *lines,
                *numbered(lines, 70, 5),
                ("DRAFT", 220, 200, "Helvetica-Bold", 60.0),
                ("Seen by nobody", LEFT, -20, FONT, 10.0),
                (str(n + 1), 300, 810, FONT, 8.0),
            ]
        )
    printed = Counter(c for page in drawn for piece in page for c in piece[0] if c.isalnum())
    reading = read(tmp_path, pdfs.print_loose(drawn))
    pieces = [*(s.text for s in reading.sentences), *(piece.text for piece in reading.dropped)]
    assert Counter(c for text in pieces for c in text if c.isalnum()) == printed
    reasons = {"running header", "page number", "line number", "watermark", "off the page"}
    assert {piece.reason for piece in reading.dropped} == reasons


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_what_was_left_out_stands_where_it_was_printed(tmp_path: Path, degrees: int) -> None:
    printed = pdfs.print_paper(sections=[("Methods", [UNIQUE[:50]])], header="Journal of Rivers", columns=2).turned(
        degrees
    )
    reading = read(tmp_path, printed.data)
    headers = [piece for piece in reading.dropped if piece.text == "Journal of Rivers"]
    assert len(headers) > 1
    up, down = {0: ("top", 0), 90: ("x1", 1), 180: ("bottom", 1), 270: ("x0", 0)}[degrees]
    assert all(math.isclose(getattr(piece.box, up), down, abs_tol=0.08) for piece in headers)


def test_what_was_left_out_survives_the_way_from_a_worker(tmp_path: Path) -> None:
    drawn = [
        [("Journal of Rivers", LEFT, 45, FONT, 8.0), *pdfs.column(body(9, 9 * n), LEFT, 80, WHOLE)] for n in range(3)
    ]
    reading = read(tmp_path, pdfs.print_loose(drawn))
    assert PaperReading.from_plain(reading.to_plain()).dropped == reading.dropped
    assert [Dropped.from_dict(piece.to_dict()) for piece in reading.dropped] == reading.dropped
    page = PageText(1, 595, 842, (0, 0, 595, 842), [], "good", list(reading.dropped))
    assert PageText.from_plain(page.to_plain()) == page
