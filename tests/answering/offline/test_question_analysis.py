from __future__ import annotations

import pytest

from lib.answering.offline.answer_types import matches_answer_type
from lib.answering.offline.question_analysis import analyse_question, listed_in, standalone
from lib.answering.offline.question_kinds import kind_of
from lib.answering.offline.question_words import counted_stems
from lib.text.terms import stem


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many participants were there?", "number"),
        ("What was the sample size of the study?", "number"),
        ("At what temperature were the eggs kept?", "number"),
        ("What learning rate was used?", "number"),
        ("What distance function is used?", "other"),
        ("When was the study conducted?", "date"),
        ("In which year did it begin?", "date"),
        ("Where was the camera placed?", "place"),
        ("In which cities did the survey take place?", "place"),
        ("Who paid for the study?", "person"),
        ("What is the code repository link?", "link"),
        ("Where can I find the code?", "link"),
        ("Is the data set available?", "link"),
        ("How is fluency defined?", "definition"),
        ("What is entropy?", "definition"),
        ("What does NTCP stand for?", "definition"),
        ("Which datasets were used?", "list"),
        ("Name all field sites.", "list"),
        ("How was the network trained?", "other"),
        ("", "other"),
    ],
)
def test_what_a_question_asks_for(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("How many were there?", "There were fifty-two of them.", "There were many of them (Smith, 2019) [3]."),
        ("Where is the code available?", "It is at https://example.org/x.", "It is written in Python."),
        ("When was it done?", "It was done in June 2016.", "It was done (Smith 2016)."),
        ("Where was it done?", "It was done in Aarhus.", "It was done in haste."),
        ("Who did it?", "It was done by two observers.", "It was done."),
        ("Which sets were used?", "We used A, B, and C.", "We used it."),
        ("Which camera did they use?", "We took a wide one.", "Wide ones exist."),
    ],
)
def test_a_sentence_bears_what_is_asked_for(question: str, yes: str, no: str) -> None:
    assert matches_answer_type(question, yes) > matches_answer_type(question, no) == 0.0


@pytest.mark.parametrize(
    "sentence",
    [
        "Fluency is the ease of reading.",
        "We call this property fluency, after Lee.",
        "Here, fluency refers to how a text reads.",
        "In this paper we propose Fluency, a measure of ease.",
    ],
)
def test_a_sentence_that_defines_the_term_is_told_from_one_that_uses_it(sentence: str) -> None:
    for question in ("What is fluency?", "What does fluency mean?", "What is meant by fluency?"):
        assert matches_answer_type(question, sentence) == 1.0
    assert matches_answer_type("What is fluency?", "The rating of fluency is an important step.") < 0.5
    assert matches_answer_type("What is fluency?", "Fluency is applied to many texts.") < 0.5


def test_a_short_form_is_defined_by_its_long_one() -> None:
    assert (
        matches_answer_type("What is AMF?", "Plants live with arbuscular mycorrhizal fungi (AMF) in the soil.") == 1.0
    )
    assert matches_answer_type("What is AMF?", "AMF colonise roots.") < 0.5
    assert matches_answer_type("What is the MCC algorithm?", "MCC is a procedure of three steps.") == 1.0


@pytest.mark.parametrize(
    ("question", "stems"),
    [
        ("How many grey wolves were seen?", {"grey", "wolves"}),
        ("What was the price of the seeds?", {"price"}),
        ("What elevation was the camera at?", {"elevation"}),
        ("How was it done?", set()),
    ],
)
def test_what_a_number_is_asked_of(question: str, stems: set[str]) -> None:
    assert counted_stems(question) == {stem(word) for word in stems}


def test_a_number_beside_what_it_counts_bears_more_than_any_number() -> None:
    question = "How many wolves were seen?"
    assert (
        matches_answer_type(question, "Two wolves were seen.")
        > matches_answer_type(question, "It rained on 14 days.")
        > 0.0
    )


def test_one_that_counts_nothing_is_no_number() -> None:
    question = "How many wolves were seen?"
    assert matches_answer_type(question, "Wolves must be told from dogs if one is to count them.") == 0.0
    assert matches_answer_type(question, "One wolf was seen.") > 0.0


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How old was the patient?", "A boy of three, a 3-year-old, was seen."),
        ("How long did it take?", "It took 45 min."),
        ("How long is the road?", "The road of 82 km was driven."),
        ("How deep was the core?", "Cores went down 30 cm."),
        ("How heavy was the wolf?", "It weighed 40 kg."),
        ("How often were the boxes checked?", "Two people checked them every week."),
    ],
)
def test_a_measure_is_told_in_its_units(question: str, sentence: str) -> None:
    assert matches_answer_type(question, sentence) == 1.0
    assert matches_answer_type(question, "There were 40 participants.") == 0.5


