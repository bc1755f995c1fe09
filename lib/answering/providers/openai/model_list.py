"""The list of models that a server gives, whatever its shape, and which of them can chat."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

LISTS = (
    "data",
    "models",
    "model_names",
    "result",
    "results",
    "items",
    "model_list",
    "resources",
    "endpoints",
    "list",
    "output",
)
"""Under which name a list stands: OpenAI; Ollama, Gemini and Cohere; text-generation-webui; Cloudflare; watsonx; Databricks."""
NAMES = ("id", "model", "name", "model_id", "model_name", "modelId", "key")
"""Under which name a model's id stands."""
KINDS = ("type", "task", "model_type", "mode", "pipeline_tag", "task_type", "modality", "kind")
"""Where servers say what a model is for: LM Studio and Together, GitHub, LiteLLM, Hugging Face, OpenRouter, Fireworks."""
ABOUT = ("capabilities", "architecture", "model_info", "model_spec", "details")
"""Objects in which some say it."""
METHODS = (
    "supportedGenerationMethods", "endpoints", "supported_endpoint_types", "supported_endpoints", "supported_methods", "tasks",
    "functions",
)  # fmt: skip
"""Lists of what a model can be asked for: Gemini, Cohere, proxies, Copilot, watsonx."""
GONE = frozenset({"shutdown", "offline", "disabled", "retired", "error"})
"""States of a model that answers nobody."""
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
    r"chat|llm(?!/v1/embed)|vlm|language|instruct|completion|text.?generation|->text|text-to-text|conversational", re.I
)
_CHAT_METHOD = re.compile(r"generateContent|chat|openai|text.?generation|complet", re.I)
_FAMILY_OF_EMBEDDERS = re.compile(r"bert(?![a-z])", re.I)
"""As Ollama names what nomic-embed-text and its like are built as."""
_UNNAMED = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
"""An id that is no name; the name stands beside it (Cloudflare)."""
_SAYS_CHAT = re.compile(r"(?<![a-z])(?:chat|instruct|it|llm)(?![a-z])", re.I)
_OTHER_NAME = re.compile(
    r"embed|(?<![a-z])(?:bge|gte|e5|sbert|minilm|mpnet|splade|bce|jina-clip)(?![a-z])|(?:sentence|gtr)-t5|text-similarity|text-search"
    r"|re-?rank|whisper|parakeet|(?<![a-z])(?:stt|asr)(?![a-z])|tts(?![a-z])|transcri|speech|kokoro|parler|(?<![a-z])orpheus(?![a-z])"
    r"|realtime|-audio(?![a-z])|dall-?e|stable-?(?:diffusion|audio)|(?<![a-z])(?:sdxl|sd3|flux|imagen|sora|veo|lyria)(?![a-z])"
    r"|midjourney|image-generation|gpt-image|(?<![a-z])(?:llama|prompt|shield|wild|granite|qwen3?)-?guard|(?<![a-z])guard(?:ian)?(?![a-z])"
    r"|safeguard|nemoguard|shieldgemma|moderation|(?<![a-z])aqa(?![a-z])|musicgen|playai"
    r"|(?<![a-z])(?:babbage|davinci|ada|curie)-|gpt-3\.5-turbo-instruct",
    re.I,
)
"""Names of models that embed, re-rank, hear, speak, draw or guard, or complete text only."""
_OTHER_NAME_ALONE = re.compile(
    r"bert(?:v?\d|(?![a-z]))|(?<![a-z])(?:n?v?clip|siglip|dinov?\d?|sam\d|yolov?\d+|bark|dia|csm|vad|snac)(?![a-z])|paraphrase|retriev"
    r"|rtrvr|voyage|image|video|[ti]2[iv](?![a-z])|(?<![a-z])(?:wanx?\d|cogview|vidu|kling|kolors|seedream|seedance|ideogram|recraft)"
    r"|(?<![a-z])ocr(?![a-z])|(?<![a-z])live(?![a-z])|voice|paraformer|wav2vec|canary|chatterbox|(?<![a-z])(?:sonic|nova|aura)-\d"
    r"|eleven_|piper|depth-anything|runway|(?<![a-z])uae-",
    re.I,
)
"""The same, but where the name itself says that it chats: "video-llava-7b-chat"."""


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
    if isinstance(item, Mapping):
        names = [item[name] for name in NAMES if isinstance(item.get(name), str)]
        named = next((name for name in names if not _UNNAMED.fullmatch(name)), next(iter(names), None))
    else:
        named = item
    if isinstance(named, str) and 0 < len(named.strip()) <= LONGEST and named.isprintable():
        yield named.strip()


def _can_chat(id_: str, item: Any) -> bool:
    """Return whether a model can chat: as its server says, else by its name."""
    if isinstance(item, Mapping):
        if item.get("active") is False or item.get("archived") is True or str(item.get("status")).lower() in GONE:
            return False
        if (said := _as_told(item)) is not None:
            return said
    return _is_named_for_chat(id_)


def _as_told(item: Mapping[str, Any]) -> bool | None:
    """Return whether a server says that a model chats; None where it says nothing of that."""
    about = [item, *(item[name] for name in ABOUT if isinstance(item.get(name), Mapping))]
    for one in about:
        flags = [value for name, value in one.items() if "chat" in str(name).lower() and isinstance(value, bool)]
        if flags:  # Mistral, Azure, Fireworks
            return any(flags)
    methods = next((item[name] for name in METHODS if isinstance(item.get(name), list) and item[name]), None)
    if methods is not None:
        return any(_CHAT_METHOD.search(str(method)) for method in methods) and _named_so(item)
    capabilities = item.get("capabilities")
    if isinstance(capabilities, list) and capabilities:  # Ollama
        return any(_CHAT_METHOD.search(str(one)) for one in capabilities)
    given = item.get("output_modalities") or item.get("supported_output_modalities")
    output = next((one["output_modalities"] for one in about if "output_modalities" in one), given)
    if isinstance(output, list) and output and "text" not in output:  # OpenRouter, GitHub
        return False
    if any(_FAMILY_OF_EMBEDDERS.search(str(one.get("family", ""))) for one in about):
        return False
    kinds = " ".join(kind for one in about for name in KINDS if (kind := _kind(one.get(name))) and kind != "model")
    if _CHAT_KIND.search(kinds):
        return _named_so(item)
    return False if _OTHER_KIND.search(kinds) else None


def _kind(said: Any) -> str:
    """Return a kind in words; Cloudflare has it in an object."""
    return str(said.get("name", "")) if isinstance(said, Mapping) else said if isinstance(said, str) else ""


def _is_named_for_chat(name: str) -> bool:
    if _OTHER_NAME.search(name):
        return False
    return bool(_SAYS_CHAT.search(name)) or _OTHER_NAME_ALONE.search(name) is None


def _named_so(item: Mapping[str, Any]) -> bool:
    """Return whether the name is that of a model that chats: some lists call all of theirs alike."""
    return all(_is_named_for_chat(id_) for id_ in _id_of(item))
