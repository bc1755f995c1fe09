"""The quotes that answer a question for a part of the paper: its aim, findings, limitations, summary and so on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lib.answering.answerer import AskRequest
from lib.answering.offline.people import OF_ANIMALS, OF_ANYBODY, OF_SOME, alternation, either_number
from lib.answering.offline.quotable import is_boilerplate, is_prose
from lib.answering.offline.quoting import Quote, quotes_of
from lib.answering.offline.relevance import OUTSIDE_SCORE, Candidate, Scored
from lib.answering.offline.role_cues import CUES
from lib.answering.offline.roles import LEAST_SCORE, NOTES, Part, Told, abstract_of, speaks_of_own_work, tellings
from lib.records import Sentence

SURE, PERHAPS = 0.9, 0.6
"""The chance of an answer whose best sentence surely tells the part, and of one that only may."""
MARGIN = 0.3
"""How far below the best a sentence may lie and still be quoted."""
MOST: dict[Part, int] = {"aim": 1, "contribution": 2, "method": 2, "data": 2, "funding": 2}
"""Sentences quoted of a part; of the others MOST_OF_SEVERAL."""
MOST_OF_SEVERAL = 3
MOST_OF_DESIGN = 2
"""Of how a study was made: one sentence tells it, and another may tell it more fully."""
NEAR: dict[Part, tuple[Part, ...]] = {
    "contribution": ("finding", "aim"),
    "hypothesis": ("aim",),
    "conclusion": ("finding",),
    "finding": ("conclusion",),
    "recommendation": ("conclusion",),
}
"""Where a paper does not tell the part in so many words: what comes near it."""
_PEOPLE = re.compile(rf"\b{alternation(either_number([*OF_ANYBODY, *OF_SOME]))}\b", re.IGNORECASE)
_ANIMALS = re.compile(rf"\b{alternation(either_number(OF_ANIMALS))}\b", re.IGNORECASE)
"""By which words studies call the people, and the animals, that took part."""
IN_THE_ABSTRACT: frozenset[Part] = frozenset({"summary", "aim", "finding", "conclusion", "contribution"})


@dataclass(frozen=True, slots=True)
class RoleAnswer:
    """What one paper tells of the part."""

    quotes: list[Quote]
    chance: float


def role_answers(role: Part, request: AskRequest) -> list[RoleAnswer]:
    """Return what each paper tells of the part; papers that do not tell it are left out."""
    answers = []
    for (paper_id, number), reading in request.sentences.items():
        told = _told(role, reading)
        if role == "sample size":
            told = [one for one in told if counts_those_asked_for(request.question, one.sentence.text)]
        if told and role != "summary":
            chance = SURE if told[0].sure else PERHAPS
            few = told[:1] if request.one_of_several else told
            answers.append(RoleAnswer(_quotes(role, paper_id, number, few, reading, request.word_limit), chance))
            continue
        # Every paper has an aim, findings and a point: where no cue tells them the abstract does.
        abstract = abstract_of(reading) if role in IN_THE_ABSTRACT else []
        if abstract:
            chance = SURE if role == "summary" else PERHAPS
            if request.one_of_several and role != "summary":
                abstract = [_likeliest(role, abstract)]
            answers.append(RoleAnswer([_summary(paper_id, number, abstract, request.word_limit)], chance))
    return answers


def counts_those_asked_for(question: str, text: str) -> bool:
    """Return whether a sentence on who took part speaks of people where the question does, and of animals where it does."""
    for sort in (_PEOPLE, _ANIMALS):
        if sort.search(question):
            return sort.search(text) is not None
    return True


def _told(role: Part, reading: Sequence[Sentence]) -> list[Told]:
    """Return the sentences that tell the part; where none does, those of the part that comes nearest to it."""
    for one in (role, *NEAR.get(role, ())):
        told = [each for each in tellings(one, reading) if role in NOTES or _says_something(each.sentence.text)]
        if told:
            return told if one == role else [replace(each, score=LEAST_SCORE, sure=False) for each in told]
    return []


def _says_something(text: str) -> bool:
    return is_prose(text) and not is_boilerplate(text)


def _likeliest(role: Part, abstract: Sequence[Sentence]) -> Sentence:
    """Return the one sentence of an abstract that likeliest tells the part by its place.

    Abstracts say what was done first and what came of it last; what stands before the first word of the paper's own work
    leads up to it.
    """
    if role in {"finding", "conclusion"}:
        return abstract[-1]
    return next((one for one in abstract if speaks_of_own_work(one.text)), abstract[0])


def _summary(paper_id: str, number: int, abstract: Sequence[Sentence], word_limit: int) -> Quote:
    """Return the abstract, as many of its sentences as fit."""
    kept: list[Sentence] = []
    words = 0
    for one in abstract:
        words += len(one.text.split())
        if kept and words > word_limit:
            break
        kept.append(one)
    return Quote(paper_id, number, kept)


def _quotes(
    role: Part, paper_id: str, number: int, told: Sequence[Told], reading: Sequence[Sentence], word_limit: int
) -> list[Quote]:
    best = told[0].score
    chosen = [one for one in told if one.score >= best - MARGIN][
        : MOST.get(role, MOST_OF_SEVERAL if role in CUES else MOST_OF_DESIGN)
    ]
    return quotes_of(list(_scored(paper_id, number, chosen)), reading, word_limit)


def _scored(paper_id: str, number: int, told: Iterable[Told]) -> Iterable[Scored]:
    for one in told:
        yield Scored(Candidate(paper_id, number, one.sentence, OUTSIDE_SCORE), one.score, 0.0, 0.0, 0.0, 1.0)
