"""The order in which places on pages are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from lib.records import Box

Item = TypeVar("Item")


def in_reading_order(items: Sequence[tuple[Item, Sequence[Box]]]) -> list[Item]:
    """Return the items page by page, of a page in the order given, but none before what stands above it in its column.

    Each comes with its printed lines. A paper's keywords and notes are read apart from its text, so the order given alone would
    not do; heights alone would go to and fro between columns.
    """
    pages: dict[int, list[tuple[Item, Sequence[Box]]]] = {}
    ordered: list[Item] = []
    for item, boxes in items:
        if boxes:
            pages.setdefault(boxes[0].page, []).append((item, boxes))
    for page in sorted(pages):
        waiting = pages[page]
        while waiting:
            free = (
                at
                for at, (_, boxes) in enumerate(waiting)
                if not any(_is_above(others, boxes[0]) for n, (_, others) in enumerate(waiting) if n != at)
            )
            ordered.append(waiting.pop(next(free, 0))[0])  # 0: where columns cross, each stands above another
    return ordered


def _is_above(boxes: Sequence[Box], other: Box) -> bool:
    """Return whether the first of the lines stands wholly above the other one and in the same column."""
    box = boxes[0]
    return box.bottom <= other.top and box.x0 < other.x1 and other.x0 < box.x1
