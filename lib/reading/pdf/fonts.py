"""Which letter a font shows at a code, where the PDF itself does not tell or tells something else.

In the order in which they are asked: the font's ToUnicode, the names of its glyphs (in the PDF, then in the font program), the
encoding that its name tells, the font program's Unicode table. Where none of these tells, the letter is a guess, and so marked.
Viewers draw by codes and need none of it: a wrong letter is only seen in what is read.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from functools import cached_property
from typing import Any, Literal

from pdfminer.encodingdb import EncodingDB
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdffont import PDFFont, PDFSimpleFont, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import PSLiteral, literal_name

from lib.reading.pdf.bitmap_fonts import bitmap_encoding
from lib.reading.pdf.contradictions import contradicted
from lib.reading.pdf.drawn_glyphs import DrawnGlyphs
from lib.reading.pdf.encodings import ROMAN, Encoding, encoding_of
from lib.reading.pdf.font_programs import FontProgram, read_program
from lib.reading.pdf.glyph_names import (
    code_in,
    glyph_number_in,
    hexadecimal_code_in,
    is_ligature,
    letter_of,
)
from lib.reading.pdf.operators import PAINTING

SYMBOLIC = 1 << 2
"""Flag of a font's descriptor: its encoding is its own (ISO 32000-1, table 123)."""
_PROGRAMS = ("FontFile", "FontFile2", "FontFile3")
_NAMED_ENCODINGS = ("WinAnsiEncoding", "MacRomanEncoding", "StandardEncoding")
_WINDOWS = EncodingDB.encodings["WinAnsiEncoding"]
_STANDARD = EncodingDB.encodings["StandardEncoding"]
_MATHEMATICAL = (*range(11), *range(16, 33))
"""Places of rare letters in TeX's text fonts, and of signs in its other fonts."""
_ASCII_CODES = 128
BLANK_CODE = 0o40
"""Above it all codes that WinAnsiEncoding does not use are bullets (ISO 32000-1, annex D.2, note 3)."""
_CALIBRI_LIGATURES = {"Ɵ": "ti", "Ʃ": "tt", "ƫ": "tti", "Ō": "ft"}
"""What Word's ToUnicode says of Calibri's ligatures, and what they are."""


_COLOURED = re.compile(rb"(?<![^\s])d0(?![^\s])")
"""The operator by which it says that it brings its own colours."""

Ground = Literal["stated", "derived", "guessed", "contradicted"]
"""What a letter rests on: what the PDF states to every reader; the font's program or the encoding that its name tells; nothing
but its code; its glyph, though the PDF states another letter.
"""


class FontLibrary(PDFResourceManager):
    """pdfminer's fonts of one document, and their letters."""

    def __init__(self) -> None:
        super().__init__()
        self._letters: dict[PDFFont, FontLetters] = {}

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """Return the font; raises what pdfminer raises."""
        font = super().get_font(objid, spec)
        if font not in self._letters:
            self._letters[font] = FontLetters(font, spec)
        return font

    def letters(self, font: PDFFont) -> FontLetters | None:
        """Return the letters of a font of this library, None of any other."""
        return self._letters.get(font)


