"""What the reader's view asks to be done with selected words; nothing of it is taken as it comes from the browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.records import Box, Paper
from lib.ui.kit.escaping import shorten, visible
from lib.workspace import Workspace

MOST_LETTERS = 5000
"""Of selected words, and of a note."""
MOST_LINES = 500
"""Printed lines that are marked at once: some ten pages."""
QUOTED_LETTERS = 300
"""Of selected words within a question."""


def question_on(asked: Mapping[str, Any]) -> str:
    """Return the question that a person has on selected words; what the paper says of them where none was typed."""
    quoted = shorten(visible(str(asked.get("text", ""))), QUOTED_LETTERS)
    question = visible(str(asked.get("question", "")))
    return f"{question} “{quoted}”" if question else f"What does the paper say of “{quoted}”?"


def change_annotations(workspace: Workspace, paper: Paper, change: Mapping[str, Any]) -> None:
    """Add or remove marked words of a paper, or change their note; what makes no sense changes nothing."""
    store = workspace.annotations
    note = visible(str(change.get("note", "")))[:MOST_LETTERS]
    if change.get("do") == "add":
        boxes = boxes_of(change.get("boxes"), paper.page_count)
        if boxes:
            store.add(paper.id, visible(str(change.get("text", "")))[:MOST_LETTERS], boxes, note)
    elif change.get("do") == "note":
        store.set_note(str(change.get("id")), note)
    elif change.get("do") == "remove":
        store.remove(str(change.get("id")))


def boxes_of(values: Any, page_count: int) -> list[Box]:
    """Return the boxes of page, x0, top, x1 and bottom that lie on a page of the paper; others are left out."""
    boxes = []
    for value in values[:MOST_LINES] if isinstance(values, list) else []:
        try:
            page, *sides = value
            x0, top, x1, bottom = (float(side) for side in sides)
            box = Box(int(page), x0, top, x1, bottom)
        except (TypeError, ValueError, OverflowError):
            continue
        if 1 <= box.page <= page_count and 0 <= x0 < x1 <= 1 and 0 <= top < bottom <= 1:
            boxes.append(box)
    return boxes
