"""How long a server asks to wait: in its headers, in the details of its error, or in its words alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lib.answering.providers.error_bodies import ErrorBody

LONGEST_S = 7 * 24 * 3600
"""A longer wait is taken for a mistake."""
_POLICY = re.compile(r'(?:"[^"]*"|[\w*.-]+)((?:\s*;[^;,"]*)+)')
"""A limit with its parameters in `ratelimit: "burst";r=10;t=1, "daily";r=0;t=45`, as the IETF's draft for such headers has it:
how much is left, and in how many seconds it is full again."""
_LEFT, _FULL_IN = re.compile(r";\s*r=(\d{1,9})\b"), re.compile(r";\s*t=(\d{1,9})\b")
UNIX_TIME_FROM = 1_000_000_000
"""A number from which on a reset is a moment in Unix time and no wait: 2001, or 30 years of seconds."""
MILLISECONDS_FROM = 100_000_000_000
"""From which on it is in milliseconds: the year 5138 in seconds, 1973 in milliseconds."""

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_UNIT = r"(ms|millis\w*|d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![a-z])"
_PART = re.compile(rf"(\d+(?:\.\d+)?)\s*{_UNIT}\s*(?:,|and)?\s*", re.I)
_IN_WORDS = re.compile(
    r"(?:try(?:ing)?\s+(?:it\s+)?again|retry\w*|wait\w*|resets?|available|come\s+back)(?:\s+again)?[^\d.;]{0,40}?"
    rf"((?:\d+(?:\.\d+)?\s*{_UNIT}\s*(?:,|and)?\s*)+)",
    re.I,
)
"""As in "Please try again in 9m38.016s" (Groq), "Please retry in 36.5s" (Gemini), "retry after 30 seconds" (Azure)."""


def asked_wait(headers: Mapping[str, str], body: ErrorBody) -> float | None:
    """Return the seconds that a server asks to wait; None where it names none.

    What it asks for comes first (`retry-after`, RFC 9110; `retry-after-ms`, Azure; RetryInfo, Google), then its words, then
    when its limits are full again.
    """
    lower = {name.lower(): str(value).strip() for name, value in headers.items()}
    for given in (lower, body.fields):
        told = _asked(given)
        if told is not None:
            return told
    words = _IN_WORDS.search(body.words)
    told = None if words is None else _duration(words.group(1))
    if told is not None:
        return told
    return _reset(lower) or _reset(body.fields)


def _asked(given: Mapping[str, str]) -> float | None:
    if (milliseconds := _number(given.get("retry-after-ms", ""))) is not None:
        return _sane(milliseconds / 1000)
    for name in ("retry-after", "retry_after", "retrydelay", "retry_after_seconds", "estimated_time"):
        value = given.get(name, "")
        told = _number(value)
        told = _duration(value) if told is None else told
        told = _until_date(value) if told is None else told
        if told is not None:
            return _sane(told)
    return None


def _reset(given: Mapping[str, str]) -> float | None:
    """Return when the limits are full again: those that are used up, else all of them."""
    waits = _policies(given.get("ratelimit", ""))
    for name, value in given.items():
        if "ratelimit" in name and "reset" in name and (told := _moment(value)) is not None:
            waits.append((told, given.get(name.replace("reset", "remaining")) == "0"))
    used_up = [wait for wait, is_used_up in waits if is_used_up]
    return _sane(max(used_up or [wait for wait, _ in waits])) if waits else None


def _policies(header: str) -> list[tuple[float, bool]]:
    """Return of each limit of the `ratelimit` header in how many seconds it is full again, and whether it is used up."""
    found = []
    for policy in _POLICY.finditer(header):
        left, full_in = _LEFT.search(policy[1]), _FULL_IN.search(policy[1])
        if full_in is not None:
            found.append((float(full_in[1]), left is not None and int(left[1]) == 0))
    return found


def _moment(value: str) -> float | None:
    number = _number(value)
    if number is None:
        told = _duration(value)
        return _until_date(value) if told is None else told
    if number >= UNIX_TIME_FROM:
        seconds = number / 1000 if number >= MILLISECONDS_FROM else number
        return max(seconds - datetime.now(UTC).timestamp(), 0.0)
    return number


def _duration(text: str) -> float | None:
    """Return the seconds of "9m38.016s", "20 seconds", "1 hour and 5 minutes"; None for anything else."""
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text).strip(" .,"):
        return None
    return sum(
        float(number) * _UNITS["ms" if unit.lower().startswith(("ms", "mil")) else unit[0].lower()]
        for number, unit in parts
    )


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,13}(\.\d+)?", text) else None


def _until_date(text: str) -> float | None:
    """Return the seconds until a moment as HTTP or ISO 8601 write it; None where it is none."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, TypeError, IndexError):
            continue
        return max((moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)
    return None


def _sane(seconds: float) -> float | None:
    return seconds if 0 <= seconds <= LONGEST_S else None
