"""Whether the papers answer a question at all: a calibrated chance from the sentences that come nearest to it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.answering.offline.counted_events import event_stems, is_said
from lib.answering.offline.numbers_asked_for import PEOPLE
from lib.answering.offline.question_analysis import AskedQuestion
from lib.answering.offline.question_kinds import LOOKED_AT
from lib.answering.offline.question_words import subject_stems, without_paper
from lib.answering.offline.quoting import choose
from lib.answering.offline.relevance import (
    ABOUT_WEIGHT,
    Scored,
    candidates,
    matched_text,
    names_one_of,
    passage_similarity,
    piece_matches,
    score,
    word_weights,
)
from lib.answering.offline.units_asked_for import VALUED, unit_asked_for
from lib.embedding.embedder import SPECIAL_TOKENS, Vectors
from lib.embedding.late_interaction import weakest_third
from lib.text.terms import content_stems

if TYPE_CHECKING:
    from lib.answering.answerer import AskRequest
    from lib.embedding.embedder import Embedder

CALIBRATED = "minilm"
"""How the ids of the embedders begin whose cosines the first weights know; the others are judged by words alone."""

BEST_SENTENCES = 4
"""So many are looked at for what is asked for."""

BY_MEANING = {
    "constant": -6.54,
    "sentence": 2.5,
    "weakest": 1.56,
    "sentence_and_words": 1.09,
    "pieces": 3.08,
    "weakest_pieces": 2.16,
    "passage": 4.13,
    "asked_for": 0.96,
    "absent": -2.23,
}
BY_WORDS = {"constant": 1.20, "words": 1.90, "passage_words": 3.24, "absent": -3.14}
"""Logistic weights of the features, the constant set so that 0.5 is the threshold; `benchmarks/answers.py` prints them."""


THING_NEAR, THING_WEIGHT = 0.55, 15.0
"""The mean cosine that the word pieces of the thing asked for must have in the sentence that answers best, and what the weighted
sum must reach beyond 0 for each 1.0 that is missing: of 216 questions asked of their own papers none more was lost, of the
same with the thing of another paper's question in the place of theirs 51 of 66 are declined instead of 34."""
WORD_NEAR, WORDS_WEIGHT = 0.5, 8.0
"""The cosine from which a word of the question is taken to be said in the sentence that answers best or in one beside it, and
what the weighted sum must reach beyond 0 for each 1.0 that the words lack together: a question whose words are all in the paper,
but not in one place, is none that it answers. Only of questions that name what they want: open ones ("How was ... set up?")
are answered in other words. With the constant moved by 0.3 the balanced accuracy on 320 questions of COVID-QA and CHEC stayed at
0.927 against another field and rose from 0.863 to 0.884 against another paper of the field; on older questions of our own
(`benchmarks/questions.py`) from 0.943 to 0.964 and from 0.898 to 0.923, and of absent ones from 0.773 to 0.810."""
NAMED_EXAMPLE = 1.0
"""What the weighted sum gains where the sentence that answers best names an example of an answer that the question gives. Six
questions of a published study with such examples, asked of four papers that people labelled: 14 of 24 labels before, 20 after,
and none more of seven papers of other fields is taken to answer."""
UNIT_SHARE = 0.2
"""Of its weight that a word of SELDOM_NAMED keeps in choosing the sentence, where its unit is asked for."""
SELDOM_NAMED = frozenset(content_stems("dose dosage amount duration length time"))
"""Stems of the measures that are hardly ever named beside their value: "received 30 g", "for six weeks"."""
MORE_PAPERS = 0.6
"""What the weighted sum must reach beyond 0 for every e-fold of papers asked: among many, one comes near by chance."""
LARGEST_SUM = 30.0
"""Of the weighted features either way: beyond, the logistic is 0 or 1 to thirteen digits, and would overflow at last."""


