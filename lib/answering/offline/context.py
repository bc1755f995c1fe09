"""What belongs to a quoted sentence: the items of a list with their lead-in, and a restriction in the next sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.records import Sentence

MOST_ITEMS = 20
"""Of a list that are quoted, and looked back over for its lead-in."""
ITEM_WORDS = 60
"""A longer sentence that begins like an item is none."""
_ITEM = re.compile(r"^\W*(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s|[•►▪■●–—*-]\s)")
_SAME_MARK = re.compile(r"^\W*(?P<number>\d)|^\W*(?P<letter>[a-z])[.)]|^(?P<sign>\W)")
_LEADS_IN = re.compile(r":\s*$|\b(?:following|as follows|below)\b[^.]*[.:]?\s*$", re.IGNORECASE)
_CONCLUDES = re.compile(
    r"^\W*(?:thus|therefore|hence|consequently|accordingly|for (?:this|that|these) reasons?|so,)\b", re.IGNORECASE
)
_RESTRICTS = re.compile(
    r"^\W*(?:however|but|yet|nevertheless|nonetheless|only|except|note that|unless|this (?:does|did|was|is) not"
    r"|these (?:were|are|did|do) not|the exceptions?)\b",
    re.IGNORECASE,
)


_ANNOUNCES = re.compile(
    r"\b(?:several|some|a number of|a few|various|certain|many|multiple|two|three|four|five|six|the following)"
    r" (?:\w+ ){0,3}?\w+s\b|\b(?:limitations|reasons|aims|objectives|contributions|hypotheses|questions|advantages)\b",
    re.IGNORECASE,
)
"""How a sentence says that several things are to come, which the sentences behind it then tell."""
_FIRST = re.compile(
    r"^\W*(?:first(?:ly)?|the first|one (?:is|was|of|limitation|reason|\w+ is)|to begin with)\b", re.IGNORECASE
)
_FURTHER = re.compile(
    r"^\W*(?:second(?:ly)?|third(?:ly)?|fourth(?:ly)?|fifth(?:ly)?|the (?:second|third|fourth|last|other)|another|in addition"
    r"|additionally|moreover|furthermore|also|finally|last(?:ly)?)\b",
    re.IGNORECASE,
)
ANNOUNCING_WORDS = 25
"""A longer sentence says something itself."""
_ENDED = re.compile(r"[.!?:;…][\W\d]*$")
_GOES_ON = re.compile(r"[a-z]{2,}[\s,]|a\s")
LOOKED_PAST = 3
"""Captions, notes and the like that may stand between two sentences, or two parts of one."""
MOST_TOLD = 4
"""Sentences that tell what was announced, quoted with the one that did."""


def with_context(sentence: Sentence, reading: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentence with what belongs to it, in reading order: its list, or the restriction that follows it.

    `reading`: all sentences of its paper, by id.
    """
    if _is_item(sentence):
        first = _lead_in(sentence, reading)
        return _list_from(first, reading) if first is not None else [sentence]
    if _LEADS_IN.search(sentence.text):
        return _list_from(sentence, reading)
    rest = _rest(sentence, reading)
    if rest:
        return rest
    told = _announced(sentence, reading)
    if told:
        return [sentence, *told]
    after = _next(sentence, reading)
    if after is not None and _RESTRICTS.search(after.text) and after.section == sentence.section:
        return [sentence, after]
    return [sentence]


def _rest(sentence: Sentence, reading: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentence with its other part where something between, such as the end of a page, cut it in two; else nothing."""
    after = _next(sentence, reading)
    if after is not None and _goes_on(sentence, after):
        return [sentence, after]
    before = _next(sentence, reading, -1)
    return [before, sentence] if before is not None and _goes_on(before, sentence) else []


def _goes_on(first: Sentence, second: Sentence) -> bool:
    """Return whether the first of two stops short and the second goes on in small letters, in one section."""
    return (
        first.section == second.section
        and _ENDED.search(first.text) is None
        and _GOES_ON.match(second.text) is not None
    )


def _announced(sentence: Sentence, reading: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences that tell what this one only announces: "This study has some limitations. First, ..."."""
    if len(sentence.text.split()) > ANNOUNCING_WORDS or not _ANNOUNCES.search(sentence.text):
        return []
    told: list[Sentence] = []
    for one in reading[sentence.id + 1 : sentence.id + 1 + MOST_TOLD]:
        goes_on = (_FURTHER if told else _FIRST).search(one.text)
        if not goes_on or (one.kind, one.section) != (sentence.kind, sentence.section):
            break
        told.append(one)
    return told


def reason_before(sentence: Sentence, reading: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentence before one that draws a consequence, for it says why: "Thus, an extract was used"; else none."""
    before = reading[sentence.id - 1] if sentence.id else None
    if before is None or not _CONCLUDES.match(sentence.text):
        return []
    return [before] if (before.kind, before.section) == (sentence.kind, sentence.section) else []


def _is_item(sentence: Sentence) -> bool:
    return _ITEM.search(sentence.text) is not None and len(sentence.text.split()) <= ITEM_WORDS


def _lead_in(item: Sentence, reading: Sequence[Sentence]) -> Sentence | None:
    """Return the sentence that leads in to the list of an item; None where the sentences before it are no list."""
    for i in range(item.id - 1, max(item.id - MOST_ITEMS - 1, -1), -1):
        before = reading[i]
        if before.kind != item.kind or before.section != item.section:
            return None
        if _LEADS_IN.search(before.text) and _mark(reading[i + 1]) == _mark(item):
            return before
    return None


def _list_from(lead: Sentence, reading: Sequence[Sentence]) -> list[Sentence]:
    """Return the lead-in with the items that follow it; items of a list within the list are among them."""
    out = [lead]
    for i in range(lead.id + 1, min(lead.id + 1 + MOST_ITEMS, len(reading))):
        one = reading[i]
        if one.kind != lead.kind or one.section != lead.section or not _is_item(one):
            break
        if _mark(one) != _mark(reading[lead.id + 1]):
            break
        out.append(one)
    return out


def _mark(item: Sentence) -> str:
    """Return what sort of mark an item begins with: a number, a letter, or the sign itself."""
    found = _SAME_MARK.search(item.text)
    if found is None:
        return ""
    return "number" if found["number"] else "letter" if found["letter"] else found["sign"]


def _next(sentence: Sentence, reading: Sequence[Sentence], step: int = 1) -> Sentence | None:
    """Return the next sentence of the same kind, or the one before it (step -1), captions and the like passed over."""
    for i in range(sentence.id + step, sentence.id + (LOOKED_PAST + 1) * step, step):
        if 0 <= i < len(reading) and reading[i].kind == sentence.kind:
            return reading[i]
    return None
