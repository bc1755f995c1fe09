"""Who said what of what: raters, answerers, their vote, the settled labels, place by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lib.records import Record
from lib.records.reviews import ORDERED, SCHEMES, Judgement, ReviewVerdict, SettledLabel
from lib.records.surveys import CellRow
from lib.records.voting import FAILED, majority_vote
from lib.reviews.queue import QueueItem
from lib.reviews.verdicts import is_verdict
from lib.statistics.agreement import Agreement, compare

VOTE = "vote"
GOLD = "gold"

Place = tuple[str, ...]
"""What a label is of: an answer (its id), or what a paper reports on a question (papers, question), whatever surveys ask it."""
Labels = Mapping[Place, str]


@dataclass(frozen=True, slots=True)
class Disagreement(Record):
    """A place on which raters differ."""

    judgement: Judgement
    item: QueueItem
    """The answer, or one of the answers to that question of that paper."""
    labels: dict[str, str] = field(default_factory=dict)
    """By rater."""
    settled: str = ""
    """The label it was settled to; empty where it is open."""


def place_of(item: QueueItem, judgement: Judgement) -> Place:
    """Return what a label of that judgement is of: one answer, or its paper and question, which several answerers answer."""
    if judgement == "category":
        return " ".join(item.paper_ids), item.question
    return (item.answer_id,)


def rater_labels(
    judgement: Judgement, items: Iterable[QueueItem], latest: Mapping[str, Sequence[ReviewVerdict]]
) -> dict[str, dict[Place, str]]:
    """Return what each rater said, by place; `latest` are the verdicts that count by answer.

    Of a rater's categories of several answers at one place the newest counts.
    """
    newest: dict[str, dict[Place, ReviewVerdict]] = defaultdict(dict)
    for item in items:
        for verdict in latest.get(item.answer_id, ()):
            if verdict.citation is None and getattr(verdict, judgement) is not None:
                place, mine = place_of(item, judgement), newest[verdict.rater]
                if place not in mine or (mine[place].at, mine[place].id) < (verdict.at, verdict.id):
                    mine[place] = verdict
    return {rater: {p: getattr(v, judgement) for p, v in mine.items()} for rater, mine in sorted(newest.items())}


def answerer_labels(items: Iterable[QueueItem]) -> dict[str, dict[Place, str]]:
    """Return the categories of each answerer by place; of several answers to the same question the newest counts.

    They are the answerer's own: what a person made of them would count as its agreement with that person. Where an answerer
    failed it said nothing of the paper, so there is no label: as in a vote.
    """
    newest: dict[str, dict[Place, QueueItem]] = defaultdict(dict)
    for item in items:
        if item.judged == FAILED:
            continue
        place, mine = place_of(item, "category"), newest[item.answerer]
        if place not in mine or mine[place].created_at < item.created_at:
            mine[place] = item
    return {name: {place: item.judged for place, item in mine.items()} for name, mine in newest.items()}


def one_answer_each(items: Sequence[QueueItem], latest: Mapping[str, Sequence[ReviewVerdict]]) -> list[QueueItem]:
    """Return of the answers of one answerer to one question of one paper, as repeated surveys have several, the one that most
    raters judged, of equals the newest: what is asked once counts once.
    """

    def weight(item: QueueItem) -> tuple[int, str, str]:
        raters = {verdict.rater for verdict in latest.get(item.answer_id, ()) if is_verdict(verdict)}
        return len(raters), item.created_at, item.answer_id

    chosen: dict[tuple[str, ...], QueueItem] = {}
    for item in items:
        asked = item.answerer, *place_of(item, "category")
        if asked not in chosen or weight(chosen[asked]) < weight(item):
            chosen[asked] = item
    return list(chosen.values())


def votes_of(questions: Sequence[str], rows: Iterable[CellRow]) -> dict[Place, str]:
    """Return the vote of a survey's answerers by place, where more than one has been asked and not all failed."""
    together: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in rows:
        together[row.paper_id, row.question].append(row.judged)
    votes = {
        (paper_id, questions[question]): majority_vote(categories)
        for (paper_id, question), categories in together.items()
        if len(categories) > 1
    }
    return {place: vote for place, vote in votes.items() if vote != FAILED}


