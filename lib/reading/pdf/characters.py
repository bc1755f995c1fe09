"""Characters of a page: pdfplumber's own, written straight from the text operators into runs.

Plain `page.chars` spends most of its time on walking every attribute of every character. A run holds the characters of
one text operator as parallel lists; `tests/reading/test_characters.py` holds them to plain pdfplumber.

Coordinates: a run lives in its own frame, in which its text stands upright and reads from left to right: `u` grows along
the text, `v` grows down the page (pt). `Frame` turns them back into the page as shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager, PDFTextState
from pdfminer.pdftypes import resolve1
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect, mult_matrix

from lib.geometry import Rect
from lib.reading.pdf.faces import is_bold, is_italic

Matrix = tuple[float, float, float, float, float, float]

ITALIC, FORCE_BOLD = 1 << 6, 1 << 18
"""Flags of a font's descriptor (ISO 32000-1, table 123)."""
INVISIBLE_MODES = (3, 7)
"""Text rendering modes that paint nothing (ISO 32000-1, table 106)."""


@dataclass(slots=True)
class Run:
    """The characters of one text operator, in one font, on one baseline."""

    texts: list[str]
    u0: list[float]
    u1: list[float]
    v: float
    """Baseline."""
    size: float
    font: str
    turn: int
    """Degrees by which the text is turned counter-clockwise on the page as shown: 0, 90 (reads up), 180, 270."""
    hidden: str = ""
    """Why nobody sees it, empty for visible text."""
    face: str = ""
    """The font's name without its subset's tag, with "Bold" or "Italic" added where only its descriptor tells."""
    drop: float = 0.0
    """How far the characters' boxes reach below the baseline (pt), as pdfplumber has them."""
    height: float = 0.0
    """Height of the characters' boxes (pt), as pdfplumber has it."""


@dataclass(slots=True)
class Ink:
    """What a page's content paints: runs of text in stream order, and the paths and pictures they may lie on."""

    width: float
    """Of the MediaBox as shown, pt."""
    height: float
    runs: list[Run] = field(default_factory=list)
    fills: list[Rect] = field(default_factory=list)
    """Filled paths that are not white: x0, top, x1, bottom on the MediaBox as shown."""
    rules: list[Rect] = field(default_factory=list)
    """Thin drawn lines and thin filled rectangles."""
    pictures: list[Rect] = field(default_factory=list)
    unknown: int = 0
    """Characters whose font does not tell what they are."""


