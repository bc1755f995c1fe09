"""The words that were found within their sentence, as Markdown in which nothing of the sentence is alive."""

from __future__ import annotations

from lib.records.word_hits import Span, WordHit
from lib.ui.kit.escaping import plain

BEFORE = 120
"""Characters of the sentence before the first word that was found, at most."""
LETTERS = 420
"""Of the sentence that are shown, at most."""


def snippet(hit: WordHit) -> str:
    """Return the sentence, cut to what stands around the words, which are lit."""
    text = hit.text
    start = _cut_before(text, hit.spans[0].start if hit.spans else 0)
    end = len(text) if len(text) - start <= LETTERS else text.rfind(" ", start, start + LETTERS)
    end = end if end > start else start + LETTERS
    out, at = ["… " if start else ""], start
    for span in hit.spans:
        if span.start >= end:
            break
        out += [_part(text, at, span.start), _lit(text, Span(span.start, min(span.end, end)))]
        at = min(span.end, end)
    return "".join([*out, _part(text, at, end), " …" if end < len(text) else ""])


def _cut_before(text: str, first: int) -> int:
    if first <= BEFORE:
        return 0
    return text.find(" ", first - BEFORE, first) + 1 or first - BEFORE


def _lit(text: str, span: Span) -> str:
    return f":yellow-background[{plain(text[span.start : span.end])}]"


def _part(text: str, start: int, end: int) -> str:
    """Return a part of the text; `plain` takes the blanks at its ends away."""
    part = text[start:end]
    lead = " " if part[:1].isspace() else ""
    tail = " " if part.strip() and part[-1:].isspace() else ""
    return f"{lead}{plain(part)}{tail}"
