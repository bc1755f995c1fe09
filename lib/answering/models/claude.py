"""Answers from Claude: one sentence a block, so that what it cites comes back as indices and never as text."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from lib.answering import prompts
from lib.answering.answerer import AskRequest, Draft, Emit
from lib.answering.models import faults
from lib.answering.models.conversing import REPEATED, Outcome, converse, nothing_to_ask, say_not_found
from lib.answering.models.faults import PATIENCE_S, Fault, Service
from lib.answering.models.keys import ANTHROPIC, Key, claude_key
from lib.answering.models.listening import Heard, NotEvents, events_only, listen
from lib.answering.models.loops import LoopWatch
from lib.answering.models.telling import Telling
from lib.answering.sources import Sources, readable, sendable
from lib.answering.styles import CUT, LOOPING, REFERENCE, Style
from lib.config import Settings, check_address
from lib.records import Citation

if TYPE_CHECKING:
    from anthropic import Anthropic, Stream
    from anthropic.types import RawMessageStreamEvent

MAX_TOKENS = 16_000
"""Of one output, thinking included; the word limit is said in words."""
OLDER_MAX_TOKENS = 4_096
NEWER = ("effort", "output_config", "max_tokens")
"""Parameters that an older model may refuse, the last one for being too large."""
KEY_HINT = "Type one on the Settings page, or set ANTHROPIC_API_KEY."
CONNECT_S = 15.0

_unknown: dict[str, frozenset[str]] = {}
"""What models refused, so that they are not asked for it with every question."""
_unknown_lock = threading.Lock()


@dataclass(frozen=True)
class ClaudeAnswerer:
    """Asks a Claude model through the Messages stream, with citations on."""

    id: str
    model: str
    key: Key
    base_url: str = ANTHROPIC
    effort: str = ""
    seconds: float = 300
    """Without a word, after which it is given up."""
    prices: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    patience_s: float = PATIENCE_S

    @classmethod
    def open(cls, answerer_id: str, settings: Settings, keys: Mapping[str, str]) -> ClaudeAnswerer:
        """`claude` asks the model of the settings, `claude:MODEL` that one."""
        _, _, model = answerer_id.partition(":")
        preferences = settings.preferences
        check_address("Claude", settings.anthropic_base_url or ANTHROPIC)
        return cls(
            id=answerer_id,
            model=model or preferences.claude_model,
            key=claude_key(settings, keys),
            base_url=settings.anthropic_base_url or ANTHROPIC,
            effort=preferences.claude_effort,
            seconds=preferences.seconds_without_word,
            prices=preferences.prices,
        )

    @property
    def service(self) -> Service:
        """Who is asked, in words."""
        return Service("Claude", self.base_url, KEY_HINT)

    def answer(self, request: AskRequest, emit: Emit) -> Draft:
        """What Claude makes of the passages, each sentence with what it rests on."""
        settings = {"model": self.model, "base_url": self.base_url, "max_tokens": MAX_TOKENS, "effort": self.effort}
        style = request.how
        draft = Draft(False, "", [], self.model, settings=settings)
        if nothing_to_ask(request):
            return say_not_found(emit, self.model, settings)
        if not self.key.value:
            return replace(draft, stopped=faults.no_key(self.service).sentence)
        if not self.key.usable:
            return replace(draft, stopped=faults.unusable_key(self.service).sentence)
        sources = Sources.of(request)
        message = _Message.of(request, sources, style)
        draft = replace(draft, prompt=message.shown(request))

        def call(problem: str, telling: Telling) -> Outcome:
            return self._call(message, problem, sources, telling)

        return converse(call, style, emit, draft, self.prices, self.patience_s)

    def client(self) -> Anthropic:
        """The SDK's client, which retries nothing by itself: waiting is done where stop is heard."""
        import anthropic

        timeout = anthropic.Timeout(self.seconds, connect=min(CONNECT_S, self.seconds))
        return anthropic.Anthropic(api_key=self.key.value, base_url=self.base_url, timeout=timeout, max_retries=0)

    def _call(self, message: _Message, problem: str, sources: Sources, telling: Telling) -> Outcome:
        """What came of one call; asked again at once without what an older model does not know."""
        hearing = _Hearing(sources, telling)
        for _ in range(len(NEWER) + 1):
            hearing = _Hearing(sources, telling)
            unknown = _unknown.get(self.model, frozenset())
            refused = self._listen(hearing, self._request(message, problem, unknown), unknown)
            if refused is None:
                break
            with _unknown_lock:
                _unknown[self.model] = unknown | {refused}
        return hearing.ended(self.service)

    def _listen(self, hearing: _Hearing, request: dict[str, Any], unknown: frozenset[str]) -> str | None:
        """The parameter that the model refused; None where the call was made, well or not."""
        with self.client() as client:

            def stream() -> Stream[RawMessageStreamEvent]:
                return events_only(client.messages.create(**request, stream=True))

            try:
                with contextlib.closing(listen(stream, hearing.telling.wait)) as events:
                    for event in events:
                        if not hearing.take(event):
                            break
            except Heard as heard:
                message = getattr(heard.error, "api_message", None) or ""
                if getattr(heard.error, "status_code", None) == 400 and not faults.is_too_long(message):
                    refused = next((name for name in NEWER if name in message and name not in unknown), None)
                    if refused is not None:
                        return refused
                hearing.outcome.fault = self.fault_of(heard.error, received=hearing.outcome.received)
        return None

    def _request(self, message: _Message, problem: str, unknown: frozenset[str]) -> dict[str, Any]:
        content = [*message.blocks, {"type": "text", "text": message.question}]
        if problem:
            again = prompts.AGAIN if message.plain else prompts.FORM_AGAIN
            content.append({"type": "text", "text": again.format(problem=problem)})
        request: dict[str, Any] = {
            "model": self.model,
            "max_tokens": OLDER_MAX_TOKENS if "max_tokens" in unknown else MAX_TOKENS,
            "messages": [{"role": "user", "content": content}],
        }
        if message.system:
            request["system"] = message.system
        if self.effort and not {"effort", "output_config"} & unknown:
            request["output_config"] = {"effort": self.effort}
        return request

    def fault_of(self, error: Exception, *, received: bool = False) -> Fault:
        """What an error of the SDK means, in words; raises it again where it is a fault of ours."""
        import anthropic
        import httpx2

        if isinstance(error, NotEvents):
            return faults.not_the_protocol(self.service)
        if isinstance(error, anthropic.APITimeoutError | httpx2.TimeoutException):
            return faults.timed_out(self.service, self.seconds)
        if isinstance(error, anthropic.APIStatusError):
            return faults.of_status(
                self.service,
                error.status_code,
                model=self.model,
                kind=error.type or "",
                message=error.api_message or "",
                headers=error.response.headers,
                key=self.key.value,
            )
        if isinstance(error, anthropic.APIConnectionError | httpx2.HTTPError):
            return faults.broken_off(self.service) if received else faults.unreachable(self.service)
        if isinstance(error, anthropic.AnthropicError | ValueError | httpx2.InvalidURL | AttributeError | TypeError):
            # The last two: the SDK takes a page of another kind for what it expects.
            return faults.broken_off(self.service) if received else faults.not_the_protocol(self.service)
        raise error


