"""What the glyphs of an embedded font are drawn as, looked at once a font: which are blank, which look like another letter."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Any

from lib.reading.pdf.glyph_sheet import draw_glyphs

BLOCK = 256
"""Codes that are looked at together: all of a simple font."""
MOST_SHEETS = 32
"""Of a font: a paper uses some hundred glyphs of one, of Chinese a thousand."""


class DrawnGlyphs:
    """The glyphs of one embedded font."""

    def __init__(
        self, spec: Mapping[str, Any], known: Container[int], letter: Callable[[int], str], *, composite: bool
    ) -> None:
        """`known`: codes that the font may use; `letter`: what the PDF makes of a code; for `spec` see `draw_glyphs`."""
        self._spec, self._known, self._letter, self._composite = spec, known, letter, composite
        self._looked_at: set[int] = set()
        self._sheets = 0
        self._blank: set[int] = set()
        """Codes at which nothing is drawn, or what is drawn cannot be told."""
        self._others: dict[int, str] = {}

    def is_blank(self, code: int) -> bool:
        """Return whether nothing is drawn at the code of a letter or digit, or nobody can tell what."""
        self._look(code)
        return code in self._blank

    def other(self, code: int) -> str:
        """Return the letter or digit that is drawn at a code where another one is stated; empty where it is the same."""
        self._look(code)
        return self._others.get(code, "")

    def _look(self, code: int) -> None:
        """Look at the glyph of a code and at those around it, unless they have been."""
        if code in self._looked_at or self._sheets >= MOST_SHEETS or not 0 <= code < BLOCK**2:
            return
        begin = code // BLOCK * BLOCK
        around = [one for one in range(begin, begin + BLOCK) if one in self._known and one not in self._looked_at]
        letters = {one: self._letter(one) for one in {code, *around}}
        letters = {one: text for one, text in letters.items() if text[:1].isalnum()}
        self._looked_at.update(around, [code])
        if not letters:
            return
        self._sheets += 1
        from lib.reading.pdf.glyph_shapes import are_blank, other_letters  # with numpy

        codes = list(letters)
        try:
            dark = draw_glyphs(self._spec, codes, composite=self._composite)
            others = other_letters(dark, list(letters.values()))
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - a damaged font raises anything; what is drawn is unknown then
            self._blank.update(codes)
            return
        self._blank.update(one for one, blank in zip(codes, are_blank(dark), strict=True) if blank)
        self._others.update({codes[place]: other for place, other in others.items()})
