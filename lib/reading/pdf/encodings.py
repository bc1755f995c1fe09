"""Fonts with an encoding of their own that no PDF states: which letter stands at a code, told by the font's name.

Sources: The TeXbook, appendix F (OT1, OML, OMS, OMX); the AMS fonts' user's guide (MSAM, MSBM); ISO 32000-1, annex D.5 and D.6
(Symbol, ZapfDingbats); the character charts of Wingdings, MT Extra and Mathematical Pi. The fonts that Arbortext's Advent writes
are renamed ones of these: told by what papers print in them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_GREEK_CAPITALS = "ΓΔΘΛΞΠΣΥΦΨΩ"
_ROMAN = dict(
    enumerate(
        _GREEK_CAPITALS + "ﬀﬁﬂﬃﬄıȷ`´ˇ˘¯˚¸ßæœøÆŒØ\u0337!”#$%&’()*+,-./0123456789:;¡=¿?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[“]ˆ˙"
        "‘abcdefghijklmnopqrstuvwxyz–—˝˜¨"
    )
)
_ITALIC = dict(enumerate(_GREEK_CAPITALS + "αβγδϵζηθικλμνξπρστυϕχψωεϑϖϱςφ↼↽⇀⇁"))
_ITALIC |= {44: "↪", 45: "↩", 46: "▹", 47: "◃", 58: ".", 59: ",", 60: "<", 61: "/", 62: ">", 63: "⋆", 64: "∂"}
_ITALIC |= {91: "♭", 92: "♮", 93: "♯", 94: "⌣", 95: "⌢", 96: "ℓ", 123: "ı", 124: "ȷ", 125: "℘"}
_ITALIC |= {code: chr(code) for code in (*range(48, 58), *range(65, 91), *range(97, 123))}
_SYMBOLS = dict(
    enumerate(
        "−·×∗÷⋄±∓⊕⊖⊗⊘⊙◯∘•≍≡⊆⊇≤≥≼≽∼≈⊂⊃≪≫≺≻←→↑↓↔↗↘≃⇐⇒⇑⇓⇔↖↙∝′∞∈∋△▽̸↦∀∃¬∅ℜℑ⊤⊥"
        "ℵABCDEFGHIJKLMNOPQRSTUVWXYZ∪∩⊎∧∨⊢⊣⌊⌋⌈⌉{}⟨⟩|‖↕⇕\\≀√⨿∇∫⊔⊓⊑⊒§†‡¶♣♢♡♠"
    )
)
_EXTENSION = dict(
    enumerate(
        "()[]⌊⌋⌈⌉{}⟨⟩|‖/\\()()[]⌊⌋⌈⌉{}⟨⟩/\\()[]⌊⌋⌈⌉{}⟨⟩/\\/\\⎛⎞⎡⎤⎣⎦⎢⎥⎧⎫⎩⎭⎨⎬⎪⏐⎝⎠⎜⎟⟨⟩⊔⊔∮∮⊙⊙⊕⊕⊗⊗"
        "∑∏∫⋃⋂⊎⋀⋁∑∏∫⋃⋂⊎⋀⋁∐∐^^^~~~[]⌊⌋⌈⌉{}√√√√√⎷│"
    )
)
_AMS_A = dict(enumerate("⊡⊞⊠□■·◇⧫↻↺⇌⇋⊟⊩⊪⊨↠↞⇇⇉⇈⇊↾⇃↼⇁↣↢⇆⇄↰↱⇝↭≗≿≳⪆⊸∴∵≑≜≾≲⪅⩽⩾⋞⋟≼"))
_AMS_A |= {53: "≤", 54: "⩽", 55: "≶", 56: "‵", 61: "≥", 62: "⩾", 63: "≷", 70: "★", 88: "✓", 114: "®", 115: "Ⓢ"}
_AMS_B = {
    0: "≨", 1: "≩", 2: "≰", 3: "≱", 4: "≮", 5: "≯", 6: "⊀", 7: "⊁", 20: "≰", 21: "≱", 24: "⊊", 25: "⊋", 28: "≁", 29: "≇", 31: "∤",
    40: "⊈", 41: "⊉", 44: "∤", 45: "∦", 46: "∤", 47: "∦", 54: "↚", 55: "↛", 56: "⇍", 57: "⇏", 63: "∅", 64: "∄", 102: "Ⅎ",
    104: "≂", 105: "ℶ", 106: "ℷ", 107: "ℸ", 108: "⋖", 109: "⋗", 110: "⋉", 111: "⋊", 112: "∣", 113: "∥", 114: "∖", 115: "∼",
    116: "≈", 117: "≊", 123: "ϝ", 124: "ϰ", 125: "ℏ", 126: "ℏ",
}  # fmt: skip
_AMS_B |= dict(enumerate("𝔸𝔹ℂ𝔻𝔼𝔽𝔾ℍ𝕀𝕁𝕂𝕃𝕄ℕ𝕆ℙℚℝ𝕊𝕋𝕌𝕍𝕎𝕏𝕐ℤ", start=65))
SYMBOL = {
    0x20 + n: char
    for n, char in enumerate(
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
    )
}
SYMBOL |= {
    0xA0 + n: char
    for n, char in enumerate(
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ ⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
    )
}
_ZAPF = {code: chr(0x2701 + code - 0x21) for code in range(0x21, 0x7F)} | {
    code: chr(0x2761 + code - 0xA1) for code in range(0xA1, 0xFF)
}
_ZAPF |= {0x20: " ", 0x25: "☎", 0x2A: "☛", 0x2B: "☞", 0x48: "★", 0x6C: "●", 0x6E: "■", 0x73: "▲", 0x74: "▼", 0x75: "◆"}
_ZAPF |= {0x77: "◗", 0xA8: "♣", 0xA9: "♦", 0xAA: "♥", 0xAB: "♠", 0xD5: "→", 0xD6: "↔", 0xD7: "↕"}
_ZAPF |= {0xAC + n: chr(0x2460 + n) for n in range(10)}
_WINGDINGS = {
    0x20: " ", 0x21: "✏", 0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x46: "☞", 0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x6C: "●",
    0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9E: "·",
    0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA4: "◉", 0xA5: "◎", 0xA7: "▪", 0xA8: "◻", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→",
    0xE1: "↑", 0xE2: "↓", 0xE3: "↖", 0xE4: "↗", 0xE5: "↙", 0xE6: "↘", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩",
    0xF3: "⬄", 0xF4: "⇳", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS |= {0x81 + n: chr(0x2460 + n) for n in range(10)} | {0x8C + n: chr(0x2776 + n) for n in range(10)}
_MT_EXTRA = {
    0x20: " ", 0x43: "∐", 0x49: "⋂", 0x4B: "…", 0x4C: "⋯", 0x4D: "⋮", 0x4E: "⋰", 0x4F: "⋱", 0x55: "⋃", 0x61: "↦", 0x68: "ℏ",
    0x6C: "ℓ", 0x6D: "∓",
}  # fmt: skip
_SOURCE_SANS = dict(enumerate(" ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", start=1))
"""By the glyph's place in the font, which is all that its names tell; the badge on MDPI's first pages is set in it."""

_PI_GREEK = dict(zip("abgdlmpst", "αβγδλμπστ", strict=True))
_PI_ONE = {
    "1": "+", "2": "−", "3": "×", "4": "÷", "5": "=", "6": "±", "7": "∓", "8": "°", "9": "′", "0": "″", ",": "<", ".": ">",
    "#": "≤", "$": "≥", "@": "≫", "?": "·", "D": "Δ", "V": "Ω", "F": "Φ", "G": "Γ", "S": "Σ",
}  # fmt: skip
_ALPHABETICAL = dict(zip("abcdefghijklmnopqrstuvwx", "αβγδεζηθικλμνξοπρστυφχψω", strict=True)) | dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWX", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", strict=True)
)
_ADVENT_SIGNS = {"¼": "=", "þ": "+", "ð": "(", "Þ": ")", "½": "[", "Š": "]", "\x8a": "]"}
"""What Advent's copy of TeX's symbols draws for the names of these letters."""

_FALSE_SIGNS = "£¥³´¹º»"
"""Signs of Latin 1 that no symbol font has; "µ" and "×" may be right."""
_GIVEN_AGAIN = ((range(161, 171), 161), (range(173, 196), 163))
"""Places above 160 of TeX's Type 1 fonts, and how far above the first ones they stand."""
_MOST_TEX_CODE = 196


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding that fonts of one kind have."""

    table: Mapping[int, str]
    """By code."""
    tex: bool = False
    """It gives its first places again above 160."""
    named: Mapping[str, str] = field(default_factory=dict)
    """What is drawn where the font's names or its ToUnicode claim these letters: they are those of the keys."""
    coded: bool = False
    """The font's codes below 128 are the encoding's, whatever its names and its ToUnicode say."""
    hanging: bool = False
    """Its glyphs hang down from near the baseline (TeX's large signs)."""
    renamed: bool = False
    """The font's glyphs are named by their code ("C20"), whatever its ToUnicode says."""

    @property
    def tex_sign(self) -> bool:
        """Whether it is one of TeX's for signs."""
        return self.hanging or self.table is _SYMBOLS

    def letter(self, code: int) -> str:
        """Return the letter at a code, empty where none is known."""
        found = self.table.get(code, "")
        if found or not self.tex or code > _MOST_TEX_CODE:
            return found
        return self.table.get(next((code - shift for codes, shift in _GIVEN_AGAIN if code in codes), code), "")


