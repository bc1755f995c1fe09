"""One stream of a model as it is read: what came of it, and how it ended, in words."""

from __future__ import annotations

import contextlib
import re
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
from lib.answering.styles import CUT, LOOPING, ONLY_THOUGHT

TOO_LARGE = re.compile(r"context_(?:window|length)")
OVERLOADED = re.compile(r"insufficient_system_resource|overload|rate_limit|capacity")
AT_THE_LIMIT = re.compile(
    r"length|(?:max|limit).*token|token.*(?:max|limit)|(?:max|output).*(?:output|limit)|truncat|incomplete"
)
DECLINED = re.compile(
    r"refus|filter|safety|recitation|block|prohibit|spii|moderat|guardrail|sensitive|toxic|policy|^language$"
)
WHOLE = re.compile(
    r"(?:stop|end|eos|eot|complete|finish|done)(?:ped|ed|d)?(?:_(?:turn|sequence|token|text|word))?|end_of_(?:text|turn|sequence)"
    r"|tool_(?:calls?|use)|function_call"
)
"""Reasons to end that servers name, as `_folded` writes them, looked for in this order. The last, whole outputs, have no more in
them; the answer may have been asked for as the call of a tool.
"""
OUTPUT_LIMIT = 200_000
"""Characters of one output, many times what is asked for: a server that goes on and on is hung up on."""


class ModelStream(ABC):
    """Takes what a stream brings, piece by piece; each protocol has its own `take`."""

    def __init__(self, transcript: Transcript) -> None:
        self.outcome = Outcome()
        self.transcript = transcript
        self._loops = LoopWatch()
        self.limit = 0
        """Tokens that the output may have; 0: the model's own limit."""
        self._ended: str | None = None
        """Why the stream ended, in the server's word."""

    @abstractmethod
    def take(self, event: Any) -> bool:
        """Return whether to go on, after an event of the stream."""

    def read(
        self,
        open_stream: Callable[[], AbstractContextManager[Stream[Any]]],
        hang_up: Callable[[], None],
        silent_s: float,
    ) -> None:
        """Read the stream until it has ended or is no longer wanted, then `hang_up`.

        Raises StreamBroken, also after so many seconds without a word.
        """
        events = read_events(open_stream, self.transcript.still_wanted, hang_up, silent_s=silent_s)
        with contextlib.closing(events):
            for event in events:
                if not self.take(event):
                    break

    def ended(self, service: Service) -> Outcome:
        """Return what came of it, once the stream has ended."""
        if self.outcome.error is None and self.transcript.goes_on:
            self.outcome.error = self._error(service)
            if self.outcome.error is None and self.has_thought and not self.has_spoken:
                self.outcome.problem = ONLY_THOUGHT
        return self.outcome

    @property
    def has_spoken(self) -> bool:
        """Whether anything came that is no thinking."""
        return bool(re.search(r"\w", self.transcript.text))

    @property
    def has_thought(self) -> bool:
        """Whether the model thought, as far as it is told."""
        return False

    @property
    def is_whole(self) -> bool:
        """Whether the server says that the output is whole."""
        return self._ended is not None and WHOLE.fullmatch(_folded(self._ended)) is not None

    def _has_enough(self, text: str, length: int) -> bool:
        """Return whether the text goes round in circles, or an output of that length on without end; it is noted then."""
        if length > OUTPUT_LIMIT:
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
        ended = _folded(self._ended)
        if WHOLE.fullmatch(ended):
            return None
        if TOO_LARGE.search(ended):
            return service_errors.too_large(service)
        if OVERLOADED.search(ended):
            return service_errors.overloaded(service)
        if AT_THE_LIMIT.search(ended) and not self.has_spoken:
            return service_errors.thought_to_the_limit(service, self.limit)
        if AT_THE_LIMIT.search(ended):
            self.outcome.cut, self.outcome.problem = True, CUT
            return service_errors.cut_at_the_limit(service)
        if DECLINED.search(ended):
            return service_errors.refused(service)
        return service_errors.ended_early(service, self._ended)


def _folded(reason: str) -> str:
    """Return a reason to end in small letters: "FINISH_REASON_MAX_TOKENS", "max-tokens" and "MAX_TOKENS" are one."""
    reason = reason.partition(":")[0]  # "content_filter: PROHIBITED_CONTENT"
    return re.sub(r"[\s-]+", "_", reason.strip().lower()).removeprefix("finish_reason_").removeprefix("finishreason.")
