"""The final value of a cell: one rule over what answerers, their vote, people and raters say, each kept apart.

The rule: what was settled; else what the raters agree on; where they differ and nobody has settled it, none: it is
disputed; else what a person changed it to; else the vote of several answerers, or what the one answerer said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from lib.records import Category, Citation, Question, Value
from lib.records.final_values import FinalValue, LayerValue, Reviewed
from lib.records.reviews import ReviewPlan, ReviewVerdict, SettledLabel
from lib.records.surveys import CategoryChange, CellRow
from lib.records.voting import FAILED, TIE, majority_vote
from lib.reviews.verdicts import is_verdict
from lib.surveys.values import typed_value

ValueKey = tuple[object, ...]
_UNLIKE_ITSELF = frozenset({"partly", "wrong"})
"""Words on an answer that forbid to take its value."""


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What is known of one question of one paper."""

    question: Question
    cells: Sequence[CellRow]
    """Finished, in the order of the survey's answerers; at least one."""
    verdicts: Sequence[tuple[CellRow, ReviewVerdict]] = ()
    """That count, on the whole of those cells' answers, the oldest first."""
    changes: Sequence[CategoryChange] = ()
    """The newest of each cell that people changed, the oldest first."""
    settled: Sequence[SettledLabel] = ()
    """That count and are of this paper and question, or of one of these answers; the oldest first."""
    own_values: Mapping[str, Value | None] = field(default_factory=dict)
    """The answers' own values by answerer, where a person typed another over it."""

    def own_value(self, cell: CellRow) -> Value | None:
        """Return what the answer itself says."""
        return self.own_values.get(cell.answerer, cell.value) if self.own_values else cell.value


def final_value(words: PlaceWords, plan: ReviewPlan | None = None) -> FinalValue:
    """Return what the cell is held to be. `plan`: how many must have judged it before what they agree on counts; None: one."""
    first, machine = words.cells[0], _machine_layers(words)
    if not (words.verdicts or words.changes or words.settled):
        return _of_machine(first, machine)
    raters = _raters(words)
    changed = [
        LayerValue("changed", one.person, one.category, one.value, one.at, one.note, _answer_of(words, one.answerer))
        for one in words.changes
    ]
    settled = _settlements(words)
    said = [one.layer_value() for one in raters]
    layers = [*machine, *changed, *said, *settled]
    differ = _differ(raters)
    reviewed = _reviewed(raters, differ=differ, settled=bool(settled))
    counting = [one for one in settled if one.category is not None] or settled
    if counting:
        return _of_people(words, counting[-1], layers, reviewed, [*said, *settled])
    if differ:
        return FinalValue(
            first.paper_id, first.question, "disputed", None, None, None, None, reviewed, first.answer_id, [], layers
        )
    telling = [one for one in said if one.category is not None]
    rejecting = [one for one in said if one.label == "wrong"]
    if (plan or ReviewPlan()).is_agreed_by(len(said)) and (telling or rejecting):
        agreed = next((one for one in telling if one.value is not None), (telling or rejecting)[0])
        return _of_people(words, agreed, layers, reviewed, said)
    if changed:
        return _of_people(words, changed[-1], layers, reviewed, [])
    return _of_machine(first, machine, reviewed, layers)


# answerers and their vote


def _machine_layers(words: PlaceWords) -> list[LayerValue]:
    """Return what each answerer said by itself, and the vote where there are several."""
    layers = [
        LayerValue("answerer", cell.answerer, cell.judged, words.own_value(cell), cell.finished_at, "", cell.answer_id)
        for cell in words.cells
    ]
    if len(layers) > 1:
        layers.append(_vote(layers))
    return layers


def _vote(answerers: Sequence[LayerValue]) -> LayerValue:
    """Return the vote: the commonest category, and of those who gave it the commonest value; none where two lead together."""
    first = answerers[0]
    if all(one.category == first.category and one.value == first.value for one in answerers):  # most cells of a survey
        return LayerValue("vote", "", first.category, first.value, answer_id=first.answer_id)
    label = majority_vote([str(one.category) for one in answerers])
    if label == TIE:
        return LayerValue("vote", "", None)
    winning = [one for one in answerers if one.category == label]
    value, answer_id = None, next((one.answer_id for one in winning), None)
    keys = [value_key(one.value) for one in winning if one.value is not None]
    commonest = majority_vote([repr(key) for key in keys])
    for one in winning:
        if one.value is not None and repr(value_key(one.value)) == commonest:
            value, answer_id = one.value, one.answer_id
            break
    return LayerValue("vote", "", cast("Category", label), value, answer_id=answer_id)


