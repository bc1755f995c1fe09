"""The test of a model: it is asked for a word and hung up on once it speaks."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest

from lib.answering.providers.keys import Key
from lib.answering.providers.openai.answerer import OpenAIAnswerer
from lib.answering.providers.openai.settings import Endpoint
from tests.answering.servers import ModelServer, Reply, chat_reply


def check(reply: Reply) -> tuple[str, str]:
    """Return the model that was asked, and the sentence on why it cannot be; empty where it can."""
    with ModelServer(reply) as server:
        model, fault = OpenAIAnswerer("openai:lab", Endpoint("lab", server.url, "m"), Key("")).check()
    return model, fault.sentence if fault is not None else ""


def test_a_model_that_speaks_on_and_on_passes_at_its_first_word() -> None:
    never = threading.Event()
    reply = chat_reply("By the way, how are you?", piece=1)
    try:
        assert check(replace(reply, held=("[DONE]", never))) == ("m", "")
    finally:
        never.set()


def test_one_that_does_not_stream_passes_too() -> None:
    whole = {"choices": [{"message": {"role": "assistant", "content": "ready"}, "finish_reason": "stop"}]}
    assert check(Reply([json.dumps(whole)], 200, "application/json")) == ("m", "")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(["<html></html>"], 200, "text/html"), "no model"),
        (Reply(['{"hello": 1}'], 200, "application/json"), "no model"),
        (Reply([json.dumps({"error": "out of memory"})], 200, "application/json"), "out of memory"),
        (
            Reply([json.dumps({"error": {"message": "Loading model", "code": 503}})], 503, "application/json"),
            "overloaded",
        ),
        (Reply(["data: [DONE]\n\n"]), "no model"),
    ],
)
def test_what_is_no_model_is_said(reply: Reply, words: str) -> None:
    assert words in check(reply)[1]