@dataclass(frozen=True)
class _Message:
    """What Claude is told."""

    system: str
    blocks: list[dict[str, Any]]
    question: str
    plain: bool

    @classmethod
    def of(cls, request: AskRequest, sources: Sources, style: Style) -> _Message:
        """The system prompt, the sources as blocks, and the question behind them, so that the part before can be cached."""
        question = sendable(request.question)
        if style.template is not None:
            return cls("", [], style.fill(question, sources.plain()), plain=not style.labelled)
        blocks = _blocks(sources, cached=request.whole is not None)
        earlier = ""
        if request.previous is not None and request.previous.text:
            earlier = prompts.EARLIER.format(
                question=sendable(request.previous.question), answer=sendable(request.previous.text)
            )
        if style.name == REFERENCE:
            system = prompts.REFERENCE.format(word_limit=request.word_limit) + prompts.REFERENCE_CITES_BLOCKS
            form = prompts.REFERENCE_FORM.format(question=question, word_limit=request.word_limit)
            return cls(system, blocks, earlier + form, plain=False)
        system = prompts.CLAUDE.format(word_limit=request.word_limit)
        return cls(system, blocks, earlier + prompts.QUESTION.format(question=question), plain=True)

    def shown(self, request: AskRequest) -> str:
        """The prompt as the trace keeps it: whole, but for a whole paper, whose sentences its reading keeps."""
        parts = [self.system]
        if request.whole is not None and self.blocks:
            paper_id, reading = request.whole
            parts.append(f"[every sentence of reading {reading} of paper {paper_id}, by section]")
        else:
            parts += ["\n".join([f"<{b['title']}>", *(part["text"] for part in b["content"])]) for b in self.blocks]
        return "\n\n".join(part for part in [*parts, self.question] if part)


def _blocks(sources: Sources, *, cached: bool) -> list[dict[str, Any]]:
    """A `search_result` block a source, one sentence a text block; the last one ends what is cached."""
    blocks: list[dict[str, Any]] = [
        {
            "type": "search_result",
            "source": f"source-{number}",
            "title": sendable(source.title) or f"Source {number}",
            "content": [{"type": "text", "text": sendable(sentence.text)} for sentence in source.sentences],
            "citations": {"enabled": True},
        }
        for number, source in enumerate(sources.listed, 1)
    ]
    if cached and blocks:
        blocks[-1]["cache_control"] = {"type": "ephemeral"}
    return blocks


