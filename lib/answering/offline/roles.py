"""Questions for a part that every paper has: its aim, findings, limitations, funding, summary and so on.

Such a question shares few words with its answer, so it is answered by where papers say such things and how they word it.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from lib.answering.offline.design_cues import DESIGN_CUES, Design
from lib.answering.offline.method_questions import speaks_of_others
from lib.answering.offline.question_kinds import LOOKED_AT
from lib.answering.offline.question_words import without_paper
from lib.answering.offline.role_cues import CUES, Role, RoleCues
from lib.records import Sentence, SentenceKind
from lib.text.terms import content_stems

CUE, WEAK_CUE, OWN_SECTION = 1.0, 0.5, 0.75
"""What a sentence counts that says in so many words that this is the part, one that only sounds like it, and one in a section
that is all about it."""
PLAIN = 0.25
"""Added where its words leave no doubt."""
SECTION, NOT_SECTION = 0.5, -0.5
"""Added in a section where papers say such things, and in one where the same words mean something else."""
PARTLY = -0.25
"""Added where the sentence tells it of a part alone; it surely answers never."""
OTHERS = -0.5
"""Added where the sentence is about the work of others."""
OVERCOME = -0.75
"""Added where it tells what earlier work lacked and this work has overcome: the words are those of the part."""
FIRST, EACH_AFTER = 0.15, -0.05
"""Added to the first sentence of a section that is all about the part, and so much less to each after it."""
SURE_SCORE, LEAST_SCORE = 1.25, 0.75
"""From which a sentence surely is the part that is asked for, and may be."""
Part = Role | Design
"""What every paper, or every one of its sort, has and readers ask for."""
PART_CUES: dict[Part, RoleCues] = dict(chain[tuple[Part, RoleCues]](CUES.items(), DESIGN_CUES.items()))
"""The parts in the order in which they are looked for."""
LEAST_IN_ONE_PIECE = 0.5
"""The same in a letter or note without sections, where a place can tell nothing."""
_PARTED = re.compile(r"\b(?:methods?|materials|results?|discussion|conclusions?)\b", re.IGNORECASE)
"""In a paper's headings, where it has parts by what they say."""
MOST_SHARE, LEAST_OF_WHOLE = 0.6, 30
"""Of a paper's sentences in one section, and sentences there, from which it is taken to be no section but the paper."""
ITS_OWN = 3
"""Sentences at the beginning of such a section that are its own."""
TOLD_IN: frozenset[SentenceKind] = frozenset({"body", "front", "footnote"})
NOTES: frozenset[Part] = frozenset({"funding", "interests", "licence"})
"""Parts that notes of their own tell, beside the text: what else passes for boilerplate is what is asked for."""
LABEL_WORDS = 4
"""Of so few words a sentence says nothing: a label, an initial."""

