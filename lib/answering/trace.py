"""How an answer came about, in sections of plain text: everything that the answer keeps."""

from __future__ import annotations

import json
from dataclasses import dataclass

from lib.records import Answer, Passage, Record


@dataclass(frozen=True, slots=True)
class TraceSection(Record):
    """A part of the trace; the text is untrusted and plain."""

    title: str
    text: str


def trace_of(answer: Answer) -> list[TraceSection]:
    """The sections of an answer's trace in the order in which things happened; empty ones are left out."""
    sections = [
        TraceSection("Notes", "\n".join(answer.notes)),
        TraceSection("Settings", _settings(answer)),
        TraceSection("Time, tokens, cost", _spent(answer)),
        TraceSection("Passages", "\n\n".join(_passage(i, passage) for i, passage in enumerate(answer.passages, 1))),
        TraceSection("Prompt", answer.prompt),
        TraceSection("Raw output", answer.raw),
        TraceSection("General knowledge set apart", answer.general),
    ]
    return [section for section in sections if section.text.strip()]


def _settings(answer: Answer) -> str:
    named = {"answerer": answer.answerer, "model": answer.model, "style": answer.style, **answer.settings}
    lines = [f"{name}: {value if isinstance(value, str) else json.dumps(value)}" for name, value in named.items()]
    return "\n".join([*lines, f"asked: {answer.created_at}"])


def _spent(answer: Answer) -> str:
    lines = [f"{stage}: {seconds:.2f} s" for stage, seconds in answer.seconds.items()]
    lines += [f"{part} tokens: {count:,}" for part, count in answer.tokens.items()]
    return "\n".join([*lines, *([f"cost: {answer.cost:.4f} US dollars"] if answer.cost is not None else [])])


def _passage(rank: int, passage: Passage) -> str:
    pages = ", ".join(map(str, passage.pages))
    words = ", ".join(passage.why.matched_words) or "none"
    return (
        f"{rank}. score {passage.score:.3f}, similarity {passage.why.similarity:.3f}, words {words}\n"
        f"{passage.id}\n{passage.section or 'no section'}, page {pages}\n{passage.text}"
    )