BEFORE = "Which optimizer was the network trained with?"


@pytest.mark.parametrize(
    "question", ["Why?", "And the learning rate?", "How long did it take to converge?", "What about these epochs?"]
)
def test_a_question_that_leans_back_takes_the_turn_before_along(question: str) -> None:
    assert standalone(question, BEFORE) == f"{BEFORE} {question}"
    asked = analyse_question(question, BEFORE)
    assert (asked.text, asked.about) == (question, BEFORE)


@pytest.mark.parametrize(
    "question",
    ["Which species were recorded at night?", "What was the purpose of this study by moonlight?", "What is entropy?"],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert standalone(question, BEFORE) == question


def test_without_a_turn_before_there_is_nothing_to_take_along() -> None:
    assert standalone("Why?", None) == "Why?"


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("How many whales were counted?", "We counted 62 whales.", "Ten whale-watching hotspots were visited."),
        (
            "How many images were used?",
            "Of these, 2000 images were used.",
            "As said in Section 2.3, images of moths were used.",
        ),
        ("How many trials were examined?", "We examined nine trials.", "Of the trials, 11–97% would take them."),
        ("How old were they on average?", "Their mean age was 70 years.", "They were aged 51 to 106 years."),
        ("Which organ was found best?", "It was most successful for leaves.", "It was better than before."),
        (
            "Why was it begun slowly?",
            "In consideration of its safety, it was begun slowly.",
            "It was begun slowly in May.",
        ),
        (
            "What is the detection rate?",
            "The term detection rate is a measure of what is seen.",
            "It was seen at dawn.",
        ),
    ],
)
def test_a_sentence_that_has_just_what_is_asked_for_bears_more(question: str, yes: str, no: str) -> None:
    assert matches_answer_type(question, yes) == 1.0 > matches_answer_type(question, no)


@pytest.mark.parametrize(
    ("question", "text", "examples"),
    [
        ("Which traps were used (e.g., pitfall, light trap)?", "Which traps were used?", ("pitfall", "light trap")),
        ("Which traps (such as pitfalls or nets) were set?", "Which traps were set?", ("pitfalls", "nets")),
        ("How many birds (of all ages) were ringed?", "How many birds (of all ages) were ringed?", ()),
        ("What such as nests?", "What such as nests?", ()),
    ],
)
def test_examples_of_an_answer_are_no_words_of_the_question(
    question: str, text: str, examples: tuple[str, ...]
) -> None:
    asked = analyse_question(question, None)
    assert (asked.text, asked.examples) == (text, examples)
    assert all(example in standalone(question, None) for example in examples)


@pytest.mark.parametrize(
    "question",
    [
        "How do models such as BERT perform on long documents?",
        "Did the authors, for instance, measure cortisol in blood?",
        "In cities such as Berlin, how many foxes were counted?",
        "Did mammals, such as foxes and hares, use the crossings?",
        "What data were taken, such as weight and age?",  # nothing but its grammar tells that the question was over
    ],
)
def test_a_question_keeps_what_follows_examples_without_brackets(question: str) -> None:
    asked = analyse_question(question, None)
    assert (asked.text, asked.examples) == (question, ())


def test_what_a_hint_lists_may_be_examples_and_is_no_word_of_the_question() -> None:
    assert listed_in("Ladders, a drone, ropes; with the year and the like.") == ("Ladders", "a drone", "ropes")
    assert listed_in("Name of plants, seeds, roots.") == ("Name of plants", "seeds", "roots")
    asked = analyse_question("Which tools were used?", None, "Ladders, drones, ropes.")
    assert (asked.examples, asked.hinted) == ((), ("Ladders", "drones", "ropes"))


@pytest.mark.parametrize(
    "hint",
    [
        "",
        "By name, with their size where it is told.",
        "A sequence by chance, not by day, name or record number.",
        "Give name, version, provider.",
        "Please state the dose, unit, route.",
        "Don't count pilots, drafts, plans.",
    ],
)
def test_a_hint_that_tells_what_to_write_down_lists_no_examples(hint: str) -> None:
    assert listed_in(hint) == ()
