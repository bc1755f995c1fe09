"""What nobody sees on a page is no text of the paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from lib.reading.layout.pages import read_page
from lib.reading.pdf.ink import Ink, Run
from tests import pdfs
from tests.reading.test_reading import read

SEEN = "Everybody sees this sentence on the page."
UNSEEN = "Nobody sees this other sentence at all."


def invisible(canvas: Canvas) -> None:
    text = canvas.beginText(60, 500)
    text.setTextRenderMode(3)
    text.textLine(UNSEEN)
    canvas.drawText(text)


def white(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.drawString(60, 500, UNSEEN)


def clipped(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(60, 600, 100, 20)
    canvas.saveState()
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.drawString(60, 500, UNSEEN)
    canvas.restoreState()


def clipped_by_its_form(canvas: Canvas) -> None:
    canvas.beginForm("figure", 0, 0, 300, 100)
    canvas.drawString(60, 500, UNSEEN)
    canvas.endForm()
    canvas.doForm("figure")


def off_the_page(canvas: Canvas) -> None:
    canvas.drawString(60, 900, UNSEEN)


def grey(share: float) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(share)
        canvas.drawString(60, 500, UNSEEN)

    return draw


def pale_yellow(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 0.8)
    canvas.drawString(60, 500, UNSEEN)


def in_the_colour_of_its_box(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.2, 0.4, 0.7)
    canvas.rect(50, 490, 400, 30, stroke=0, fill=1)
    canvas.drawString(60, 500, UNSEEN)


def of_size(size: float) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", size)
        canvas.drawString(60, 500, UNSEEN)

    return draw


def scaled(across: float, up: float) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(60, 500)
        canvas.scale(across, up)
        canvas.drawString(0, 0, UNSEEN)
        canvas.restoreState()

    return draw


def under_a_picture(canvas: Canvas) -> None:
    canvas.drawString(60, 500, UNSEEN)
    noise = Image.effect_noise((80, 20), 90)
    canvas.drawImage(ImageReader(noise), 50, 480, 300, 40)


def under_a_rectangle(canvas: Canvas) -> None:
    canvas.drawString(60, 500, UNSEEN)
    canvas.setFillGray(1)
    canvas.rect(50, 480, 300, 40, stroke=0, fill=1)


def with_opacity(alpha: float) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFillAlpha(alpha)
        canvas.drawString(60, 500, UNSEEN)

    return draw


def under_another_line(canvas: Canvas) -> None:
    canvas.drawString(60, 700, UNSEEN)
    canvas.drawString(60, 700, SEEN)


def outlined_in_white(canvas: Canvas) -> None:
    text = canvas.beginText(60, 500)
    canvas.setStrokeGray(1)
    text.setTextRenderMode(1)
    text.textLine(UNSEEN)
    canvas.drawText(text)


def page_with(draw: Callable[[Canvas], None]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pdfs.PAGE_PT, invariant=1)
    canvas.setFont("Times-Roman", 10)
    canvas.drawString(60, 700, SEEN)
    draw(canvas)
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("draw", "reason"),
    [
        (invisible, "invisible"),
        (white, "white"),
        (clipped, "clipped"),
        (clipped_by_its_form, "clipped"),
        (off_the_page, "off the page"),
        (grey(0.9), "faint"),
        (grey(0.94), "faint"),
        (grey(0.97), "faint"),
        (pale_yellow, "faint"),
        (in_the_colour_of_its_box, "faint"),
        (of_size(0.5), "too small"),
        (of_size(1), "too small"),
        (of_size(2), "too small"),
        (scaled(0.1, 0.1), "too small"),
        (scaled(0.02, 1), "too small"),
        (under_a_picture, "covered"),
        (under_a_rectangle, "covered"),
        (with_opacity(0), "faint"),
        (with_opacity(0.03), "faint"),
        (outlined_in_white, "white"),
    ],
)
def test_text_that_is_not_visible_is_left_out_and_listed(
    tmp_path: Path, draw: Callable[[Canvas], None], reason: str
) -> None:
    reading = read(tmp_path, page_with(draw))
    assert [s.text for s in reading.sentences] == [SEEN]
    assert [(d.page, d.reason, d.text) for d in reading.dropped] == [(1, reason, UNSEEN)]


def test_of_two_lines_printed_on_one_another_the_upper_one_is_read(tmp_path: Path) -> None:
    reading = read(tmp_path, overprinted_page())
    assert [s.text for s in reading.sentences] == [SEEN]
    assert [(d.reason, d.text) for d in reading.dropped] == [("covered", UNSEEN)]


def overprinted_page() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pdfs.PAGE_PT, invariant=1)
    canvas.setFont("Times-Roman", 10)
    under_another_line(canvas)
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("form", [False, True], ids=["marked content", "form"])
@pytest.mark.parametrize("off", [True, False])
def test_text_of_a_layer_is_read_where_the_layer_is_on(tmp_path: Path, *, off: bool, form: bool) -> None:
    document = pikepdf.open(io.BytesIO(page_with(lambda canvas: None)))
    layer = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Notes"))
    other = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Other"))
    usual = pikepdf.Dictionary(Order=[layer, other], OFF=[layer if off else other])
    document.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer, other], D=usual)
    page = document.pages[0]
    page.Resources.Properties = pikepdf.Dictionary(Notes=layer)
    shown = f"BT /F2 10 Tf 60 500 Td ({UNSEEN}) Tj ET".encode()
    page.Resources.Font["/F2"] = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    if form:
        content = document.make_stream(shown)
        content.Type, content.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        content.BBox, content.Resources, content.OC = [0, 0, 595, 842], page.Resources, layer
        page.Resources.XObject = pikepdf.Dictionary(Fm=content)
        page.contents_add(b"/Fm Do")
    else:
        page.contents_add(b"/OC /Notes BDC " + shown + b" EMC")
    out = io.BytesIO()
    document.save(out)
    reading = read(tmp_path, out.getvalue())
    assert [d.reason for d in reading.dropped] == (["layer off"] if off else [])
    assert [s.text for s in reading.sentences] == ([SEEN] if off else [SEEN, UNSEEN])


def pale_words_among_others(canvas: Canvas) -> None:
    text = canvas.beginText(60, 500)
    text.textOut("Seen are the first words ")
    text.setFillGray(0.95)
    text.textOut("and unseen the last ones.")
    canvas.drawText(text)


def half_under_a_rectangle(canvas: Canvas) -> None:
    canvas.drawString(60, 500, "Seen are the first words and unseen the last ones.")
    canvas.setFillGray(1)
    at = 60 + pdfs.width_of("Seen are the first words ", "Times-Roman", 10)
    canvas.rect(at, 490, 300, 30, stroke=0, fill=1)


@pytest.mark.parametrize("draw", [pale_words_among_others, half_under_a_rectangle])
def test_of_a_line_the_words_are_read_that_are_seen(tmp_path: Path, draw: Callable[[Canvas], None]) -> None:
    reading = read(tmp_path, page_with(draw))
    assert reading.sentences[-1].text == "Seen are the first words"
    assert [d.text for d in reading.dropped] == ["and unseen the last ones."]


def grey_on_white(canvas: Canvas) -> None:
    canvas.setFillGray(0.6)
    canvas.drawString(60, 500, UNSEEN)


def white_on_a_picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 40)), 50, 480, 300, 40)
    white(canvas)


def under_a_highlight(canvas: Canvas) -> None:
    canvas.drawString(60, 500, UNSEEN)
    canvas.setFillColorRGB(1, 1, 0, alpha=0.4)
    canvas.rect(50, 490, 400, 30, stroke=0, fill=1)


def inside_a_thick_frame(canvas: Canvas) -> None:
    canvas.drawString(60, 500, UNSEEN)
    path = canvas.beginPath()
    path.rect(40, 480, 420, 50)
    path.rect(50, 490, 400, 30)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


def in_bold_by_printing_twice(canvas: Canvas) -> None:
    canvas.drawString(60, 500, UNSEEN)
    canvas.drawString(60.3, 500, UNSEEN)


def red_on_green(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0, 0.5, 0)
    canvas.rect(50, 490, 400, 30, stroke=0, fill=1)
    canvas.setFillColorRGB(1, 0, 0)
    canvas.drawString(60, 500, UNSEEN)


@pytest.mark.parametrize(
    "draw",
    [
        grey_on_white,
        white_on_a_picture,
        under_a_highlight,
        inside_a_thick_frame,
        in_bold_by_printing_twice,
        red_on_green,
        of_size(5),
        with_opacity(0.7),
    ],
)
def test_what_is_seen_stays(tmp_path: Path, draw: Callable[[Canvas], None]) -> None:
    reading = read(tmp_path, page_with(draw))
    assert [s.text for s in reading.sentences if UNSEEN in s.text]
    assert not reading.dropped


def test_recognised_text_that_a_scan_lies_over_is_read_and_told(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for n in range(10):
            canvas.drawString(60, 500 - 12 * n, UNSEEN)
        canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *pdfs.PAGE_PT)

    reading = read(tmp_path, page_with(draw))
    assert reading.page_quality == ["scan with recognised text"]
    assert any(UNSEEN in s.text for s in reading.sentences)


def test_white_text_on_a_dark_ground_is_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0)
        canvas.rect(50, 490, 400, 30, stroke=0, fill=1)
        white(canvas)

    assert UNSEEN in [s.text for s in read(tmp_path, page_with(draw)).sentences]


def test_recognised_text_under_a_scan_is_read_and_told(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *pdfs.PAGE_PT)
        for n in range(10):
            text = canvas.beginText(60, 500 - 12 * n)
            text.setTextRenderMode(3)
            text.textLine(UNSEEN)
            canvas.drawText(text)

    reading = read(tmp_path, page_with(draw))
    assert reading.page_quality == ["scan with recognised text"]
    assert any(UNSEEN in s.text for s in reading.sentences)


def test_margin_line_numbers_are_left_out(tmp_path: Path) -> None:
    sentences = pdfs.unlike_sentences(20)
    words = " ".join(sentences).split()

    def draw(canvas: Canvas) -> None:
        for n in range(25):
            canvas.drawRightString(50, 650 - 14 * n, str(n + 1))
            canvas.drawString(60, 650 - 14 * n, " ".join(words[8 * n : 8 * n + 8]))

    reading = read(tmp_path, page_with(draw))
    assert set(sentences[:8]) <= {s.text for s in reading.sentences}
    assert {d.reason for d in reading.dropped} == {"line number"}


@pytest.mark.parametrize(("unknown", "quality"), [(0, "good"), (20, "letters unknown"), (40, "garbled")])
def test_a_page_with_unknown_characters_is_not_good_with_many_garbled(unknown: int, quality: str) -> None:
    letters = ["(cid:7)"] * unknown + list("camera traps count hedgehogs" * 4)[: 100 - unknown]
    starts = [60 + 4.0 * n for n in range(len(letters))]
    run = Run(letters, starts, [start + 4 for start in starts], 100, 10, "Times", 0)
    page = read_page(1, Ink(*pdfs.PAGE_PT, runs=[run]), (0.0, 0.0, *pdfs.PAGE_PT))
    assert page.quality == quality
    assert [d.reason for d in page.dropped] == (["garbled"] if quality == "garbled" else [])
