"""Reviewing answers of surveys and of single questions: queue, verdicts, agreement, settling."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.errors import ConfigError
from lib.reviews.label_sources import VOTE
from lib.reviews.queue import ASK, QueueFilter
from lib.reviews.reviews import Reviews
from lib.storage.verdicts import VerdictStore
from tests.surveys.answers import answer
from tests.surveys.test_surveys import House

EVERYTHING = QueueFilter(only="all")


class Desk:
    """A house with a survey of two answerers, one single answer, and the reviews of both."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.house.say = lambda question, paper, answerer: answer(
            f"{question} {paper}", paper_id=paper, support="weak" if answerer == "openai:lab" else "supported"
        )
        self.survey = self.house.run("extractive", "openai:lab")
        self.single = answer("By itself.", support="unsupported", question="Alone?")
        self.house.answers.add(self.single)
        self.reviews = Reviews(VerdictStore(self.house.engine), self.house.answers, self.house.surveys)

    def id_of(self, paper: str, question: int, answerer: str = "extractive") -> str:
        made = self.survey.cells[paper, question, answerer].answer
        assert made is not None
        return made.id


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.house.surveys.close()
    desk.house.engine.dispose()


# the queue


def test_the_queue_holds_answers_of_surveys_and_of_single_questions_least_supported_first(desk: Desk) -> None:
    queue = desk.reviews.queue(QueueFilter(), "Ada")
    assert len(queue) == 13
    assert queue[0].answer_id == desk.single.id
    assert [item.supported for item in queue] == [0.0] + [0.5] * 6 + [1.0] * 6


def test_the_queue_is_chosen_by_source_paper_question_answerer_and_category(desk: Desk) -> None:
    def count(**wanted: str) -> int:
        return len(desk.reviews.queue(QueueFilter(**wanted), "Ada"))  # type: ignore[arg-type]

    assert count(source=ASK) == 1
    assert count(source=desk.survey.id) == 12
    assert count(source=desk.survey.id, paper_id="p2") == 6
    assert count(question="Which model?", answerer="openai:lab") == 2
    assert count(category="unclear") == 1


def test_a_verdict_takes_an_answer_out_of_its_raters_queue_only(desk: Desk) -> None:
    desk.reviews.give(desk.single.id, "Ada", correct="wrong")
    assert desk.single.id not in [item.answer_id for item in desk.reviews.queue(QueueFilter(), "Ada")]
    assert desk.single.id in [item.answer_id for item in desk.reviews.queue(QueueFilter(), "Bob")]
    assert desk.reviews.progress(QueueFilter(), "Ada") == (1, 13)
    assert [item.answer_id for item in desk.reviews.queue(QueueFilter(only="reviewed"), "Ada")] == [desk.single.id]


def test_a_flag_or_a_word_on_one_citation_is_no_verdict_on_the_whole(desk: Desk) -> None:
    desk.reviews.give(desk.single.id, "Ada", flag=True)
    desk.reviews.give(desk.single.id, "Ada", citation=1, supported="yes", right_passage=True)
    assert desk.reviews.progress(QueueFilter(source=ASK), "Ada") == (0, 1)
    assert [item.answer_id for item in desk.reviews.queue(QueueFilter(only="flagged"), "Bob")] == [desk.single.id]


def test_the_raters_own_answer_before_seeing_the_machines_is_no_verdict_yet(desk: Desk) -> None:
    desk.reviews.give(desk.single.id, "Ada", blind="answer_first", own_answer="Oaks.", category="reported")
    assert desk.reviews.progress(QueueFilter(source=ASK), "Ada") == (0, 1)
    desk.reviews.give(desk.single.id, "Ada", blind="answer_first", category="reported", correct="correct")
    assert desk.reviews.progress(QueueFilter(source=ASK), "Ada") == (1, 1)


def test_a_second_raters_queue_holds_what_others_judged_and_they_did_not(desk: Desk) -> None:
    first, second = desk.id_of("p1", 0), desk.id_of("p2", 0)
    desk.reviews.give(first, "Ada", correct="correct")
    desk.reviews.give(second, "Ada", correct="correct")
    desk.reviews.give(second, "Bob", correct="wrong")
    queue = desk.reviews.queue(QueueFilter(only="second"), "Bob")
    assert [item.answer_id for item in queue] == [first]
    assert desk.reviews.queue(QueueFilter(only="second"), "Ada") == []


