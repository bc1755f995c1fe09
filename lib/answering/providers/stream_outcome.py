"""One stream of a model as it is read: what came of it, and how it ended, in words."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from lib.answering.loop_detection import LoopWatch
from lib.answering.providers import service_errors
from lib.answering.providers.conversation import REPEATED, Outcome
from lib.answering.providers.service_errors import Service, ServiceError
from lib.answering.providers.stream import Stream, read_events
from lib.answering.providers.transcript import Transcript
from lib.answering.styles import CUT, LOOPING

WHOLE = frozenset({"end_turn", "stop_sequence", "stop", "eos"})
"""Reasons to end that servers name where the output is whole."""
AT_THE_LIMIT = frozenset({"max_tokens", "length"})
DECLINED = frozenset({"refusal", "content_filter"})
OUTPUT_LIMIT = 200_000
"""Characters of one output, many times what is asked for: a server that goes on and on is hung up on."""
TOO_LARGE = "model_context_window_exceeded"


class ModelStream(ABC):
    """Takes what a stream brings, piece by piece; each protocol has its own `take`."""

    def __init__(self, transcript: Transcript) -> None:
        self.outcome = Outcome()
        self.transcript = transcript
        self._loops = LoopWatch()
        self._ended: str | None = None
        """Why the stream ended, in the server's word."""

    @abstractmethod
    def take(self, event: Any) -> bool:
        """Return whether to go on, after an event of the stream."""

    def read(self, open_stream: Callable[[], AbstractContextManager[Stream[Any]]]) -> None:
        """Read the stream until it has ended or is no longer wanted, and cut its connection. Raises StreamBroken."""
        with contextlib.closing(read_events(open_stream, self.transcript.still_wanted)) as events:
            for event in events:
                if not self.take(event):
                    break

    def ended(self, service: Service) -> Outcome:
        """Return what came of it, once the stream has ended."""
        if self.outcome.error is None and self.transcript.goes_on:
            self.outcome.error = self._error(service)
        return self.outcome

    def _has_enough(self, text: str) -> bool:
        """Return whether the text goes round in circles, or on without end; it is noted then."""
        if len(text) > OUTPUT_LIMIT:
            self._ended = "length"
            return True
        if self._loops.sees_loop(text):
            self.outcome.problem = LOOPING
            return True
        return False

    def _error(self, service: Service) -> ServiceError | None:
        if self.outcome.problem == LOOPING:
            return ServiceError(REPEATED) if self.transcript.begun else None
        if self._ended is None:
            return (
                service_errors.broken_off(service)
                if self.outcome.received
                else service_errors.not_the_protocol(service)
            )
        if self._ended in WHOLE:
            return None
        if self._ended in AT_THE_LIMIT:
            self.outcome.cut, self.outcome.problem = True, CUT
            return service_errors.cut_at_the_limit(service)
        if self._ended in DECLINED:
            return service_errors.refused(service)
        return (
            service_errors.too_large(service)
            if self._ended == TOO_LARGE
            else service_errors.ended_early(service, self._ended)
        )
