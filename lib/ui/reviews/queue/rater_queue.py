"""The queue as it lies before one rater: its order stays while they work, so that previous and next mean something."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from lib.reviews.queue import QueueFilter, QueueItem
from lib.reviews.verdicts import is_verdict
from lib.ui.reviews.route import move
from lib.workspace import Workspace

DESK = "review_desk"


@dataclass
class Desk:
    """What is to be reviewed, what of it is done, and where the rater is."""

    wanted: QueueFilter
    rater: str
    items: list[QueueItem]
    """In the order in which they are shown."""
    everything: list[str]
    """Ids of all answers that the filter means, done or not."""
    done: set[str]
    offered: list[QueueItem] = field(default_factory=list)
    """All answers of the source, which the filters choose from."""
    moved: int = 0
    """How often the rater went on; a bar that waits for it takes keys again."""
    told: str = ""
    """What happened last, where that is to be said."""
    heard: dict[str, int] = field(default_factory=dict)
    view: str = ""
    """What the open list of the queue shows, see `listing`; empty where it is closed."""
    listed: dict[str, Any] | None = None
    """That list, for the bar."""

    @property
    def progress(self) -> str:
        """How many of all are done, as Markdown."""
        return f"**{len(self.done & set(self.everything)):,}** of {len(self.everything):,} reviewed"

    def place_of(self, answer_id: str) -> int | None:
        """Return where the answer stands, from 0; None where it is not in the queue."""
        return next((i for i, item in enumerate(self.items) if item.answer_id == answer_id), None)

    def current(self, answer_id: str) -> QueueItem | None:
        """Return the answer that the address names, else the first that is to be done; None at the end."""
        place = self.place_of(answer_id)
        return self.items[place] if place is not None else self.first_to_do()

    def first_to_do(self, after: int = -1) -> QueueItem | None:
        """Return the next one to be done behind that place, then from the beginning; any is, where done ones are looked at."""
        order = [*self.items[after + 1 :], *self.items[: after + 1]]
        if self.wanted.only in ("to do", "second"):
            return next((item for item in order if item.answer_id not in self.done), None)
        return self.items[after + 1] if after + 1 < len(self.items) else None

    def go(self, answer_id: str, by: int) -> None:
        """Nothing; the neighbour is the open answer. Behind the last one is the end."""
        place = self.place_of(answer_id)
        here = len(self.items) if place is None else place
        target = max(0, here + by)
        self._open(self.items[target].answer_id if target < len(self.items) else END)

    def go_on(self, answer_id: str) -> None:
        """Nothing; the next one that is to be done is open."""
        place = self.place_of(answer_id)
        following = self.first_to_do(len(self.items) - 1 if place is None else place)
        self._open(following.answer_id if following else END)

    def show(self, workspace: Workspace, answer_id: str) -> None:
        """Nothing; this answer is open, and in the queue where it was not."""
        if self.place_of(answer_id) is None:
            found = next((item for item in workspace.reviews.items() if item.answer_id == answer_id), None)
            if found is not None:
                self.items.insert(0, found)
        self._open(answer_id)

    def _open(self, answer_id: str) -> None:
        self.moved += 1
        move(answer=answer_id)

    def look_again(self, workspace: Workspace, answer_id: str) -> None:
        """Nothing; whether this answer is done is as the verdicts say now."""
        mine = [
            v for v in workspace.reviews.latest_verdicts([answer_id]) if v.rater == self.rater and v.citation is None
        ]
        if any(is_verdict(verdict) for verdict in mine):
            self.done.add(answer_id)
        else:
            self.done.discard(answer_id)


END = "end"
"""Stands for an answer where there is none any more."""


def open_desk(workspace: Workspace, wanted: QueueFilter, rater: str) -> Desk:
    """Return the rater's desk: the one that is there, where it is of the same filter, else a new one. Raises ConfigError."""
    kept: Desk | None = st.session_state.get(DESK)
    if kept is None or (kept.wanted, kept.rater) != (wanted, rater):
        reviews = workspace.reviews
        everything = reviews.queue(QueueFilter(**{**wanted.to_dict(), "only": "all"}), rater)
        ids = [item.answer_id for item in everything]
        mine = [v for v in reviews.latest_verdicts(ids) if v.rater == rater and v.citation is None and is_verdict(v)]
        heard = kept.heard if kept is not None else {}
        done, offered = {verdict.answer_id for verdict in mine}, reviews.items(wanted.source)
        kept = Desk(wanted, rater, reviews.queue(wanted, rater), ids, done, offered, heard=heard)
        st.session_state[DESK] = kept
    return kept


def clear_desk() -> None:
    """Nothing; the queue is put together anew: new answers are in it, done ones are not."""
    kept: Desk | None = st.session_state.get(DESK)
    if kept is not None:
        kept.wanted = QueueFilter(source="\0")  # of nothing that is asked for
    move(answer=None)
