"""Answers from Claude: one sentence a block, so that what it cites comes back as indices and never as text."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from lib.addresses import OWN_COMPUTER, AddressRules
from lib.answering import prompts
from lib.answering.answerer import AskRequest, Draft, Emit
from lib.answering.providers import error_words, service_errors
from lib.answering.providers.batching import GATHERED, BatchConnection, BatchExchange, BatchResult
from lib.answering.providers.capabilities import Capabilities
from lib.answering.providers.claude.batches import CANCELLED, EXPIRED, MISSING, PRICE_SHARE, ClaudeBatches, events_of
from lib.answering.providers.claude.settings import (
    ADDRESS,
    EFFORT,
    KEY_HINT,
    LABEL,
    MODEL,
    PICTURES,
    claude_address,
    claude_key,
)
from lib.answering.providers.claude.stream import ClaudeStream
from lib.answering.providers.connections import Connections
from lib.answering.providers.conversation import (
    Outcome,
    converse,
    emit_not_found,
    nothing_to_ask,
    question_with_hint,
    unanswered,
)
from lib.answering.providers.error_bodies import message_of
from lib.answering.providers.guarded_client import guarded_client
from lib.answering.providers.keys import Key
from lib.answering.providers.sdk_errors import error_of
from lib.answering.providers.service_errors import LONGEST_OWN_WAIT_S, Service, ServiceError
from lib.answering.providers.stream import StreamBroken, events_only
from lib.answering.providers.transcript import Transcript
from lib.answering.shown_pictures import ShownPicture, pictures_for, with_captions, with_note
from lib.answering.sources import Sources, earlier_turn, readable, whole_in_words
from lib.answering.styles import REFERENCE, Style
from lib.config import Settings

if TYPE_CHECKING:
    from anthropic import Anthropic, Stream
    from anthropic.types import RawMessageStreamEvent

MAX_TOKENS = 16_000
"""Of one output, thinking included; the word limit is said in words."""
OLDER_MAX_TOKENS = 4_096
NEWER = ("effort", "output_config", "max_tokens", "ttl")
"""Parameters that an older model or a gateway may refuse, the third for being too large."""
CACHED_IN_A_BATCH = "1h"
"""How long what the questions of one paper share is kept: a batch comes to them over minutes and hours (Prompt caching, "With
batches"). One after the other they come within the five minutes that each use renews, at less to write.
"""
CONNECT_S = 15.0
"""For a connection to be made."""
BAD_REQUEST = 400
"""The status of a request with a parameter that the model does not know."""

GONE = (
    "The paper was read anew while the question was with Claude, so the result of the batch could not be used; it was asked "
    "again by itself."
)
UNANSWERED = {"gathering": GATHERED, "expired": EXPIRED, "cancelled": CANCELLED, "missing": MISSING}
"""Why there is no message for a question that goes out in a batch, by what came back."""

capabilities = Capabilities()


@dataclass(frozen=True)
class ClaudeAnswerer:
    """Asks a Claude model through the Messages stream, with citations on."""

    id: str
    model: str
    key: Key
    base_url: str = ADDRESS
    effort: str = ""
    seconds: float = 300
    """Without a word, after which it is given up."""
    prices: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    patience_s: float = LONGEST_OWN_WAIT_S
    pictures: bool = False
    """Whether it is shown the figures that a question needs."""
    rules: AddressRules = OWN_COMPUTER
    """Whom the app may speak to."""
    batch: BatchExchange | None = None
    """Where questions are gathered, and answered from, to be sent together."""

    @classmethod
    def open(cls, answerer_id: str, settings: Settings, keys: Mapping[str, str]) -> ClaudeAnswerer:
        """Return the answerer of `claude`, which asks the model of the settings, or of `claude:MODEL`."""
        _, _, model = answerer_id.partition(":")
        preferences = settings.preferences
        return cls(
            id=answerer_id,
            model=model or MODEL.of(preferences),
            key=claude_key(settings, keys),
            base_url=claude_address(settings),
            effort=EFFORT.of(preferences),
            seconds=preferences.seconds_without_word,
            prices=preferences.prices,
            pictures=bool(PICTURES.of(preferences)),
            rules=settings.address_rules,
        )

    @property
    def service(self) -> Service:
        """Who is asked, in words."""
        return Service(LABEL, self.base_url, KEY_HINT)

    def answer(self, request: AskRequest, emit: Emit) -> Draft:
        """Return what Claude makes of the passages, each sentence with what it rests on."""
        settings = {"model": self.model, "base_url": self.base_url, "max_tokens": MAX_TOKENS, "effort": self.effort}
        style = request.style
        draft = Draft(False, "", [], self.model, settings=settings)
        if nothing_to_ask(request):
            return emit_not_found(emit, self.model, settings)
        if not self.key.value:
            return unanswered(draft, service_errors.no_key(self.service))
        if not self.key.usable:
            return unanswered(draft, service_errors.unusable_key(self.service))
        shown = pictures_for(request) if self.pictures and style.template is None else []
        request = with_captions(request, shown)
        sources = Sources.of(request)
        message = _Message.of(request, sources, style, shown)
        draft = replace(draft, prompt=message.prompt(request))

        def call(problem: str, transcript: Transcript) -> Outcome:
            return self._call(message, problem, sources, transcript)

        return with_note(converse(call, style, emit, draft, self.prices, self.patience_s), shown)

    @property
    def has_key(self) -> bool:
        """Whether there is a key to speak to the service with."""
        return bool(self.key.value)

    def batched(self, exchange: BatchExchange) -> ClaudeAnswerer:
        """Return the same answerer, which asks through a batch."""
        return replace(self, batch=exchange)

    @contextlib.contextmanager
    def connect_batches(self) -> Iterator[BatchConnection]:
        """Yield a connection for its batches."""
        with self.client() as client:
            yield ClaudeBatches(client, self.error_of)

    def client(self, connections: Connections | None = None) -> Anthropic:
        """Return the SDK's client, which retries nothing by itself: waiting is done where stop ends it.

        `connections` take note of those that it opens.
        """
        import anthropic

        timeout = anthropic.Timeout(self.seconds, connect=min(CONNECT_S, self.seconds))
        return anthropic.Anthropic(
            api_key=self.key.value,
            base_url=self.base_url,
            timeout=timeout,
            max_retries=0,
            http_client=guarded_client(anthropic, self.base_url, self.rules, connections),
        )

    def _call(self, message: _Message, problem: str, sources: Sources, transcript: Transcript) -> Outcome:
        """Return what came of one call; asked again at once without what an older model does not know."""
        place = (self.base_url, self.model)
        stream = ClaudeStream(sources, transcript)
        if self.batch is not None and not problem:
            found = self.batch.ask(self._request(message, problem, capabilities.refused(place)))
            # What the batch could not do is asked by itself, so that the error is said as ever.
            if found is not None and found.status != "errored":
                return self._from_batch(found, stream)
        for _ in range(len(NEWER) + 1):
            stream = ClaudeStream(sources, transcript)
            unknown = capabilities.refused(place)
            refused = self._read_stream(stream, self._request(message, problem, unknown), unknown)
            if refused is None:
                break
            capabilities.add_refused(place, refused)
        if self.batch is not None and self.batch.gone:
            stream.outcome.notes.append(GONE)
        return stream.ended(self.service)

    def _from_batch(self, found: BatchResult, stream: ClaudeStream) -> Outcome:
        """Return what came of a question that was sent in a batch, half-priced."""
        if found.status in UNANSWERED:
            stream.outcome.error = ServiceError(UNANSWERED[found.status])
            return stream.outcome
        for event in events_of(found.message):
            if not stream.take(event):
                break
        stream.outcome.price_share = PRICE_SHARE
        return stream.ended(self.service)

    def _read_stream(self, stream: ClaudeStream, request: dict[str, Any], unknown: frozenset[str]) -> str | None:
        """Return the parameter that the model refused; None where the call was made, well or not."""
        connections = Connections()
        with self.client(connections) as client:

            def open_stream() -> Stream[RawMessageStreamEvent]:
                return events_only(client.messages.create(**request, stream=True))

            try:
                stream.read(open_stream, connections.cut, self.seconds)
            except StreamBroken as broken:
                refused = _refused(broken.error, unknown)
                if refused is not None:
                    return refused
                stream.outcome.error = self.error_of(broken.error, received=stream.outcome.received)
        return None

    def _request(self, message: _Message, problem: str, unknown: frozenset[str]) -> dict[str, Any]:
        blocks = [_cached(block) for block in message.blocks] if self.batch and "ttl" not in unknown else message.blocks
        content = [*blocks, *message.pictures, {"type": "text", "text": message.question}]
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

    def error_of(self, error: Exception, *, received: bool = False) -> ServiceError:
        """Return what an error of the SDK means, in words; raises it again where it is our own mistake."""
        import anthropic

        return error_of(
            error, anthropic, self.service, self.seconds, key=self.key.value, model=self.model, received=received
        )


def _cached(block: dict[str, Any]) -> dict[str, Any]:
    """Return the block, kept as long as a batch takes where it ends what is cached."""
    if "cache_control" not in block:
        return block
    return {**block, "cache_control": {**block["cache_control"], "ttl": CACHED_IN_A_BATCH}}


def _refused(error: Any, unknown: frozenset[str]) -> str | None:
    """Return which of the newer parameters a refusal is about; None where it is about none."""
    if getattr(error, "status_code", None) != BAD_REQUEST:
        return None
    message = message_of(error)
    if error_words.is_too_long(message):
        return None
    return next((name for name in NEWER if name in message and name not in unknown), None)


@dataclass(frozen=True)
class _Message:
    """What Claude is told."""

    system: str
    blocks: list[dict[str, Any]]
    question: str
    plain: bool
    pictures: list[dict[str, Any]] = field(default_factory=list)
    """Each behind a text with its caption."""

    @classmethod
    def of(cls, request: AskRequest, sources: Sources, style: Style, shown: Sequence[ShownPicture] = ()) -> _Message:
        """Return the system prompt, the sources as blocks, and the question behind them, so that the part before can
        be cached.
        """
        question = readable(question_with_hint(request))
        if style.template is not None:
            return cls("", [], style.fill(question, sources.plain()), plain=not style.labelled)
        blocks = _blocks(sources, cached=request.whole is not None)
        pictures = [block for picture in shown for block in _picture_blocks(picture)]
        earlier = earlier_turn(request)
        if style.name == REFERENCE:
            system = prompts.REFERENCE.format(word_limit=request.word_limit) + prompts.REFERENCE_CITES_BLOCKS
            form = prompts.REFERENCE_FORM.format(question=question, word_limit=request.word_limit)
            return cls(system, blocks, earlier + form, False, pictures)
        system = prompts.CITED_BLOCKS.format(word_limit=request.word_limit)
        return cls(system, blocks, earlier + prompts.QUESTION.format(question=question), True, pictures)

    def prompt(self, request: AskRequest) -> str:
        """Return the prompt as the trace keeps it: whole, but for a whole paper, whose sentences its reading keeps."""
        parts = [self.system]
        if request.whole is not None and self.blocks:
            parts.append(whole_in_words(request.whole))
        else:
            parts += ["\n".join([f"<{b['title']}>", *(part["text"] for part in b["content"])]) for b in self.blocks]
        parts += [block["text"] if block["type"] == "text" else "[the picture]" for block in self.pictures]
        return "\n\n".join(part for part in [*parts, self.question] if part)


def _picture_blocks(picture: ShownPicture) -> list[dict[str, Any]]:
    """Return a figure's caption and its picture as blocks of a message."""
    source = {"type": "base64", "media_type": "image/png", "data": picture.base64}
    return [{"type": "text", "text": picture.words}, {"type": "image", "source": source}]


def _blocks(sources: Sources, *, cached: bool) -> list[dict[str, Any]]:
    """Return a `search_result` block a source, one sentence a text block; the last one ends what is cached."""
    blocks: list[dict[str, Any]] = [
        {
            "type": "search_result",
            "source": f"source-{number}",
            "title": readable(source.title) or f"Source {number}",
            "content": [{"type": "text", "text": readable(sentence.text)} for sentence in source.sentences],
            "citations": {"enabled": True},
        }
        for number, source in enumerate(sources.listed, 1)
    ]
    if cached and blocks:
        blocks[-1]["cache_control"] = {"type": "ephemeral"}
    return blocks
