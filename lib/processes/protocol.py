"""Messages between the app and its workers: a JSON header and a body of bytes, each with its length before it.

A fault is the header {"error": class name, "message", "wrong"}.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

from lib import errors
from lib.errors import ReadingError

_LENGTHS = struct.Struct(">II")
MOST_BYTES = 1 << 30
"""Of a header or a body: a paper brings a few megabytes, and a length that is far off is no message's."""


def write_message(stream: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    """Write one message; raises OSError where the other side is gone."""
    head = json.dumps(header).encode()
    stream.write(_LENGTHS.pack(len(head), len(body)) + head + body)
    stream.flush()


def read_message(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Return the next message, None at the end of the stream; raises ValueError for what is no message."""
    lengths = _read_exactly(stream, _LENGTHS.size)
    if lengths is None:
        return None
    head_length, body_length = _LENGTHS.unpack(lengths)
    if head_length > MOST_BYTES or body_length > MOST_BYTES:
        raise ValueError("a message longer than any that is sent")
    head = _read_exactly(stream, head_length)
    body = _read_exactly(stream, body_length)
    if head is None or body is None:
        return None
    header = json.loads(head)
    if not isinstance(header, dict):
        raise ValueError("a message whose header is no object")  # noqa: TRY004 - one kind for all faults of the stream
    return header, body


def _read_exactly(stream: BinaryIO, count: int) -> bytes | None:
    """Return so many bytes, None where the stream ends before."""
    parts = []
    while count:
        part = stream.read(count)
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def write_error(stream: BinaryIO, error: ReadingError) -> None:
    """Write a fault as the answer to a request."""
    wrong = getattr(error, "wrong", False)
    write_message(stream, {"error": type(error).__name__, "message": error.message, "wrong": wrong})


def worker_error(answer: Mapping[str, Any]) -> ReadingError:
    """Return the error that a worker reported."""
    kind = getattr(errors, str(answer["error"]), ReadingError)
    if kind is errors.PasswordNeeded:
        return errors.PasswordNeeded(answer["message"], wrong=bool(answer.get("wrong")))
    return (
        kind(answer["message"])
        if isinstance(kind, type) and issubclass(kind, ReadingError)
        else ReadingError(answer["message"])
    )
