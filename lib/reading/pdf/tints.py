"""How light the colours of spaces are that a PDF defines by a function: a tint called Black may be printed white."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdftypes import PDFStream, dict_value, resolve1, stream_value

from lib.reading.pdf.names import name_of
from lib.reading.pdf.paint import UNTOLD, lightness

SAMPLED, EXPONENTIAL = 0, 2
"""Types of functions (ISO 32000-1, table 38); what the others come to is not told."""
BITS, MOST = 8, 255
"""Of a sample as nearly all are written."""
COMPONENTS = {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}
TINTS = 64
"""Tints of a space whose lightness is kept: documents use a dozen."""

COLOURS = 1024
"""Colours whose lightness is kept: each letter and each path has one."""


class TintSpace(PDFColorSpace):
    """A Separation space: its tints are colours of another space, by a function."""

    def __init__(self, spec: Sequence[Any]) -> None:
        super().__init__("Separation", 1)
        self._spec = spec
        self._lightness = lru_cache(TINTS)(self._computed)

    def lightness(self, tint: object) -> float:
        """Return the relative luminance of a tint, 0 (black) to 1 (white); `UNTOLD` where the function does not tell."""
        value = tint[0] if isinstance(tint, tuple) and len(tint) == 1 else tint
        return self._lightness(float(value)) if isinstance(value, int | float) else UNTOLD

    def _computed(self, tint: float) -> float:
        if name_of(resolve1(self._spec[1])) == "None":
            return UNTOLD  # paints nothing
        try:
            values = _value(resolve1(self._spec[3]), min(1.0, max(0.0, tint)))
        except (PDFException, ValueError, TypeError, IndexError, KeyError, OverflowError, ZeroDivisionError):
            return UNTOLD  # a function that is none
        alternate = resolve1(self._spec[2])
        name = alternate[0] if isinstance(alternate, list) and alternate else alternate
        space = name_of(name)
        if space == "ICCBased":
            space = COMPONENTS.get(len(values), "")
        return lightness(values, space) if space and values else UNTOLD


def tint_space(spec: object) -> TintSpace | None:
    """Return the space of a definition in a PDF's resources; None for one of another kind."""
    spec = resolve1(spec)
    if not isinstance(spec, list) or len(spec) < 4:
        return None
    return TintSpace(spec) if name_of(resolve1(spec[0])) == "Separation" else None


_lightness = lru_cache(COLOURS)(lightness)


def light_of(color: object, space: PDFColorSpace) -> float:
    """Return the relative luminance of a colour, 0 (black) to 1 (white); `UNTOLD` where it is not known without drawing it."""
    if isinstance(space, TintSpace):
        return space.lightness(color)
    try:
        return _lightness(color, space.name)
    except TypeError:  # what cannot be a key
        return lightness(color, space.name)


def _value(function: object, at: float) -> tuple[float, ...]:
    """Return the value of a function of one number; empty where its kind is not known here."""
    entries = function.attrs if isinstance(function, PDFStream) else dict_value(function)
    kind = resolve1(entries.get("FunctionType"))
    if kind == EXPONENTIAL:
        return _exponential(entries, at)
    if kind == SAMPLED and isinstance(function, PDFStream):
        return _sampled(function, entries, at)
    return ()


def _exponential(entries: Mapping[str, Any], at: float) -> tuple[float, ...]:
    first, last = _numbers(entries.get("C0"), [0.0]), _numbers(entries.get("C1"), [1.0])
    power = at ** float(resolve1(entries["N"]))
    return tuple(a + power * (b - a) for a, b in zip(first, last, strict=True))


def _sampled(function: PDFStream, entries: Mapping[str, Any], at: float) -> tuple[float, ...]:
    """Return the nearest sample; the range is what an unchanged decoding makes of it."""
    ranges, (size,) = _numbers(entries["Range"], []), _numbers(entries["Size"], [])
    if resolve1(entries["BitsPerSample"]) != BITS or "Decode" in entries or "Encode" in entries:
        return ()
    width = len(ranges) // 2
    start = round(at * (size - 1)) * width
    samples = stream_value(function).get_data()[start : start + width]
    if len(samples) < width:
        return ()
    return tuple(
        low + sample / MOST * (high - low) for sample, low, high in zip(samples, ranges[::2], ranges[1::2], strict=True)
    )


def _numbers(value: object, otherwise: list[float]) -> list[float]:
    values = resolve1(value)
    return [float(resolve1(one)) for one in values] if isinstance(values, list) else otherwise
