"""The chunks of a chat-completions stream, taken one by one."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from lib.answering.providers.conversation import Outcome
from lib.answering.providers.openai.numbered import NumberedText
from lib.answering.providers.openai.structured import StructuredText
from lib.answering.providers.service_errors import Service
from lib.answering.providers.stream_outcome import ModelStream
from lib.answering.providers.transcript import Transcript
from lib.answering.sources import readable


class ChatStream(ModelStream):
    """Takes the chunks of one stream."""

    def __init__(self, text: StructuredText | NumberedText, transcript: Transcript) -> None:
        super().__init__(transcript)
        self._text = text

    def take(self, chunk: Any) -> bool:
        """Return whether to go on, after a chunk."""
        model = getattr(chunk, "model", None)
        self.outcome.model = readable(model) if isinstance(model, str) and model else self.outcome.model
        self._count(getattr(chunk, "usage", None))
        self.outcome.received = True
        choices = getattr(chunk, "choices", None)
        for choice in choices if isinstance(choices, list) else []:
            delta = getattr(choice, "delta", None)
            reason = "content_filter" if getattr(delta, "refusal", None) else getattr(choice, "finish_reason", None)
            self._ended = str(reason) if reason else self._ended
            content = getattr(delta, "content", None)
            if isinstance(content, str) and not self._add(readable(content)):
                return False
        return self.transcript.goes_on

    def take_whole(self, body: str) -> bool:
        """Return whether the body is a whole completion, sent by a server that does not stream; it is taken then."""
        try:
            reply = json.loads(body)
            choice = reply["choices"][0]
            text = choice["message"]["content"]
        except (ValueError, LookupError, TypeError, RecursionError):
            return False
        if not isinstance(text, str):
            return False
        self._ended = str(choice.get("finish_reason") or "stop")
        self.outcome.model = readable(str(reply.get("model") or ""))
        usage = reply.get("usage")
        if isinstance(usage, dict):
            self._count(SimpleNamespace(**{str(name): value for name, value in usage.items()}))
        self._add(readable(text))
        return True

    def _add(self, text: str) -> bool:
        if not text:
            return self.transcript.goes_on
        self.outcome.raw += text
        return self._text.add(text) and not self._has_enough(self.outcome.raw)

    def ended(self, service: Service) -> Outcome:
        """Return what came of it, once the stream has ended."""
        self._text.end(self.outcome, whole=self._ended == "stop")
        return super().ended(service)

    def _count(self, usage: Any) -> None:
        if usage is None:
            return
        prompt, output = getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None)
        if isinstance(prompt, int) and isinstance(output, int):
            details = getattr(usage, "prompt_tokens_details", None)
            cached = getattr(details, "cached_tokens", None)
            read = cached if isinstance(cached, int) else 0
            self.outcome.tokens = {"input": prompt - read, "output": output} | ({"cache_read": read} if read else {})
