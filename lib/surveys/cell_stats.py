"""What a matrix and the figures show of a finished cell without opening its answer."""

from __future__ import annotations

from typing import Any

from lib.answering.certainty import supported_share
from lib.records import Answer
from lib.surveys.comparing import evidence_mark
from lib.surveys.llm_category import JudgedCell
from lib.text.wording import shorten

FIRST_WORDS = 200
"""Characters of an answer and of its first quote."""
PAGES = 20
"""Of those it cites, the first ones."""


def with_judging(figures: dict[str, Any], judged: JudgedCell, judge: str) -> dict[str, Any]:
    """Return the figures of an answer with what judging it took; `judging` tells that part and by whom."""
    if not judged.tokens:
        return figures
    spent: dict[str, float] = {name: judged.tokens.get(name, 0) for name in ("input", "output")}
    spent["seconds"] = round(judged.seconds, 3)
    cost = None if figures["cost"] is None or judged.cost is None else figures["cost"] + judged.cost
    return {
        **figures,
        **{name: figures[name] + part for name, part in spent.items()},
        "cost": cost,
        "judging": {**spent, "by": judge},
    }


def figures_of(answer: Answer) -> dict[str, Any]:
    """Return what is shown of an answer without opening it: seconds, tokens, cost, share of its claims supported,
    first words, pages.
    """
    quotes = [citation.quote for sentence in answer.sentences for citation in sentence.citations]
    pages = sorted({box.page for s in answer.sentences for c in s.citations for box in c.boxes})
    return {
        "seconds": round(sum(answer.seconds.values()), 3),
        "input": answer.tokens.get("input", 0),
        "output": answer.tokens.get("output", 0),
        "cost": answer.cost,
        "supported": supported_share(answer.sentences),
        "model": answer.model,
        "text": shorten(" ".join(answer.text.split()), FIRST_WORDS),
        "quote": shorten(" ".join(quotes[0].split()), FIRST_WORDS) if quotes else "",
        "pages": pages[:PAGES],
        "evidence": evidence_mark(answer),
    }
