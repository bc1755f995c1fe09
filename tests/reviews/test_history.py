"""Whatever two raters say, take back and settle, in any order: nothing that was said is ever gone or another."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.records.reviews import SCHEMES, ReviewVerdict, SettledLabel
from lib.reviews.queue import ASK, QueueItem
from lib.reviews.reviews import Reviews
from lib.storage.answers import AnswerStore
from lib.storage.database import open_database
from lib.storage.verdicts import VerdictStore
from tests.surveys.answers import answer

ANSWERS = ("a", "b")
RATERS = st.sampled_from(["Ada", "Bob"])
ITEMS = {i: QueueItem(i, ASK, "What?", ["p1"], "extractive", "reported", "reported", 1.0, "", "") for i in ANSWERS}
RECORDS = st.tuples(
    st.just("record"),
    RATERS,
    st.sampled_from(ANSWERS),
    st.sampled_from([None, 1]),
    st.sampled_from(SCHEMES["supported"]),
)
UNDOS = st.tuples(st.just("undo"), RATERS)
SETTLEMENTS = st.sampled_from(list(SCHEMES)).flatmap(
    lambda judgement: st.tuples(
        st.just("settle"), st.just(judgement), st.sampled_from(ANSWERS), st.sampled_from(SCHEMES[judgement])
    )
)
STEPS = st.lists(st.one_of(RECORDS, RECORDS, UNDOS, SETTLEMENTS), max_size=20)


class Model:
    """What ought to count, in the simplest way."""

    def __init__(self) -> None:
        self.given: list[ReviewVerdict] = []
        self.withdrawn: set[str] = set()
        self.settled: dict[tuple[str, ...], SettledLabel] = {}

    def counting(self) -> set[str]:
        newest: dict[tuple[str, str, int | None], str] = {}
        for verdict in self.given:
            if verdict.id not in self.withdrawn:
                newest[verdict.rater, verdict.answer_id, verdict.citation] = verdict.id
        return set(newest.values())

    def last_of(self, rater: str) -> str | None:
        mine = [v.id for v in self.given if v.rater == rater and v.id not in self.withdrawn]
        return mine[-1] if mine else None


def do(step: tuple[Any, ...], reviews: Reviews, model: Model) -> None:
    match step:
        case ("record", rater, answer_id, citation, word):
            model.given.append(reviews.give(answer_id, rater, citation=citation, supported=word))
        case ("undo", rater):
            expected = model.last_of(rater)
            taken = reviews.undo(rater)
            assert (taken.id if taken else None) == expected
            if taken is not None:
                model.withdrawn.add(taken.id)
        case ("settle", judgement, answer_id, label):
            settled = reviews.settle(judgement, ITEMS[answer_id], label, "Cleo")
            model.settled[settled.place] = settled


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_order_of_saying_undoing_and_settling_loses_or_changes_a_word(tmp_path: Path, steps: list[Any]) -> None:
    engine = open_database(tmp_path, "sqlite://")
    answers = AnswerStore(engine)
    for answer_id in ANSWERS:
        answers.add(answer("It was.", id=answer_id))
    store = VerdictStore(engine)
    reviews = Reviews(store, answers, SimpleNamespace(heads=list))  # type: ignore[arg-type]
    model, said, settled = Model(), [], []
    for step in steps:
        do(step, reviews, model)
        history = reviews.all()
        assert [verdict for verdict in history if verdict in said] == said, "what was said stands as it was said"
        assert len(history) == len(model.given) + len(model.withdrawn)
        assert {verdict.id for verdict in reviews.latest_verdicts()} == model.counting()
        labels = store.settled()
        assert labels[: len(settled)] == settled
        assert {label.place: label for label in reviews.settled()} == model.settled
        said, settled = history, labels
    again = Reviews(VerdictStore(engine), answers, SimpleNamespace(heads=list))  # type: ignore[arg-type]
    assert again.all() == said
    assert {verdict.id for verdict in again.latest_verdicts()} == model.counting()
    engine.dispose()
