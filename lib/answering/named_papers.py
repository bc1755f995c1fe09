"""The papers that a question names: by an author, a year, a title or words of it, a file name or a DOI."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from lib.records import Paper
from lib.text.references import author_year, family_name
from lib.text.terms import content_stems, letters_and_digits
from lib.text.wording import count, listed

LOOKED_AT = 600
"""Characters of a question in which papers are named; a pasted page names many that are not meant."""
TITLE_LETTERS = 12
"""Of a quoted title's beginning, from which on it is one: a shorter quotation is a word of the paper."""
NAMED_IN_NOTE = 3
"""Papers that a note names; of more it tells the number."""

_WORK = r"(?:papers?|stud(?:y|ies)|articles?|works?|publications?|preprints?|trials?|reports?|manuscripts?|reviews?)"
_YEAR = r"(?:19|20)\d\d"
_NAME = r"[^\W\d_][\w’'-]+(?: [^\W\d_][\w’'-]+)?"
_OTHERS = (
    r"(?:,? et\.? ?al\b\.?|,? and (?:colleagues|co-?workers|co-?authors|others)\b|(?:,? and |,? ?& ?)[^\W\d_][\w’'-]+)"
)
_AUTHOR_AND_YEAR = re.compile(
    rf"(?P<name>{_NAME})(?P<others>{_OTHERS})?(?:[’']s?)?,? ?[(\[]?(?P<year>{_YEAR})[a-z]?[)\]]?(?![\w%])"
)
_AUTHOR_AND_OTHERS = re.compile(rf"(?P<name>{_NAME})(?P<others>{_OTHERS})(?:[’']s?(?!\w))?(?: {_WORK}\b)?")
_TELLS = (
    r"(?:say|said|report|reported|find|found|show|showed|write|wrote|conclude|concluded|suggest|suggested|argue|argued|use|used"
    r"|claim|claimed|recommend|recommended|describe|described|propose|proposed|do|did|mean|meant|think|state|stated|mention"
    r"|mentioned|measure|measured|study|studied|train|trained|test|tested|compare|compared)"
)
_AUTHOR_ALONE = (
    re.compile(rf"\b(?:[Dd]o|[Dd]oes|[Dd]id|[Hh]as|[Hh]ave) (?P<name>{_NAME}?) (?={_TELLS}\b)"),
    re.compile(rf"\b{_WORK} (?:by|of|from) (?P<name>{_NAME}?)(?![\w’'-])", re.IGNORECASE),
    re.compile(rf"\b[Aa]ccording to (?P<name>{_NAME}?)(?![\w’'-])"),
    re.compile(rf"(?P<name>{_NAME}?)[’']s? {_WORK}\b"),
)
_OF_A_YEAR = re.compile(
    rf"\b(?:in |of |from |by )?(?:the |this |that )?(?P<year>{_YEAR}) {_WORK}\b"
    rf"|\b(?:in |of |from |by )?(?:the |this |that )?{_WORK} (?:of|from|(?:that was )?published in) (?P<later>{_YEAR})\b",
    re.IGNORECASE,
)
_ONE_WORK = r"(?:paper|article|manuscript|preprint)"
_SMALL_WORDS = (
    "a|an|and|are|as|at|but|by|did|do|does|each|for|from|had|has|have|her|his|how|if|in|into|is|it|its|no|nor|not|of|on|or|our|"
    "over|per|than|that|the|their|these|they|this|those|to|under|used|was|we|were|what|when|where|which|while|who|why|with|you"
)
_BY_SUBJECT = (
    re.compile(
        rf"\bthe (?P<words>(?:(?!(?:{_SMALL_WORDS})\b)[\w’'-]+ ){{1,3}}){_ONE_WORK}\b(?! (?:on|about)\b)", re.IGNORECASE
    ),
    re.compile(
        rf"\bthe {_ONE_WORK} (?:on|about) (?P<words>[\w’' -]{{3,80}}?)(?=\W*$|[,?;:]| (?:{_TELLS})\b)", re.IGNORECASE
    ),
)
"""A paper by words of its title: "the Zika paper", "the paper on Zika virus in Australia"."""
_NO_SUBJECT = frozenset(
    content_stems(
        "present current original first second third last new newest old oldest recent latest same other another main following "
        "previous earlier later above whole entire full review research scientific short long whole open single given chosen "
        "best published"
    )
)
"""Words before "paper" that tell which one without its subject."""
_OF_ANY = frozenset(
    content_stems(
        "abstract aim analysis approach author conclusion contribution data dataset discussion experiment figure finding funding "
        "introduction limitation method methodology model objective participant patient procedure question reference result "
        "sample section study summary system table technique title topic use work"
    )
)
"""Words that many a title has, and a question of any paper: alone they name none."""
_QUOTED = re.compile(r"[\"“„«‘](?P<title>[^\"“”„«»’]{12,300})[\"”“»’]")
_FILE = re.compile(r"[\w.-]+\.pdf\b", re.IGNORECASE)
_DOI = re.compile(r"\b10\.\d{4,9}/\S+", re.IGNORECASE)
_LEFT_BEHIND = re.compile(
    rf"\b(?:in|by|of|from|according to) (?:the |this )?(?:{_WORK} )?(?:by |of |from |titled |called |entitled )?(?=\W*$|[,?])",
    re.IGNORECASE,
)
THEY = "the authors"
"""Stands where an author was named who does something: "What did Lee et al. find?" is "What did the authors find?"."""


