"""The present moment as records carry it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """ISO 8601, UTC, to the microsecond, so that times sort as text."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
