"""The offline answerer: quotes the sentences of the papers that answer the question, whole and in reading order."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from lib.answering import prompts
from lib.answering.answerer import OFFLINE, AskRequest, Draft, Emit
from lib.answering.offline.answerability import PaperMatch, chance_of_answer, match_papers
from lib.answering.offline.question_analysis import FACTS, AskedQuestion, Kind, analyse_question
from lib.answering.offline.relevance import Scored, names_repository
from lib.records import AnswerSentence, Certainty, Citation, Cited, TextAdded
from lib.records.core import CHANCE, SURE_CHANCE
from lib.text.terms import content_stems, jaccard

if TYPE_CHECKING:
    from lib.embedding.embedder import Embedder

ANSWERED_CHANCE = 0.5
"""The chance of an answer from which one is given."""
CHANCE_DIGITS = 3
"""Decimals of the chance as it is kept with the answer."""
FACT_MARGIN, FULL_MARGIN = 0.18, 0.18
"""How far below the best a sentence may lie and still be quoted."""
FACT_SENTENCES, FULL_SENTENCES = 3, 4
"""Quoted of a paper at most: who asks for a number, a link or a definition wants that one, who asks how wants a little more."""
TYPE_MATCHED = 0.7
"""From which a sentence has what was asked for."""
SAME_WORDS = 0.7
"""Jaccard of their words from which two sentences say the same."""


@dataclass(frozen=True)
class ExtractiveAnswerer:
    """Quotes; writes nothing of its own, asks no model and needs no network."""

    embedder: Embedder | None = None
    id: str = OFFLINE

    def answer(self, request: AskRequest, emit: Emit) -> Draft:
        """Return the sentences that answer, grouped by paper, best paper first; `found` False where none does."""
        asked = analyse_question(request.question, request.previous.question if request.previous else None)
        papers = len(request.papers)
        matches = match_papers(asked, request, self.embedder)
        chances = [(one, chance_of_answer(one.features, self.embedder, papers)) for one in matches]
        answering = [(one, chance) for one, chance in chances if is_answered(asked, one, papers, chance)]
        if not answering:
            emit(TextAdded(prompts.NOT_FOUND))
            return Draft(False, prompts.NOT_FOUND, [], model=self.id)
        scored = [each for one, _ in answering for each in one.scored]
        groups = by_paper(choose(scored, request.word_limit, asked.kind), asked.kind != "other")
        sure = any(names_wanted_repository(asked, one, papers) for one, _ in answering)
        chance = 1.0 if sure else round(max(chance for _, chance in answering), CHANCE_DIGITS)
        draft = _quote(groups, emit, self.id)
        sure_of_it = chance >= SURE_CHANCE
        notes = [] if sure_of_it else [prompts.NOT_SURE]
        certainty: Certainty = "sure" if sure_of_it else "perhaps"
        return replace(draft, settings={CHANCE: chance}, notes=notes, certainty=certainty)


def names_wanted_repository(asked: AskedQuestion, paper_match: PaperMatch, papers: int) -> bool:
    """Return whether one of the best sentences names the place where the code or the data asked for of one paper lie."""
    if asked.kind != "link" or papers > 1:
        return False
    return any(names_repository(asked.opening, one.candidate.sentence.text) for one in _best(asked, paper_match))


def is_answered(asked: AskedQuestion, paper_match: PaperMatch, papers: int, chance: float) -> bool:
    """Return whether the paper answers: the chance suffices, and one of the best sentences has the number or date asked for.

    A place where code or data lie, named by the paper itself, answers who asks for it of one paper, however it is worded.
    `papers`: how many were asked.
    """
    if names_wanted_repository(asked, paper_match, papers):
        return True
    if asked.about and paper_match.features["absent"] >= 1.0:
        return False  # it leans on the turn before, but what it names itself is nowhere in the paper
    if asked.kind in {"number", "date"} and not any(one.type_match for one in _best(asked, paper_match)):
        return False
    return chance >= ANSWERED_CHANCE


def _best(asked: AskedQuestion, paper_match: PaperMatch) -> list[Scored]:
    return choose(paper_match.scored, sys.maxsize, asked.kind)


def choose(scored: Sequence[Scored], word_limit: int, kind: Kind) -> list[Scored]:
    """Return the sentences to quote, best first: near the best one, no two alike, within the word limit.

    Each paper's best sentence comes before any paper's second, so that a long paper does not crowd out the others. A
    sentence that does not fit is passed over, never cut; where none fits, the best stands alone over the limit.
    """
    ranked = sorted(scored, key=lambda one: (-one.score, one.candidate.paper_id, one.candidate.sentence.id))
    fact = kind in FACTS
    floor = ranked[0].score - (FACT_MARGIN if fact else FULL_MARGIN)
    chosen: list[Scored] = []
    words = 0
    for one in _round_robin([one for one in ranked if one.score >= floor], FACT_SENTENCES if fact else FULL_SENTENCES):
        length = len(one.candidate.sentence.text.split())
        if words + length <= word_limit and not any(_says_the_same(one, other) for other in chosen):
            chosen.append(one)
            words += length
    return chosen or ranked[:1]


def _round_robin(ranked: Sequence[Scored], most: int) -> list[Scored]:
    """Return the ranked sentences dealt paper by paper, each paper's best first, up to `most` a paper."""
    turn: dict[str, int] = {}
    dealt = []
    for one in ranked:
        place = turn.get(one.candidate.paper_id, 0)
        turn[one.candidate.paper_id] = place + 1
        if place < most:
            dealt.append((place, one))
    return [one for _, one in sorted(dealt, key=lambda pair: pair[0])]


