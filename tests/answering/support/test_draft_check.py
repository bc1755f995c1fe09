"""The support check laid over a model's draft."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.answering import prompts
from lib.answering.answerer import AskRequest, Draft
from lib.answering.providers.transcript import Mark, sentences_of
from lib.answering.sources import Sources
from lib.answering.styles import Style
from lib.answering.support.draft_check import FOUND_BY_CHECK, GENERAL_LEFT_OUT, check_draft
from tests.answering.requests import request

PAPER = [
    "The network was trained for 300 epochs with the Adam optimizer on images of herbarium sheets.",
    "Its initial learning rate was 0.001 and the batch size was 16.",
    "Leaves were annotated by three botanists who drew polygons around every leaf.",
]
ASKED = request("How was the network trained?", {"p": PAPER})


def draft(text: str, *cited: tuple[str, int], found: bool = True, general: str = "") -> Draft:
    """Return a draft of a model in which some words cite a sentence of the paper."""
    sources = Sources.of(ASKED)
    marks = []
    for words, index in cited:
        citation = sources.cite(0, index, index + 1)
        assert citation is not None
        marks.append(Mark(text.index(words), text.index(words) + len(words), citation))
    return Draft(found, text, sentences_of(text, marks), "m", general=general)


def test_a_sentence_is_judged_by_what_the_model_was_given() -> None:
    text = "The network was trained for 300 epochs with Adam. It was trained on eight quantum computers in Paris."
    judged = check_draft(draft(text, ("300 epochs", 0)), ASKED)
    assert [one.support for one in judged.sentences] == ["supported", "unsupported"]
    assert judged.sentences[0].support_score > 0.5 > judged.sentences[1].support_score
    assert (judged.found, judged.text) == (True, text)


def test_a_wrong_number_is_not_supported_however_it_is_cited() -> None:
    judged = check_draft(draft("The network was trained for 900 epochs with the Adam optimizer.", ("900", 0)), ASKED)
    assert judged.sentences[0].support == "contradicted"
    assert judged.sentences[0].why == "other number: 900, the passage says 300"
    assert judged.sentences[0].citations


def test_a_sentence_that_the_check_does_not_know_is_not_supported() -> None:
    """Whatever it says and cites: only what was judged counts as supported."""
    text = "The network was trained for 300 epochs with the Adam optimizer."
    made = draft(text, ("300 epochs", 0))
    unknown = replace(made.sentences[0], text=text.removesuffix("."), support="supported", support_score=1.0)
    judged = check_draft(replace(made, sentences=[*made.sentences, unknown]), ASKED)
    assert [(one.support, one.support_score > 0) for one in judged.sentences] == [
        ("supported", True),
        ("unsupported", False),
    ]


def test_the_models_own_words_for_not_found_become_the_state() -> None:
    text = "The provided passages do not mention how the sheets were stored."
    judged = check_draft(draft(text), ASKED)
    assert (judged.found, judged.text, judged.general) == (False, text, "")


def test_general_knowledge_behind_it_is_split_off() -> None:
    denial = "The provided context does not mention which data augmentation was used."
    general = "In general, flipping, rotation and colour jitter are common augmentation techniques for images."
    asked = replace(ASKED, question="Which data augmentation was used?")
    judged = check_draft(draft(f"{denial} {general}"), asked)
    assert (judged.found, judged.text, judged.general) == (False, denial, general)
    assert [one.text for one in judged.sentences] == [denial]


@pytest.mark.parametrize(("setting", "kept"), [("apart", "Otters live in groups."), ("left out", "")])
def test_general_knowledge_is_shown_apart_or_left_out(setting: str, kept: str) -> None:
    said = Draft(False, prompts.NOT_FOUND, [], "m", general="Otters live in groups.")
    judged = check_draft(said, ASKED, setting)
    assert judged.general == kept
    assert (GENERAL_LEFT_OUT in judged.notes) == (not kept)


def test_a_part_that_is_supported_and_cited_stays_an_answer() -> None:
    text = (
        "The network was trained for 300 epochs with the Adam optimizer. The passages do not mention any augmentation."
    )
    judged = check_draft(draft(text, ("300 epochs", 0)), ASKED)
    assert judged.found
    assert judged.sentences[1].support == "no_claim"


def test_of_a_whole_paper_a_sentence_is_weighed_against_what_it_cites() -> None:
    asked: AskRequest = replace(ASKED, passages=[], whole=("p", 1))
    text = "Leaves were annotated by three botanists with polygons."
    judged = check_draft(draft(text, ("annotated", 2)), asked)
    assert judged.sentences[0].support == "supported"


def test_a_template_gets_the_passage_that_the_check_found() -> None:
    asked = replace(ASKED, style=Style("mine", "{context} {question}"))
    judged = check_draft(draft("The network was trained for 300 epochs with Adam. It has a purple colour."), asked)
    assert [[c.sentence_ids for c in one.citations] for one in judged.sentences] == [[[0, 1, 2]], []]
    assert FOUND_BY_CHECK in judged.notes


def test_a_stopped_draft_without_text_is_left_as_it_is() -> None:
    stopped = Draft(False, "", [], "m", stopped="There is no key.")
    assert check_draft(stopped, ASKED) == stopped


def test_an_answer_in_another_language_that_cites_stays_an_answer() -> None:
    text = "Das Netz wurde mit dem Optimierer über dreihundert Durchläufe eingelernt."
    judged = check_draft(draft(text, ("Netz", 0)), ASKED)
    assert judged.found
    assert judged.text == text
