"""Embedded font programs: which glyph they keep at a code, and what their own tables call it.

Read where the PDF itself does not tell a font's letters, which is seldom: so fontTools is imported when the first one is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pdfminer.pdftypes import PDFStream, resolve1

_TYPE1_ENTRY = re.compile(rb"dup\s+(\d{1,3})\s*/([^\s/\[\](){}<>%]+)\s+put")
_TYPE1_HEAD_BYTES = 64 * 1024
"""The encoding stands in the clear text that begins the program; the glyphs after it are encrypted."""
_SYMBOL_BASES = (0xF000, 0xF100, 0xF200, 0)
"""Where cmap tables of symbol fonts may keep a code (OpenType specification, cmap, platform 3, encoding 0)."""
_NO_NAME = re.compile(r"(?:\.notdef|glyph\d+|cid\d+)$")
"""Names that fontTools makes up."""


@dataclass(frozen=True, slots=True)
class FontProgram:
    """What an embedded font program tells of its glyphs."""

    names: Mapping[int, str] = field(default_factory=dict)
    """The glyph's name by code of its own encoding."""
    letters: Mapping[int, str] = field(default_factory=dict)
    """What its Unicode table tells, by code."""
    letters_by_place: Mapping[int, str] = field(default_factory=dict)
    """The same by the glyph's place in the font."""
    names_by_place: Mapping[int, str] = field(default_factory=dict)
    """The glyph's name by its place in the font."""
    standard: bool = False
    """Its own encoding is Adobe's standard one."""


def read_program(descriptor: Mapping[str, Any]) -> FontProgram:
    """Return what the font program of a font's descriptor tells; nothing where there is none or it is damaged."""
    for key, read in (("FontFile", _read_type1), ("FontFile2", _read_open_type), ("FontFile3", _read_font_file_3)):
        stream = resolve1(descriptor.get(key))
        if isinstance(stream, PDFStream):
            try:
                return read(stream.get_data())
            except MemoryError:
                raise
            except Exception:  # noqa: BLE001 - a damaged font raises anything; its letters are unknown then, which is shown
                return FontProgram()
    return FontProgram()


def _read_type1(data: bytes) -> FontProgram:
    head = data[:_TYPE1_HEAD_BYTES].split(b"eexec", 1)[0]
    names = {int(code): name.decode("latin-1") for code, name in _TYPE1_ENTRY.findall(head)}
    names = {code: name for code, name in names.items() if name != ".notdef"}
    return FontProgram(names, standard=not names and b"StandardEncoding" in head)


def _read_font_file_3(data: bytes) -> FontProgram:
    return _read_open_type(data) if data[:4] in (b"OTTO", b"\x00\x01\x00\x00", b"true") else _read_compact(data)


def _read_compact(data: bytes) -> FontProgram:
    """Read a bare CFF program (Adobe Technical Note 5176)."""
    from fontTools.cffLib import CFFFontSet

    fonts = CFFFontSet()
    fonts.decompile(BytesIO(data), None)
    top = fonts[0]
    order = dict(enumerate(top.charset))
    if hasattr(top, "ROS"):
        return FontProgram()  # its glyphs have numbers
    names_by_place = {place: name for place, name in order.items() if not _NO_NAME.match(name)}
    encoding = top.Encoding
    if isinstance(encoding, str):
        return FontProgram(names_by_place=names_by_place, standard=encoding == "StandardEncoding")
    names = {code: name for code, name in enumerate(encoding) if name != ".notdef"}
    unplaced = set(names_by_place.values()) - set(names.values())
    if len(unplaced) == 1:
        names[0] = unplaced.pop()  # fontTools passes over the code 0
    return FontProgram(names, names_by_place=names_by_place)


def _read_open_type(data: bytes) -> FontProgram:
    """Read a TrueType or OpenType program: its cmap tables, its glyphs' names."""
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(data), lazy=True, fontNumber=0)
    order = font.getGlyphOrder()
    place_of = {name: place for place, name in enumerate(order)}
    named = "CFF " in font or ("post" in font and font["post"].formatType in (1, 2))
    names_by_place = {place: name for name, place in place_of.items() if named and not _NO_NAME.match(name)}
    by_code: dict[int, str] = {}
    by_place: dict[int, str] = {}
    for table in font["cmap"].tables if "cmap" in font else ():
        platform = (table.platformID, table.platEncID)
        if platform == (3, 0) or platform == (1, 0):
            for base in _SYMBOL_BASES if platform == (3, 0) else (0,):
                for code in range(256):
                    glyph = table.cmap.get(base + code)
                    if glyph is not None:
                        by_code.setdefault(code, glyph)
        elif platform[0] in (0, 3):
            for code, glyph in table.cmap.items():
                by_place.setdefault(place_of[glyph], chr(code))
    names = {code: name for code, name in by_code.items() if place_of[name] in names_by_place}
    letters = {code: by_place[place_of[name]] for code, name in by_code.items() if place_of[name] in by_place}
    return FontProgram(names, letters, by_place, names_by_place)