_WORD = re.compile(r"[\w'’-]+")
_VERB = r"(?:was|were|is|are|did|do|does|has|have|had|can|could|will|would|should|may|might|must)"
_ASKED_THING = re.compile(
    rf"\b(?:which|what|whose|how (?:many|much))\s+(?P<thing>(?:(?!{_VERB}\b)[\w'’-]+\s+){{1,4}}?)"
    rf"(?={_VERB}\b|\w+ed\b|(?:in|for|of|to|from|with|by|at|on)\b)",
    re.IGNORECASE,
)
"""The words between "which" or "how many" and what is asked of them: "which antiviral drug were the patients given?"."""


MOSTLY_UNNAMED = 0.5
"""Share of the question that the paper does not have, from which it does not name the thing asked for by another word either."""


@dataclass(frozen=True)
class PaperMatch:
    """What was retrieved of one paper, and how it matches the question."""

    paper_id: str
    scored: list[Scored]
    features: dict[str, float]
    """`sentence`, `weakest`: late interaction of the nearest sentence, over all the question's word pieces and over the
    third it matches worst; `pieces`, `weakest_pieces`: the same where each piece may find its best in any sentence;
    `passage`: cosine of the nearest passage; `words`, `passage_words`: the largest share of the question's words, by
    weight, in one; `sentence_and_words`: the largest sum; `absent`: share that the paper does not have; `asked_for`: see
    there; `unnamed`: 1 where the paper has no word of the thing that is asked for,
    and not half of the question's; `thing_away`: how much of THING_NEAR that thing lacks in the sentence that answers best;
    `example`: 1 where the sentence that answers best names one of the examples that the question gives;
    `words_away`: how much of WORD_NEAR the question's words lack in it and in those beside it, together;
    `unsaid`: 1 where no sentence says, by a word of the question or one near it, what happened to the things that it counts."""


def match_papers(asked: AskedQuestion, request: AskRequest, embedder: Embedder | None) -> list[PaperMatch]:
    """Return for every paper with a passage its sentences scored for the question, and the features that tell whether it answers.

    Of a question that leans on the turn before, its own words alone tell whether it is answered, where it has any.
    """
    own = asked.stems
    everything = (sentence for reading in request.sentences.values() for sentence in reading)
    wanted, _ = word_weights(everything, own | AskedQuestion(asked.about).stems)
    own_weights = {stem: weight for stem, weight in wanted.items() if stem in own} or wanted
    if unit_asked_for(asked.opening) is not None:
        wanted = {stem: weight * (UNIT_SHARE if stem in SELDOM_NAMED else 1.0) for stem, weight in wanted.items()}
    if own:
        wanted = {stem: weight * (1.0 if stem in own else ABOUT_WEIGHT) for stem, weight in wanted.items()}
    found = candidates(asked, request)
    matches = piece_matches(asked, found, request, embedder)
    thing, words = thing_pieces(asked, embedder), word_pieces(asked, embedder)
    event = event_stems(asked.opening)
    rarity = [_rarity(stems, own_weights) for stems, _ in words]
    scored = score(asked, found, wanted, matches, embedder is not None, request.sentences)
    of_paper: dict[str, list[int]] = {}
    for place, one in enumerate(found):
        of_paper.setdefault(one.paper_id, []).append(place)
    return [
        PaperMatch(
            paper_id,
            [scored[place] for place in places],
            _features(
                paper_id,
                [scored[place] for place in places],
                matches.best_cosines[places][:, matches.weights == 1.0],
                asked,
                own_weights,
                request,
            )
            | {
                "thing_away": _thing_away(
                    asked, [scored[place] for place in places], matches.best_cosines[places][:, thing]
                ),
                "words_away": _words_away(
                    asked,
                    [scored[place] for place in places],
                    [matches.best_cosines[places][:, pieces] for _, pieces in words],
                    rarity,
                ),
                "example": float(_names_example(asked, [scored[place] for place in places])),
                "unsaid": float(
                    bool(event)
                    and not is_said(
                        event,
                        _stems_of(paper_id, request),
                        [(stems, matches.best_cosines[places][:, pieces]) for stems, pieces in words],
                    )
                ),
            },
        )
        for paper_id, places in of_paper.items()
    ]