class InkDevice(PDFTextDevice):
    """A pdfminer device that collects a page's `Ink`."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.ink = Ink(0, 0)
        self.clip: Rect | None = None
        self.clips: list[Rect | None] = []
        self.ctm: Matrix = (1, 0, 0, 1, 0, 0)
        self._glyphs: dict[PDFFont, dict[int, tuple[str, float, Any]]] = {}
        self._faces: dict[PDFFont, str] = {}

    def begin(self, width: float, height: float) -> None:
        """Start a page of this size (pt, as shown)."""
        self.ink = Ink(width, height)
        self.clip = None
        self.clips = []

    def render_string(  # noqa: C901 - the hot loop
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        """Add the characters of one text operator."""
        font = textstate.font
        if font is None:
            return
        matrix = mult_matrix(textstate.matrix, self.ctm)
        scaling = textstate.scaling * 0.01
        charspace = textstate.charspace * scaling
        wordspace = 0 if font.is_multibyte() else textstate.wordspace * scaling
        fontsize = textstate.fontsize
        step = 0.001 * fontsize * scaling
        vertical = font.is_vertical()
        x, y = textstate.linematrix
        glyphs = self._glyphs.setdefault(font, {})
        texts: list[str] = []
        starts: list[float] = []
        advances: list[float] = []
        displacements: list[Any] = []
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
                if cid == 32 and wordspace:
                    at += wordspace
                spaced = True
        textstate.linematrix = (x, at) if vertical else (at, y)
        if texts:
            hidden = self._hidden(textstate, graphicstate)
            if vertical:
                self._add_vertical(
                    texts, starts, advances, displacements, matrix, x, fontsize, textstate.rise, font, hidden
                )
            else:
                self._add(texts, starts, advances, matrix, y, fontsize, textstate.rise, font, hidden)

    def _glyph(self, font: PDFFont, cid: int) -> tuple[str, float, Any]:
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

    def _hidden(self, textstate: PDFTextState, graphicstate: PDFGraphicState) -> str:
        if textstate.render in INVISIBLE_MODES:
            return "invisible"
        return "white" if is_white(graphicstate.ncolor, graphicstate.ncs.name) and textstate.render == 0 else ""

    def _add(
        self,
        texts: list[str],
        starts: list[float],
        advances: list[float],
        matrix: Matrix,
        y: float,
        fontsize: float,
        rise: float,
        font: PDFFont,
        hidden: str,
    ) -> None:
        a, b, c, d, e, f = matrix
        drop = font.get_descent() * fontsize + rise
        width, height = self.ink.width, self.ink.height
        # the baseline's point and the box corners of ISO 32000-1, 9.4.4, without a matrix product a character
        if abs(b) <= 1e-6 * abs(a) and a > 0:
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
            turn, points = _turned(starts, advances, matrix, y + rise, width, height)
            u0 = [p[0] for p in points]
            u1 = [p[1] for p in points]
            v = points[0][2]
            boxheight = fontsize * (c * c + d * d) ** 0.5
            drop_pt = -(font.get_descent()) * boxheight
        for n, w in enumerate(advances):
            if w < 0 or u1[n] < u0[n]:
                u0[n], u1[n] = min(u0[n], u1[n]), max(u0[n], u1[n])
        size = abs(boxheight)
        if isinstance(font, PDFType3Font):
            size = _type3_size(font, size)
        name = font.fontname
        self.ink.runs.append(Run(texts, u0, u1, v, size, str(name), turn, hidden, self._face(font), drop_pt, boxheight))
        self._cut_by_clip()

    def _add_vertical(
        self,
        texts: list[str],
        starts: list[float],
        advances: list[float],
        displacements: list[Any],
        matrix: Matrix,
        x: float,
        fontsize: float,
        rise: float,
        font: PDFFont,
        hidden: str,
    ) -> None:
        u0, u1, vs = [], [], []
        size = fontsize
        for start, advance, displacement in zip(starts, advances, displacements, strict=True):
            across, up = displacement
            across = fontsize * 0.5 if across is None else across * fontsize * 0.001
            up = (1000 - up) * fontsize * 0.001
            a, b, c, d, e, f = matrix
            moved = (a, b, c, d, x * a + start * c + e, x * b + start * d + f)
            x0, y0, x1, y1 = apply_matrix_rect(moved, (-across, up + rise + advance, -across + fontsize, up + rise))
            u0.append(self.ink.height - max(y0, y1))
            u1.append(self.ink.height - min(y0, y1))
            vs.append(self.ink.width - min(x0, x1))
            size = abs(x1 - x0)
        self.ink.runs.append(Run(texts, u0, u1, vs[0], size, str(font.fontname), 270, hidden, self._face(font)))
        self._cut_by_clip()

    def _cut_by_clip(self) -> None:
        """Mark what of the last run lies outside the clip path's bounding box."""
        run = self.ink.runs[-1]
        if self.clip is None:
            return
        frame = Frame(run.turn, self.ink.width, self.ink.height)
        x0, top, x1, bottom = self.clip
        middle = run.v - 0.25 * run.size
        seen = []
        for start, end in zip(run.u0, run.u1, strict=True):
            x, y = frame.point((start + end) / 2, middle)
            seen.append(x0 - 1 <= x <= x1 + 1 and top - 1 <= y <= bottom + 1)
        if all(seen):
            return
        if not any(seen):
            run.hidden = run.hidden or "clipped"
            return
        self.ink.runs[-1:] = split_run(run, seen, "clipped")

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        """Clip to the bounding box of a form, as the form's content is."""
        self.clips.append(self.clip)
        corners = apply_matrix_rect(mult_matrix(matrix, self.ctm), bbox)
        self.clip = meet(
            self.clip, (corners[0], self.ink.height - corners[3], corners[2], self.ink.height - corners[1])
        )

    def end_figure(self, name: str) -> None:
        """Go back to the clip around the form."""
        self.clip = self.clips.pop()

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        """Keep the bounding box of what is filled, and thin lines."""
        rect = self.shown_rect(path)
        if rect is None:
            return
        x0, top, x1, bottom = rect
        if self.clip is not None:
            x0, top, x1, bottom = (
                max(x0, self.clip[0]),
                max(top, self.clip[1]),
                min(x1, self.clip[2]),
                min(bottom, self.clip[3]),
            )
            if x0 > x1 or top > bottom:
                return
        rect = (x0, top, x1, bottom)
        if min(x1 - x0, bottom - top) <= 3 and max(x1 - x0, bottom - top) > 3:
            self.ink.rules.append(rect)
        elif fill and not is_white(graphicstate.ncolor, graphicstate.ncs.name):
            self.ink.fills.append(rect)

    def shown_rect(self, path: Sequence[Any]) -> Rect | None:
        """Return the path's bounding box on the MediaBox as shown (y down), None for an empty path."""
        points = [apply_matrix_pt(self.ctm, part[-2:]) for part in path if len(part) > 2]
        if not points:
            return None
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        return min(xs), self.ink.height - max(ys), max(xs), self.ink.height - min(ys)

    def render_image(self, name: str, stream: object) -> None:
        """Keep the place of a picture."""
        x0, y0, x1, y1 = apply_matrix_rect(self.ctm, (0, 0, 1, 1))
        self.ink.pictures.append((x0, self.ink.height - y1, x1, self.ink.height - y0))


