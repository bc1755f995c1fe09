from __future__ import annotations

import pytest

from lib.answering.offline.answer_types import ANY_ENUMERATION, matches_answer_type
from lib.answering.offline.question_analysis import analyse_question, asks_two
from lib.answering.offline.question_kinds import Kind, kind_of
from lib.answering.offline.question_words import without_paper


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Why were herons ringed at night?", "reason"),
        ("What was the reason for ringing at night?", "reason"),
        ("Did herons leave earlier than storks?", "comparison"),
        ("How do the two traps differ?", "comparison"),
        ("Which trap caught the most herons?", "comparison"),
        ("Was the trap baited?", "yes_no"),
        ("Is the code available?", "link"),
        ("Is there a data availability statement in each paper?", "link"),
        ("How many herons were ringed?", "number"),
    ],
)
def test_a_question_is_of_the_kind_that_its_words_say(question: str, kind: Kind) -> None:
    assert kind_of(question) == kind


def test_a_sentence_has_a_reason_a_comparison_or_a_row_of_things() -> None:
    assert matches_answer_type("Why at night?", "It was done at night because herons sleep.") == 1.0
    assert matches_answer_type("Why at night?", "It was done at night.") == 0.0
    assert matches_answer_type("Do herons differ from storks?", "Herons left earlier than storks.") == 1.0
    assert matches_answer_type("Which traps were used?", "Nets, cages and mirrors were used.") == ANY_ENUMERATION
    assert matches_answer_type("Which traps were used?", "Traps were used.") == 0.0


def test_the_number_of_what_is_asked_counts_more_than_another_one() -> None:
    asked = "How many herons were ringed?"
    right = matches_answer_type(asked, "In all 52 grey herons were ringed.")
    apart = matches_answer_type(asked, "Herons were ringed at 9 lakes in the rain.")
    assert right > apart > matches_answer_type(asked, "There were 9 lakes.")


def test_a_list_that_names_what_is_asked_counts_more_than_another_row_of_things() -> None:
    asked = "Which traps were used?"
    named = matches_answer_type(asked, "The traps were nets, cages and mirrors.")
    other = matches_answer_type(asked, "The traps stood in Oslo, Bergen, Hamar and Moss.")
    assert named == 1.0 > other > 0.0


def test_the_number_of_one_group_is_not_that_of_all() -> None:
    asked = "How many rats were used?"
    whole = matches_answer_type(asked, "In all 52 rats were used.")
    for part in (
        "There were six rats in every group.",
        "They were kept in groups of six rats.",
        "The control group had six rats.",
    ):
        assert matches_answer_type(asked, part) < whole
    of_all = "A total of 52 rats, 13 in each group, were used."
    assert matches_answer_type(asked, of_all) == whole
    assert matches_answer_type("How many rats were in each group?", "There were six rats in each group.") == whole


def test_words_for_the_paper_weigh_nothing_unless_they_are_what_is_asked() -> None:
    assert without_paper("Which limitations do the authors name?") == "Which limitations do ?"
    assert without_paper("Why does adding authors hurt?") == "Why does adding authors hurt?"
    assert without_paper("How large was the study area?") == "How large was the study area?"
    assert without_paper("the study") == "the study"


def test_markup_in_a_question_is_no_word_of_it() -> None:
    assert analyse_question("<b>What</b> is **deep learning**?", None).text.split() == [
        "What",
        "is",
        "deep",
        "learning",
        "?",
    ]
    assert analyse_question("Is a_b < c and 2*3 > 1?", None).text == "Is a_b < c and 2*3 > 1?"


def test_two_questions_in_one_are_seen() -> None:
    assert asks_two("How many rats were used? And who paid for them?")
    assert not asks_two("How many rats were used?")
    assert not asks_two("How many rats (and mice) were used??")
    assert asks_two("What dose of zinc was given, and how often?")


def test_a_second_question_that_names_nothing_does_not_tell_the_kind_of_the_first() -> None:
    assert analyse_question("What dose of zinc was given, and how often?", None).text == "What dose of zinc was given?"
    for whole in ("When and where were herons ringed?", "What dose was given and how often was the liver weighed?"):
        assert analyse_question(whole, None).text == whole


def test_numbers_stand_in_words_and_whoever_took_part_is_counted_under_any_name() -> None:
    assert matches_answer_type("How many people took part?", "Eighty patients were included.") == 1.0
    assert matches_answer_type("How many herons were ringed?", "Seventeen herons were ringed.") == 1.0
    assert matches_answer_type("How many herons were ringed?", "Eighty patients were included.") < 1.0


def test_a_share_is_not_how_many() -> None:
    assert matches_answer_type("How many nests were lost?", "In all 12% of the nests were lost.") == 0.0
    assert matches_answer_type("What percentage of the nests was lost?", "In all 12% of the nests were lost.") > 0.0


def test_who_asks_for_places_wants_several() -> None:
    one, several = "They bred in Finland.", "They bred in Finland, Norway, Sweden and Denmark."
    assert matches_answer_type("In which countries did they breed?", several) == 1.0
    assert matches_answer_type("In which countries did they breed?", one) < 1.0
    assert matches_answer_type("In which country did they breed?", one) == 1.0


@pytest.mark.parametrize("place", ["Tabuk", "Figueres", "Appenzell", "Suppingen", "Groupama"])
def test_a_place_that_begins_like_a_part_of_a_paper_is_one(place: str) -> None:
    assert matches_answer_type("Where was the farm?", f"The farm was located in {place}.") == 1.0


@pytest.mark.parametrize(
    "part", ["Table 2", "Tab. 2", "Figures 1 and 2", "Fig. 3", "Section 4", "Appendix A", "Equation 1"]
)
def test_a_part_of_a_paper_is_no_place(part: str) -> None:
    assert matches_answer_type("Where was the farm?", f"The farm is in {part}.") == 0.5


def test_more_than_once_compares_nothing_and_what_can_be_downloaded_lies_at_a_link() -> None:
    assert kind_of("Can a heron breed more than once?") == "yes_no"
    assert kind_of("Can a heron breed more often than a stork?") == "comparison"
    assert kind_of("Where can the recordings be downloaded?") == "link"
