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
        {"resources": [{"model_id": name} for name in TWO]},
        {"list": [{"id": name} for name in TWO]},
        {"output": {"models": [{"model": name} for name in TWO]}},
        {"result": [{"id": f"f8703a00-ed54-4f98-bdc3-cd9a813286f{at}", "name": name} for at, name in enumerate(TWO)]},
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
    "bge-large:latest", "paraphrase-multilingual", "granite-embedding:30m", "snowflake-arctic-embed2",
    "snowflake/arctic-embed-l", "nomic-embed-text-v2-moe", "dengcao/Qwen3-Reranker-8B", "jina/jina-embeddings-v2-base-de",
    "jina-clip-v2", "jina-reranker-m0", "nvidia/nv-embedqa-e5-v5", "nvidia/llama-3.2-nv-rerankqa-1b-v2",
    "nvidia/nv-embed-v1", "nvidia/nvclip", "nvidia/parakeet-ctc-1.1b-asr", "parakeet-tdt-0.6b",
    "sentence-transformers/gtr-t5-base", "nvidia/canary-1b",
    "nvidia/nemoguard-jailbreak-detect", "nvidia/llama-3.1-nemoguard-8b-content-safety",
    "nvidia/llama-3.1-nemotron-safety-guard-8b-v3", "meta/llama-guard-4-12b", "openai/gpt-oss-safeguard-20b",
    "whisper-large-v3-turbo", "distil-whisper-large-v3-en", "playai-tts-arabic", "canopylabs/orpheus-v1-english",
    "meta-llama/llama-prompt-guard-2-22m", "babbage-002", "davinci-002", "gpt-3.5-turbo-instruct",
    "omni-moderation-latest", "tts-1-hd-1106", "sora-2-pro", "gpt-4o-realtime-preview", "gpt-realtime-mini",
    "gpt-4o-mini-transcribe", "gpt-4o-transcribe-diarize", "gpt-audio-mini", "gpt-4o-audio-preview", "gpt-image-1-mini",
    "chatgpt-image-latest", "dall-e-3", "text-embedding-3-large", "text-embedding-ada-002", "mistral-embed",
    "codestral-embed-2505", "mistral-moderation-2411", "mistral-ocr-latest", "voxtral-mini-transcribe-2507",
    "models/embedding-001", "models/text-embedding-004", "models/gemini-embedding-001", "models/aqa",
    "models/imagen-4.0-generate-001", "models/veo-3.0-fast-generate-001", "models/gemini-2.5-flash-preview-tts",
    "models/gemini-2.5-flash-native-audio-latest", "models/gemini-2.0-flash-exp-image-generation",
    "models/gemini-2.5-flash-image", "models/gemini-live-2.5-flash-preview", "models/lyria-realtime-exp",
    "embed-english-v3.0", "embed-v4.0", "rerank-v3.5", "BAAI/bge-m3", "Pro/BAAI/bge-reranker-v2-m3", "Kwai-Kolors/Kolors",
    "stabilityai/stable-diffusion-3-5-large", "black-forest-labs/FLUX.1-schnell", "FunAudioLLM/SenseVoiceSmall",
    "FunAudioLLM/CosyVoice2-0.5B", "fishaudio/fish-speech-1.5", "netease-youdao/bce-embedding-base_v1",
    "Wan-AI/Wan2.2-T2V-A14B", "tencent/HunyuanVideo", "Qwen/Qwen-Image-Edit", "Tongyi-MAI/Z-Image-Turbo",
    "Qwen/Qwen3-Embedding-0.6B", "Qwen/Qwen3-VL-Reranker-8B", "wanx2.1-t2i-turbo", "wan2.5-t2v-preview",
    "paraformer-realtime-v2", "gte-rerank-v2", "text-embedding-v4", "qwen-tts-latest", "qwen3-asr-flash",
    "qwen-image-plus", "embedding-3", "cogview-4-250304", "cogvideox-3", "vidu2-image",
    "sentence-transformers/all-MiniLM-L6-v2", "intfloat/multilingual-e5-large-instruct", "thenlper/gte-large",
    "mixedbread-ai/mxbai-embed-large-v1", "WhereIsAI/UAE-Large-V1", "togethercomputer/m2-bert-80M-32k-retrieval",
    "Alibaba-NLP/gte-modernbert-base", "hexgrad/Kokoro-82M", "ResembleAI/chatterbox", "cartesia/sonic-2",
    "deepgram/nova-3", "google/gemma-3-embedding", "embeddinggemma:300m", "text-embedding-nomic-embed-text-v1.5@q8_0",
    "voyage-3-large", "rerank-2.5", "cohere/rerank-4", "colbertv2.0", "ibm/slate-125m-english-rtrvr",
    "ibm/granite-guardian-3-8b", "cross-encoder/ms-marco-minilm-l-12-v2", "sentence-transformers/all-mpnet-base-v2",
    "ideogram-v3", "recraft-v3", "runwayml/gen4", "kling-video-v2", "seedream-4-0", "doubao-seedance-1-0-pro",
    "doubao-embedding-large", "hunyuan-image-3.0", "minimax/speech-02-hd", "minimax/video-01", "eleven_multilingual_v2",
    "aura-2-en", "silero-vad", "snac-24k", "dia-1.6b", "csm-1b", "musicgen-large", "stable-audio-2.5", "piper-en-us",
    "xtts_v2", "f5-tts", "wav2vec2-large", "clip-vit-base-patch32", "dinov2-large", "depth-anything-v2",
    "sam2-hiera-large",
]  # fmt: skip
CHAT = [
    "llama-3.3-70b-versatile", "gpt-4o", "gemma3:4b", "mistral-small", "deepseek-r1:8b", "claude-x", "models/gemini-3-flash",
    "openai/gpt-oss-20b", "qwen2.5vl", "phi4", "koboldcpp/tiefighter", "default", "command-r", "smollm2:135m", "fluxion-7b",
    "llama3.2:latest", "gpt-4o", "gpt-4.1-mini", "gpt-5-mini", "o3-mini", "chatgpt-4o-latest", "mistral-large-latest",
    "magistral-medium-2509", "codestral-2508", "pixtral-12b-2409", "devstral-medium-2507", "ministral-8b-latest",
    "voxtral-small-latest", "models/gemini-2.5-pro", "models/gemini-flash-latest", "models/gemma-3-27b-it",
    "openai/gpt-oss-120b", "qwen/qwen3-32b", "moonshotai/kimi-k2-instruct-0905", "deepseek-r1:8b", "deepseek-chat",
    "phi4-reasoning:14b", "llava:13b", "gemma3n:e4b", "smollm2:135m", "tinyllama:1.1b", "falcon3:7b", "command-r-plus",
    "command-a-03-2025", "c4ai-aya-expanse-32b", "granite3.3:8b", "ibm/granite-4-h-small",
    "nvidia/llama-3.1-nemotron-70b-instruct", "nvidia/nemotron-nano-9b-v2", "Qwen/Qwen2.5-VL-72B-Instruct",
    "qwen3-omni-flash", "qwen-plus", "glm-4.6", "zai-glm-4.7", "MiniMax-M2", "kimi-latest", "hunyuan-turbos-latest",
    "ernie-4.5-turbo", "doubao-seed-1-6-250615", "grok-4-fast-reasoning", "claude-sonnet-4-5",
    "@cf/meta/llama-3.3-70b-instruct-fp8-fast", "databricks-dbrx-instruct", "solar-pro2", "jamba-large", "exaone3.5:7.8b",
    "olmo2:13b", "yi-34b-chat", "vicuna-13b", "zephyr:7b", "dolphin3:8b", "nous-hermes2", "starling-lm", "openchat",
    "wizardlm2", "stablelm2", "orca-mini", "medgemma-27b-text-it", "meditron:7b", "BioMistral-7B", "clinical-camel-70b",
    "SmolLM2-135M-Instruct.Q4_1.gguf", "apertus-8b-instruct", "teuken-7b", "eurollm-9b-instruct", "salamandra-7b",
    "viking-33b", "gemini-2.0-flash-thinking-exp", "video-llava-7b-chat", "sonar-pro", "r1-1776", "mercury",
    "ling-flash-2.0", "LongCat-Flash-Chat", "seed-oss-36b-instruct", "step-3", "InternVL3-78B", "baichuan-m2-32b",
    "cogito:14b", "athene-v2", "reka-flash-3", "nemotron-3-nano:30b", "llama-4-scout-17b-16e-instruct",
    "google/gemma-2-9b-it:free", "guanaco-65b", "vanguard-7b-chat", "clipper-8b", "imagine-7b-chat",
    "sambalingo-thai-chat", "dracarys-72b", "bark-tuned-chat",
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
        ({"status": "shutdown"}, False),
        ({"capabilities": {"completion": False, "chat_completion": False, "embeddings": True}}, False),
        ({"capabilities": {"chat_completion": True, "embeddings": False}}, True),
        ({"capabilities": {"type": "embeddings"}}, False),
        ({"capabilities": ["chat-completion"]}, True),
        ({"details": {"family": "nomic-bert"}}, False),
        ({"details": {"family": "qwen2"}}, True),
        ({"architecture": {"modality": "text->embeddings"}}, False),
        ({"supported_endpoints": ["/v1/embeddings"]}, False),
        ({"supported_endpoints": ["/v1/chat/completions", "/v1/responses"]}, True),
        ({"model_info": {"mode": "embedding"}}, False),
        ({"tasks": ["feature-extraction"]}, False),
        ({"functions": [{"id": "text_chat"}]}, True),
        ({"kind": "EMBEDDING_MODEL"}, False),
        ({"task": {"name": "Text Embeddings"}}, False),
        ({"task": {"name": "Text Generation"}}, True),
        ({"task": "llm/v1/embeddings"}, False),
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
