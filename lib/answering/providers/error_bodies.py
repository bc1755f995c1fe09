"""What stands in the body of a server's error, whatever its shape: its words, its codes, the wait that it asks for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

DEPTH = 6
"""Levels of a body that are looked through; some services wrap the error of another in their own."""
MESSAGE_FIELDS = (
    "message",
    "msg",
    "detail",
    "error_description",
    "title",
    "error",
    "error_msg",
    "status_msg",
    "reason",
)
"""Where servers put their words, the likeliest first (`detail`: FastAPI; `error` as text: Ollama, TGI)."""
KIND_FIELDS = ("type", "__type", "code", "status", "error_type", "error_code", "err_code", "reason", "quotaId")
"""Where they name the kind of error."""
DETAIL_FIELDS = ("details", "metadata", "violations", "raw", "headers", "error", "errors", "base_resp")
"""What may hold the error of another service, a wait, or what exactly was exceeded."""


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """An error as a server tells it."""

    message: str = ""
    """Its words; empty for a web page."""
    words: str = ""
    """Those and the words of services behind it."""
    kinds: str = ""
    """Its codes and types, joined by blanks, in lower case."""
    status: int | None = None
    """The status that stands in the body, as where an error comes in the middle of a stream."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Texts and numbers that stand anywhere in it, by their name in lower case; headers of a service behind it too."""


def read_error_body(body: object) -> ErrorBody:
    """Return what an error's body says: an object, `error` around it or not, a list of such, JSON as text, or words."""
    if isinstance(body, str):
        told = _parsed(body)
        if told is None:
            words = "" if "<" in body[:200] else body
            return ErrorBody(words, words)
        body = told
    objects = list(_objects(body, DEPTH))
    said = list(dict.fromkeys(words for one in objects if (words := _words(one))))
    message = said[0] if said else _written(body)
    kinds = [str(one[name]) for one in objects for name in KIND_FIELDS if isinstance(one.get(name), str | int)]
    status = next((code for kind in kinds if (code := _status(kind)) is not None), None)
    fields: dict[str, str] = {}
    for one in objects:
        for name, value in one.items():
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                fields.setdefault(str(name).lower(), str(value))
    return ErrorBody(message, "\n".join(said), " ".join(kinds).lower(), status, fields)


def message_of(error: Any) -> str:
    """Return the server's own words in an error of an SDK."""
    return read_error_body(getattr(error, "body", None)).message


def _objects(body: object, depth: int) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a body, the error itself before what explains it."""
    if depth == 0:
        return
    if isinstance(body, str):
        body = _parsed(body)
    if isinstance(body, list):
        for one in body[:DEPTH]:
            yield from _objects(one, depth - 1)
    elif isinstance(body, dict):
        inner = body.get("error")
        if isinstance(inner, dict):
            yield from _objects(inner, depth - 1)
        yield body
        for name in DETAIL_FIELDS:
            if name in body and body[name] is not inner:
                yield from _objects(body[name], depth - 1)


def _words(one: Mapping[str, Any]) -> str:
    for name in MESSAGE_FIELDS:
        value = one.get(name)
        if isinstance(value, list):  # FastAPI lists what is wrong with each field
            value = "; ".join(words for item in value if isinstance(item, dict) and (words := _of_field(item)))
        elif isinstance(value, dict):
            value = _words(value)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _of_field(item: Mapping[str, Any]) -> str:
    """Return what is wrong with a field, and which it is."""
    words = str(item.get("msg") or item.get("message") or "")
    place = item.get("loc")
    inside = [str(part) for part in place[1:]] if isinstance(place, list) else []  # the first part is "body"
    return f"{words} ({'.'.join(inside)})" if words and inside else words


def _written(body: object) -> str:
    try:
        return json.dumps(body, ensure_ascii=False, default=str) if body else ""
    except (ValueError, RecursionError):
        return ""


def _parsed(text: str) -> object | None:
    """Return the JSON of a text that is an object or a list; None for any other."""
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict | list) else None


def _status(kind: str) -> int | None:
    return int(kind) if len(kind) == 3 and kind.isascii() and kind.isdigit() and 400 <= int(kind) < 600 else None