@dataclass(frozen=True, slots=True)
class NamedPapers:
    """The papers that a question names, and what it asks of them."""

    paper_ids: list[str]
    """In the order of the papers given; empty where none is named."""
    question: str
    """Without the words that name them, as long as others are left."""


def named_papers(question: str, papers: Mapping[str, Paper]) -> NamedPapers:
    """Return which of the papers the question names; an author whom none of them has names none: it may be cited work.

    Two papers of one author are both named; a year beside an author tells them apart.
    """
    looked_at = question[:LOOKED_AT]
    found: dict[str, None] = {}
    spans: list[tuple[int, int]] = []
    for span, ids in _namings(looked_at, papers):
        if ids and not any(span[0] < end and start < span[1] for start, end in spans):
            spans.append(span)
            found.update(dict.fromkeys(ids))
    rest = question
    for start, end in sorted(spans, reverse=True):
        rest = rest[:start] + THEY + rest[end:] if _does_something(rest[end:]) else rest[:start] + rest[end:]
    rest = " ".join(_LEFT_BEHIND.sub(" ", rest).split()).replace(" ?", "?").strip(" ,:;")
    kept = rest if found and content_stems(rest) else question
    return NamedPapers([paper_id for paper_id in papers if paper_id in found], kept)


def _namings(question: str, papers: Mapping[str, Paper]) -> Iterable[tuple[tuple[int, int], list[str]]]:
    """Yield each place that names papers, with their ids, the plainest first."""
    yield from _by_what_they_are(question, papers)
    for match in _AUTHOR_AND_YEAR.finditer(question):
        ids = _by_author(match["name"], papers, first_alone=match["others"] is not None)
        yield _from_name(match), [one for one in ids if papers[one].year == int(match["year"])]
    for match in _AUTHOR_AND_OTHERS.finditer(question):
        yield _from_name(match), _by_author(match["name"], papers, first_alone=True)
    for pattern in _AUTHOR_ALONE:
        for match in pattern.finditer(question):
            yield match.span("name"), _by_author(match["name"], papers, first_alone=False)
    for match in _OF_A_YEAR.finditer(question):
        year = int(match["year"] or match["later"])
        yield match.span(), [one.id for one in papers.values() if one.year == year]


def _by_what_they_are(question: str, papers: Mapping[str, Paper]) -> Iterable[tuple[tuple[int, int], list[str]]]:
    """Yield each place that names papers by DOI, file name, quoted title or words of it, with their ids."""
    for match in _DOI.finditer(question):
        doi = match.group().lower().rstrip(".,;?)")
        yield (match.start(), match.start() + len(doi)), [one.id for one in papers.values() if one.doi == doi]
    for match in _FILE.finditer(question):
        name = match.group().lower()
        yield match.span(), [one.id for one in papers.values() if PurePath(one.filename).name.lower() == name]
    for match in _QUOTED.finditer(question):
        yield match.span(), [one.id for one in papers.values() if _is_title(match["title"], one.title)]
    for pattern in _BY_SUBJECT:
        for match in pattern.finditer(question):
            yield match.span(), _by_subject(match["words"], papers)


def _from_name(match: re.Match[str]) -> tuple[int, int]:
    """Return the span of a name with what follows; of two words before it the first may be another: "does Lee et al."."""
    first, _, second = match["name"].partition(" ")
    return (match.start() + (len(first) + 1 if second and not first[:1].isupper() else 0), match.end())


def _by_author(name: str, papers: Mapping[str, Paper], *, first_alone: bool) -> list[str]:
    """Return the papers that have an author of that family name, written with a capital; `first_alone`: as the first one."""
    words = name.split()
    named = {_folded(word) for word in words if word[:1].isupper()}
    found = []
    for one in papers.values():
        families = (
            one.families.get(author) or family_name(author).split()[-1]
            for author in (one.authors[:1] if first_alone else one.authors)
            if author.strip()
        )
        if any(_folded(word) in named for family in families for word in family.split()):
            found.append(one.id)
    return found


def _by_subject(words: str, papers: Mapping[str, Paper]) -> list[str]:
    """Return the one paper whose title has all of the words; none where several have, or where they tell no subject."""
    stems = set(content_stems(words))
    if stems <= _OF_ANY or stems & _NO_SUBJECT:
        return []
    found = [one.id for one in papers.values() if stems <= set(content_stems(one.title))]
    return found if len(found) == 1 else []


def _folded(word: str) -> str:
    """Return the word in small letters without accents, an apostrophe's s left out."""
    bare = unicodedata.normalize("NFKD", re.sub(r"[’']s?$", "", word))
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).lower()


def _is_title(quoted: str, title: str) -> bool:
    """Return whether the quotation is the title or its beginning."""
    wanted = letters_and_digits(quoted)
    return len(wanted) >= TITLE_LETTERS and letters_and_digits(title).startswith(wanted)


def _does_something(behind: str) -> bool:
    return re.match(rf"\s*{_TELLS}\b", behind) is not None


def note_of(named: NamedPapers, papers: Mapping[str, Paper]) -> str:
    """Return that the named papers alone were asked, for a question that was put to more."""
    ids = named.paper_ids
    if len(ids) > NAMED_IN_NOTE:
        return f"Asked of the {count(len(ids), 'paper')} that the question names."
    return f"Asked only of what the question names: {listed([author_year(papers[one]) for one in ids])}."
