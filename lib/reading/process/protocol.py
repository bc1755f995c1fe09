"""Messages between the app and its reading workers: a JSON header and a body of bytes, each with its length before it."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

_LENGTHS = struct.Struct(">II")
MOST_BYTES = 1 << 30


def write_frame(stream: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    """Send one message; raises OSError where the other side is gone."""
    head = json.dumps(header).encode()
    stream.write(_LENGTHS.pack(len(head), len(body)) + head + body)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Return the next message, None at the end of the stream; raises ValueError for what is no message."""
    lengths = _exactly(stream, _LENGTHS.size)
    if lengths is None:
        return None
    head_length, body_length = _LENGTHS.unpack(lengths)
    if head_length > MOST_BYTES or body_length > MOST_BYTES:
        raise ValueError("a message longer than any that is sent")
    head = _exactly(stream, head_length)
    body = _exactly(stream, body_length)
    if head is None or body is None:
        return None
    header = json.loads(head)
    if not isinstance(header, dict):
        raise ValueError("a message whose header is no object")  # noqa: TRY004 - one kind for all faults of the stream
    return header, body


def _exactly(stream: BinaryIO, count: int) -> bytes | None:
    parts = []
    while count:
        part = stream.read(count)
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
