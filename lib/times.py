"""The present moment as records carry it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

OVERLAP = timedelta(seconds=30)
"""Of what is read anew since a moment: something may be written a little after the moment that it names."""


def now() -> str:
    """Return the present moment as ISO 8601, UTC, to the microsecond, so that times sort as text."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def a_while_before(moment: str) -> str:
    """Return the moment an overlap earlier, as ISO 8601 in UTC like the moment itself; "" for none."""
    if not moment:
        return ""
    return (datetime.fromisoformat(moment).astimezone(UTC) - OVERLAP).isoformat(timespec="microseconds")
