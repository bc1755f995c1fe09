"""Glyphs without Unicode are named where their font's name tells its encoding."""

from __future__ import annotations

import pytest

from lib.reading.pdf.glyphs import UNKNOWN, known_glyph


@pytest.mark.parametrize(
    ("glyph", "font", "text"),
    [
        ("(cid:0)", "ABCDEF+CMSY10", "−"),
        ("(cid:0)", "TeX_CM_Maths_Symbols", "−"),
        ("(cid:107)", "CMSY10", "‖"),
        ("(cid:161)", "CMSY10", "−"),
        ("(cid:15)", "CMMI10", "ϵ"),
        ("(cid:80)", "CMEX10", "∑"),
        ("(cid:80)", "Pxex", "∑"),
        ("(cid:7)", "MSAM10", "⧫"),
        ("(cid:213)", "Symbol", "∏"),
        ("\uf0b7", "SymbolMT", "•"),
        ("\uf0fc", "Wingdings-Regular", "✓"),
        ("\uf8eb", "CMEX10", "⎛"),
        ("(cid:0)", "Helvetica", UNKNOWN),
        ("\ue123", "Helvetica", "\ue123"),
        ("x", "CMSY10", "x"),
    ],
)
def test_a_glyph_is_what_its_fonts_encoding_says(glyph: str, font: str, text: str) -> None:
    assert known_glyph(glyph, font) == text
