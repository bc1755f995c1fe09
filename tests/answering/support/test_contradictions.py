from __future__ import annotations

import pytest

from lib.answering.support import check_support

PASSAGE = (
    "Mortality was significantly lower in the group that was treated with aspirin than in the placebo group. "
    "We ringed 412 house sparrows at 12 sites in two winters. The code is available at a public archive."
)


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ("We ringed 431 house sparrows at 12 sites in two winters.", "other number: 431, the passage says 412"),
        (
            "Mortality was significantly higher in the group that was treated with aspirin than in the placebo group.",
            "other direction: “higher”, the passage says “lower”",
        ),
        ("We did not ring 412 house sparrows at 12 sites in two winters.", "denied, the passage states it"),
    ],
)
def test_what_the_passage_says_otherwise_is_contradicted_and_says_why(claim: str, why: str) -> None:
    (judged,) = check_support(claim, [PASSAGE]).sentences
    assert (judged.supported, judged.contradicted, judged.grade, judged.why) == (False, True, "contradicted", why)


@pytest.mark.parametrize("claim", [f"{sentence.rstrip('.')}." for sentence in PASSAGE.split(". ")])
def test_what_the_passage_says_is_supported_and_needs_no_why(claim: str) -> None:
    (judged,) = check_support(claim, [PASSAGE]).sentences
    assert (judged.supported, judged.contradicted, judged.why) == (True, False, "")


def test_what_no_passage_speaks_of_is_not_contradicted() -> None:
    (judged,) = check_support("The bridge was closed to lorries for 7 weeks in spring.", [PASSAGE]).sentences
    assert (judged.supported, judged.contradicted) == (False, False)
    assert judged.why.startswith("the passages do not have")


@pytest.mark.parametrize("contexts", [[], [""], ["​ "]])
def test_without_anything_to_rest_on_nothing_is_supported(contexts: list[str]) -> None:
    (judged,) = check_support("We ringed 412 house sparrows.", contexts).sentences
    assert (judged.supported, judged.contradicted, judged.context) == (False, False, None)


@pytest.mark.parametrize(
    ("said", "claim", "why"),
    [
        (
            "The response of the cells to the drug was positive in all four strains.",
            "The response of the cells to the drug was negative in all four strains.",
            "other direction: “negative”, the passage says “positive”",
        ),
        (
            "Vitamin D did not protect people from the infection in this trial of nurses.",
            "Vitamin D protects people from the infection.",
            "stated, the passage denies it",
        ),
    ],
)
def test_opposites_and_what_is_denied_in_its_place_contradict(said: str, claim: str, why: str) -> None:
    (judged,) = check_support(claim, [said]).sentences
    assert (judged.contradicted, judged.why) == (True, why)


@pytest.mark.parametrize(
    ("said", "claim", "why"),
    [
        (
            "Grazing was not associated with an increased risk of erosion or of floods.",
            "Grazing increases the risk of erosion.",
            "stated, the passage denies it",
        ),
        (
            "In all catchments grazing was associated with erosion of the banks.",
            "There is no evidence that grazing causes erosion.",
            "denied, the passage states it",
        ),
        (
            "It is unlikely that feeders cause the spread of finch disease.",
            "Feeders help the spread of finch disease.",
            "stated, the passage denies it",
        ),
    ],
)
def test_an_effect_that_one_denies_and_the_other_states_contradicts(said: str, claim: str, why: str) -> None:
    (judged,) = check_support(claim, [said]).sentences
    assert (judged.contradicted, judged.why) == (True, why)


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("The owls were not only active at night, they also hunted by day.", "The owls were active at night."),
        (
            "The growth of willows increased where wolves were back.",
            "Wolves reduce the number of deer, which increases the growth of willows.",
        ),
        (
            "Grazing was not associated with an increased risk of erosion.",
            "There is no evidence that grazing increases the risk of erosion.",
        ),
    ],
)
def test_words_that_deny_or_turn_something_else_contradict_nothing(said: str, claim: str) -> None:
    (judged,) = check_support(claim, [said]).sentences
    assert not judged.contradicted


REPEATED = (
    "CCHP systems have gained increasing attention due to decreasing emissions: follow-up was 26 months (range 1-96 months), "
    "before 11 of 96 systems did not fail."
)


@pytest.mark.parametrize(
    ("place", "instead", "why"),
    [
        ("1-96", "11-96", "other number: 11, the passage says 1"),
        (
            "increasing attention",
            "decreasing attention",
            "other direction: “decreasing”, the passage says “increasing”",
        ),
        ("did not fail", "did fail", "stated, the passage denies it"),
        ("have gained", "have not gained", "denied, the passage states it"),
    ],
)
def test_one_thing_changed_in_a_sentence_that_is_repeated_contradicts(place: str, instead: str, why: str) -> None:
    """Even where the passage has the changed word or number elsewhere in the same sentence."""
    (judged,) = check_support(REPEATED.replace(place, instead), [REPEATED]).sentences
    assert (judged.contradicted, judged.why) == (True, why)


def test_a_sentence_that_is_repeated_in_part_or_with_more_is_not_contradicted() -> None:
    parts = ["CCHP systems have gained increasing attention.", f"As they write, {REPEATED[0].lower()}{REPEATED[1:]}"]
    assert not any(check_support(part, [REPEATED]).sentences[0].contradicted for part in parts)


def test_a_denial_of_something_besides_contradicts_nothing() -> None:
    said = "Mice were not counted, but 412 house sparrows were ringed at 12 sites in two winters."
    (judged,) = check_support("412 house sparrows were ringed at 12 sites in two winters.", [said]).sentences
    assert not judged.contradicted


@pytest.mark.parametrize(
    "claim",
    [
        "There is no evidence that vitamin D supplements protect people from the infection.",
        "If you have no symptoms of the infection, you cannot spread it to other people.",
    ],
)
def test_a_claim_by_itself_that_denies_something_of_the_world_claims_it(claim: str) -> None:
    (judged,) = check_support(claim, [PASSAGE]).sentences
    assert (judged.no_claim, judged.supported) == (False, False)
