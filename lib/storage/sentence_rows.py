"""Sentences as rows of their table, and back."""

from __future__ import annotations

from typing import Any, get_args

from lib.records import Box, Sentence, SentenceKind

SENTENCE_KINDS = frozenset(get_args(SentenceKind))
FARTHEST = 200_000
"""More than the number of any page and the four sides of a box come to."""


def sentence_row(paper_id: str, reading: int, sentence: Sentence) -> dict[str, Any]:
    """Return the row of a sentence."""
    return {
        "paper_id": paper_id,
        "reading": reading,
        "id": sentence.id,
        "text": sentence.text,
        "section": sentence.section,
        "kind": sentence.kind,
        "boxes": [[b.page, b.x0, b.top, b.x1, b.bottom] for b in sentence.boxes],
        "lines": sentence.lines,
    }


def sentence_of(row: Any) -> Sentence:
    """Return the sentence of a row."""
    try:
        boxes = [_box(*values) for values in row["boxes"]]
    except TypeError:
        boxes = []
    lines = row["lines"]
    if len(lines) != len(boxes):  # damaged: what stands where is not known any more
        boxes, lines = [], []
    kind: SentenceKind = row["kind"] if row["kind"] in SENTENCE_KINDS else "body"
    return Sentence(row["id"], row["text"], row["section"], kind, boxes, lines)


def _box(page: int, x0: float, top: float, x1: float, bottom: float) -> Box:
    """Return the box; raises TypeError where one of its values is no number."""
    if not 0 < page + x0 + top + x1 + bottom < FARTHEST:
        raise TypeError("stands on no page")
    return Box(page, x0, top, x1, bottom)
