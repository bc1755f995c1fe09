"""What a question asks for, and a follow-up question made whole by the turn before."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Literal

from lib.answering.offline.design_cues import ONE_GROUP
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
    "|efficiency|efficacy|yield|diameter|potential|count|half-life|time|wavelength|voltage|pressure|power|mass|f1[- ]score"
)
_ASKS_FOR_PLACES = re.compile(
    r"\b(?:what|which) (?:\w+ )?(?:countries|cities|regions|places|locations|sites|states|lakes|rivers|hospitals|universities)\b",
    re.IGNORECASE,
)
_ASKS: tuple[tuple[Kind, str], ...] = (
    (
        "link",
        r"\b(link|url|uri|doi|website|web ?site|web ?page|github|gitlab|bitbucket|zenodo|repository|repositories)\b"
        rf"|\b(where|how|is|are|was|were|can)\b.*\b({_MADE})\b.*\b({_GOT})\b"
        rf"|\bwhere\b.*\b({_GOT})\b.*\b({_MADE})\b"
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
        r"|\b(what|which) (authors?|researchers?|persons?|people|compan(y|ies)|institutions?|organi[sz]ations?|agenc(y|ies)"
        r"|funders?)\b",
    ),
    (
        "comparison",
        r"\bcompar(?:e[ds]?|ison)\b.*\b(?:with|to|and|against|between)\b|\b(?:differ|differs|differed|differences?)\b"
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
_WHAT_IS = re.compile(
    r"^\W*what(?: is|'s|’s| are) (?:an? |the )?(?P<term>(?:\S+ ?){1,3}?)\W*$"
    r"|^\W*what does (?:an? |the )?(?P<short>(?:\S+ ?){1,3}?) (?:mean|stand for)\W*$",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"(?:meant by|meaning of|definition of|(?:is|are|was|were) (?=.*\bdefined))\s*(?:an? |the )?(?P<term>.+?)(?: defined)?\W*$",
    re.IGNORECASE,
)

_CITED = re.compile(
    r"\([^()]*\b(?:1[89]|20)\d\d[a-z]?\b[^()]*\)|\[[\d,;–\s-]+\]|\b(?:fig(?:ure)?s?|tab(?:le)?s?|eqs?|section)\.?\s*\d+(?:\.\d+)*\w?",
    re.IGNORECASE,
)
"""Numbers that count nothing: of a citation, a figure, a section."""
NO_COUNT = (
    r"(?!\s+(?:is|was|can(?:not)?|could|may|might|must|should|would|will|has|had|wants?|needs?"
    r"|to|of|by|or|another|possible)\b)"
)
"""Behind "one": it is a pronoun, or picks one out."""
_NUMBER_WORDS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|hundreds?|thousands?|millions?|billions?|dozens?"
)
_PERCENTAGE = re.compile(r"(?:\d[\d.,]*\s?(?:[–—-]|to)\s?)?\d[\d.,]*\s?(?:%|per ?cent\b)", re.IGNORECASE)
_QUANTITY = re.compile(
    rf"\d|\b(one{NO_COUNT}|{_NUMBER_WORDS}|half|third|quarter|once|twice|daily|weekly|monthly|hourly|yearly)\b",
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
_PLACE = re.compile(
    r"\b(?i:in|at|from|near|of|on|around|across|to|between)\s+(?:the\s+)?(?:\w+ern\s+)?[A-Z][a-zà-ÿ]|\d\s?[°◦]"
)
_PERSON = re.compile(
    r"\b[A-Z][\w.’'-]* (?:[A-Z]\. )?[A-Z][a-zà-ÿ]+|\bby (?:an? |the |two |three )?\w+"
    r"|\b(?:authors?|experts?|students?|observers?|annotators?|volunteers?|participants?|patients?|subjects|we|us|our)\b"
)
_AUXILIARY = r"(?:is|are|was|were|be|been|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
_HOW_MANY = re.compile(
    rf"\bhow (?:many|much) (?P<what>(?:(?!{_AUXILIARY}\b)[\w-]+ ??){{1,3}}?)"
    rf"(?= {_AUXILIARY}\b| \w+(?:ed|ook)\b| of\b| in\b|\W*$)",
    re.IGNORECASE,
)
_WHICH_MEASURE = re.compile(
    rf"\b(?:what|which) (?P<what>(?:(?!{_AUXILIARY}\b)[\w-]+ ??){{1,3}}?)(?= {_AUXILIARY}\b| of\b)", re.IGNORECASE
)
_THE_MEASURE = re.compile(
    rf"\b(?:what|which) {_AUXILIARY} (?:the |an? )?(?P<what>(?:[\w-]+ ??){{1,3}}?)"
    r"(?= (?:of|in|for|at|on|from|with|per|used|reported)\b|\W*$)",
    re.IGNORECASE,
)
_DEFINING = re.compile(
    r"\b(is|are|was|were) (an?|the|defined|called|known|termed)\b|\brefers? to\b|\bdefin\w+\b|\bdenotes?\b|\bi\.e\."
    r"|\bmeans?\b|\bcalled\b|\bstands? for\b",
    re.IGNORECASE,
)
_ENUMERATION = re.compile(r",? and |\bfollowing\b|;|\([1ia]\)", re.IGNORECASE)
_SAYS_WHAT = (
    r"(?:(?:is|are|was|were)\s+(?:an?|the|one|any|some|such|those|that|when|where|how|simply|defined|called|known|termed"
    r"|denoted|calculated|composed|made)\b|(?:refers? to|means?|denotes?|describes?|consists? (?:of|in)|stands? for"
    r"|comprises?|calculates?|measures?|quantif(?:y|ies))\b)"
)
_NAMED = (
    r"(?:calls?|called|named|termed|denoted?|known as|defined?|defines|proposes?|introduces?|presents?|our system,?)"
)

_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|since|reasons?|therefore|hence|thus|so that|in order to|as a result of|caused by|attribut\w+"
    r"|(?:selection|choice|chosen|selected|adopted|preferred)\b.{0,80}\b(?:based on|for (?:its|their)|as (?:it|they))"
    r"|in consideration of|considering|given the|on account of|motivated by|facilitat\w+|led to|resulted in|driven by"
    r"|explain(?:s|ed)?|explanation|results? from|rationale|in view of|given that|which is why"
    r"|contributed to|this (?:is|was) because|so as to|thereby)\b|^\W*as\b|,? as (?:it|they|this|these|the) \w+",
    re.IGNORECASE,
)
_MAYBE_CAUSE = re.compile(
    r"\bto (?:avoid|ensure|keep|reduce|minimi[sz]e|prevent|assess|allow|enable|achieve|maintain|account|make|help|provide|obtain"
    r"|compare|test|examine|improve|increase|determine|facilitate)\b|\b(?:may|might|could) (?:be|have|result|reflect|also)\b"
    r"|\bprobably\b|\blikely\b|\bfor (?:this|these|that) (?:purpose|reason)s?\b|\bmakes? it\b|\bleads? to\b",
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

_POINTS_BACK = re.compile(
    r"\b(it|its|they|them|their|theirs|former|latter|same|ones?|others?)\b"
    r"|\b(this|that|these|those)\b(?! (paper|papers|study|studies|work|article|review|survey|authors?|manuscript|report)\b)",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\bhow (?:many|much|long|old|large|big|high|low|often|far|fast|tall|deep|heavy|wide)\b"
    r"|\b(?:what|which) (?:kinds?|types?|sorts?|ones?)(?: of)?\b|\b(?:what|how) about\b|\bother(?:s|wise)?\b|\belse\b|\bsame\b",
    re.IGNORECASE,
)
_OPENS_AS_FOLLOW_UP = re.compile(
    r"^\s*(and|but|so|also|why|what about|how about|what else|anything else|which ones?|how so|really|are you sure)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it is to be answered."""

    text: str
    """The question itself; it alone decides what is asked."""
    about: str = ""
    """The turn before, where the question leans on it: what "it" and "they" stand for."""

    @property
    def search(self) -> str:
        """What is searched for: the turn before, then the question."""
        return f"{self.about} {self.text}".strip()

    @property
    def stems(self) -> set[str]:
        """Stems of the question's own words, those it only asks with ("how long", "what kind of") left out."""
        return set(content_stems(without_paper(_ASKING.sub(" ", self.text))))

    @property
    def opening(self) -> str:
        """The part of the question that tells what it asks for."""
        return self.text[:LOOKED_AT]

    @property
    def kind(self) -> Kind:
        """What it asks for."""
        return kind_of(self.text)


