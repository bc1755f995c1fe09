"""What nobody sees on a page is no text of the paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
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
    ],
)
def test_text_that_is_not_visible_is_left_out_and_listed(
    tmp_path: Path, draw: Callable[[Canvas], None], reason: str
) -> None:
    reading = read(tmp_path, page_with(draw))
    assert [s.text for s in reading.sentences] == [SEEN]
    assert [(d.page, d.reason, d.text) for d in reading.dropped] == [(1, reason, UNSEEN)]


def test_white_text_on_a_dark_ground_is_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0)
        canvas.rect(50, 490, 400, 30, stroke=0, fill=1)
        white(canvas)

    assert UNSEEN in [s.text for s in read(tmp_path, page_with(draw)).sentences]


def test_recognised_text_under_a_scan_is_read_and_told(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        from PIL import Image
        from reportlab.lib.utils import ImageReader

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
