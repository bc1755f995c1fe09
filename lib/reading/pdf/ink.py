"""What a page's content paints: runs of characters, and the paths and pictures that they may lie on.

A run holds the characters of one text operator as parallel lists, in the text frame (see `lib.geometry`): `u` grows along the
text, `v` down the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lib.geometry import Point, Rect, TextFrame

INVISIBLE_MODES = (3, 7)
"""Text rendering modes that paint nothing (ISO 32000-1, table 106)."""
FORM_DEPTH = 12
"""Forms inside forms; deeper ones are a trap, not a paper."""
UNSURE = "unsure"
"""The doubt of text of which nothing is known but its letters."""
MIDDLE_EM = 0.25
"""How far the middle of letters stands above the baseline: half the height of small ones."""


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
    guessed: int = 0
    """How many of its characters no font vouches for."""
    order: int = 0
    """When it is painted: what has a higher number lies over it."""
    light: float = 0.0
    """Luminance of its colour, see `paint.lightness`."""
    doubt: str = ""
    """Why perhaps nobody sees it."""
    is_under_letters: bool = False
    """Nothing but letters lies over it."""
    slope: float = 0.0
    """How far its baseline goes down (v) for each step along it (u); 0 unless the text stands aslant on the page."""
    is_drawn: bool = False
    """Its font's glyphs are drawn by content of their own (Type 3), whose size is a guess."""

    objects: set[int] | None = None
    """The places of its text objects among pdfium's objects of the page, where pdfium read it."""

    @property
    def middle(self) -> float:
        """The middle of its letters (v), of the first one where the text stands aslant."""
        return self.v - MIDDLE_EM * self.size

    def middle_at(self, u: float) -> float:
        """Return the middle of its letters (v) at a place along it."""
        return self.middle + self.slope * (u - self.u0[0])

    def middles(self, frame: TextFrame) -> list[Point]:
        """Return the middle of each character on the page as shown."""
        us = [(start + end) / 2 for start, end in zip(self.u0, self.u1, strict=True)]
        if not self.slope:
            return frame.row_to_shown(us, self.middle)
        return [frame.to_shown(u, self.middle_at(u)) for u in us]

    def band(self, start: int, end: int, top: float, low: float) -> Rect:
        """Return what bounds the characters from a place to another (u0, upper v, u1, lower v), from `top` over the baseline to
        `low` under it (pt).
        """
        u0, u1 = min(self.u0[start:end]), max(self.u1[start:end])
        if not self.slope:
            return u0, self.v - top, u1, self.v + low
        first, last = (self.v + self.slope * (u - self.u0[0]) for u in (u0, u1))
        cosine = (1 + self.slope**2) ** -0.5
        sine = self.slope * cosine
        leans = sine * top, -sine * low
        return (
            u0 + min(leans), min(first, last) - cosine * top,
            u1 + max(leans), max(first, last) + cosine * low,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cover:
    """The bounding box of a painted area or picture, which hides what was painted before and is the ground of what follows."""

    rect: Rect
    """x0, top, x1, bottom on the MediaBox as shown."""
    order: int
    """See `Run`."""
    light: float
    """See `Run`; untold of pictures."""
    letters_pt: float = 0.0
    """Size of the letters that it is the place of; 0 where it is none, infinite where their signs fill it."""


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
    outlines: list[Rect] = field(default_factory=list)
    """Other drawn paths: curves, frames, the marks of a plot."""
    pictures: list[Rect] = field(default_factory=list)
    """Pictures of pixels, cut to what is seen of them."""
    covers: list[Cover] = field(default_factory=list)
    """Painted areas and pictures, white ones too, in the order of painting."""
    contradicted: int = 0
    """How many letters are drawn as others than the PDF states."""
    is_text_left_out: bool = False
    """Text in doubt is hidden though nobody looked whether it is seen."""

    def frame(self, turn: int) -> TextFrame:
        """Return the frame of text with this turn."""
        return TextFrame.of(turn, self.width, self.height)


def split_run(run: Run, seen: Sequence[bool], reason: str) -> list[Run]:
    """Return the run in pieces, those not seen hidden for the reason."""
    pieces: list[Run] = []
    start = 0
    for n in range(1, len(seen) + 1):
        if n < len(seen) and seen[n] == seen[start]:
            continue
        part = slice(start, n)
        guessed = run.guessed and n - start
        v = run.v + run.slope * (run.u0[start] - run.u0[0])
        piece = replace(run, texts=run.texts[part], u0=run.u0[part], u1=run.u1[part], v=v, guessed=guessed)
        if not seen[start]:
            piece.hidden = piece.hidden or reason
        pieces.append(piece)
        start = n
    return pieces
