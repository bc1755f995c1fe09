"""Where on the Review screen one is."""

from __future__ import annotations

from typing import Any, get_args

from lib.reviews.queue import Only, Order, QueueFilter
from lib.ui.kit.route import Route

FILTERS = ("source", "sample", "paper", "question", "answerer", "category", "only", "order")
NAMES = ("part", "answer", *FILTERS)
"""`part`: a view of the screen; `answer`: the open one; the rest says what is in the queue."""

_route = Route("review_place", NAMES)
here = _route.here
last = _route.last
go_to = _route.go_to
move = _route.move


def wanted_of(place: dict[str, str]) -> QueueFilter:
    """Return what the place asks the queue for."""
    return QueueFilter.from_dict(
        {
            "source": place.get("source", ""),
            "paper_id": place.get("paper", ""),
            "question": place.get("question", ""),
            "answerer": place.get("answerer", ""),
            "category": place.get("category", ""),
            "only": _known(place.get("only", ""), Only, "to do"),
            "order": _known(place.get("order", ""), Order, "least supported"),
            "sample": place.get("sample", ""),
        }
    )


def _known(word: str, kind: Any, otherwise: str) -> str:
    """Return the word of an address, which may say anything, if it is one of its kind."""
    return word if word in get_args(kind) else otherwise
