"""Boxes of text that a straightened picture gave, put back on the page as it is: a scan that lies aslant."""

from __future__ import annotations

import math

from lib.geometry import Rect, bounding
from lib.reading.pdf.characters import Frame


def slant(rect: Rect, skew: float, turn: int, width: float, height: float) -> Rect:
    """Return the smallest rectangle around a line's box of the straightened page, where it stands on the page as shown (pt).

    `skew`: slope of the page's lines, down to the right in the frame of text with this turn; `width`, `height` of the page.
    """
    frame = Frame(turn, width, height)
    (a, b), (c, d) = frame.local(rect[0], rect[1]), frame.local(rect[2], rect[3])
    u0, u1, v, half = min(a, c), max(a, c), (b + d) / 2, abs(b - d) / 2
    middle_u, middle_v = (height / 2, width / 2) if turn % 180 else (width / 2, height / 2)
    angle = math.atan(skew)
    ends = []
    for u in (u0, u1):
        across, down = u - middle_u, v - middle_v
        at_u = middle_u + across * math.cos(angle) - down * math.sin(angle)
        at_v = middle_v + across * math.sin(angle) + down * math.cos(angle)
        ends.append(frame.rect(at_u, at_v - half, at_u, at_v + half))
    return bounding(ends)
