"""Whether a question asks what was done in a study, and how far a sentence tells it: methods and results, not plans or the
work of others.
"""

from __future__ import annotations

import re

from lib.records import Sentence

PAST, OPEN, CITING, BACKGROUND, OUTLOOK = 0.1, -0.08, -0.05, -0.1, -0.1
"""Added for the past tense, for what can or should be, for the work of others, for sections that lead up to the study and for
those that look back on it. Of some twenty tried: both halves of the papers of one development field gained (share of quoted
sentences inside the marked evidence 13.7 to 16.1 % and 9.7 to 11.3 %), the other field stayed."""

_PAST = re.compile(r"\b(?:was|were|did|had)\b", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:can|could|may|might|should|would|will)\b", re.IGNORECASE)
_CITING = re.compile(
    r"\(\w[^()]*\b(?:19|20)\d\d[a-z]?\)|\[\d+(?:[,–\- ]+\d+)*\]|\b[A-Z]\w+ et al\b|(?:[^\W\d]{4,}|[.,;)])\s?[¹²³⁴-⁹⁰]"
)
_OWN = re.compile(r"\b(?:we|our|us|here|this (?:study|paper|work)|the present (?:study|paper|work))\b", re.IGNORECASE)
_BACKGROUND = re.compile(
    r"introduction|background|related|previous|literature|state of the art|motivation", re.IGNORECASE
)
_OUTLOOK = re.compile(r"discussion|conclusion|future|limitation|outlook", re.IGNORECASE)


def asks_what_was_done(question: str) -> bool:
    """Return whether it asks in the past tense: "How were the data split?"."""
    return _PAST.search(question) is not None


def tells_what_was_done(sentence: Sentence) -> float:
    """Return what its tense, its citations and its section add to its relevance for such a question, -0.33 to 0.1."""
    text = sentence.text
    return (
        PAST * bool(_PAST.search(text))
        + OPEN * bool(_OPEN.search(text))
        + CITING * bool(_CITING.search(text))
        + BACKGROUND * bool(_BACKGROUND.search(sentence.section))
        + OUTLOOK * bool(_OUTLOOK.search(sentence.section))
    )


def speaks_of_others(text: str) -> bool:
    """Return whether the sentence cites, and says nothing of "we", "our" or "this study": it tells the work of others."""
    return _CITING.search(text) is not None and _OWN.search(text) is None
