"""How light colours are, and how well one shows on another."""

from __future__ import annotations

from typing import Any

UNTOLD = -1.0
"""The lightness of a colour that nothing tells: a pattern."""
DEFINED_ELSEWHERE = ("Separation", "DeviceN", "Indexed", "Pattern")
"""Spaces whose numbers are no colours by themselves (ISO 32000-1, 8.6.6)."""
_LINEAR_FROM, _LINEAR_STEP = 0.04045, 12.92
_WEIGHTS = (0.2126, 0.7152, 0.0722)
"""sRGB's own curve and the share of red, green and blue in what the eye takes for lightness (IEC 61966-2-1)."""
FLARE = 0.05
"""Light that every screen and page throws back, added to both sides of a contrast (WCAG 2, "contrast ratio")."""


def lightness(color: object, space: str) -> float:
    """Return the relative luminance of a colour, 0 (black) to 1 (white); `UNTOLD` for patterns and where a table or a function
    tells the colour.
    """
    values: tuple[Any, ...] = color if isinstance(color, tuple) else (color,)
    if not values or space in DEFINED_ELSEWHERE or not all(isinstance(value, int | float) for value in values):
        return UNTOLD
    if space == "Lab":
        return float(min(1.0, max(0.0, values[0] / 100)) ** 2)
    if len(values) == 4:
        cyan, magenta, yellow, black = values
        values = tuple((1 - ink) * (1 - black) for ink in (cyan, magenta, yellow))
    if len(values) == 3:
        return sum(weight * _linear(value) for weight, value in zip(_WEIGHTS, values, strict=True))
    return _linear(values[0])


def contrast(first: float, second: float) -> float:
    """Return the contrast of two luminances, from 1 (none) to 21 (black on white)."""
    darker, lighter = sorted((first, second))
    return (lighter + FLARE) / (darker + FLARE)


def _linear(value: float) -> float:
    value = min(1.0, max(0.0, value))
    return value / _LINEAR_STEP if value <= _LINEAR_FROM else float(((value + 0.055) / 1.055) ** 2.4)