def _without_latin(table: Mapping[int, str]) -> Encoding:
    """Return the encoding of a font that has no Latin letters: where its ToUnicode claims one, it tells the code."""
    claimed = (chr(code) for code in range(0x41, 0x100) if chr(code).isalpha() or chr(code) in _FALSE_SIGNS)
    return Encoding(
        table, named={letter: table[ord(letter)] for letter in claimed if letter != "µ" and ord(letter) in table}
    )


ROMAN = Encoding(_ROMAN, tex=True)
"""TeX's text fonts (OT1)."""
_MATH_ITALIC, _MATH_SYMBOLS = Encoding(_ITALIC, tex=True), Encoding(_SYMBOLS, tex=True)
_MATH_EXTENSION = Encoding(_EXTENSION, tex=True, hanging=True)
_ADVENT_SYMBOLS = Encoding(_SYMBOLS, named=_ADVENT_SIGNS, renamed=True)
_PI = Encoding({}, named=_PI_ONE | _PI_GREEK)

_FAMILIES = (
    (re.compile(r"^(?:CM(?:BX|CSC|R|SL|SS|TI|TT|B|U|VTT)\w*|TEX_CM_ROMAN)\d*$"), ROMAN),
    (
        re.compile(r"^(?:CMSY|CMBSY|MTSY|[PT]X(?:B)?SY(?![AB])|LBMS|RBLMS|LMMATHSYMBOLS)"),
        _MATH_SYMBOLS,
    ),
    (
        re.compile(r"^TEX_CM_MATHS_EXTENSION"),
        Encoding(_EXTENSION, coded=True, hanging=True, named={"ﬃ": "", "ffi": ""}),
    ),
    (re.compile(r"^TEX_CM_MATHS_SYMBOLS"), Encoding(_SYMBOLS, coded=True, named=_ADVENT_SIGNS)),
    (re.compile(r"^TEX_CM_MATHS_ITALIC"), Encoding(_ITALIC, coded=True)),
    (re.compile(r"^(?:CMEX|MTEX|BLEX|EUEX|[PT]X(?:B)?EX|LBME|LMMATHEXTENSION)"), _MATH_EXTENSION),
    (re.compile(r"^(?:CMMI|CMMIB|MTMI|[PT]X(?:B)?MI|LBMI|RBLMI|LMMATHITALIC)"), _MATH_ITALIC),
    (re.compile(r"^(?:MSAM|[PT]X(?:B)?SYA)"), Encoding(_AMS_A, tex=True)),
    (re.compile(r"^(?:MSBM)"), Encoding(_AMS_B)),
    (re.compile(r"^(?:SYMBOL|STANDARDSYM|EUCLID ?SYMBOL|EUCLIDSYMBOL|SYMB$)"), _without_latin(SYMBOL)),
    (re.compile(r"^(?:ZAPFDINGBATS|DINGBATS|ITCZAPFDINGBATS|MONOTYPESORTS)"), _without_latin(_ZAPF)),
    (re.compile(r"^WINGDINGS(?![23])"), _without_latin(_WINGDINGS)),
    (re.compile(r"^(?:WINGDINGS[23]|WEBDINGS)"), Encoding({0x20: " "})),
    (re.compile(r"^(?:MT ?-?EXTRA|EUCLID ?EXTRA)"), Encoding(_MT_EXTRA)),
    (re.compile(r"ADVP4C4E74$|^ADV(?:MACMTHSYN?|MT_?SY\w*|MATHSYMB|CL-SYM)$"), _ADVENT_SYMBOLS),
    (
        re.compile(r"ADVP4C4E51$|^ADV(?:MACMTHIT|MT_?MI)$"),
        Encoding(_ITALIC, renamed=True, named={";": ",", ":": ".", "=": "/"}),
    ),
    (re.compile(r"ADVP4C4E59$"), Encoding(_ROMAN, renamed=True)),
    (re.compile(r"ADVP4C4E46$|^ADV(?:MT_?EX|MATHEXTR)$"), Encoding(_EXTENSION, renamed=True, hanging=True)),
    (re.compile(r"ADVPSSYM$"), Encoding(SYMBOL, renamed=True)),
    (re.compile(r"ADVP(?:S586B|S7DA6|7DA6)$"), _PI),
    (re.compile(r"^SOURCESANS"), Encoding(_SOURCE_SANS)),
    (re.compile(r"ADVPSMP1[03]$"), Encoding({}, named=_ALPHABETICAL)),
    (re.compile(r"^(?:MATHEMATICALPI(?:LTSTD)?-?(?:ONE|1)|UNIVERSAL-?GREEKWITHMATHPI)$"), _PI),
)
"""By the beginning of the font's name, or its end: Advent puts letters of its own before it."""


@functools.cache
def encoding_of(font: str) -> Encoding | None:
    """Return the encoding that the font's name tells (its subset's tag is passed over), None where it tells none."""
    name = font.split("+")[-1].upper()
    return next((encoding for pattern, encoding in _FAMILIES if pattern.search(name)), None)