@dataclass(frozen=True, slots=True)
class Frame:
    """The way between a run's frame (u along the text, v down) and the MediaBox as shown (x right, y down)."""

    turn: int
    width: float
    height: float

    def point(self, u: float, v: float) -> tuple[float, float]:
        """Return the point on the MediaBox as shown."""
        if self.turn == 90:
            return v, self.height - u
        if self.turn == 180:
            return self.width - u, self.height - v
        if self.turn == 270:
            return self.width - v, u
        return u, v

    def local(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the MediaBox as shown as u and v."""
        if self.turn == 90:
            return self.height - y, x
        if self.turn == 180:
            return self.width - x, self.height - y
        if self.turn == 270:
            return y, self.width - x
        return x, y

    def rect(self, u0: float, v0: float, u1: float, v1: float) -> Rect:
        """x0, top, x1, bottom on the MediaBox as shown."""
        a, b = self.point(u0, v0)
        c, d = self.point(u1, v1)
        return min(a, c), min(b, d), max(a, c), max(b, d)


def meet(first: Rect | None, second: Rect) -> Rect:
    """Return where both rectangles are; None stands for everywhere. Without a common part it is empty (x0 > x1 or y0 > y1)."""
    if first is None:
        return second
    return max(first[0], second[0]), max(first[1], second[1]), min(first[2], second[2]), min(first[3], second[3])


def split_run(run: Run, seen: Sequence[bool], reason: str) -> list[Run]:
    """Return the run in pieces, those not seen hidden for the reason."""
    pieces: list[Run] = []
    start = 0
    for n in range(1, len(seen) + 1):
        if n < len(seen) and seen[n] == seen[start]:
            continue
        piece = Run(
            run.texts[start:n], run.u0[start:n], run.u1[start:n], run.v, run.size, run.font, run.turn, run.hidden,
            run.face, run.drop, run.height,
        )  # fmt: skip
        if not seen[start]:
            piece.hidden = piece.hidden or reason
        pieces.append(piece)
        start = n
    return pieces


def is_white(color: object, space: str) -> bool:
    """Return whether the colour is (all but) white; patterns count as not white."""
    values: tuple[Any, ...] = color if isinstance(color, tuple) else (color,)
    if not all(isinstance(value, int | float) for value in values):
        return False
    if len(values) == 4:
        return bool(sum(values) < 0.02)
    if space in ("Separation", "DeviceN") or len(values) not in (1, 3):
        return False
    return bool(min(values) > 0.98)


def _turned(
    starts: Sequence[float], advances: Sequence[float], matrix: Matrix, y: float, width: float, height: float
) -> tuple[int, list[tuple[float, float, float]]]:
    """Return the text's turn and, a character, where it begins and ends along the text and its baseline."""
    a, b, c, d, e, f = matrix
    turn = (90 if b > 0 else 270) if abs(b) > abs(a) else 0 if a > 0 else 180
    out = []
    for start, advance in zip(starts, advances, strict=True):
        x0, y0 = a * start + c * y + e, b * start + d * y + f
        x1, y1 = a * (start + advance) + c * y + e, b * (start + advance) + d * y + f
        if turn == 90:
            out.append((y0, y1, x0))
        elif turn == 270:
            out.append((height - y0, height - y1, width - x0))
        elif turn == 180:
            out.append((width - x0, width - x1, y0))
        else:
            out.append((x0, x1, height - y0))
    return turn, out


def _type3_size(font: PDFType3Font, size: float) -> float:
    """Return a usable size (pt) for a Type 3 font, whose own units need not be thousandths of an em.

    The font's bounding box reaches about 1.2 em; where it is missing the size stays.
    """
    tall = abs(font.bbox[3] - font.bbox[1]) * abs(font.vscale)
    return size * tall / 1.2 if tall > 0 else size


def face_of(font: PDFFont) -> str:
    """Return the font's name without its subset's tag; "Bold" and "Italic" are added where only its descriptor tells."""
    name = str(font.fontname).split("+")[-1]
    descriptor = font.descriptor
    weight = _number(descriptor.get("FontWeight"))
    if (weight >= 600 or font.flags & FORCE_BOLD or _number(descriptor.get("StemV")) >= 120) and not is_bold(name):
        name += ",Bold"
    if (font.flags & ITALIC or abs(_number(font.italic_angle)) > 4) and not is_italic(name):
        name += ",Italic"
    return name


def _number(value: object) -> float:
    value = resolve1(value)
    return float(value) if isinstance(value, int | float) else 0.0
