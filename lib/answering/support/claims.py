"""An answer cut into sentences, and what each of them does: claim something, say that it is not there, lead in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lib.text.terms import content_stems, names

_ABBREVIATIONS = ("al", "e.g", "i.e", "cf", "vs", "Fig", "Figs", "Tab", "Eq", "No", "Dr", "approx")
_NOT_AFTER = (
    "".join(rf"(?<!\b{re.escape(short)})" for short in _ABBREVIATIONS) + r"(?<!\b[A-Z])(?<!^\d)(?<!\s\d)(?<!\s\d\d)"
)
_SENTENCE_END = re.compile(
    _NOT_AFTER + r"[.!?][\"'”’)\]]*(?=\s+[A-Z0-9\"'“‘(*\[-]|\s*$)|\n+",
    re.MULTILINE,
)
_LIST_MARK = re.compile(r"^\s*(?:[*+•‣–-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")


def _any_of(*patterns: str) -> re.Pattern[str]:
    """Return one pattern of alternatives, each of whole words, in any case."""
    return re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in patterns), re.IGNORECASE)


_SOURCE = (
    "(?:context|text|passages?|papers?|study|information|document|article|excerpts?|authors?|snippets?|details?|content"
    "|sources?|sections?|extracts?)"
)
_TELL = (
    r"(?:mention|provid|specif|stat|includ|contain|giv|discuss|describ|explain|detail|address|offer|cover|list|indicat"
    r"|defin|identif|disclos|report|clarif|delv|elaborat|outlin|refer|reveal|present|say|tell|talk|suggest|answer"
    r"|determin|focus|touch|show|relat)\w*"
)
_TOLD = (
    "(?:mentioned|stated|specified|provided|described|discussed|given|included|detailed|addressed|disclosed|reported"
    "|explained|listed|indicated|available|clear|outlined|covered|defined)"
)
_FACTS = "(?:mention|information|indication|details?|evidence|references?|discussion|description|data|specifics?)"
_FIND_OUT = (
    "(?:determine|provide|answer|specify|say|confirm|give|tell|infer|find|ascertain|identify|conclude|definitively)"
)
_CANNOT = (
    "(?:don['’]t|do not|doesn['’]t|does not|cannot|can['’]t|can not|unable to|not able to|could not|couldn['’]t"
    "|impossible to|not possible to|difficult to)"
)
_DENIAL = _any_of(
    rf"(?:does|do|did|has|have|is|are|was|were|could|can|would)(?:n['’]t| not)(?:\s+\w+){{0,3}}?\s+(?:{_TELL}|know)",
    rf"(?:is|are|was|were)(?:n['’]t| not) any (?:\w+ ){{0,2}}?{_FACTS}",
    r"(?:focus\w*|concern\w*|about|for|on)\b[^.;]*, (?:but )?not (?:on|about|for|a|the)",
    r"(?:is|are|was|were)(?:n['’]t| not)\s+(?:\w+ly\s+)?"
    r"(?:clear|known|enough|sufficient|available|possible|given|found|sure|certain)",
    rf"no\s+(?:\w+\s+){{0,3}}?{_FACTS}",
    rf"{_CANNOT}\s+(?:\w+\s+){{0,2}}?(?:know|{_FIND_OUT})",
    r"(?:cannot|can['’]t|can not|could not) be (?:\w+ly )?"
    r"(?:determined|confirmed|inferred|known|answered|specified|identified|found)",
    rf"(?:not|never|nor)\s+(?:\w+ly\s+)?(?:been\s+)?{_TOLD}",
    r"(?:isn['’]t|is not|not|in) ?(?:enough|sufficient|insufficient)\s+(?:\w+\s+)?(?:information|context|details?)",
    r"insufficient\s+(?:information|context|detail)\w*",
    r"(?:without|absence of)\s+(?:\w+\s+){0,2}?(?:information|context|details?)",
    r"(?:is|are|remains?)\s+(?:\w+ly\s+)?(?:unclear|unknown|unspecified|missing|absent)",
    r"lack(?:s|ing)?\s+(?:\w+\s+){0,3}?(?:information|details?|mention)",
)
_CLAUSE = re.compile(
    r",?\s+(?=(?:but|although|though|while|whereas|because|so)\b)"
    r"|[,;]\s+(?=(?:however|then|it|they|the|this|these|there|I|we)\b)"
    r"|,?\s+(?=and (?:it|they|the|this|these|there|does|do|did|is|are|was|were|doesn['’]t|don['’]t|didn['’]t)\b)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"^\W*(?:please|if you(?:['’]d| (?:need|want|would|could|can|wish|require|are (?:looking|interested)"
    r"|have (?:\w+ ){0,2}?(?:questions?|information|details?|context|access|concerns?)))"
    r"|let me know|i hope|\(?word count|\(?\d+ words|\(?note that this|feel free|here (?:is|are)"
    r"|i (?:can|could|will) (?:try|help)|sure)\b|^\W*(?:answer|unfortunately)\W*$"
    r"|\b(?:let me know|please provide|provide more context|feel free to)\b"
    r"|\bto (?:access|find|obtain|get|know)\b[^.]*\b(?:contact|consult|refer to)\b"
    r"|\b(?:contact|consult|reach out to)\b[^.]*\bauthors?\b",
    re.IGNORECASE,
)
_GENERAL = _any_of(
    r"in general|generally|typical(?:ly)?|usual(?:ly)?|common(?:ly)?|often|widely|popular|normally|tends? to",
    r"general (?:knowledge|information|practices?|insights?|overview|guidance|idea)",
    r"best practices?|standard (?:practice|approach|way)s?|not limited to|crucial|essential|important to",
    r"various (?:methods|ways|techniques|metrics|strategies|factors|platforms|frameworks|tools)",
    r"some (?:\w+ )?(?:examples|methods|strategies|techniques|approaches|ways|options|possible|popular|potential|steps)",
    r"it is (?:worth noting|important|recommended|crucial|essential|good)",
)
_MODAL = _any_of("can|may|might|could|should|would|must|needs? to")
_ATTRIBUTED = _any_of(
    rf"(?:the|this|their|provided|given|in|by)\s+(?:\w+\s+){{0,2}}?{_SOURCE}",
    r"authors?|researchers?|they|et al|mentions?|mentioned|state[sd]?|according to|in this (?:case|study|work|paper)",
    r"(?:table|figure|fig\.|section|eq\.|equation)\s*\d+",
)
_POINTS_BACK = re.compile(r"^\W*(?:this|these|those|such|it|they|by doing)\b", re.IGNORECASE)
_SUMS_UP = re.compile(
    r"^\W*(?:in summary|overall|therefore|thus|hence|in conclusion|to summarize|so,|based on|considering)\b",
    re.IGNORECASE,
)
_CONCEDES = re.compile(
    r"^\W*(?:in summary,? |therefore,? |however,? |overall,? )?(?:although|while|though|even though|despite)\b",
    re.IGNORECASE,
)
_GIVES_UP = _any_of(
    r"I (?:don['’]t|do not|cannot|can['’]t|am (?:not able|unable))",
    r"(?:not |im)possible to (?:determine|provide|answer)|unable to",
)
_OF_A_SOURCE = _any_of(_SOURCE, _TOLD, "I|me|we|us|you|answers?|questions?|query")
_BESIDES = _any_of("others?|separate|additional|also|further|any more|else|all")
_NEGATION = re.compile(r"\b(?:not|no|never|without|neither|nor|cannot|none)\b|n['’]t\b", re.IGNORECASE)
LEAD_IN_WORDS = 10
"""Words of meaning that a line may have and still only announce what follows."""
CLAIM_WORDS = 3
"""Words of meaning, beside a denial, that claim something."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer."""

    text: str
    """An exact substring of the answer."""
    start: int
    """Its first character in the answer."""
    denies: bool
    """Says that something is not in the papers."""
    empty: bool
    """Claims nothing about the papers: a bare denial, a lead-in, a heading, an aside to the reader."""
    listed: bool
    """An item of a list."""
    claimed: str
    """The words that claim something: the text without the clauses that deny."""


