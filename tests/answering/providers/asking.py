"""A question about otters, asked over a local server: what came of it, what was told, what the server was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lib.answering.answerer import Answerer, AskRequest, Draft
from lib.answering.providers.keys import Key
from lib.answering.providers.openai.answerer import OpenAIAnswerer
from lib.answering.providers.openai.settings import Endpoint
from lib.records import Event, TextAdded
from tests.answering.requests import request
from tests.answering.servers import Answering, ModelServer, Reply

LAB_KEY = "gsk-very-secret"
OTTERS = [
    "Otters were counted along the river in winter.",
    "The count found 31 otters.",
    "Weather was mild.",
    "Counts were repeated in spring.",
]
Asked = tuple[Draft, list[Event], ModelServer]


def ask_at(
    open_answerer: Callable[[str], Answerer],
    replies: Sequence[Reply | Answering],
    asked: AskRequest | None = None,
    stop_after: int | None = None,
) -> Asked:
    """Return the draft, the events without the empty ones, and the server; stopped after so many events."""
    events: list[Event] = []

    def emit(event: Event) -> bool:
        events.append(event)
        return stop_after is None or len(events) < stop_after

    with ModelServer(*replies) as server:
        draft = open_answerer(server.url).answer(asked or request("How many otters were found?", {"p": OTTERS}), emit)
    return draft, [event for event in events if event != TextAdded("")], server


def ask_lab(
    *replies: Reply | Answering,
    asked: AskRequest | None = None,
    stop_after: int | None = None,
    form: str = "auto",
    model: str = "test-model",
    key: str = LAB_KEY,
    path: str = "/v1",
) -> Asked:
    """Return the same, of an open model called lab."""

    def lab(url: str) -> Answerer:
        endpoint = Endpoint("lab", url + path, model, form=form)
        return OpenAIAnswerer("openai:lab", endpoint, Key(key), seconds=5, patience_s=0.01)

    return ask_at(lab, replies, asked, stop_after)


def cited(draft: Draft) -> list[list[list[int]]]:
    """Return for each sentence its citations' sentence ids."""
    return [[citation.sentence_ids for citation in one.citations] for one in draft.sentences]


def text_of(events: Sequence[Event]) -> str:
    """Return the pieces of text that were emitted, joined."""
    return "".join(event.text for event in events if isinstance(event, TextAdded))
