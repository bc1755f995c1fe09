"""Why a survey that runs waits, and why one ended without all its cells: the words beside its status."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from lib.answering.answerer import OFFLINE
from lib.answering.providers.batching import BatchTerms
from lib.records import CellKey
from lib.surveys.answerer_queue import AnswererQueue
from lib.surveys.batch_client import BatchClient, lost, questions_are
from lib.text.wording import count

WITH_SERVICE = "{are} with {service} as a batch. {duration}"
CLOCK_FROM_S = 120
"""From which a wait is told by the clock: the time of the machine that Sidelight runs on."""
SHORTEST_WAIT_S = 1
"""A shorter one is over before it is read."""


def seconds_left(queues: Collection[AnswererQueue], busy: Iterable[CellKey]) -> float | None:
    """Return how long it takes until the last queue is through; None where that cannot be told yet."""
    in_hand = Counter(key[2] for key in busy)
    left = [queue.seconds_left(in_hand[queue.answerer]) for queue in queues]
    known = [seconds for seconds in left if seconds is not None]
    return max(known, default=0.0) if len(known) == len(left) else None


def reason_to_wait(queues: Mapping[str, AnswererQueue], batch_clients: Mapping[str, BatchClient]) -> str | None:
    """Return what the survey waits for, both by answerer; None where it waits for nothing."""
    reasons = _lost_and_sent(queues, batch_clients)
    if reasons:
        return " ".join(reasons)
    wait = max((queue.not_before - time.monotonic() for queue in queues.values()), default=0.0)
    if wait < SHORTEST_WAIT_S:
        return None
    slow = max(queues.values(), key=lambda queue: queue.not_before)
    if wait < CLOCK_FROM_S:
        return f"{slow.answerer} asked to wait; it goes on in {wait:.0f} seconds."
    moment = datetime.now().astimezone() + timedelta(seconds=wait)
    day = "" if moment.date() == datetime.now().astimezone().date() else f" on {moment:%Y-%m-%d}"
    return f"{slow.answerer} asked to wait; it goes on at {moment:%H:%M}{day}."


def reason_it_stopped(queues: Iterable[AnswererQueue], missing: int) -> str:
    """Return which answerers were asked no more, and how many cells are missing."""
    reasons = [
        f"{_called(queue.answerer)} {_why_closed(queue)} and was asked no more: {queue.closed}"
        for queue in queues
        if queue.closed is not None and queue.waiting
    ]
    reasons.append("1 cell is missing." if missing == 1 else f"{missing:,} cells are missing.")
    return " ".join(reasons)


def _why_closed(queue: AnswererQueue) -> str:
    if queue.refusals:
        return "took no question"
    return f"failed on {queue.failures} cells in a row"


def reason_not_renewed(problems: Sequence[str]) -> str | None:
    """Return how many cells keep their earlier answer, given the problem of each; None where none does."""
    if not problems:
        return None
    cells = f"{count(len(problems), 'cell')} {'keeps its' if len(problems) == 1 else 'keep their'}"
    return f"{cells} earlier answer, because asking again failed: {problems[-1]}"


def _lost_and_sent(queues: Mapping[str, AnswererQueue], batch_clients: Mapping[str, BatchClient]) -> list[str]:
    """Return in plain words how many questions each service lost, and how many are with it."""
    gone: Counter[BatchTerms] = Counter()
    sent: Counter[BatchTerms] = Counter()
    for answerer, client in batch_clients.items():
        gone[client.terms] += client.lost
        sent[client.terms] += queues[answerer].in_batch - client.lost
    return [lost(number, terms) for terms, number in gone.items() if number] + [
        WITH_SERVICE.format(are=questions_are(number), service=terms.service, duration=terms.duration)
        for terms, number in sent.items()
        if number > 0
    ]


def _called(answerer: str) -> str:
    return "The offline answerer" if answerer == OFFLINE else answerer
