"""Which kind of answer a question calls for, guessed from its wording: a suggestion that a person sees and may change."""

from __future__ import annotations

import re

from lib.records import AnswerType

_LEAD = r"^(?:and |(?:in|for|of|on|at|with|over|across|from|by) )?"
_YES_NO = re.compile(
    r"^(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may)(?:n['’]t)?\s+\w", re.IGNORECASE
)
_NUMBER = re.compile(
    rf"{_LEAD}(?:how (?:many|much|large|big|long|old|tall|wide|heavy)\b"
    r"|(?:what|which) (?:(?:is|was|were|are) )?(?:the )?(?:total |overall |mean |average |final )*"
    r"(?:number|percentage|proportion|fraction|count|sample size|amount)\b)",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"{_LEAD}(?:which|what)(?: of the)? (?P<noun>.+)$", re.IGNORECASE)
_LIST = re.compile(r"^(?:please )?(?:list|enumerate|name (?:all|the|every)) ", re.IGNORECASE)
_NOUN_ENDS = re.compile(r"\b(?:of|for|in|from|by|on|with|to|that|used)\b|[,;:(?.]", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:(?P<one>is|was|has|does)|are|were|do|did|have|had|can|could|will|would|should|may)\b", re.IGNORECASE
)
_SINGULAR = re.compile(r"(?:ss|us|is|physics|series|species|bias|lens|atlas)$", re.IGNORECASE)
_SECOND = re.compile(
    r"\?.*\w|\bif (?:so|yes|not|no)\b|\band (?:if|how|where|when|which|what|why|who|whom|whose|by|in|on|to|for|with what)\b",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\bor\b(?! not\b)", re.IGNORECASE)


def guessed_type(text: str) -> AnswerType:
    """Return `yes_no`, `number` or `list` where the wording leaves no doubt, else `text`.

    A question that asks two things, or offers two answers ("… or …"), is free text: no short answer would do for it. English
    only; in another language all is free text. `choice` is never guessed, as its choices stand nowhere.
    """
    question = " ".join(text.split())
    if _SECOND.search(question):
        return "text"
    if _YES_NO.match(question):
        return "text" if _EITHER.search(question) else "yes_no"
    if _NUMBER.match(question):
        return "number"
    if _LIST.match(question) or _asks_for_several(question):
        return "list"
    return "text"


def _asks_for_several(question: str) -> bool:
    """Return whether it asks which things, in the plural: "which metrics were", "what types of noise did"."""
    named = _NAMED.match(question)
    if named is None:
        return False
    verb = _VERB.search(named["noun"])
    if verb is not None and verb["one"]:
        return False
    before = named["noun"][: verb.start()] if verb else named["noun"]
    words = _NOUN_ENDS.split(before, maxsplit=1)[0].split()
    return bool(words) and _is_plural(words[-1])


def _is_plural(noun: str) -> bool:
    return len(noun) > 3 and noun.lower().endswith("s") and not _SINGULAR.search(noun)
