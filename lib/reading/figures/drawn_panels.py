"""Panels of figures whose letters are drawn in the picture: by recognising the letters, else by the white between the parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2
from pypdfium2 import PdfiumError

from lib.errors import ReadingError
from lib.geometry import PT_PER_INCH, Rect
from lib.reading.figures.named_parts import named_parts
from lib.reading.figures.panels import find_panels
from lib.reading.figures.white_space import Grey, parts_by_white
from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word
from lib.records import Box, Figure, Panel

if TYPE_CHECKING:
    from lib.reading.ocr.line_recognition import RecognisedLine
    from lib.reading.ocr.page_recognition import Recogniser

WHITE_DPI = 100
"""White between parts is a point wide at least, and is seen at this resolution."""
LETTERS_DPI = 200
"""At this resolution the recogniser reads text of papers."""
EDGE_PX, WHITE = 30, 255
"""What is put around a picture: letters at its edge are not detected."""
MOST_SIDE_PX = 3000
"""Of a picture: larger ones are drawn at fewer dots an inch."""
BY_WHITE = (
    "The parts are told by the white between them and named in the order in which the caption has them: compare them with the "
    "picture."
)
RECOGNISED = "The letters of the parts were recognised in the picture: compare them with it."


@dataclass(frozen=True, slots=True)
class DrawnPanels:
    """The panels of a figure, and how they were told."""

    panels: list[Panel]
    problem: str


def find_drawn_panels(
    path: Path, password: str | None, figure: Figure, recogniser: Recogniser | None
) -> DrawnPanels | None:
    """Return the panels that the figure's caption names, all of them; None where they cannot be made out. To be called in a
    worker: draws the page. Raises ReadingError where it cannot be drawn.
    """
    letters = named_parts(figure.caption)
    if not letters or figure.box is None:
        return None
    if recogniser is not None:
        places = _by_letters(recogniser, _draw(path, password, figure.box, LETTERS_DPI), figure.caption, letters)
        if places:
            return DrawnPanels(_panels(letters, places, figure.box), RECOGNISED)
    picture = _draw(path, password, figure.box, WHITE_DPI)
    height, width = picture.shape
    places = [
        (part.x0 / width, part.top / height, part.x1 / width, part.bottom / height)
        for part in parts_by_white(picture, len(letters))
    ]
    return DrawnPanels(_panels(letters, places, figure.box), BY_WHITE) if places else None


def _panels(letters: Sequence[str], places: Sequence[Rect], box: Box) -> list[Panel]:
    """Return panels at places that are given as shares of the picture's sides."""
    width, height = box.x1 - box.x0, box.bottom - box.top
    return [
        Panel(
            letter,
            Box(box.page, box.x0 + x0 * width, box.top + top * height, box.x0 + x1 * width, box.top + bottom * height),
        )
        for letter, (x0, top, x1, bottom) in zip(letters, places, strict=True)
    ]


def _by_letters(recogniser: Recogniser, picture: Grey, caption: str, letters: Sequence[str]) -> list[Rect]:
    """Return where the parts stand (shares of the sides), by their letters; empty unless all of these are found."""
    read = recogniser.read_letters(np.pad(picture, EDGE_PX, constant_values=WHITE))
    if not read:
        return []
    size = median(line.size for line in read)
    height, width = (float(side) for side in picture.shape)
    whole = (0.0, 0.0, width, height)
    found = find_panels(whole, caption, [_line(line, size) for line in read], [whole])
    if [panel.label for panel in found] != list(letters):
        return []
    return [(x0 / width, top / height, x1 / width, bottom / height) for x0, top, x1, bottom in (p.place for p in found)]


def _line(line: RecognisedLine, size: float) -> Line:
    """Return what was recognised as a line of words, px for pt, all of one size: that of a letter alone is measured badly."""
    words: list[Word] = []
    blank = True
    for text, x0, x1 in zip(line.texts, line.x0, line.x1, strict=True):
        if text.isspace():
            blank = True
        elif blank:
            words.append(Word(text, x0 - EDGE_PX, x1 - EDGE_PX, line.baseline - EDGE_PX, size, ""))
            blank = False
        else:
            words[-1].text += text
            words[-1].u1 = x1 - EDGE_PX
    return Line(words, 0)


def _draw(path: Path, password: str | None, box: Box, dpi: float) -> Grey:
    """Return the box of a page in greys, at so many dots an inch or as many as its size lets."""
    try:
        document = pypdfium2.PdfDocument(str(path), password=password)
    except PdfiumError as error:
        raise ReadingError("The page cannot be drawn: the PDF is damaged.") from error
    try:
        page = document[box.page - 1]
        width, height = page.get_size()
        sides = (box.x1 - box.x0) * width, (box.bottom - box.top) * height
        if min(sides) < 1:
            raise ReadingError(f"Page {box.page} cannot be drawn: its picture has no size.")
        scale = min(dpi / PT_PER_INCH, MOST_SIDE_PX / max(sides))
        margins = (box.x0 * width, (1 - box.bottom) * height, (1 - box.x1) * width, box.top * height)
        bitmap = page.render(scale=scale, crop=margins, grayscale=True, may_draw_forms=False, draw_annots=False)
        grey = np.array(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, bitmap.width)
    except (PdfiumError, IndexError, ValueError) as error:
        raise ReadingError(f"Page {box.page} cannot be drawn: it is damaged.") from error
    finally:
        document.close()
    return grey
