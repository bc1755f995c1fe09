"""Letters from the names that fonts give their glyphs, beyond Adobe's list of names.

Sources: Adobe Glyph List (as pdfminer has it); the names of TeX's Type 1 fonts (BlueSky, AMS); those of Linotype's Mathematical
Pi, as papers print them.
"""

from __future__ import annotations

import re

from pdfminer.encodingdb import name2unicode

_TEX_NAMES = {
    "epsilon1": "ϵ", "pi1": "ϖ", "rho1": "ϱ", "arrowlefttophalf": "↼", "arrowleftbothalf": "↽", "arrowrighttophalf": "⇀",
    "arrowrightbothalf": "⇁", "arrowhookleft": "↪", "arrowhookright": "↩", "triangleright": "▹", "triangleleft": "◃", "star": "⋆",
    "flat": "♭", "natural": "♮", "sharp": "♯", "slurbelow": "⌣", "slurabove": "⌢", "lscript": "ℓ", "vector": "\u20d7",
    "diamondmath": "⋄", "circleminus": "⊖", "circledivide": "⊘", "circledot": "⊙", "circlecopyrt": "◯", "openbullet": "∘",
    "equivasymptotic": "≍", "precedesequal": "≼", "followsequal": "≽", "lessmuch": "≪", "greatermuch": "≫", "precedes": "≺",
    "follows": "≻", "arrownortheast": "↗", "arrowsoutheast": "↘", "arrownorthwest": "↖", "arrowsouthwest": "↙",
    "similarequal": "≃", "prime": "′", "owner": "∋", "triangle": "△", "triangleinv": "▽", "negationslash": "\u0338",
    "mapsto": "↦", "latticetop": "⊤",
    "unionmulti": "⊎", "turnstileleft": "⊢", "turnstileright": "⊣", "floorleft": "⌊", "floorright": "⌋", "ceilingleft": "⌈",
    "ceilingright": "⌉", "angbracketleft": "⟨", "angbracketright": "⟩", "bardbl": "‖", "arrowbothv": "↕", "arrowdblbothv": "⇕",
    "wreathproduct": "≀", "coproduct": "⨿", "nabla": "∇", "unionsq": "⊔", "intersectionsq": "⊓", "subsetsqequal": "⊑",
    "supersetsqequal": "⊒", "minusplus": "∓", "plusminus": "±", "periodcentered": "·", "asteriskmath": "∗", "suppress": "\u0337",
    "lessorequalslant": "⩽", "greaterorequalslant": "⩾", "lessorsimilar": "≲", "greaterorsimilar": "≳", "square": "□",
    "squaresolid": "■", "trianglesolid": "▲", "triangledownsld": "▼", "starsolid": "★", "lozenge": "◊", "lozengesolid": "⧫",
    "check": "✓", "checkmark": "✓", "hbar": "ℏ", "planckover2pi": "ℏ", "planckover2pi1": "ℏ", "emptysetstroke": "∅",
    "notexistential": "∄", "similar": "∼", "approxequal": "≈", "proportional": "∝", "tie": "\u2040", "visiblespace": " ",
    "perthousandzero": "‰", "dotlessj": "ȷ", "ff": "ff", "fi": "fi", "fl": "fl", "ffi": "ffi", "ffl": "ffl", "micro": "μ",
    "nbspace": " ", "nonbreakingspace": " ", "sfthyphen": "-", "softhyphen": "-", "visualspace": " ", "Ohm": "Ω", "degree": "°",
}  # fmt: skip
_TEX_STEMS = (
    ("parenleft", "("), ("parenright", ")"), ("bracketleft", "["), ("bracketright", "]"), ("braceleft", "{"), ("braceright", "}"),
    ("angbracketleft", "⟨"), ("angbracketright", "⟩"), ("floorleft", "⌊"), ("floorright", "⌋"), ("ceilingleft", "⌈"),
    ("ceilingright", "⌉"), ("radical", "√"), ("summation", "∑"), ("product", "∏"), ("contintegral", "∮"), ("integral", "∫"),
    ("coproduct", "∐"), ("unionmulti", "⊎"), ("union", "⋃"), ("intersection", "⋂"), ("logicaland", "⋀"), ("logicalor", "⋁"),
    ("backslash", "\\"), ("slash", "/"), ("circleplus", "⊕"), ("circlemultiply", "⊗"), ("circledot", "⊙"),
    ("hatwide", "^"), ("tildewide", "~"), ("vextendsingle", "|"), ("vextenddouble", "‖"),
)  # fmt: skip
_TEX_SIZE = re.compile(r"(?:bigg?|Bigg?|text|display|wide|wider|widest|tp|bt|mid|ex|v|sq)*")
"""What follows the stem in the names of TeX's large signs."""
_PI_GREEK = {f"H{9001 + n}": letter for n, letter in enumerate("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ")} | {
    f"H{9251 + n}": letter for n, letter in enumerate("αβγδεζηθικλμνξοπρσςτυφχψω")
}
_PI_SIGNS = {
    11001: "+", 11002: "−", 11003: "×", 11004: "÷", 11005: "=", 11006: "±", 11007: "∓", 11008: "∝", 11009: "∞", 11011: "∼",
    11013: "≡", 11015: "≈", 11021: "<", 11022: ">", 11032: "′", 11033: "″", 11034: "°", 11036: "⊥", 11061: "≅", 11080: "·",
    11128: "∂", 11229: "≃", 11270: "≪", 11271: "≫", 11349: "≤", 11350: "≥", 11351: "≲", 11407: "≳", 11545: "+", 11546: "−",
    11549: "=", 11569: "*", 11612: "∇", 12135: "◆", 17009: "▲", 17015: "©", 17033: "●", 17034: "○", 17039: "■", 17040: "□",
    18528: "•", 20848: "∫", 20849: "(", 20850: ")", 20851: "[", 20852: "]", 20853: "{", 20854: "}", 20857: "√", 20858: "∑",
    20863: "∏", 20879: "|", 20881: "√", 20885: "∫", 20888: "∑", 33355: "⩽", 33356: "⩾", 5008: "–", 5009: "−", 6036: "ℏ",
}  # fmt: skip
_PI_NAMES = _PI_GREEK | {f"H{number}": sign for number, sign in _PI_SIGNS.items()}
_CODE = re.compile(r"[A-Za-z]{0,2}(\d{1,3})$")
_GLYPH_NUMBER = re.compile(r"(?:g|gid|glyph|cid|index|c)\.?(\d{1,5})$")
_HEX_CODE = re.compile(r"G([0-9A-Fa-f]{2})$")
_LIGATURES = frozenset(("ff", "fi", "fl", "ffi", "ffl", "f_f", "f_i", "f_l", "f_f_i", "f_f_l"))


