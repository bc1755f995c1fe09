"""Which letter a glyph looks like: its picture is held against those of pdfium's own Helvetica, Times and Courier.

Whoever swaps letters or digits in what a font states, in the names of its glyphs or in its program prints one thing and has
another one read; only the drawn glyph tells. Faces differ, so that a glyph counts as another letter only where it is far more
like that one: of 1,198 digits of papers' fonts none was nearer to another one by more than 0.07, of swapped ones 97 % are by 0.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from string import ascii_letters, digits
from typing import TYPE_CHECKING

import numpy as np
from pdfminer.psparser import LIT

from lib.reading.pdf.glyph_sheet import EM_PX, draw_glyphs

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 12
"""Fields across and down into which a glyph is divided, its own height and width."""
INKED = 60
"""Darkness (of 255) from which a pixel is the glyph's: a hairline between two pixels has more."""
SPECK_EM = 0.1
"""A glyph that is smaller both ways is no letter."""
WIDTH_WEIGHT, MOST_WIDER = 0.25, 2.0
"""How much it counts that a glyph is wider or narrower than the letter (the logarithm of their height to width), up to this."""
DIGIT_LIKENESS, DIGIT_MARGIN = 0.5, 0.3
LETTER_LIKENESS, LETTER_MARGIN = 0.7, 0.4
"""A glyph is another digit or letter where it is this much like that one (1: the same), and by so much more than like its own.
Letters of slanted and light faces are less like one another than digits are."""
LESS_MARGIN = 0.4
"""Share of the margin that is enough in a font of which one glyph is another letter: who swaps letters swaps two or more."""
BARS = "ijl"
"""Letters that are a bar in many faces, the capital I among them: none is taken for another one."""
_FACES = (
    "Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic",
    "Courier",
)  # fmt: skip
_SHAPES = ascii_letters + digits


def are_blank(dark: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return of each glyph's picture (see `draw_glyphs`) whether no more than a speck is drawn."""
    inked = dark > INKED
    tall, wide = inked.any(axis=2).sum(axis=1), inked.any(axis=1).sum(axis=1)
    return np.logical_and(tall < SPECK_EM * EM_PX, wide < SPECK_EM * EM_PX)  # type: ignore[no-any-return]


def other_letters(dark: NDArray[np.uint8], stated: Sequence[str]) -> dict[int, str]:
    """Return, by place, which letter or digit a glyph looks like that is stated to be another one of a to z or 0 to 9."""
    places = [n for n, text in enumerate(stated) if len(text) == 1 and text in _SHAPES]
    places = [n for n, blank in zip(places, are_blank(dark[places]), strict=True) if not blank]
    if not places:
        return {}
    fields, wide = _fields(dark[places])
    own = _likeness(fields, wide, [_rivals(stated[n])[1] for n in places])

    def found(share: float) -> dict[int, str]:
        out = {}
        for row, n in enumerate(places):
            least, margin = _limits(stated[n])
            if own[row] + share * margin > 1:
                continue  # nothing is more alike than the same
            rivals, _ = _rivals(stated[n])
            likeness = _likeness(fields[row : row + 1].repeat(len(rivals), 0), wide[row].repeat(len(rivals)), rivals)
            best = int(likeness.argmax())
            if likeness[best] >= max(least, own[row] + share * margin):
                out[n] = rivals[best].lower() if stated[n].islower() else rivals[best].upper()
        return out

    return found(LESS_MARGIN) if found(1.0) else {}


def _limits(stated: str) -> tuple[float, float]:
    return (DIGIT_LIKENESS, DIGIT_MARGIN) if stated.isdigit() else (LETTER_LIKENESS, LETTER_MARGIN)


@cache
def _rivals(stated: str) -> tuple[str, str]:
    """Return the letters or digits that a glyph may be instead of the stated one, and those that count as the same.

    Large and small letters are one: the glyphs of small capitals are stated as either.
    """
    alike = BARS if stated.lower() in BARS else stated.lower()
    kind = digits if stated.isdigit() else ascii_letters
    return "".join(one for one in kind if one.lower() not in alike), "".join(
        one for one in kind if one.lower() in alike
    )


def _likeness(fields: NDArray[np.float32], wide: NDArray[np.float32], letters: Sequence[str]) -> NDArray[np.float32]:
    """Return how much each glyph is like the letters beside it, in the face in which it is most: 1 where it is the same."""
    reference, reference_wide = _references()
    most = max(map(len, letters))
    chosen = np.array([[_SHAPES.index(one) for one in ones.ljust(most, ones[0])] for ones in letters])
    likeness = np.einsum("gf,gltf->glt", fields, reference[chosen])
    likeness -= WIDTH_WEIGHT * np.minimum(MOST_WIDER, np.abs(wide[:, None, None] - reference_wide[chosen]))
    return likeness.max(axis=(1, 2))  # type: ignore[no-any-return]


@cache
def _references() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the fields of the letters and digits in each face, and how tall they are to their width (letter, face)."""
    codes = list(_SHAPES.encode())
    font = {"Type": LIT("Font"), "Subtype": LIT("Type1"), "Encoding": LIT("WinAnsiEncoding")}
    pictures = [draw_glyphs({**font, "BaseFont": LIT(face)}, codes, composite=False) for face in _FACES]
    fields, wide = _fields(np.concatenate(pictures))
    shape = (len(_FACES), len(_SHAPES))
    return fields.reshape(*shape, -1).swapaxes(0, 1).copy(), wide.reshape(shape).T.copy()


def _fields(dark: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the darkness of each glyph's fields, with mean 0 and length 1, and the logarithm of its height to its width."""
    inked: NDArray[np.bool_] = np.greater(dark, INKED)
    down, across = np.asarray(inked.any(axis=2)), np.asarray(inked.any(axis=1))
    top, left = down.argmax(axis=1), across.argmax(axis=1)
    tall = np.maximum(1, dark.shape[1] - down[:, ::-1].argmax(axis=1) - top)
    wide = np.maximum(1, dark.shape[2] - across[:, ::-1].argmax(axis=1) - left)
    steps = (np.arange(2 * SIDE) + 0.5) / (2 * SIDE)
    rows = (top[:, None] + steps * tall[:, None]).astype(int)
    columns = (left[:, None] + steps * wide[:, None]).astype(int)
    sampled = dark[np.arange(len(dark))[:, None, None], rows[:, :, None], columns[:, None, :]].astype(np.float32)
    fields = sampled.reshape(len(dark), SIDE, 2, SIDE, 2).mean(axis=(2, 4)).reshape(len(dark), -1)
    fields -= fields.mean(axis=1, keepdims=True)
    fields /= np.maximum(1e-6, np.linalg.norm(fields, axis=1, keepdims=True))
    return fields, np.log(tall / wide).astype(np.float32)
