"""The words of a question: what it is about and what it counts, without those it asks with and those for the paper itself."""

from __future__ import annotations

import functools
import re

from lib.answering.offline.question_kinds import LOOKED_AT
from lib.text.terms import content_stems

AUXILIARY = r"(?:is|are|was|were|be|been|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
HOW_MANY = re.compile(
    rf"\bhow (?:many|much) (?P<what>(?:(?!{AUXILIARY}\b)[\w-]+ ??){{1,3}}?)"
    rf"(?= {AUXILIARY}\b| \w+(?:ed|ook)\b| of\b| in\b|\W*$)",
    re.IGNORECASE,
)
_WHICH_MEASURE = re.compile(
    rf"\b(?:what|which) (?P<what>(?:(?!{AUXILIARY}\b)[\w-]+ ??){{1,3}}?)(?= {AUXILIARY}\b| of\b)", re.IGNORECASE
)
_THE_MEASURE = re.compile(
    rf"\b(?:what|which) {AUXILIARY} (?:the |an? )?(?P<what>(?:[\w-]+ ??){{1,3}}?)"
    r"(?= (?:of|in|for|at|on|from|with|per|used|reported)\b|\W*$)",
    re.IGNORECASE,
)
ASKING = re.compile(
    r"\bhow (?:many|much|long|old|large|big|high|low|often|far|fast|tall|deep|heavy|wide)\b"
    r"|\b(?:what|which) (?:kinds?|types?|sorts?|ones?)(?: of)?\b|\b(?:what|how) about\b|\bother(?:s|wise)?\b|\belse\b|\bsame\b",
    re.IGNORECASE,
)
QUESTIONS_REMEMBERED = 256
"""What is asked of paper after paper is analysed once."""


@functools.lru_cache(maxsize=QUESTIONS_REMEMBERED)
def subject_stems(question: str) -> frozenset[str]:
    """Return the stems of what a question is about: without the words it asks with, and those for the paper itself."""
    return frozenset(content_stems(without_paper(ASKING.sub(" ", question[:LOOKED_AT]))))


_PAPER = (
    r"(?:stud(?:y|ies)|papers?|articles?|authors?|work|manuscripts?|publications?|research|researchers?|reports?"
    r"|investigation|writers?)"
)
_OWN_PAPER = re.compile(
    rf"\b(?:the|this|these|that|those|their|its|your|each|every|all|present|current)\s+(?:present\s+|current\s+)?{_PAPER}"
    r"(?:['’]s?)?(?![\w-])(?!\s+(?:area|site|period|population|design|group|participant|subject|protocol|region|species|year"
    r"|drug|sample|team)s?\b)",
    re.IGNORECASE,
)
"""How a question speaks of the paper it is asked of."""
_TELLING = re.compile(
    r"\b(?:names?|named|naming|mention(?:s|ed)?|gives?|given|states?|stated|describes?|described|reports?|reported|says?|said"
    r"|lists?|listed|tells?|told|notes?|noted)\b(?=\W*$|\s+(?:by|in|of|for|about|as|on)\b)|^\W*(?:please\s+)?(?:list|name|give|tell)\b",
    re.IGNORECASE,
)
"""Words for the telling itself, where nothing that is told follows them."""


def without_paper(question: str) -> str:
    """Return the question without its words for the paper, its authors and their telling; unchanged where no other is left."""
    bare = _TELLING.sub(" ", _OWN_PAPER.sub(" ", question))
    return " ".join(bare.split()) if content_stems(bare) else question


@functools.lru_cache(maxsize=QUESTIONS_REMEMBERED)
def counted_stems(question: str) -> set[str]:
    """Return the stems of what a number is asked of: "how many grey wolves were ..." of grey wolves, "the price of ..."
    of the price.
    """
    question = question[:LOOKED_AT]
    match = HOW_MANY.search(question) or _WHICH_MEASURE.search(question) or _THE_MEASURE.search(question)
    return set(content_stems(match["what"])) if match else set()
