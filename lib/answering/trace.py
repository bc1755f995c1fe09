"""How an answer came about: in plain sentences, and everything that was kept of it, word for word."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lib.answering.answerer import OFFLINE
from lib.answering.styles import OWN, REFERENCE
from lib.records import Answer, Passage, Record, SecondOpinion, Support

SUPPORT_WORDS: dict[Support, str] = {
    "supported": "supported",
    "weak": "only partly in them",
    "unsupported": "not in them",
    "contradicted": "said otherwise in them",
}


@dataclass(frozen=True, slots=True)
class TraceSection(Record):
    """A part of what was kept; the text is untrusted and plain."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Trace(Record):
    """How an answer came about."""

    story: list[str]
    """Plain sentences in the order in which things happened; they may hold words of papers and models."""
    sections: list[TraceSection]
    """What was kept, word for word; empty parts are left out."""


def trace_of(answer: Answer, opinions: Sequence[SecondOpinion] = ()) -> Trace:
    """Return the story and the sections of an answer and of the second opinions on it."""
    story = [_asked(answer), _found(answer), _given(answer), _took(answer), _checked(answer), *answer.notes]
    story += [answer.stopped or "", *(_judged(opinion) for opinion in opinions)]
    passages = (_passage(rank, passage) for rank, passage in enumerate(answer.passages, 1))
    sections = [
        TraceSection(
            "Passages with their scores",
            "\n\n".join(passages),
        ),
        TraceSection("Prompt, word for word", answer.prompt),
        TraceSection("Output, as it came", answer.raw),
        TraceSection("General knowledge set apart", answer.general),
        TraceSection("Settings", _settings(answer)),
        TraceSection("Seconds, tokens, cost", _spent(answer)),
    ]
    for opinion in opinions:
        of = f"Second opinion of {opinion.model or opinion.answerer}"
        sections += [TraceSection(f"{of}: prompt", opinion.prompt), TraceSection(f"{of}: output", opinion.raw)]
    return Trace(
        [sentence for sentence in story if sentence], [section for section in sections if section.text.strip()]
    )


# the story


def _asked(answer: Answer) -> str:
    try:
        when = datetime.fromisoformat(answer.created_at).strftime("on %d %b %Y at %H:%M UTC, ")
    except ValueError:
        when = ""
    papers = len(answer.paper_ids)
    follows = ", as a follow-up" if answer.previous else ""
    return f"Asked {when}of {'1 paper' if papers == 1 else f'{papers:,} papers'}{follows}."


def _found(answer: Answer) -> str:
    if not answer.passages:
        return "No passage was found for the question."
    count, papers = len(answer.passages), len({passage.paper_id for passage in answer.passages})
    passages = "1 passage was" if count == 1 else f"{count} passages were"
    of = f" in {papers} papers" if papers > 1 else ""
    took = f", in {_seconds(answer.seconds['find'])}" if "find" in answer.seconds else ""
    return f"By the question's words and meaning, {passages} found{of}{took}."


def _given(answer: Answer) -> str:
    if answer.answerer == OFFLINE:
        return "The sentences nearest to the question were quoted from them; no language model was asked."
    if not answer.prompt:
        return ""
    given = "every sentence of the paper" if answer.settings.get("whole_paper") else "these passages"
    asked = {
        OWN: "to answer from them alone and to cite every statement",
        REFERENCE: "in the reference study's way: from them alone, in a form",
    }.get(answer.style, f"with the template “{answer.style}”")
    limit = answer.settings.get("word_limit")
    words = f", in at most {limit} words" if limit and answer.style in {OWN, REFERENCE} else ""
    return f"{answer.model or answer.answerer} was given {given} and asked {asked}{words}."


def _took(answer: Answer) -> str:
    if answer.answerer == OFFLINE or "answer" not in answer.seconds:
        return ""
    return f"It took {_seconds(answer.seconds['answer'])}{_price(answer.tokens, answer.cost)}."


def _checked(answer: Answer) -> str:
    grades = [sentence.support for sentence in answer.sentences if sentence.support != "no_claim"]
    if answer.answerer == OFFLINE or not grades:
        return ""
    counts = [f"{grades.count(grade)} {words}" for grade, words in SUPPORT_WORDS.items() if grade in grades]
    what = "1 statement was" if len(grades) == 1 else f"{len(grades)} statements were"
    return f"Then {what} checked against them on this machine: {', '.join(counts)}."


def _judged(opinion: SecondOpinion) -> str:
    took = f"{_seconds(opinion.seconds)}{_price(opinion.tokens, opinion.cost)}"
    stopped = f" {opinion.stopped}" if opinion.stopped else ""
    return f"A second opinion was asked of {opinion.model or opinion.answerer}, which took {took}.{stopped}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 0.1 else f"{seconds * 1000:.0f} ms"


def _price(tokens: Mapping[str, int], cost: float | None) -> str:
    """Return the tokens read and written and what they cost, as the end of a sentence."""
    if not tokens:
        return ""
    cached = tokens.get("cache_read", 0)
    read = tokens.get("input", 0) + cached + tokens.get("cache_write", 0) + tokens.get("cache_write_hour", 0)
    of = f" ({cached:,} of them from the cache)" if cached else ""
    dollars = "" if cost is None else f", for ${cost:.4f}"
    return f"; {read:,} tokens were read{of} and {tokens.get('output', 0):,} written{dollars}"


# word for word


def _settings(answer: Answer) -> str:
    named = {"answerer": answer.answerer, "model": answer.model, "style": answer.style, **answer.settings}
    version = named.pop("version", None)
    lines = [f"{name}: {value if isinstance(value, str) else json.dumps(value)}" for name, value in named.items()]
    lines += [f"made with: Sidelight {version}"] if isinstance(version, str) else []
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
