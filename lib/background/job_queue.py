"""The one way to long work that outlives a click: jobs by kind and subject, done in this process or by whoever takes them.

A job is the reading of a paper or the running of a survey; what it does stands in the database, so that one that was cut off
is simply done again. `InProcessQueue` does jobs where they are put; `lib.storage.database_queue` lets all processes of a
database take them, and keeps the same promises (`tests/storage/test_job_queues.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Protocol

JobKind = Literal["paper", "survey"]
AT_ONCE: dict[JobKind, int] = {"paper": 8, "survey": 4}
"""Jobs of a kind that a process takes at a time from a queue that several share: a paper is read while others are indexed, and
models are mostly waited for.
"""
Report = Mapping[str, Any]
"""How far a job is, of JSON types; what stands in it is its kind's."""


class Doer(Protocol):
    """Does the jobs of one kind in this process. Thread-safe."""

    def begin(self, subject: str, *, again: bool = False) -> None:
        """Begin with a job. One that is being done here is begun once more after it; one with nothing to do ends at once.

        `again`: it was put while somebody else did it.
        """
        ...

    def stop(self, subject: str) -> None:
        """Let a job being done end soon, by a person's wish."""
        ...

    def wait(self, subject: str, seconds: float | None = None) -> bool:
        """Return whether the job is not being done (any more), after so many seconds at the most."""
        ...

    def reports(self) -> Mapping[str, Report]:
        """Return how far each job is that waits or is being done in this process, by subject."""
        ...


class JobQueue(Protocol):
    """Jobs that wait or are being done. Thread-safe."""

    @property
    def is_shared(self) -> bool:
        """Whether other processes put and do jobs too."""
        ...

    def does(self, kind: JobKind, doer: Doer) -> None:
        """Let this do the jobs of a kind, where this process does any."""
        ...

    def put(self, kind: JobKind, subject: str, *, here: bool = False, together: int = 1) -> None:
        """Let a job be done. One that waits is not put twice; one that is being done is begun once more after it.

        `here`: in this process, since it needs what was typed here. `together`: so many processes may do it with one another.
        Raises StoreError.
        """
        ...

    def stop(self, kind: JobKind, subject: str) -> bool:
        """Let a job being done end soon, and take one that waits out: return whether that is all there was. Raises StoreError."""
        ...

    def wait(self, kind: JobKind, subject: str, seconds: float | None = None) -> bool:
        """Return whether the job neither waits nor is done (any more), after so many seconds at the most. Raises StoreError."""
        ...

    def reports(self, kind: JobKind) -> Mapping[str, Report]:
        """Return how far each job of a kind is that waits or is being done, by subject; nothing is known of one that waits."""
        ...

    def close(self) -> None:
        """Put and take no more. What is under way is its doer's to stop."""
        ...


class InProcessQueue:
    """Does each job in this process as soon as it is put."""

    def __init__(self) -> None:
        self._doers: dict[JobKind, Doer] = {}

    @property
    def is_shared(self) -> bool:
        """Whether other processes put and do jobs too: none does."""
        return False

    def does(self, kind: JobKind, doer: Doer) -> None:
        """Let this do the jobs of a kind."""
        self._doers[kind] = doer

    def put(self, kind: JobKind, subject: str, *, here: bool = False, together: int = 1) -> None:
        """Begin with the job, here and alone."""
        del here, together
        self._doers[kind].begin(subject)

    def stop(self, kind: JobKind, subject: str) -> bool:
        """Let the job end soon; none waits."""
        self._doers[kind].stop(subject)
        return False

    def wait(self, kind: JobKind, subject: str, seconds: float | None = None) -> bool:
        """Return whether the job is not being done (any more), after so many seconds at the most."""
        return self._doers[kind].wait(subject, seconds)

    def reports(self, kind: JobKind) -> Mapping[str, Report]:
        """Return how far each job of a kind is."""
        return self._doers[kind].reports()

    def close(self) -> None:
        """Do nothing: doers end by themselves."""
