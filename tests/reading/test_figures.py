"""A figure is its caption with the picture that stands over, under or beside it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from lib.reading.layout.drawings import drawn_areas
from lib.records import Box, Figure
from tests import pdfs
from tests.reading.test_reading import read

WIDTH, HEIGHT = pdfs.PAGE_PT
NEAR = 14.0
"""Points by which a picture's box may reach over what is drawn: words beside it, room for strokes."""


def text(canvas: Canvas, y: float, lines: int, seed: int = 7) -> None:
    """Print running text from a height down."""
    canvas.setFont("Times-Roman", 10)
    for n, sentence in enumerate(pdfs.unlike_sentences(lines, seed)):
        canvas.drawString(60, y - 12 * n, sentence[:95])


def caption(canvas: Canvas, x: float, y: float, words: str) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(x, y, words)


def plot(canvas: Canvas, x: float, y: float, width: float = 200, height: float = 120) -> None:
    """Draw the axes of a plot with a line of many pieces and the names of its ticks."""
    canvas.line(x, y, x + width, y)
    canvas.line(x, y, x, y + height)
    canvas.setFont("Helvetica", 6)
    for n in range(10):
        step = width / 10
        canvas.line(x + n * step, y + height * n / 10, x + (n + 1) * step, y + height * (n + 1) / 10)
        canvas.drawString(x + n * step, y - 8, str(n))


def photo(canvas: Canvas, x: float, y: float, width: float = 200, height: float = 120) -> None:
    picture = ImageReader(Image.new("RGB", (20, 12), (90, 120, 60)))
    canvas.drawImage(picture, x, y, width, height)


def figures(tmp_path: Path, *pages: Callable[[Canvas], None]) -> list[Figure]:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pdfs.PAGE_PT, invariant=1)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return read(tmp_path, out.getvalue()).figures


def holds(box: Box | None, x: float, y: float, width: float = 200, height: float = 120) -> bool:
    """Return whether the box is that of the picture drawn there, but for words and strokes at its edges."""
    assert box is not None
    wanted = (x, HEIGHT - y - height, x + width, HEIGHT - y)
    got = (box.x0 * WIDTH, box.top * HEIGHT, box.x1 * WIDTH, box.bottom * HEIGHT)
    return all(abs(a - b) <= NEAR for a, b in zip(wanted, got, strict=True))


@pytest.mark.parametrize("draw", [plot, photo])
def test_a_picture_stands_over_its_caption(tmp_path: Path, draw: Callable[..., None]) -> None:
    def page(canvas: Canvas) -> None:
        text(canvas, 780, 10)
        draw(canvas, 180, 480)
        caption(canvas, 150, 455, "Figure 3. Records of otters by month. Bars are nights without records.")
        text(canvas, 430, 20, seed=8)

    (figure,) = figures(tmp_path, page)
    assert figure.label == "Figure 3"
    assert figure.caption.startswith("Records of otters by month.")
    assert holds(figure.box, 180, 480)
    assert figure.sentence_ids


def test_pictures_under_their_captions_are_told_by_the_others_of_the_paper(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        text(canvas, 790, 4)
        caption(canvas, 150, 730, "Figure 1. Records of otters by month.")
        plot(canvas, 180, 590)
        caption(canvas, 150, 560, "Figure 2. Records of badgers by month.")
        photo(canvas, 180, 420)
        text(canvas, 380, 20, seed=9)

    first, second = figures(tmp_path, page)
    assert holds(first.box, 180, 590)
    assert holds(second.box, 180, 420)


def test_pictures_of_two_columns_keep_to_their_captions(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        photo(canvas, 60, 640)
        photo(canvas, 335, 640)
        caption(canvas, 60, 620, "Figure 1. Records of otters by month.")
        caption(canvas, 335, 620, "Figure 2. Records of badgers by month.")
        text(canvas, 590, 30)

    first, second = figures(tmp_path, page)
    assert holds(first.box, 60, 640)
    assert holds(second.box, 335, 640)


def test_a_frame_around_picture_and_caption_is_not_the_picture(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        text(canvas, 780, 10)
        canvas.rect(60, 440, 475, 190)
        photo(canvas, 300, 490)
        caption(canvas, 66, 450, "Fig. 4 Records of otters by month")
        text(canvas, 420, 20, seed=8)

    (figure,) = figures(tmp_path, page)
    assert figure.label == "Figure 4"
    assert holds(figure.box, 300, 490)


def test_the_ornaments_of_every_page_are_no_picture(tmp_path: Path) -> None:
    def page(seed: int, words: str) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            photo(canvas, 60, 790, 60, 30)
            if words:
                photo(canvas, 180, 600)
                caption(canvas, 150, 580, words)
            text(canvas, 550, 30, seed)

        return draw

    (figure,) = figures(tmp_path, page(1, ""), page(2, "Figure 1. Records of otters by month."), page(3, ""))
    assert figure.box is not None
    assert figure.box.page == 2
    assert holds(figure.box, 180, 600)


def test_panels_are_found_by_letters_that_the_caption_names(tmp_path: Path) -> None:
    def page(words: str) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            text(canvas, 790, 5)
            for x, letter in ((80, "A"), (320, "B")):
                photo(canvas, x, 560)
                canvas.setFont("Helvetica-Bold", 9)
                canvas.drawString(x, 684, letter)
            caption(canvas, 80, 540, words)
            text(canvas, 510, 30, seed=8)

        return draw

    (named,) = figures(tmp_path, page("Figure 1. Records of (A) otters and (B) badgers."))
    assert [panel.label for panel in named.panels] == ["A", "B"]
    left, right = (panel.box for panel in named.panels)
    assert left.x0 * WIDTH < 85 < 275 < left.x1 * WIDTH <= right.x0 * WIDTH + 1 < 330
    (unnamed,) = figures(tmp_path, page("Figure 1. Records of otters and of badgers."))
    assert unnamed.panels == []


def test_a_caption_without_a_picture_says_so(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        text(canvas, 780, 10)
        caption(canvas, 60, 640, "Figure 3. Records of otters by month. Bars are nights without records.")
        text(canvas, 600, 20, seed=8)

    (figure,) = figures(tmp_path, page)
    assert figure.box is None


def test_a_full_page_picture_belongs_to_the_caption_beside_its_page(tmp_path: Path) -> None:
    def picture(canvas: Canvas) -> None:
        photo(canvas, 60, 100, 475, 640)

    def page(canvas: Canvas) -> None:
        caption(canvas, 60, 780, "Figure 3. Records of otters by month. Bars are nights without records.")
        text(canvas, 740, 40, seed=8)

    (figure,) = figures(tmp_path, picture, page)
    assert figure.box is not None
    assert figure.box.page == 1


def test_paths_that_touch_are_one_area_and_others_are_not() -> None:
    marks = [(10.0 + n, 10.0 + n, 12.0 + n, 12.0 + n) for n in range(0, 40, 2)]
    apart = (200.0, 200.0, 210.0, 210.0)
    assert sorted(drawn_areas([*marks, apart])) == [(10.0, 10.0, 50.0, 50.0), apart]
