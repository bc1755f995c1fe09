"""What a page's layout must not do to sentences: columns, floats, lists, drop caps, sidebars, headings that run in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from lib.reading.reading import PaperReading
from tests import pdfs
from tests.reading.test_reading import read, sentence

UNIQUE = pdfs.unlike_sentences(60, seed=11)
LEFT, RIGHT, WIDTH = 60.0, 310.0, 230.0


def texts(reading: PaperReading, kind: str) -> list[str]:
    return [s.text for s in reading.sentences if s.kind == kind]


def body(count: int, start: int = 0) -> str:
    return " ".join(UNIQUE[start : start + count])


def two_columns(left: list[pdfs.Piece], right: list[pdfs.Piece]) -> bytes:
    return pdfs.print_loose([[*left, *right]])


def split_column(text: str) -> tuple[list[pdfs.Piece], str]:
    """Return a left column down to the page's foot, and the text that no longer fits."""
    lines = pdfs.column(text, LEFT, 80, WIDTH)
    fitting = [piece for piece in lines if piece[2] < 760]
    return fitting, " ".join(piece[0] for piece in lines[len(fitting) :])


def test_a_drop_cap_belongs_to_its_word(tmp_path: Path) -> None:
    text = body(12)
    lines = pdfs.column(text[1:], LEFT, 200, 470)
    moved = [(t, x + 28 if n < 2 else x, down, font, size) for n, (t, x, down, font, size) in enumerate(lines)]
    reading = read(tmp_path, pdfs.print_loose([[(text[0], LEFT, 212, "Times-Roman", 32), *moved]]))
    assert texts(reading, "body") == UNIQUE[:12]


def test_a_figure_between_two_halves_of_a_sentence_does_not_part_them(tmp_path: Path) -> None:
    left, rest = split_column(body(30))
    assert rest[0].islower()
    figure = [
        ("Message related", RIGHT, 90, "Helvetica-Bold", 11),
        ("0.12", RIGHT + 10, 120, "Helvetica", 7),
        ("0.34", RIGHT + 90, 120, "Helvetica", 7),
        *pdfs.column("Figure 1. The messages that the system sent in a year.", RIGHT, 160, WIDTH, size=8),
    ]
    reading = read(tmp_path, two_columns(left, [*figure, *pdfs.column(rest, RIGHT, 200, WIDTH)]))
    assert texts(reading, "body") == UNIQUE[:30]
    assert texts(reading, "heading") == []


def test_an_example_displayed_in_bold_inside_a_sentence_is_no_heading(tmp_path: Path) -> None:
    asked = " They had to say whether the sentence that was printed in the middle of the page and was read aloud " * 2
    before = pdfs.column(body(6) + asked, LEFT, 90, 470)[:-1]
    down = before[-1][2]
    example = ("Two high numbers appear here", LEFT + 120, down + 22, "Times-Bold", 10)
    after = pdfs.column("would make a correct utterance. " + body(6, 6), LEFT, down + 44, 470)
    reading = read(tmp_path, pdfs.print_loose([[*before, example, *after]]))
    assert texts(reading, "heading") == []
    assert sentence(reading, UNIQUE[8]).section == ""


def test_the_items_of_a_list_are_whole(tmp_path: Path) -> None:
    items = [f"({n}) {text}" for n, text in enumerate(UNIQUE[:5], start=1)]
    pieces = pdfs.column(body(8, 20), LEFT, 90, 300)
    for item in items:
        label, rest = item.split(" ", 1)
        down = pieces[-1][2] + 14
        lines = pdfs.column(rest, LEFT + 20, down, 280)
        pieces += [(f"{label} {lines[0][0]}", LEFT, down, "Times-Roman", 10), *lines[1:]]
    reading = read(tmp_path, pdfs.print_loose([pieces]))
    assert texts(reading, "body")[-5:] == items


def test_a_sidebar_stands_in_no_sentence_of_the_text(tmp_path: Path) -> None:
    side = pdfs.column(
        "Key points are that hedgehogs sleep in winter and that they eat slugs at night.", 40, 120, 100, size=8
    )
    text = pdfs.column(body(24), 180, 90, 350)
    reading = read(tmp_path, pdfs.print_loose([[*side, *text]]))
    assert [t for t in texts(reading, "body") if t in UNIQUE] == UNIQUE[:24]


