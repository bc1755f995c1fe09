"""A third provider of answerers, as anybody may add one: its model says the first sentence it is given, word for word."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lib.answering import prompts
from lib.answering.answerer import Answerer, AskRequest, Draft, Emit
from lib.answering.providers.batching import (
    GATHERED,
    BatchConnection,
    BatchExchange,
    BatchResult,
    BatchTerms,
    BatchTrace,
    UnknownBatch,
)
from lib.answering.providers.catalogue import AnswererChoice, ModelChoice, key_needed, model_choice
from lib.answering.providers.keys import find_key
from lib.answering.providers.provider import Provider, TextOption
from lib.answering.sources import Sources
from lib.config import KeyField, Settings
from lib.errors import ModelFault
from lib.records import AnswerSentence, Cited, TextAdded

KEY = KeyField("echo", "ECHO_API_KEY")
MODEL = TextOption("echo_model", "Model", "echo-small", is_model=True)
VOICE = TextOption("echo_voice", "How it speaks", "plain", {"loud": "in capitals", "plain": "as it is written"})
NO_KEY = "There is no key for Echo."


@dataclass(frozen=True)
class EchoAnswerer:
    """Says and cites the first sentence of the best passage."""

    id: str
    model: str
    key: str
    voice: str = "plain"
    batch: BatchExchange | None = None

    def answer(self, request: AskRequest, emit: Emit) -> Draft:
        """Return the first sentence that it is given."""
        sources = Sources.of(request)
        if not sources.listed:
            emit(TextAdded(prompts.NOT_FOUND))
            return Draft(False, prompts.NOT_FOUND, [], self.model)
        if not self.key:
            return Draft(False, "", [], self.model, stopped=NO_KEY)
        share = 1.0
        if self.batch is not None:
            found = self.batch.ask({"question": request.question})
            if found is not None and found.status == "gathering":
                return Draft(False, "", [], self.model, stopped=GATHERED)
            share = PROVIDER.batches.price_share
        citation = sources.listed[0].cite(0, 1)
        text = citation.quote.upper() if self.voice == "loud" else citation.quote
        if not (emit(TextAdded(text)) and emit(Cited(citation))):
            return Draft(True, text, [], self.model, stopped=prompts.STOPPED_BY_USER)
        sentence = AnswerSentence(text, [citation], "weak", 0.5)
        return Draft(True, text, [sentence], self.model, tokens={"input": 10, "output": 5}, cost=0.01 * share)

    @property
    def has_key(self) -> bool:
        """Whether there is a key."""
        return bool(self.key)

    def batched(self, exchange: BatchExchange) -> EchoAnswerer:
        """Return the same answerer, which asks through a batch."""
        return replace(self, batch=exchange)

    @contextlib.contextmanager
    def connect_batches(self) -> Iterator[BatchConnection]:
        """Yield the one place where batches lie."""
        yield BATCHES


class EchoBatches:
    """Batches of one process, each through at once."""

    def __init__(self) -> None:
        self.sent: dict[str, list[str]] = {}
        self._numbers = itertools.count(1)

    def send(self, requests: Mapping[str, Mapping[str, Any]]) -> str:
        """Return the id of the batch."""
        batch_id = f"echo-batch-{next(self._numbers)}"
        self.sent[batch_id] = list(requests)
        return batch_id

    def results(self, batch_id: str) -> dict[str, BatchResult] | None:
        """Return the results by name."""
        if batch_id not in self.sent:
            raise UnknownBatch("Echo does not know this batch.")
        return {name: BatchResult("succeeded", name) for name in self.sent[batch_id]}

    def trace(self, prefix: str, size: int, noted_at: str, known: set[str]) -> BatchTrace:
        """Return the batch whose requests are called so."""
        return BatchTrace(next((id_ for id_, names in self.sent.items() if names[0].startswith(prefix)), None))

    def cancel(self, batch_id: str, within_s: float | None = None) -> None:
        """Do nothing: it is through."""


class EchoProvider(Provider):
    """One model in several sizes, behind one key."""

    prefix = "echo"
    label = "Echo"
    any_model = True
    keys = (KEY,)
    options = (MODEL, VOICE)
    fetch_label = "Fetch Echo's models"
    batches = BatchTerms(
        service="Echo",
        offer="Ask Echo in one batch, at a tenth of the price",
        offer_help="The answers come together, at once.",
        duration="They are through at once.",
        console="nobody's console",
        price_share=0.1,
        unanswered=frozenset(),
    )

    def open(self, answerer_id: str, settings: Settings, keys: Mapping[str, str], embedder: object = None) -> Answerer:
        """Return the answerer with the model of the settings, or the one that the id names."""
        _, _, model = answerer_id.partition(":")
        preferences, key = settings.preferences, find_key(settings, keys, KEY).value
        return EchoAnswerer(answerer_id, model or MODEL.of(preferences), key, VOICE.of(preferences))

    def choices(self, settings: Settings, keys: Mapping[str, str]) -> list[AnswererChoice]:
        """Return the one that the settings name."""
        model = MODEL.of(settings.preferences)
        needs = None if find_key(settings, keys, KEY).value else key_needed(KEY.variable)
        return [AnswererChoice(self.prefix, f"{self.label} ({model})", needs, model, KEY.service, KEY.variable)]

    def models(self, answerer_id: str, settings: Settings, keys: Mapping[str, str]) -> list[ModelChoice]:
        """Return its two sizes; raises ModelFault without a key."""
        if not find_key(settings, keys, KEY).value:
            raise ModelFault(NO_KEY)
        return [model_choice(model, settings) for model in ("echo-large", "echo-small")]


PROVIDER = EchoProvider()
BATCHES = EchoBatches()
