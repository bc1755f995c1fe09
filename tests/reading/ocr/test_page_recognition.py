"""Pictures of pages, recognised."""

import io

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from lib.reading.ocr.line_detection import detect_lines
from lib.reading.ocr.models import DETECTOR, Grey, Network
from lib.reading.ocr.page_recognition import PictureText, Recogniser
from lib.reading.ocr.rules import find_rules
from tests import pdfs

DPI = 150
SENTENCES = ["We counted 57 otters with four thermal cameras.", "The cameras stood two metres above the water."]
PAPER = pdfs.print_paper(title="", authors=(), sections=[("", [" ".join(SENTENCES), " ".join(SENTENCES[::-1])])])


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser(threads=2)


def picture(height: int = 330) -> Image.Image:
    """Return the top of the page, with all that is printed on it."""
    page = pypdfium2.PdfDocument(io.BytesIO(PAPER.data))[0]
    return page.render(scale=DPI / 72, grayscale=True).to_pil().crop((0, 0, 1000, height))


def told(text: PictureText) -> set[str]:
    return {"".join(line.texts) for line in text.lines}


def read(recogniser: Recogniser, image: Image.Image) -> PictureText:
    pixels: Grey = np.asarray(image)
    return recogniser.read(pixels, DPI)


def test_printed_lines_are_read_word_by_word(recogniser: Recogniser) -> None:
    assert told(read(recogniser, picture())) == {" ".join(SENTENCES), " ".join(SENTENCES[::-1])}


def test_characters_stand_where_they_are_printed(recogniser: Recogniser) -> None:
    line = next(line for line in read(recogniser, picture()).lines if "".join(line.texts).startswith("We"))
    (place, _) = PAPER.places(SENTENCES[0])
    width, height = (side * DPI / 72 for side in pdfs.PAGE_PT)
    end = len(SENTENCES[0]) - 1
    assert line.x0[0] == pytest.approx(place.x0 * width, abs=2)
    assert line.x1[end] == pytest.approx(place.x1 * width, abs=3)
    assert place.top * height < line.baseline < place.bottom * height
    assert line.size == pytest.approx(10 * DPI / 72, rel=0.15)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_put_in_sideways_is_read(recogniser: Recogniser, turn: int) -> None:
    text = read(recogniser, picture().rotate(turn, expand=True))
    assert text.turn == turn
    assert " ".join(SENTENCES) in told(text)


@pytest.mark.parametrize("degrees", [-2.0, 1.0])
def test_a_page_that_lies_aslant_is_straightened(recogniser: Recogniser, degrees: float) -> None:
    text = read(recogniser, picture().rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255))
    assert text.skew == pytest.approx(-np.tan(np.radians(degrees)), abs=0.004)
    assert " ".join(SENTENCES) in told(text)


def test_light_text_on_dark_paper_is_read(recogniser: Recogniser) -> None:
    assert " ".join(SENTENCES) in told(read(recogniser, Image.eval(picture(), lambda value: 255 - value)))


def test_a_page_without_text_has_no_lines(recogniser: Recogniser) -> None:
    drawing = Image.new("L", (800, 600), 255)
    ImageDraw.Draw(drawing).ellipse((200, 100, 600, 500), outline=0, width=4)
    assert read(recogniser, drawing).lines == []
    assert read(recogniser, Image.new("L", (800, 600), 255)).lines == []


def test_thin_lines_are_found_and_letters_are_none() -> None:
    page = picture(500)
    draw = ImageDraw.Draw(page)
    draw.line((100, 300, 700, 300), fill=0, width=2)
    draw.line((400, 320, 400, 480), fill=60, width=1)
    draw.rectangle((500, 350, 800, 450), fill=0)
    rules = find_rules(np.asarray(page), DPI)
    assert len(rules) == 2
    assert rules[0] == pytest.approx((100, 300, 701, 302), abs=1)
    assert rules[1] == pytest.approx((400, 320, 401, 481), abs=1)


def test_a_line_over_the_seam_of_two_tiles_is_found_once() -> None:
    page = Image.new("L", (1000, 940), 255)
    page.paste(picture().crop((100, 80, 900, 130)), (100, 425))
    places = detect_lines(Network(DETECTOR, 2), np.asarray(page), 1.0)
    tall = [place for place in places if place.width > 600]
    assert len(tall) == len({place.top for place in tall})
    assert all(place.top >= 420 and place.bottom <= 490 for place in places)
