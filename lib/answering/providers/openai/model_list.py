"""The list of models that a server gives, whatever its shape, and which of them can chat."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

LISTS = ("data", "models", "model_names", "result", "results", "items", "model_list")
"""Under which name a list stands: OpenAI; Ollama, Gemini and Cohere; text-generation-webui; Cloudflare; proxies."""
NAMES = ("id", "model", "name", "model_id", "model_name", "modelId", "key")
"""Under which name a model's id stands."""
KINDS = ("type", "task", "model_type", "mode", "pipeline_tag", "task_type", "modality")
"""Where servers say what a model is for: LM Studio and Together, GitHub, LiteLLM, Hugging Face, OpenRouter."""
DEPTH = 3
"""Levels in which the list is looked for."""
MOST = 5_000
"""Models that are taken of a list; the longest known has some hundreds."""
LONGEST = 200
"""Characters of an id."""

_OTHER_KIND = re.compile(
    r"embed|rerank|rank|speech|audio|transcri|whisper|tts|image|video|moderat|guard|classif|feature-extraction"
    r"|sentence-similarity|diffusion|ocr",
    re.I,
)
_CHAT_KIND = re.compile(
    r"chat|llm|vlm|language|instruct|completion|text-generation|->text|text-to-text|conversational", re.I
)
_OTHER_NAME = re.compile(
    r"embed|(?<![a-z])(?:bge|gte|e5|sbert|minilm|mpnet|colbert|splade)(?![a-z])|sentence-t5|text-similarity|text-search"
    r"|re-?rank|whisper|(?<![a-z])(?:tts|stt|asr)(?![a-z])|transcri|speech|kokoro|parler|(?<![a-z])(?:bark|orpheus|voxtral-tts)(?![a-z])"
    r"|realtime|-audio(?![a-z])|dall-?e|stable-?diffusion|(?<![a-z])(?:sdxl|sd3|flux|imagen|sora|veo|lyria|midjourney|clip|siglip)(?![a-z])"
    r"|image-generation|gpt-image|(?<![a-z])(?:llama|prompt|shield|wild|granite|qwen3?)-?guard|guard(?:ian)?(?![a-z])|shieldgemma"
    r"|moderation|(?<![a-z])aqa(?![a-z])|musicgen|playai",
    re.I,
)
"""Names of models that embed, re-rank, hear, speak, draw or guard."""


def chat_models(body: str) -> list[str] | None:
    """Return the ids of the models that can chat, in the server's order; None where the body is no list of models."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    listed = _list_in(told, DEPTH)
    if listed is None:
        return None
    ids = (id_ for item in listed[:MOST] for id_ in _id_of(item) if _can_chat(id_, item))
    return list(dict.fromkeys(ids))


def _list_in(told: Any, depth: int) -> list[Any] | None:
    """Return the list of models; objects by id are one too."""
    if isinstance(told, list):
        return told
    if not isinstance(told, Mapping) or depth == 0:
        return None
    for name in LISTS:
        inner = told.get(name)
        if isinstance(inner, list):
            return inner
        if isinstance(inner, Mapping):
            found = _list_in(inner, depth - 1)
            if found is not None:
                return found
            return [{"id": id_, **(of if isinstance(of, Mapping) else {})} for id_, of in inner.items()]
    return None


def _id_of(item: Any) -> Iterator[str]:
    named = (
        next((item[name] for name in NAMES if isinstance(item.get(name), str)), None)
        if isinstance(item, Mapping)
        else item
    )
    if isinstance(named, str) and 0 < len(named.strip()) <= LONGEST and named.isprintable():
        yield named.strip()


def _can_chat(id_: str, item: Any) -> bool:
    """Return whether a model can chat: as its server says, else by its name."""
    if isinstance(item, Mapping):
        if item.get("active") is False or item.get("archived") is True:
            return False
        if (said := _as_told(item)) is not None:
            return said
    return _OTHER_NAME.search(id_) is None


def _as_told(item: Mapping[str, Any]) -> bool | None:
    """Return whether a server says that a model chats; None where it says nothing of that."""
    capabilities = item.get("capabilities")
    if isinstance(capabilities, Mapping) and isinstance(capabilities.get("completion_chat"), bool):  # Mistral
        return bool(capabilities["completion_chat"])
    if isinstance(item.get("supports_chat"), bool):  # Fireworks
        return bool(item["supports_chat"])
    methods = item.get("supportedGenerationMethods") or item.get("endpoints") or item.get("supported_endpoint_types")
    if isinstance(methods, list) and methods:  # Gemini, Cohere, proxies
        return any(re.search(r"generateContent|chat|openai", str(method)) for method in methods) and _named_so(item)
    if isinstance(capabilities, list) and capabilities:  # Ollama
        return any(str(one) in {"completion", "chat", "text-generation"} for one in capabilities)
    architecture = item.get("architecture")
    given = item.get("output_modalities") or item.get("supported_output_modalities")
    output = architecture.get("output_modalities", given) if isinstance(architecture, Mapping) else given
    if isinstance(output, list) and output and "text" not in output:  # OpenRouter, GitHub
        return False
    kinds = " ".join(str(item[name]) for name in KINDS if isinstance(item.get(name), str) and item[name] != "model")
    if _CHAT_KIND.search(kinds):
        return _named_so(item)
    return False if _OTHER_KIND.search(kinds) else None


def _named_so(item: Mapping[str, Any]) -> bool:
    """Return whether the name is that of a model that chats: some lists call all of theirs alike."""
    return not any(_OTHER_NAME.search(id_) for id_ in _id_of(item))
