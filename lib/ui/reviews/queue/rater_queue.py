"""One rater's queue: its order stays while they work, so that previous and next mean something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from lib.records.reviews import Blind, ReviewVerdict
from lib.reviews.queue import QueueFilter, QueueItem
from lib.reviews.verdicts import is_verdict
from lib.ui.reviews.route import move
from lib.workspace import Workspace

RATER_QUEUE = "review_desk"


@dataclass
class RaterQueue:
    """What is to be reviewed, what of it is done, and where the rater is."""

    wanted: QueueFilter
    rater: str
    items: list[QueueItem]
    """In the order in which they are shown."""
    all_ids: list[str]
    """Ids of all answers that the filter means, done or not."""
    done: set[str]
    candidates: list[QueueItem] = field(default_factory=list)
    """All answers of the source, which the filters choose from."""
    moves: int = 0
    """How often the rater went on; a bar that waits for it takes keys again."""
    message: str = ""
    """What happened last, where that is to be said."""
    handled: dict[str, int] = field(default_factory=dict)
    view: str = ""
    """What the open list of the queue shows, see `queue_list`; empty where it is closed."""
    list_data: dict[str, Any] | None = None
    """That list, for the bar."""
    covered: str = ""
    """Id of the open answer, where the others' words on it were hidden as it was opened."""

    @property
    def progress(self) -> str:
        """How many of all are done, as Markdown."""
        return f"**{len(self.done & set(self.all_ids)):,}** of {len(self.all_ids):,} reviewed"

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
        if self.wanted.only in ("to do", "assigned", "second"):
            return next((item for item in order if item.answer_id not in self.done), None)
        return self.items[after + 1] if after + 1 < len(self.items) else None

    def step(self, answer_id: str, by: int) -> None:
        """Open the neighbour. Behind the last one is the end."""
        place = self.place_of(answer_id)
        here = len(self.items) if place is None else place
        target = max(0, here + by)
        self._open(self.items[target].answer_id if target < len(self.items) else END)

    def open_next(self, answer_id: str) -> None:
        """Open the next one that is to be done."""
        place = self.place_of(answer_id)
        following = self.first_to_do(len(self.items) - 1 if place is None else place)
        self._open(following.answer_id if following else END)

    def open(self, workspace: Workspace, answer_id: str) -> None:
        """Open this answer, and put it in the queue where it was not."""
        if self.place_of(answer_id) is None:
            found = next((item for item in workspace.reviews.items() if item.answer_id == answer_id), None)
            if found is not None:
                self.items.insert(0, found)
        self._open(answer_id)

    def _open(self, answer_id: str) -> None:
        self.moves += 1
        move(answer=answer_id)

    def hides_others(self, workspace: Workspace, item: QueueItem, blind: Blind, given: Sequence[ReviewVerdict]) -> bool:
        """Return whether what others say of the open answer is hidden; `given`: the verdicts on it that count.

        What is hidden as an answer is opened stays so until the rater has said everything or comes back to it: the first of
        three judgements must not show another's before the second.
        """
        mine = next((v for v in given if v.rater == self.rater and v.citation is None), None)
        if mine is not None and None not in (mine.correct, mine.supported, mine.category):
            hidden = False
        elif self.covered == item.answer_id:
            hidden = True
        else:
            by_plan = not workspace.reviews.plans.sees_others(item.source, self.rater, given)
            hidden = by_plan or (bool(blind) and not is_verdict(mine))
        self.covered = item.answer_id if hidden else ""
        return hidden

    def refresh_done(self, workspace: Workspace, answer_id: str) -> None:
        """Look again whether this answer is done, as the verdicts say now."""
        mine = [
            v for v in workspace.reviews.latest_verdicts([answer_id]) if v.rater == self.rater and v.citation is None
        ]
        if any(is_verdict(verdict) for verdict in mine):
            self.done.add(answer_id)
        else:
            self.done.discard(answer_id)


END = "end"
"""Stands for an answer where there is none any more."""


def open_rater_queue(workspace: Workspace, wanted: QueueFilter, rater: str) -> RaterQueue:
    """Return the rater's queue: the one that is there, where it is of the same filter, else a new one. Raises ConfigError."""
    queue: RaterQueue | None = st.session_state.get(RATER_QUEUE)
    if queue is None or (queue.wanted, queue.rater) != (wanted, rater):
        reviews = workspace.reviews
        meant = reviews.queue(QueueFilter(**{**wanted.to_dict(), "only": "all"}), rater)
        ids = [item.answer_id for item in meant]
        mine = [v for v in reviews.latest_verdicts(ids) if v.rater == rater and v.citation is None and is_verdict(v)]
        handled = queue.handled if queue is not None else {}
        done, candidates = {verdict.answer_id for verdict in mine}, reviews.items(wanted.source)
        queue = RaterQueue(wanted, rater, reviews.queue(wanted, rater), ids, done, candidates, handled=handled)
        st.session_state[RATER_QUEUE] = queue
    return queue


def reset_rater_queue() -> None:
    """Put the queue together anew: new answers are in it, done ones are not."""
    queue: RaterQueue | None = st.session_state.get(RATER_QUEUE)
    if queue is not None:
        queue.wanted = QueueFilter(source="\0")  # of nothing that is asked for
    move(answer=None)
