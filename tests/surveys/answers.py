"""Answers as an answerer would give them, for tests."""

from __future__ import annotations

import itertools
from typing import Any

from lib.records import Answer, AnswerSentence, Box, Citation, Support

_ids = itertools.count(1)


def answer(
    *sentences: str, found: bool = True, support: Support = "supported", paper_id: str = "p1", **fields: Any
) -> Answer:
    """Return an answer of these sentences, each citing itself on page 1 of the paper."""
    said = [
        AnswerSentence(
            text,
            [Citation(paper_id, 1, [i], text, [Box(1, 0.1, 0.1, 0.5, 0.12)])] if found else [],
            support,
            1.0 if support == "supported" else 0.2,
        )
        for i, text in enumerate(sentences)
    ]
    values: dict[str, Any] = {
        "id": f"answer-{next(_ids)}",
        "question": "What?",
        "found": found,
        "text": " ".join(sentences),
        "sentences": said,
        "passages": [],
        "answerer": "extractive",
        "model": "extractive",
        "paper_ids": [paper_id],
        "seconds": {"find": 0.1, "answer": 0.1},
        "created_at": "2026-01-01T00:00:00.000000+00:00",
    }
    return Answer(**{**values, **fields})
