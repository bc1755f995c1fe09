"""Claims and questions beside texts, to train the judge's networks on; from data whose licence allows it.

`trials_train.jsonl` (questions on trials with doctors' evidence and direction), `wice.jsonl` (claims with the sentences of a web
page that support them), `pubmedqa.jsonl` (titles that ask, abstracts, conclusions, yes / no / maybe). Claims are made of
triples of outcome, intervention and comparator in a dozen wordings, right and wrong by direction, also with intervention and
comparator exchanged, and beside sentences of the same paper that do not say them; sentences of abstracts are laid beside what
the paper itself says of them, in other words, and beside another paper's; sentences stand for themselves and are altered on
purpose (`altered.py`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.altered import altered
from benchmarks.framed import NEGATED, framed, framings
from lib.text.sentences import split_sentences, tidy

Item = dict[str, Any]
SUPPORTS, CONTRADICTS, NEITHER, PARTLY = range(4)
OPPOSITE = {"increased": "decreased", "decreased": "increased", "no difference": "no difference"}
WORDINGS = {
    "increased": (
        "{I} increased {O} compared with {C}", "{O} was higher with {I} than with {C}", "{I} leads to higher {O} than {C}",
        "{O} was significantly increased by {I} compared to {C}", "Was {O} increased with {I} compared with {C}",
        "{O} is greater for {I} versus {C}", "{O} increased with {I}", "{I} raises {O}", "Does {I} increase {O}",
    ),
    "decreased": (
        "{I} decreased {O} compared with {C}", "{O} was lower with {I} than with {C}", "{I} leads to lower {O} than {C}",
        "{O} was significantly reduced by {I} compared to {C}", "Was {O} decreased with {I} compared with {C}",
        "{O} is smaller for {I} versus {C}", "{O} decreased with {I}", "{I} reduces {O}", "Does {I} reduce {O}",
    ),
    "no difference": (
        "{I} did not change {O} compared with {C}", "{O} did not differ between {I} and {C}",
        "There was no significant difference in {O} between {I} and {C}", "{O} was similar with {I} and {C}",
        "Was {O} not different with {I} compared with {C}", "Was {O} no difference with {I} compared with {C}",
        "{I} has no effect on {O}", "{I} does not affect {O}", "{O} is unchanged by {I}",
    ),
}  # fmt: skip
QUESTIONS = (
    "What does the paper report about {O} for {I} compared with {C}?", "How did {I} affect {O}?",
    "Was {O} increased, decreased or not different with {I} compared with {C}?", "What was the effect of {I} on {O}?",
    "Did {I} change {O} compared with {C}?", "Which result was found for {O} with {I}?",
    "How did {I} and {C} differ in {O}?", "{O} with {I} versus {C}",
)  # fmt: skip
_ADVICE = re.compile(r"\b(?:should|need|needed|recommend|further|warrant)", re.IGNORECASE)
"""In a conclusion: it asks for something that no result says."""
_ASKS = re.compile(r"(?:Is|Are|Does|Do|Did|Can|Was|Were|Has|Have|Could|Should|Will|May)\b")
SHINGLE = 20
"""Letters by which evidence is found again in sentences."""
NEAREST = 6
"""Sentences of a page or a paper, those that share most words with a claim, that are read where it says nothing of it."""
_WORD = re.compile(r"[a-z0-9]{3,}")
SHORTEST, LONGEST = 50, 250
"""Letters of a sentence that stands for itself."""
THIRDS = 3
"""Of the trials two thirds give claims beside other sentences, and two thirds sentences of abstracts, to save time."""
BESIDE = 2
"""Sentences from which on one is no neighbour of evidence."""
APART = (1, 2, 3)
"""How many sentences of its paper a claim is laid beside that they do not say, drawn for each."""
SHORTEST_OF_ABSTRACT, LONGEST_OF_ABSTRACT = 60, 300
"""Letters of a sentence of an abstract that is laid beside its paper."""
ABSTRACT_SENTENCES = 4
"""Of one abstract; never the first, which tells what was known before."""
SPREAD = (1, 2, 3, 4, 6)
"""How many sentences of a paper they are laid beside, drawn for each: passages are short and long."""
MUCH_ALIKE = 4
"""Papers with the likest abstracts, one of which lends its sentences."""
_FIRST_SECTION = re.compile(r"(?:introduction|background)\b", re.IGNORECASE)
"""A heading with which a paper itself begins."""
LONGEST_HEADING = 60
"""In letters, this one left out."""
LEAST_ABSTRACT, LEAST_PAPER = 3, 30
"""Sentences that an abstract has at least, and that a paper has more of."""


@dataclass(frozen=True)
class Pair:
    """A claim beside sentences."""

    claim: str
    sentences: list[str]
    """Those it is laid beside, all of `document`."""
    document: Sequence[str]
    """All sentences around them, in their order."""
    label: int
    group: str
    """The paper or page that it is from: nothing of one group is both trained on and measured."""
    source: str


def _letters(text: str) -> set[str]:
    plain = re.sub(r"[^0-9a-z]+", "", text.lower())
    return {plain[i : i + SHINGLE] for i in range(max(1, len(plain) - SHINGLE + 1))}


def evidence_places(sentences: Sequence[str], evidence: Sequence[str]) -> list[int]:
    """Return which sentences hold half of the evidence, or are held by it to a half."""
    return _places([_letters(one) for one in sentences], evidence)


def _places(letters: Sequence[set[str]], evidence: Sequence[str]) -> list[int]:
    wanted = set().union(*(_letters(one) for one in evidence))
    return [place for place, own in enumerate(letters) if len(own & wanted) >= min(len(own), len(wanted)) / 2]


def nearest(claim: str, sentences: Sequence[str], count: int = NEAREST) -> list[str]:
    """Return the sentences that share most words with the claim, longer words counting more, in their order."""
    own = set(_WORD.findall(claim.lower()))
    shared = [sum(len(word) for word in own & set(_WORD.findall(one.lower()))) for one in sentences]
    places = sorted(range(len(sentences)), key=lambda i: (-shared[i], i))[:count]
    return [sentences[i] for i in sorted(places)]


def trial_pairs(items: Sequence[Item], chance: random.Random) -> Iterator[Pair]:
    """Yield claims of trials: each direction said of the evidence, and one said of other sentences."""
    for number, item in enumerate(items):
        sentences = [one for paragraph in item["paragraphs"] for one in split_sentences(tidy(paragraph))]
        for asked in item["questions"]:
            places = evidence_places(sentences, asked["evidence"]) if asked["direction"] else []
            if not places:
                continue
            for exchanged in (False, True):
                yield from _directions(asked, sentences, places, exchanged, f"t{number}", chance)
            away = [one for i, one in enumerate(sentences) if i not in places]
            wording = chance.choice(WORDINGS[chance.choice(list(WORDINGS))])
            claim = _filled(wording, asked, False)
            yield Pair(claim, nearest(claim, away), sentences, NEITHER, f"t{number}", "trials apart")


def _directions(
    asked: Item, sentences: Sequence[str], places: Sequence[int], exchanged: bool, group: str, chance: random.Random
) -> Iterator[Pair]:
    truth = OPPOSITE[asked["direction"]] if exchanged else asked["direction"]
    for said, wordings in WORDINGS.items():
        place = chance.choice(places)
        first = max(place - chance.choice([0, 0, 1]), 0)
        around = list(sentences[first : place + 1 + chance.choice([0, 0, 1])])
        fitting = [one for one in wordings if not exchanged or "{C}" in one]
        label = SUPPORTS if said == truth else CONTRADICTS
        yield Pair(_filled(chance.choice(fitting), asked, exchanged), around, sentences, label, group, "trials")


def _filled(wording: str, asked: Item, exchanged: bool) -> str:
    one, other = asked["intervention"].strip(), asked["comparator"].strip()
    if exchanged:
        one, other = other, one
    return wording.format(I=one, C=other, O=asked["outcome"].strip())


@dataclass(frozen=True)
class _Paper:
    """A trial's report in sentences."""

    group: str
    sentences: list[str]
    abstract: list[str]
    """Those of the abstract that are of a fitting length; empty where it cannot be told from the rest or is too short."""
    rest: list[str]


