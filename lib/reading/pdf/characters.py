"""Characters of a page: pdfplumber's own, written straight from the text operators into runs.

Plain `page.chars` spends most of its time on walking every attribute of every character; `tests/reading/pdf/test_characters.py`
holds our runs to plain pdfplumber.

Coordinates: pdfminer's matrices lead to the page as shown with its origin bottom left and y up; runs are written in their text
frame, rectangles on the page as shown with y down (see `lib.geometry`).
"""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager, PDFTextState
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import apply_matrix_rect, mult_matrix

from lib.geometry import (
    TURNS,
    Matrix,
    Rect,
    TextFrame,
    intersection,
    is_empty,
    move_rect,
    nearest_turn,
    turned_matrix,
    upside_down,
)
from lib.reading.pdf.fonts import FontLibrary, Ground
from lib.reading.pdf.glyph_sheet import TYPE3_BOX_EM
from lib.reading.pdf.glyphs import is_bold, is_italic
from lib.reading.pdf.ink import INVISIBLE_MODES, Cover, Ink, Run, split_run
from lib.reading.pdf.paint import UNTOLD
from lib.reading.pdf.paths import bent_points, points_of, stroked_area
from lib.reading.pdf.tints import light_of
from lib.reading.pdf.transparency import Transparency

ITALIC, FORCE_BOLD = 1 << 6, 1 << 18
"""Flags of a font's descriptor (ISO 32000-1, table 123)."""
BOLD_WEIGHT, BOLD_STEM, ITALIC_DEGREES = 600, 120, 4
"""Entries of a font's descriptor from which it is bold or slanted: weights of 400 and 700 are regular and bold (table 122), stems
of 84 and 139 thousandths of an em are Times' and Times Bold's, Helvetica Oblique slants by 12 degrees."""
PERCENT = 0.01
"""The unit of the horizontal scaling (ISO 32000-1, 9.3.4)."""
GLYPH_UNIT_EM = 0.001
"""The unit of glyphs' widths and of the numbers between strings (ISO 32000-1, 9.2.4 and 9.4.3)."""
EM_UNITS = 1000
BLANK_CODE = 32
"""The code to which word spacing is added (ISO 32000-1, 9.3.3)."""
LEVEL_SLOPE = 1e-6
"""A baseline that rises less than this is level: what matrices lose in their last digits."""
MOST_LEAN = 2.0
"""How far letters lean over for their height; beyond it, 63 degrees, they are strips. Slanted letters lean by 0.2 to 0.4."""
CLIP_SLACK_PT = 1
"""Letters may reach so far out of the clip path: paths are often cut as tight as the text."""
RULE_PT = 3
"""Painted areas up to this thick are lines."""
STROKED_MODES, OUTLINED_MODES, CLIPPING_MODES = (1, 5), (2, 6), (4, 5, 6, 7)
"""Text rendering modes that draw letters' outlines alone, over what they fill, or clip what follows to them (ISO 32000-1, table
106)."""
WHITE, NO_INK = 0.98, 0.02
"""Light (grey, RGB) from which, and ink (all of CMYK) below which a colour is all but white."""


@dataclass(slots=True)
class _TextOperator:
    """The characters of one text operator, and the state in which it shows them."""

    matrix: Matrix
    """From text space to the page as shown (y up)."""
    x: float
    y: float
    """Where the operator began, text space."""
    font: PDFFont
    fontsize: float
    rise: float
    texts: list[str] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    """Where each character begins along the line, text space."""
    advances: list[float] = field(default_factory=list)
    displacements: list[Any] = field(default_factory=list)
    """As pdfminer gives them: of vertical fonts the origin's place over the glyph, across and up."""


