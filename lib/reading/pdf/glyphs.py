"""What a font's name tells: its face, and what a glyph is that has no Unicode, in TeX's mathematical encodings or Adobe's Symbol.

Sources: The TeXbook, appendix F (OML, OMS, OMX); the AMS fonts' user's guide (MSAM); PDF 32000-1, annex D.5 (Symbol);
Adobe's corporate use subarea for its pieces of brackets (U+F8E5 to U+F8FF).
"""

from __future__ import annotations

import re

UNKNOWN = "\ufffd"
"""Stands for a glyph of which nothing tells what it is."""

_CID = re.compile(r"\(cid:(\d+)\)")

_ITALIC = dict(enumerate("ΓΔΘΛΞΠΣΥΦΨΩαβγδϵζηθικλμνξπρστυϕχψωεϑϖϱςφ↼↽⇀⇁"))
_ITALIC |= {44: "↪", 45: "↩", 46: "▹", 47: "◃", 58: ".", 59: ",", 60: "<", 61: "/", 62: ">", 63: "⋆", 64: "∂"}
_ITALIC |= {91: "♭", 92: "♮", 93: "♯", 94: "⌣", 95: "⌢", 96: "ℓ", 123: "ı", 124: "ȷ", 125: "℘"}
_ITALIC |= {code: chr(code) for code in (*range(48, 58), *range(65, 91), *range(97, 123))}
_SYMBOLS = dict(
    enumerate(
        "−·×∗÷⋄±∓⊕⊖⊗⊘⊙◯∘∙≍≡⊆⊇≤≥≼≽∼≈⊂⊃≪≫≺≻←→↑↓↔↗↘≃⇐⇒⇑⇓⇔↖↙∝′∞∈∋△▽̸↦∀∃¬∅ℜℑ⊤⊥"
        "ℵABCDEFGHIJKLMNOPQRSTUVWXYZ∪∩⊎∧∨⊢⊣⌊⌋⌈⌉{}⟨⟩|‖↕⇕\\≀√⨿∇∫⊔⊓⊑⊒§†‡¶♣♢♡♠"
    )
)
_EXTENSION = dict(
    enumerate(
        "()[]⌊⌋⌈⌉{}⟨⟩|‖/\\()()[]⌊⌋⌈⌉{}⟨⟩/\\()[]⌊⌋⌈⌉{}⟨⟩/\\/\\⎛⎞⎡⎤⎣⎦⎢⎥⎧⎫⎩⎭⎨⎬⎪⏐⎝⎠⎜⎟⟨⟩⊔⊔∮∮⊙⊙⊕⊕⊗⊗"
        "∑∏∫⋃⋂⊎⋀⋁∑∏∫⋃⋂⊎⋀⋁∐∐^^^~~~[]⌊⌋⌈⌉{}√√√√√⎷│"
    )
)
_AMS = dict(enumerate("⊡⊞⊠□■·◇⧫↻↺⇌⇋⊟⊩⊪⊨↠↞⇇⇉⇈⇊↾⇃↼⇁↣↢⇆⇄↰↱⇝↭≗≿≳⪆⊸∴∵≑≜≾≲"))
_SYMBOL = {
    0x20 + n: char
    for n, char in enumerate(
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
    )
}
_SYMBOL |= {
    0xA0 + n: char
    for n, char in enumerate(
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ ⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
    )
}
_PIECES = dict(enumerate("⏐⎯®©™⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪⎮⎞⎟⎠⎤⎥⎦⎫⎬⎭", start=0xF8E6))
_DINGBATS = {
    0x6C: "●",
    0x6E: "■",
    0x71: "❑",
    0x76: "❖",
    0x9F: "•",
    0xA7: "▪",
    0xA8: "◻",
    0xD8: "➢",
    0xE0: "→",
    0xFC: "✓",
}
"""Of Wingdings only what lists and tables use."""

_GIVEN_AGAIN = ((range(161, 171), 161), (range(173, 196), 163))
"""Places above 160 of TeX's Type 1 fonts, and how far above the first ones they stand."""
_PRIVATE_BASE = 0xF000
"""Symbol fonts keep the glyph of a code at this private character and so many further."""
_PRIVATE_CODES = range(0x20, 0x100)
_BULLET = 0xB7
"""Of Symbol; other fonts borrow its bullet alone."""

_FAMILIES = (
    (re.compile(r"^(?:CMSY|CMBSY|MTSY|[PT]X(?:B)?SY(?![AB])|TEX_CM_MATHS_SYMBOLS|LBMS|RBLMS)"), _SYMBOLS),
    (re.compile(r"^(?:CMEX|MTEX|BLEX|EUEX|[PT]X(?:B)?EX|TEX_CM_MATHS_EXTENSION|LBME)"), _EXTENSION),
    (re.compile(r"^(?:CMMI|CMMIB|MTMI|[PT]X(?:B)?MI|TEX_CM_MATHS_ITALIC|LBMI|RBLMI)"), _ITALIC),
    (re.compile(r"^(?:MSAM|[PT]X(?:B)?SYA)"), _AMS),
    (re.compile(r"^(?:SYMBOL|STANDARDSYM)"), _SYMBOL),
)

_BOLD_MARKS = (
    "bold", "black", "heavy", "demi", "-bd", "cmbx", "cmssbx", "sfbx", "ptmb", "phvb", "nimbusromno9l-medi",
)  # fmt: skip
_ITALIC_MARKS = ("ital", "obli", "cmti", "cmmi", "-it", "slant", "sfti", "ptmri")


def is_bold(font: str) -> bool:
    """Return whether the font's name says bold."""
    name = font.split("+")[-1].lower()
    if any(mark in name for mark in _BOLD_MARKS):
        return True
    return name.endswith((".b", "-b", ",b", "-medi")) or ("advp" in name and name.endswith("b"))


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
        return _by_code(int(match[1]), font) or UNKNOWN
    if len(text) == 1 and "\ue000" <= text <= "\uf8ff":
        return _private_character(ord(text), font) or text
    return text


def _by_code(code: int, font: str) -> str:
    """Return the glyph at this place of the font's encoding, empty where the font's name does not tell the encoding."""
    name = font.split("+")[-1].upper()
    for pattern, table in _FAMILIES:
        if pattern.match(name):
            return table.get(code) or table.get(_code_below_33(code), "")
    return ""


def _code_below_33(code: int) -> int:
    """Return the place below 33 that TeX's Type 1 fonts give again above 160, as older viewers could not show it there."""
    return next((code - shift for codes, shift in _GIVEN_AGAIN if code in codes), code)


def _private_character(code: int, font: str) -> str:
    """Return the character that a symbol font keeps at this private one, empty where none is known."""
    if code in _PIECES:
        return _PIECES[code]
    code -= _PRIVATE_BASE
    if code not in _PRIVATE_CODES:
        return ""
    name = font.split("+")[-1].upper()
    if "DINGS" in name:
        return _DINGBATS.get(code, "")
    return _SYMBOL.get(code, "") if "SYMBOL" in name else _SYMBOL[_BULLET] if code == _BULLET else ""
