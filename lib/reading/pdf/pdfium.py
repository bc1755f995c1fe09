"""The second reader: pdfium's characters, for pages and files that pdfminer cannot read.

Traps of pdfium's text layer, seen by running it: a blank that it makes up has a box without height; a ligature comes as several
characters with one box; line-end hyphens come as U+0002; the font size is before the text matrix. To be called in a worker: takes
no lock.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import pypdfium2
import pypdfium2.raw as pdfium

from lib.errors import ReadingError
from lib.geometry import TURNS, Point, Rect, ShownPage, TextFrame, nearest_turn, sorted_rect
from lib.reading.pdf.doubts import faintness, note_doubts
from lib.reading.pdf.glyphs import UNKNOWN
from lib.reading.pdf.ink import FORM_DEPTH, INVISIBLE_MODES, Cover, Ink, Run
from lib.reading.pdf.paint import UNTOLD, lightness

NAME_BYTES = 128
"""Of a font's name."""
SAME_BASELINE_EM, SAME_SIZE, BACK_EM = 0.05, 0.02, 0.5
"""Characters of one run differ by less in baseline and (as a share) in size, and begin at most so far back."""
LINE_ENDS = (10, 13)
STROKED_MODES = (1, 5)
"""Text rendering modes that draw letters' outlines alone (ISO 32000-1, table 106)."""
FULL = 255
"""Of a colour, and of opacity."""
_CODES_UNTOLD = frozenset((*range(2), *range(3, 9), *range(14, 32)))
"""Controls, which pdfium gives where it knows a glyph's code alone; U+0002 is a hyphen at a line's end."""
SURROGATES = range(0xD800, 0xE000)
"""Halves of characters, which are none (The Unicode Standard, 23.6)."""


@dataclass(slots=True)
class _Character:
    text: str
    u0: float
    u1: float
    v: float
    size: float
    turn: int
    box: tuple[float, float, float, float]
    """Left, top, right, bottom in user space, by which a ligature's characters are known."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What the characters of a text object have in common; for all but the font see `Run`."""

    font: str = ""
    hidden: str = ""
    doubt: str = ""
    light: float = 0.0
    address: int | None = field(default=None, compare=False)
    """Where pdfium keeps the object."""

    def is_of(self, run: Run) -> bool:
        """Return whether a run looks so."""
        return (run.font, run.hidden, run.doubt, run.light) == (self.font, self.hidden, self.doubt, self.light)


@dataclass(frozen=True, slots=True)
class _Places:
    """The ways from a page's user space to the page as shown and on to the frames of its text, by turn."""

    page: ShownPage
    frames: dict[int, TextFrame]

    def shown(self, x: float, y: float) -> Point:
        """Return the point of user space on the page as shown.

        It goes through fractions of the page, which costs a last digit: papers that were read before keep the boxes they have.
        """
        width, height = self.page.width, self.page.height
        across, down = self.page.from_user(x, y)
        return across / width * width, down / height * height

    def rect(self, rect: Rect) -> Rect:
        """Return the rectangle of user space on the page as shown."""
        return sorted_rect(*self.shown(rect[0], rect[1]), *self.shown(rect[2], rect[3]))


def read_ink(page: pypdfium2.PdfPage, number: int) -> Ink:
    """Return what stands on a page (1-based, for the sentence of a fault), all of it in doubt: pdfium gives no clips, layers or
    masks with its characters.

    Raises ReadingError, PdfiumError.
    """
    shown_page = ShownPage(page.get_bbox(), page.get_rotation())
    if shown_page.width <= 0 or shown_page.height <= 0:
        raise ReadingError(f"Page {number} cannot be read: it has no size.")
    ink = Ink(shown_page.width, shown_page.height)
    places = _Places(shown_page, {turn: ink.frame(turn) for turn in TURNS})
    orders: dict[int | None, int] = {}
    for order, item in enumerate(page.get_objects(max_depth=FORM_DEPTH)):
        orders[_address(item.raw)] = order
        if item.type in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH):
            drawn = ink.pictures if item.type == pdfium.FPDF_PAGEOBJ_IMAGE else ink.outlines
            drawn.append(places.rect(item.get_bounds()))
            ink.covers.append(Cover(drawn[-1], order, UNTOLD))
    _read_runs(page, ink, places, orders)
    # lines over lines are told by the order of painting
    note_doubts(replace(ink, runs=sorted(ink.runs, key=lambda run: run.order)), is_all_told=False)
    return ink