def _features(
    paper_id: str,
    scored: Sequence[Scored],
    best_cosines: Vectors,
    asked: AskedQuestion,
    weights: Mapping[str, float],
    request: AskRequest,
) -> dict[str, float]:
    """Return the features of one paper; `best_cosines` has a row for each of its sentences, a column for each piece of
    the question.
    """
    passages = [passage for passage in request.passages if passage.paper_id == paper_id]
    best = best_cosines.max(axis=0, initial=0.0)
    whole = sum(weights.values())
    paper_stems = _stems_of(paper_id, request)

    def share(stems: Iterable[str]) -> float:
        return sum(weights[stem] for stem in weights.keys() & set(stems)) / whole if whole else 0.0

    return {
        "sentence": max(one.late_interaction for one in scored),
        "weakest": max(one.weakest for one in scored),
        "sentence_and_words": max(one.late_interaction + one.weakest + one.coverage for one in scored),
        "pieces": float(best.mean()) if len(best) else 0.0,
        "weakest_pieces": float(weakest_third(best)),
        "passage": passage_similarity(passages),
        "asked_for": asked_for(asked, scored),
        "words": max(one.coverage for one in scored),
        "passage_words": max((share(content_stems(passage.text)) for passage in passages), default=0.0),
        "absent": 1.0 - share(paper_stems),
        "unnamed": float(
            bool(thing := thing_stems(asked.opening))
            and not thing & paper_stems
            and 1.0 - share(paper_stems) >= MOSTLY_UNNAMED
        ),
    }


def _stems_of(paper_id: str, request: AskRequest) -> set[str]:
    """Return the stems of all that the paper says."""
    readings = (reading for (owner, _), reading in request.sentences.items() if owner == paper_id)
    return {stem for reading in readings for sentence in reading for stem in content_stems(sentence.text)}


def thing_pieces(asked: AskedQuestion, embedder: Embedder | None) -> slice:
    """Return which of the word pieces that are matched are the thing asked for: "bat species" of "Which bat species ...?"."""
    text = matched_text(asked)
    match = _ASKED_THING.search(text, len(text) - len(without_paper(asked.text)))
    if embedder is None or not hasattr(embedder, "embed_tokens") or match is None:
        return slice(0)
    if not thing_stems(asked.opening) or set(content_stems(match["thing"])) <= PEOPLE | VALUED:
        return slice(
            0
        )  # "which kind" names no thing, papers call those who took part by any name, and give a dose as "30 g"
    before, through = embedder.count_tokens([text[: match.start("thing")], text[: match.end("thing")]])
    return slice(before - SPECIAL_TOKENS, through - SPECIAL_TOKENS)


def word_pieces(asked: AskedQuestion, embedder: Embedder | None) -> list[tuple[frozenset[str], slice]]:
    """Return for each word of meaning of the question its stems, and which of the word pieces that are matched are its own; none
    of an open question, nor of one that leans on the turn before.
    """
    if embedder is None or not hasattr(embedder, "embed_tokens") or asked.about or asked.kind == "other":
        return []
    text, stems = matched_text(asked)[:LOOKED_AT], asked.stems - VALUED
    words = [
        (word, said) for word in _WORD.finditer(text) if (said := frozenset(stems.intersection(content_stems(word[0]))))
    ]
    ends = embedder.count_tokens([text[:place] for word, _ in words for place in word.span()]) if words else []
    pieces = [slice(a - SPECIAL_TOKENS, b - SPECIAL_TOKENS) for a, b in zip(ends[::2], ends[1::2], strict=True)]
    return [(said, one) for (_, said), one in zip(words, pieces, strict=True) if one.stop > one.start]


