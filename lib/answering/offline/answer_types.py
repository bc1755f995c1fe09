"""How far a sentence has the kind of thing that a question asks for."""

from __future__ import annotations

import re

from lib.answering.offline.definitions import defines
from lib.answering.offline.numbers_asked_for import CITED, HALF_MATCH, has_number
from lib.answering.offline.question_kinds import LOOKED_AT, Kind, kind_of, may_ask_for_meaning
from lib.answering.offline.question_words import AUXILIARY
from lib.text.terms import content_stems

_ASKS_FOR_PLACES = re.compile(
    r"\b(?:what|which) (?:\w+ )?(?:countries|cities|regions|places|locations|sites|states|lakes|rivers|hospitals|universities)\b",
    re.IGNORECASE,
)
_URL = re.compile(
    r"https?\s?:|www\.|\bdoi\b|\b10\.\d{4,}/|\b(github|gitlab|bitbucket|zenodo|figshare|dryad|osf)\b"
    r"|\w\.(org|com|io|edu|net)\b|\b(on|upon) (reasonable )?request\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(1[5-9]|20)\d\d\b|\b\d{1,2}:\d\d\b|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b|\b(january|february|march|april|june|july|august"
    r"|september|october|november|december|spring|summer|autumn|winter|century)\b|\bMay\b",
    re.IGNORECASE,
)
_FROM_THE_START = re.compile(
    r"\b(?:before|after|prior to|following|during|at) (?:the )?(?:first|last|second|third|start|end|baseline|onset"
    r"|surgery|treatment|birth)\b|"
    r"\b(?:days?|weeks?|months?|years?|hours?) \d+\b|\b[DWM]\d+\b|\b(?:days?|weeks?|months?|years?) (?:after|before|later)\b"
    r"|\b(?:after|at|within|before) (?:about |approximately )?(?:\d+|one|two|three|four|five|six)[\s-]"
    r"(?:days?|weeks?|months?|years?|hours?|h|min)\b",
    re.IGNORECASE,
)
"""When something was, counted from the start of a study or an illness."""
RELATIVE_DATE = 0.75
"""How far that is the date asked for."""
_PLACE = re.compile(
    r"\b(?i:in|at|from|near|of|on|around|across|to|between)\s+(?:the\s+)?(?:\w+ern\s+)?[A-Z][a-zà-ÿ]|\d\s?[°◦]"
)
_PART_OF_A_PAPER = (
    r"(?:Tab(?:le)?s?|Fig(?:ure)?s?|Sec(?:t(?:ion)?)?s?|App(?:end(?:ix|ices))?|Chap(?:t(?:er)?)?s?|Eqs?|Equations?|Additional|Supp(?:l|lement\w*|orting)?"
    r"|Groups?)"
)
"""What has a capital, or a number, and is no place: "in Table 2"."""
_NAMED_PLACE = rf"(?:the\s+)?(?-i:(?!{_PART_OF_A_PAPER}\b)[A-Z][a-zà-ÿ])"
_SITUATED = re.compile(
    rf"\b(?:located|situated|lies|lying|based|headquartered)\b.{{0,60}}\b(?:in|at|near|on|of|within)\s+{_NAMED_PLACE}|\d\s?[°◦]",
    re.IGNORECASE,
)
_ASKS_WHERE_IT_LIES = re.compile(r"\b(?:located|situated|lies?|based)\b", re.IGNORECASE)
_LOCATED = re.compile(
    rf"\b(?:in|at|near)\s+{_NAMED_PLACE}"
    r"|\b(?:conducted|carried out|performed|undertaken|collected|recruited|enroll?ed|took place|grown|sampled|obtained|housed)\b"
    rf".{{0,60}}\b(?:from|on|of|within|by)\s+{_NAMED_PLACE}"
    r"|(?-i:\b[A-Z][a-zà-ÿ]\w+ (?:University|Hospitals?|Province|District|County|Lake|River|City|Island|Park|Institute"
    r"|Cent(?:er|re)|Region|Valley|Bay|Village|Clinic|College|State|Mountains?)\b)"
    rf"|(?-i:\b(?:University|Hospital|Province|Lake|River|City|Institute|Bay) of [A-Z])|{_SITUATED.pattern}",
    re.IGNORECASE,
)
"""How a sentence says where something lies, and where it is or was done, beside naming something with a capital."""
_PERSON = re.compile(
    r"\b[A-Z][\w.’'-]* (?:[A-Z]\. )?[A-Z][a-zà-ÿ]+|\bby (?:an? |the |two |three )?\w+"
    r"|\b(?:authors?|experts?|students?|observers?|annotators?|volunteers?|participants?|patients?|subjects|we|us|our)\b"
)
_ENUMERATION = re.compile(r",? and |\bfollowing\b|;|\([1ia]\)", re.IGNORECASE)
_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|since|reasons?|therefore|hence|thus|in order to|as a result of|caused by|attribut\w+"
    r"|(?:selection|choice|chosen|selected|adopted|preferred)\b.{0,80}\b(?:based on|for (?:its|their)|as (?:it|they))"
    r"|in consideration of|given the|on account of|motivated by|facilitat\w+|led to|resulted in|driven by"
    r"|explain(?:s|ed)?|explanation|results? from|rationale|in view of|given that|which is why"
    r"|contributed to|this (?:is|was) because|so as to|thereby)\b|^\W*as\b|,? as (?:it|they|this|these|the) \w+",
    re.IGNORECASE,
)
_MAYBE_CAUSE = re.compile(
    r"\bto (?:avoid|ensure|keep|reduce|minimi[sz]e|prevent|assess|allow|enable|achieve|maintain|account|make|help|provide|obtain"
    r"|compare|test|examine|improve|increase|determine|facilitate)\b|\b(?:may|might|could) (?:be|have|result|reflect|also)\b"
    r"|\bprobably\b|\blikely\b|\bso that\b|\bconsidering\b"
    r"|\bfor (?:this|these|that) (?:purpose|reason)s?\b|\bmakes? it\b|\bleads? to\b",
    re.IGNORECASE,
)
_COMPARING = re.compile(
    r"\bthan\b|\bcompared? (?:with|to)\b|\bin comparison\b|\bversus\b|\bvs\.?\s|\boutperform\w*|\bin contrast\b|\bwhereas\b"
    r"|\bunlike\b|\b(?:better|worse|higher|lower|greater|smaller|larger|stronger|weaker|fewer|faster|slower|similar|superior"
    r"|inferior|comparable)\b|\b(?:predominan|dominat|commonest)\w*|\bmajority\b|\bmost(?:ly)?\b"
    r"|\bdiffer(?:s|ed|ent|ently|ences?)?\b|\b(?:the )?(?:most|least|best|highest|lowest|largest) \w+",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    r"\b(?:best|worst|most|least|(?:high|low|larg|small|great|fast|slow|strong|weak|common|easi|hard|long|short|old|young)est"
    r"|predominan\w*|dominat\w*|majority|main(?:ly)?|chiefly|primarily|maxim\w+|minim\w+|outperform\w*)\b",
    re.IGNORECASE,
)
_NUMBERED_ITEMS = re.compile(r", (?:[\w-]+ ){1,4}(?:and|or) \w|\((?:1|i|a)\).*\((?:2|ii|b)\)")
_ASKS_WHAT_WAS_DONE = re.compile(
    r"\b(used?|using|employed|applied|chosen|choose|selected|trained|initiali[sz]ed|implemented|performed|adopted|compared|proposed?)\b",
    re.IGNORECASE,
)
_OWN_WORK = re.compile(
    r"\b(?:we|our)\b|\b(?:this|the present|the current) (?:paper|study|work|article)\b"
    r"|\b(?:was|were) (?:\w+ly )?(?:used|employed|applied|chosen|selected|trained|implemented|performed|carried|done|adopted)\b",
    re.IGNORECASE,
)
FEW_COMMAS = 2
"""Between the items of an enumeration of three."""


