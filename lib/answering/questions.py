"""What a question asks for, and a follow-up question made whole by the turn before."""

from __future__ import annotations

import re
from typing import Literal

from lib.answering.words import content_stems

Kind = Literal["definition", "number", "list", "link", "other"]

_LINK = re.compile(
    r"\b(link|url|uri|doi|website|web ?site|web ?page|github|gitlab|bitbucket|zenodo|repository)\b", re.IGNORECASE
)
_DEFINITION = re.compile(r"\b(defin(e|ed|es|ition)|meant by|what does .+ (mean|stand for)|meaning of)\b", re.IGNORECASE)
_BARE_WHAT_IS = re.compile(r"^\s*what(?: is|'s| are) (?:an? )?(?:[\w-]+ ?){1,3}\?*\s*$", re.IGNORECASE)
_NUMBER = re.compile(
    r"\bhow (many|much|long|old|large|big|high|low|often|far|fast|tall|deep|heavy)\b|^\s*when\b"
    r"|\b(what|which) (year|date|day|month)\b"
    r"|\b(number|amount|percentage|percent|proportion|rate|size|ratio|length|duration|age|temperature|concentration|dose"
    r"|dosage|population|prevalence|incidence|weight|frequency|p-value|threshold|year) (of|for|in|was|were|is|at|used)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(list|name|enumerate) (the|all|some|every)\b|\bwhat (are|were) the\b"
    r"|\b(what|which) (?:\w+ ){0,2}?\w+[^s\W]s (are|were|was|is|have|do|did|can)\b",
    re.IGNORECASE,
)

_URL = re.compile(
    r"https?\s?:|www\.|\bdoi\b|\b10\.\d{4,}/|\b(github|gitlab|bitbucket|zenodo|figshare|dryad|osf)\b"
    r"|\w\.(org|com|io|edu|net)\b",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand"
    r"|million|billion|half|third|quarter|twice|dozen)\b",
    re.IGNORECASE,
)
_DEFINING = re.compile(
    r"\b(is|are|was|were) (an?|the|defined|called|known|termed)\b|\brefers? to\b|\bdefin\w+\b|\bdenotes?\b|\bi\.e\."
    r"|\bmeans?\b|\bcalled\b|\bstands? for\b",
    re.IGNORECASE,
)
_ENUMERATION = re.compile(r",? and |\bfollowing\b|;", re.IGNORECASE)

_POINTS_BACK = re.compile(
    r"\b(it|its|they|them|their|theirs|former|latter|same|ones?|others?)\b"
    r"|\b(this|that|these|those)\b(?! (paper|papers|study|studies|work|article|review|survey|authors?|manuscript|report)\b)",
    re.IGNORECASE,
)
_OPENS_AS_FOLLOW_UP = re.compile(
    r"^\s*(and|but|so|also|why|what about|how about|what else|anything else|which ones?|how so|really|are you sure)\b",
    re.IGNORECASE,
)


def kind_of(question: str) -> Kind:
    """What the question asks for; a rough reading of its words, "other" where nothing is clear."""
    if _LINK.search(question):
        return "link"
    if _NUMBER.search(question):
        return "number"
    if _DEFINITION.search(question) or _BARE_WHAT_IS.match(question):
        return "definition"
    if _LIST.search(question):
        return "list"
    return "other"


def bears(kind: Kind, sentence: str) -> bool:
    """Whether the sentence has what such a question asks for: a link, a quantity, a defining verb, an enumeration."""
    if kind == "link":
        return bool(_URL.search(sentence))
    if kind == "number":
        return bool(_QUANTITY.search(sentence))
    if kind == "definition":
        return bool(_DEFINING.search(sentence))
    if kind == "list":
        return sentence.count(",") >= 2 or bool(_ENUMERATION.search(sentence))
    return False


def standalone(question: str, previous: str | None) -> str:
    """The question with the turn before it in front where it leans on that one; else the question as it is.

    It leans back when it points at something it does not name ("Which of them ...?"), opens like a follow-up, or names
    next to nothing itself. What is found for the whole is what the follow-up means.
    """
    if not previous or not leans_back(question):
        return question
    return f"{previous.strip()} {question.strip()}"


def leans_back(question: str) -> bool:
    """Whether the question cannot be understood without the turn before."""
    if _OPENS_AS_FOLLOW_UP.match(question) or len(set(content_stems(question))) < 2:
        return True
    return bool(_POINTS_BACK.search(question))