def paper_pairs(items: Sequence[Item], chance: random.Random) -> Iterator[Pair]:
    """Yield claims of trials beside sentences of their paper that do not say them; sentences of abstracts beside those of
    their own paper that come nearest, altered beside them, and beside another paper's.
    """
    papers = [_paper(number, item) for number, item in enumerate(items)]
    for number, (item, paper) in enumerate(zip(items, papers, strict=True)):
        if number % THIRDS != THIRDS - 1:
            yield from _apart(item, paper, chance)
    whole = [paper for number, paper in enumerate(papers) if number % THIRDS != 1 and paper.abstract]
    words = [set(_WORD.findall(" ".join(paper.abstract).lower())) for paper in whole]
    for place, paper in enumerate(whole):
        own = words[place]
        others = [other for other in range(len(whole)) if other != place]
        alike = sorted(others, key=lambda i: -len(own & words[i]) / len(own | words[i]))[:MUCH_ALIKE]
        for claim in chance.sample(paper.abstract[1:], min(ABSTRACT_SENTENCES, len(paper.abstract) - 1)):
            if not _ADVICE.search(claim):
                count, other = chance.choice(SPREAD), whole[chance.choice(alike)]
                near = nearest(claim, paper.rest, count)
                yield Pair(claim, near, paper.sentences, SUPPORTS, paper.group, "body")
                yield Pair(
                    claim, nearest(claim, other.rest, count), other.sentences, NEITHER, paper.group, "body apart"
                )
                changed = list(altered(claim, chance).items())
                if changed:
                    name, text = chance.choice(changed)
                    yield Pair(text, near, paper.sentences, CONTRADICTS, paper.group, f"body {name}")


