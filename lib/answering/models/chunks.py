"""The chunks of a chat-completions stream, taken one by one."""

from __future__ import annotations

import json
from typing import Any

from lib.answering.models import faults
from lib.answering.models.conversing import REPEATED, Outcome
from lib.answering.models.faults import Fault, Service
from lib.answering.models.loops import LoopWatch
from lib.answering.models.numbered import NumberedText
from lib.answering.models.structured import StructuredText
from lib.answering.models.telling import Telling
from lib.answering.sources import readable
from lib.answering.styles import CUT, LOOPING


class Hearing:
    """Takes the chunks of one stream."""

    def __init__(self, text: StructuredText | NumberedText, telling: Telling) -> None:
        self.outcome = Outcome()
        self.telling = telling
        self._text = text
        self._loops = LoopWatch()
        self._finish: str | None = None

    def take(self, chunk: Any) -> bool:
        """Whether to go on, after a chunk."""
        model = getattr(chunk, "model", None)
        self.outcome.model = readable(model) if isinstance(model, str) and model else self.outcome.model
        self._count(getattr(chunk, "usage", None))
        self.outcome.received = True
        choices = getattr(chunk, "choices", None)
        for choice in choices if isinstance(choices, list) else []:
            delta = getattr(choice, "delta", None)
            self._finish = getattr(choice, "finish_reason", None) or self._finish
            if getattr(delta, "refusal", None):
                self._finish = "content_filter"
            content = getattr(delta, "content", None)
            if isinstance(content, str) and not self._add(readable(content)):
                return False
        return self.telling.going

    def take_whole(self, body: str) -> bool:
        """Whether the body is a whole completion, sent by a server that does not stream; it is taken then."""
        try:
            reply = json.loads(body)
            choice = reply["choices"][0]
            text = choice["message"]["content"]
        except (ValueError, LookupError, TypeError):
            return False
        if not isinstance(text, str):
            return False
        self._finish = choice.get("finish_reason") or "stop"
        self.outcome.model = readable(str(reply.get("model") or ""))
        usage = reply.get("usage")
        if isinstance(usage, dict):
            self._count(type("Usage", (), usage))
        self._add(readable(text))
        return True

    def _add(self, text: str) -> bool:
        if not text:
            return self.telling.going
        self.outcome.raw += text
        going = self._text.add(text)
        if going and self._loops.sees_loop(self.outcome.raw):
            self.outcome.problem = LOOPING
            return False
        return going

    def ended(self, service: Service) -> Outcome:
        """What came of it, once the stream has ended."""
        outcome = self.outcome
        self._text.end(outcome, whole=self._finish == "stop")
        if outcome.fault is None and self.telling.going:
            outcome.fault = self._fault(service)
        return outcome

    def _fault(self, service: Service) -> Fault | None:
        if self.outcome.problem == LOOPING:
            return Fault(REPEATED) if self.telling.begun else None
        match self._finish:
            case "stop" | "eos" | "end_turn":
                return None
            case None:
                return faults.broken_off(service) if self.outcome.received else faults.not_the_protocol(service)
            case "length":
                self.outcome.cut, self.outcome.problem = True, CUT
                return faults.cut_at_the_limit(service)
            case "content_filter":
                return faults.refused(service)
            case other:
                return faults.ended_early(service, str(other))

    def _count(self, usage: Any) -> None:
        if usage is None:
            return
        prompt, output = getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None)
        if isinstance(prompt, int) and isinstance(output, int):
            details = getattr(usage, "prompt_tokens_details", None)
            cached = getattr(details, "cached_tokens", None)
            read = cached if isinstance(cached, int) else 0
            self.outcome.tokens = {"input": prompt - read, "output": output} | ({"cache_read": read} if read else {})
