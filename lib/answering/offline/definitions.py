"""Whether a sentence says what a term means."""

from __future__ import annotations

import re

from lib.answering.offline.question_kinds import LOOKED_AT, WHAT_IS
from lib.answering.offline.short_forms import long_form

_TERM = re.compile(
    r"(?:meant by|meaning of|definition of|(?:is|are|was|were) (?=.*\bdefined))\s*(?:an? |the )?(?P<term>.+?)(?: defined)?\W*$",
    re.IGNORECASE,
)
_DEFINING = re.compile(
    r"\b(is|are|was|were) (an?|the|defined|called|known|termed)\b|\brefers? to\b|\bdefin\w+\b|\bdenotes?\b|\bi\.e\."
    r"|\bmeans?\b|\bcalled\b|\bstands? for\b",
    re.IGNORECASE,
)
_SAYS_WHAT = (
    r"(?:(?:is|are|was|were)\s+(?:an?|the|one|any|some|such|those|that|when|where|how|simply|defined|called|known|termed"
    r"|denoted|calculated|composed|made)\b|(?:refers? to|means?|denotes?|describes?|consists? (?:of|in)|stands? for"
    r"|comprises?|calculates?|measures?|quantif(?:y|ies))\b)"
)
_NAMED = (
    r"(?:calls?|called|named|termed|denoted?|known as|defined?|defines|proposes?|introduces?|presents?|our system,?)"
)
_STANDS_FOR = re.compile(r"\bstands? for\b|\bshort for\b|\babbreviat\w+", re.IGNORECASE)
_BESIDE = 12
"""Words beside a short form among which its long one is looked for."""
SPELLED_OUT, DEFINING_VERB = 0.7, 0.3
"""How far a sentence defines a term that it spells out in brackets or explains behind a comma, or has a verb that defines."""


def term_of(question: str) -> str:
    """Return what a definition is asked of; empty where the question does not name it."""
    match = _TERM.search(question[:LOOKED_AT]) or WHAT_IS.match(question[:LOOKED_AT])
    named = next((name for name in match.groupdict().values() if name), "") if match else ""
    return named.strip(" ?\"“”'")


_SORT = r"(?:algorithm|method|approach|system|task|model|measure|index|test|procedure|metric|score|technique|framework|tool)s?"
_GENERIC = re.compile(rf"(?<=\w) {_SORT}$", re.IGNORECASE)
"""What sort of thing a term is; its definition need not say so."""


def _spells_out(term: str, sentence: str) -> float:
    """Return 1 where the words of a short form stand beside it in brackets, or it beside them; 0.3 where it is named at all."""
    written = rf"(?<![\w-]){re.escape(term)}s?(?![\w-])"
    before = re.search(rf"(?P<words>[^()]*)\(\s*{written}\s*[);,]", sentence)
    behind = re.search(rf"{written}\s*(?:[:=,]|\(|\bstands for\b|\bis short for\b)\s*(?P<words>[^();]*)", sentence)
    words = behind["words"].split()[:_BESIDE] if behind else []
    tried = [before["words"]] if before else []
    tried += [" ".join(words[:end]) for end in range(1, len(words) + 1)]
    if any(long_form(term, one) for one in tried):
        return 1.0
    return DEFINING_VERB * bool(re.search(written, sentence))


def defines(question: str, sentence: str) -> float:
    """Return 1 where the sentence says what the term asked for is, 0.7 where it spells it out, else 0.3 for a defining verb."""
    term = _GENERIC.sub("", term_of(question))
    if not term:
        return DEFINING_VERB * bool(_DEFINING.search(sentence))
    if _STANDS_FOR.search(question):
        return _spells_out(term, sentence)
    own = r"\W{0,2}" + r"[\s-]+".join(re.escape(word) for word in term.split()) + rf"s?[”\"’']?(?: {_SORT})?"
    if term.isupper() and re.search(rf"\w \(\s*{re.escape(term)}s?\s*[);,]", sentence):
        return 1.0  # a short form is best said by its long one
    aside = r"(?:\s*\([^)]*\))?,?\s*(?:\d\s*)?"
    # At the head of its clause: behind "of" or "with" it is not what the clause is about.
    if re.search(
        rf"(?:^|[.;:,(]|\b(?:that|while|whereas|here))\s*(?:the |an? )?(?:(?:term|concept|notion) )?{own}{aside}\s*{_SAYS_WHAT}",
        sentence,
        re.IGNORECASE,
    ):
        return 1.0
    if re.search(rf"\b{_NAMED}\s+(?:(?!that\b|how\b|whether\b)\w+\s+){{0,3}}?{own}(?![\w-])", sentence, re.IGNORECASE):
        return 1.0
    if re.search(
        rf"\(\s*{own}\s*[);,]|(?<![\w-]){own}(?:\s*\(|,\s+(?:an?|the|which|i\.e\.)\b)", sentence, re.IGNORECASE
    ):
        return SPELLED_OUT
    return DEFINING_VERB * bool(_DEFINING.search(sentence))