def letter_of(name: str) -> str:
    """Return the letter that a glyph's name tells, empty where it tells none."""
    known = _TEX_NAMES.get(name) or _PI_NAMES.get(name)
    if known:
        return known
    try:
        return name2unicode(name)
    except (KeyError, ValueError, OverflowError):
        pass
    for stem, letter in _TEX_STEMS:
        if name.startswith(stem) and _TEX_SIZE.fullmatch(name, len(stem)):
            return letter
    return ""


def is_ligature(name: str) -> bool:
    """Return whether the name is that of a ligature of f."""
    return name.split(".")[0] in _LIGATURES


def code_in(name: str) -> int | None:
    """Return the code that a name such as "C20" or "a65" consists of, None for other names; of one character its own code."""
    if len(name) == 1:
        return ord(name)
    match = _CODE.fullmatch(name)
    return int(match[1]) if match else None


def hexadecimal_code_in(name: str) -> int | None:
    """Return the code of a name such as "G41" (for "A"), None for other names."""
    match = _HEX_CODE.fullmatch(name)
    return int(match[1], 16) if match else None


def glyph_number_in(name: str) -> int | None:
    """Return the glyph's place in its font that a name such as "g12" or "gid00030" tells, None for other names."""
    match = _GLYPH_NUMBER.fullmatch(name)
    return int(match[1]) if match else None