def _of_machine(
    first: CellRow, machine: Sequence[LayerValue], reviewed: Reviewed = "0", layers: Sequence[LayerValue] = ()
) -> FinalValue:
    last = machine[-1]
    return FinalValue(
        first.paper_id,
        first.question,
        "tie" if last.category is None else "given",
        last.layer,
        last.category,
        last.value,
        last.layer if last.value is not None else None,
        reviewed,
        last.answer_id if last.answer_id is not None else first.answer_id,
        [],
        list(layers or machine),
    )


def machine_value(final: FinalValue) -> FinalValue:
    """Return what the cell would be held to be if no person had said anything of it."""
    machine = [one for one in final.layers if one.layer in ("answerer", "vote")]
    last = machine[-1]
    return replace(
        final,
        state="tie" if last.category is None else "given",
        layer=last.layer,
        category=last.category,
        value=last.value,
        value_layer=last.layer if last.value is not None else None,
        reviewed="0",
        answer_id=last.answer_id if last.answer_id is not None else machine[0].answer_id,
        evidence=[],
        layers=machine,
    )


# people


@dataclass
class _Rater:
    """What one rater says of a cell, out of their verdicts on the answers there."""

    name: str
    category: Category | None = None
    explicit: bool = False
    """Whether the category is the rater's own word, not told from their word on an answer."""
    value: Value | None = None
    at: str = ""
    note: str = ""
    answer_id: str | None = None
    correct: dict[str, str] = field(default_factory=dict)
    """Their word on each answer, by its id."""
    evidence: list[Citation] = field(default_factory=list)

    def layer_value(self) -> LayerValue:
        """Return it as a layer. Of words on several answers that of the answer it rests on; `wrong` where none is right."""
        label = self.correct.get(self.answer_id or "", "")
        return LayerValue(
            "rater", self.name, self.category, self.value, self.at, self.note, self.answer_id, label, self.evidence
        )


def _raters(words: PlaceWords) -> list[_Rater]:
    """Return what each rater says, in the order in which they first spoke; of several verdicts the newest counts, and a
    category in so many words before one that is told from a word on an answer.
    """
    found: dict[str, _Rater] = {}
    for cell, verdict in words.verdicts:
        if not is_verdict(verdict):
            continue
        rater = found.setdefault(verdict.rater, _Rater(verdict.rater))
        if verdict.correct is not None:
            rater.correct[verdict.answer_id] = verdict.correct
        category, value = _said(words, cell, verdict)
        if category is not None and (verdict.category is not None or not rater.explicit):
            rater.explicit = verdict.category is not None
            same = category == rater.category
            rater.value = value if value is not None or not same else rater.value
            rater.category, rater.answer_id = category, verdict.answer_id
        elif category is not None and category == rater.category and value is not None:
            rater.value = value
        elif rater.answer_id is None:
            rater.answer_id = verdict.answer_id
        rater.at, rater.note = verdict.at, verdict.note or rater.note
        rater.evidence = list(verdict.evidence) or rater.evidence
    return list(found.values())


def _said(words: PlaceWords, cell: CellRow, verdict: ReviewVerdict) -> tuple[Category | None, Value | None]:
    """Return the category and value that a verdict says.

    Who holds an answer to be correct or partly correct holds its category; who writes what the answer should be says that
    the paper reports it, unless they give another category.
    """
    typed = typed_value(words.question, verdict.correction) if verdict.correction.strip() else None
    holds = verdict.correct in ("correct", "partly") and cell.judged != FAILED
    category = verdict.category or ("reported" if typed is not None else cell.judged if holds else None)
    if category not in ("reported", "unclear"):
        return category, None
    if typed is None and verdict.correct == "correct" and category == cell.judged:
        typed = words.own_value(cell)
    return category, typed