def test_the_disputed_are_those_on_which_raters_differ_in_any_judgement(desk: Desk) -> None:
    def disputed(**wanted: str) -> set[str]:
        queue = desk.reviews.queue(QueueFilter(only="disputed", **wanted), "Ada")  # type: ignore[arg-type]
        return {item.answer_id for item in queue}

    same = desk.id_of("p1", 0)
    for rater in ("Ada", "Bob"):
        desk.reviews.give(same, rater, correct="correct", supported="yes", category="reported")
    assert disputed() == set()
    desk.reviews.give(desk.single.id, "Ada", supported="yes")
    desk.reviews.give(desk.single.id, "Bob", supported="no")
    assert disputed() == {desk.single.id}
    items = [i for i in desk.reviews.items(desk.survey.id) if (i.paper_ids, i.question) == (["p2"], "Which model?")]
    desk.reviews.give(items[0].answer_id, "Ada", category="unclear")
    desk.reviews.give(items[1].answer_id, "Bob", category="reported")
    both = {item.answer_id for item in items[:2]}
    assert disputed() == {desk.single.id} | both
    assert disputed(source=desk.survey.id, answerer=items[0].answerer) == {items[0].answer_id}


def test_an_answer_that_was_removed_leaves_the_queue(desk: Desk) -> None:
    assert [item.answer_id for item in desk.reviews.items(ASK)] == [desk.single.id]
    desk.house.answers.remove(desk.single.id)
    assert desk.reviews.items(ASK) == []


# verdicts


def test_the_two_judgements_are_kept_apart_and_undo_brings_back_the_one_before(desk: Desk) -> None:
    desk.reviews.give(desk.single.id, "Ada", correct="correct", supported="no")
    desk.reviews.give(desk.single.id, "Ada", correct="wrong", supported="no", reason="Another species.")
    taken_back = desk.reviews.undo("Ada")
    assert taken_back is not None
    assert taken_back.correct == "wrong"
    (counts,) = desk.reviews.latest_verdicts([desk.single.id])
    assert (counts.correct, counts.supported) == ("correct", "no")
    assert len(desk.reviews.history(desk.single.id)) == 3
    desk.reviews.undo("Ada")
    assert desk.reviews.latest_verdicts() == []
    assert desk.reviews.undo("Ada") is None


def test_a_verdict_outlives_the_survey_that_its_answer_came_from(desk: Desk) -> None:
    answer_id = desk.id_of("p1", 0)
    desk.reviews.give(answer_id, "Ada", correct="correct")
    desk.house.surveys.remove(desk.survey.id)
    assert desk.house.answers.get(answer_id) is not None
    assert desk.house.answers.get(desk.id_of("p2", 0)) is None
    assert len(desk.reviews.latest_verdicts([answer_id])) == 1


def test_a_verdict_on_an_answer_that_is_gone_is_refused(desk: Desk) -> None:
    with pytest.raises(ConfigError, match="no longer in the library"):
        desk.reviews.give("gone", "Ada", correct="correct")


# samples and agreement


def test_a_sample_is_drawn_once_and_kept_in_its_order_with_its_seed(desk: Desk) -> None:
    sample = desk.reviews.draw_sample("Ten", QueueFilter(source=desk.survey.id), 6, 42, strata="answerer")
    assert desk.reviews.samples() == [sample]
    queue = desk.reviews.queue(QueueFilter(sample=sample.id), "Ada")
    assert [item.answer_id for item in queue] == sample.answer_ids
    assert sorted(item.answerer for item in queue) == ["extractive"] * 3 + ["openai:lab"] * 3
    with pytest.raises(ConfigError, match="nothing to draw from"):
        desk.reviews.draw_sample("None", QueueFilter(paper_id="gone"), 3, 1)
    with pytest.raises(ConfigError, match="not in the library"):
        desk.reviews.queue(QueueFilter(sample="gone"), "Ada")


def test_raters_are_compared_with_one_another_with_an_answerer_and_with_the_vote(desk: Desk) -> None:
    ids = [desk.id_of(paper, question) for paper in ("p1", "p2") for question in range(3)]
    for place, answer_id in enumerate(ids):
        desk.reviews.give(answer_id, "Ada", correct="correct" if place < 4 else "wrong", category="reported")
        desk.reviews.give(answer_id, "Bob", correct="correct" if place < 3 else "wrong", category="not_reported")
    items = desk.reviews.items(desk.survey.id)
    said = desk.reviews.labels("correct", items)
    found = desk.reviews.agreement(said["Ada"], said["Bob"])
    assert (found.n, found.agreed, found.majority_share) == (6, 5, 0.5)
    categories, machine = desk.reviews.labels("category", items), desk.reviews.machine_labels(items)
    assert desk.reviews.agreement(categories["Ada"], machine["extractive"]).share == 1
    assert desk.reviews.agreement(categories["Bob"], machine["vote"]).share == 0
    by_paper = desk.reviews.agreement_by("paper", "correct", said["Ada"], said["Bob"], items)
    assert {paper: one.agreed for paper, one in by_paper.items()} == {"p1": 3, "p2": 2}