def _says_the_same(one: Scored, other: Scored) -> bool:
    """Return whether the two say the same, as abstract and conclusion do; papers that agree are both quoted."""
    if one.candidate.paper_id != other.candidate.paper_id:
        return False
    first, second = content_stems(one.candidate.sentence.text), content_stems(other.candidate.sentence.text)
    return jaccard(first, second) >= SAME_WORDS


def by_paper(chosen: Sequence[Scored], lead_first: bool) -> list[list[list[Scored]]]:
    """Return papers, best first, each a list of runs of neighbouring sentences in reading order.

    With `lead_first` the paper's best sentence that has what is asked for stands alone in front: who asks for a number
    wants it at once.
    """
    papers: dict[str, list[Scored]] = {}
    for one in sorted(chosen, key=lambda one: -one.score):
        papers.setdefault(one.candidate.paper_id, []).append(one)
    grouped = []
    for ranked in papers.values():
        lead = max(ranked, key=lambda one: (one.type_match >= TYPE_MATCHED, one.score)) if lead_first else None
        rest = _runs([one for one in ranked if one is not lead])
        grouped.append([[lead], *rest] if lead else rest)
    return grouped


def _runs(ranked: Sequence[Scored]) -> list[list[Scored]]:
    """Return the sentences of one paper in reading order, cut where the text between two of them is not quoted."""
    ordered = sorted(ranked, key=lambda one: one.candidate.sentence.id)
    numbered = enumerate(ordered)
    return [
        [one for _, one in run]
        for _, run in groupby(numbered, key=lambda pair: pair[1].candidate.sentence.id - pair[0])
    ]


def _quote(groups: Sequence[Sequence[Sequence[Scored]]], emit: Emit, model: str) -> Draft:
    """Return the draft, emitted run by run; ends with the last whole run once the listener says stop."""
    text = ""
    sentences: list[AnswerSentence] = []
    for number, runs in enumerate(groups):
        for place, run in enumerate(runs):
            citation = cite(run)
            lead = "" if not text else "\n\n" if place == 0 and number > 0 else " "
            added = lead + " ".join(one.candidate.sentence.text for one in run)
            text += added
            sentences += [AnswerSentence(one.candidate.sentence.text, [citation], "supported", 1.0) for one in run]
            if not (emit(TextAdded(added)) and emit(Cited(citation))):
                return Draft(True, text, sentences, model, stopped=prompts.STOPPED_BY_USER)
    return Draft(True, text, sentences, model)


def cite(run: Sequence[Scored]) -> Citation:
    """Return the citation of a run of neighbouring sentences of one paper, its quote their text joined by spaces."""
    first = run[0].candidate
    return Citation(
        paper_id=first.paper_id,
        reading=first.reading,
        sentence_ids=[one.candidate.sentence.id for one in run],
        quote=" ".join(one.candidate.sentence.text for one in run),
        boxes=[box for one in run for box in one.candidate.sentence.boxes],
    )
