"""TeX's bitmap fonts, whose glyphs are named by their codes alone ("a28"): in which of TeX's encodings their letters stand.

Sources: The TeXbook, appendix F (OT1, typewriter); LaTeX's encguide (T1, the Cork encoding).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lib.reading.pdf.encodings import ROMAN, Encoding

_CORK = dict(enumerate("`´ˆ˜¨˝˚ˇ˘¯˙¸˛‚‹›“”„«»–—\u200b₀ıȷﬀﬁﬂﬃﬄ ")) | {code: chr(code) for code in range(0x21, 0x7F)}
_CORK |= {0x27: "’", 0x60: "‘", 0x7F: "-"}
_CORK |= dict(enumerate("ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£", start=0x80))
_CORK |= {code: chr(code) for code in range(0xC0, 0x100)} | {0xD7: "Œ", 0xDF: "SS", 0xF7: "œ", 0xFF: "ß"}
CORK = Encoding(_CORK)
"""TeX's text fonts of European languages (T1)."""
TYPEWRITER = Encoding({code: chr(code) for code in range(0x21, 0x7F)} | {0x27: "’", 0x60: "‘"})
"""TeX's fonts whose letters are all as wide: the codes are ASCII's."""
_OLD_LIGATURES, _CORK_LIGATURES = 11, 27
"""Where ff, fi, fl, ffi and ffl begin in OT1 and in T1."""
_CORK_MARKS = (16, 17, 21, 22)
"""Quotation marks and dashes of T1, where OT1 has accents that hardly anybody writes."""
FIRST_SIGN = 0x21
"""Under it typewriter fonts have what no text prints."""
_TEXT_MARKS = (ord("("), ord(","), ord("-"))
"""TeX's fonts for formulas have hooks and harpoons there."""
SAME_WIDTH = 0.06
"""fi and fl are as wide as n, ffi and ffl as m (Computer Modern in all shapes), to this share."""
MOST_FF_WIDTH = 1.15
"""ff is as wide as n or wider, by less than this; σ, which formulas have in its place in T1, is narrower."""


def bitmap_encoding(codes: Collection[int], widths: Mapping[int, float]) -> Encoding | None:
    """Return the encoding of a text font in which those codes are used; None where that is not known, or is no text font's.

    `widths`: of the glyphs, by code, in any unit.
    """
    letters = [widths.get(code) for code in codes if chr(code).isalnum()]
    if len(set(letters)) == 1 < len(letters) and min(codes) >= FIRST_SIGN:
        return TYPEWRITER
    if _has_ligatures(_OLD_LIGATURES, codes, widths):
        return ROMAN
    if any(code in codes for code in range(_OLD_LIGATURES, _OLD_LIGATURES + 5)):
        return None
    marked = any(code in codes for code in _CORK_MARKS) or any(code > 0x7F for code in codes)
    text = any(code in codes for code in _TEXT_MARKS)
    return CORK if _has_ligatures(_CORK_LIGATURES, codes, widths) or (marked and text) else None


def _has_ligatures(first: int, codes: Collection[int], widths: Mapping[int, float]) -> bool:
    """Return whether a glyph at the places of f's ligatures, of which `first` is ff, is as wide as these are."""

    def share(code: int, letter: str) -> float:
        known = code in codes and ord(letter) in codes and widths.get(ord(letter))
        return widths.get(code, 0.0) / widths[ord(letter)] if known else 0.0

    alike = [share(first + n, "n") for n in (1, 2)] + [share(first + n, "m") for n in (3, 4)]
    return 1 <= share(first, "n") < MOST_FF_WIDTH or any(abs(one - 1) < SAME_WIDTH for one in alike)
