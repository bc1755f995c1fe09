from __future__ import annotations

from dataclasses import replace

import pytest

from lib.answering.answerer import OFFLINE
from lib.records import Question
from lib.surveys.settling import SettledValue, settle_value
from tests.surveys.answers import answer


def settled(question: Question, *quotes: str) -> SettledValue:
    return settle_value(question, replace(answer(*quotes), answerer=OFFLINE))


def texts(of: SettledValue) -> tuple[str | None, str | None]:
    return of.value.text if of.value else None, of.suggestion.text if of.suggestion else None


HOW_MANY = Question("How many rats were used in the study?", answer_type="number")


@pytest.mark.parametrize(
    ("quote", "kept", "offered"),
    [
        ("In all 52 rats were used.", "52 rats", None),
        ("Rats were housed with not more than four rats per cage.", None, "four rats"),
        ("Up to 60 rats were used.", None, "60 rats"),
        ("We used 40 rats at first and 52 rats later.", None, "40 rats"),
        ("The rats were used after 30 days.", None, "30 days"),
        ("In all 52 rats were used in 2019.", "52 rats", None),
        ("Of the rats seen, 52 rats were not used in the study.", None, "52 rats"),
        ("In a previous study, 52 rats were used.", None, "52 rats"),
        ("Silva et al. used 52 rats in the study.", None, "52 rats"),
        ("The study used 52 rats in each of the groups.", None, "52 rats"),
        ("In the study, groups of 52 rats were used.", None, "52 rats"),
        ("In the study the control group used 52 rats.", None, "52 rats"),
        ("For the study 52 rats were used and divided into a control group and a test group.", "52 rats", None),
    ],
)
def test_a_number_is_kept_only_where_it_counts_what_was_asked_of_the_whole(
    quote: str, kept: str | None, offered: str | None
) -> None:
    assert texts(settled(HOW_MANY, quote)) == (kept, offered)


def test_a_measure_is_kept_with_the_number_it_is_told_by() -> None:
    question = Question("What was the median age of the patients?", answer_type="number")
    assert texts(settled(question, "The median age of the patients was 65 years.")) == ("65 years", None)
    assert texts(settled(question, "The patients stayed for 65 days."))[0] is None
    assert texts(settled(question, "The median age of the patients was 65 years (range 20 to 80 years).")) == (
        "65 years",
        None,
    )
    two = "The median age of the patients was 65 years in one group and 63 in the other."
    assert texts(settled(question, two))[0] is None


def test_a_quote_says_yes_or_no_only_where_it_is_about_most_of_what_was_asked() -> None:
    question = Question("Was the protocol approved by an ethics committee?", answer_type="yes_no")
    assert texts(settled(question, "The protocol was approved by the ethics committee of the hospital.")) == (
        "yes",
        None,
    )
    assert texts(settled(question, "The protocol may be approved by an ethics committee.")) == (None, "yes")


def test_a_choice_is_kept_where_one_alone_is_named_in_a_sentence_about_the_question() -> None:
    question = Question("Which study design was used?", answer_type="choice", choices=["review", "cohort study"])
    assert texts(settled(question, "A design as a cohort study was used.")) == ("cohort study", None)
    assert texts(settled(question, "It was approved by the Review Board.")) == (None, "review")
    denied = "The study design used was a randomised trial rather than a cohort study."
    assert texts(settled(question, denied)) == (None, "cohort study")
    by_model = settle_value(question, answer("The study design was not a cohort study."))
    assert texts(by_model) == (None, "cohort study")


def test_what_is_doubtful_is_offered_and_never_kept() -> None:
    doubtful = replace(answer("In all 52 rats were used."), answerer=OFFLINE, certainty="perhaps")
    assert texts(settle_value(HOW_MANY, doubtful)) == (None, "52 rats")


def test_free_text_is_what_it_is() -> None:
    assert texts(settled(Question("What was done?"), "Rats were fed.")) == ("Rats were fed.", None)


def test_that_data_can_be_had_is_said_by_naming_the_place() -> None:
    question = Question("Is the data available?", answer_type="yes_no")
    assert texts(settled(question, "The data are available at https://zenodo.org/record/1.")) == ("yes", None)
    assert texts(settled(question, "It extracts data that are available in texts.")) == (None, "yes")


def test_a_measured_length_is_no_sample_size() -> None:
    question = Question("What is the sample size?", answer_type="number")
    assert texts(settled(question, "The road had a sample size of 164 km a day.")) == (None, "164 km")
    assert texts(settled(question, "A sample size of 90 patients was planned."))[0] == "90 patients"