def _paper(number: int, item: Item) -> _Paper:
    texts = item["paragraphs"]
    cut = [split_sentences(tidy(text)) for text in texts]
    headings = (i for i, text in enumerate(texts) if len(text) < LONGEST_HEADING and _FIRST_SECTION.match(text.strip()))
    first = next((i for i in headings if i > 1), 0)
    rest = [one for part in cut[first:] for one in part]
    abstract = [one for part in cut[1:first] for one in part if SHORTEST_OF_ABSTRACT <= len(one) <= LONGEST_OF_ABSTRACT]
    told = len(abstract) >= LEAST_ABSTRACT and len(rest) > LEAST_PAPER
    return _Paper(f"t{number}", [one for part in cut for one in part], abstract if told else [], rest)


def _apart(item: Item, paper: _Paper, chance: random.Random) -> Iterator[Pair]:
    """Yield for each question a claim beside sentences that share words with it and are no neighbours of the evidence."""
    letters = [_letters(one) for one in paper.sentences]
    for asked in item["questions"]:
        places = _places(letters, asked["evidence"]) if asked["direction"] else []
        if places:
            away = [one for i, one in enumerate(paper.sentences) if all(abs(i - place) >= BESIDE for place in places)]
            claim = _filled(chance.choice(WORDINGS[chance.choice(list(WORDINGS))]), asked, False)
            near = nearest(claim, away, chance.choice(APART))
            yield Pair(claim, near, paper.sentences, NEITHER, paper.group, "trials apart")