_OF_EACH_AUTHOR = re.compile(
    r"\bauthors?['’]?s? contributions?\b|\bcontributions? of (?:each|the) authors?\b|\bcontribut\w+ (?:each|every) author\b",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(r"(?:abstract|summary|synopsis|r[ée]sum[ée])\b", re.IGNORECASE)
_BESIDE_ABSTRACT = re.compile(r"keyword|registration", re.IGNORECASE)
_NUMBERED = re.compile(r"^[\d.\sIVX]+(?=\s)")
_ASKED_WITH_ALWAYS = frozenset(
    content_stems(
        "main major key chief principal important most primary overall general own whole study paper article author work"
        " researcher name give mention state describe report say list tell can could please present current identify"
        " each every all across between compare compared comparison differ different difference"
    )
)


_OWN_WORK = re.compile(
    r"\b(?:we|our|ours|us|authors?|here|(?:this|the present|the current|the) (?:[\w-]+ ){0,3}?"
    r"(?:study|paper|article|work|research|review|trial|investigation|analysis|survey|experiments?|data ?sets?|data|results"
    r"|findings|sample|approach|project|evaluation|report))\b",
    re.IGNORECASE,
)
"""How a sentence speaks of the paper's own work."""
_SHORTCOMING = re.compile(
    r"\b(?:limitations?|limited|weakness(?:es)?|shortcomings?|drawbacks?|caveats?|threats? to (?:the )?validity|caution|care"
    r"|bias(?:es|ed)?|confound\w*|generali[sz]\w+|unable|could not|cannot|lack\w*)\b",
    re.IGNORECASE,
)
"""How a sentence says that something is wanting."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that tells the part of the paper that is asked for."""

    sentence: Sentence
    score: float
    """From LEAST_SCORE."""
    sure: bool
    """Whether it surely is the part: from SURE_SCORE on, by words that say so or by its section, of this paper's own."""


@functools.lru_cache(maxsize=256)
def role_of(question: str) -> Part | None:
    """Return the part of a paper that is asked for; None where the question is about something besides.

    "What are the limitations of the study?" asks for a part; "What are the limitations of electric fishing?" does not.
    """
    question = question[:LOOKED_AT]
    if _OF_EACH_AUTHOR.search(question):
        return None
    stems = set(content_stems(without_paper(question)))
    for role, cues in PART_CUES.items():
        if cues.asked.search(question) and not stems - cues.asked_with - _ASKED_WITH_ALWAYS:
            return role
    return None


@functools.lru_cache(maxsize=256)
def design_cues_of(question: str) -> tuple[re.Pattern[str], ...]:
    """Return how papers tell the parts of a study's design that the question speaks of, whatever else it is about."""
    return tuple(cues.cue for cues in DESIGN_CUES.values() if cues.asked.search(question[:LOOKED_AT]))


def sounds_like(role: Part, text: str) -> bool:
    """Return whether the text is worded as papers tell the part, wherever it stands."""
    cues = PART_CUES[role]
    return cues.cue.search(text) is not None or cues.weak.search(text) is not None


def tellings(role: Part, reading: Sequence[Sentence]) -> list[Told]:
    """Return the sentences of a reading that tell the part, best first; none for a summary."""
    cues = PART_CUES[role]
    read = _without_whole(reading)
    places = _places(read, cues)
    by_section = read is reading and any(_PARTED.search(sentence.section) for sentence in reading)
    scored = [
        (sentence, _score(role, as_read, places.get(sentence.id), by_section))
        for sentence, as_read in zip(reading, read, strict=True)
    ]
    least = LEAST_SCORE if by_section else LEAST_IN_ONE_PIECE
    told = [
        Told(
            sentence,
            score,
            score >= SURE_SCORE
            and (sentence.id in places or _is_own(role, sentence.text))
            and not cues.partly.search(sentence.text)
            and not cues.of_others.search(sentence.text),
        )
        for sentence, score in scored
        if score >= least
    ]
    return sorted(told, key=lambda one: (not one.sure, -one.score, one.sentence.id))


def _without_whole(reading: Sequence[Sentence]) -> Sequence[Sentence]:
    """Return the sentences without the name of a section that holds most of the paper, which tells nothing of what stands where
    beyond its first few: the last part of an abstract, say, behind which no heading follows. The same where there is none.
    """
    counts = Counter(sentence.section for sentence in reading if sentence.kind == "body")
    section, count = counts.most_common(1)[0] if counts else ("", 0)
    if not section or count < LEAST_OF_WHOLE or count <= MOST_SHARE * counts.total():
        return reading
    own = [one.id for one in reading if one.section == section][:ITS_OWN]
    return [replace(one, section="") if one.section == section and one.id not in own else one for one in reading]


def _is_own(role: Part, text: str) -> bool:
    """Return whether the sentence names the part, and not that of something besides: the limits of an engine, of a method.

    Only for parts that other things have as well as papers; `is limited to` says as often what something is as what it lacks.
    """
    return role != "limitation" or (speaks_of_own_work(text) and _SHORTCOMING.search(text) is not None)


def speaks_of_own_work(text: str) -> bool:
    """Return whether the sentence speaks of what its own paper did, has or found."""
    return _OWN_WORK.search(text) is not None


def abstract_of(reading: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences of the abstract without its keywords; none where the paper has none."""
    return [
        sentence
        for sentence in reading
        if sentence.kind == "body"
        and _ABSTRACT.match(sentence.section)
        and not _BESIDE_ABSTRACT.search(sentence.section)
    ]


def _places(reading: Iterable[Sentence], cues: RoleCues) -> dict[int, int]:
    """Return the position of each sentence in its section, of the sections that are all about the part."""
    places: dict[int, int] = {}
    counts: dict[str, int] = {}
    for sentence in reading:
        if sentence.kind == "body" and _is_all_about(cues, sentence.section):
            places[sentence.id] = counts.get(sentence.section, 0)
            counts[sentence.section] = places[sentence.id] + 1
    return places


def _is_all_about(cues: RoleCues, section: str) -> bool:
    """Return whether the innermost heading names the part, and is not one that holds much else."""
    name = _NUMBERED.sub("", section.rsplit(" > ", 1)[-1]).strip().lower()
    return cues.own_sections.search(name) is not None and "discussion" not in name


def _score(role: Part, sentence: Sentence, place: int | None, by_section: bool) -> float:
    """Return how surely the sentence tells the part; `by_section`: whether the paper's sections tell what stands where."""
    cues, text = PART_CUES[role], sentence.text
    kinds = TOLD_IN | {"table"} if role in NOTES else TOLD_IN  # a note beside a table is read as a part of it
    if sentence.kind not in kinds or len(text.split()) <= LABEL_WORDS:
        return 0.0
    score = CUE if cues.cue.search(text) else WEAK_CUE if cues.weak.search(text) else 0.0
    if place is not None:
        score += OWN_SECTION + max(FIRST + EACH_AFTER * place, 0.0)
    if score == 0.0:
        return 0.0
    score += PLAIN * (cues.plain.search(text) is not None) + PARTLY * (cues.partly.search(text) is not None)
    if cues.sections.search(sentence.section):
        score += SECTION
    elif by_section and cues.elsewhere.search(sentence.section.rsplit(" > ", 1)[-1]):
        score += NOT_SECTION
    elif role in NOTES and (sentence.kind != "body" or cues.cue.match(text)):
        score += SECTION  # a note of its own is there for just that
    return score + OTHERS * speaks_of_others(text) + OVERCOME * (cues.of_others.search(text) is not None)