class _Hearing:
    """Takes the events of one stream. A block's citations come before or after its text: both count for all of it."""

    def __init__(self, sources: Sources, telling: Telling) -> None:
        self.outcome = Outcome()
        self._sources = sources
        self.telling = telling
        self._loops = LoopWatch()
        self._began = 0
        self._citations: list[Citation] = []
        self._stop_reason: str | None = None
        self._raw: list[dict[str, Any]] = []

    def take(self, event: Any) -> bool:
        """Whether to go on, after an event; kinds that are not known are passed over."""
        match _of(event, "type"):
            case "message_start":
                self.outcome.received = True
                self.outcome.model = readable(str(_of(event, "message", "model") or ""))
                self._count(_of(event, "message", "usage"))
            case "content_block_start":
                self._begin(_of(event, "content_block"))
            case "content_block_delta":
                return self._add(_of(event, "delta"))
            case "content_block_stop":
                return self._end_block()
            case "message_delta":
                self._stop_reason = _of(event, "delta", "stop_reason") or self._stop_reason
                self._count(_of(event, "usage"))
        return self.telling.going

    def ended(self, service: Service) -> Outcome:
        """What came of it, once the stream has ended."""
        self._end_block()
        outcome = self.outcome
        outcome.raw = readable(json.dumps(self._raw, ensure_ascii=False, default=str)) if self._raw else ""
        if outcome.fault is None and self.telling.going:
            outcome.fault = self._fault(service)
        return outcome

    def _fault(self, service: Service) -> Fault | None:
        if self.outcome.problem == LOOPING:
            return Fault(REPEATED) if self.telling.begun else None
        match self._stop_reason:
            case "end_turn" | "stop_sequence":
                return None
            case None:
                return faults.broken_off(service) if self.outcome.received else faults.not_the_protocol(service)
            case "max_tokens":
                self.outcome.cut, self.outcome.problem = True, CUT
                return faults.cut_at_the_limit(service)
            case "refusal":
                return faults.refused(service)
            case "model_context_window_exceeded":
                return faults.too_large(service)
            case other:
                return faults.ended_early(service, str(other))

    def _begin(self, block: Any) -> None:
        self._end_block()
        self.outcome.received = True
        self._began = len(self.telling.text)
        if _of(block, "type") == "text":
            self._raw.append({"text": "", "citations": []})
            citations = _of(block, "citations")
            for citation in citations if isinstance(citations, list) else []:
                self._cite(citation)
            self._say(_of(block, "text"))

    def _add(self, delta: Any) -> bool:
        self.outcome.received = True
        match _of(delta, "type"):
            case "text_delta":
                return self._say(_of(delta, "text"))
            case "citations_delta":
                self._cite(_of(delta, "citation"))
        return self.telling.going

    def _say(self, text: Any) -> bool:
        if not isinstance(text, str) or not text:
            return self.telling.going
        text = readable(text)
        if not self._raw:
            self._raw.append({"text": "", "citations": []})
        self._raw[-1]["text"] += text
        going = self.telling.add(text)
        if going and self._loops.sees_loop(self.telling.text):
            self.outcome.problem = LOOPING
            return False
        return going

    def _cite(self, cited: Any) -> None:
        """Nothing; the sentences that a citation's indices name are cited, and what points elsewhere is counted."""
        place = [_of(cited, name) for name in ("search_result_index", "start_block_index", "end_block_index")]
        if self._raw:
            self._raw[-1]["citations"].append(place)
        citation = self._sources.cite(*place) if _of(cited, "type") == "search_result_location" else None
        if citation is None:
            self.outcome.dropped += 1
        elif citation not in self._citations:
            self._citations.append(citation)

    def _end_block(self) -> bool:
        citations, self._citations = self._citations, []
        if not citations or not self.telling.going:
            return self.telling.going
        return self.telling.mark(self._began, len(self.telling.text), citations)

    def _count(self, usage: Any) -> None:
        """Nothing; the counts replace those before, for they are cumulative."""
        names = {
            "input": "input_tokens",
            "output": "output_tokens",
            "cache_read": "cache_read_input_tokens",
            "cache_write": "cache_creation_input_tokens",
        }
        for part, name in names.items():
            count = _of(usage, name)
            if isinstance(count, int) and (count or part in {"input", "output"}):
                self.outcome.tokens[part] = count


def _of(thing: Any, *names: str) -> Any:
    """An attribute of an attribute, None where one is missing: the SDK builds what a server sends unchecked."""
    for name in names:
        thing = getattr(thing, name, None)
    return thing
