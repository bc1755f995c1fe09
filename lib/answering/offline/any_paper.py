"""Questions that every paper answers of itself: for one of its parts, or whether its data or code can be had."""

from __future__ import annotations

from lib.answering.offline.question_kinds import LOOKED_AT, kind_of
from lib.answering.offline.roles import role_of
from lib.text.terms import content_stems

OF_AVAILABILITY = frozenset(
    content_stems(
        "data dataset set code software script model material tool available availability accessible accessibility access sharing"
        " shared share statement published released obtain obtained find found download downloaded study paper article all each"
        " source raw repository online public publicly authors"
    )
)
"""Words of a question that only ask whether and where data and code can be had."""


def asks_of_any_paper(question: str) -> bool:
    """Return whether the question is for what every paper tells of itself, and names nothing by which to choose among papers."""
    question = question[:LOOKED_AT]
    if role_of(question) is not None:
        return True
    return kind_of(question) == "link" and set(content_stems(question)) <= OF_AVAILABILITY