def matches_answer_type(question: str, sentence: str) -> float:
    """Return how far the sentence has what such a question asks for, 0-1: a link, a quantity, a date, a defining verb, ...

    Where the question asks what was used or done, half for a sentence that tells of the authors' own work.
    """
    kind = kind_of(question)
    if kind == "definition":
        return defines(question, sentence)
    if kind == "other" and _ASKS_WHAT_WAS_DONE.search(question):
        return HALF_MATCH * bool(_OWN_WORK.search(sentence))
    if kind == "list":
        return _lists(question, sentence)
    if kind == "reason":
        return 1.0 if _CAUSE.search(sentence) else HALF_MATCH * bool(_MAYBE_CAUSE.search(sentence))
    if kind == "comparison":
        return _compares(question, sentence)
    if kind == "yes_no":
        return HALF_MATCH * bool(_OWN_WORK.search(sentence))
    if kind == "number":
        meant = may_ask_for_meaning(question) and defines(question, sentence) >= 1.0
        return 1.0 if meant else has_number(question, sentence)
    return _names_kind(kind, question, sentence)


def _compares(question: str, sentence: str) -> float:
    """Return 1 where the sentence compares as the question does; half where the one has more than another, the other the most."""
    if not _COMPARING.search(sentence):
        return 0.0
    if _SUPERLATIVE.search(question):
        return 1.0 if _SUPERLATIVE.search(sentence) else HALF_MATCH
    return (
        1.0 if _COMPARING.search(_SUPERLATIVE.sub(" ", sentence)) else HALF_MATCH
    )  # the most is not more than another


