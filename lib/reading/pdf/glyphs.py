"""What a font's name tells: its face, and what a glyph is that has no Unicode.

Sources: see `lib.reading.pdf.encodings`; Adobe's corporate use subarea for Symbol's pieces of brackets (U+F8E5 to U+F8FF).
"""

from __future__ import annotations

import functools
import re

from lib.reading.pdf.encodings import SYMBOL, encoding_of

UNKNOWN = "\ufffd"
"""Stands for a glyph of which nothing tells what it is."""

_CID = re.compile(r"\(cid:(\d+)\)")
_PIECES = dict(enumerate("⏐⎯®©™⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪⎮⎞⎟⎠⎤⎥⎦⎫⎬⎭", start=0xF8E6))
_PRIVATE_BASE = 0xF000
"""Symbol fonts keep the glyph of a code at this private character and so many further."""
_PRIVATE_CODES = range(0x20, 0x100)
_BULLET = 0xB7
"""Of Symbol; other fonts borrow its bullet alone."""

FACES_KEPT = 512
"""Faces of which it is remembered what their names say; a paper has a dozen."""
_BOLD_MARKS = (
    "bold", "black", "heavy", "demi", "-bd", "cmbx", "cmssbx", "sfbx", "ptmb", "phvb", "nimbusromno9l-medi",
)  # fmt: skip
_ITALIC_MARKS = ("ital", "obli", "cmti", "cmmi", "-it", "slant", "sfti", "ptmri")


@functools.lru_cache(maxsize=FACES_KEPT)
def is_bold(font: str) -> bool:
    """Return whether the font's name says bold."""
    name = font.split("+")[-1].lower()
    if any(mark in name for mark in _BOLD_MARKS):
        return True
    return name.endswith((".b", "-b", ",b", "-medi")) or ("advp" in name and name.endswith("b"))


@functools.lru_cache(maxsize=FACES_KEPT)
def is_italic(font: str) -> bool:
    """Return whether the font's name says italic or oblique."""
    name = font.split("+")[-1].lower()
    return any(mark in name for mark in _ITALIC_MARKS) or name.endswith((".i", "-i", ",i"))


def known_glyph(text: str, font: str) -> str:
    """Return the text of a glyph whose font gives "(cid:n)" or a private character; U+FFFD where nothing tells, other
    texts stay.
    """
    match = _CID.fullmatch(text)
    if match is not None:
        encoding = encoding_of(font)
        return (encoding.letter(int(match[1])) if encoding else "") or UNKNOWN
    if len(text) == 1 and "\ue000" <= text <= "\uf8ff":
        return _private_character(ord(text), font) or text
    return text


def _private_character(code: int, font: str) -> str:
    """Return the character that a symbol font keeps at this private one, empty where none is known."""
    if code in _PIECES:
        return _PIECES[code]
    code -= _PRIVATE_BASE
    if code not in _PRIVATE_CODES:
        return ""
    encoding = encoding_of(font)
    if encoding is not None:
        return encoding.letter(code)
    return SYMBOL[_BULLET] if code == _BULLET else ""
