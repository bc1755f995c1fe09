"""What kind of thing a question asks for: a number, a place, a reason, a list."""

from __future__ import annotations

import re
from typing import Literal

from lib.text.terms import content_stems

Kind = Literal[
    "link", "number", "date", "place", "person", "definition", "list", "reason", "comparison", "yes_no", "other"
]
LOOKED_AT = 600
"""Characters of a question that tell what it asks for; a page that was pasted would take seconds."""
FACTS: frozenset[Kind] = frozenset({"link", "number", "date", "place", "person", "definition", "yes_no"})
"""Kinds of question that one sentence answers."""
_MADE = (
    "code|data ?sets?|data|software|scripts?|models?|corpus|corpora|materials?|implementation|programs?|tools?|images|recordings"
    "|videos|sequences|annotations|transcripts"
)
_GOT = "available|accessible|download\\w*|find|found|access\\w*|obtain\\w*|get|releas\\w*|shared|published"
_MEASURE = (
    "number|amount|percentage|percent|proportion|rate|size|ratio|length|duration|age|temperature|concentration|dose|dosage"
    "|population|prevalence|incidence|weight|frequency|p-value|threshold|accuracy|precision|recall|score|price|cost|speed"
    "|distance|depth|height|width|mean|average|median|area|volume|density|elevation|altitude|value|share|sample size"
    "|efficiency|efficacy|intensity|yield|diameter|potential|count|half-life|time|wavelength|voltage|pressure|power|mass"
    "|f1[- ]score"
)
_ASKS: tuple[tuple[Kind, str], ...] = (
    (
        "link",
        r"\b(link|url|uri|doi|website|web ?site|web ?page|github|gitlab|bitbucket|zenodo|repository|repositories)\b"
        rf"|\b(where|how|is|are|was|were|can)\b.*\b({_MADE})\b.*\b({_GOT})\b"
        rf"|\bwhere\b.*\b({_GOT})\b.*\b({_MADE})\b"
        rf"|\b(?:{_MADE})[\s-](?:and [\w-]+ )?(?:availability|accessibility|sharing)\b"
        rf"|\b(is|are) there (?:an?y? |some )?(?:source |custom |analysis )?(code|software|scripts?"
        r"|data ?sets?|data|repositor\w+)\W*$",
    ),
    (
        "reason",
        r"^\W*(and |but |so )?why\b|\bwhat (is|are|was|were) the (reasons?|causes?|rationale|explanations?)\b"
        r"|\bwhat (causes?|caused|explains?|explained)\b|\bfor what reasons?\b|\bhow come\b",
    ),
    (
        "number",
        r"\bhow (many|much|long|old|large|big|high|low|often|far|fast|tall|deep|heavy|wide|frequent\w*)\b"
        rf"|\bwhat (is|was|are|were) the (\w+ ){{0,3}}({_MEASURE})\b"
        rf"|\b(what|which) (\w+ ){{0,2}}({_MEASURE})s? (is|are|was|were|has|have|had|do|does|did|can|of|in|for)\b",
    ),
    (
        "date",
        r"^\W*(and |but |so )?(since |until )?when\b|\b(what|which) (\w+ )?(years?|dates?|days?|months?|period|season)\b",
    ),
    (
        "place",
        r"^\W*(and |but |so |from |to )?where\b"
        r"|\b(what|which) (\w+ )?(countr(y|ies)|cit(y|ies)|regions?|places?|locations?|sites?|states?|lakes?|rivers?"
        r"|hospitals?|universit(y|ies))\b",
    ),
    (
        "person",
        r"^\W*(and |but |so |by |to )?(who|whom|whose)\b"
        r"|\b(what|which) (authors?|researchers?|persons?|people|surgeons?|physicians?|doctors?|clinicians?|nurses?|therapists?"
        r"|investigators?|scientists?|teachers?|interviewers?|raters?|observers?|compan(y|ies)|institutions?|organi[sz]ations?|agenc(y|ies)"
        r"|funders?)\b",
    ),
    (
        "comparison",
        # Which things one was compared with asks for their names.
        r"\bcompar(?:e[ds]?|ison)\b.*\b(?:with|to|and|against|between)\b(?!\W*$)|\b(?:differ|differs|differed|differences?)\b"
        r"|\b(?:better|worse|higher|lower|larger|smaller|greater|faster|slower|stronger|weaker|fewer|more|less)\b.*\b(?:than|or)\b"
        r"(?! (?:once|twice|one|two|\d))|\b\w{2,}er\b.*\bthan\b(?! (?:once|twice|one|two|\d))"
        r"|\bas (?:well|good|much|many|often|fast|accurate(?:ly)?) as\b|\b(?:versus|vs\.?)\s"
        r"|\b(?:which|what|who) .*\b(?:best|most|least|worst|highest|lowest|largest|smallest|fastest|strongest)\b",
    ),
    ("definition", r"\b(defin(e|ed|es|ition)|meant by|what does .+ (mean|stand for)|meaning of)\b"),
    (
        "list",
        r"\b(list|name|enumerate) (the|all|some|every)\b|\bwhat (are|were) the\b"
        r"|\b(what|which) (?:[\w-]+ ){0,2}?[\w-]+[^s\W]s (?:\w+ )?(are|were|was|is|have|has|had|do|does|did|can)\b",
    ),
    ("yes_no", r"^\W*(and |but |so )?(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
)
_OF_KIND = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ASKS)
WHAT_IS = re.compile(
    r"^\W*what(?: is|'s|’s| are) (?:an? |the )?(?P<term>(?:\S+ ?){1,3}?)\W*$"
    r"|^\W*what does (?:an? |the )?(?P<short>(?:\S+ ?){1,3}?) (?:mean|stand for)\W*$",
    re.IGNORECASE,
)
READ_CHARACTERS = 500
"""Of a question: a pasted page says no more of its kind, and the patterns take seconds over one."""
TERM_WORDS = 3
"""Words of meaning in a term; "What is ...?" of more is no question for a definition."""


def kind_of(question: str) -> Kind:
    """Return what the question asks for; a rough reading of its first words, "other" where nothing is clear."""
    question = question[:READ_CHARACTERS]
    if WHAT_IS.match(question) and len(content_stems(question)) <= TERM_WORDS:
        asked = next(
            (kind for kind, pattern in _OF_KIND if kind in {"link", "number"} and pattern.search(question)), None
        )
        return asked or ("list" if _asks_for_several(question) else "definition")
    return next((kind for kind, pattern in _OF_KIND if pattern.search(question)), "other")


def may_ask_for_meaning(question: str) -> bool:
    """Return whether "What is the X?" may ask what the word means, whatever else it may ask: "What is the detection rate?"."""
    return WHAT_IS.match(question[:READ_CHARACTERS]) is not None


def _asks_for_several(question: str) -> bool:
    """Return whether "What are the ...?" asks for several known things, not for what a word means."""
    return bool(re.match(r"^\W*what are the\b", question, re.IGNORECASE))