def _names_kind(kind: Kind, question: str, sentence: str) -> float:
    """Return how far the sentence names a link, a date, a place or a person; a list of places, where several are asked for."""
    pattern = {"link": _URL, "date": _DATE, "place": _PLACE, "person": _PERSON}.get(kind)
    has = float(bool(pattern and pattern.search(CITED.sub(" ", sentence) if kind == "date" else sentence)))
    if not has and kind == "date":
        return RELATIVE_DATE * bool(_FROM_THE_START.search(sentence))
    if has and kind == "place":
        if _ASKS_FOR_PLACES.search(question):
            return HALF_MATCH + HALF_MATCH * _enumerates(sentence)
        says = _SITUATED if _ASKS_WHERE_IT_LIES.search(question) else _LOCATED
        return HALF_MATCH + HALF_MATCH * bool(says.search(sentence))
    return has


_LISTED_NOUN = re.compile(
    rf"\b(?:which|what)\b(?: {AUXILIARY} the)? (?:[\w'’-]+ ){{0,3}}?(?P<noun>[\w-]+(?:s|ia|ae|data|criteria|people))"
    rf"(?= {AUXILIARY}\b| \w+ed\b| (?:of|in|for|from|by|to|with|on)\b|\W*$)",
    re.IGNORECASE,
)
"""What a question for a list asks for: "factors" of "Which social factors were examined?"."""
_NAMES_ITEMS = re.compile(
    r"^[^\w:(]{0,2}(?:(?!\b(?:which|that|who)\b)[\w%°-]+[^\w:(]{1,2}){0,5}?(?::|(?P<bracket>\()(?!fig|tab|see)|\b(?:were|are|include\w*|including|compris\w+"
    r"|consist\w+|namely|such as|i\.e\.?,?|like)\b)(?P<items>[^:]*)",
    re.IGNORECASE,
)
"""What names the items right behind the noun: "social factors included A, B and C", "boosters: electric, gas"."""
ANY_ENUMERATION = 0.8
"""How far a sentence has the list asked for that enumerates something else than what the noun of the question names."""


def _lists(question: str, sentence: str) -> float:
    """Return 1 where the sentence names what is asked for and, right behind it, its items; less where it enumerates anything."""
    noun = _LISTED_NOUN.search(question[:LOOKED_AT])
    if noun is not None:
        bare = CITED.sub(" ", sentence)
        wanted = set(content_stems(noun["noun"]))
        for word in re.finditer(r"[\w-]+", bare):
            if wanted and set(content_stems(word[0])) == wanted:
                named = _NAMES_ITEMS.match(bare[word.end() :])
                if named is not None and _enumerates(_within_bracket(named)) >= 1.0:
                    return 1.0
    return min(_enumerates(sentence), ANY_ENUMERATION) if noun is not None else _enumerates(sentence)


def _within_bracket(named: re.Match[str]) -> str:
    """Return the items; of those that a bracket names what stands in it."""
    return named["items"].split(")", 1)[0] if named["bracket"] else named["items"]


def _enumerates(sentence: str) -> float:
    """Return 1 for a sentence that names three things or more in a row, or leads in to them; 0.5 for two."""
    sentence = CITED.sub(" ", sentence)
    if (
        sentence.count(",") + sentence.count(";") >= FEW_COMMAS
        or sentence.rstrip().endswith(":")
        or _NUMBERED_ITEMS.search(sentence)
    ):
        return 1.0
    return HALF_MATCH * bool(_ENUMERATION.search(sentence))
