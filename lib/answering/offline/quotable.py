"""Which sentences of a paper can be quoted as an answer: its own prose, and what else a question asks for by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lib.answering.offline.question_kinds import kind_of
from lib.answering.offline.question_words import subject_stems
from lib.records import Sentence
from lib.text.terms import STOP_WORDS, content_stems, tokens

QUOTABLE = frozenset({"body", "caption", "table", "footnote", "front"})
"""Kinds of sentence that can answer; a heading or a reference alone does not."""

_BOILERPLATE_PATTERNS = (
    # how a text reads that is there for one thing, and the questions that ask for it
    (
        r"copyright|©|\(c\) ?(?:19|20)\d\d|all rights reserved|creative commons|open[- ]access (?:article|paper)"
        r"|permits? (?:unrestricted )?(?:use|non-commercial)|distributed under|licensee|publisher[’']?s? note",
        r"licen[sc]e|copyright|open access|publisher|rights|reuse|re-use",
    ),
    (
        r"^\W*(?:received|revised|accepted|published|submitted)\b.{0,40}\d{4}|\baccepted:|\breceived:|\bpublished online\b",
        r"received|accepted|published|submitted|publication|revised",
    ),
    (
        r"correspond(?:ing|ence) (?:author|to|should)|^\W*correspondence\b|@\w[\w.-]*\.\w|\btel\b[.:]|\be-?mail\b",
        r"correspond\w*|contact|e-?mail|who (?:are|is|were) the authors?|affiliat\w*|address of",
    ),
    (
        r"(?:competing|conflicts?|conflicting|declaration|financial)(?: of)? interests?|no conflicts?\b",
        r"(?:conflicts? of|competing|financial) interests?|conflicts?|disclos\w*|declar\w* (?:interests?|conflicts?)",
    ),
    (
        r"(?:academic |handling )?editor:|reviewed by:|peer[- ]review(?:ed)? by|^\W*citation:|^\W*cite this|^\W*keywords?\b"
        r"|how to cite|^\W*abbreviations?:",
        r"editors?|edited|(?:peer[- ])?reviewed by|reviewers?|how to cite|cite (?:this|the)|keywords?|abbreviat\w*|stands? for"
        r"|short for|what (?:is|are|does) (?-i:[A-Z][A-Z0-9-]+)|publish(?:ed|er)|journal",
    ),
    (
        r"\bauthors?[’']? contributions?\b|\ball authors (?:made|contributed|read|approved|have|participated)\b"
        r"|(?:conceived|designed) (?:and designed )?the (?:study|experiments?)"
        r"|writing [–-] |\bcontributed (?:equally|to (?:the )?writing)|conceptuali[sz]ation|wrote the (?:paper|manuscript)"
        r"|(?:read|approved)(?: and approved)? the (?:final )?(?:manuscript|version)",
        r"author[’']?s?[’']? contribut\w*|contribut\w+ (?:of|by|from) (?:the |each |which )?authors?"
        r"|(?:who|which authors?) (?:wrote|conceived|designed|performed|did"
        r"|drafted|analy[sz]ed|contributed|read)|role of (?:each|the) authors?",
    ),
    (
        r"\b(?:we|the authors?|i) (?:would like to |gratefully |also |sincerely |wish to )*(?:thank|acknowledge)\b"
        r"|\b(?:is|are|am|was|were) (?:\w+ ){0,2}(?:grateful|thankful|indebted)\b"
        r"|\bthanks? (?:are due|to)\b|\bfunded by\b|\bgrants? (?:no|number|from|agreement)\b"
        r"|\bfinancial(?:ly)? support\w*|\bwas supported by\b",
        r"thank\w*|acknowledg\w*|fund\w*|financ\w*|grants?|support(?:ed)? by|who supported|sponsor\w*|paid|money",
    ),
    (
        r"supplementary (?:material|information|data|file)s?\b.{0,60}\b(?:available|online|found)|^\W*additional file \d",
        r"supplement\w*|additional|data|available|where|material",
    ),
)
_BETWEEN_NAMES = re.compile(r"[\d,;∗*†‡§¶|&]+|\band\b")
_NAME = re.compile(r"[^\W\d_a-z][\w’'-]*\.?(?: [^\W\d_a-z][\w’'-]*\.?){1,3}")
_ASKS_FOR_NAMES = re.compile(r"\b(?:who (?:are|were|wrote|is)\b.*|author\w*|wrote|written by)\b", re.IGNORECASE)
_SHORT_FORM = r"(?P<short>(?=\w{0,9}[A-Z][\w/+-]{0,9}[A-Z\d]|\w{0,9}[a-z\d][A-Z])[\w/+-]{1,12}(?: \d)?)"
_SPELLED_OUT = (
    re.compile(rf"(?<![\w-]){_SHORT_FORM}\s?[=≡]\s?(?P<long>[A-Za-z][\w-]+)"),
    re.compile(rf"(?:^|[;.:]\s?){_SHORT_FORM}(?:,|:| [–—-])\s(?P<long>[A-Za-z][\w-]+)"),
)
_ASKS_FOR_ABBREVIATION = re.compile(
    r"\babbreviat\w*|\bstands? for\b|\bshort for\b|\bmean(?:s|t by|ing of)?\b(?=\W*$)|\bacronyms?\b"
    r"|\bmeaning of\b|\bmeant by\b|\bwhat (?:is|are|does) (?-i:[A-Z][A-Z0-9-]+)\b(?=\W*$)",
    re.IGNORECASE,
)
LEAST_ABBREVIATIONS, BEFORE_ABBREVIATIONS = 3, 60
"""Short forms that a list of them spells out at least, and the characters that may stand before the first ("Note: ..."):
prose that explains its signs at the end says something before."""
NAMES_CHARACTERS = 2000
"""A longer text is no line of names."""


def _pattern(reads: str) -> Callable[[str], bool]:
    found = re.compile(reads, re.IGNORECASE)
    return lambda text: found.search(text) is not None


def is_list_of_names(text: str) -> bool:
    """Return whether the text is nothing but people's names, two or more, such as "Ann B. Lee, José Ruiz and Wei Chen"."""
    parts = [part.strip() for part in _BETWEEN_NAMES.split(text[:NAMES_CHARACTERS].strip(" ."))]
    names = [part for part in parts if part]
    return len(text) <= NAMES_CHARACTERS and len(names) >= 2 and all(_NAME.fullmatch(name) for name in names)


