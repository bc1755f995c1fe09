"""What stands in a paper, as the reader's outline names it: its sections, in reading order, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lib.records import Sentence
from lib.ui.kit.escaping import HEADING_LETTERS, shorten, visible

DEEPEST = 3
"""Levels of headings that are shown apart."""


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One line of the outline."""

    text: str
    level: int
    """From 1, the outermost."""
    page: int
    top: float
    """Of the page's height above it, 0-1."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as the component takes it."""
        return {"text": self.text, "level": self.level, "page": self.page, "top": self.top}


def outline_of(sentences: Sequence[Sentence]) -> list[OutlineEntry]:
    """Return the sections of a paper: its headings, and where none is printed (an abstract) the section's first sentence."""
    entries: list[OutlineEntry] = []
    before = ""
    for sentence in sentences:
        if sentence.section != before and sentence.section and sentence.boxes and sentence.kind in ("heading", "body"):
            parts = sentence.section.split(" > ")
            box = sentence.boxes[0]
            text = visible(shorten(parts[-1], HEADING_LETTERS))
            entries.append(OutlineEntry(text, min(len(parts), DEEPEST), box.page, box.top))
            before = sentence.section
    return entries
