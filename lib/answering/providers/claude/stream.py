"""The events of Claude's Messages stream, taken one by one: blocks of text with what they cite."""

from __future__ import annotations

import json
from typing import Any

from lib.answering.providers.conversation import Outcome
from lib.answering.providers.service_errors import Service
from lib.answering.providers.stream_outcome import ModelStream
from lib.answering.providers.transcript import Transcript
from lib.answering.sources import Sources, readable
from lib.records import Citation


class ClaudeStream(ModelStream):
    """Takes the events of one stream. A block's citations come before or after its text: both count for all of it."""

    def __init__(self, sources: Sources, transcript: Transcript) -> None:
        super().__init__(transcript)
        self._sources = sources
        self._began = 0
        self._citations: list[Citation] = []
        self._raw: list[dict[str, Any]] = []

    def take(self, event: Any) -> bool:
        """Return whether to go on, after an event; kinds that are not known are passed over."""
        match _attribute(event, "type"):
            case "message_start":
                self.outcome.received = True
                self.outcome.model = readable(str(_attribute(event, "message", "model") or ""))
                self._count(_attribute(event, "message", "usage"))
            case "content_block_start":
                self._begin(_attribute(event, "content_block"))
            case "content_block_delta":
                return self._add(_attribute(event, "delta"))
            case "content_block_stop":
                return self._end_block()
            case "message_delta":
                reason = _attribute(event, "delta", "stop_reason")
                self._ended = str(reason) if reason else self._ended
                self._count(_attribute(event, "usage"))
        return self.transcript.goes_on

    def ended(self, service: Service) -> Outcome:
        """Return what came of it, once the stream has ended."""
        self._end_block()
        self.outcome.raw = readable(json.dumps(self._raw, ensure_ascii=False, default=str)) if self._raw else ""
        return super().ended(service)

    def _begin(self, block: Any) -> None:
        self._end_block()
        self.outcome.received = True
        self._began = len(self.transcript.text)
        if _attribute(block, "type") == "text":
            self._raw.append({"text": "", "citations": []})
            citations = _attribute(block, "citations")
            for citation in citations if isinstance(citations, list) else []:
                self._cite(citation)
            self._add_text(_attribute(block, "text"))

    def _add(self, delta: Any) -> bool:
        self.outcome.received = True
        match _attribute(delta, "type"):
            case "text_delta":
                return self._add_text(_attribute(delta, "text"))
            case "citations_delta":
                self._cite(_attribute(delta, "citation"))
        return self.transcript.goes_on

    def _add_text(self, text: Any) -> bool:
        if not isinstance(text, str) or not text:
            return self.transcript.goes_on
        text = readable(text)
        if not self._raw:
            self._raw.append({"text": "", "citations": []})
        self._raw[-1]["text"] += text
        return self.transcript.add(text) and not self._has_enough(self.transcript.text, len(self.transcript.text))

    def _cite(self, cited: Any) -> None:
        """Cite the sentences that a citation's indices name, and count what points elsewhere."""
        place = [_attribute(cited, name) for name in ("search_result_index", "start_block_index", "end_block_index")]
        if self._raw:
            self._raw[-1]["citations"].append(place)
        citation = self._sources.cite(*place) if _attribute(cited, "type") == "search_result_location" else None
        if citation is None:
            self.outcome.dropped += 1
        elif citation not in self._citations:
            self._citations.append(citation)

    def _end_block(self) -> bool:
        citations, self._citations = self._citations, []
        if not citations or not self.transcript.goes_on:
            return self.transcript.goes_on
        return self.transcript.mark(self._began, len(self.transcript.text), citations)

    def _count(self, usage: Any) -> None:
        """Take the larger of these counts and those before: they are cumulative, and some servers end with nothing but zeros."""
        names = {
            "input": "input_tokens",
            "output": "output_tokens",
            "cache_read": "cache_read_input_tokens",
            "cache_write": "cache_creation_input_tokens",
        }
        for part, name in names.items():
            count = _attribute(usage, name)
            if isinstance(count, int) and (count or part in {"input", "output"}):
                self.outcome.tokens[part] = max(count, self.outcome.tokens.get(part, 0))
        self._count_hour(usage)

    def _count_hour(self, usage: Any) -> None:
        """Count apart what was cached for an hour: only the first counts of a message name it, all add it to the rest."""
        tokens = self.outcome.tokens
        told = _attribute(usage, "cache_creation", "ephemeral_1h_input_tokens")
        for_an_hour = told if isinstance(told, int) else tokens.get("cache_write_hour", 0)
        if for_an_hour and _attribute(usage, "cache_creation_input_tokens"):
            tokens["cache_write_hour"] = for_an_hour
            tokens["cache_write"] = max(0, tokens.get("cache_write", 0) - for_an_hour)


def _attribute(item: Any, *names: str) -> Any:
    """Return an attribute of an attribute, None where one is missing: the SDK builds what a server sends unchecked."""
    for name in names:
        item = getattr(item, name, None)
    return item
