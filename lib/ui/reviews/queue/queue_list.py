"""The queue as a list, to jump in it."""

from __future__ import annotations

from typing import Any

from lib.reviews.queue import QueueItem
from lib.ui.kit.escaping import shorten, visible
from lib.ui.reviews.queue.queue_filters import papers_of
from lib.ui.reviews.queue.rater_queue import RaterQueue
from lib.workspace import Workspace

VIEWS = {"left": "left", "flagged": "flagged", "least supported": "least supported", "all": "all"}
"""What the list can show, and how that is called."""
ROWS = 400
LETTERS = 90


def queue_list(workspace: Workspace, queue: RaterQueue, *, with_support: bool) -> dict[str, Any] | None:
    """Return the open list for the bar, None while it is closed; `with_support`: with how well each answer is supported."""
    if not queue.view:
        return None
    mine = [
        v for v in workspace.reviews.latest_verdicts([item.answer_id for item in queue.items]) if v.rater == queue.rater
    ]
    flagged = {verdict.answer_id for verdict in mine if verdict.citation is None and verdict.flag}
    shown = _items_in_view(queue, flagged)
    titles = papers_of(workspace, [item for _, item in shown[:ROWS]])
    rows = [
        {
            "id": item.answer_id,
            "place": place + 1,
            "question": shorten(visible(item.question), LETTERS),
            "paper": _paper_line(item, titles),
            "support": f"{item.supported:.0%} supported" if with_support and item.supported is not None else "",
            "done": item.answer_id in queue.done,
            "flag": item.answer_id in flagged,
        }
        for place, item in shown[:ROWS]
    ]
    views = [{"view": view, "words": words} for view, words in VIEWS.items()]
    return {"view": queue.view, "views": views, "rows": rows, "more": max(0, len(shown) - ROWS)}


def _items_in_view(queue: RaterQueue, flagged: set[str]) -> list[tuple[int, QueueItem]]:
    """Return what the list shows, each with its place in the queue."""
    placed = list(enumerate(queue.items))
    match queue.view:
        case "left":
            return [(place, item) for place, item in placed if item.answer_id not in queue.done]
        case "flagged":
            return [(place, item) for place, item in placed if item.answer_id in flagged]
        case "least supported":
            return sorted(placed, key=lambda one: 1.0 if one[1].supported is None else one[1].supported)
        case _:
            return placed


def _paper_line(item: QueueItem, titles: dict[str, str]) -> str:
    named = [titles[paper_id] for paper_id in item.paper_ids]
    return shorten(named[0], LETTERS) + (f" and {len(named) - 1:,} more" if len(named) > 1 else "") if named else ""
