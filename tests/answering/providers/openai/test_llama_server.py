"""A real llama.cpp server, or another that speaks its protocol, where one is named; every model will do, good or bad.

    SIDELIGHT_LLM_URL=http://127.0.0.1:8080/v1 .venv/bin/python -m pytest tests/answering/providers/openai/test_llama_server.py

Such as `llama-server -m MODEL.gguf -c 4096`. What the model says is not judged, only that it is taken in whole.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from lib.answering import prompts
from lib.answering.answerer import Draft
from lib.answering.providers.keys import Key
from lib.answering.providers.openai.answerer import OpenAIAnswerer
from lib.answering.providers.openai.settings import Endpoint
from lib.records import Event, TextAdded
from tests.answering.providers.asking import OTTERS, text_of
from tests.answering.requests import request

URL = os.environ.get("SIDELIGHT_LLM_URL", "")
pytestmark = [
    pytest.mark.skipif(not URL, reason="SIDELIGHT_LLM_URL names no server of a language model"),
    pytest.mark.timeout(900),
]
QUESTION = "How many otters were found?"
LONG_QUESTION = "Tell in many sentences, one after the other, all that was found out about the otters, and how."
"""Which small models too answer at length, so that there is something to stop."""
FEW_EVENTS = 8
"""So many pieces of an answer may be under way when it is stopped at the first."""
PIECES = 4
"""Of an answer that come through before its server's death."""


def ask(
    url: str = URL, texts: list[str] | None = None, *, stop: bool = False, form: str = "auto", question: str = QUESTION
) -> tuple[Draft, list[Event]]:
    """Return the draft and what was emitted; `stop`: at the first words."""
    events: list[Event] = []

    def emit(event: Event) -> bool:
        events.append(event)
        return not (stop and text_of(events))

    answerer = OpenAIAnswerer(
        "openai:llama", Endpoint("llama", url, form=form), Key(""), seconds=300, patience_s=1.0, max_tokens=200
    )
    return answerer.answer(request(question, {"p": texts or OTTERS}), emit), events


def test_its_answer_comes_in_the_structured_form_with_sentences_that_are_there() -> None:
    draft, events = ask()
    if draft.stopped is not None:  # a small model may copy the form's example twice, or say the same until its limit
        assert "could not be used" in draft.stopped or "length limit" in draft.stopped, draft.stopped
    assert draft.settings["form"] == "structured"
    # Sentences are there, or it is said that there are none: never an answer of nothing.
    assert bool(draft.sentences) == draft.found
    assert draft.found or draft.stopped or draft.text == prompts.NOT_FOUND
    for one in draft.sentences:
        for citation in one.citations:
            assert citation.quote == " ".join(OTTERS[number] for number in citation.sentence_ids)
    assert text_of(events).strip() == draft.text.strip() or not draft.found


def test_it_names_the_model_that_answered() -> None:
    draft, _ = ask()
    assert draft.model


def test_it_streams_and_is_stopped() -> None:
    whole, all_events = ask(form="numbered", question=LONG_QUESTION)
    draft, events = ask(stop=True, form="numbered", question=LONG_QUESTION)
    pieces = [event for event in all_events if isinstance(event, TextAdded) and event.text]
    if len(pieces) <= FEW_EVENTS:
        pytest.skip("the whole answer of this model is too short to be cut, or none")
    assert draft.raw, "what came by then is kept"
    assert draft.stopped == prompts.STOPPED_BY_USER
    assert len(draft.raw) < len(whole.raw)
    assert len(text_of(events)) < len(text_of(all_events))


def test_a_prompt_that_is_too_long_for_it_is_told() -> None:
    long = [f"In winter {n} otters were counted along river number {n} by {n + 3} people." for n in range(6_000)]
    draft, _ = ask(texts=long)
    said = " ".join([draft.stopped or "", *draft.notes]).lower()
    assert "too long" in said or "cut" in said or "context" in said, said


def test_its_death_in_the_middle_of_an_answer_is_told_and_nothing_hangs() -> None:
    with cut_after(PIECES) as address:
        draft, _ = ask(address)
    assert draft.stopped
    assert draft.raw, "what came by then is kept"


@contextmanager
def cut_after(most: int) -> Iterator[str]:
    """Yield the address of a relay to the server that breaks off after so many pieces of an answer."""
    place = urlsplit(URL)
    listener = socket.create_server(("127.0.0.1", 0))

    def relay(client: socket.socket) -> None:
        with client, socket.create_connection((place.hostname or "127.0.0.1", place.port or 80)) as server:
            asked = threading.Thread(target=_pass_on, args=(client, server, None), daemon=True)
            asked.start()
            _pass_on(server, client, most)
            client.shutdown(socket.SHUT_RDWR)  # which closing alone does not, while the other thread reads it

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=relay, args=(client,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    with listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}{place.path}"


def _pass_on(source: socket.socket, target: socket.socket, most: int | None) -> None:
    """Pass bytes on until there are none, or so many pieces of a streamed answer; whoever closes first ends it."""
    pieces = 0
    try:
        while data := source.recv(200 if most else 65_536):
            target.sendall(data)
            pieces += data.count(b"data: ")
            if most is not None and pieces >= most:
                return
    except OSError:
        return
