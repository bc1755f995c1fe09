"""What the state of painting lets through of what is painted: opacity, soft masks, blend modes, transfer functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pdfminer.pdftypes import resolve1

from lib.reading.pdf.names import name_of

OPAQUE = 0.5
"""What is painted with less opacity may not be seen."""
_PLAIN_MODES = ("Normal", "Compatible")
"""Blend modes that paint the colour as it is (ISO 32000-1, table 136)."""
_NO_TRANSFER = ("Identity", "Default")
"""Transfer functions that change nothing of what a screen shows (ISO 32000-1, table 58)."""


@dataclass(frozen=True, slots=True)
class Transparency:
    """The part of the graphics state that says how much of a colour arrives on the page."""

    fill: float = 1.0
    """Opacity of what is filled."""
    stroke: float = 1.0
    """Opacity of what is stroked."""
    around: float = 1.0
    """Opacity of the forms around it together."""
    masked: bool = False
    """A soft mask is set, which may let nothing through."""
    mixed: bool = False
    """Colours are mixed with what lies under them, so that black may come out white."""
    transferred: bool = False
    """Colours are changed by a function on their way to the page."""
    doubtful_around: bool = False
    """One of the three is so of a form around it."""

    def is_solid(self, *, stroked: bool = False) -> bool:
        """Return whether what is painted shows in its own colour."""
        if self.masked or self.mixed or self.transferred or self.doubtful_around:
            return False
        return self.around * (self.stroke if stroked else self.fill) >= OPAQUE

    def inside(self) -> Transparency:
        """Return the state in which the content of a form begins: what its own content sets counts within it alone."""
        doubtful = self.doubtful_around or self.masked or self.mixed or self.transferred
        return Transparency(around=self.around * self.fill, doubtful_around=doubtful)

    def changed(self, state: Mapping[str, Any]) -> Transparency:
        """Return it after a dictionary of the graphics state (ISO 32000-1, table 58)."""
        out = replace(self, fill=_number(state.get("ca"), self.fill), stroke=_number(state.get("CA"), self.stroke))
        if "SMask" in state:
            out = replace(out, masked=isinstance(resolve1(state["SMask"]), dict))
        if "BM" in state:
            out = replace(out, mixed=not _is_plain(resolve1(state["BM"])))
        if "TR" in state or "TR2" in state:
            transfer = resolve1(state.get("TR2", state.get("TR")))
            out = replace(out, transferred=name_of(transfer) not in _NO_TRANSFER)
        return out


def _is_plain(mode: object) -> bool:
    modes = mode if isinstance(mode, list) else [mode]
    return all(name_of(resolve1(one)) in _PLAIN_MODES for one in modes)


def _number(value: object, otherwise: float) -> float:
    value = resolve1(value)
    return float(value) if isinstance(value, int | float) else otherwise
