"""From ranked sentences to quotes: the one that answers best first, no fillers, with what belongs to each."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lib.answering.offline.context import reason_before, with_context
from lib.answering.offline.question_kinds import FACTS, Kind
from lib.answering.offline.relevance import Scored
from lib.records import Citation, Sentence
from lib.text.reference_marks import without_reference_marks
from lib.text.terms import content_stems, jaccard

FACT_MARGIN, FULL_MARGIN = 0.05, 0.06
"""How far below the best a sentence may lie and still be quoted: one good quote is better than four. On 313 questions of our own
1.28 quotes an answer, and one of them answers 89.5 %; at 0.12 for the second it were 1.36, and 89.8 %."""
LEAD_MARGIN = 0.2
"""How far below the best a sentence that lists or counts things may lie and still lead, where a list or a number is asked for: a
list has few of the question's words, and a sentence with other numbers may have more of them."""
LEADS_BY_TYPE: frozenset[Kind] = frozenset({"list", "number", "place", "date"})
"""Kinds of question of which it can be told well whether a sentence has what is asked for."""
FACT_SENTENCES, FULL_SENTENCES = 2, 3
"""Quoted of a paper at most: who asks for a number, a link or a definition wants that one, who asks how wants a little more."""
TYPE_MATCHED = 0.7
"""From which a sentence has what was asked for."""
SAME_WORDS = 0.7
"""Jaccard of their words from which two sentences say the same."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A run of neighbouring sentences of one paper that is quoted whole."""

    paper_id: str
    reading: int
    sentences: list[Sentence]

    @property
    def text(self) -> str:
        """The sentences joined by one space."""
        return " ".join(sentence.text for sentence in self.sentences)

    def cite(self) -> Citation:
        """Return the citation of the run."""
        return Citation(
            paper_id=self.paper_id,
            reading=self.reading,
            sentence_ids=[sentence.id for sentence in self.sentences],
            quote=without_reference_marks(self.text),
            boxes=[box for sentence in self.sentences for box in sentence.boxes],
        )


def choose(scored: Sequence[Scored], kind: Kind, most: int = sys.maxsize) -> list[Scored]:
    """Return the sentences of one paper to quote, the one that answers best first: near the best one, no two alike.

    The lead is the best that has what is asked for, where one near the best has it; who asks for a number wants it at once.
    """
    if not scored:
        return []
    fact = kind in FACTS
    ranked = sorted(scored, key=lambda one: (-one.score, one.candidate.sentence.id))
    floor = ranked[0].score - (FACT_MARGIN if fact else FULL_MARGIN)
    near = [one for one in ranked if one.score >= floor]
    leading = [one for one in ranked if one.score >= ranked[0].score - LEAD_MARGIN] if kind in LEADS_BY_TYPE else near
    lead = max(
        leading, key=lambda one: (kind != "other" and one.type_match >= TYPE_MATCHED, _named(one, kind), one.score)
    )
    chosen = [lead]
    for one in near:
        if len(chosen) == min(most, FACT_SENTENCES if fact else FULL_SENTENCES):
            break
        if one.type_match >= lead.type_match and not any(says_the_same(one, other) for other in chosen):
            chosen.append(one)
    return chosen


def _named(one: Scored, kind: Kind) -> bool:
    """Return whether the sentence names the items of the list that was asked for."""
    return kind == "list" and one.type_match >= 1.0


def says_the_same(one: Scored, other: Scored) -> bool:
    """Return whether the two say the same, as abstract and conclusion do."""
    first, second = content_stems(one.candidate.sentence.text), content_stems(other.candidate.sentence.text)
    return jaccard(first, second) >= SAME_WORDS


def quotes_of(
    chosen: Sequence[Scored], reading: Sequence[Sentence], word_limit: int, kind: Kind = "other"
) -> list[Quote]:
    """Return the quotes of one paper, best first, each with what belongs to it; sentences side by side are one quote.

    `reading`: all sentences of the paper, by id; `kind`: what was asked for. A sentence that does not fit into so many
    words is passed over, but for the first; what belongs to one is left out where it does not fit.
    """
    taken: set[int] = set()
    words = 0
    quotes: list[list[Sentence]] = []
    for one in chosen:
        own = one.candidate.sentence
        context = (
            [*reason_before(own, reading), *with_context(own, reading)]
            if kind == "reason"
            else with_context(own, reading)
        )
        run = [sentence for sentence in context if sentence.id not in taken]
        if words + _words(run) > word_limit:
            run = [] if own.id in taken or (taken and words + _words([own]) > word_limit) else [own]
        if not run:
            continue
        words += _words(run)
        taken.update(sentence.id for sentence in run)
        beside = next((quote for quote in quotes if _touch(quote, run)), None)
        if beside is None:
            quotes.append(run)
        else:
            beside[:] = sorted([*beside, *run], key=lambda sentence: sentence.id)
    first = chosen[0].candidate if chosen else None
    return [Quote(first.paper_id, first.reading, run) for run in quotes] if first else []


def _words(run: Iterable[Sentence]) -> int:
    return sum(len(sentence.text.split()) for sentence in run)


def _touch(quote: Sequence[Sentence], run: Sequence[Sentence]) -> bool:
    """Return whether two runs stand side by side in one section."""
    apart = min(abs(run[0].id - quote[-1].id), abs(quote[0].id - run[-1].id))
    return apart == 1 and run[0].section == quote[0].section


def within(quotes: Iterable[Quote], word_limit: int) -> list[Quote]:
    """Return the quotes that fit into so many words, none cut; the first one always."""
    kept: list[Quote] = []
    words = 0
    for quote in quotes:
        length = len(quote.text.split())
        if not kept or words + length <= word_limit:
            kept.append(quote)
            words += length
    return kept
