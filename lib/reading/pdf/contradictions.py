"""Letters of a font that its ToUnicode states and its own glyphs contradict: what is copied out is not what is drawn.

A viewer draws by codes and copies by ToUnicode. Whoever swaps digits there prints one number and has another one read. The names
of a font's glyphs, its encoding and its program's Unicode table tell what is drawn; but in many fonts they say nothing, being
given out one after the other. They are believed only where they agree with ToUnicode on what kind of sign a glyph is.
"""

from __future__ import annotations

from collections.abc import Mapping

MEANINGFUL_SHARE = 0.9
"""The names of glyphs mean something where they and ToUnicode agree for more than this share on the kind of sign: names given out
by chance agree on a digit for one of six."""


def contradicted(stated: Mapping[int, str], drawn: Mapping[int, str]) -> dict[int, str]:
    """Return by code the letters and digits that are drawn where another one of the same kind is stated.

    Large and small letters are one kind, and one letter: the glyphs of small capitals are called by either.
    """
    if not _bear_out(stated, drawn):
        return {}
    return {
        code: second
        for code, (first, second) in _both(stated, drawn).items()
        if _kind(first) == _kind(second) and first.lower() != second.lower()
    }


def _bear_out(stated: Mapping[int, str], drawn: Mapping[int, str]) -> bool:
    """Return whether the names of glyphs mean something: that they and what is stated agree on kinds of signs."""
    both = _both(stated, drawn)
    alike = sum(_kind(first) == _kind(second) for first, second in both.values())
    return bool(both) and alike > MEANINGFUL_SHARE * len(both)


def _both(stated: Mapping[int, str], drawn: Mapping[int, str]) -> dict[int, tuple[str, str]]:
    """Return by code the stated and the drawn letter, where both are letters or digits."""
    return {code: (text, drawn[code]) for code, text in stated.items() if _kind(text) and _kind(drawn.get(code, ""))}


def _kind(text: str) -> str:
    """Return whether the text is one digit or one letter of a to z; empty for all else, which fonts call by many names."""
    if len(text) != 1 or not text.isascii():
        return ""
    return "digit" if text.isdigit() else "letter" if text.isalpha() else ""
