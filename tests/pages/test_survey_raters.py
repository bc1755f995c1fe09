"""The raters of a survey: the rules of its review, who reads what, how far they are, who takes over."""

from __future__ import annotations

from sqlalchemy import text

from lib.records.reviews import ReviewPlan
from lib.reviews.review_plans import DAMAGED_PLAN
from lib.workspace import Workspace
from tests.pages.components import components
from tests.pages.conftest import Screen


def test_the_rules_are_the_surveys_and_papers_are_assigned_and_handed_over(
    surveyed_library: Workspace, screen: Screen
) -> None:
    (head, *_) = surveyed_library.surveys.heads()
    reviews = surveyed_library.reviews
    at = screen.open("survey", survey=head.id, view="raters")
    assert "Nobody has judged an answer of this survey yet" in screen.words
    at.number_input(key=f"survey_raters_needed_{head.id}").set_value(2).run()
    at.toggle(key=f"survey_raters_independent_{head.id}").set_value(False).run()
    plan = reviews.plans.of(head.id)
    assert (plan.raters_needed, plan.independent) == (2, False)
    at.text_input(key="survey_raters_names").set_value("Ada, Ben, Cleo")
    at.button(key="survey_raters_assign_now").click().run()
    assert set(reviews.plans.of(head.id).papers) == {"Ada", "Ben", "Cleo"}
    items = reviews.items(head.id)
    mine = reviews.plans.assigned(items, "Ada")
    reviews.give(sorted(mine)[0], "Ada", correct="correct")
    at.run()
    table = at.dataframe[0].value
    ada = table[table["rater"] == "Ada"].iloc[0]
    assert (ada["assigned"], ada["left"]) == (len(mine), len(mine) - 1)
    at.text_input(key="survey_raters_to").set_value("Dora")
    at.button(key="survey_raters_hand").click().run()
    assert f"{len(mine) - 1} answers of Ada given to Dora." in screen.words
    assert reviews.plans.assigned(items, "Dora") == mine - {sorted(mine)[0]}


def test_a_damaged_plan_is_said_on_the_screen_until_the_rules_are_set_again(
    surveyed_library: Workspace, screen: Screen
) -> None:
    (head, *_) = surveyed_library.surveys.heads()
    plans = surveyed_library.reviews.plans
    plans.store(head.id, ReviewPlan(raters_needed=3))
    with surveyed_library._engine.begin() as connection:
        connection.execute(text("UPDATE review_plans SET plan = '{junk'"))
    at = screen.open("survey", survey=head.id, view="raters")
    assert DAMAGED_PLAN in " ".join(one.value for one in at.warning)
    at.button(key="survey_raters_set").click().run()
    assert plans.of(head.id) == ReviewPlan()
    assert not at.warning


def test_a_rater_who_is_still_to_judge_sees_no_word_of_others_in_matrix_table_and_export(
    surveyed_library: Workspace, screen: Screen
) -> None:
    (head, *_) = surveyed_library.surveys.heads()
    reviews = surveyed_library.reviews
    reviews.plans.store(head.id, ReviewPlan(raters_needed=2))
    answer = reviews.items(head.id)[0]
    place = answer.paper_ids[0], next(i for i, q in enumerate(head.plan.questions) if q.text == answer.question)
    reviews.give(answer.answer_id, "Evelyn", correct="wrong", category="not_applicable", note="Evelyn was here")
    reviews.settle("category", answer, "not_applicable", "Evelyn", "by Evelyn")
    assert reviews.hidden_places(head.id, "Finn") == {place}
    assert reviews.hidden_places(head.id, "Evelyn") == frozenset()
    assert reviews.hidden_places(head.id, "") == frozenset(), "whoever reads and judges nothing sees what there is"
    screen.at.session_state["app_person"] = "Finn"
    for view in ("matrix", "table"):
        at = screen.open("survey", survey=head.id, view=view)
        assert "Evelyn" not in repr([one.proto for one in components(at)]), view
    at = screen.open("survey", survey=head.id, view="figures")
    assert "1 settled" not in screen.words
    assert "People have reviewed 0 of" in screen.words
    seen = at.session_state["survey_visible_values"][2][place]
    assert (seen.layer, seen.reviewed, [one.who for one in seen.layers]) == ("answerer", "0", [answer.answerer])
    reviews.give(answer.answer_id, "Finn", correct="correct")
    at = screen.open("survey", survey=head.id, view="matrix")
    assert reviews.hidden_places(head.id, "Finn") == frozenset(), "after their own word they see it all"
    reviews.plans.store(head.id, ReviewPlan())


def test_single_answers_are_assigned(surveyed_library: Workspace, screen: Screen) -> None:
    (head, *_) = surveyed_library.surveys.heads()
    items = surveyed_library.reviews.items(head.id)
    at = screen.open("survey", survey=head.id, view="raters")
    at.multiselect(key="survey_raters_answers").set_value([items[1].answer_id])
    at.text_input(key="survey_raters_answers_to").set_value("Gil")
    at.button(key="survey_raters_answers_assign").click().run()
    assert not at.exception
    assert "1 answer assigned to Gil." in screen.words
    assert surveyed_library.reviews.plans.assigned(items, "Gil") == {items[1].answer_id}
