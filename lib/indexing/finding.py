"""From scored candidates to the passages that are shown."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lib.embedding.keywords import document_keywords
from lib.indexing.candidates import Candidates, ReadingKey
from lib.indexing.passages import GROUPS, of_first_group
from lib.indexing.ranking import Scores, combined, smoothed
from lib.records import Passage, Sentence, Why

SentencesOf = Callable[[str, int], Sequence[Sentence]]
"""Of paper id and reading: all its sentences."""
PartOf = Callable[[str, int, int, int], Sequence[Sentence]]
"""Of paper id, reading and the ids of a first and a last sentence: these sentences and all between them."""

JOINED_CHARACTERS = 700
"""Neighbours are joined up to this length."""
JOINED_SHARE = 0.1
"""Of the candidates, the best of which may join one that is shown: further ones would only fill space."""
REPEATED_SHARE = 0.8
"""Of the rarer text's terms that another passage shares, from which it says the same (abstract and conclusion)."""
REPEATED_TERMS = 8
"""Fewer terms are too few to tell a repetition."""
LOOKED_THROUGH = 4
"""Times the limit: more candidates than that are never needed to fill it."""
BALANCE = 0.3
"""Taken off a passage for each one of its paper that is shown already, where several papers are asked."""
SCORE_DIGITS = 4
"""Decimals of scores, as they are shown and as they decide the order."""
SCORE_SCALE = 3.0
"""Sum of standardised scores that is shown as 0.73."""


@dataclass(slots=True)
class _Run:
    """Candidates side by side that become one passage."""

    members: list[int]
    score: float
    sentences: dict[int, list[Sentence]] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """Characters of its text, one more for each sentence."""
        return sum(len(sentence.text) + 1 for part in self.sentences.values() for sentence in part)


def rank(candidates: Candidates) -> Scores:
    """Return each candidate's score with a share of its neighbours'."""
    scores = combined(candidates.best_cosines, candidates.similarity, candidates.keywords)
    return smoothed(scores, candidates.reading, candidates.place)


def find(question: str, candidates: Candidates, scores: Scores, part_of: PartOf, limit: int) -> list[Passage]:
    """Return the best passages, best first, neighbours joined so that they read whole, none that repeats another."""
    value = [round(float(score), SCORE_DIGITS) for score in scores]
    left = sorted(range(len(candidates)), key=lambda i: -value[i])
    joining = max(limit, int(JOINED_SHARE * len(left)))
    del left[LOOKED_THROUGH * joining :]
    balance = BALANCE if len(candidates.readings) > 1 else 0.0
    paper = candidates.reading.tolist()
    shown = [0] * len(candidates.readings)
    runs: list[_Run] = []
    terms: list[set[int]] = []
    for step in range(len(left)):
        if len(runs) == limit and step >= joining:
            break
        i = max(left, key=lambda i: value[i] - balance * shown[paper[i]]) if balance else left[0]
        left.remove(i)
        beside = [run for run in runs if _is_beside(candidates, i, run)] if step < joining else []
        if len(runs) == limit and not beside:
            continue
        own = _sentences(candidates, i, part_of)
        run = next((run for run in beside if _joins(candidates, i, own, run)), None)
        if run is not None:
            run.members = sorted((*run.members, i))
            run.sentences[i] = own
            continue
        if len(runs) == limit:
            continue
        own_terms = set(document_keywords([" ".join(sentence.text for sentence in own)])[0][0])
        if not any(_repeats(own_terms, other) for other in terms):
            runs.append(_Run([i], value[i] - balance * shown[paper[i]], {i: own}))
            terms.append(own_terms)
            shown[paper[i]] += 1
    return [_passage(question, run, candidates) for run in runs]


def _sentences(candidates: Candidates, i: int, part_of: PartOf) -> list[Sentence]:
    paper_id, reading = candidates.readings[candidates.reading[i]]
    return of_first_group(part_of(paper_id, reading, int(candidates.first[i]), int(candidates.last[i])))


def _edge(run: _Run, i: int) -> int:
    """Return the end of the run that candidate `i` lies at."""
    return run.members[0] if i < run.members[0] else run.members[-1]


def _is_beside(candidates: Candidates, i: int, run: _Run) -> bool:
    """Return whether candidate `i` stands right before or after the run."""
    edge = _edge(run, i)
    near = abs(candidates.place[i] - candidates.place[edge]) == 1
    return bool(near and candidates.reading[i] == candidates.reading[edge])


def _joins(candidates: Candidates, i: int, own: Sequence[Sentence], run: _Run) -> bool:
    """Return whether candidate `i`, which stands beside the run, goes on in its section and kind, within the length."""
    other = run.sentences[_edge(run, i)][0]
    length = run.length + sum(len(sentence.text) + 1 for sentence in own)
    return own[0].section == other.section and GROUPS[own[0].kind] == GROUPS[other.kind] and length <= JOINED_CHARACTERS


def _repeats(terms: set[int], other: set[int]) -> bool:
    fewer = min(len(terms), len(other))
    return fewer >= REPEATED_TERMS and len(terms & other) >= REPEATED_SHARE * fewer


def _passage(question: str, run: _Run, candidates: Candidates) -> Passage:
    key: ReadingKey = candidates.readings[candidates.reading[run.members[0]]]
    sentences = [sentence for member in run.members for sentence in run.sentences[member]]
    text = " ".join(sentence.text for sentence in sentences)
    boxes = [box for sentence in sentences for box in sentence.boxes]
    section = sentences[0].section
    similarity = max(float(candidates.similarity[member]) for member in run.members)
    return Passage(
        id=f"{key[0]}:{key[1]}:{sentences[0].id}-{sentences[-1].id}",
        paper_id=key[0],
        reading=key[1],
        sentence_ids=[sentence.id for sentence in sentences],
        text=text,
        section=section,
        pages=sorted({box.page for box in boxes}),
        score=_share(run.score),
        why=Why(matched_words(question, text), round(min(1.0, max(0.0, similarity)), SCORE_DIGITS), section),
        boxes=boxes,
    )


def _share(score: float) -> float:
    """Return a sum of standardised scores as 0-1."""
    return round(1 / (1 + math.exp(-score / SCORE_SCALE)), SCORE_DIGITS)


def matched_words(question: str, text: str) -> list[str]:
    """Return the question's words that stand in the text, by stem, in the question's order, stop words left out."""
    words = list(dict.fromkeys(re.findall(r"\w+(?:-\w+)*", question)))
    (there, _), *stems = document_keywords([text, *words])
    terms = set(there)
    return [word for word, (indices, _) in zip(words, stems, strict=True) if indices and terms.issuperset(indices)]