def test_three_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    lines = pdfs.column(body(24), 0, 0, 150)
    third = -(-len(lines) // 3)
    pieces = [
        (t, 50 + 170 * (n // third), 100 + 12 * (n % third), font, size)
        for n, (t, _, _, font, size) in enumerate(lines)
    ]
    by_height = sorted(pieces, key=lambda piece: piece[2])
    reading = read(tmp_path, pdfs.print_loose([by_height]))
    assert texts(reading, "body") == UNIQUE[:24]


def test_a_caption_over_both_columns_keeps_its_short_last_line(tmp_path: Path) -> None:
    caption = "Figure 2. " + " ".join(UNIQUE[40:43])[:-1] + ", which everybody knew."
    lines = pdfs.column(caption, LEFT, 150, 480, size=8)
    assert len(lines) > 1
    columns = [pdfs.column(body(14, 14 * n), x, 220, WIDTH) for n, x in enumerate((LEFT, RIGHT))]
    reading = read(tmp_path, pdfs.print_loose([[*lines, *columns[0], *columns[1]]]))
    assert " ".join(texts(reading, "caption")) == caption
    assert texts(reading, "body") == UNIQUE[:28]


def test_a_larger_heading_that_runs_into_its_paragraph_ends_at_its_full_stop(tmp_path: Path) -> None:
    head, size = "Activity of silver.", 11.0
    lines = pdfs.column(body(8), LEFT, 300, 470, first=pdfs.width_of(head, "Helvetica-Bold", size) + 4)
    pieces = [*pdfs.column(body(8, 20), LEFT, 100, 470), (head, LEFT, 300, "Helvetica-Bold", size), *lines]
    reading = read(tmp_path, pdfs.print_loose([pieces]))
    assert texts(reading, "heading") == [head]
    assert sentence(reading, UNIQUE[0]).section == "Activity of silver"


def test_a_section_number_far_from_its_name_is_one_heading(tmp_path: Path) -> None:
    entries = [
        f"Writer{n} A (20{n}) How to count animals in many pictures. Journal of Traps {n}: 1-9." for n in range(10, 18)
    ]
    pieces = pdfs.column(body(10), LEFT, 100, 470)
    pieces += [("6", LEFT, 500, "Helvetica-Bold", 12), ("References", LEFT + 36, 500, "Helvetica-Bold", 12)]
    for n, entry in enumerate(entries):
        pieces += [(entry, LEFT, 520 + 14 * n, "Times-Roman", 9)]
    reading = read(tmp_path, pdfs.print_loose([pieces]))
    assert texts(reading, "heading") == ["6 References"]
    assert texts(reading, "reference") == entries


def test_headers_and_footers_may_stand_well_inside_the_page(tmp_path: Path) -> None:
    header, footer = "Journal of Traps and Gardens", "Published by the Garden Society"
    pages = [
        [
            (header, LEFT, 110, "Times-Roman", 9),
            *pdfs.column(body(10, 10 * n), LEFT, 140, 470),
            (footer, LEFT, 740, "Times-Roman", 9),
        ]
        for n in range(4)
    ]
    reading = read(tmp_path, pdfs.print_loose(pages))
    assert [note.text for note in reading.dropped] == [header, footer] * 4
    assert [note.reason for note in reading.dropped] == ["running header", "running footer"] * 4


def test_numbers_of_a_table_at_the_top_of_pages_are_no_page_numbers(tmp_path: Path) -> None:
    pages = [
        [
            (value, LEFT + 100, 60, "Times-Roman", 10),
            *pdfs.column(body(10, 10 * n), LEFT, 120, 470),
            (str(7 + n), 290, 810, "Times-Roman", 9),
        ]
        for n, value in enumerate(["41", "88", "13"])
    ]
    reading = read(tmp_path, pdfs.print_loose(pages))
    dropped = [note.text for note in reading.dropped]
    assert dropped == ["7", "8", "9"]


def test_parts_of_a_structured_abstract_are_its_sections(tmp_path: Path) -> None:
    pieces = [
        ("Counting hedgehogs in gardens at night", LEFT, 80, "Helvetica-Bold", 18),
        ("Ada Lovelace, Grace Hopper", LEFT, 110, "Helvetica", 10),
        ("Abstract", LEFT, 150, "Helvetica-Bold", 14),
        ("Background", LEFT, 175, "Helvetica-Bold", 10.5),
        *pdfs.column(body(2), LEFT, 190, 470, font="Helvetica", size=9),
        ("Methods", LEFT, 235, "Helvetica-Bold", 10.5),
        *pdfs.column(body(2, 2), LEFT, 250, 470, font="Helvetica", size=9),
        ("Introduction", LEFT, 320, "Helvetica-Bold", 14),
        *pdfs.column(body(20, 10), LEFT, 345, 470),
    ]
    reading = read(tmp_path, pdfs.print_loose([pieces]))
    assert (sentence(reading, UNIQUE[0]).kind, sentence(reading, UNIQUE[0]).section) == (
        "body",
        "Abstract > Background",
    )
    assert sentence(reading, UNIQUE[3]).section == "Abstract > Methods"
    assert sentence(reading, UNIQUE[12]).section == "Introduction"


def test_an_author_over_the_right_column_is_front(tmp_path: Path) -> None:
    pieces = [
        ("Counting hedgehogs in gardens at night", 120, 80, "Helvetica-Bold", 16),
        ("Ada Lovelace", 130, 110, "Times-Roman", 12),
        ("University of London", 115, 125, "Times-Roman", 12),
        ("Abstract", 150, 180, "Helvetica-Bold", 12),
        *pdfs.column(body(12), LEFT, 200, WIDTH),
        ("Grace Hopper", 390, 110, "Times-Roman", 12),
        ("University of New Haven", 365, 125, "Times-Roman", 12),
        *pdfs.column(body(14, 20), RIGHT, 180, WIDTH),
    ]
    reading = read(tmp_path, pdfs.print_loose([pieces]))
    assert "Grace Hopper" in " ".join(texts(reading, "front"))
    assert texts(reading, "body") == [*UNIQUE[:12], *UNIQUE[20:34]]


def test_names_in_contributions_are_no_headings(tmp_path: Path) -> None:
    pieces = [*pdfs.column(body(10), LEFT, 90, 470), ("Author contributions", LEFT, 300, "Helvetica-Bold", 12)]
    for n, name in enumerate(["Ada Lovelace:", "Grace Hopper:"]):
        start = LEFT + pdfs.width_of(name, "Times-Bold", 10) + 4
        pieces += [
            (name, LEFT, 320 + 14 * n, "Times-Bold", 10),
            ("data curation and all the writing.", start, 320 + 14 * n, "Times-Roman", 10),
        ]
    reading = read(tmp_path, pdfs.print_loose([pieces]))
    assert texts(reading, "heading") == ["Author contributions"]
    assert sentence(reading, "Grace Hopper: data curation and all the writing.").section == "Author contributions"


def test_the_words_inside_a_figure_are_one_sentence_and_no_heading(tmp_path: Path) -> None:
    labels = [("Number of subjects", LEFT + 40, 390, "Helvetica", 7)]
    for n in range(5):
        labels += [
            (str(25 - 5 * n), LEFT + 20, 405 + 15 * n, "Helvetica", 7),
            (f"day {n}", LEFT + 60 + 40 * n, 490, "Helvetica", 7),
        ]
    caption = pdfs.column("Figure 1. How many hedgehogs were seen on each day.", LEFT, 510, 470, size=8)
    reading = read(tmp_path, pdfs.print_loose([[*pdfs.column(body(16), LEFT, 90, 470), *labels, *caption]]))
    inside = texts(reading, "table")
    assert len(inside) == 1
    assert {"25", "subjects", "day"} <= set(inside[0].split())
    assert texts(reading, "heading") == []


@pytest.mark.parametrize("gap", [8, 26], ids=["close", "far"])
@pytest.mark.parametrize("bullet", ["•", "·"])
def test_each_item_of_a_list_is_one_sentence(tmp_path: Path, bullet: str, gap: float) -> None:
    items = [
        "PFS",
        "Quality of life",
        "a line of an item that goes on until it all but fills the whole width of the page, as many of them do here",
        "Toxicity by grade",
    ]
    pieces = pdfs.column(body(8), LEFT, 90, 470)
    down = pieces[-1][2] + 14
    for n, item in enumerate(items):
        pieces.append((bullet, LEFT + 8, down + 12 * n, "Times-Roman", 10))
        pieces.append((item, LEFT + 8 + gap, down + 12 * n, "Times-Roman", 10))
    pieces += pdfs.column(body(8, 10), LEFT, down + 12 * len(items) + 4, 470)
    pieces += [("Figure 1. The otters of the river.", LEFT, 700, "Times-Roman", 8)]
    reading = read(tmp_path, pdfs.print_loose([pieces]))
    assert texts(reading, "body") == [*UNIQUE[:8], *(f"{bullet} {item}" for item in items), *UNIQUE[10:18]]


def test_text_in_a_narrow_measure_under_a_caption_over_the_whole_page_is_body(tmp_path: Path) -> None:
    def draw(canvas: Canvas, words: list[str], x: float, y: float, per_line: int, lines: int) -> None:
        for n in range(lines):
            canvas.drawString(x, y - 13 * n, " ".join(words[per_line * n : per_line * n + per_line]))

    words = " ".join(pdfs.unlike_sentences(120)).split()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pdfs.PAGE_PT, invariant=1)
    canvas.setFont("Times-Roman", 10)
    draw(canvas, words[:400], 220, 760, 10, 40)
    canvas.showPage()
    canvas.setFont("Times-Roman", 8)
    draw(canvas, ["Figure", "1.", *words[400:480]], 40, 500, 20, 4)
    canvas.setFont("Times-Roman", 10)
    draw(canvas, words[500:600], 220, 420, 10, 9)
    canvas.save()
    found = [s for s in read(tmp_path, out.getvalue()).sentences if s.boxes[-1].page == 2 and s.boxes[-1].top > 0.48]
    assert {s.kind for s in found} == {"body"}


def test_columns_under_a_table_over_the_page_are_read_one_after_the_other(tmp_path: Path) -> None:
    table = pdfs.column("Table 2 Doses", LEFT, 60, 480, font="Times-Bold", size=8)
    for row in range(20):
        cells = (f"Organ {row}", "Contoured on the pictures of the second day", f"{row} Gy", "within 2 mm", "once")
        at = (LEFT, LEFT + 50, LEFT + 290, LEFT + 340, LEFT + 420)
        table += [(cell, x, 80.0 + 14 * row, "Helvetica", 7.5) for cell, x in zip(cells, at, strict=True)]
    note = [("a This note of the table ends a little right of the edge of the column", LEFT, 366, "Times-Italic", 8)]
    left, right = body(12), body(12, 12)
    columns = [*pdfs.column(left, LEFT, 400, WIDTH), *pdfs.column(right, RIGHT, 400, WIDTH)]
    first = pdfs.column(body(30, 24), LEFT, 80, WIDTH)
    reading = read(tmp_path, pdfs.print_loose([first, [*table, *note, *columns]]))
    assert [text for text in texts(reading, "body") if text in UNIQUE[:24]] == UNIQUE[:24]


def test_a_short_line_that_ends_right_of_the_paragraphs_indent_parts_no_columns(tmp_path: Path) -> None:
    right: list[pdfs.Piece] = []
    for n in range(5):
        down = right[-1][2] + 12 if right else 80.0
        right += pdfs.column(body(3, 30 + 3 * n), RIGHT, down, WIDTH, first=12)
    # the last line of a paragraph is a short word alone
    cut = next(n for n, piece in enumerate(right) if n > 5 and piece[1] > RIGHT)
    word = ("ends", RIGHT, right[cut][2], "Times-Roman", 10.0)
    right = [*right[:cut], word, *((t, x, down + 12, f, s) for t, x, down, f, s in right[cut:])]
    left = pdfs.column(body(24), LEFT, 80, WIDTH)
    reading = read(tmp_path, two_columns(left, right))
    assert texts(reading, "body")[:24] == UNIQUE[:24]


def test_text_in_a_face_of_its_own_that_goes_on_over_the_page_is_no_heading(tmp_path: Path) -> None:
    faces = {"font": "Helvetica", "size": 9.5}
    own = pdfs.column(body(6), LEFT, 140, 470, **faces)  # type: ignore[arg-type]
    heads = [("Abstract", LEFT, 120, "Helvetica-Bold", 14.5), ("Conclusions", LEFT, 700, "Helvetica-Bold", 11.5)]
    said = "Considering increasing requirements concerning observations, volunteers returning from neighbouring countries should "
    said += "concentrate themselves entirely on everything swimming underneath bridges. Nothing else would help otters in winter."
    split = pdfs.column(said, LEFT, 718, 470, **faces)  # type: ignore[arg-type]
    after = [(t, x, 80.0 + 11.4 * n, f, s) for n, (t, x, _, f, s) in enumerate(split[2:])]
    introduction = ("Introduction", LEFT, 180, "Helvetica-Bold", 12)
    main = pdfs.column(body(30, 20), LEFT, 200, 470)
    title = ("Otters along a river in winter", LEFT, 70, "Helvetica-Bold", 20)
    pages = [[title, heads[0], *own, heads[1], *split[:2]], [*after, introduction, *main], main]
    reading = read(tmp_path, pdfs.print_loose(pages))
    assert texts(reading, "heading") == ["Abstract", "Conclusions", "Introduction"]
    assert sentence(reading, said.split(". ")[0] + ".").kind == "body"


def test_a_note_beside_the_text_is_whole_behind_its_name_in_bold(tmp_path: Path) -> None:
    name = "Competing interests:"
    rest = pdfs.width_of(f"{name} ", "Helvetica-Bold", 8)
    note = [
        (name, 36.0, 100.0, "Helvetica-Bold", 8.0),
        ("The authors", 36.0 + rest, 100.0, "Helvetica", 8.0),
        ("have declared that there are none.", 36.0, 111.0, "Helvetica", 8.0),
    ]
    text = pdfs.column(body(30), 200, 100, 370)
    reading = read(tmp_path, pdfs.print_loose([text, [*note, *text]]))
    assert "Competing interests: The authors have declared that there are none." in [s.text for s in reading.sentences]
