"""How wide letters are in print, so that a word within a printed line can be placed where only the line's box is known.

Widths of Times Roman in thousandths of its size (Adobe's font metrics, "Core 14 AFM files"). Other fonts of text share the widths
between their letters in nearly the same way, and the sum is stretched to the line's own.
"""

from __future__ import annotations

import functools
import unicodedata
from itertools import accumulate

_WIDTHS = {
    200: "|", 250: " .,", 278: "/:;ijlt\\", 333: "!'()-If[]`r", 389: "Js", 400: '"', 444: "?acez", 469: "^", 480: "{}",
    500: "#$*0123456789bdghknopquvxy_–", 541: "~", 556: "FPS", 564: "+<=>", 611: "ELTZ", 667: "BCR",
    722: "ADGHKNOQUVXYw", 778: "&m", 833: "%", 889: "M", 921: "@", 944: "W", 1000: "—…",
}  # fmt: skip
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER = 500
"""A letter that is not known: as a figure, which is the mean of small letters."""
_WIDE = 1000
"""A letter of a script whose letters fill a square."""


def share_of_line(line: str, start: int, end: int) -> tuple[float, float]:
    """Return where the characters from `start` to `end` (exclusive) of a printed line begin and end, as shares of its width."""
    ends = [0, *accumulate(_width(letter) for letter in line)]
    whole = ends[-1] or 1
    return ends[start] / whole, ends[end] / whole


@functools.cache
def _width(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Mn":
        return 0
    plain = unicodedata.normalize("NFKD", letter)[:1]
    if letter in _WIDTH or plain in _WIDTH:
        return _WIDTH.get(letter) or _WIDTH[plain]
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _OTHER
