from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lib.config import Settings
from lib.storage.usage import EMBEDDED_PASSAGES, usage_of

COUNTS = {"papers": 1, "pages": 2, "sentences": 3}


def test_a_library_too_large_for_the_embedded_store_is_pointed_to_a_server(tmp_path: Path) -> None:
    usage = usage_of(Settings(data=tmp_path), COUNTS, passages=EMBEDDED_PASSAGES + 1, answers=0, embedder="minilm")
    assert "QDRANT_URL" in str(usage.advice)
    assert replace(usage, passages=EMBEDDED_PASSAGES).advice is None
    assert replace(usage, store="http://localhost:6333").advice is None