class FontLetters:
    """The letters of one font."""

    def __init__(self, font: PDFFont, spec: Mapping[str, Any]) -> None:
        self._font = font
        self._spec = spec
        self._simple = isinstance(font, PDFSimpleFont)

    def letter(self, code: int) -> tuple[str, Ground]:
        """Return the letter at a code, as "(cid:n)" where it is unknown, and what it rests on."""
        text, ground = self._stated(code)
        if self._drawn_glyphs is None or ground == "guessed" or not text.isalnum():
            return text, ground
        drawn = self._drawn_glyphs.other(code)
        return (drawn, "contradicted") if drawn else (text, ground)

    def _stated(self, code: int) -> tuple[str, Ground]:
        try:
            return self._letter(code)
        except (TypeError, ValueError, AttributeError, KeyError):
            return _as_code(code), "guessed"  # a font dictionary that is none

    def paints(self, code: int) -> bool:
        """Return whether the glyph at a code of a letter or digit is drawn, in the colour of the text."""
        if self._is_type3:
            return self._is_plain_drawing(code) and not (self._drawn_glyphs and self._drawn_glyphs.is_blank(code))
        if self._drawn_glyphs is None or glyph_number_in(self._differences.get(code, "")) is not None:
            return True  # by a number in a name pdfium finds no glyph, and others do
        return not self._drawn_glyphs.is_blank(code)

    def _is_plain_drawing(self, code: int) -> bool:
        """Return whether the content of a Type 3 font's glyph paints something and brings no colours."""
        try:
            glyph = resolve1(dict_value(self._spec.get("CharProcs")).get(self._differences.get(code, "")))
            content = glyph.get_data() if isinstance(glyph, PDFStream) else b""
        except (PDFException, ValueError, TypeError, KeyError):
            return False
        return _COLOURED.search(content) is None and PAINTING.search(content) is not None

    def _letter(self, code: int) -> tuple[str, Ground]:
        if code in self._contradicted:
            return self._contradicted[code], "contradicted"
        encoding = self._encoding
        if encoding is not None and encoding.renamed:
            name = self._differences.get(code)
            place = code_in(name) if name and len(name) > 1 else None
            if place is not None and encoding.letter(place):
                return encoding.letter(place), "derived"
        if encoding is not None and encoding.coded and code < _ASCII_CODES and encoding.letter(code):
            return encoding.letter(code), "derived"
        text, ground = self._told(code)
        if encoding is not None and text in encoding.named:
            return encoding.named[text], "derived"
        if text in _CALIBRI_LIGATURES and "calibri" in self._face.lower():
            return _CALIBRI_LIGATURES[text], "derived"
        return text, ground

    def _told(self, code: int) -> tuple[str, Ground]:
        if self._mapped:
            text = self._mapped_letter(code)
            name = self._differences.get(code, "")
            if text and not _is_void(text) and not (is_ligature(name) and text.isprintable() and not text.isalpha()):
                return text, "stated"
            if not self._simple:
                text = self._of_program(code)
                return (text, "derived") if text else (_as_code(code), "guessed")
            return self._by_name(code, text)
        if not self._simple:
            text = self._plain(code)
            if text:
                return text, "stated"
            text = self._of_program(code)
            return (text, "derived") if text else (_as_code(code), "guessed")
        return self._by_name(code, "")

    def _by_name(self, code: int, otherwise: str) -> tuple[str, Ground]:
        """Return the letter of a simple font by its glyph's name, then by what else is known of it."""
        name = self._differences.get(code)
        if name is not None:
            return self._named(code, name)
        if self._states_encoding:
            text = self._plain_encoding.get(code, "")
            if not text and self._base_name == "WinAnsiEncoding" and code > BLANK_CODE:
                text = "•"
            return (text, "stated") if text else self._beyond(code, otherwise)
        return self._own(code, otherwise)

    def _beyond(self, code: int, otherwise: str) -> tuple[str, Ground]:
        """Return the letter of a code that the stated encoding does not have: of an embedded font nothing is drawn there, or
        what its own encoding keeps.
        """
        if self._embedded and not otherwise and not self._program.names and code not in _STANDARD:
            return "", "stated"
        return self._own(code, otherwise)

    def _named(self, code: int, name: str) -> tuple[str, Ground]:
        """Return the letter of a glyph that the PDF names."""
        text = letter_of(name)
        if text:
            return text, "stated"
        if name == ".notdef":
            return "", "stated"
        encoding = self._encoding
        place = code_in(name)
        number = glyph_number_in(name)
        if encoding is not None:
            stated = next((n for n in (place, number) if n is not None), code)
            text = encoding.letter(stated) or encoding.letter(code)
            if text:
                return text, "derived"
        if number is not None and self._embedded:
            text = self._program.letters_by_place.get(number) or letter_of(self._program.names_by_place.get(number, ""))
            if text:
                return text, "derived"
        byte = hexadecimal_code_in(name)
        if byte is not None and byte in _WINDOWS:
            return _WINDOWS[byte], "guessed"
        if place is not None and (place == code or len(name) == 1):
            # the name says no more than the code: of TeX's bitmap fonts, whose names are lost, most are text fonts
            tex = self._bitmap_encoding
            text = (tex or ROMAN).letter(place) if tex or place not in _MATHEMATICAL else ""
            return text or _as_code(code), "guessed"
        return _as_code(code), "guessed"

    def _own(self, code: int, otherwise: str) -> tuple[str, Ground]:
        """Return the letter by the font's own encoding."""
        encoding = self._encoding
        if self._embedded:
            name = self._program.names.get(code)
            text = letter_of(name) if name else ""
            if text:
                return text, "derived"
            if self._program.standard and code in _STANDARD:
                return _STANDARD[code], "derived"
            if encoding is not None and encoding.letter(code):
                return encoding.letter(code), "derived"
            if code in self._program.letters:
                return self._program.letters[code], "derived"
            if name:
                return self._named(code, name)
            return otherwise or self._plain_encoding.get(code, "") or _as_code(code), "guessed"
        if encoding is not None and encoding.table:
            text = encoding.letter(code)
            return (text, "derived") if text else (_as_code(code), "guessed")
        text = otherwise or self._plain(code)
        if not text:
            return _as_code(code), "guessed"
        return text, "guessed" if self._is_type3 else "stated"

    def _of_program(self, code: int) -> str:
        """Return the letter of a composite font by its program, whose glyphs the codes number; empty where that tells none."""
        if not self._embedded:
            return ""
        return self._program.letters_by_place.get(code) or letter_of(self._program.names_by_place.get(code, ""))

    def _mapped_letter(self, code: int) -> str:
        """Return the letter by the font's ToUnicode, empty where that has none."""
        try:
            return str(self._font.unicode_map.get_unichr(code))  # type: ignore[attr-defined]
        except KeyError:
            return ""

    def _plain(self, code: int) -> str:
        """Return the letter as pdfminer has it, empty where it has none."""
        try:
            return str(self._font.to_unichr(code))
        except PDFUnicodeNotDefined:
            return ""

    @cached_property
    def _face(self) -> str:
        base = resolve1(self._spec.get("BaseFont"))
        name = literal_name(base) if isinstance(base, PSLiteral) else ""
        own = str(self._font.fontname)
        return str(name or own).split("+")[-1]

    @cached_property
    def _encoding(self) -> Encoding | None:
        return encoding_of(self._face) or encoding_of(str(self._font.fontname))

    @cached_property
    def _mapped(self) -> bool:
        return bool(getattr(self._font, "unicode_map", None)) and "ToUnicode" in self._spec

    @cached_property
    def _contradicted(self) -> Mapping[int, str]:
        """The letters and digits whose glyphs show another one than ToUnicode states."""
        return contradicted(self._to_unicode, self._drawn_letters) if self._mapped else {}

    @cached_property
    def _to_unicode(self) -> Mapping[int, str]:
        """What ToUnicode states, by code."""
        return {code: str(text) for code, text in self._font.unicode_map.cid2unichr.items()}  # type: ignore[attr-defined]

    @cached_property
    def _drawn_letters(self) -> Mapping[int, str]:
        """What the names of glyphs tell, by those codes."""
        return {code: self._drawn(code) for code in self._to_unicode}

    def _drawn(self, code: int) -> str:
        """Return the letter that the glyph at a code is called by, whatever ToUnicode says; empty where it has no such name."""
        if not self._simple:
            return self._of_program(code) if self._places_are_codes else ""
        name = self._differences.get(code)
        if name is not None:
            return letter_of(name)
        if self._states_encoding:
            return self._plain_encoding.get(code, "")
        if not self._embedded:
            return ""
        own = self._program.names.get(code)
        return (letter_of(own) if own else "") or self._program.letters.get(code, "")

    @cached_property
    def _drawn_glyphs(self) -> DrawnGlyphs | None:
        """What the glyphs are drawn as, whatever they are called; None where the viewer brings them."""
        if not self._is_type3 and not self._embedded:
            return None
        return DrawnGlyphs(
            self._spec, self._known_codes, lambda code: self._stated(code)[0], composite=not self._simple
        )

    @cached_property
    def _known_codes(self) -> Container[int]:
        """The codes for which ToUnicode states letters, without one those of glyphs that have a width of their own."""
        if self._mapped:
            return self._font.unicode_map.cid2unichr  # type: ignore[attr-defined,no-any-return]
        return {code for code, width in self._font.widths.items() if width and isinstance(code, int)}

    @cached_property
    def _places_are_codes(self) -> bool:
        """Whether the codes of a composite font number the glyphs of its program."""
        mapped = resolve1(self._spec.get("CIDToGIDMap"))  # pdfminer gives the descendant's dictionary
        return mapped is None or (isinstance(mapped, PSLiteral) and literal_name(mapped) == "Identity")

    @cached_property
    def _is_type3(self) -> bool:
        return isinstance(self._font, PDFType3Font)

    @cached_property
    def _embedded(self) -> bool:
        return any(key in self._font.descriptor for key in _PROGRAMS)

    @cached_property
    def _program(self) -> FontProgram:
        return read_program(self._font.descriptor)

    @cached_property
    def _differences(self) -> dict[int, str]:
        """The names of glyphs that the PDF states, by code."""
        encoding = resolve1(self._spec.get("Encoding")) if self._simple else None
        if not isinstance(encoding, dict):
            return {}
        names: dict[int, str] = {}
        code = 0
        for item in list_value(encoding.get("Differences", [])):
            entry = resolve1(item)
            if isinstance(entry, int):
                code = entry
            elif isinstance(entry, PSLiteral):
                names[code] = literal_name(entry)
                code += 1
        return names

    @cached_property
    def _bitmap_encoding(self) -> Encoding | None:
        """The encoding of a font of TeX whose glyphs' names tell their codes alone; None where it is none known."""
        codes = {code for code, name in self._differences.items() if name != ".notdef"}
        widths = {code: float(width) for code, width in self._font.widths.items() if isinstance(code, int)}
        return bitmap_encoding(codes, widths)

    @cached_property
    def _states_encoding(self) -> bool:
        """Whether the PDF names an encoding that viewers go by."""
        name = self._base_name
        if name not in _NAMED_ENCODINGS:
            return False
        encoding = self._encoding
        if encoding is None or not encoding.table or encoding.renamed:
            return True
        # a symbol font has none of the letters that such an encoding names
        true_type = (
            resolve1(self._spec.get("Subtype")) is not None and literal_name(self._spec["Subtype"]) == "TrueType"
        )
        return self._embedded and not (true_type and self._font.flags & SYMBOLIC)

    @cached_property
    def _base_name(self) -> str:
        encoding = resolve1(self._spec.get("Encoding"))
        if isinstance(encoding, dict):
            encoding = resolve1(encoding.get("BaseEncoding"))
        return literal_name(encoding) if isinstance(encoding, PSLiteral) else ""

    @cached_property
    def _plain_encoding(self) -> Mapping[int, str]:
        return EncodingDB.encodings.get(self._base_name, _WINDOWS)


def _is_void(text: str) -> bool:
    """Return whether the text is none that a page can show: a replacement, controls."""
    return all(char == "\ufffd" or (char < " " and char not in "\t\n\r") or "\x7f" <= char < "\xa0" for char in text)


def _as_code(code: int) -> str:
    return f"(cid:{code})"
