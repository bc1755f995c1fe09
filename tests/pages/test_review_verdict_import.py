"""A table of verdicts comes in on the Review page: tied to the answers here, odd words asked for, the rest named."""

from __future__ import annotations

from typing import Any

import pytest

from lib.ui.reviews.table_cache import question_texts
from lib.workspace import Workspace
from tests.pages.conftest import CAMERAS, QUESTIONS, Screen


def upload(at: Any, data: str) -> None:
    at.file_uploader[0].set_value([("verdicts.csv", data.encode(), "text/csv")]).run()
    assert not at.exception, at.exception


def test_verdicts_come_in_from_a_table_with_their_raters_and_what_stays_out_is_named(
    surveyed_library: Workspace, screen: Screen
) -> None:
    first = surveyed_library.reviews.items()[0]
    said_here = surveyed_library.reviews.give(first.answer_id, "Ada", correct="wrong")
    paper = surveyed_library.paper(first.paper_ids[0])
    rows = [
        "file,question,rater,correct,supported",
        f"{paper.filename},{first.question},Ada,correct,yes",
        f"{paper.filename},{first.question},Bob,so-so,yes",
        f"{paper.filename},{first.question},Cleo,correct,no",
        f"unknown.pdf,{first.question},Cleo,correct,no",
    ]
    at = screen.open("review", part="labels")
    upload(at, "\n".join(rows))
    assert "1 verdict to import; 3 rows left out." in screen.words
    odd = next(w for w in at.selectbox if (w.key or "").endswith("_word_correct_0_so-so"))
    odd.set_value("partly").run()
    assert "2 verdicts to import; 2 rows left out." in screen.words
    next(button for button in at.button if button.label == "Import 2 verdicts").click().run()
    assert not at.exception, at.exception
    assert "2 verdicts imported, each with its rater." in screen.words
    said = {verdict.rater: verdict for verdict in surveyed_library.reviews.latest_verdicts([first.answer_id])}
    assert said["Ada"] == said_here
    assert (said["Bob"].correct, said["Cleo"].supported) == ("partly", "no")
    screen.open("review", part="agreement")
    assert "All 3 raters" in screen.words


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("rater,correct\nAda,yes\n", "No column names the paper"),
        ("file,rater,correct\na.pdf,Ada,yes\n", "No column names the question"),
    ],
)
def test_a_table_of_verdicts_that_lacks_a_column_says_which(
    surveyed_library: Workspace, screen: Screen, table: str, words: str
) -> None:
    upload(screen.open("review", part="labels"), table)
    assert words in screen.words


def test_verdicts_on_answers_of_a_removed_paper_come_in_by_its_old_name(empty: Workspace, screen: Screen) -> None:
    paper = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    empty.run_survey(QUESTIONS[:1], [paper.id])
    empty.remove_paper(paper.id)
    upload(
        screen.open("review", part="labels"), f"file,question,rater,correct\ncameras.pdf,{QUESTIONS[0]},Ada,correct\n"
    )
    assert "1 verdict to import." in screen.words


def test_q1_is_that_of_the_survey_looked_at_and_none_where_two_surveys_have_one(empty: Workspace) -> None:
    paper = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    first = empty.run_survey(QUESTIONS, [paper.id])
    later = empty.run_survey(QUESTIONS[1:], [paper.id])
    texts = question_texts(empty, empty.reviews.items(first.id))
    assert (texts["q1"], texts["q2"]) == (QUESTIONS[0], QUESTIONS[1])
    assert question_texts(empty, empty.reviews.items(later.id))["q1"] == QUESTIONS[1]
    both = question_texts(empty, empty.reviews.items())
    assert "q1" not in both
    assert both["q3"] == QUESTIONS[2]
    assert set(QUESTIONS) <= set(both.values())