def cut(answer: str) -> list[Claim]:
    """Return the sentences and list items of the answer in order; what lies between them is white space."""
    claims = []
    start = 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(answer)), len(answer)]:
        text = answer[start:end].strip()
        if re.search(r"\w", text):
            claims.append(_claim(text, answer.index(text, start)))
        start = end
    return claims


_MARK_OR_QUESTION = re.compile(r"^\W*(?:\d{1,2}|[A-Za-z])[.)]\W*$|\?[\s*_”\"')\]]*$")
"""The number of a list's item by itself, and a question: neither claims anything."""


def _claim(text: str, start: int) -> Claim:
    listed = bool(_LIST_MARK.match(text))
    bare = _LIST_MARK.sub("", text)
    denies = bool(_DENIAL.search(bare))
    claimed = _without_denials(bare) if denies else bare
    empty = denies and not _claims_more(claimed)
    says_nothing = empty or _is_aside(bare) or _leads_in(bare) or _MARK_OR_QUESTION.search(text) is not None
    return Claim(text, start, denies, says_nothing, listed, claimed)


def _without_denials(text: str) -> str:
    """Return the clauses that deny nothing, joined."""
    clauses = _CLAUSE.split(text)
    if len(clauses) == 1 and _CONCEDES.search(text) and ", " in text:
        clauses = text.rsplit(", ", 1)
    return ", ".join(clause for clause in clauses if not _DENIAL.search(clause))