def test_disagreements_are_listed_and_settled_into_the_gold_labels(desk: Desk) -> None:
    answer_id = desk.id_of("p1", 1)
    desk.reviews.give(answer_id, "Ada", correct="correct")
    desk.reviews.give(answer_id, "Bob", correct="partly")
    items = desk.reviews.items(desk.survey.id)
    (open_one,) = desk.reviews.disagreements("correct", items)
    assert (open_one.labels, open_one.settled) == ({"Ada": "correct", "Bob": "partly"}, "")
    desk.reviews.settle("correct", open_one.item, "partly", "Cleo", "Half of it is there.")
    desk.reviews.settle("correct", open_one.item, "correct", " Cleo ")
    assert desk.reviews.disagreements("correct", items)[0].settled == "correct"
    (gold,) = desk.reviews.settled()
    assert (gold.judgement, gold.answer_id, gold.label, gold.person) == ("correct", answer_id, "correct", "Cleo")
    assert (gold.paper_ids, gold.question) == (["p1"], "Which model?")
    assert [one.label for one in VerdictStore(desk.house.engine).settled()] == ["partly", "correct"]
    with pytest.raises(ConfigError, match="name of who settles"):
        desk.reviews.settle("correct", open_one.item, "correct", " ")
    with pytest.raises(ConfigError, match="“yes” is no label of this judgement"):
        desk.reviews.settle("correct", open_one.item, "yes", "Cleo")


def test_settling_one_judgement_of_one_answer_settles_no_other(desk: Desk) -> None:
    """Two judgements, and two answers to the same question of the same paper, are four things to settle."""
    ids = [desk.id_of("p1", 1), desk.id_of("p1", 1, "openai:lab")]
    for answer_id in ids:
        desk.reviews.give(answer_id, "Ada", correct="correct", supported="partly")
        desk.reviews.give(answer_id, "Bob", correct="partly", supported="no")
    items = desk.reviews.items(desk.survey.id)
    first = next(item for item in items if item.answer_id == ids[0])
    desk.reviews.settle("correct", first, "partly", "Cleo")
    assert [(one.item.answer_id, one.settled) for one in desk.reviews.disagreements("correct", items)] == [
        (ids[1], ""),
        (ids[0], "partly"),
    ]
    assert [one.settled for one in desk.reviews.disagreements("supported", items)] == ["", ""]
    assert desk.reviews.gold_labels("correct", items) == {(ids[0],): "partly"}
    assert desk.reviews.gold_labels("supported", items) == {}
    assert desk.reviews.gold_labels("category", items) == {}


def test_a_settled_category_is_the_papers_whoever_answers(desk: Desk) -> None:
    ids = [desk.id_of("p1", 1), desk.id_of("p1", 1, "openai:lab")]
    desk.reviews.give(ids[0], "Ada", category="reported")
    desk.reviews.give(ids[1], "Bob", category="unclear")
    items = desk.reviews.items(desk.survey.id)
    (open_one,) = desk.reviews.disagreements("category", items)
    assert open_one.labels == {"Ada": "reported", "Bob": "unclear"}
    settled = desk.reviews.settle("category", open_one.item, "reported", "Cleo")
    assert settled.answer_id is None
    place = (desk.survey.id, "p1", "Which model?")
    assert desk.reviews.gold_labels("category", items) == {place: "reported"}
    again = desk.house.run("extractive")
    assert desk.reviews.gold_labels("category", desk.reviews.items(again.id)) == {(again.id, *place[1:]): "reported"}


def test_the_vote_in_a_sample_is_that_of_the_whole_survey(desk: Desk) -> None:
    for answerer in ("extractive", "openai:lab"):
        assert desk.survey.cells["p1", 0, answerer].category == "reported"
    items = desk.reviews.items(desk.survey.id)
    whole = desk.reviews.machine_labels(items)[VOTE]
    drawn = [item for item in items if item.answer_id == desk.id_of("p1", 0)]
    place = (desk.survey.id, "p1", "What data?")
    assert desk.reviews.machine_labels(drawn)[VOTE] == {place: whole[place]} == {place: "reported"}


def test_what_a_person_makes_of_a_cell_is_no_word_of_the_answerer_nor_of_the_vote(desk: Desk) -> None:
    before = desk.reviews.machine_labels(desk.reviews.items(desk.survey.id))
    desk.house.surveys.change(desk.survey.id, ("p1", 0, "openai:lab"), "not_reported", "Ada")
    items = desk.reviews.items(desk.survey.id)
    assert "not_reported" in {item.category for item in items}
    assert desk.reviews.machine_labels(items) == before


def test_reviewed_answers_whose_survey_is_gone_are_none_of_asks(desk: Desk) -> None:
    desk.reviews.give(desk.id_of("p1", 0), "Ada", correct="correct")
    desk.reviews.give(desk.id_of("p1", 1), "Ada", correct="correct")
    desk.reviews.give(desk.single.id, "Ada", correct="correct")
    desk.house.surveys.retry(desk.survey.id, [("p1", 0, "extractive")])
    desk.house.surveys.wait(desk.survey.id)
    assert [one.id for one in desk.house.answers.latest()] == [desk.single.id]
    desk.house.surveys.remove(desk.survey.id)
    assert desk.house.answers.latest_ids() == [desk.single.id]
    assert desk.house.answers.get(desk.id_of("p1", 0)) is not None