def _differ(raters: Sequence[_Rater]) -> bool:
    """Return whether two raters say different things of the paper, or of one of the answers."""
    if len(raters) < 2:
        return False
    on_answers: dict[str, set[str]] = defaultdict(set)
    for rater in raters:
        for answer_id, label in rater.correct.items():
            on_answers[answer_id].add(label)
    categories = {rater.category for rater in raters} - {None}
    values = {value_key(rater.value) for rater in raters if rater.value is not None}
    return len(categories) > 1 or len(values) > 1 or any(len(labels) > 1 for labels in on_answers.values())


def _reviewed(raters: Sequence[_Rater], *, differ: bool, settled: bool) -> Reviewed:
    if settled:
        return "settled"
    if differ:
        return "disputed"
    if len(raters) < 2:
        return "1" if raters else "0"
    same_answer = {answer_id for rater in raters[1:] for answer_id in rater.correct} & raters[0].correct.keys()
    both = sum(rater.category is not None for rater in raters) > 1
    return "agreed" if both or same_answer else "2"


def _settlements(words: PlaceWords) -> list[LayerValue]:
    """Return what was settled: of the paper, and of the answers that stand here now."""
    by_answer = {cell.answer_id: cell for cell in words.cells if cell.answer_id}
    asked = max(cell.finished_at for cell in words.cells)
    found = []
    for one in words.settled:
        cell = by_answer.get(one.answer_id) if one.answer_id else None
        if one.judgement == "category":
            category = cast("Category", one.label)
            value = typed_value(words.question, one.value) if category in ("reported", "unclear") else None
            found.append(
                LayerValue(
                    "settled",
                    one.person,
                    category,
                    value,
                    one.at,
                    one.note,
                    None,
                    "",
                    list(one.evidence),
                    one.at < asked,
                )
            )
        elif one.judgement == "correct" and cell is not None:
            holds = one.label in ("correct", "partly") and cell.judged != FAILED
            own = words.own_value(cell) if one.label == "correct" else None
            found.append(
                LayerValue(
                    "settled",
                    one.person,
                    cell.judged if holds else None,
                    own,
                    one.at,
                    one.note,
                    cell.answer_id,
                    one.label,
                    list(one.evidence),
                )
            )
    # what a paper reports goes before a word on one answer, whichever came later
    return sorted(found, key=lambda one: (one.answer_id is None, one.at))


def _of_people(
    words: PlaceWords,
    said: LayerValue,
    layers: Sequence[LayerValue],
    reviewed: Reviewed,
    judging: Sequence[LayerValue],
) -> FinalValue:
    """Return the final value that people gave; `judging`: the words on answers, which may forbid to take an answer's value."""
    first = words.cells[0]
    value, value_layer, answer_id = said.value, said.layer if said.value is not None else None, said.answer_id
    if said.category is not None:
        forbidden = {one.answer_id for one in judging if one.label in _UNLIKE_ITSELF}
        below = [
            one
            for one in reversed(layers)
            if one.category == said.category and one is not said and one.answer_id not in forbidden
        ]
        if value is None and said.category in ("reported", "unclear") and not forbidden:
            told = next((one for one in below if one.value is not None), None)
            value, value_layer = (None, None) if told is None else (told.value, told.layer)
        if answer_id is None:
            answer_id = next((one.answer_id for one in below if one.answer_id), None)
    marked = next((one.evidence for one in [said, *reversed(judging)] if one.evidence), [])
    return FinalValue(
        first.paper_id,
        first.question,
        "given" if said.category is not None else "none",
        said.layer,
        said.category,
        value,
        value_layer,
        reviewed,
        answer_id or first.answer_id,
        list(marked),
        list(layers),
    )


def _answer_of(words: PlaceWords, answerer: str) -> str | None:
    return next((cell.answer_id for cell in words.cells if cell.answerer == answerer), None)


def value_key(value: Value | None) -> ValueKey:
    """Return what is equal of values that say the same: number and unit, the items in any order, else the words."""
    if value is None:
        return ()
    if value.kind == "number" and value.number is not None:
        return value.number, value.unit.casefold()
    if value.items:
        return tuple(sorted({" ".join(item.casefold().split()) for item in value.items}))
    return (" ".join(value.text.casefold().split()),)
