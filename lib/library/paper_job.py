"""A paper under way: what is being done for it, and how far that is."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

SURE_FROM = 1.0
"""Papers' worth of work after which a batch's time left is told: before that the first page decides it."""
Stage = Literal["queued", "reading", "recognising", "indexing"]


@dataclass(frozen=True, slots=True)
class PaperProgress:
    """How far a paper under way is."""

    stage: Stage
    done: int
    """Pages while reading and recognising, passages while indexing."""
    total: int
    """0 where it is not known yet."""
    seconds_left: float | None
    """Of this stage; None where it cannot be told yet."""


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far the papers are that are under way together."""

    done: int
    """Papers that are ready or failed."""
    total: int
    share: float
    """Of the work, 0 to 1."""
    seconds_left: float | None
    """None where it cannot be told yet."""


@dataclass(slots=True)
class PaperJob:
    """One paper under way; `finished` is set when it is ready or failed."""

    paper_id: str
    closing: threading.Event
    """Set when Sidelight closes."""
    recognise: bool = False
    """Pages without usable text are to be recognised, not only those that were before."""
    cancelled: threading.Event = field(default_factory=threading.Event)
    finished: threading.Event = field(default_factory=threading.Event)
    asked_again: bool = False
    """It was asked for again while it was under way, too late for what was being done."""
    stage: Stage = "queued"
    done: int = 0
    total: int = 0
    stage_began: float = 0.0
    began: float = field(default_factory=time.monotonic)
    """When it was queued here, by `time.monotonic`."""

    @property
    def stopped(self) -> bool:
        """Whether it is to stop: it was cancelled, or Sidelight closes."""
        return self.cancelled.is_set() or self.closing.is_set()

    @property
    def seconds(self) -> float:
        """For how long it has been under way, waiting included."""
        return time.monotonic() - self.began

    def enter(self, stage: Stage) -> None:
        """Begin this stage now."""
        self.stage, self.done, self.total, self.stage_began = stage, 0, 0, time.monotonic()

    def advance(self, done: int, total: int) -> None:
        """Note that so many of the pages or passages are done."""
        self.done, self.total = done, total

    def progress(self) -> PaperProgress:
        """Return how far it is; the rest is taken to go as fast as what is done."""
        done, total = self.done, self.total
        left = (time.monotonic() - self.stage_began) * (total - done) / done if 0 < done <= total else None
        return PaperProgress(self.stage, done, total, left)


@dataclass(slots=True)
class Batch:
    """The papers under way since nothing was."""

    total: int = 0
    done: int = 0
    began: float = 0.0

    def add(self, *, first: bool) -> None:
        """Count a paper that is begun; `first`: nothing else is under way, so a new batch begins with it."""
        if first:
            self.total, self.done, self.began = 0, 0, time.monotonic()
        self.total += 1

    def progress(self, under_way: Iterable[PaperProgress]) -> BatchProgress:
        """Return how far it is; the rest is taken to go as fast as what is done. Reading and indexing count half a paper each."""
        parts = (
            (0.5 if one.stage == "indexing" else 0.0) + 0.5 * min(1.0, one.done / one.total)
            for one in under_way
            if one.total
        )
        finished = min(float(self.total), self.done + sum(parts))
        share = finished / self.total if self.total else 0.0
        left = (time.monotonic() - self.began) * (self.total - finished) / finished if finished >= SURE_FROM else None
        return BatchProgress(self.done, self.total, share, left)


@dataclass(slots=True)
class SeenBatch:
    """The papers that several processes have under way, as one of them has seen them since none was."""

    seen: set[str] = field(default_factory=set)
    began: float = 0.0

    def progress(self, under_way: Mapping[str, PaperProgress]) -> BatchProgress:
        """Return how far they are, of whom these are under way now, by paper id."""
        if not self.seen & under_way.keys():
            self.seen, self.began = set(), time.monotonic()
        self.seen |= under_way.keys()
        batch = Batch(len(self.seen), len(self.seen - under_way.keys()), self.began)
        return batch.progress(under_way.values())