def wice_pairs(items: Sequence[Item], chance: random.Random) -> Iterator[Pair]:
    """Yield claims beside their page, beside what supports them, beside its rest, altered and put under words."""
    labels = {"supported": SUPPORTS, "partially_supported": PARTLY, "not_supported": NEITHER}
    for number, item in enumerate(items):
        claim, group, label, page = item["claim"], f"w{number}", labels[item["label"]], item["sentences"]
        places = {i for of_one in item["supporting"] for i in of_one}
        near = [one for i, one in enumerate(page) if places & {i - 1, i, i + 1}]
        wide = set(near) | set(nearest(claim, page))
        yield Pair(claim, [one for one in page if one in wide], page, label, group, "wice")
        if not near:
            continue
        yield Pair(claim, near, page, label, group, "wice")
        rest = [one for i, one in enumerate(page) if i not in places]
        if rest:
            yield Pair(claim, nearest(claim, rest), page, NEITHER, group, "wice apart")
        if label == SUPPORTS:
            for name, other in altered(claim, chance).items():
                yield Pair(other, near, page, CONTRADICTS, group, f"wice {name}")
            yield from _under_words(claim, near, page, group, "wice", chance)


def _under_words(
    claim: str, sentences: list[str], document: Sequence[str], group: str, source: str, chance: random.Random
) -> Iterator[Pair]:
    """Yield a claim that sentences support under words that affirm and that deny it."""
    if NEGATED.search(claim):
        return
    yield Pair(framed(claim, "denied", chance), sentences, document, CONTRADICTS, group, f"{source} denied")
    yield Pair(framed(claim, "affirmed", chance), sentences, document, SUPPORTS, group, f"{source} affirmed")


def abstract_pairs(items: Sequence[Item], chance: random.Random) -> Iterator[Pair]:
    """Yield conclusions beside their own and another abstract, altered, and titles that ask as claims that hold or not."""
    decisions = {"yes": SUPPORTS, "no": CONTRADICTS, "maybe": NEITHER}
    for number, item in enumerate(items):
        own = [one for text in item["contexts"] for one in split_sentences(tidy(text))]
        other = [one for text in chance.choice(items)["contexts"] for one in split_sentences(tidy(text))]
        conclusion, group = split_sentences(tidy(item["conclusion"])), f"p{number}"
        asked = item["question"].strip().rstrip("?")
        if _ASKS.match(asked):
            yield Pair(asked, conclusion, conclusion, decisions[item["decision"]], group, "titles")
            yield Pair(asked, own, own, decisions[item["decision"]], group, "titles")
        for claim in conclusion:
            if _ADVICE.search(claim):
                continue
            yield Pair(claim, own, own, SUPPORTS, group, "conclusions")
            yield Pair(claim, other, other, NEITHER, group, "conclusions apart")
            for name, changed in altered(claim, chance).items():
                yield Pair(changed, own, own, CONTRADICTS, group, f"conclusions {name}")
            yield from _under_words(claim, own, own, group, "conclusions", chance)


def sentence_pairs(texts: Sequence[tuple[str, Sequence[str]]], chance: random.Random, each: int = 1) -> Iterator[Pair]:
    """Yield sentences beside themselves and their neighbours, as they are, altered and put under other words on either side.

    `texts`: group and its sentences; `each`: how many of them are drawn.
    """
    for group, sentences in texts:
        fitting = [i for i, one in enumerate(sentences) if SHORTEST <= len(one) <= LONGEST]
        for place in chance.sample(fitting, min(each, len(fitting))):
            one = sentences[place]
            around = list(sentences[max(place - chance.randrange(3), 0) : place + 1 + chance.randrange(3)])
            yield Pair(one, around, sentences, SUPPORTS, group, "sentences")
            for name, other in altered(one, chance).items():
                yield Pair(other, around, sentences, CONTRADICTS, group, f"sentences {name}")
            if not NEGATED.search(one):
                own, other, label = chance.choice(list(framings(one, chance)))
                yield Pair(own, [other], [other], label, group, "sentences under words")