def _read_runs(page: pypdfium2.PdfPage, ink: Ink, places: _Places, orders: Mapping[int | None, int]) -> None:
    """Add the page's text to its ink; `orders`: the order of painting by a text object's address."""
    text = page.get_textpage()
    try:
        run: Run | None = None
        for character, look in _characters(text.raw, places):
            if run is None or not _same_run(run, character, look):
                run = Run([], [], [], character.v, character.size, look.font, character.turn, look.hidden, look.font)
                run.doubt, run.light, run.order = look.doubt, look.light, orders.get(look.address, 0)
                run.objects = set()
                ink.runs.append(run)
            if run.objects is not None and look.address in orders:
                run.objects.add(orders[look.address])
            # pdfium tells the order of reading; a run's characters stand from left to right, as they are painted
            place = 0 if run.texts and character.u0 < run.u0[0] else len(run.texts)
            run.texts.insert(place, character.text)
            run.u0.insert(place, character.u0)
            run.u1.insert(place, character.u1)
    finally:
        text.close()


def _same_run(run: Run, character: _Character, look: _Look) -> bool:
    leftwards = unicodedata.bidirectional(character.text) in ("R", "AL") and abs(character.u1 - run.u0[0]) < run.size
    return (
        run.turn == character.turn
        and abs(run.v - character.v) < SAME_BASELINE_EM * run.size
        and abs(run.size - character.size) < SAME_SIZE * run.size
        and look.is_of(run)
        and (leftwards or character.u0 > run.u0[-1] - BACK_EM * run.size)
    )


def _characters(text: pdfium.FPDF_TEXTPAGE, places: _Places) -> Iterator[tuple[_Character, _Look]]:
    """Yield each character with its look; a ligature's characters share its box evenly."""
    same: list[_Character] = []
    look, last_object = _Look(), None
    for n in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, n)
        if pdfium.FPDFText_IsGenerated(text, n) == 1 or code in LINE_ENDS:
            yield from _sharing_a_box(same, look)
            same = []
            continue
        character = _character(text, n, code, places)
        if character is None:
            continue
        at = pdfium.FPDFText_GetTextObject(text, n)
        address = _address(at)
        if same and (same[0].box != character.box or address != last_object):
            yield from _sharing_a_box(same, look)
            same = []
        if address != last_object:
            look, last_object = replace(_look(_font_name(text, n), at), address=address), address
        same.append(character)
    yield from _sharing_a_box(same, look)


def _sharing_a_box(same: list[_Character], look: _Look) -> Iterator[tuple[_Character, _Look]]:
    for k, character in enumerate(same):
        step = (character.u1 - character.u0) / len(same)
        character.u1 = character.u0 + (k + 1) * step
        character.u0 += k * step
        yield character, look


def _character(text: pdfium.FPDF_TEXTPAGE, n: int, code: int, places: _Places) -> _Character | None:
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    if not (
        pdfium.FPDFText_GetLooseCharBox(text, n, box)
        and pdfium.FPDFText_GetMatrix(text, n, matrix)
        and pdfium.FPDFText_GetCharOrigin(text, n, x, y)
    ):
        return None
    turn = (nearest_turn(matrix.a, matrix.b) - places.page.rotation) % 360
    size = pdfium.FPDFText_GetFontSize(text, n) * math.hypot(matrix.c, matrix.d)
    frame = places.frames[turn]
    u0, _, u1, _ = frame.rect_from_shown(places.rect((box.left, box.bottom, box.right, box.top)))
    _, v = frame.from_shown(*places.shown(x.value, y.value))
    unknown = pdfium.FPDFText_HasUnicodeMapError(text, n) == 1 or code in SURROGATES or code in _CODES_UNTOLD
    letter = UNKNOWN if unknown else chr(code)
    return _Character(letter, u0, u1, v, size or 1.0, turn, (box.left, box.top, box.right, box.bottom))


def _address(item: object) -> int | None:
    return ctypes.cast(item, ctypes.c_void_p).value  # type: ignore[arg-type]


def _font_name(text: pdfium.FPDF_TEXTPAGE, n: int) -> str:
    name, flags = ctypes.create_string_buffer(NAME_BYTES), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, n, name, NAME_BYTES, flags)
    return name.value.decode("utf-8", "replace").split("+")[-1]


def _look(font: str, item: object) -> _Look:
    """Return how a text object looks; where pdfium does not tell its colour, there is no doubt of it."""
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
    if mode in INVISIBLE_MODES:
        return _Look(font, "invisible")
    color = [ctypes.c_uint() for _ in range(4)]
    read = pdfium.FPDFPageObj_GetStrokeColor if mode in STROKED_MODES else pdfium.FPDFPageObj_GetFillColor
    if not read(item, *color):
        return _Look(font)
    *colors, opacity = (value.value for value in color)
    light = lightness(tuple(value / FULL for value in colors), "DeviceRGB")
    return _Look(font, "", faintness(light, 1.0) or ("" if opacity == FULL else "faint"), light)
