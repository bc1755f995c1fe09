"""Whether a sentence tells what another study did: its numbers are not those of the paper that is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.answering.offline.method_questions import speaks_of_others
from lib.records import Sentence

RETOLD_SENTENCES = 2
"""How many sentences back the author may be named whose study a paragraph goes on to tell."""

_LEAD_IN = (
    r"^\W*(?:(?:However|Similarly|Moreover|Furthermore|Likewise|Also|Indeed)\s+|(?:[A-Z]\w+|On the other hand"
    r"|In (?:contrast|addition|fact|line with this)|For (?:example|instance)),\s+)?"
)
_NAME = r"(?:(?:van|von|de|den|der|da|di|la|le)\s)*[^\W\d_a-z][\w’'-]*[^\W\d_](?![’']s)"
_SAY = (
    r"(?:found|find|report|show|demonstrat|observ|conclud|suggest|stud(?:y|ied)|investigat|examin|compar|submitt|describ|propos"
    r"|evaluat|assess|not(?:e|ed)\b|tested|conduct|perform|us(?:e|ed)\b|recruit|treat|measur|stat(?:e|ed)\b|argu|recommend)"
)
_MARK = r"\s?(?:\[\d[\d,;\s–-]*\]|\((?:19|20)\d\d[a-z]?\)|[¹²³⁰⁴-⁹]+)"
_AUTHOR_FIRST = re.compile(
    rf"{_LEAD_IN}(?:(?:[Ii]n|[Aa]n?|[Tt]he|[Aa]nother|[Oo]ne|[Rr]ecent|earlier|later|randomi[sz]ed|controlled|clinical)\s+){{0,4}}"
    rf"(?:(?:study|trial|work|experiment|survey|review|meta-analysis|research|report)\s+(?:by|of|from)\s+{_NAME}"
    rf"(?=\s(?:et al|and\s|&)|{_MARK})"
    rf"|{_NAME}(?:\s(?:and|&)\s{_NAME}|\s(?:and|&)\s(?:colleagues|co-?workers))?,?\set\sal\b"
    rf"|{_NAME}\s(?:and|&)\s(?:{_NAME}|colleagues|co-?workers){_MARK}(?!,?\s+(?:was|were|is|are|has|have|can)\b)"
    rf"|{_NAME}{_MARK},?\s+(?:(?!(?:was|were|is|are|has|have)\b)\w+\s+){{0,2}}?{_SAY})"
)
_EARLIER_FIRST = re.compile(
    rf"{_LEAD_IN}(?:(?:in|from|the|an?|several|many|some|most|few|two|other|of)\s+){{0,3}}"
    r"(?:previous|previously published|earlier|prior|past)\s+(?:\w+\s+){0,2}?"
    r"(?:stud(?:y|ies)|trials?|research|reports?|work|reviews?)\b",
    re.IGNORECASE,
)
_OTHERS_FIRST = re.compile(
    rf"{_LEAD_IN}(?:in\s+)?(?:several|many|some|other|others|another|numerous|recent|a recent|most)\s+(?:\w+\s+){{0,2}}?"
    r"(?:stud(?:y|ies)|trials?|authors|researche?r?s?|reports?|reviews?)\b",
    re.IGNORECASE,
)
"""In a section of results these are the studies that a review read."""
_AROUND = re.compile(r"introduction|background|related work|discussion|literature|conclusion", re.IGNORECASE)
_OF_ITS_OWN = re.compile(r"result|method|finding", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:we|our|us|here)\b|\b(?:this|present|current) (?:study|paper|work|trial|research|review|report)\b",
    re.IGNORECASE,
)
_ASKS_OF_OTHERS = re.compile(
    r"\b(?:previous(?:ly)?|earlier|prior|past|others?|literature|existing|related|cited|reviewed)\b|\bet al\b",
    re.IGNORECASE,
)
_NAMES = 4
"""Capitalised words of the sentence, those of its first author among them, by one of which a question names its study."""
_SURNAME = re.compile(r"\b[A-Z][^\W\d_]+(?:[-’'][^\W\d_]+)*")


def tells_others_work(question: str, sentence: Sentence, reading: Sequence[Sentence]) -> bool:
    """Return whether the sentence tells another study's work, and the question asks neither for that nor for its author.

    So does one whose subject is a cited author or earlier studies; one of the introduction or discussion that cites and
    has no word for the authors' own work; and one there that goes on with what a cited author did. `reading`: all sentences
    of the paper, by id.
    """
    source = _source(sentence, reading)
    if source is None or _ASKS_OF_OTHERS.search(question):
        return False
    return not any(re.search(rf"\b{re.escape(name)}\b", question) for name in _SURNAME.findall(source)[:_NAMES])


def _source(sentence: Sentence, reading: Sequence[Sentence]) -> str | None:
    """Return the text that names whose work the sentence tells; None where it is the paper's own."""
    text = sentence.text
    if _AUTHOR_FIRST.search(text) or _EARLIER_FIRST.search(text):
        return text
    if not _AROUND.search(sentence.section) or _OF_ITS_OWN.search(sentence.section) or _OWN.search(text):
        return None
    if _OTHERS_FIRST.search(text) or speaks_of_others(text):
        return text
    for before in reversed(reading[max(0, sentence.id - RETOLD_SENTENCES) : sentence.id]):
        if before.section != sentence.section or _OWN.search(before.text):
            return None
        if _AUTHOR_FIRST.search(before.text):
            return before.text
    return None