def is_list_of_abbreviations(text: str) -> bool:
    """Return whether the text does nothing but spell out short forms, as a table's note: "BMI, body mass index; CRP = ..."."""
    for pattern in _SPELLED_OUT:
        pairs = list(pattern.finditer(text))
        agreeing = sum(one["short"][0].lower() == one["long"][0].lower() for one in pairs)
        if agreeing >= LEAST_ABBREVIATIONS and pairs[0].start() <= BEFORE_ABBREVIATIONS:
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Boilerplate:
    """One sort of text that is there for something else than what a paper says, and the questions that ask for it."""

    reads_so: Callable[[str], bool]
    """Whether a text is of this sort."""
    asked_by: re.Pattern[str]


_BOILERPLATE = (
    *(
        _Boilerplate(_pattern(reads), re.compile(rf"\b(?:{asks})\b", re.IGNORECASE))
        for reads, asks in _BOILERPLATE_PATTERNS
    ),
    _Boilerplate(is_list_of_names, _ASKS_FOR_NAMES),
)
_NAMES_BOILERPLATE = re.compile(
    r"\b(?:fund(?:ed|ing|er|ers|s)?|sponsor\w*|licen[sc]e|copyright|(?:conflicts? of|competing) interests?|corresponding author"
    r"|edited|editor|(?:manuscript|paper|article|study) (?:was |is )?(?:received|accepted|submitted|published|written)"
    r"|wrote (?:this|the)|who (?:are|were) the authors|acknowledg\w+|thanked?)\b",
    re.IGNORECASE,
)
_CELLS = re.compile(r"[^:;]+: [^;]+(?:; [^:;]+: [^;]+)+")
"""A table's row: "head: cell; head: cell"."""
_CITING = re.compile(
    r"^\W*(?:\[?\d+[\].]\s+)?[A-Z][\w’'-]+,? (?:[A-Z]\.? ?){1,3}[,;&]|\b\d+\s?\(\d+\)\s?:\s?[\de]+|\bpp?\. ?\d+[–-]\d+"
)
_CAN_BE_HAD = re.compile(r"\b(?:available|accessible|accessed|request|deposited|shared)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?:|www\.|\bdoi\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SAID = re.compile(r"\b(?:was|were|is|are|has been|have been|[Ww]e) (?:\w+ly )?\w{3,}", re.ASCII)
_ASIDE = re.compile(r"\([^()]*\)")
PROSE_SHARE = 0.12
"""Of a text that no full stop ends, the words that English prose cannot do without (the, of, is, ...); legends have none."""
LOWER_SHARE = 0.5
"""Of a text's words those in small letters; lists of names and titles have few."""
SAID_LOWER_SHARE = 0.35
"""The same of a text that says of things what was done with them: "Analyses were performed using SPSS Statistics and Prism"."""
LETTER_SHARE = 0.6
"""Of a text's characters letters and blanks; formulas and rows of figures have fewer."""
LEAST_WORDS, SENTENCE_WORDS, FRAGMENT_WORDS = 3, 4, 5
"""Words of a text that can be prose at all, of a sentence with a capital first, and of one without or that does not end."""
FEW_WORDS, HEADING_STEMS = 6, 2
"""Of a text that its heading makes an answer, and words of meaning of that heading."""
BOILERPLATE_CHARACTERS = 1200
"""A longer text of the body that mentions such things says something else beside them."""


def is_quotable(sentence: Sentence, question: str) -> bool:
    """Return whether the sentence may stand in an answer to the question.

    References and headings never; copyright, history, addresses, thanks and the like only where the question asks for such;
    abbreviations spelled out only where one is asked for; words out of figures, cells without their heads, runs of names
    and scraps of formulas not.
    """
    text = sentence.text.strip()
    if sentence.kind not in QUOTABLE or not text:
        return False
    if is_list_of_abbreviations(text):
        return _ASKS_FOR_ABBREVIATION.search(question) is not None
    asks_for_link = kind_of(question) == "link"
    if asks_for_link and sentence.kind == "body" and _CAN_BE_HAD.search(text) and is_prose(text):
        return True  # whom to ask for the data is told where the data can be had
    if sentence.kind == "body" and _alone_under_what_is_asked(sentence, question):
        return True
    for sort in _BOILERPLATE:
        if sort.reads_so(text) and (len(text) < BOILERPLATE_CHARACTERS or sentence.kind == "front"):
            return bool(sort.asked_by.search(question))
    if asks_for_link and _ADDRESS.search(text):
        return True
    if sentence.kind == "table":
        return bool(_CELLS.search(text)) or is_prose(text)
    if sentence.kind == "front" and not is_prose(text):
        return is_asked_boilerplate(question, text)
    return is_prose(text)


def _alone_under_what_is_asked(sentence: Sentence, question: str) -> bool:
    """Return whether a few words stand under a heading that the question names: "Presented at", and below it the conference."""
    heading = set(content_stems(sentence.section.rsplit(" > ", 1)[-1]))
    few = len(sentence.text.split()) <= FEW_WORDS
    return few and 0 < len(heading) <= HEADING_STEMS and bool(heading & subject_stems(question))


def is_boilerplate(text: str) -> bool:
    """Return whether the text is there for something else than what a paper says: thanks, contributions, licences, history."""
    return len(text) < BOILERPLATE_CHARACTERS and any(sort.reads_so(text) for sort in _BOILERPLATE)


def is_asked_boilerplate(question: str, text: str) -> bool:
    """Return whether the question asks by name for just what the text is there for: who paid, which licence, when accepted."""
    named = [match.group() for match in _NAMES_BOILERPLATE.finditer(question)]
    return bool(named) and any(
        sort.reads_so(text) and any(sort.asked_by.search(word) for word in named) for sort in _BOILERPLATE
    )


def is_prose(text: str) -> bool:
    """Return whether the text reads as a sentence: words enough, most in small letters, more letters than signs."""
    words = _WORD.findall(text)
    if len(words) < LEAST_WORDS or (
        _CITING.search(text) and not re.search(r"[a-z]{3,}[^.]* (?:is|are|was|were|we|has|have) ", text)
    ):
        return False
    letters = sum(character.isalpha() or character.isspace() for character in text)
    if letters < LETTER_SHARE * len(text):
        return False
    outside = _WORD.findall(_ASIDE.sub(" ", text))  # makers and versions stand in brackets
    if len(outside) >= SENTENCE_WORDS:
        words = outside
    least = SAID_LOWER_SHARE if _SAID.search(text) else LOWER_SHARE
    if sum(word.islower() for word in words) < least * len(words):
        return False
    ended = text.endswith((".", "!", "?", ":", "”", '"', ")"))
    if len(words) >= (SENTENCE_WORDS if text[:1].isupper() else FRAGMENT_WORDS) and ended:
        return True
    if len(words) < FRAGMENT_WORDS and not ended:
        return False  # a legend's or a column's few words
    every = tokens(text)
    return sum(word in STOP_WORDS for word in every) >= max(1, PROSE_SHARE * len(every))
