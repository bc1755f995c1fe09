"""Characters that nobody sees and that change what is seen: one set for files, for the screen and for what models are sent."""

from __future__ import annotations

import re

_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
"""All but tab and line feed."""
_TURNING = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates, with their ends: they turn the direction of what follows (Unicode UAX #9)."""
_TAGS = "\U000e0000-\U000e007f"
"""Letters that no font draws and that a model reads all the same."""
_NO_CHARACTERS = "\ufeff\ufffe\uffff\ud800-\udfff"
"""The byte order mark, what is no character, halves of pairs: no XML and no UTF-8 takes all of them."""
_HIDDEN = re.compile(f"[{_CONTROL}{_TURNING}{_TAGS}{_NO_CHARACTERS}]")


def without_hidden(text: str) -> str:
    """Return the text without control characters but tab and line feed, and without all else that hides in it."""
    return _HIDDEN.sub("", text)
