"""The type of an answer is guessed from clear wording alone."""

import pytest

from lib.surveys.answer_types import guessed_type
from lib.surveys.questions import pasted_questions, questions_of_file


@pytest.mark.parametrize(
    "question",
    [
        "Is the source code publicly available?",
        "Are the data shared?",
        "Was early stopping used?",
        "Were the recordings annotated by experts?",
        "Has the model been deployed?",
        "Have the authors fixed a random seed?",
        "Does the paper train a neural network?",
        "did they use transfer learning",
        "Is the code available or not?",
    ],
)
def test_a_question_that_begins_with_its_verb_is_yes_or_no(question: str) -> None:
    assert guessed_type(question) == "yes_no"


@pytest.mark.parametrize(
    "question",
    [
        "How many images were used for training?",
        "For how many epochs was the network trained?",
        "How much training data was there?",
        "How large was the test set?",
        "What number of species is told apart?",
        "What was the total number of participants?",
        "What percentage of the data was held out?",
        "What is the sample size?",
    ],
)
def test_how_many_is_a_number(question: str) -> None:
    assert guessed_type(question) == "number"


@pytest.mark.parametrize(
    "question",
    [
        "Which metrics were used to evaluate the model?",
        "Which data sets were used?",
        "What hyperparameters did they tune?",
        "Which deep-learning frameworks are named?",
        "List the species that were studied.",
        "Name all sensors.",
        "Which types of noise were added?",
    ],
)
def test_which_things_is_a_list(question: str) -> None:
    assert guessed_type(question) == "list"


@pytest.mark.parametrize(
    "question",
    [
        "How were the data split?",
        "Which loss was used?",
        "Which species was studied?",
        "Which data were used?",
        "What is the purpose of the model?",
        "Which optimiser was used in training?",
        "What are the limitations of the study?",
        "Is the model supervised or unsupervised?",
        "Is the code available, and where?",
        "Is the code available? If so, where?",
        "How many images were used and by whom were they labelled?",
        "Which bias is discussed?",
        "Which sports data set was used?",
        "What physics engine did they use?",
        "Who paid for the study?",
        "Wie viele Bilder wurden verwendet?",
        "Island foxes: what do they eat?",
        "Isolation of the samples",
        "",
        "??",
    ],
)
def test_where_there_is_doubt_it_is_free_text(question: str) -> None:
    assert guessed_type(question) == "text"


def test_pasted_questions_have_the_guessed_type_and_it_is_said() -> None:
    listed = pasted_questions("1. How many birds?\n2. Is the code shared?\n3. Why?")
    assert [question.answer_type for question in listed.questions] == ["number", "yes_no", "text"]
    assert listed.notes == [
        "The kind of answer was guessed for 2 questions from their wording. Look at the column “Answer” before saving."
    ]


def test_a_table_with_types_of_its_own_is_taken_at_its_word() -> None:
    listed = questions_of_file("q.csv", b"question,type\nHow many birds?,text\nIs it?,\n")
    assert [question.answer_type for question in listed.questions] == ["text", "text"]
    assert listed.notes == []


def test_in_a_table_without_types_they_are_guessed() -> None:
    listed = questions_of_file("q.csv", b"question,label\nHow many birds?,Birds\n")
    assert [question.answer_type for question in listed.questions] == ["number"]


def test_in_a_table_without_types_choices_make_a_choice() -> None:
    listed = questions_of_file("q.csv", b"question,choices\nWhich net?,U-Net|ResNet\nWhich metrics were used?,\n")
    assert [(q.answer_type, q.choices) for q in listed.questions] == [("choice", ["U-Net", "ResNet"]), ("list", [])]