def analyse_question(question: str, previous: str | None) -> AskedQuestion:
    """Return the question, with the turn before it where it leans on that one.

    It leans back when it points at something it does not name ("Which of them ...?"), opens like a follow-up, or names
    next to nothing itself.
    """
    question = without_markup(question)
    if not previous or not is_follow_up(question):
        return AskedQuestion(question)
    return AskedQuestion(question.strip(), without_markup(previous).strip())


_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,80}>|[*_`#]{2,}|(?<!\w)[*_`](?=\w)|(?<=\w)[*_`](?!\w)")


def without_markup(text: str) -> str:
    """Return the text without tags and signs of Markdown, which are no words; unchanged where nothing else is left."""
    bare = _MARKUP.sub(" ", text)
    return bare if bare.strip() else text


_TWO_QUESTIONS = re.compile(r"\?\s+\S.*\w.*\?")


def asks_two(question: str) -> bool:
    """Return whether two questions stand in one."""
    return _TWO_QUESTIONS.search(question) is not None


def standalone(question: str, previous: str | None) -> str:
    """Return what is searched for a question: the turn before in front where it leans on that one."""
    return analyse_question(question, previous).search


def is_follow_up(question: str) -> bool:
    """Return whether the question cannot be understood without the turn before."""
    if _OPENS_AS_FOLLOW_UP.match(question) or _POINTS_BACK.search(question):
        return True
    return len(set(content_stems(question))) < 2 and not _term(question)


READ_CHARACTERS = 500
"""Of a question: a pasted page says no more of its kind, and the patterns take seconds over one."""
TERM_WORDS = 3
"""Words of meaning in a term; "What is ...?" of more is no question for a definition."""
QUESTIONS_REMEMBERED = 256
"""What is asked of paper after paper is analysed once."""
HALF_MATCH = 0.5
FEW_COMMAS = 2
"""Between the items of an enumeration of three."""
"""How far a sentence has what is asked for where it tells of the authors' own work, or has a number of something else."""
SPELLED_OUT, DEFINING_VERB = 0.7, 0.3
"""How far a sentence defines a term that it spells out in brackets or explains behind a comma, or has a verb that defines."""


def kind_of(question: str) -> Kind:
    """Return what the question asks for; a rough reading of its first words, "other" where nothing is clear."""
    question = question[:READ_CHARACTERS]
    if _WHAT_IS.match(question) and len(content_stems(question)) <= TERM_WORDS:
        asked = next(
            (kind for kind, pattern in _OF_KIND if kind in {"link", "number"} and pattern.search(question)), None
        )
        return asked or ("list" if _asks_for_several(question) else "definition")
    return next((kind for kind, pattern in _OF_KIND if pattern.search(question)), "other")


def may_ask_for_meaning(question: str) -> bool:
    """Return whether "What is the X?" may ask what the word means, whatever else it may ask: "What is the detection rate?"."""
    return _WHAT_IS.match(question[:READ_CHARACTERS]) is not None


def _asks_for_several(question: str) -> bool:
    """Return whether "What are the ...?" asks for several known things, not for what a word means."""
    return bool(re.match(r"^\W*what are the\b", question, re.IGNORECASE))


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
        return 1.0 if meant else _has_number(question, sentence)
    return _names_kind(kind, question, sentence)


def _compares(question: str, sentence: str) -> float:
    """Return 1 where the sentence compares as the question does; half where that asks for the most, and it tells only more."""
    if not _COMPARING.search(sentence):
        return 0.0
    return 1.0 if not _SUPERLATIVE.search(question) or _SUPERLATIVE.search(sentence) else HALF_MATCH


def _names_kind(kind: Kind, question: str, sentence: str) -> float:
    """Return how far the sentence names a link, a date, a place or a person; a list of places, where several are asked for."""
    pattern = {"link": _URL, "date": _DATE, "place": _PLACE, "person": _PERSON}.get(kind)
    has = float(bool(pattern and pattern.search(_CITED.sub(" ", sentence) if kind == "date" else sentence)))
    if has and kind == "place" and _ASKS_FOR_PLACES.search(question):
        return HALF_MATCH + HALF_MATCH * _enumerates(sentence)
    return has


_LISTED_NOUN = re.compile(
    rf"\b(?:which|what)\b(?: {_AUXILIARY} the)? (?:[\w'’-]+ ){{0,3}}?(?P<noun>[\w-]+(?:s|ia|ae|data|criteria|people))"
    rf"(?= {_AUXILIARY}\b| \w+ed\b| (?:of|in|for|from|by|to|with|on)\b|\W*$)",
    re.IGNORECASE,
)
"""What a question for a list asks for: "factors" of "Which social factors were examined?"."""
_NAMES_ITEMS = re.compile(
    r"^\W{0,2}(?:(?!\b(?:which|that|who)\b)[\w%°-]+\W{1,2}){0,5}?(?::|\((?!fig|tab|see)|\b(?:were|are|include\w*|including|compris\w+"
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
        bare = _CITED.sub(" ", sentence)
        wanted = set(content_stems(noun["noun"]))
        for word in re.finditer(r"[\w-]+", bare):
            if wanted and set(content_stems(word[0])) == wanted:
                named = _NAMES_ITEMS.match(bare[word.end() :])
                if named is not None and _enumerates(named["items"]) >= 1.0:
                    return 1.0
    return min(_enumerates(sentence), ANY_ENUMERATION) if noun is not None else _enumerates(sentence)


def _enumerates(sentence: str) -> float:
    """Return 1 for a sentence that names three things or more in a row, or leads in to them; 0.5 for two."""
    sentence = _CITED.sub(" ", sentence)
    if (
        sentence.count(",") + sentence.count(";") >= FEW_COMMAS
        or sentence.rstrip().endswith(":")
        or _NUMBERED_ITEMS.search(sentence)
    ):
        return 1.0
    return HALF_MATCH * bool(_ENUMERATION.search(sentence))


def _term(question: str) -> str:
    """Return what a definition is asked of; empty where the question does not name it."""
    match = _TERM.search(question[:LOOKED_AT]) or _WHAT_IS.match(question[:LOOKED_AT])
    named = next((name for name in match.groupdict().values() if name), "") if match else ""
    return named.strip(" ?\"“”'")


_SORT = r"(?:algorithm|method|approach|system|task|model|measure|index|test|procedure|metric|score|technique|framework|tool)s?"
_GENERIC = re.compile(rf"(?<=\w) {_SORT}$", re.IGNORECASE)
"""What sort of thing a term is; its definition need not say so."""


@functools.lru_cache(maxsize=QUESTIONS_REMEMBERED)
def subject_stems(question: str) -> frozenset[str]:
    """Return the stems of what a question is about: without the words it asks with, and those for the paper itself."""
    return frozenset(content_stems(without_paper(_ASKING.sub(" ", question[:LOOKED_AT]))))


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
    match = _HOW_MANY.search(question) or _WHICH_MEASURE.search(question) or _THE_MEASURE.search(question)
    return set(content_stems(match["what"])) if match else set()


_TIME = r"(?:ms|s|secs?|seconds?|min|mins|minutes?|h|hrs?|hours?|days?|nights?|weeks?|months?|years?|decades?)"
_LENGTH = (
    r"(?:[nµμmck]?m|ft|feet|foot|miles?|inch(?:es)?|(?:kilo|centi|milli)?met(?:re|er)s?|pages|bp|nucleotides|words)"
)
_IN_UNITS = tuple(
    (re.compile(rf"\bhow {asks}\b", re.IGNORECASE), re.compile(says, re.IGNORECASE))
    for asks, says in (
        ("old", r"\bage[ds]?\b|[\s-](?:years?|months?|weeks?|days?)(?:[\s-]olds?| of age)\b"),
        (
            "long",
            rf"\d[\s-]?(?:{_TIME}|{_LENGTH})\b(?!\s*(?:per|/|an?\s))|\b(?:{_QUANTITY.pattern}) {_TIME}\b",
        ),
        ("(?:far|tall|deep|wide|high)", rf"\d[\s-]?(?:{_LENGTH})\b"),
        ("heavy", r"\d[\s-]?(?:[mµμk]?g|t|tons?|tonnes|pounds|lbs?)\b"),
        (
            "(?:often|frequently)",
            r"\b(?:per|each|every|once|twice|times|daily|weekly|monthly|yearly|hourly|annual(?:ly)?)\b",
        ),
    )
)
"""What a question asks for by "how old" or "how far", and the units in which that is told."""


_COUNTED = re.compile(
    rf"(?:\d[\d.,]*\s?[kKM]?|\b(?:one|{_NUMBER_WORDS}))(?=\s)((?:\W{{1,2}}[A-Za-z][\w-]*){{1,4}})",
    re.IGNORECASE,
)
"""A number with the few words after it, what it counts among them."""
_COMPOUND = re.compile(r"\b\w+-(?=\w)")
"""The first half of a compound: "ten whale-watching hotspots" are no ten whales."""
_LASTED = re.compile(r"\bhow long\b.*\b(?:last(?:ed|s)?|take|took|go on|run|continue[ds]?)\b", re.IGNORECASE)
_LASTING = re.compile(
    r"\b(?:for|over|during|within|lasted|lasting|lasts?|took|takes?|continued|durations?|periods?|length)\b(?:\W+\w+){0,3}?\W+"
    rf"(?:\d[\d.,]*|{_NUMBER_WORDS}|one)[\s-]?(?:\w+[\s-]){{0,1}}{_TIME}\b",
    re.IGNORECASE,
)
"""What a question asks for by "how long did it last", and how that is told: not "after 3 days", nor "a limit of 50 s"."""
_ON_AVERAGE = re.compile(r"\b(?:average|averaged|mean|median|typical(?:ly)?)\b", re.IGNORECASE)
PEOPLE = frozenset(
    content_stems(
        "patient participant people person individual subject respondent volunteer woman women man men child children adult"
        " student case worker"
    )
)
"""Stems of the words by which papers call those who took part, whichever a question has."""
NAMED_APART = 0.6
"""How far a sentence has the number asked for that has a number, and what is counted elsewhere."""


def _has_number(question: str, sentence: str) -> float:
    """Return 1 where the sentence has the number of what is asked, in its unit; less where it has both apart, or only one."""
    sentence = _CITED.sub(" ", sentence)
    if _HOW_MANY.search(question):
        sentence = _PERCENTAGE.sub(" ", sentence)  # a share of things is not how many
    if not _QUANTITY.search(sentence):
        return 0.0
    units = next((says for asks, says in _IN_UNITS if asks.search(question)), None)
    if units is not None and not units.search(sentence):
        return HALF_MATCH
    if _LASTED.search(question) and not _LASTING.search(sentence):
        return HALF_MATCH
    if _ON_AVERAGE.search(question) and not _ON_AVERAGE.search(sentence):
        return HALF_MATCH
    if units is not None:
        return 1.0
    wanted = counted_stems(question)
    if not wanted:
        return HALF_MATCH
    if ONE_GROUP.search(sentence) and not ONE_GROUP.search(question):
        return HALF_MATCH  # the number of one group, or of one cage
    if any(_counts(wanted, set(content_stems(_COMPOUND.sub(" ", found[1])))) for found in _COUNTED.finditer(sentence)):
        return 1.0
    return NAMED_APART if _counts(wanted, set(content_stems(sentence.replace("%", " percentage ")))) else HALF_MATCH


def _counts(wanted: set[str], named: set[str]) -> bool:
    """Return whether what is asked for is named; a person by any of the words that papers have for those they studied."""
    people = wanted & PEOPLE
    return wanted - people <= named and (not people or bool(named & PEOPLE))


def defines(question: str, sentence: str) -> float:
    """Return 1 where the sentence says what the term asked for is, 0.7 where it spells it out, else 0.3 for a defining verb."""
    term = _GENERIC.sub("", _term(question))
    if not term:
        return DEFINING_VERB * bool(_DEFINING.search(sentence))
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