@dataclass(slots=True)
class _Grounds:
    """The letters of a font of which something is to be noted."""

    guessed: set[str] = field(default_factory=set)
    """They rest on nothing."""
    contradicted: set[str] = field(default_factory=set)
    """They are drawn as others than are stated."""
    unpainted: set[str] = field(default_factory=set)
    """They are not drawn, or in colours of their own."""

    def add(self, text: str, ground: Ground, *, painted: bool) -> None:
        """Add a letter."""
        if ground == "guessed":
            self.guessed.add(text)
        if ground == "contradicted":
            self.contradicted.add(text)
        if not painted:
            self.unpainted.add(text)

    def note(self, run: Run) -> int:
        """Note in the run how many of its letters rest on nothing and whether they are drawn; return how many are another's."""
        run.guessed = sum(text in self.guessed for text in run.texts) if self.guessed else 0
        if self.unpainted and not run.doubt and any(text in self.unpainted for text in run.texts):
            run.doubt = "faint"
        return sum(text in self.contradicted for text in run.texts) if self.contradicted else 0


class InkDevice(PDFTextDevice):
    """A pdfminer device that collects a page's `Ink`."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self._library = resources if isinstance(resources, FontLibrary) else None
        self.ink = Ink(0, 0)
        self.clip: Rect | None = None
        self.clips: list[Rect | None] = []
        self.ctm: Matrix = (1, 0, 0, 1, 0, 0)
        self._frames: dict[int, TextFrame] = {}
        self._glyphs: dict[PDFFont, dict[int, tuple[str, float, Any]]] = {}
        self._faces: dict[PDFFont, str] = {}
        self._grounds: dict[PDFFont, _Grounds] = defaultdict(_Grounds)
        self.layers_may_hide = False
        """The document has layers that are off."""
        self.transparency = Transparency()
        self.clip_is_rough = False
        """What is seen is less than `clip`: the path was no upright rectangle, or letters clip."""
        self._layers: list[bool] = []
        self._painted = 0

    def begin(self, width: float, height: float) -> None:
        """Start a page of this size (pt, as shown)."""
        self.ink = Ink(width, height)
        self.clip = None
        self.clips = []
        self.transparency = Transparency()
        self.clip_is_rough = False
        self._layers = []
        self._painted = 0
        self._frames = {turn: self.ink.frame(turn) for turn in TURNS}

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        """Add the characters of one text operator."""
        font = textstate.font
        if font is None:
            return
        scaling = textstate.scaling * PERCENT
        charspace = textstate.charspace * scaling
        wordspace = 0 if font.is_multibyte() else textstate.wordspace * scaling
        fontsize = textstate.fontsize
        step = GLYPH_UNIT_EM * fontsize * scaling
        vertical = font.is_vertical()
        x, y = textstate.linematrix
        glyphs = self._glyphs.setdefault(font, {})
        shown = _TextOperator(mult_matrix(textstate.matrix, self.ctm), x, y, font, fontsize, textstate.rise)
        texts, starts, advances, displacements = shown.texts, shown.starts, shown.advances, shown.displacements
        at = y if vertical else x
        spaced = False
        for item in seq:
            if isinstance(item, int | float):
                at -= item * step
                spaced = True
                continue
            if not isinstance(item, bytes):
                continue
            for cid in font.decode(item):
                if spaced:
                    at += charspace
                glyph = glyphs.get(cid)
                if glyph is None:
                    glyph = glyphs[cid] = self._glyph(font, cid)
                advance = glyph[1] * fontsize * scaling
                texts.append(glyph[0])
                starts.append(at)
                advances.append(advance)
                displacements.append(glyph[2])
                at += advance
                if cid == BLANK_CODE and wordspace:
                    at += wordspace
                spaced = True
        textstate.linematrix = (x, at) if vertical else (at, y)
        if texts:
            run = self._run_down(shown) if vertical else self._run_along(shown)
            self._note_paint(run, textstate, graphicstate)
            self.ink.contradicted += self._grounds[font].note(run)
            self.ink.runs.append(run)
            self._cut_by_clip()

    def _glyph(self, font: PDFFont, cid: int) -> tuple[str, float, Any]:
        letters = self._library.letters(font) if self._library is not None else None
        if letters is not None:
            text, ground = letters.letter(cid)
            painted = text.isspace() or letters.paints(cid)
            if not text.isspace() and (ground in ("guessed", "contradicted") or not painted):
                self._grounds[font].add(text, ground, painted=painted)
            return text, font.char_width(cid), font.char_disp(cid)
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = f"(cid:{cid})"
        return text, font.char_width(cid), font.char_disp(cid)

    def _face(self, font: PDFFont) -> str:
        face = self._faces.get(font)
        if face is None:
            face = self._faces[font] = face_of(font)
        return face

    def _note_paint(self, run: Run, textstate: PDFTextState, graphicstate: PDFGraphicState) -> None:
        """Note when and how light the run is painted, and what of the state of painting makes one doubt that it is seen."""
        run.order = self._painted = self._painted + 1
        rough, mode = self.clip_is_rough, textstate.render
        self.clip_is_rough = rough or mode in CLIPPING_MODES
        if mode in INVISIBLE_MODES:
            run.hidden = "invisible"
            return
        stroked = mode in STROKED_MODES
        color, space = (graphicstate.scolor, graphicstate.scs) if stroked else (graphicstate.ncolor, graphicstate.ncs)
        run.light = light_of(color, space)
        if mode in OUTLINED_MODES and light_of(graphicstate.scolor, graphicstate.scs) != run.light:
            run.light = UNTOLD
        dashed = stroked and bool(graphicstate.dash and graphicstate.dash[0])
        if dashed or not self.transparency.is_solid(stroked=stroked):
            run.doubt = "faint"
        if rough:
            run.doubt = "clipped"
        if self.layers_may_hide and any(self._layers):
            run.doubt = "layer off"

    def begin_tag(self, tag: PSLiteral, props: object = None) -> None:
        """Begin marked content, perhaps of a layer."""
        self._layers.append(tag.name == "OC")

    def end_tag(self) -> None:
        """End marked content."""
        if self._layers:
            self._layers.pop()

    def _run_along(self, shown: _TextOperator) -> Run:
        """Return the run of characters that follow one another along the line."""
        a, b, c, d, e, f = shown.matrix
        font, fontsize, rise, y = shown.font, shown.fontsize, shown.rise, shown.y
        starts, advances = shown.starts, shown.advances
        descent = font.get_descent()
        drop = descent * fontsize + rise
        height = self.ink.height
        # the baseline's point and the box corners of ISO 32000-1, 9.4.4, without a matrix product a character
        slope = 0.0
        if abs(b) <= LEVEL_SLOPE * abs(a) and a > 0:
            turn = 0
            shift = c * y + e
            low = d * (y + drop) + f
            skew0, skew1 = sorted((c * drop, c * (drop + fontsize))) if c else (0.0, 0.0)
            u0 = [a * s + shift + skew0 for s in starts]
            u1 = [a * (s + w) + shift + skew1 for s, w in zip(starts, advances, strict=True)]
            v = height - (d * (y + rise) + f)
            boxheight = d * fontsize
            bottom = height - low
            drop_pt = bottom - v
        else:
            turn = nearest_turn(a, b)
            u0, u1, v = self._turned(shown, turn)
            slope = self._slope(turn, a, b)
            boxheight = fontsize * (c * c + d * d) ** 0.5
            drop_pt = -descent * boxheight
        if any(map(operator.lt, u1, u0)):
            u0, u1 = list(map(min, u0, u1)), list(map(max, u0, u1))
        size = abs(boxheight)
        if isinstance(font, PDFType3Font):
            size = _type3_size(font, size)
        leans = abs(a * c + b * d) > MOST_LEAN * abs(a * d - b * c)
        return Run(
            shown.texts, u0, u1, v, size, str(font.fontname), turn,
            face=self._face(font), drop=drop_pt, height=boxheight, slope=slope, is_drawn=isinstance(font, PDFType3Font),
            hidden="too small" if leans else "",
        )  # fmt: skip

    def _turned(self, shown: _TextOperator, turn: int) -> tuple[list[float], list[float], float]:
        """Return where the characters of a turned line begin and end along the text, and the baseline of the first."""
        a, b, c, d, e, f = shown.matrix
        p, q, r, s, t, w = self._upright(turn)
        y = shown.y + shown.rise
        u0, u1, baseline = [], [], 0.0
        for n, (start, advance) in enumerate(zip(shown.starts, shown.advances, strict=True)):
            x0, y0 = a * start + c * y + e, b * start + d * y + f
            x1, y1 = a * (start + advance) + c * y + e, b * (start + advance) + d * y + f
            u0.append(p * x0 + r * y0 + t)
            u1.append(p * x1 + r * y1 + t)
            if not n:
                baseline = q * x0 + s * y0 + w
        return u0, u1, baseline

    def _slope(self, turn: int, a: float, b: float) -> float:
        """Return how far a baseline that leads along (a, b) on the page goes down for each step along text with this turn."""
        p, q, r, s, _, _ = self._upright(turn)
        along, down = p * a + r * b, q * a + s * b
        return down / along if along and abs(down) > LEVEL_SLOPE * abs(along) else 0.0

    def _run_down(self, shown: _TextOperator) -> Run:
        """Return the run of characters that follow one another down the page: their frame is turned by 270 degrees."""
        u0, u1, vs = [], [], []
        a, b, c, d, e, f = shown.matrix
        fontsize, rise, x = shown.fontsize, shown.rise, shown.x
        upright = self._upright(270)
        size = fontsize
        for start, advance, (across, up) in zip(shown.starts, shown.advances, shown.displacements, strict=True):
            across = fontsize * 0.5 if across is None else across * fontsize * GLYPH_UNIT_EM
            up = (EM_UNITS - up) * fontsize * GLYPH_UNIT_EM
            moved = (a, b, c, d, x * a + start * c + e, x * b + start * d + f)
            rect = apply_matrix_rect(moved, (-across, up + rise + advance, -across + fontsize, up + rise))
            left, _, right, low = move_rect(upright, rect)
            u0.append(left)
            u1.append(right)
            vs.append(low)
            size = abs(rect[2] - rect[0])
        return Run(shown.texts, u0, u1, vs[0], size, str(shown.font.fontname), 270, face=self._face(shown.font))

    def _upright(self, turn: int) -> Matrix:
        """Return the way from the page as shown (y up) to the frame of text with this turn."""
        return turned_matrix((0.0, 0.0, self.ink.width, self.ink.height), turn, y_up=True)

    def _cut_by_clip(self) -> None:
        """Mark what of the last run lies outside the clip path's bounding box."""
        run = self.ink.runs[-1]
        if self.clip is None:
            return
        x0, top, x1, bottom = self.clip
        x0, top, x1, bottom = x0 - CLIP_SLACK_PT, top - CLIP_SLACK_PT, x1 + CLIP_SLACK_PT, bottom + CLIP_SLACK_PT
        level = not run.slope and run.turn == 0
        if level and top <= run.middle <= bottom and x0 <= min(run.u0) and max(run.u1) <= x1:
            return
        seen = [x0 <= x <= x1 and top <= y <= bottom for x, y in run.middles(self._frames[run.turn])]
        if all(seen):
            return
        if not any(seen):
            run.hidden = run.hidden or "clipped"
            return
        self.ink.runs[-1:] = split_run(run, seen, "clipped")

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        """Clip to the bounding box of a form, as the form's content is."""
        self.clips.append(self.clip)
        turned = mult_matrix(matrix, self.ctm)
        if not (abs(turned[1]) + abs(turned[2]) <= LEVEL_SLOPE or abs(turned[0]) + abs(turned[3]) <= LEVEL_SLOPE):
            self.clip_is_rough = True
        self.clip = intersection(self.clip, upside_down(apply_matrix_rect(turned, bbox), self.ink.height))

    def end_figure(self, name: str) -> None:
        """Go back to the clip around the form."""
        self.clip = self.clips.pop()

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        """Keep the bounding box of what is filled, of thin lines, and of whatever else is drawn."""
        rect = self.shown_rect(path)
        if rect is None:
            return
        x0, top, x1, bottom = rect = intersection(self.clip, rect)
        if x0 > x1 or top > bottom:
            return
        self._painted += 1
        if fill:
            self._cover(rect, light_of(graphicstate.ncolor, graphicstate.ncs))
        elif area := stroked_area(path, self.ctm, graphicstate.linewidth, rect) if stroke else None:
            self._cover(area, light_of(graphicstate.scolor, graphicstate.scs))
        if min(x1 - x0, bottom - top) <= RULE_PT < max(x1 - x0, bottom - top):
            self.ink.rules.append(rect)
        elif fill and not is_white(graphicstate.ncolor, graphicstate.ncs.name):
            self.ink.fills.append(rect)
        elif stroke and not is_white(graphicstate.scolor, graphicstate.scs.name):
            self.ink.outlines.append(rect)

    def paint_shading(self) -> None:
        """Keep the place of a shading, which is what the clip path leaves."""
        self._painted += 1
        self._cover(intersection(self.clip, (0.0, 0.0, self.ink.width, self.ink.height)), UNTOLD)

    def _cover(self, rect: Rect, light: float) -> None:
        """Keep a painted area of this lightness."""
        self.ink.covers.append(Cover(rect, self._painted, light if self.transparency.is_solid() else UNTOLD))

    def shown_rect(self, path: Sequence[Any], *, bent: bool = False) -> Rect | None:
        """Return the bounding box of the path's points on the MediaBox as shown (y down), None for an empty path; with those that
        bend its curves where it must hold all of it.
        """
        points = (bent_points if bent else points_of)(path, self.ctm)
        if not points:
            return None
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        return upside_down((min(xs), min(ys), max(xs), max(ys)), self.ink.height)

    def render_image(self, name: str, stream: object) -> None:
        """Keep the place of a picture, cut to what the clip path leaves of it."""
        place = upside_down(apply_matrix_rect(self.ctm, (0, 0, 1, 1)), self.ink.height)
        seen = intersection(self.clip, place)
        if not is_empty(seen):
            self.ink.pictures.append(seen)
            self._painted += 1
            self._cover(seen, UNTOLD)


