"""Raised and lowered letters in plain text: Unicode's own signs where it has them, else "^" and "_"."""

from __future__ import annotations

_RAISED = (
    dict(zip("0123456789+−-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾", strict=True))
    | dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
    | dict(zip("ABDEGHIJKLMNOPRTUVW", "ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ", strict=True))
    | {"∘": "°", "◦": "°", "β": "ᵝ", "γ": "ᵞ", "δ": "ᵟ"}
)
_LOWERED = (
    dict(zip("0123456789+−-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
    | dict(zip("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
    | {"β": "ᵦ", "γ": "ᵧ", "ρ": "ᵨ", "φ": "ᵩ", "χ": "ᵪ"}
)
_AS_THEY_ARE = frozenset(",.;:–—/'’′″°*∗†‡§¶‖#™®© ")
"""Marks that are raised by themselves, or separate what is: they stay."""
_LETTERS_RAISED = 3
"""More raised letters are a word ("max", "st" of a number aside), which reads better after "^"."""
_PLAIN = {sign: plain for table in (_LOWERED, _RAISED) for plain, sign in table.items() if sign != "°"} | {
    "⁻": "-",
    "₋": "-",
}
_TO_PLAIN = str.maketrans(_PLAIN)


def raised(text: str) -> str:
    """Return letters that are printed raised, such as "⁻³" for "−3" and "^max" for "max"."""
    return _moved(text, _RAISED, "^")


def lowered(text: str) -> str:
    """Return letters that are printed lowered, such as "₂" for "2" and "_max" for "max"."""
    return _moved(text, _LOWERED, "_")


def on_the_line(text: str) -> str:
    """Return the text with raised and lowered signs as plain ones: "10-3" for "10⁻³"."""
    return text if text.isascii() else text.translate(_TO_PLAIN)


def _moved(text: str, table: dict[str, str], mark: str) -> str:
    letters = sum(char.isalpha() for char in text)
    if all(char in table or char in _AS_THEY_ARE for char in text) and letters <= _LETTERS_RAISED:
        return "".join(table.get(char, char) for char in text)
    return mark + text if text[:1].isalnum() or len(text) > 1 else text
