"""Several answerers beside one another, and one run of a survey beside an earlier one."""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from lib.records import Answer, CellKey, Record, Value
from lib.records.surveys import CellRow
from lib.records.voting import majority_vote
from lib.statistics.agreement import Agreement, compare
from lib.text.reference_marks import without_possible_marks
from lib.text.terms import content_stems
from lib.text.wording import bare

MARK = 16
"""Hexadecimal digits that tell what one answer rests on from what another does."""
Place = tuple[str, int]
"""Paper id and index of the question."""


@dataclass(frozen=True, slots=True)
class Vote(Record):
    """What the answerers make of one question of one paper together."""

    paper_id: str
    question: int
    label: str
    """A category; `tie`, or `failed` where nobody voted."""
    votes: dict[str, str] = field(default_factory=dict)
    """Category by answerer."""

    @property
    def disputed(self) -> bool:
        """Whether two answerers that voted say different things."""
        return len({vote for vote in self.votes.values() if vote != "failed"}) > 1


@dataclass(frozen=True, slots=True)
class AnswererFigures(Record):
    """How one answerer fared."""

    answerer: str
    cells: int
    reported: int
    not_reported: int
    unclear: int
    not_applicable: int
    failed: int
    seconds: float
    input: int
    output: int
    cost: float | None
    """None where a part of it is not known."""

    @property
    def share(self) -> float | None:
        """Of the cells that did not fail and apply, those reported; None where there are none."""
        judged = self.cells - self.failed - self.not_applicable
        return self.reported / judged if judged else None


@dataclass(frozen=True, slots=True)
class PairAgreement(Record):
    """How far two answerers give the same category, where neither failed."""

    first: str
    second: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Compared:
    """A cell of one run as a comparison sees it: what the answerer gave, and apart from it what a person made of that."""

    category: str
    """As the rule or a model judged it."""
    value: str
    evidence: str
    """What the answer rests on, as one short string."""
    person: str
    """A person's category, and the value where there is one; empty where nobody gave it another."""


ABSENT = Compared("", "", "", "")


@dataclass(frozen=True, slots=True)
class CellChange(Record):
    """A cell of one run beside the same cell of an earlier one."""

    paper_id: str
    question: int
    answerer: str
    category: tuple[str, str]
    """Earlier, later, as the rule or a model judged the answers; empty where the run has no such cell."""
    value: tuple[str, str]
    """Of the answers, whatever a person typed over them."""
    evidence_changed: bool
    """Whether it rests on other words of the paper."""
    person: tuple[str, str] = ("", "")
    """What people made of it, such as "unclear" or "reported: 57 otters"; empty where nobody did."""

    @property
    def key(self) -> CellKey:
        """Paper, question and answerer, as the later run has them."""
        return self.paper_id, self.question, self.answerer

    @property
    def what(self) -> list[str]:
        """Which of category, value and evidence of the answers changed, and `correction` where people said other things."""
        parts = {
            "category": self.category[0] != self.category[1],
            "value": self.value[0] != self.value[1],
            "evidence": self.evidence_changed,
            "correction": self.person[0] != self.person[1],
        }
        return [name for name, changed in parts.items() if changed]

    @property
    def answer_changed(self) -> bool:
        """Whether the answer itself is another; else only people said something of it."""
        return self.what != ["correction"]


def votes(rows: Iterable[CellRow]) -> list[Vote]:
    """Return the vote of the answerers on each question of each paper, in no particular order; a person's word is
    none of theirs.
    """
    by_place: dict[Place, dict[str, str]] = defaultdict(dict)
    for row in rows:
        by_place[row.paper_id, row.question][row.answerer] = row.judged
    return [
        Vote(paper_id, question, majority_vote(list(labels.values())), labels)
        for (paper_id, question), labels in by_place.items()
    ]


def figures(rows: Sequence[CellRow], answerers: Sequence[str]) -> list[AnswererFigures]:
    """Return how each answerer fared over those cells: of a survey, a paper or a question."""
    return [_figures_of(answerer, [row for row in rows if row.answerer == answerer]) for answerer in answerers]


def _figures_of(answerer: str, rows: Sequence[CellRow]) -> AnswererFigures:
    count = {
        name: sum(row.category == name for row in rows)
        for name in ("reported", "not_reported", "unclear", "not_applicable", "failed")
    }
    costs = [row.figures.get("cost") for row in rows if row.answer_id is not None]
    known = [cost for cost in costs if cost is not None]
    return AnswererFigures(
        answerer,
        len(rows),
        **count,
        seconds=sum(row.figures.get("seconds", 0.0) for row in rows),
        input=sum(row.figures.get("input", 0) for row in rows),
        output=sum(row.figures.get("output", 0) for row in rows),
        cost=sum(known) if len(known) == len(costs) and known else None,
    )


def agreements(rows: Iterable[CellRow], answerers: Sequence[str]) -> list[PairAgreement]:
    """Return the agreement of every two answerers on the cells that neither failed, by their own categories, not a person's."""
    labels: dict[str, dict[Place, str]] = defaultdict(dict)
    for row in rows:
        if row.judged != "failed":
            labels[row.answerer][row.paper_id, row.question] = row.judged
    pairs = []
    for first, second in combinations(answerers, 2):
        both = sorted(labels[first].keys() & labels[second].keys())
        pairs.append(
            PairAgreement(
                first,
                second,
                compare([labels[first][place] for place in both], [labels[second][place] for place in both]),
            )
        )
    return pairs


def compared(row: CellRow, own_value: Value | None) -> Compared:
    """Return a cell as it is compared. `own_value`: of its answer, where a person typed another over it."""
    value, own = _text(row.value), _text(own_value)
    corrected = row.category != row.judged or value != own
    said = row.category.replace("_", " ") + (f": {value}" if value else "")
    return Compared(row.judged, own, str(row.figures.get("evidence", "")), said if corrected else "")


def changes(earlier: Mapping[CellKey, Compared], later: Mapping[CellKey, Compared]) -> list[CellChange]:
    """Return the cells that are not the same in both runs, in the order of the later one, then those only the earlier has."""
    changed = []
    for key in [*later, *(key for key in earlier if key not in later)]:
        before, after = earlier.get(key, ABSENT), later.get(key, ABSENT)
        change = CellChange(
            *key,
            category=(before.category, after.category),
            value=(before.value, after.value),
            evidence_changed=before.evidence != after.evidence,
            person=(before.person, after.person),
        )
        if change.what:
            changed.append(change)
    return changed


def in_both_runs(change: CellChange) -> bool:
    """Return whether both runs have the cell: one that only one of them finished has not changed."""
    return all(change.category)


def similarity(first: str, second: str) -> float:
    """Return how far two texts use the same words, 0-1: the cosine of the counts of their content words' stems."""
    one, other = Counter(content_stems(first)), Counter(content_stems(second))
    if not one or not other:
        return 0.0
    shared = sum(count * other[word] for word, count in one.items())
    return shared / math.sqrt(sum(n * n for n in one.values()) * sum(n * n for n in other.values()))


def evidence_mark(answer: Answer) -> str:
    """Return what an answer rests on as one short string, empty where on nothing; a better reading of the same words
    is the same, and so are quotes with and without their reference marks.
    """
    cited = [citation.quote for sentence in answer.sentences for citation in sentence.citations]
    quotes = {bare(without_possible_marks(quote)) for quote in cited}
    return hashlib.sha256("\n".join(sorted(quotes)).encode("utf-8", "replace")).hexdigest()[:MARK] if quotes else ""


def _text(value: Value | None) -> str:
    return "" if value is None else value.text
