"""Which papers are on topic: by how often keywords stand in their body, and by one question answered yes or no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lib.records import Record, Sentence
from lib.records.surveys import CellRow, ScreeningRule

COUNTED = frozenset({"body", "heading", "caption", "table"})
"""Kinds of sentences that count: what a paper cites or where its authors work says nothing about its topic."""
KEYWORDS = 200
"""A rule may hold no more."""
NAMED = 5
"""Keywords in the reason of a decision."""
ANY = ""
"""Among the counts by keyword, how often any of them stands there, where that is less than their sum."""


@dataclass(frozen=True, slots=True)
class Screened(Record):
    """A paper and whether it is on topic."""

    paper_id: str
    included: bool | None
    """None: not decided yet."""
    reason: str
    counts: dict[str, int] = field(default_factory=dict)
    """Mentions in the body by keyword; as `ANY` those of all together, where keywords share some."""
    person: str = ""
    """Who decided otherwise than the rule; empty: the rule did."""


def keywords_of(text: str) -> list[str]:
    """Return the keywords of a text, separated by commas, semicolons or lines, no two alike, 200 at the most."""
    once: dict[str, str] = {}
    for word in re.split(r"[,;\n]", text):
        plain = " ".join(word.split())
        if plain.strip("*"):
            once.setdefault(plain.casefold(), plain)
    return list(once.values())[:KEYWORDS]


def mentions(sentences: Sequence[Sentence], keywords: Sequence[str]) -> dict[str, int]:
    """Return how often each keyword stands in the body: whole words, plural too, letter case and hyphens apart.

    Where keywords match the same words, such as "network" and "networks", `ANY` has the mentions with each place once.
    """
    text = "\n".join(sentence.text for sentence in sentences if sentence.kind in COUNTED)
    spans = {keyword: [found.span() for found in _pattern(keyword).finditer(text)] for keyword in keywords}
    counts = {keyword: len(found) for keyword, found in spans.items()}
    places = _places(span for found in spans.values() for span in found)
    return counts if places == sum(counts.values()) else counts | {ANY: places}


def _places(spans: Iterable[tuple[int, int]]) -> int:
    """Return how many places the spans cover: those that overlap are one."""
    places = covered = 0
    for start, end in sorted(spans):
        places += start >= covered
        covered = max(covered, end)
    return places


def has_word(keyword: str) -> bool:
    """Return whether a keyword says what to look for: a letter or digit, before its `*` where it has one."""
    return any(c.isalnum() for c in keyword.partition("*")[0])


def _pattern(keyword: str) -> re.Pattern[str]:
    stem, star, _ = keyword.partition("*")
    words = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", stem.strip()) if word)
    ending = r"\w*" if star else "(?:s|es)?"
    return re.compile(rf"(?<!\w){words}{ending}(?!\w)", re.IGNORECASE)


def decide(rule: ScreeningRule, counts: Mapping[str, int] | None, cell: CellRow | None) -> tuple[bool | None, str]:
    """Return whether the rule includes a paper, and why in plain words; None while something it needs is not there yet.

    Too few mentions exclude at once; the question then decides. An answer that failed or is unclear leaves it to a person.
    """
    if rule.keywords:
        if counts is None:
            return None, "Its words are not counted yet: it is not ready, or was not when the others were counted."
        total = counts.get(ANY, sum(counts.values()))
        if total < rule.at_least:
            return False, f"{_times(total)} in the body, fewer than {rule.at_least}."
    found = [f"“{word}” {count} ×" for word, count in (counts or {}).items() if count and word != ANY]
    named = ", ".join(found[:NAMED])
    if not rule.question:
        return True, f"In the body: {named}." if named else "No rule excludes it."
    if cell is None:
        return None, "The question is not answered yet."
    if cell.category == "failed":
        return None, f"The question could not be answered: {cell.problem or 'the answer is empty'}"
    if cell.category == "not_reported":
        return False, "The paper does not say so."
    if cell.category == "not_applicable":
        return None, "The question does not apply to the paper: decide by what it is about."
    said = cell.value.text if cell.value else ""
    if said not in {"yes", "no"} or cell.category == "unclear":
        near = f" Nearest: “{_quote(cell)}”" if _quote(cell) else ""
        return None, f"The answer is neither a clear yes nor a clear no: decide by its evidence.{near}"
    quote = _quote(cell)
    return said == "yes", f"Answered {said}{f': “{quote}”' if quote else '.'}"


def _times(count: int) -> str:
    return "No mention" if count == 0 else f"{count} mention{'' if count == 1 else 's'}"


def _quote(cell: CellRow) -> str:
    """Return the first words that the answer rests on; of a cell of an earlier version what it says."""
    return str(cell.figures.get("quote", cell.figures.get("text", "")))
