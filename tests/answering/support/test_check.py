from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.answering.support.check import SupportReport, check_support

CONTEXTS = [
    "Bird song was recorded at twelve sites along the river from March to June. Recorders were mounted two metres above "
    "ground.",
    "The network was a ResNet-50 pre-trained on ImageNet. It was trained for 300 epochs with stochastic gra-\ndient descent, "
    "an initial learning rate of 0.001 and a batch size of 16 on one NVIDIA V100. Dropout was not used.",
]
QUESTION = "How was the model trained (e.g., optimizer, learning rate)?"


def score(sentence: str) -> float:
    return check_support(sentence, CONTEXTS, QUESTION).sentences[0].score


def supported(sentence: str) -> bool:
    return check_support(sentence, CONTEXTS, QUESTION).sentences[0].supported


@pytest.mark.parametrize(
    "sentence",
    [
        "The model was trained for 300 epochs with a batch size of 16.",
        "The network is a ResNet-50 that was pre-trained on ImageNet.",
        "It was trained with SGD and an initial learning rate of 0.001.",
        "Bird song was recorded at twelve sites along the river.",
    ],
)
def test_what_the_contexts_say_is_supported(sentence: str) -> None:
    assert supported(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The data were augmented by random flips, rotations and colour jitter.",
        "Hyperparameters were tuned by a grid search over five folds.",
        "In general, a learning rate scheduler helps the loss to converge.",
        "The authors used AdamW with a weight decay of 0.05 on eight A100 cards.",
    ],
)
def test_what_the_contexts_do_not_say_is_not_supported(sentence: str) -> None:
    assert not supported(sentence)


def test_another_number_weighs() -> None:
    assert score("The batch size was 16.") > score("The batch size was 64.") + 0.2


def test_another_name_weighs() -> None:
    assert score("The network was a ResNet-50.") > score("The network was a DenseNet-121.") + 0.2


def test_a_negation_weighs() -> None:
    assert score("Dropout was not used.") > score("Dropout was used.") + 0.1


def test_a_word_broken_over_a_line_end_is_found() -> None:
    assert supported("It was trained with stochastic gradient descent.")


def test_the_context_that_has_most_of_it_is_named() -> None:
    report = check_support("It was trained for 300 epochs. Song was recorded at twelve sites.", CONTEXTS)
    assert [sentence.context for sentence in report.sentences] == [1, 0]


@pytest.mark.parametrize("sentence", ["The context does not say which optimizer was used.", "The details are:"])
def test_what_claims_nothing_scores_one(sentence: str) -> None:
    (found,) = check_support(sentence, CONTEXTS, QUESTION).sentences
    assert (found.score, found.supported, found.grade) == (1.0, True, "no_claim")


def test_nothing_is_supported_by_no_contexts() -> None:
    (found,) = check_support("The network was a ResNet-50.", []).sentences
    assert not found.supported
    assert found.context is None
    assert found.grade == "unsupported"


DENIAL = "The provided context does not mention how the model was trained."
GENERAL = (
    "In general, models are trained with optimizers such as RMSprop. A scheduler can help to avoid plateaus. "
    "It is also common to use early stopping with a patience of ten rounds."
)
ANSWER = "The model was trained for 300 epochs with a batch size of 16. The initial learning rate was 0.001."


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (ANSWER, "answered"),
        (f"{DENIAL} Therefore, I don't know the answer.", "not_found"),
        ("I don't know.", "not_found"),
        ("", "not_found"),
        (f"{DENIAL} {GENERAL}", "not_found_then_general"),
        (f"{ANSWER} The authors do not mention any other optimizers.", "answered"),
    ],
)
def test_the_kind_of_an_answer(answer: str, kind: str) -> None:
    assert check_support(answer, CONTEXTS, QUESTION).kind == kind


def test_a_report_reads_back_equal() -> None:
    report = check_support(f"{ANSWER} {DENIAL}", CONTEXTS, QUESTION)
    assert SupportReport.from_dict(report.to_dict()) == report


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=3), st.text(max_size=40))
def test_any_text_is_judged_within_bounds(answer: str, contexts: list[str], question: str) -> None:
    report = check_support(answer, contexts, question)
    for sentence in report.sentences:
        assert sentence.text in answer
        assert 0.0 <= sentence.score <= 1.0
        assert sentence.context is None or 0 <= sentence.context < len(contexts)


STATED = [
    "The network was trained for 120 epochs with a batch of 32 images. Birds were counted by two observers within 300 m of "
    "each station. The model was pretrained on ImageNet, and the weights were frozen."
]


@pytest.mark.parametrize(
    ("stated", "altered"),
    [
        ("The network was trained for 120 epochs.", "The network was trained for 180 epochs."),
        ("Birds were counted within 300 m of each station.", "Birds were counted within 300 km of each station."),
        ("Birds were counted by two observers.", "Birds were counted by seven observers."),
        ("The model was pretrained on ImageNet.", "The model was pretrained on PlantCLEF."),
        ("The weights were frozen.", "The weights were not frozen."),
    ],
)
def test_an_altered_number_unit_name_or_yes_and_no_weighs(stated: str, altered: str) -> None:
    own, other = (check_support(text, STATED, "How was it done?").sentences[0] for text in (stated, altered))
    assert own.supported
    assert other.score < own.score - 0.2


def test_a_number_in_words_is_the_number_in_figures() -> None:
    assert check_support("Birds were counted by 2 observers.", STATED).sentences[0].supported
