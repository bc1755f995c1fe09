"""The present moment as records carry it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

OVERLAP = timedelta(seconds=30)
"""Of what is read anew since a moment: something may be written a little after the moment that it names."""
STEP = timedelta(microseconds=1)
"""Between two moments that sort one after the other."""


def now() -> str:
    """Return the present moment as ISO 8601, UTC, to the microsecond, so that times sort as text."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def a_while_before(moment: str) -> str:
    """Return the moment an overlap earlier, as ISO 8601 in UTC like the moment itself; "" for none."""
    if not moment:
        return ""
    return (datetime.fromisoformat(moment).astimezone(UTC) - OVERLAP).isoformat(timespec="microseconds")


def later_than(moment: str) -> str:
    """Return the present moment, or the one a microsecond after the given one where the clock is behind it; "" is before all.

    So what is said later sorts later, on a clock that was set back and behind what came from a machine whose clock is ahead
    (a hybrid logical clock: Kulkarni et al. 2014, "Logical physical clocks").
    """
    present = now()
    if moment < present:
        return present
    return (datetime.fromisoformat(moment).astimezone(UTC) + STEP).isoformat(timespec="microseconds")


def no_later_than_a_day_ahead(moment: str) -> str:
    """Return a moment from elsewhere, or that in a day where it lies beyond: a clock that is far off must not rule for years."""
    return min(moment, (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="microseconds"))
