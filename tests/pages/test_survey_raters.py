"""The raters of a survey: the rules of its review, who reads what, how far they are, who takes over."""

from __future__ import annotations

from lib.workspace import Workspace
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
