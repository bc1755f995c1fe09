"""The sample paper that comes along: about Sidelight itself, typeset by `scripts/sample_paper.py`."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

_FOLDER = Path(__file__).with_name("sample")
SAMPLE_PDF = _FOLDER / "sidelight.pdf"
SAMPLE_NAME = "sidelight-sample.pdf"
"""What its file is called in a library."""
LIT_QUOTE = _FOLDER / "lit_quote.webp"
"""Picture of a part of its page with a quote lit."""


@functools.cache
def sample_id() -> str:
    """Return the id that the sample paper has in every library."""
    return hashlib.sha256(SAMPLE_PDF.read_bytes()).hexdigest()
