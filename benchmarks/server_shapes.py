"""What servers of models answer, in the shapes of their documentation and of public reports: errors, thinking, JSON, lists.

One `Shape` is what a server of a preset says, and what has to come of it. Written down from: the error pages of OpenAI, Groq,
Together, OpenRouter, Mistral and Google AI; the sources of Ollama, llama.cpp's server and vLLM; LM Studio's developer pages.
Model names, organisations and keys in them are made up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.answering.servers import Reply, chat_reply

ANSWER = "The count found 31 otters."
GOOD = json.dumps({"found": True, "sentences": [{"text": ANSWER, "ids": [2]}]})

WAIT = "wait"
"""It is a matter of time: the service took no question, and any may be asked again."""
CREDIT = "credit"
"""No waiting helps before somebody pays."""
KEY = "key"
MODEL = "model"
"""The model is not there, or not for this key."""
TOO_LONG = "too long"
DECLINED = "declined"
LIMIT = "limit"
"""The output ended at its limit of tokens, and something was said."""
THOUGHT = "thought"
"""It ended there, and nothing was said."""
BROKEN = "broken"
"""It broke off, or failed by itself."""
REFUSED = "refused"
"""Anything else that a server does not take: its own words stand in the sentence."""
ANSWERED = "answered"
"""The answer comes, with what it rests on, and nothing else in it."""
CUT = "cut"
"""The answer comes, and says that the server read only a part of what it was sent."""

WORDS = {
    WAIT: r"too many questions|overloaded|asks to wait|internal error|took too long",
    CREDIT: r"no credit left|has no quota|spending limit",
    KEY: r"does not accept the key|no key for|does not serve this account or place",
    MODEL: r"knows no model|may not use|no quota for the model",
    TOO_LONG: r"too long for|takes more than the limit of tokens per minute",
    DECLINED: r"declined to answer",
    LIMIT: r"cut off at the end",
    THOUGHT: r"thought until its limit",
    BROKEN: r"broke off|internal error|ended the answer early|cannot be reached|overloaded",
    REFUSED: r"refused the request|internal error|returned nothing|does not serve this account|web page",
}
"""What the sentence has to say, by what has to come of it."""


@dataclass(frozen=True)
class Shape:
    """What a server says to a question, and what has to come of it."""

    preset: str
    what: str
    comes_of_it: str
    reply: Reply | None = None
    """To every question; None: `ANSWER` as it should be."""
    listing: Reply | None = None
    """To a question for its models; the first that can chat has to be `good-model` then."""
    wait_s: tuple[float, float] | None = None
    """Between which the wait has to be that is kept; None: whatever."""
    says: str = ""
    """What else has to stand in the sentence."""
    refuses: Mapping[str, Reply] = field(default_factory=dict)
    """What it says to requests that have this parameter, or more of it, as a model that does not take that."""


def _body(told: Any, status: int, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply([told if isinstance(told, str) else json.dumps(told)], status, "application/json", headers or {})


def _chunks(deltas: Sequence[Mapping[str, Any]], finish: str | None = "stop", **more: Any) -> Reply:
    """Return a stream of these deltas."""
    chunks: list[dict[str, Any]] = [
        {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas
    ]
    if finish is not None:
        chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish, **more}]})
    head = {"id": "chat-1", "object": "chat.completion.chunk", "created": 0, "model": "good-model"}
    events = [f"data: {json.dumps({**head, **chunk})}\n\n" for chunk in chunks]
    return Reply([*events, "data: [DONE]\n\n"])


def _thinks(name: str, kind: str = "") -> Reply:
    """Return a stream whose thinking stands in that field beside the content, a draft of the answer in it."""
    draft = '{"found": true, "sentences": [{"text": "Maybe 12 otters.", "ids": [1]}]}'
    thought: Any = [{"type": kind, "text": draft}] if kind else f"Let me see. {draft}"
    return _chunks([{"role": "assistant", "content": ""}, {name: thought}, {"content": GOOD}])


def _listed(*ids: str) -> Reply:
    return _body({"object": "list", "data": [{"id": id_, "object": "model"} for id_ in ids]}, 200)


def _gemini(status: int, kind: str, message: str, *details: Mapping[str, Any]) -> Reply:
    return _body([{"error": {"code": status, "message": message, "status": kind, "details": list(details)}}], status)


def _openai(status: int, message: str, kind: str, code: str | None, headers: Mapping[str, str] | None = None) -> Reply:
    return _body({"error": {"message": message, "type": kind, "param": None, "code": code}}, status, headers)


_MISTRAL_EXTRA = {"type": "extra_forbidden", "msg": "Extra inputs are not permitted", "input": 4000}


def _mistral_refuses(option: str, shape: str) -> Reply:
    detail = [{**_MISTRAL_EXTRA, "loc": ["body", option]}]
    told: Any = {
        "object": {"object": "error", "message": {"detail": detail}, "type": "invalid_request_error", "code": None},
        "text": {
            "object": "error",
            "message": json.dumps({"detail": detail}),
            "type": "internal_error_proxy",
            "code": "1000",
        },
        "bare": {"detail": detail},
        "list": {"object": "Error", "detail": detail, "message": detail, "type": "invalid_request_error", "code": 3001},
    }[shape]
    return _body(told, 422)


SHAPES: tuple[Shape, ...] = (
    # OpenAI
    Shape("OpenAI", "429, tokens a minute, wait in the words", WAIT, _openai(
        429, "Rate limit reached for gpt-x in organization org-abc on tokens per min (TPM): Limit 30000, Used 29000, Requested "
        "2000. Please try again in 20s. Visit https://platform.openai.com/account/rate-limits to learn more.", "tokens",
        "rate_limit_exceeded", {"x-ratelimit-remaining-tokens": "1000", "x-ratelimit-reset-tokens": "20s"}), wait_s=(19, 21)),
    Shape("OpenAI", "429 of a new account, payment in the words", WAIT, _openai(
        429, "Rate limit reached for gpt-x on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s. You "
        "can increase your rate limit by adding a payment method to your account at https://platform.openai.com/account/billing.",
        "requests", "rate_limit_exceeded"), wait_s=(19, 21)),
    Shape("OpenAI", "429 without quota", CREDIT, _openai(
        429, "You exceeded your current quota, please check your plan and billing details.", "insufficient_quota",
        "insufficient_quota")),
    Shape("OpenAI", "429, the limit that was set for the project", CREDIT, _openai(
        429, "Billing hard limit has been reached", "invalid_request_error", "billing_hard_limit_reached")),
    Shape("OpenAI", "401, wrong key", KEY, _openai(
        401, "Incorrect API key provided: sk-proj-********1234.", "invalid_request_error", "invalid_api_key")),
    Shape("OpenAI", "404, no such model", MODEL, _openai(
        404, "The model `good-model` does not exist or you do not have access to it.", "invalid_request_error",
        "model_not_found")),
    Shape("OpenAI", "403, the project has no access", MODEL, _openai(
        403, "Project `proj_x` does not have access to model `good-model`", "invalid_request_error", "model_not_found")),
    Shape("OpenAI", "403, country", REFUSED, _openai(
        403, "Country, region, or territory not supported", "request_forbidden", "unsupported_country_region_territory"),
        says="(?i)country, region"),
    Shape("OpenAI", "400, too long", TOO_LONG, _openai(
        400, "This model's maximum context length is 8192 tokens. However, your messages resulted in 9100 tokens.",
        "invalid_request_error", "context_length_exceeded")),
    Shape("OpenAI", "429, one question longer than a minute's tokens", TOO_LONG, _openai(
        429, "Request too large for gpt-x in organization org-abc on tokens per min (TPM): Limit 10000, Requested 12400. The input "
        "or output tokens must be reduced in order to run successfully.", "tokens", "rate_limit_exceeded")),
    Shape("OpenAI", "503", WAIT, _openai(503, "The engine is currently overloaded, please try again later", "server_error", None)),
    Shape("OpenAI", "500", WAIT, _openai(500, "The server had an error while processing your request.", "server_error", None)),
    Shape("OpenAI", "max_tokens refused", ANSWERED, refuses={"max_tokens": _openai(
        400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        "invalid_request_error", "unsupported_parameter")}),
    Shape("OpenAI", "temperature refused", ANSWERED, refuses={"temperature": _openai(
        400, "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
        "invalid_request_error", "unsupported_value")}),
    Shape("OpenAI", "schema refused", ANSWERED, refuses={"response_format": _openai(
        400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        "invalid_request_error", None)}),
    Shape("OpenAI", "refusal in its own field", DECLINED, _chunks([{"refusal": "I'm sorry, I cannot assist with that."}])),
    Shape("OpenAI", "content filter", DECLINED, _chunks([{"content": ""}], "content_filter")),
    Shape("OpenAI", "all tokens thought away", THOUGHT, _chunks([{"content": ""}], "length")),
    Shape("OpenAI", "models for other things first", ANSWERED, listing=_listed(
        "text-embedding-3-small", "whisper-1", "tts-1-hd", "dall-e-3", "gpt-image-1", "omni-moderation-latest", "sora-2",
        "gpt-4o-realtime-preview", "good-model")),
    # Groq
    Shape("Groq", "429 with the billing page", WAIT, _openai(
        429, "Rate limit reached for model `good-model` in organization `org_01` service tier `on_demand` on tokens per minute "
        "(TPM): Limit 6000, Used 5800, Requested 800. Please try again in 6.04s. Need more tokens? Upgrade to Dev Tier today at "
        "https://console.groq.com/settings/billing", "tokens", "rate_limit_exceeded", {"retry-after": "30"}), wait_s=(29, 31)),
    Shape("Groq", "429 of the day, wait in the words alone", WAIT, _openai(
        429, "Rate limit reached for model `good-model` on tokens per day (TPD): Limit 100000, Used 99800, Requested 900. Please "
        "try again in 9m38.016s. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing",
        "tokens", "rate_limit_exceeded"), wait_s=(570, 580)),
    Shape("Groq", "413, longer than a minute's tokens", TOO_LONG, _openai(
        413, "Request too large for model `good-model` on tokens per minute (TPM): Limit 6000, Requested 7500, please reduce your "
        "message size and try again. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing",
        "tokens", "rate_limit_exceeded")),
    Shape("Groq", "498, flex capacity", WAIT, _openai(
        498, "Flex tier capacity exceeded. Try again later.", "flex_capacity_exceeded", "capacity_exceeded")),
    Shape("Groq", "400, JSON that it could not make", ANSWERED, refuses={"response_format": _body({"error": {
        "message": "Failed to generate JSON. Please adjust your prompt. See 'failed_generation' for more details.",
        "type": "invalid_request_error", "code": "json_validate_failed", "failed_generation": "31 otters"}}, 400)}),
    Shape("Groq", "400, model taken off", MODEL, _openai(
        400, "The model `good-model` has been decommissioned and is no longer supported. Please refer to "
        "https://console.groq.com/docs/deprecations", "invalid_request_error", "model_decommissioned")),
    Shape("Groq", "401", KEY, _openai(401, "Invalid API Key", "invalid_request_error", "invalid_api_key")),
    Shape("Groq", "400, organisation restricted", KEY, _openai(
        400, "Organization has been restricted. Please reach out to support if you believe this was in error.",
        "invalid_request_error", "organization_restricted"), says="restricted"),
    Shape("Groq", "thinking in `reasoning`", ANSWERED, _thinks("reasoning")),
    Shape("Groq", "count in x_groq, error in the middle", BROKEN, Reply([
        'data: {"id":"1","choices":[{"index":0,"delta":{"content":"31"},"finish_reason":null}]}\n\n',
        'event: error\ndata: {"error":{"message":"Over capacity","type":"internal_server_error","status_code":503}}\n\n'])),
    Shape("Groq", "list with what is not active", ANSWERED, listing=_body({"object": "list", "data": [
        {"id": "whisper-large-v3", "active": True}, {"id": "old-model", "active": False},
        {"id": "meta-llama/llama-guard-4-12b", "active": True}, {"id": "playai-tts", "active": True},
        {"id": "canopylabs/orpheus-v1-english", "active": True}, {"id": "good-model", "active": True}]}, 200)),
    # Together
    Shape("Together", "429 of this model", WAIT, _body({"id": "x", "error": {
        "message": "You have reached the rate limit specific to this model. The maximum rate limit for this model is 6.0 queries "
        "per minute. This limit differs from the general rate limits published at Together AI rate limits documentation. For "
        "inquiries about increasing your model-specific rate limit, please contact our sales team",
        "type": "model_rate_limit", "param": None, "code": None}}, 429, {"x-ratelimit-reset": "12"}), wait_s=(11, 13)),
    Shape("Together", "402, credit limit", CREDIT, _body({"id": "x", "error": {
        "message": "Credit limit exceeded, please navigate to https://api.together.ai/settings/billing to add credit.",
        "type": "credit_limit", "code": None}}, 402)),
    Shape("Together", "401", KEY, _body({"id": "x", "error": {
        "message": "Invalid API key provided. You can find your API key at https://api.together.ai/settings/api-keys.",
        "type": "invalid_request_error", "param": None, "code": "invalid_api_key"}}, 401)),
    Shape("Together", "422, too long", TOO_LONG, _body({"id": "x", "error": {
        "message": "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 6000 `inputs` tokens and "
        "4000 `max_new_tokens`", "type": "invalid_request_error", "param": "max_tokens", "code": None}}, 422)),
    Shape("Together", "404, only dedicated", MODEL, _body({"error": {
        "message": "Unable to access model good-model. Please visit https://api.together.ai/models to view the list of supported "
        "models.", "type": "invalid_request_error", "code": "model_not_available"}}, 404)),
    Shape("Together", "400, not serverless", MODEL, _body({"error": {
        "message": "Unable to access non-serverless model good-model. Please visit https://api.together.ai/models/good-model to "
        "create and start a new dedicated endpoint for the model.", "type": "invalid_request_error",
        "code": "model_not_available"}}, 400)),
    Shape("Together", "503", WAIT, _body({"error": {"message": "The server is overloaded or not ready yet.",
        "type": "server_error", "code": None}}, 503, {"retry-after": "5"})),
    Shape("Together", "ends with eos", ANSWERED, _chunks([{"content": GOOD}], "eos")),
    Shape("Together", "list without a frame", ANSWERED, listing=_body([
        {"id": "BAAI/bge-base-en-v1.5", "type": "embedding"}, {"id": "black-forest-labs/FLUX.1", "type": "image"},
        {"id": "Salesforce/Llama-Rank-V1", "type": "rerank"}, {"id": "cartesia/sonic", "type": "audio"},
        {"id": "meta-llama/Llama-Guard-3", "type": "moderation"}, {"id": "good-model", "type": "chat"}], 200)),
    # OpenRouter
    Shape("OpenRouter", "402, no credit", CREDIT, _body({"error": {
        "code": 402, "message": "Insufficient credits. Add more using https://openrouter.ai/settings/credits"}}, 402)),
    Shape("OpenRouter", "402, credit for fewer tokens", ANSWERED, refuses={"max_tokens > 1230": _body({"error": {
        "code": 402, "message": "This request requires more credits, or fewer max_tokens. You requested up to 4000 tokens, but can "
        "only afford 1230. To increase, visit https://openrouter.ai/settings/credits"}}, 402)}),
    Shape("OpenRouter", "403, flagged", DECLINED, _body({"error": {
        "code": 403, "message": "Your input was flagged by moderation", "metadata": {
            "reasons": ["violence"], "flagged_input": "How many otters…", "provider_name": "X", "model_slug": "m"}}}, 403)),
    Shape("OpenRouter", "403, the key's limit", CREDIT, _body({"error": {
        "code": 403, "message": "Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys"}}, 403)),
    Shape("OpenRouter", "429 of the day for free models", WAIT, _body({"error": {
        "code": 429, "message": "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per "
        "day", "metadata": {"headers": {"X-RateLimit-Limit": "50", "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": "4102444800000"}}}}, 429)),
    Shape("OpenRouter", "429 of a provider behind it", WAIT, _body({"error": {
        "code": 429, "message": "Provider returned error", "metadata": {"provider_name": "X",
            "raw": "good-model is temporarily rate-limited upstream. Please retry shortly, or add your own key to accumulate your "
            "rate limits: https://openrouter.ai/settings/integrations"}}}, 429)),
    Shape("OpenRouter", "502", WAIT, _body({"error": {"code": 502, "message": "Provider returned error"}}, 502)),
    Shape("OpenRouter", "503, no provider", WAIT, _body({"error": {
        "code": 503, "message": "No instances available for this model"}}, 503)),
    Shape("OpenRouter", "404, data policy", REFUSED, _body({"error": {
        "code": 404, "message": "No endpoints found matching your data policy (Free model publication). Configure: "
        "https://openrouter.ai/settings/privacy"}}, 404), says="data policy"),
    Shape("OpenRouter", "400, no such model", MODEL, _body({"error": {
        "code": 400, "message": "good-model is not a valid model ID"}}, 400)),
    Shape("OpenRouter", "401", KEY, _body({"error": {"code": 401, "message": "No auth credentials found"}}, 401)),
    Shape("OpenRouter", "401, user not found", KEY, _body({"error": {"code": 401, "message": "User not found."}}, 401)),
    Shape("OpenRouter", "comments, then an error within the stream", BROKEN, Reply([
        ": OPENROUTER PROCESSING\n\n", ": OPENROUTER PROCESSING\n\n",
        'data: {"id":"gen-1","choices":[{"index":0,"delta":{"content":"The"},"finish_reason":null}]}\n\n',
        'data: {"id":"gen-1","error":{"code":"server_error","message":"Provider disconnected unexpectedly"},'
        '"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}\n\n', "data: [DONE]\n\n"])),
    Shape("OpenRouter", "200 with an error that says 429", WAIT, _body({"error": {
        "code": 429, "message": "Rate limit exceeded"}, "user_id": "u"}, 200)),
    Shape("OpenRouter", "thinking in reasoning_details", ANSWERED, _thinks("reasoning_details", "reasoning.text")),
    Shape("OpenRouter", "lists with what they give out", ANSWERED, listing=_body({"data": [
        {"id": "google/gemini-image", "architecture": {"output_modalities": ["image"]}},
        {"id": "good-model", "architecture": {"modality": "text->text", "output_modalities": ["text"]}}]}, 200)),
    # Mistral
    Shape("Mistral", "429", WAIT, _body({
        "object": "error", "message": "Rate limit exceeded", "type": "rate_limited", "param": None, "code": "1300",
        "raw_status_code": 429}, 429)),
    Shape("Mistral", "429, capacity", WAIT, _body({
        "object": "error", "message": "Service tier capacity exceeded for this model.", "type": "invalid_request_error",
        "param": None, "code": None}, 429)),
    Shape("Mistral", "429 in one field", WAIT, _body({"message": "Requests rate limit exceeded"}, 429)),
    Shape("Mistral", "401", KEY, _body({"message": "Unauthorized", "request_id": "0c"}, 401)),
    Shape("Mistral", "401 of its gateway", KEY, _body({"detail": "Unauthorized"}, 401)),
    Shape("Mistral", "400, no such model", MODEL, _body({
        "object": "error", "message": "Invalid model: good-model", "type": "invalid_model", "param": None, "code": "1500"}, 400)),
    Shape("Mistral", "400, too long", TOO_LONG, _body({
        "object": "error", "message": "Prompt contains 40123 tokens and 0 draft tokens, too large for model with 32768 maximum "
        "context length", "type": "invalid_request_prompt_too_long", "param": None, "code": "3051"}, 400)),
    *(Shape("Mistral", f"422 about {option}, as {shape}", ANSWERED, refuses={option: _mistral_refuses(option, shape)})
        for option in ("stream_options", "response_format", "max_tokens") for shape in ("object", "text", "bare", "list")),
    Shape("Mistral", "thinking as parts", ANSWERED, _chunks([
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Maybe 12."}]}]},
        {"content": [{"type": "text", "text": GOOD}]}])),
    Shape("Mistral", "[THINK]", ANSWERED, chat_reply(f"[THINK]Maybe 12 otters.[/THINK]{GOOD}")),
    Shape("Mistral", "model_length", LIMIT, _chunks([{"content": ANSWER + " [2] And"}], "model_length")),
    Shape("Mistral", "list with capabilities", ANSWERED, listing=_body({"object": "list", "data": [
        {"id": "mistral-embed", "capabilities": {"completion_chat": False}},
        {"id": "mistral-ocr", "capabilities": {"completion_chat": False}},
        {"id": "good-model", "capabilities": {"completion_chat": True}}]}, 200)),
    # Gemini
    Shape("Gemini", "429 in a list, wait in its details", WAIT, _gemini(
        429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details. For more "
        "information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.",
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{
            "quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "quotaValue": "15"}]},
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "36s"}), wait_s=(35, 37)),
    Shape("Gemini", "429, no quota at all", CREDIT, _gemini(
        429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded "
        "for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 0\nPlease retry in 22s.")),
    Shape("Gemini", "400, wrong key", KEY, _gemini(
        400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"})),
    Shape("Gemini", "400, key expired", KEY, _gemini(
        400, "INVALID_ARGUMENT", "API key expired. Please renew the API key.",
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"})),
    Shape("Gemini", "403, leaked key", KEY, _gemini(
        403, "PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key.")),
    Shape("Gemini", "400, country", REFUSED, _gemini(
        400, "FAILED_PRECONDITION", "User location is not supported for the API use."), says="location"),
    Shape("Gemini", "404", MODEL, _gemini(
        404, "NOT_FOUND", "models/good-model is not found for API version v1main, or is not supported for generateContent.")),
    Shape("Gemini", "503", WAIT, _gemini(503, "UNAVAILABLE", "The model is overloaded. Please try again later.")),
    Shape("Gemini", "500", WAIT, _gemini(500, "INTERNAL", "An internal error has occurred. Please retry.")),
    Shape("Gemini", "504", WAIT, _gemini(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.")),
    Shape("Gemini", "400, too long", TOO_LONG, _gemini(
        400, "INVALID_ARGUMENT", "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).")),
    Shape("Gemini", "filter with its kind", DECLINED, _chunks([{"role": "assistant"}], "content_filter: PROHIBITED_CONTENT")),
    Shape("Gemini", "all tokens thought away", THOUGHT, _chunks([{"role": "assistant"}], "length")),
    Shape("Gemini", "recitation", DECLINED, _chunks([{"role": "assistant"}], "RECITATION")),
    Shape("Gemini", "<thought> in the content", ANSWERED, chat_reply(f"<thought>Maybe 12 otters.</thought>{GOOD}")),
    Shape("Gemini", "list of Google's own shape", ANSWERED, listing=_body({"models": [
        {"name": "models/embedding-001", "supportedGenerationMethods": ["embedContent"]},
        {"name": "models/imagen-4", "supportedGenerationMethods": ["predict"]},
        {"name": "good-model", "supportedGenerationMethods": ["generateContent", "countTokens"]}]}, 200)),
    # Ollama
    Shape("Ollama", "404, not pulled", MODEL, _openai(404, "model 'good-model' not found", "not_found_error", None)),
    Shape("Ollama", "404, try pulling it", MODEL, _openai(
        404, 'model "good-model" not found, try pulling it first', "api_error", None)),
    Shape("Ollama", "400, cannot chat", MODEL, _openai(
        400, '"good-model" does not support chat', "invalid_request_error", None)),
    Shape("Ollama", "500, memory", REFUSED, _openai(
        500, "model requires more system memory (8.4 GiB) than is available (5.6 GiB)", "api_error", None), says="memory"),
    Shape("Ollama", "500, the runner died", REFUSED, _openai(
        500, "llama runner process has terminated: exit status 2", "api_error", None), says="runner"),
    Shape("Ollama", "503, queue full", WAIT, _openai(
        503, "server busy, please try again.  maximum pending requests exceeded", "api_error", None)),
    Shape("Ollama", "429 of its cloud", WAIT, _body({"error": "you've reached your hourly usage limit, please upgrade to continue"}, 429)),
    Shape("Ollama", "401 of its cloud", KEY, _body({"error": "unauthorized"}, 401)),
    Shape("Ollama", "cut prompt", CUT, chat_reply(GOOD, usage={"prompt_tokens": 300, "completion_tokens": 20, "total_tokens": 320})),
    Shape("Ollama", "thinking in `reasoning`", ANSWERED, _thinks("reasoning")),
    Shape("Ollama", "thinking in `thinking`", ANSWERED, _thinks("thinking")),
    Shape("Ollama", "error within the stream", BROKEN, Reply([
        'data: {"id":"1","choices":[{"index":0,"delta":{"content":"The"},"finish_reason":null}]}\n\n',
        'data: {"error":{"message":"unexpected EOF","type":"api_error"}}\n\n'])),
    Shape("Ollama", "ends for `load`", BROKEN, _chunks([{"content": ""}], "load")),
    Shape("Ollama", "list, newest pull first", ANSWERED, listing=_listed(
        "nomic-embed-text:latest", "mxbai-embed-large:latest", "bge-m3:latest", "snowflake-arctic-embed:33m", "all-minilm:22m",
        "embeddinggemma:latest", "qwen3-embedding:0.6b", "good-model")),
    Shape("Ollama", "list of its own", ANSWERED, listing=_body({"models": [
        {"name": "nomic-embed-text:latest", "capabilities": ["embedding"]},
        {"name": "good-model", "capabilities": ["completion", "tools"]}]}, 200)),
    # LM Studio
    Shape("LM Studio", "no model loaded", MODEL, _body({"error": {
        "message": "No models loaded. Please load a model in the developer page or use the `lms load` command.",
        "type": "invalid_request_error", "param": "model", "code": "model_not_found"}}, 404)),
    Shape("LM Studio", "400, no model loaded", MODEL, _body({
        "error": "No models loaded. Please load a model in the developer page or use the 'lms load' command."}, 400)),
    Shape("LM Studio", "400, several loaded", REFUSED, _body({
        "error": "Multiple models are loaded. Please specify a model by providing a 'model' field in the request body."}, 400),
        says="(?i)multiple models"),
    Shape("LM Studio", "too long", TOO_LONG, _body({
        "error": "Trying to keep the first 6547 tokens when context the overflows. However, the model is loaded with context length "
        "of only 4096 tokens, which is not enough."}, 400)),
    Shape("LM Studio", "too long, newer words", TOO_LONG, _body({
        "error": "The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 13055>= n_ctx: "
        "4096). Try to load the model with a larger context length, or provide a shorter input."}, 400)),
    Shape("LM Studio", "too long, within the stream", TOO_LONG, Reply([
        'event: error\ndata: {"error":{"message":"The number of tokens to keep from the initial prompt is greater than the context '
        'length. Try to load the model with a larger context length, or provide a shorter input"}}\n\n'])),
    Shape("LM Studio", "crashed within the stream", BROKEN, Reply([
        'event: error\ndata: {"error":{"message":"The model has crashed without additional information. (Exit code: 6)"}}\n\n'])),
    Shape("LM Studio", "unexpected endpoint, 200", REFUSED, _body({
        "error": "Unexpected endpoint or method. (POST /chat/completions). Returning 200 anyway"}, 200), says="(?i)unexpected|/v1"),
    Shape("LM Studio", "empty stream of a prompt too long", REFUSED, _chunks([{"role": "assistant"}], "stop")),
    Shape("LM Studio", "schema refused by type", ANSWERED, refuses={"response_format": _body({
        "error": "'response_format.type' must be 'json_schema' or 'text'"}, 400)}),
    Shape("LM Studio", "401 with a token", KEY, _body({"error": {
        "message": "An LM Studio API token is required to make requests to this server, but none was provided.",
        "type": "invalid_request_error", "code": "invalid_api_key"}}, 401)),
    Shape("LM Studio", "list of its own", ANSWERED, listing=_body({"object": "list", "data": [
        {"id": "text-embedding-nomic-embed-text-v1.5", "type": "embeddings", "state": "loaded"},
        {"id": "good-model", "type": "llm", "state": "loaded"}]}, 200)),
    Shape("LM Studio", "list of its newer API", ANSWERED, listing=_body({"models": [
        {"type": "embedding", "key": "text-embedding-x"}, {"type": "llm", "key": "good-model"}]}, 200)),
    # llama.cpp
    Shape("llama.cpp", "503, still loading", WAIT, _body({"error": {
        "code": 503, "message": "Loading model", "type": "unavailable_error"}}, 503)),
    Shape("llama.cpp", "400, too long", TOO_LONG, _body({"error": {
        "code": 400, "message": "request (9211 tokens) exceeds the available context size (4096 tokens), try increasing it",
        "type": "exceed_context_size_error", "n_prompt_tokens": 9211, "n_ctx": 4096}}, 400)),
    Shape("llama.cpp", "500, full while it answered", BROKEN, Reply([
        'data: {"id":"1","choices":[{"index":0,"delta":{"content":"The"},"finish_reason":null}]}\n\n',
        'data: {"error":{"code":500,"message":"Context size has been exceeded.","type":"server_error"}}\n\n'])),
    Shape("llama.cpp", "401", KEY, _body({"error": {"code": 401, "message": "Invalid API Key", "type": "authentication_error"}}, 401)),
    Shape("llama.cpp", "501", ANSWERED, refuses={"response_format": _body({"error": {
        "code": 501, "message": "This server does not support structured output with this template.",
        "type": "not_supported_error"}}, 501)}),
    Shape("llama.cpp", "grammar that it cannot read", ANSWERED, refuses={"response_format": _body({"error": {
        "code": 400, "message": "Failed to initialize samplers: failed to parse grammar", "type": "invalid_request_error"}}, 400)}),
    Shape("llama.cpp", "thinking in reasoning_content", ANSWERED, _thinks("reasoning_content")),
    Shape("llama.cpp", "only </think>", ANSWERED, chat_reply(f"Maybe 12 otters.</think>{GOOD}")),
    Shape("llama.cpp", "harmony left in", ANSWERED, chat_reply(
        f"<|channel|>analysis<|message|>Maybe 12.<|end|><|start|>assistant<|channel|>final<|message|>{GOOD}<|return|>")),
    Shape("llama.cpp", "list in two frames", ANSWERED, listing=_body({
        "models": [{"name": "good-model", "model": "good-model", "capabilities": ["completion"]}], "object": "list",
        "data": [{"id": "good-model", "object": "model", "owned_by": "llamacpp", "meta": {"n_ctx_train": 8192}}]}, 200)),
    # vLLM
    Shape("vLLM", "400, too long", TOO_LONG, _body({
        "object": "error", "message": "This model's maximum context length is 4096 tokens. However, you requested 9100 tokens (5100 "
        "in the messages, 4000 in the completion). Please reduce the length of the messages or completion.",
        "type": "BadRequestError", "param": None, "code": 400}, 400)),
    Shape("vLLM", "400, too long, newer words", TOO_LONG, _body({"error": {
        "message": "'max_tokens' or 'max_completion_tokens' is too large: 4000. This model's maximum context length is 4096 tokens "
        "and your request has 3100 input tokens (4000 > 4096 - 3100).", "type": "BadRequestError", "code": 400}}, 400)),
    Shape("vLLM", "404", MODEL, _body({
        "object": "error", "message": "The model `good-model` does not exist.", "type": "NotFoundError", "code": 404}, 404)),
    Shape("vLLM", "401", KEY, _body({"error": "Unauthorized"}, 401)),
    Shape("vLLM", "500, the engine died", REFUSED, _body({"error": {
        "message": "EngineCore encountered an issue. See stack trace (above) for the root cause.", "type": "InternalServerError",
        "code": 500}}, 500)),
    Shape("vLLM", "503, overloaded in a gateway's page", WAIT, Reply(["<html>503 Service Temporarily Unavailable</html>"], 503, "text/html")),
    Shape("vLLM", "400, no chat template", REFUSED, _body({
        "object": "error", "message": "As of transformers v4.44, default chat template is no longer allowed, so you must provide a "
        "chat template if the tokenizer does not define one.", "type": "BadRequestError", "code": 400}, 400), says="chat template"),
    Shape("vLLM", "schema it cannot compile", ANSWERED, refuses={"response_format": _body({
        "object": "error", "message": "The provided JSON schema contains features not supported by xgrammar.",
        "type": "BadRequestError", "code": 400}, 400)}),
    Shape("vLLM", "thinking in `reasoning`", ANSWERED, _thinks("reasoning")),
    Shape("vLLM", "only </think>", ANSWERED, chat_reply(f"So it is, maybe 12.\n</think>\n\n{GOOD}")),
    Shape("vLLM", "abort", BROKEN, _chunks([{"content": '{"found": true, "sentences": [{"te'}], "abort")),
    Shape("vLLM", "error within the stream", BROKEN, Reply([
        'data: {"id":"1","choices":[{"index":0,"delta":{"content":"The"},"finish_reason":null}]}\n\n',
        'data: {"error": {"object": "error", "message": "Internal server error", "type": "InternalServerError", "code": 500}}\n\n',
        "data: [DONE]\n\n"])),
    # Others that people name, none of them a preset
    Shape("others", "DeepSeek: no balance", CREDIT, _openai(402, "Insufficient Balance", "unknown_error", "invalid_request_error")),
    Shape("others", "DeepSeek: wrong key", KEY, _openai(
        401, "Authentication Fails, Your api key: ****1234 is invalid", "authentication_error", "invalid_request_error")),
    Shape("others", "DeepSeek: keep-alive lines, then the answer", ANSWERED, Reply([": keep-alive\n\n"] * 3 + list(chat_reply(GOOD).body))),
    Shape("others", "DeepSeek: no resources", BROKEN, _chunks([{"content": "31"}], "insufficient_system_resource")),
    Shape("others", "Azure: wait in the words and the header", WAIT, _body({"error": {
        "code": "429", "message": "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have "
        "exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 26 seconds."}}, 429,
        {"retry-after": "26", "retry-after-ms": "26000"}), wait_s=(25, 27)),
    Shape("others", "Azure: filtered before the model", DECLINED, _body({"error": {
        "message": "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        "type": None, "param": "prompt", "code": "content_filter", "status": 400}}, 400)),
    Shape("others", "Azure: no such deployment", MODEL, _body({"error": {
        "code": "DeploymentNotFound", "message": "The API deployment for this resource does not exist."}}, 404)),
    Shape("others", "Azure: wrong key", KEY, _body({"error": {
        "code": "401", "message": "Access denied due to invalid subscription key or wrong API endpoint."}}, 401)),
    Shape("others", "xAI: no credit", CREDIT, _body({
        "code": "The caller does not have permission to execute the specified operation", "error": "Your newly created team doesn't "
        "have any credits yet. You can purchase credits on https://console.x.ai/team/x."}, 403)),
    Shape("others", "xAI: spending limit", CREDIT, _body({
        "code": "Some resource has been exhausted", "error": "Your team x has either used all available credits or reached its "
        "monthly spending limit."}, 429)),
    Shape("others", "xAI: wrong key", KEY, _body({
        "code": "Client specified an invalid argument", "error": "Incorrect API key provided: sk***. You can obtain an API key from "
        "https://console.x.ai."}, 400)),
    Shape("others", "Fireworks: no such model", MODEL, _body({"error": {
        "object": "error", "type": "invalid_request_error", "code": "NOT_FOUND",
        "message": "Model not found, inaccessible, and/or not deployed"}}, 404)),
    Shape("others", "Fireworks: account suspended for its bills", CREDIT, _body({"error": {
        "object": "error", "type": "invalid_request_error", "code": "PRECONDITION_FAILED", "message": "Account x is suspended, "
        "possibly due to reaching the monthly spending limit or failure to pay past invoices."}}, 412)),
    Shape("others", "Cerebras: tokens a minute", WAIT, _body({
        "message": "Tokens per minute limit exceeded - too many tokens processed.", "type": "too_many_tokens_error",
        "param": "quota", "code": "token_quota_exceeded"}, 429)),
    Shape("others", "Cerebras: queue", WAIT, _body({
        "message": "We're experiencing high traffic right now! Please try again soon.", "type": "too_many_requests_error",
        "param": "queue", "code": "queue_exceeded"}, 429)),
    Shape("others", "Hugging Face: no credit", CREDIT, _body({
        "error": "You have exceeded your monthly included credits for Inference Providers. Subscribe to PRO to get 20x more."}, 402)),
    Shape("others", "Hugging Face: model still loads", WAIT, _body({
        "error": "Model good-model is currently loading", "estimated_time": 20.0}, 503)),
    Shape("others", "TGI: overloaded", WAIT, _body({"error": "Model is overloaded", "error_type": "overloaded"}, 429)),
    Shape("others", "TGI: too long", TOO_LONG, _body({
        "error": "Input validation error: `inputs` must have less than 4095 tokens. Given: 9123", "error_type": "validation"}, 422)),
    Shape("others", "Cohere: trial key", WAIT, _body({
        "message": "You are using a Trial key, which is limited to 20 API calls / minute. You can continue to use the Trial key for "
        "free or upgrade to a Production key with higher rate limits at 'https://dashboard.cohere.com/api-keys'."}, 429)),
    Shape("others", "Cohere: too long", TOO_LONG, _body({
        "message": "too many tokens: size limit exceeded by 11326 tokens. Try using shorter or fewer inputs."}, 400)),
    Shape("others", "LiteLLM: budget", CREDIT, _body({"error": {
        "message": "Budget has been exceeded! Current cost: 1.2, Max budget: 1.0", "type": "budget_exceeded", "code": "400"}}, 400)),
    Shape("others", "LiteLLM: no such model", MODEL, _body({"error": {
        "message": "/chat/completions: Invalid model name passed in model=good-model. Call `/v1/models` to view available models for "
        "your key.", "type": "None", "code": "400"}}, 400)),
    Shape("others", "LiteLLM: rate limit of what stands behind it", WAIT, _body({"error": {
        "message": "litellm.RateLimitError: RateLimitError: GroqException - {\"error\":{\"message\":\"Rate limit reached. Please try "
        "again in 7.5s.\",\"type\":\"tokens\"}}", "type": None, "code": "429"}}, 429), wait_s=(7, 8)),
    Shape("others", "DashScope: no quota left", CREDIT, _body({"error": {
        "message": "The free tier of the model has been exhausted. If you wish to continue access the model on a paid basis, please "
        "disable the \"use free tier only\" mode in the management console.", "code": "AllocationQuota.FreeTierOnly"}}, 403)),
    Shape("others", "Moonshot: too many at once", WAIT, _openai(
        429, "Your account org-x request reached organization max concurrency: 1, please try again after 1 seconds",
        "rate_limit_reached_error", None)),
    Shape("others", "Moonshot: suspended for its balance", CREDIT, _openai(
        429, "Your account org-x is suspended due to insufficient balance, please recharge your account or check your plan and "
        "billing details", "exceeded_current_quota_error", None)),
    Shape("others", "NVIDIA: wrong key as a problem document", KEY, _body({
        "type": "urn:kaizen:problem-details:unauthorized", "title": "Unauthorized", "status": 401, "detail": "Authentication failed"}, 401)),
    Shape("others", "NVIDIA: no such function", MODEL, _body({
        "status": 404, "title": "Not Found", "detail": "Function id 'x': model good-model not found for account 'y'"}, 404)),
    Shape("others", "GitHub: requests a day", WAIT, _body({"error": {
        "code": "RateLimitReached", "message": "Rate limit of 50 per 86400s exceeded for UserByModelByDay. Please wait 3600 seconds "
        "before retrying.", "details": "Please wait 3600 seconds before retrying."}}, 429), wait_s=(3599, 3601)),
    Shape("others", "GitHub: too long", TOO_LONG, _body({"error": {
        "code": "tokens_limit_reached", "message": "Request body too large for good-model model. Max size: 8000 tokens."}}, 413)),
    Shape("others", "LocalAI: no backend", REFUSED, _body({"error": {
        "code": 500, "message": "could not load model: rpc error: code = Unknown desc = failed loading model", "type": ""}}, 500),
        says="could not load model"),
    Shape("others", "Jan: engine not loaded", MODEL, _body({
        "message": "Model has not been loaded, please load model into cortex"}, 409)),
    Shape("others", "a gateway's page, 502", WAIT, Reply(["<html><h1>502 Bad Gateway</h1></html>"], 502, "text/html")),
    Shape("others", "a page of a captive portal", REFUSED, Reply(["<html>Log in to the network</html>"], 200, "text/html"),
        says="(?i)web page|address"),
    Shape("others", "Cloudflare, 520", WAIT, Reply(["error code: 520"], 520, "text/plain")),
    # JSON almost right, whoever sends it
    *(Shape("any", f"JSON {what}", ANSWERED, chat_reply(text)) for what, text in (
        ("in a fence", f"```json\n{GOOD}\n```"),
        ("with words around it", f"Here is the answer:\n{GOOD}\nI hope this helps."),
        ("with a comma too many", GOOD.replace("]}]}", "],}],}")),
        ("with one number for ids", GOOD.replace("[2]}", "2}")),
        ("with ids as text", GOOD.replace("[2]", '["2"]')),
        ("with ids as [S2]", GOOD.replace("[2]", '["[2]"]')),
        ("in single quotes", GOOD.replace('"', "'").replace("true", "True")),
        ("without quotes around names", GOOD.replace('"found"', "found").replace('"text"', "text")),
        ("with other names", GOOD.replace('"ids"', '"sentence_ids"').replace('"text"', '"sentence"')),
        ("in a list", f"[{GOOD}]"),
        ("within another object", f'{{"answer": {GOOD}}}'),
        ("as the arguments of a call", f'{{"name": "answer", "arguments": {GOOD}}}'),
        ("cut off behind the sentence", GOOD[:-2]),
        ("twice", GOOD + GOOD),
        ("as text of JSON", json.dumps(GOOD)),
        ("with ids in full-width marks", GOOD.replace("[2]", '["［2］"]')),
        ("with a comment", GOOD.replace('"found"', '// yes\n"found"')),
        ("with sentences as plain texts", '{"found": true, "sentences": ["The count found 31 otters. [2]"]}'),
        ("with one sentence that is no list", '{"found": true, "sentences": {"text": "The count found 31 otters.", "ids": [2]}}'),
        ("with found as text", GOOD.replace("true", '"true"')),
        ("with a nested citation", GOOD.replace("[2]", '[{"id": 2}]')),
    )),
)  # fmt: skip
"""Of each preset: rate limits, credit, keys, models, prompts too long, thinking, ends, lists."""
