"""Reviewing answers of surveys and of single questions: queue, verdicts, agreement, settling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from lib.errors import ConfigError
from lib.records import Box, Citation
from lib.records.reviews import ReviewPlan
from lib.reviews.label_sources import VOTE
from lib.reviews.queue import ASK, Order, QueueFilter
from lib.reviews.reviews import Reviews
from lib.storage.verdicts import VerdictStore
from tests.conftest import Database
from tests.surveys.answers import answer
from tests.surveys.test_surveys import SurveyHarness

EVERYTHING = QueueFilter(only="all")


class ReviewHarness:
    """A database with a survey of two answerers, one single answer, and the reviews of both."""

    def __init__(self, engine: Engine) -> None:
        self.survey_harness = SurveyHarness(engine)
        self.survey_harness.say = lambda question, paper, answerer: answer(
            f"{question} {paper}", paper_id=paper, support="weak" if answerer == "openai:lab" else "supported"
        )
        self.survey = self.survey_harness.run("extractive", "openai:lab")
        self.single = answer("By itself.", support="unsupported", question="Alone?")
        self.survey_harness.answers.add(self.single)
        self.reviews = Reviews(
            VerdictStore(self.survey_harness.engine), self.survey_harness.answers, self.survey_harness.surveys
        )

    def id_of(self, paper: str, question: int, answerer: str = "extractive") -> str:
        made = self.survey.cells[paper, question, answerer].answer
        assert made is not None
        return made.id


@pytest.fixture
def harness(database: Database) -> Iterator[ReviewHarness]:
    harness = ReviewHarness(database.open())
    yield harness
    harness.survey_harness.surveys.close()


# the queue


def test_the_queue_holds_answers_of_surveys_and_of_single_questions_least_supported_first(
    harness: ReviewHarness,
) -> None:
    queue = harness.reviews.queue(QueueFilter(), "Ada")
    assert len(queue) == 13
    assert queue[0].answer_id == harness.single.id
    assert [item.supported for item in queue] == [0.0] + [0.5] * 6 + [1.0] * 6


def test_the_queue_is_chosen_by_source_paper_question_answerer_and_category(harness: ReviewHarness) -> None:
    def count(**wanted: str) -> int:
        return len(harness.reviews.queue(QueueFilter(**wanted), "Ada"))  # type: ignore[arg-type]

    assert count(source=ASK) == 1
    assert count(source=harness.survey.id) == 12
    assert count(source=harness.survey.id, paper_id="p2") == 6
    assert count(question="Which model?", answerer="openai:lab") == 2
    assert count(category="unclear") == 1


def test_a_verdict_takes_an_answer_out_of_its_raters_queue_only(harness: ReviewHarness) -> None:
    harness.reviews.give(harness.single.id, "Ada", correct="wrong")
    assert harness.single.id not in [item.answer_id for item in harness.reviews.queue(QueueFilter(), "Ada")]
    assert harness.single.id in [item.answer_id for item in harness.reviews.queue(QueueFilter(), "Bob")]
    assert harness.reviews.progress(QueueFilter(), "Ada") == (1, 13)
    assert [item.answer_id for item in harness.reviews.queue(QueueFilter(only="reviewed"), "Ada")] == [
        harness.single.id
    ]


def test_a_flag_or_a_word_on_one_citation_is_no_verdict_on_the_whole(harness: ReviewHarness) -> None:
    harness.reviews.give(harness.single.id, "Ada", flag=True)
    harness.reviews.give(harness.single.id, "Ada", citation=1, supported="yes", right_passage=True)
    assert harness.reviews.progress(QueueFilter(source=ASK), "Ada") == (0, 1)
    assert [item.answer_id for item in harness.reviews.queue(QueueFilter(only="flagged"), "Bob")] == [harness.single.id]


def test_the_raters_own_answer_before_seeing_the_machines_is_no_verdict_yet(harness: ReviewHarness) -> None:
    harness.reviews.give(harness.single.id, "Ada", blind="answer_first", own_answer="Oaks.", category="reported")
    assert harness.reviews.progress(QueueFilter(source=ASK), "Ada") == (0, 1)
    harness.reviews.give(harness.single.id, "Ada", blind="answer_first", category="reported", correct="correct")
    assert harness.reviews.progress(QueueFilter(source=ASK), "Ada") == (1, 1)


def test_a_second_raters_queue_holds_what_others_judged_and_they_did_not(harness: ReviewHarness) -> None:
    first, second = harness.id_of("p1", 0), harness.id_of("p2", 0)
    harness.reviews.give(first, "Ada", correct="correct")
    harness.reviews.give(second, "Ada", correct="correct")
    harness.reviews.give(second, "Bob", correct="wrong")
    queue = harness.reviews.queue(QueueFilter(only="second"), "Bob")
    assert [item.answer_id for item in queue] == [first]
    assert harness.reviews.queue(QueueFilter(only="second"), "Ada") == []


def test_the_disputed_are_those_on_which_raters_differ_in_any_judgement(harness: ReviewHarness) -> None:
    def disputed(**wanted: str) -> set[str]:
        queue = harness.reviews.queue(QueueFilter(only="disputed", **wanted), "Ada")  # type: ignore[arg-type]
        return {item.answer_id for item in queue}

    same = harness.id_of("p1", 0)
    for rater in ("Ada", "Bob"):
        harness.reviews.give(same, rater, correct="correct", supported="yes", category="reported")
    assert disputed() == set()
    harness.reviews.give(harness.single.id, "Ada", supported="yes")
    harness.reviews.give(harness.single.id, "Bob", supported="no")
    assert disputed() == {harness.single.id}
    items = [
        i for i in harness.reviews.items(harness.survey.id) if (i.paper_ids, i.question) == (["p2"], "Which model?")
    ]
    harness.reviews.give(items[0].answer_id, "Ada", category="unclear")
    harness.reviews.give(items[1].answer_id, "Bob", category="reported")
    both = {item.answer_id for item in items[:2]}
    assert disputed() == {harness.single.id} | both
    assert disputed(source=harness.survey.id, answerer=items[0].answerer) == {items[0].answer_id}


def test_an_answer_that_was_removed_leaves_the_queue(harness: ReviewHarness) -> None:
    assert [item.answer_id for item in harness.reviews.items(ASK)] == [harness.single.id]
    harness.survey_harness.answers.remove(harness.single.id)
    assert harness.reviews.items(ASK) == []


# verdicts


def test_the_two_judgements_are_kept_apart_and_undo_brings_back_the_one_before(harness: ReviewHarness) -> None:
    harness.reviews.give(harness.single.id, "Ada", correct="correct", supported="no")
    harness.reviews.give(harness.single.id, "Ada", correct="wrong", supported="no", reason="Another species.")
    taken_back = harness.reviews.undo("Ada")
    assert taken_back is not None
    assert taken_back.correct == "wrong"
    (counts,) = harness.reviews.latest_verdicts([harness.single.id])
    assert (counts.correct, counts.supported) == ("correct", "no")
    assert len(harness.reviews.history(harness.single.id)) == 3
    harness.reviews.undo("Ada")
    assert harness.reviews.latest_verdicts() == []
    assert harness.reviews.undo("Ada") is None


def test_a_verdict_outlives_the_survey_that_its_answer_came_from(harness: ReviewHarness) -> None:
    answer_id = harness.id_of("p1", 0)
    harness.reviews.give(answer_id, "Ada", correct="correct")
    harness.survey_harness.surveys.remove(harness.survey.id)
    assert harness.survey_harness.answers.get(answer_id) is not None
    assert harness.survey_harness.answers.get(harness.id_of("p2", 0)) is None
    assert len(harness.reviews.latest_verdicts([answer_id])) == 1


def test_a_verdict_on_an_answer_that_is_gone_is_refused(harness: ReviewHarness) -> None:
    with pytest.raises(ConfigError, match="no longer in the library"):
        harness.reviews.give("gone", "Ada", correct="correct")


# samples and agreement


@pytest.mark.parametrize("order", ["paper", "question"])
def test_papers_and_questions_come_in_the_order_of_the_survey(harness: ReviewHarness, order: Order) -> None:
    plan = harness.survey_harness.surveys.head(harness.survey.id).plan
    papers, texts = [paper.id for paper in plan.papers], [question.text for question in plan.questions]
    wanted = QueueFilter(source=harness.survey.id, only="all", order=order, answerer="extractive")
    queue = [(item.paper_ids[0], item.question) for item in harness.reviews.queue(wanted, "Ada")]
    by_paper = [(paper, text) for paper in papers for text in texts]
    assert queue == (by_paper if order == "paper" else sorted(by_paper, key=lambda one: texts.index(one[1])))
    assert queue != sorted(queue), "the survey's own order, not that of names"


def test_a_sample_is_drawn_once_and_kept_in_its_order_with_its_seed(harness: ReviewHarness) -> None:
    sample = harness.reviews.draw_sample("Ten", QueueFilter(source=harness.survey.id), 6, 42, strata="answerer")
    assert harness.reviews.samples() == [sample]
    queue = harness.reviews.queue(QueueFilter(sample=sample.id), "Ada")
    assert [item.answer_id for item in queue] == sample.answer_ids
    assert sorted(item.answerer for item in queue) == ["extractive"] * 3 + ["openai:lab"] * 3
    with pytest.raises(ConfigError, match="nothing to draw from"):
        harness.reviews.draw_sample("None", QueueFilter(paper_id="gone"), 3, 1)
    with pytest.raises(ConfigError, match="not in the library"):
        harness.reviews.queue(QueueFilter(sample="gone"), "Ada")


def test_raters_are_compared_with_one_another_with_an_answerer_and_with_the_vote(harness: ReviewHarness) -> None:
    ids = [harness.id_of(paper, question) for paper in ("p1", "p2") for question in range(3)]
    for place, answer_id in enumerate(ids):
        harness.reviews.give(answer_id, "Ada", correct="correct" if place < 4 else "wrong", category="reported")
        harness.reviews.give(answer_id, "Bob", correct="correct" if place < 3 else "wrong", category="not_reported")
    items = harness.reviews.items(harness.survey.id)
    said = harness.reviews.labels("correct", items)
    found = harness.reviews.agreement(said["Ada"], said["Bob"])
    assert (found.n, found.agreed, found.majority_share) == (6, 5, 0.5)
    categories, machine = harness.reviews.labels("category", items), harness.reviews.machine_labels(items)
    assert harness.reviews.agreement(categories["Ada"], machine["extractive"]).share == 1
    assert harness.reviews.agreement(categories["Bob"], machine["vote"]).share == 0
    by_paper = harness.reviews.agreement_by("paper", "correct", said["Ada"], said["Bob"], items)
    assert {paper: one.agreed for paper, one in by_paper.items()} == {"p1": 3, "p2": 2}


def test_disagreements_are_listed_and_settled_into_the_gold_labels(harness: ReviewHarness) -> None:
    answer_id = harness.id_of("p1", 1)
    harness.reviews.give(answer_id, "Ada", correct="correct")
    harness.reviews.give(answer_id, "Bob", correct="partly")
    items = harness.reviews.items(harness.survey.id)
    (open_one,) = harness.reviews.disagreements("correct", items)
    assert (open_one.labels, open_one.settled) == ({"Ada": "correct", "Bob": "partly"}, "")
    harness.reviews.settle("correct", open_one.item, "partly", "Cleo", "Half of it is there.")
    harness.reviews.settle("correct", open_one.item, "correct", " Cleo ")
    assert harness.reviews.disagreements("correct", items)[0].settled == "correct"
    (gold,) = harness.reviews.settled()
    assert (gold.judgement, gold.answer_id, gold.label, gold.person) == ("correct", answer_id, "correct", "Cleo")
    assert (gold.paper_ids, gold.question) == (["p1"], "Which model?")
    assert [one.label for one in VerdictStore(harness.survey_harness.engine).settled()] == ["partly", "correct"]
    with pytest.raises(ConfigError, match="name of who settles"):
        harness.reviews.settle("correct", open_one.item, "correct", " ")
    with pytest.raises(ConfigError, match="“yes” is no label of this judgement"):
        harness.reviews.settle("correct", open_one.item, "yes", "Cleo")


def test_settling_one_judgement_of_one_answer_settles_no_other(harness: ReviewHarness) -> None:
    """Two judgements, and two answers to the same question of the same paper, are four things to settle."""
    ids = [harness.id_of("p1", 1), harness.id_of("p1", 1, "openai:lab")]
    for answer_id in ids:
        harness.reviews.give(answer_id, "Ada", correct="correct", supported="partly")
        harness.reviews.give(answer_id, "Bob", correct="partly", supported="no")
    items = harness.reviews.items(harness.survey.id)
    first = next(item for item in items if item.answer_id == ids[0])
    harness.reviews.settle("correct", first, "partly", "Cleo")
    assert [(one.item.answer_id, one.settled) for one in harness.reviews.disagreements("correct", items)] == [
        (ids[1], ""),
        (ids[0], "partly"),
    ]
    assert [one.settled for one in harness.reviews.disagreements("supported", items)] == ["", ""]
    assert harness.reviews.gold_labels("correct", items) == {(ids[0],): "partly"}
    assert harness.reviews.gold_labels("supported", items) == {}
    assert harness.reviews.gold_labels("category", items) == {}


def test_a_settled_category_is_the_papers_whoever_answers(harness: ReviewHarness) -> None:
    ids = [harness.id_of("p1", 1), harness.id_of("p1", 1, "openai:lab")]
    harness.reviews.give(ids[0], "Ada", category="reported")
    harness.reviews.give(ids[1], "Bob", category="unclear")
    items = harness.reviews.items(harness.survey.id)
    (open_one,) = harness.reviews.disagreements("category", items)
    assert open_one.labels == {"Ada": "reported", "Bob": "unclear"}
    settled = harness.reviews.settle("category", open_one.item, "reported", "Cleo")
    assert settled.answer_id is None
    place = ("p1", "Which model?")
    assert harness.reviews.gold_labels("category", items) == {place: "reported"}
    again = harness.survey_harness.run("extractive")
    assert harness.reviews.gold_labels("category", harness.reviews.items(again.id)) == {place: "reported"}


def test_the_vote_in_a_sample_is_that_of_the_whole_survey(harness: ReviewHarness) -> None:
    for answerer in ("extractive", "openai:lab"):
        assert harness.survey.cells["p1", 0, answerer].category == "reported"
    items = harness.reviews.items(harness.survey.id)
    whole = harness.reviews.machine_labels(items)[VOTE]
    drawn = [item for item in items if item.answer_id == harness.id_of("p1", 0)]
    place = ("p1", "What data?")
    assert harness.reviews.machine_labels(drawn)[VOTE] == {place: whole[place]} == {place: "reported"}


def test_what_a_person_makes_of_a_cell_is_no_word_of_the_answerer_nor_of_the_vote(harness: ReviewHarness) -> None:
    before = harness.reviews.machine_labels(harness.reviews.items(harness.survey.id))
    harness.survey_harness.surveys.change(harness.survey.id, ("p1", 0, "openai:lab"), "not_reported", "Ada")
    items = harness.reviews.items(harness.survey.id)
    assert "not_reported" in {item.category for item in items}
    assert harness.reviews.machine_labels(items) == before


def test_reviewed_answers_whose_survey_is_gone_are_none_of_asks(harness: ReviewHarness) -> None:
    harness.reviews.give(harness.id_of("p1", 0), "Ada", correct="correct")
    harness.reviews.give(harness.id_of("p1", 1), "Ada", correct="correct")
    harness.reviews.give(harness.single.id, "Ada", correct="correct")
    harness.survey_harness.surveys.retry(harness.survey.id, [("p1", 0, "extractive")])
    harness.survey_harness.surveys.wait(harness.survey.id)
    assert [one.id for one in harness.survey_harness.answers.latest()] == [harness.single.id]
    harness.survey_harness.surveys.remove(harness.survey.id)
    assert harness.survey_harness.answers.latest_ids() == [harness.single.id]
    assert harness.survey_harness.answers.get(harness.id_of("p1", 0)) is not None


# what a cell is held to be


def test_the_final_values_of_a_survey_follow_what_people_say(harness: ReviewHarness) -> None:
    reviews, survey = harness.reviews, harness.survey
    paper = survey.paper_ids[0]
    before = reviews.final_values(survey.id)
    assert set(before) == {(of, question) for of in survey.paper_ids for question in range(len(survey.questions))}
    assert before is reviews.final_values(survey.id)
    assert before[paper, 0].layer == "vote"
    reviews.give(harness.id_of(paper, 0), "Ada", category="not_reported")
    reviews.give(harness.id_of(paper, 0), "Ben", category="unclear")
    disputed = reviews.final_values(survey.id)
    assert disputed[paper, 0].state == "disputed"
    assert disputed[paper, 1] is before[paper, 1]  # only what changed is put together anew
    item = next(item for item in reviews.items(survey.id) if item.answer_id == harness.id_of(paper, 0))
    reviews.settle("category", item, "unclear", "Cleo")
    assert reviews.final_values(survey.id)[paper, 0].layer == "settled"


# how a survey is reviewed


def test_a_rater_sees_others_only_after_their_own_word_or_once_two_are_in(harness: ReviewHarness) -> None:
    reviews, answer_id = harness.reviews, harness.id_of("p1", 0)

    def sees(rater: str) -> bool:
        return reviews.plans.sees_others(harness.survey.id, rater, reviews.latest_verdicts([answer_id]))

    assert not sees("Ada")
    reviews.give(answer_id, "Ada", correct="wrong")
    reviews.give(answer_id, "Ben", flag=True)  # no verdict
    assert (sees("Ada"), sees("Ben"), sees("Cleo")) == (True, False, False)
    reviews.give(answer_id, "Ben", correct="correct")
    assert (sees("Ben"), sees("Cleo")) == (True, True)
    reviews.plans.store(harness.survey.id, ReviewPlan(raters_needed=3))
    assert not sees("Cleo")
    reviews.plans.store(harness.survey.id, ReviewPlan(independent=False))
    assert reviews.plans.sees_others(harness.survey.id, "Dora", [])


@pytest.mark.parametrize(
    "stored", ["{junk", "7", "{}", '{"raters_needed": "three"}', '{"raters_needed": 3, "papers": {"Ada": 1}}']
)
def test_where_the_plan_is_damaged_nothing_counts_as_agreed_until_it_is_set_again(
    harness: ReviewHarness, stored: str
) -> None:
    reviews, survey = harness.reviews, harness.survey
    answer_id = harness.id_of("p1", 0)
    reviews.plans.store(survey.id, ReviewPlan(raters_needed=3))
    reviews.give(answer_id, "Ada", category="not_reported")
    with harness.survey_harness.engine.begin() as connection:
        connection.execute(text("UPDATE review_plans SET plan = :stored"), {"stored": stored})
    plan = reviews.plans.of(survey.id)
    assert plan.is_damaged
    assert reviews.final_values(survey.id)["p1", 0].layer != "rater"
    assert ("p1", 0) in reviews.hidden_places(survey.id, "Ben")
    with pytest.raises(ConfigError, match="cannot be read any more"):
        reviews.plans.assign_answers(survey.id, "Ada", [answer_id])
    reviews.plans.store(survey.id, replace(plan, is_damaged=False))
    assert reviews.final_values(survey.id)["p1", 0].layer == "rater"


def test_papers_are_shared_out_evenly_and_wait_in_the_queues_of_their_raters(harness: ReviewHarness) -> None:
    reviews, survey = harness.reviews, harness.survey
    plan = reviews.plans.assign_papers(survey.id, survey.paper_ids, ["Ada", "Ben", " Cleo "], 2)
    read = [paper for papers in plan.papers.values() for paper in papers]
    assert {paper: read.count(paper) for paper in survey.paper_ids} == dict.fromkeys(survey.paper_ids, 2)
    assert max(map(len, plan.papers.values())) - min(map(len, plan.papers.values())) <= 1
    waiting = reviews.queue(QueueFilter(only="assigned"), "Ada")
    assert {item.paper_ids[0] for item in waiting} == set(plan.papers["Ada"])
    reviews.give(waiting[0].answer_id, "Ada", correct="correct")
    assert len(reviews.queue(QueueFilter(only="assigned"), "Ada")) == len(waiting) - 1
    assert reviews.queue(QueueFilter(only="assigned"), "Dora") == []
    reviews.plans.assign_answers(survey.id, "Dora", [waiting[0].answer_id])
    assert [one.answer_id for one in reviews.queue(QueueFilter(only="assigned"), "Dora")] == [waiting[0].answer_id]
    with pytest.raises(ConfigError, match="1 to 1 of these"):
        reviews.plans.assign_papers(survey.id, survey.paper_ids, ["Ada"], 2)


def test_of_two_people_who_settle_at_once_the_second_is_told_of_the_first(harness: ReviewHarness) -> None:
    reviews = harness.reviews
    item = next(item for item in reviews.items(harness.survey.id) if item.answer_id == harness.id_of("p1", 0))
    first = reviews.settle("category", item, "unclear", "Cleo", instead_of="")
    with pytest.raises(ConfigError, match="Cleo has settled this meanwhile as “unclear”"):
        reviews.settle("category", item, "reported", "Dora", instead_of="")
    reviews.settle("category", item, "reported", "Dora", value="57", instead_of=first.id)
    (counting,) = reviews.settled()
    assert (counting.label, counting.value) == ("reported", "57")
    assert reviews.final_values(harness.survey.id)["p1", 0].value is not None


def test_failed_is_no_word_that_people_say_of_a_paper(harness: ReviewHarness) -> None:
    with pytest.raises(ConfigError, match="no answer came"):
        harness.reviews.give(harness.id_of("p1", 0), "Ada", category="failed")
    item = harness.reviews.items(harness.survey.id)[0]
    with pytest.raises(ConfigError, match="no label of this judgement"):
        harness.reviews.settle("category", item, "failed", "Ada")


def test_evidence_that_a_rater_points_at_is_kept_with_the_verdict(harness: ReviewHarness) -> None:
    pointed = Citation("p1", 1, [7], "57 otters crossed.", [Box(2, 0.1, 0.2, 0.5, 0.25)], table=1, row=3)
    harness.reviews.give(harness.id_of("p1", 0), "Ada", correct="wrong", correction="57", evidence=[pointed])
    (kept,) = VerdictStore(harness.survey_harness.engine).all()
    assert kept.evidence == [pointed]
    assert harness.reviews.final_values(harness.survey.id)["p1", 0].evidence == [pointed]


def test_what_a_rater_leaves_undone_goes_to_another_and_what_they_judged_stays(harness: ReviewHarness) -> None:
    reviews, survey = harness.reviews, harness.survey
    items = reviews.items(survey.id)
    reviews.plans.store(
        survey.id, ReviewPlan(raters_needed=2, papers={"Ada": survey.paper_ids, "Ben": survey.paper_ids[:1]})
    )
    done = next(item for item in items if item.paper_ids == survey.paper_ids[1:2])
    reviews.give(done.answer_id, "Ada", correct="correct")
    other = next(item for item in items if item.paper_ids == survey.paper_ids[1:2] and item != done)
    reviews.give(other.answer_id, "Ben", correct="correct")
    handed = reviews.plans.hand_over(survey.id, "Ada", "Ben", items, reviews.judged_by(items))
    bens_paper = {item.answer_id for item in items if item.paper_ids == survey.paper_ids[:1]}
    assert handed == len(items) - len(bens_paper) - 2, "Ben had one paper and has judged one answer: nobody rates twice"
    left = {item.answer_id for item in reviews.queue(QueueFilter(only="assigned"), "Ada")}
    assert left == bens_paper | {other.answer_id}
    assert done.answer_id in reviews.plans.assigned(items, "Ada"), "what she judged is still counted as hers"
    assert reviews.plans.assigned(items, "Ben") == {i.answer_id for i in items} - {done.answer_id, other.answer_id}
    with pytest.raises(ConfigError, match="Name somebody else"):
        reviews.plans.hand_over(survey.id, "Ada", " Ada ", items, {})


def test_hidden_are_the_answers_that_others_alone_have_judged(harness: ReviewHarness) -> None:
    reviews = harness.reviews
    items = reviews.items(harness.survey.id)
    first, second, third = (items[n].answer_id for n in range(3))
    reviews.give(first, "Ada", correct="wrong")
    reviews.give(second, "Ada", correct="wrong")
    reviews.give(second, "Ben", correct="wrong")
    reviews.give(third, "Ben", correct="wrong")
    assert reviews.hidden_from("Ben", items) == {first}
    assert reviews.hidden_from("Ada", items) == {third}
    reviews.plans.store(harness.survey.id, ReviewPlan(independent=False))
    assert reviews.hidden_from("Ben", items) == set()


def test_a_question_that_was_changed_after_ratings_takes_none_of_them(harness: ReviewHarness) -> None:
    reviews = harness.reviews
    item = next(item for item in reviews.items(harness.survey.id) if item.answer_id == harness.id_of("p1", 0))
    reviews.give(item.answer_id, "Ada", correct="correct", category="not_applicable")
    reviews.settle("category", item, "not_applicable", "Ada")
    changed = replace(item, question=f"{item.question} And why?", answer_id="of the changed question")
    assert [one.label for one in reviews.settled_at(item)] == ["not_applicable"]
    assert reviews.settled_at(changed) == []
    assert reviews.labels("category", [changed]) == {}
    assert reviews.final_values(harness.survey.id)[item.paper_ids[0], 0].layer == "settled", (
        "what was asked keeps its word"
    )
