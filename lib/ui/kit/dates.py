"""Stored moments as people read them."""

from __future__ import annotations

from datetime import datetime


def day(moment: str) -> str:
    """Return a stored moment as a person reads it, in the server's time zone."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%d %b %Y, %H:%M")
    except ValueError:
        return ""