def is_white(color: object, space: str) -> bool:
    """Return whether the colour is (all but) white; patterns count as not white."""
    values: tuple[Any, ...] = color if isinstance(color, tuple) else (color,)
    if not all(isinstance(value, int | float) for value in values):
        return False
    if len(values) == 4:
        return bool(sum(values) < NO_INK)
    if space in ("Separation", "DeviceN") or len(values) not in (1, 3):
        return False
    return bool(min(values) > WHITE)


def _type3_size(font: PDFType3Font, size: float) -> float:
    """Return a usable size (pt) for a Type 3 font, whose own units need not be thousandths of an em.

    Told by the font's bounding box; where that is missing the size stays.
    """
    tall = abs(font.bbox[3] - font.bbox[1]) * abs(font.vscale)
    return size * tall / TYPE3_BOX_EM if tall > 0 else size


def face_of(font: PDFFont) -> str:
    """Return the font's name without its subset's tag; "Bold" and "Italic" are added where only its descriptor tells."""
    name = str(font.fontname).split("+")[-1]
    descriptor = font.descriptor
    weight = _number(descriptor.get("FontWeight"))
    if (
        weight >= BOLD_WEIGHT or font.flags & FORCE_BOLD or _number(descriptor.get("StemV")) >= BOLD_STEM
    ) and not is_bold(name):
        name += ",Bold"
    if (font.flags & ITALIC or abs(_number(font.italic_angle)) > ITALIC_DEGREES) and not is_italic(name):
        name += ",Italic"
    return name


def _number(value: object) -> float:
    value = resolve1(value)
    return float(value) if isinstance(value, int | float) else 0.0
