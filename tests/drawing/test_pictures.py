"""Page pictures show the page as a viewer does."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from lib.drawing.pictures import page_picture
from lib.errors import PasswordNeeded, ReadingError
from tests import pdfs


def write(folder: Path, data: bytes) -> Path:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return path


def ink_of(picture_bytes: bytes, box: tuple[float, float, float, float]) -> float:
    image = Image.open(io.BytesIO(picture_bytes)).convert("L")
    x0, top, x1, bottom = box
    part = image.crop(
        (int(x0 * image.width), int(top * image.height), int(x1 * image.width) + 1, int(bottom * image.height) + 1)
    )
    return 1 - sum(part.tobytes()) / (255 * part.width * part.height)


@pytest.mark.parametrize("change", ["plain", "turned", "cropped"])
def test_a_sentences_place_is_inked_in_the_picture(tmp_path: Path, change: str) -> None:
    sentence = "Only this sentence is printed here."
    paper = pdfs.print_paper(title="", authors=(), sections=[("", [[sentence]])])
    paper = {"plain": paper, "turned": paper.turned(90), "cropped": paper.cropped(30, 40, 50, 60)}[change]
    picture = page_picture(write(tmp_path, paper.data), 1, 1400)
    (box,) = paper.places(sentence)
    assert picture.width_px == 1400
    assert ink_of(picture.data, (box.x0, box.top, box.x1, box.bottom)) > 0.1
    assert ink_of(picture.data, (0, 0, 1, 1)) < 0.02


def test_faults_are_told(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="no page 9"):
        page_picture(write(tmp_path, pdfs.make_long(1)), 9, 300)
    with pytest.raises(ReadingError):
        page_picture(write(tmp_path, pdfs.make_broken()), 1, 300)
    locked = write(tmp_path, pdfs.print_paper().encrypted("secret").data)
    with pytest.raises(PasswordNeeded):
        page_picture(locked, 1, 300)
    assert page_picture(locked, 1, 300, password="secret").data
