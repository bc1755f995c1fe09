"""The queue as a list, to jump in it."""

from __future__ import annotations

from typing import Any

from lib.reviews.queue import QueueItem
from lib.ui.kit.escaping import shorten, visible
from lib.ui.reviews.queue.queue_filters import papers_of
from lib.ui.reviews.queue.rater_queue import Desk
from lib.workspace import Workspace

VIEWS = {"left": "left", "flagged": "flagged", "least supported": "least supported", "all": "all"}
"""What the list can show, and how that is called."""
ROWS = 400
LETTERS = 90


def queue_list(workspace: Workspace, desk: Desk, *, plainly: bool) -> dict[str, Any] | None:
    """Return the open list for the bar, None while it is closed; `plainly`: with how well each answer is supported."""
    if not desk.view:
        return None
    said = [
        v for v in workspace.reviews.latest_verdicts([item.answer_id for item in desk.items]) if v.rater == desk.rater
    ]
    flagged = {verdict.answer_id for verdict in said if verdict.citation is None and verdict.flag}
    kept = _kept(desk, flagged)
    titles = papers_of(workspace, [item for _, item in kept[:ROWS]])
    rows = [
        {
            "id": item.answer_id,
            "place": place + 1,
            "question": shorten(visible(item.question), LETTERS),
            "paper": _paper(item, titles),
            "support": f"{item.supported:.0%} supported" if plainly and item.supported is not None else "",
            "done": item.answer_id in desk.done,
            "flag": item.answer_id in flagged,
        }
        for place, item in kept[:ROWS]
    ]
    views = [{"view": view, "words": words} for view, words in VIEWS.items()]
    return {"view": desk.view, "views": views, "rows": rows, "more": max(0, len(kept) - ROWS)}


def _kept(desk: Desk, flagged: set[str]) -> list[tuple[int, QueueItem]]:
    """Return what the list shows, each with its place in the queue."""
    placed = list(enumerate(desk.items))
    match desk.view:
        case "left":
            return [(place, item) for place, item in placed if item.answer_id not in desk.done]
        case "flagged":
            return [(place, item) for place, item in placed if item.answer_id in flagged]
        case "least supported":
            return sorted(placed, key=lambda one: 1.0 if one[1].supported is None else one[1].supported)
        case _:
            return placed


def _paper(item: QueueItem, titles: dict[str, str]) -> str:
    named = [titles[paper_id] for paper_id in item.paper_ids]
    return shorten(named[0], LETTERS) + (f" and {len(named) - 1:,} more" if len(named) > 1 else "") if named else ""
