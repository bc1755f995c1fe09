"""The chunks of a chat-completions stream, taken one by one."""

from __future__ import annotations

import json
import re
from typing import Any

from lib.answering.providers.conversation import Outcome
from lib.answering.providers.openai.model_output import ModelOutput
from lib.answering.providers.openai.numbered import NumberedText
from lib.answering.providers.openai.structured import StructuredText
from lib.answering.providers.service_errors import Service
from lib.answering.providers.stream_outcome import OUTPUT_LIMIT, ModelStream
from lib.answering.providers.transcript import Transcript
from lib.answering.sources import readable

THOUGHT_FIELDS = ("reasoning_content", "reasoning", "thinking", "reasoning_details")
"""Where servers put thinking beside the content (DeepSeek and vLLM, OpenRouter and Groq, Ollama)."""
THOUGHT_TYPES = frozenset({"thinking", "reasoning", "thought", "reasoning_text", "redacted_thinking"})
"""Types of content parts that are thinking (Mistral)."""
DEPTH = 4
"""Levels of content parts."""
_OBJECT = re.compile(r"\s*(?:```\w*\s*)?\{.*\}\s*(?:```\s*)?", re.DOTALL)


class ChatStream(ModelStream):
    """Takes the chunks of one stream."""

    def __init__(self, text: StructuredText | NumberedText, transcript: Transcript) -> None:
        super().__init__(transcript)
        self._text = text
        self._thought = ""
        self._content = ""
        self._declined = False
        """Whether it declined in a field of its own; what it ends for says nothing of that."""
        self._ends_counted = False
        """Whether the last chunk was a count of tokens and nothing else, as it stands at the end; some count in every chunk."""

    def take(self, chunk: Any) -> bool:
        """Return whether to go on, after a chunk."""
        model = getattr(chunk, "model", None)
        self.outcome.model = readable(model) if isinstance(model, str) and model else self.outcome.model
        counts = self._count(_plain(getattr(chunk, "usage", None)))
        self.outcome.received = True
        choices = getattr(chunk, "choices", None)
        self._ends_counted = not choices and (counts or self._ends_counted)
        return all(self._take_choice(_plain(choice)) for choice in (choices if isinstance(choices, list) else []))

    def take_whole(self, body: str) -> bool:
        """Return whether the body is a whole completion, sent by a server that does not stream; it is taken then."""
        try:
            reply = json.loads(body)
            choice = reply["choices"][0]
            message = choice["message"]
        except (ValueError, LookupError, TypeError, RecursionError):
            return False
        if not isinstance(message, dict) or not any(
            message.get(name) for name in ("content", "refusal", *THOUGHT_FIELDS)
        ):
            return False
        self.outcome.model = readable(str(reply.get("model") or ""))
        self._count(reply.get("usage"))
        self._take_choice({**choice, "finish_reason": choice.get("finish_reason") or "stop"})
        return True

    def _take_choice(self, choice: Any) -> bool:
        delta = _get(choice, "delta") or _get(choice, "message")
        self._declined = self._declined or bool(_get(delta, "refusal"))
        reason = "content_filter" if self._declined else _get(choice, "finish_reason")
        self._ended = str(reason) if reason else self._ended
        thoughts = (_get(delta, name) for name in THOUGHT_FIELDS)
        spoken, thought = _parts(_get(delta, "content") or _get(choice, "text"), DEPTH)
        beside = next((all_text for of in thoughts if (all_text := "".join(_parts(of, DEPTH)))), "")
        self._thought += readable(beside + thought)
        return self._add(readable(spoken))

    def _add(self, text: str) -> bool:
        if len(self._thought) > OUTPUT_LIMIT:
            self._ended = "length"
            return False
        if not text:
            return self.transcript.goes_on
        self._content += text
        return self._text.add(text) and not self._has_enough(self._text.output.text, len(self._content))

    def ended(self, service: Service) -> Outcome:
        """Return what came of it, once the stream has ended."""
        if self._ended is None and self._ends_counted:
            self._ended = "stop"  # some give no reason
        if not self._content.strip() and self.is_whole and (answer := self._answer_in_thought()):
            self._text.add(answer)
        thought = f"<think>{self._thought}</think>\n" if self._thought else ""
        self.outcome.raw = thought + self._content
        self._text.end(self.outcome, whole=self.is_whole)
        return super().ended(service)

    @property
    def has_spoken(self) -> bool:
        """Whether anything came that is no thinking."""
        return bool(re.search(r"\w", self._text.output.text))

    @property
    def has_thought(self) -> bool:
        """Whether it thought aloud."""
        return bool(self._thought) or self._text.output.thought

    def _answer_in_thought(self) -> str:
        """Return the answer that a server took for thinking: it stands behind the end of that, or is the object alone."""
        output = ModelOutput()
        output.add(self._thought)
        output.end()
        if output.thought:
            return output.text
        is_object = isinstance(self._text, StructuredText) and _OBJECT.fullmatch(self._thought)
        return self._thought if is_object else ""

    def _count(self, usage: Any) -> bool:
        """Return whether it is a count of tokens, after noting it."""
        prompt, output = _get(usage, "prompt_tokens"), _get(usage, "completion_tokens")
        is_count = isinstance(prompt, int) and isinstance(output, int)
        if is_count:
            cached = _get(_get(usage, "prompt_tokens_details"), "cached_tokens")
            read = cached if isinstance(cached, int) else 0
            read_anew = prompt - read if read <= prompt else prompt  # some count the cached ones apart
            self.outcome.tokens = {"input": read_anew, "output": output} | ({"cache_read": read} if read else {})
        return is_count


def _plain(item: Any) -> Any:
    """Return what the SDK made of a server's JSON as plain objects; it builds what it is sent unchecked."""
    return item.model_dump(warnings=False) if hasattr(item, "model_dump") else item


def _get(item: Any, name: str) -> Any:
    return item.get(name) if isinstance(item, dict) else None


def _parts(content: Any, depth: int) -> tuple[str, str]:
    """Return what is said and what is thought in content: text, or a list of parts."""
    if isinstance(content, str):
        return content, ""
    if isinstance(content, list) and depth:
        told = [_parts(part, depth - 1) for part in content]
        return "".join(spoken for spoken, _ in told), "".join(thought for _, thought in told)
    if isinstance(content, dict) and depth:
        is_thought = str(content.get("type")) in THOUGHT_TYPES or content.get("thought") is True  # the last: Gemini
        names = (
            ("thinking", "reasoning", "summary", "text", "content", "value")
            if is_thought
            else ("text", "content", "summary", "value")
        )
        told = [_parts(content.get(name), depth - 1) for name in names if content.get(name)][:1]
        spoken, thought = told[0] if told else ("", "")
        return ("", spoken + thought) if is_thought else (spoken, thought)
    return "", ""
