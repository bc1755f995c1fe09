"""Which models a server offers for chat, whatever the shape of its list."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lib.answering.providers.openai.model_list import chat_models
from tests.answering.providers.asking import ask_lab
from tests.answering.servers import Reply

TWO = ["llama3.1:8b", "qwen3"]


@pytest.mark.parametrize(
    "listing",
    [
        {"object": "list", "data": [{"id": name} for name in TWO]},
        [{"id": name} for name in TWO],
        {"models": [{"name": name, "model": name} for name in TWO]},
        {"models": [{"id": name} for name in TWO], "data": []} | {"data": [{"id": name} for name in TWO]},
        {"data": {"models": [{"id": name} for name in TWO]}},
        {"data": {name: {"owned_by": "x"} for name in TWO}},
        {"model_names": TWO},
        TWO,
        {"data": [*TWO, *TWO, None, 7, {"id": 3}, {"id": ""}, {"id": "a\nb"}, {"id": "x" * 500}]},
    ],
)
def test_every_known_shape_is_read(listing: Any) -> None:
    assert chat_models(json.dumps(listing)) == TWO


@pytest.mark.parametrize("body", ["", "<html>", '{"hello": 1}', "7", "[" * 100_000])
def test_what_is_no_list_is_told(body: str) -> None:
    assert chat_models(body) is None


NO_CHAT = [
    "nomic-embed-text:latest", "text-embedding-bge-m3", "whisper-large-v3", "all-minilm:l6-v2", "bge-large-en", "gte-small",
    "mxbai-embed-large", "multilingual-e5-large", "jina-reranker-v2", "playai-tts", "tts-1-hd", "gpt-4o-transcribe", "dall-e-3",
    "llama-guard-3-8b", "meta-llama/Llama-Prompt-Guard-2-86M", "shieldgemma:2b", "omni-moderation-latest", "gpt-image-1",
    "black-forest-labs/FLUX.1-schnell", "models/embedding-001", "models/aqa", "imagen-4.0", "veo-3.0", "kokoro",
]  # fmt: skip
CHAT = [
    "llama-3.3-70b-versatile", "gpt-4o", "gemma3:4b", "mistral-small", "deepseek-r1:8b", "claude-x", "models/gemini-3-flash",
    "openai/gpt-oss-20b", "qwen2.5vl", "phi4", "koboldcpp/tiefighter", "default", "command-r", "smollm2:135m", "fluxion-7b",
]  # fmt: skip


@pytest.mark.parametrize("name", NO_CHAT)
def test_models_that_do_not_chat_are_left_out(name: str) -> None:
    assert chat_models(json.dumps([name, "llama3"])) == ["llama3"]


@pytest.mark.parametrize("name", CHAT)
def test_models_that_chat_stay(name: str) -> None:
    assert chat_models(json.dumps([name])) == [name]


@pytest.mark.parametrize(
    ("said", "chats"),
    [
        ({"type": "embeddings"}, False),
        ({"type": "llm"}, True),
        ({"type": "image"}, False),
        ({"type": "model"}, True),
        ({"capabilities": {"completion_chat": False}}, False),
        ({"capabilities": ["embedding"]}, False),
        ({"supportedGenerationMethods": ["embedContent"]}, False),
        ({"architecture": {"output_modalities": ["image"]}}, False),
        ({"architecture": {"modality": "text+image->text", "output_modalities": ["text"]}}, True),
        ({"active": False}, False),
    ],
)
def test_what_the_server_says_of_a_model_counts(said: dict[str, Any], chats: bool) -> None:
    assert chat_models(json.dumps({"data": [{"id": "somename", **said}]})) == (["somename"] if chats else [])


def test_a_server_without_a_model_that_chats_is_told() -> None:
    from lib.answering.providers.keys import Key
    from lib.answering.providers.openai.answerer import OpenAIAnswerer
    from lib.answering.providers.openai.settings import Endpoint
    from tests.answering.providers.asking import OTTERS
    from tests.answering.requests import request
    from tests.answering.servers import ModelServer

    with ModelServer(Reply(), models=["nomic-embed-text"]) as server:
        answerer = OpenAIAnswerer("openai:lab", Endpoint("lab", server.url), Key(""))
        draft = answerer.answer(request("Otters?", {"p": OTTERS}), lambda _: True)
    assert draft.stopped == "lab lists no model that can chat. Name one in the settings."


@pytest.mark.parametrize(
    ("count", "told"), [(2048, True), (300, True), (12_000, False), (30, False), (8192, True), (8190, False)]
)
def test_a_prompt_that_the_server_cut_is_noticed_by_its_count(count: int, told: bool) -> None:
    from lib.answering.providers.openai.prompt_cut import cut_prompt
    from lib.answering.providers.service_errors import Service

    note = cut_prompt(Service("lab", "", ""), 40_000, count)
    assert (note is not None) is told
    if note is not None:
        assert "OLLAMA_CONTEXT_LENGTH" in note


def test_a_cut_prompt_stands_in_the_notes() -> None:
    from tests.answering.providers.asking import OTTERS
    from tests.answering.requests import request
    from tests.answering.servers import chat_reply

    long = request("Otters?", {"p": [*OTTERS, "Otters swim in the river. " * 800]})
    reply = chat_reply("31 otters [2].", usage={"prompt_tokens": 2048, "completion_tokens": 5})
    draft, _, _ = ask_lab(reply, asked=long, form="numbered")
    assert any("read only a part" in note for note in draft.notes)