_FILLER = frozenset(
    content_stems(
        "unfortunately however therefore nevertheless context text provided given information paper study query question "
        "answer answering based specific specifically explicitly directly mention mentioned additional again overall summary "
        "conclusion note noted worth noting important regarding concerning required needed definitive accurate would know "
        "more necessary necessarily possible such assumption remain speculative mean utilized"
    )
)


def _claims_more(claimed: str) -> bool:
    """Return whether what is left beside the denials still says something."""
    return len([stem for stem in content_stems(claimed) if stem not in _FILLER]) >= CLAIM_WORDS


def _is_aside(text: str) -> bool:
    return bool(_ASIDE.search(text))


def _leads_in(text: str) -> bool:
    """Return whether the line only announces what follows: a heading, or a short opening that ends in a colon.

    One that names something of its own, or speaks of things in general, claims it.
    """
    stripped = text.strip("*#_ ")
    if stripped.endswith(":") or re.fullmatch(r"[*#_]+[^.!?]+[*#_:]+", text.strip()):
        says_more = _GENERAL.search(text) or _MODAL.search(text) or re.search(r"\d", stripped) or names(text)
        return not says_more and len(content_stems(text)) <= LEAD_IN_WORDS
    return False


def speaks_in_general(claim: Claim) -> bool:
    """Return whether it tells what is usual anywhere, not what these papers did."""
    return bool(_GENERAL.search(claim.claimed))


def is_attributed(claim: Claim) -> bool:
    """Return whether it says whose statement it is: the paper's, the authors', a table's."""
    return bool(_ATTRIBUTED.search(claim.claimed))


def points_back(claim: Claim) -> bool:
    """Return whether it goes on about what the sentence before named."""
    return bool(_POINTS_BACK.search(claim.claimed))


def sums_up(claim: Claim) -> bool:
    """Return whether it draws a conclusion."""
    return bool(_SUMS_UP.search(claim.claimed))


def concedes(claim: Claim) -> bool:
    """Return whether it only concedes that something is missing, and goes on to claim ("Although ..., the paper does ...")."""
    return bool(_CONCEDES.search(claim.text)) and not claim.empty


def gives_up(claim: Claim) -> bool:
    """Return whether it says that no answer can be given."""
    return bool(_GIVES_UP.search(claim.text))


def is_of_the_world(claim: Claim) -> bool:
    """Return whether a denial speaks of no source and no reader: "There is no evidence that vitamin D protects people"."""
    return claim.denies and not _OF_A_SOURCE.search(claim.text) and _claims_more(claim.text)


def denies_the_rest(claim: Claim) -> bool:
    """Return whether it denies only what goes beyond an answer: "no other frameworks", "not all of them"."""
    return claim.denies and bool(_BESIDES.search(claim.text))


def is_negated(text: str) -> bool:
    """Return whether the text says that something is not so."""
    return bool(_NEGATION.search(text))
