"""Decisions of people on a record that another tool wrote among its notes, as Rayyan does."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lib.records.screening import Decision

_INCLUSION = re.compile(r"RAYYAN-INCLUSION:\s*\{([^{}]*)\}")
_PERSON = re.compile(r'"([^"]{1,200})"\s*=>\s*"([^"]{1,40})"')
_REASONS = re.compile(r"RAYYAN-EXCLUSION-REASONS:\s*([^|]*)")
RAYYAN_DECISIONS: Mapping[str, Decision] = {"included": "include", "excluded": "exclude", "maybe": "maybe"}
"""By Rayyan's word for it; what it leaves undecided has none."""


def decisions_in(notes: str) -> dict[str, tuple[Decision, str]]:
    """Return by person what they decided on the record, and why where it was excluded; empty where the notes tell nothing.

    Rayyan writes `RAYYAN-INCLUSION: {"Ada"=>"Included"} | RAYYAN-EXCLUSION-REASONS: wrong population,wrong outcome`.
    """
    found = _INCLUSION.search(notes)
    if found is None:
        return {}
    reasons = _REASONS.search(notes)
    why = ", ".join(part.strip() for part in reasons[1].split(",") if part.strip()) if reasons else ""
    said: dict[str, tuple[Decision, str]] = {}
    for person, word in _PERSON.findall(found[1]):
        decision = RAYYAN_DECISIONS.get(word.strip().casefold())
        name = " ".join(person.split())
        if decision is not None and name:
            said[name] = (decision, why if decision == "exclude" else "")
    return said