def _rarity(stems: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return how much a word counts beside the rarest of the question, 0-1: what a paper says throughout, such as its topic, need
    not stand in the sentence that answers.
    """
    rarest = max(weights.values(), default=0.0)
    return max((weights.get(stem, rarest) for stem in stems), default=0.0) / rarest if rarest else 1.0


def _words_away(
    asked: AskedQuestion, scored: Sequence[Scored], cosines: Sequence[Vectors], rarity: Sequence[float]
) -> float:
    """Return how much of WORD_NEAR the question's words lack, together, in the best sentence and those beside it.

    `cosines`: of each word, with a row for each sentence and a column for each of its pieces; `rarity`: what each word counts.
    """
    lead = choose(scored, asked.kind)[0].candidate.sentence
    near = [
        place
        for place, one in enumerate(scored)
        if abs(one.candidate.sentence.id - lead.id) <= 1 and one.candidate.sentence.section == lead.section
    ]
    said = [
        (float(word[near].max(axis=0).mean()), share)
        for word, share in zip(cosines, rarity, strict=True)
        if word.shape[1]
    ]
    return sum(share * max(0.0, WORD_NEAR - one) for one, share in said)


def _names_example(asked: AskedQuestion, scored: Sequence[Scored]) -> bool:
    """Return whether the sentence that answers best names one of the examples of an answer that the question gives."""
    return bool(asked.examples) and names_one_of(asked.examples, choose(scored, asked.kind)[0].candidate.text)


def _thing_away(asked: AskedQuestion, scored: Sequence[Scored], cosines: Vectors) -> float:
    """Return how much of THING_NEAR the thing lacks in the best sentence; `cosines` has a column for each of its pieces."""
    if not cosines.shape[1]:
        return 0.0
    lead = choose(scored, asked.kind)[0]
    place = next(place for place, one in enumerate(scored) if one is lead)
    return max(0.0, THING_NEAR - float(cosines[place].mean()))


def thing_stems(question: str) -> frozenset[str]:
    """Return the stems of the thing that a question asks for, "antiviral drug" or "hydrophones"; none where it names none."""
    question = question[:LOOKED_AT]
    match = _ASKED_THING.search(question)
    named = set(content_stems(match["thing"])) if match else set()
    return frozenset(named & subject_stems(question))


def asked_for(asked: AskedQuestion, scored: Sequence[Scored]) -> float:
    """Return how far one of the best few sentences has the number or date that is asked for, 0-1; 1 for other questions."""
    if asked.kind not in {"number", "date"}:
        return 1.0
    best = sorted(scored, key=lambda one: -one.score)[:BEST_SENTENCES]
    return max((one.type_match for one in best), default=0.0)


def chance_of_answer(features: Mapping[str, float], embedder: Embedder | None, papers: int = 1) -> float:
    """Return how likely the paper answers, 0-1; from 0.5 on it is taken to. `papers`: how many were asked.

    Learned on questions asked of their own paper, of another paper of the field and of a paper of another field.
    """
    known = embedder is not None and embedder.id.startswith(CALIBRATED)
    return logistic(features, BY_MEANING if known else BY_WORDS, threshold(features, papers))


def threshold(features: Mapping[str, float], papers: int) -> float:
    """Return what the weighted sum must reach where so many papers are asked, and the thing asked for is so far away."""
    away = THING_WEIGHT * features["thing_away"] + WORDS_WEIGHT * features["words_away"]
    return MORE_PAPERS * math.log(max(papers, 1)) + away - NAMED_EXAMPLE * features["example"]


def logistic(features: Mapping[str, float], weights: Mapping[str, float], beyond: float = 0.0) -> float:
    """Return the logistic of the weighted sum less `beyond`; weights without a figure but the constant raise KeyError."""
    total = sum(weight * (1.0 if name == "constant" else features[name]) for name, weight in weights.items()) - beyond
    return 1 / (1 + math.exp(-max(min(total, LARGEST_SUM), -LARGEST_SUM)))
