"""How well each sentence of the found passages answers a question, from words and, with an embedder, from meaning."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from lib.answering.offline.answer_types import matches_answer_type
from lib.answering.offline.definitions import defines
from lib.answering.offline.method_questions import asks_what_was_done, tells_what_was_done
from lib.answering.offline.others_work import tells_others_work
from lib.answering.offline.question_analysis import AskedQuestion
from lib.answering.offline.question_kinds import Kind, may_ask_for_meaning
from lib.answering.offline.question_words import without_paper
from lib.answering.offline.quotable import is_asked_boilerplate, is_quotable
from lib.answering.offline.roles import design_cues_of
from lib.answering.offline.short_forms import as_asked, forms_asked
from lib.answering.offline.units_asked_for import VALUED
from lib.embedding.embedder import SPECIAL_TOKENS, Vectors
from lib.embedding.late_interaction import QUESTION_PIECES, best_cosines, weakest_third
from lib.records import Passage, Sentence
from lib.text.super_subscripts import on_the_line
from lib.text.terms import content_stems

if TYPE_CHECKING:
    from lib.answering.answerer import AskRequest
    from lib.embedding.embedder import Embedder

MEAN_WEIGHT, WEAKEST_WEIGHT, WORDS_WEIGHT, PASSAGE_WEIGHT, TYPE_WEIGHT = 0.6, 0.4, 0.3, 0.2, 0.12
"""Chosen by hand among some twenty tried: both development fields gained. Weights learned on one field lost on the other."""
TYPE_WEIGHTS: dict[Kind, float] = {"number": 0.2, "list": 0.2, "reason": 0.2, "comparison": 0.16}
"""In the place of TYPE_WEIGHT where it can be told well whether a sentence has what is asked for."""
HEADING_SHARE = 0.8
"""What a word of the question counts that only the heading above the sentence has."""
HANDED_ON = 0.85
"""Of what a sentence matches that the next one has too, where that one only points back: "This might be due to ..."."""
SIDE_KINDS = {"caption": -0.03, "table": -0.05, "footnote": -0.03, "front": -0.05}
"""Taken off where prose of the paper itself says as much."""
ABOUT_WEIGHT = 0.3
"""Of the turn before, beside the question's own words and word pieces."""
SEARCH_LOOKED_AT = 2_400
"""Characters of a question that are embedded, more than QUESTION_PIECES need."""
LINK_WEIGHT, REPOSITORY_WEIGHT, POINTED_WEIGHT, STATEMENT_WEIGHT = 0.1, 0.5, 0.2, 0.35
"""Added where a link is asked for: to any, to one at a place where such things lie, to a footnote to which a sentence points
that speaks of what is asked for, and to a statement on its availability."""
TOLD_WEIGHT = 0.12
"""Added where the question speaks of a study's design, and the sentence is worded as papers tell that part of it."""
EXAMPLE_WEIGHT = 0.2
"""Added to a sentence that names one of the examples of an answer which the question gives or its hint lists."""
OTHERS_WEIGHT = -0.25
"""Added to what another study did, where it is asked what this one did: more than the margin within which a sentence leads
by its number alone."""
_NOT_OF_ONE_STUDY: frozenset[Kind] = frozenset({"reason", "definition", "link"})
"""Kinds of question that the work of others answers as well: papers take reasons and terms from it."""
LABELLED_WEIGHT = 0.2
"""Added to a statement that stands under such a heading, or begins with it."""
_LABELLED = re.compile(r"(?:^|> |: )\W*(?:\w+ ){0,3}(?:availability|sharing)\b", re.IGNORECASE)
BARE_WORDS = 3
"""Beside an address, up to which a text says nothing of what lies there."""
_WITH_SOFTWARE = re.compile(
    r"\b(?:using|with|by|in|via|employing)\s+(?:the\s+)?(?:[\w.-]+\s+){0,3}(?:software|packages?|programs?|algorithm|tools?)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"\S*(?:https?:|www\.|doi\b|\w/\w|\.\w{2,3}/)\S*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBERED_NOTE = re.compile(r"^\W*(\d{1,2})\s?(?=https?:|www\.)")

OUTSIDE_DEFINES, MOST_OUTSIDE = 0.7, 4
"""How surely a sentence outside the passages must define a term, and how many of a paper are looked at."""
OUTSIDE_WORDS, OUTSIDE_TYPE = 0.5, 0.8
"""The same of one with a number or a list: the share of the question's words that it must have, and how surely it has what is
asked for. In a paper on one drug every passage is about that drug, and its dose stands in one."""
_TOLD_ANYWHERE: frozenset[Kind] = frozenset({"number", "list"})
MOST_RESTATED = 10
"""Sentences that are embedded anew for a short form: some 5 ms each."""
OUTSIDE_SCORE = 0.5
"""Stands for the score of the passage where a sentence is in none."""
DEFINED_WEIGHT, BOILERPLATE_WEIGHT = 0.4, 0.3
"""Added, by how surely, to a sentence that defines what is asked for: most sentences with a term only use it; and to the
note on funding, licence or interests where just that is asked for."""

_CAN_BE_HAD = re.compile(
    r"\b(?:(?:publicly|freely|openly|made|are|is|be) (?:\w+ )?(?:available|accessible)|availability|(?:on|upon) (?:\w+ )?request"
    r"|deposited|repositor(?:y|ies)|supplement\w*|data sharing|shared|released?|publish\w*|download\w*|accession|open[- ]source"
    r"|not (?:be )?(?:shared|available|applicable)|within the (?:paper|article|manuscript))\b|https?:|doi\.org",
    re.IGNORECASE,
)
_TAKEN_FROM = re.compile(
    r"\b(?:publicly|freely|openly|commercially) (?:available|accessible) (?:[\w-]+ ){0,2}\w+|\bavailable data\b",
    re.IGNORECASE,
)
"""Data or tools that the authors took: "an analysis of publicly available data" says nothing of their own."""
_POINTS_BACK = re.compile(
    r"^\W*(?:this|these|those|that|it|they|such|here|one|another|a|the) (?:(?:second |other )?(?:possible|likely|main) )?"
    r"(?:is|was|are|were|may|might|could|can|explanation|reason|cause|effect|finding|result|difference|approach|would)\b"
    r"|^\W*(?:possibly|presumably|probably|perhaps)\b",
    re.IGNORECASE,
)

_ABSENT_COUNT = 0.5
"""Added to the sentences that have a word, so that one in none has a weight, too."""
_LEAST_WEIGHT = 1e-6
"""Of all of a question's word pieces, to divide by where there are none."""

_REPOSITORY_WORDS = (
    (
        r"code|software|scripts?|implementation|program\w*|tools?|packages?|models?",
        r"git\s?hub|gitlab|bitbucket|sourceforge|cran\b|pypi|zenodo",
    ),
    (
        r"data\w*|corpus|corpora|materials?|images?|sequences?|recordings|videos|annotations|transcripts",
        r"zenodo|figshare|dryad|osf\.io|pangaea|dataverse|kaggle|git\s?hub|genbank|\bncbi",
    ),
)
_REPOSITORIES = tuple(
    (re.compile(rf"\b(?:{thing})\b", re.IGNORECASE), re.compile(place, re.IGNORECASE))
    for thing, place in _REPOSITORY_WORDS
)


@dataclass(frozen=True)
class Candidate:
    """A sentence that could be quoted, with the passage it was found in."""

    paper_id: str
    reading: int
    sentence: Sentence
    passage_score: float
    """OUTSIDE_SCORE where it stands in no passage."""
    restated: str = ""
    """The sentence with the short or long form that the question has in the place of the other; empty where it is the same."""

    @property
    def text(self) -> str:
        """What is matched with the question."""
        return self.restated or self.sentence.text


@dataclass(frozen=True)
class Scored:
    """A candidate with its relevance, about 0-1.5."""

    candidate: Candidate
    score: float
    late_interaction: float
    """Mean over the question's word pieces of the best cosine in the sentence, 0-1; 0 without an embedder."""
    weakest: float
    """The same mean over the third of the pieces that it matches worst."""
    coverage: float
    """Share of the question's words that it has, the rarer ones counting more, 0-1."""
    type_match: float
    """How far it has what such a question asks for, 0-1: a number, a link, a definition, a list."""
    of_others: bool = False
    """Whether it tells what another study did, where it is asked what this one did."""


@dataclass(frozen=True)
class PieceMatches:
    """Late interaction of a question with texts, piece by piece (Khattab and Zaharia 2020, ColBERT)."""

    best_cosines: Vectors
    """Shape (texts, pieces): for each of the question's word pieces the best cosine in the text."""
    weights: Vectors
    """Shape (pieces,): what each counts; those of the turn before less."""

    @property
    def mean(self) -> Vectors:
        """For each text its mean over the pieces."""
        return np.asarray(self.best_cosines @ self.weights / max(float(self.weights.sum()), _LEAST_WEIGHT))

    @property
    def weakest(self) -> Vectors:
        """For each text the mean over the third of the question's own pieces that it matches worst."""
        return weakest_third(self.best_cosines[:, self.weights == 1.0])


def candidates(asked: AskedQuestion, request: AskRequest) -> list[Candidate]:
    """Return every quotable sentence of the passages once, in the passages' order; ids that do not resolve are left out.

    Where a link or a definition is asked for, the first sentences of the papers that have it stand behind them: a
    footnote with an address has few words of the question, and a term is said what it is where it comes up first.
    """
    seen: dict[tuple[str, int, int], Candidate] = {}
    for passage in request.passages:
        reading = request.sentences.get((passage.paper_id, passage.reading), ())
        for i in passage.sentence_ids:
            key = (passage.paper_id, passage.reading, i)
            if key not in seen and i < len(reading) and is_quotable(reading[i], asked.opening):
                seen[key] = Candidate(passage.paper_id, passage.reading, reading[i], passage.score)
    for (paper_id, number), reading in request.sentences.items():
        for one in _outside_passages(asked, reading):
            seen.setdefault((paper_id, number, one.id), Candidate(paper_id, number, one, OUTSIDE_SCORE))
    return _restated(asked.search, list(seen.values()), request.sentences)


def _restated(
    question: str, found: list[Candidate], readings: Mapping[tuple[str, int], Sequence[Sentence]]
) -> list[Candidate]:
    """Return the candidates, a few of them as the question would put them: with its "BMI" for the paper's "body mass index"."""
    forms = {key: forms_asked(question, [reading]) for key, reading in readings.items()}
    if not any(forms.values()):
        return found
    left = MOST_RESTATED
    for place, one in enumerate(found):
        text = as_asked(one.sentence.text, question, forms.get((one.paper_id, one.reading), ()))
        if text != one.sentence.text and left:
            found[place] = replace(one, restated=text)
            left -= 1
    return found


def _outside_passages(asked: AskedQuestion, reading: Sequence[Sentence]) -> list[Sentence]:
    """Return the first few sentences of a paper that hold what is asked for, whichever passage they stand in."""
    if asked.kind == "link":
        held = (
            one
            for one in reading
            if names_repository(asked.opening, one.text) or states_availability(asked.opening, one.text, one.section)
        )
    elif asked.kind in _TOLD_ANYWHERE:
        held = (one for one in _with_what_is_asked(asked, reading))
    elif asked.kind == "definition":
        held = (one for one in reading if defines(asked.opening, one.text) >= OUTSIDE_DEFINES)
    else:
        held = (one for one in reading if is_asked_boilerplate(asked.opening, one.text))
    return list(islice((one for one in held if is_quotable(one, asked.opening)), MOST_OUTSIDE))


def _with_what_is_asked(asked: AskedQuestion, reading: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences that have half of the question's words and what it asks for, those with most of its words first."""
    own = asked.stems - VALUED
    shares = [(len(own.intersection(content_stems(one.text))) / max(len(own), 1), one) for one in reading]
    near = sorted((pair for pair in shares if pair[0] >= OUTSIDE_WORDS), key=lambda pair: (-pair[0], pair[1].id))
    return [one for _, one in near if matches_answer_type(asked.opening, one.text) >= OUTSIDE_TYPE]


def names_repository(question: str, text: str) -> bool:
    """Return whether the text names a place where what the question asks for is kept: code at GitHub, data at Zenodo.

    A text of more than the address must speak of what was asked for: code is not data. A tool that was used is neither.
    """
    if _WITH_SOFTWARE.search(text):
        return False
    bare = len(_WORD.findall(_LINK.sub(" ", text))) <= BARE_WORDS
    return any(
        thing.search(question) and place.search(text) and (bare or thing.search(text)) for thing, place in _REPOSITORIES
    )


def states_availability(question: str, text: str, section: str = "") -> bool:
    """Return whether the text is a statement on whether what the question asks for, code or data, can be had.

    It is by its words, or by its section, "Data sharing statement", where it names the thing: there it says nothing else.
    """
    things = [
        words for (words, _), (thing, _) in zip(_REPOSITORY_WORDS, _REPOSITORIES, strict=True) if thing.search(question)
    ]
    heading = section.rsplit(" > ", 1)[-1]
    return any(
        _statement(thing).search(text) or (_heads_statement(thing).search(heading) and _names(thing).search(text))
        for thing in things
    )


@functools.cache
def _heads_statement(words: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{words})\b.{{0,30}}\b(?:availability|sharing|accessibility|access)\b|\bavailability of\b.{{0,30}}\b(?:{words})\b",
        re.IGNORECASE,
    )


@functools.cache
def _names(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


@functools.cache
def _statement(words: str) -> re.Pattern[str]:
    thing = rf"\b(?:{words})\b"
    # What was obtained or downloaded from somewhere tells where the authors had it from.
    had = r"\b(?:available|accessible|deposited|shared|released|(?:can|may|could|will) be (?:\w+ )?(?:obtained|downloaded))\b"
    where = r"\b(?:at|in|from|via|through|request|authors?|online|publicly|freely|openly|here|database|repository)\b"
    return re.compile(
        rf"{thing} (?:and \w+ )?(?:availability|sharing|accessibility)(?=.*\b(?:is|are|was|were|can|may|be|available|request)\b)"
        rf"|{thing}(?! (?:that|which|available)\b).{{0,80}}\b(?:are|is|were|been|be)\b.{{0,40}}{had}.{{0,60}}{where}"
        rf"|{thing}.{{0,80}}\b(?:are|is|were|was|will|can|cannot|could) (?:not )?(?:be )?(?:not )?(?:publicly )?(?:shared"
        rf"|available|accessible|accessed|deposited)\b(?=\W*$| (?:due|because|as|for|owing|with)\b)"
        rf"|\bno (?:[\w-]+ )?{thing}.{{0,20}}\b(?:generated|created|produced|analy[sz]ed|used|written|developed)"
        rf"|\ball (?:\w+ )?{thing}.{{0,60}}\b(?:within|included in|contained in|in (?:this|the) (?:paper|article|manuscript))"
        rf"|\b(?:release|publish|share|provide)d? (?:all |our |the )(?:\w+ )?{thing}",
        re.IGNORECASE,
    )


def tells_where_kept(question: str, text: str, section: str) -> bool:
    """Return whether the text tells whether or where what the question asks for, code or data, can be had."""
    if names_repository(question, text) or states_availability(question, text, section):
        return True
    things = [thing for thing, _ in _REPOSITORIES if thing.search(question)]
    own = _TAKEN_FROM.sub(" ", text)
    return not things or (_CAN_BE_HAD.search(own) is not None and any(thing.search(own) for thing in things))


def word_weights(sentences: Iterable[Sentence], wanted: Iterable[str]) -> tuple[dict[str, float], float]:
    """Return the inverse document frequency of each wanted stem over the sentences, and the share of it that no sentence has."""
    wanted = set(wanted)
    counts: Counter[str] = Counter()
    total = 0
    for sentence in sentences:
        total += 1
        counts.update(wanted.intersection(content_stems(sentence.text)))
    weights = {stem: math.log1p(total / (_ABSENT_COUNT + counts[stem])) for stem in wanted}
    absent = sum(weight for stem, weight in weights.items() if not counts[stem])
    whole = sum(weights.values())
    return weights, absent / whole if whole else 1.0


def coverage(wanted: Mapping[str, float], text: str) -> float:
    """Return the share of the wanted stems, by weight, that the text has: 0-1."""
    total = sum(wanted.values())
    return sum(wanted[stem] for stem in wanted.keys() & set(content_stems(text))) / total if total else 0.0


def piece_matches(
    asked: AskedQuestion, found: Sequence[Candidate], request: AskRequest, embedder: Embedder | None
) -> PieceMatches:
    """Return how the candidates match the question; all 0 without an embedder.

    What the index keeps of their word pieces is used, the others are embedded. An embedder without word pieces gives the
    cosine of the whole as if it were one piece.
    """
    if embedder is None or not found:
        return PieceMatches(np.zeros((len(found), 1), np.float32), np.ones(1, np.float32))
    if not hasattr(embedder, "embed_tokens"):
        texts = [candidate.text for candidate in found]
        vectors = embedder.embed([asked.search, *texts])
        return PieceMatches(np.clip(vectors[1:] @ vectors[:1].T, 0.0, 1.0), np.ones(1, np.float32))
    stored = request.sentence_tokens(request.passages)
    keys = [(one.paper_id, one.reading, one.sentence.id) for one in found]
    missing = [one.text for one, key in zip(found, keys, strict=True) if one.restated or key not in stored]
    question = embedder.embed_tokens([matched_text(asked)]).tokens[0][:QUESTION_PIECES]
    others = iter(embedder.embed_tokens(missing).tokens if missing else ())
    tokens = [
        next(others) if one.restated or key not in stored else stored[key] for one, key in zip(found, keys, strict=True)
    ]
    offsets = np.concatenate([[0], np.cumsum([len(rows) for rows in tokens])])
    best = best_cosines(question, np.concatenate(tokens), offsets)
    weights = np.ones(len(question), np.float32)
    if asked.about and asked.stems:
        weights[: embedder.count_tokens([asked.about])[0] - SPECIAL_TOKENS] = ABOUT_WEIGHT
    return PieceMatches(best, weights)


def matched_text(asked: AskedQuestion) -> str:
    """Return the text whose word pieces are matched: the turn before, then the question without its words for the paper."""
    return f"{asked.about} {without_paper(asked.text)}".strip()[:SEARCH_LOOKED_AT]


def score(
    asked: AskedQuestion,
    found: Sequence[Candidate],
    wanted: Mapping[str, float],
    matches: PieceMatches,
    by_meaning: bool,
    readings: Mapping[tuple[str, int], Sequence[Sentence]],
) -> list[Scored]:
    """Return each candidate with its relevance, in the order given; `wanted` are the question's stems with their weights."""
    scored = []
    late_of, weakest_of = matches.mean.copy(), matches.weakest.copy()
    covered_of = [coverage(wanted, candidate.text) for candidate in found]
    for place, before in _pointing_back(asked, found):
        late_of[place] = max(late_of[place], HANDED_ON * late_of[before])
        weakest_of[place] = max(weakest_of[place], HANDED_ON * weakest_of[before])
        covered_of[place] = max(covered_of[place], HANDED_ON * covered_of[before])
    pointing = _pointing_at_footnotes(asked, found, readings)
    told = design_cues_of(asked.opening)
    each = zip(found, late_of, weakest_of, covered_of, strict=True)
    for place, (candidate, late, weakest, covered) in enumerate(each):
        text = candidate.text
        has = matches_answer_type(asked.opening, text)
        # Without vectors the words alone must carry the weight of both.
        meaning = MEAN_WEIGHT * late + WEAKEST_WEIGHT * weakest if by_meaning else MEAN_WEIGHT * covered
        headed = HEADING_SHARE * coverage(wanted, f"{text} {candidate.sentence.section.rsplit(' > ', 1)[-1]}")
        total = float(meaning) + WORDS_WEIGHT * max(covered, headed) + PASSAGE_WEIGHT * candidate.passage_score
        total += TYPE_WEIGHTS.get(asked.kind, TYPE_WEIGHT) * has + SIDE_KINDS.get(candidate.sentence.kind, 0.0)
        if asks_what_was_done(asked.opening):
            total += tells_what_was_done(candidate.sentence)
        if any(cue.search(text) for cue in told):
            total += TOLD_WEIGHT
        total += EXAMPLE_WEIGHT * names_one_of((*asked.examples, *asked.hinted), text)
        if asked.kind == "definition":
            total += DEFINED_WEIGHT * has
        elif may_ask_for_meaning(asked.opening) and defines(asked.opening, text) >= 1.0:
            total += DEFINED_WEIGHT
        if asked.kind != "link" and is_asked_boilerplate(asked.opening, text):
            total += BOILERPLATE_WEIGHT
        if asked.kind == "link" and (has or states_availability(asked.opening, text, candidate.sentence.section)):
            total += _link_weight(asked.opening, candidate.sentence, pointing.get(place, ""))
        of_others = _asks_of_this_study(asked) and tells_others_work(
            asked.search, candidate.sentence, readings.get((candidate.paper_id, candidate.reading), ())
        )
        total += OTHERS_WEIGHT * of_others
        scored.append(Scored(candidate, total, float(late), float(weakest), covered, has, of_others))
    return scored


def names_one_of(examples: Sequence[str], text: str) -> bool:
    """Return whether the text has all words of meaning of one of the examples."""
    said = set(content_stems(text)) if examples else set()
    return any(said.issuperset(content_stems(example)) for example in examples)


def _asks_of_this_study(asked: AskedQuestion) -> bool:
    """Return whether the question asks for what was done or found in the study itself: in the past tense, or for a number."""
    return asked.kind not in _NOT_OF_ONE_STUDY and (asked.kind == "number" or asks_what_was_done(asked.search))


def _pointing_at_footnotes(
    asked: AskedQuestion, found: Sequence[Candidate], readings: Mapping[tuple[str, int], Sequence[Sentence]]
) -> dict[int, str]:
    """Return for the places of numbered footnotes that are addresses the sentence whose end points at each: it says what
    lies there.
    """
    pointing: dict[int, str] = {}
    if asked.kind != "link":
        return pointing
    for place, one in enumerate(found):
        is_note = one.sentence.kind in ("footnote", "front")
        numbered = _NUMBERED_NOTE.match(on_the_line(one.sentence.text)) if is_note else None
        if numbered is None:
            continue
        ends = re.compile(rf"[a-z).,”\"]\s?{numbered[1]}\W*$")
        reading = readings.get((one.paper_id, one.reading), ())
        text = next((s.text for s in reading if s.kind == "body" and ends.search(on_the_line(s.text))), "")
        if text:
            pointing[place] = text
    return pointing


def _link_weight(question: str, sentence: Sentence, pointing: str = "") -> float:
    """Return what a link adds: most at a place where what is asked for is kept; one on the first page is the paper's own.

    `pointing`: the sentence of the text that points at a footnote; the more where it speaks of what is asked for.
    """
    if names_repository(question, sentence.text):
        told = any(thing.search(question) and thing.search(pointing) for thing, _ in _REPOSITORIES)
        return REPOSITORY_WEIGHT + (POINTED_WEIGHT if told else 0.0)
    if states_availability(question, sentence.text, sentence.section):
        return STATEMENT_WEIGHT + LABELLED_WEIGHT * bool(_LABELLED.search(f"{sentence.section}: {sentence.text}"))
    asks_for_a_thing = any(thing.search(question) for thing, _ in _REPOSITORIES)
    return -LINK_WEIGHT if asks_for_a_thing and sentence.kind == "front" else LINK_WEIGHT


def _pointing_back(asked: AskedQuestion, found: Sequence[Candidate]) -> Iterable[tuple[int, int]]:
    """Yield the places of sentences that tell a reason of what the sentence before them says, and of that one."""
    if asked.kind != "reason":
        return
    place_of = {(one.paper_id, one.reading, one.sentence.id): place for place, one in enumerate(found)}
    for place, one in enumerate(found):
        before = place_of.get((one.paper_id, one.reading, one.sentence.id - 1))
        if before is None or found[before].sentence.section != one.sentence.section:
            continue
        if _POINTS_BACK.search(one.sentence.text):
            yield place, before


def passage_similarity(passages: Iterable[Passage]) -> float:
    """Return the cosine of the passage nearest to what was searched for, 0-1."""
    return max((passage.why.similarity for passage in passages), default=0.0)
