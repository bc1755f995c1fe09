"""A passage as a store has it: without LlamaIndex, whose import takes a second, for the process that builds a search graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class StoredPoint:
    """A passage as a store has it."""

    id: str
    payload: Mapping[str, Any]
    dense: Sequence[float] | None
    keywords: Sequence[int] | None
    """Indices of its keyword vector."""
