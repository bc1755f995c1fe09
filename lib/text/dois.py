"""DOIs as people write them, made comparable."""

from __future__ import annotations

import re

_BEFORE = re.compile(
    r"\A(?:doi\b[\s:]*(?!\.))?(?:(?:https?:)?(?://)?(?:www\.|dx\.)?doi\.org/)?(?:doi:\s*)?", re.IGNORECASE
)
_KEY = re.compile(r"(10\.\d{4,9})[/_](\S+)")


def bare_doi(text: str) -> str:
    """Return the DOI without an address or "doi" before it or a full stop behind it, in lower case."""
    return _BEFORE.sub("", text.strip()).rstrip(" .,;").lower()


def doi_of_key(key: str) -> str:
    """Return the DOI that a key is, also where it stands as a file name with `_` for the slash; empty where it is none."""
    found = _KEY.fullmatch(bare_doi(key))
    return f"{found[1]}/{found[2]}".lower() if found else ""