def counting_labels(settled: Iterable[SettledLabel]) -> list[SettledLabel]:
    """Return of each place the newest label, the oldest first; `settled` are all ever given, the oldest first."""
    newest: dict[tuple[str, ...], SettledLabel] = {}
    for label in settled:
        newest.pop(label.place, None)
        newest[label.place] = label
    return list(newest.values())


def gold_labels(judgement: Judgement, items: Iterable[QueueItem], settled: Iterable[SettledLabel]) -> dict[Place, str]:
    """Return the settled labels of that judgement by place; a settled category is of its paper in every survey that asks."""
    by_place = {one.place: one.label for one in settled if one.judgement == judgement}
    found = {}
    for item in items:
        place = place_of(item, judgement)
        label = by_place.get((judgement, *place))
        if label is not None:
            found[place] = label
    return found


def agreement_of(
    first: Labels, second: Labels, judgement: Judgement | None = None, places: Iterable[Place] | None = None
) -> Agreement:
    """Return the agreement of two over the `places` (None: all) that both labelled; an empty label is none."""
    both = [place for place in (first if places is None else places) if first.get(place, "") and second.get(place, "")]
    scheme, ordered = (SCHEMES[judgement], ORDERED[judgement]) if judgement else ((), ())
    return compare([first[place] for place in both], [second[place] for place in both], scheme, ordered)


def agreement_by(
    part: Literal["question", "paper"],
    judgement: Judgement,
    first: Labels,
    second: Labels,
    items: Iterable[QueueItem],
) -> dict[str, Agreement]:
    """Return the agreement of two on each question (its text), or on each paper (its id; of several with a blank between)."""
    found = {}
    for name, places in parts_of(part, judgement, items).items():
        agreement = agreement_of(first, second, judgement, places)
        if agreement.n:
            found[name] = agreement
    return found


def parts_of(
    part: Literal["question", "paper"], judgement: Judgement, items: Iterable[QueueItem]
) -> dict[str, list[Place]]:
    """Return the places of each question or paper, as `agreement_by` names them."""
    parts: dict[str, dict[Place, None]] = defaultdict(dict)
    for item in items:
        name = item.question if part == "question" else " ".join(item.paper_ids)
        parts[name][place_of(item, judgement)] = None
    return {name: list(places) for name, places in parts.items()}


def disputed_answers(items: Sequence[QueueItem], latest: Mapping[str, Sequence[ReviewVerdict]]) -> set[str]:
    """Return ids of the judged answers at places on which raters differ, whatever the judgement; settled ones too."""
    judged = [item for item in items if item.answer_id in latest]
    found = set()
    for judgement in SCHEMES:
        labels: dict[Place, set[str]] = defaultdict(set)
        for mine in rater_labels(judgement, judged, latest).values():
            for place, label in mine.items():
                labels[place].add(label)
        found |= {item.answer_id for item in judged if len(labels.get(place_of(item, judgement), ())) > 1}
    return found


def disagreements(
    judgement: Judgement,
    items: Iterable[QueueItem],
    latest: Mapping[str, Sequence[ReviewVerdict]],
    settled: Iterable[SettledLabel],
) -> list[Disagreement]:
    """Return the places on which raters differ, the open ones first."""
    judged = [item for item in items if item.answer_id in latest]
    by_place: dict[Place, dict[str, str]] = defaultdict(dict)
    for rater, labels in rater_labels(judgement, judged, latest).items():
        for place, label in labels.items():
            by_place[place][rater] = label
    differing = {place for place, labels in by_place.items() if len(set(labels.values())) > 1}
    shown: dict[Place, QueueItem] = {}
    for item in judged:
        place = place_of(item, judgement)
        if place in differing and place not in shown:
            shown[place] = item
    gold = gold_labels(judgement, shown.values(), settled)
    found = [Disagreement(judgement, item, by_place[place], gold.get(place, "")) for place, item in shown.items()]
    return sorted(found, key=lambda one: bool(one.settled))
