"""Where on the Review screen one is."""

from __future__ import annotations

from lib.reviews.queue import QueueFilter
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
            "only": place.get("only", "to do"),
            "order": place.get("order", "least supported"),
            "sample": place.get("sample", ""),
        }
    )
