"""Letters of a page and their places, as pdfium has them."""

import io

import pikepdf
import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from lib.drawing.page_letters import page_letters
from lib.errors import ReadingError

LINE = "Illi mammoths swim"


@pytest.fixture
def path(tmp_path):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 200))
    canvas.setFont("Helvetica", 20)
    canvas.drawString(100, 100, LINE)
    canvas.save()
    target = tmp_path / "a.pdf"
    target.write_bytes(out.getvalue())
    return target


def test_each_letter_lies_where_its_font_prints_it(path):
    letters = page_letters(path, 1)
    assert "".join(char for char, *_ in letters) == LINE.replace(" ", "")
    at = LINE.replace(" ", "").index("swim")
    begins = (100 + stringWidth(LINE[: LINE.index("swim")], "Helvetica", 20)) / 400
    assert letters[at][1] == pytest.approx(begins, abs=0.004)
    assert all(0.4 < top < bottom < 0.55 for _, _, top, _, bottom in letters)


def test_on_a_page_that_is_cropped_and_turned_they_lie_as_it_is_shown(path):
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = 90
        pdf.pages[0].CropBox = [50, 0, 400, 200]
        pdf.save(path)
    _, x0, top, x1, bottom = page_letters(path, 1)[0]
    assert 0.49 < x0 < x1 < 0.62  # the base line, 100 of 200 points from the left
    assert top == pytest.approx(50 / 350, abs=0.01)
    assert bottom > top


def test_a_page_that_is_not_there_is_told(path, tmp_path):
    for file, page in ((path, 2), (tmp_path / "none.pdf", 1)):
        with pytest.raises(ReadingError):
            page_letters(file, page)
