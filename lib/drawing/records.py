"""What goes into drawing and what comes out of it, as it travels between the app and the workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib.records import Box


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as WebP."""

    data: bytes
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class Clipping:
    """A part of a page as WebP."""

    page: int
    """1-based."""
    data: bytes
    width_px: int
    height_px: int


Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class LitBox:
    """A place on a page and the colour that is laid over it."""

    box: Box
    rgb: Rgb

    def to_plain(self) -> dict[str, Any]:
        """Return it JSON-ready."""
        return {"box": self.box.to_dict(), "rgb": list(self.rgb)}

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> LitBox:
        """Return what `to_plain` gave."""
        red, green, blue = values["rgb"]
        return cls(Box.from_dict(values["box"]), (red, green, blue))


@dataclass(frozen=True, slots=True)
class Highlight:
    """What one citation marks in the copy of a PDF. Where several mark the same words, they are lit once."""

    number: str
    """As printed in its tag, such as "3" or "2.1"."""
    boxes: Sequence[Box]
    note: str
    """For who opens the mark: the question, the answerer."""
    quote: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Return it JSON-ready."""
        boxes = [box.to_dict() for box in self.boxes]
        return {"number": self.number, "boxes": boxes, "note": self.note, "quote": self.quote}

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> Highlight:
        """Return what `to_plain` gave."""
        boxes = [Box.from_dict(box) for box in values["boxes"]]
        return cls(values["number"], boxes, values["note"], values["quote"])
