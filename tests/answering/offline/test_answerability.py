from __future__ import annotations

from dataclasses import replace

import pytest

from lib.answering.offline.answerability import (
    BY_MEANING,
    BY_WORDS,
    chance_of_answer,
    logistic,
    match_papers,
    thing_pieces,
    thing_stems,
    threshold,
)
from lib.answering.offline.answerer import WORDLESS_CHANCE, ExtractiveAnswerer, _certain, is_answered
from lib.answering.offline.question_analysis import AskedQuestion, analyse_question
from lib.embedding.minilm import bundled_encoder
from lib.text.terms import content_stems
from tests.answering.requests import request

PAPER = [
    "Kestrels nest in church towers of the old town.",
    "Twelve nest boxes were checked every second week from April to July.",
    "Prey remains were identified by two observers.",
]


def features(question: str) -> dict[str, float]:
    return match_papers(AskedQuestion(question), request(question, {"p": PAPER}), None)[0].features


def test_a_question_the_paper_answers_is_likelier_than_one_of_another_field() -> None:
    own = chance_of_answer(features("How often were the nest boxes checked?"), None)
    other = chance_of_answer(features("Which optimizer was the language model trained with?"), None)
    assert own >= 0.5 > other


def test_words_that_no_paper_has_count_as_absent() -> None:
    assert features("Which quasar emits gamma rays?")["absent"] == 1.0
    assert features("nest boxes")["absent"] == 0.0
    assert 0.0 < features("nest boxes of quasars")["absent"] < 1.0


@pytest.mark.parametrize("weights", [BY_MEANING, BY_WORDS])
def test_more_evidence_never_makes_an_answer_less_likely(weights: dict[str, float]) -> None:
    nothing = dict.fromkeys([*BY_MEANING, *BY_WORDS], 0.0)
    for name in weights.keys() - {"constant"}:
        more = logistic({**nothing, name: 1.0}, weights)
        assert more < logistic(nothing, weights) if name == "absent" else more > logistic(nothing, weights)


class ForeignEmbedder:
    id = "another-model"


def test_cosines_of_an_embedder_that_was_not_calibrated_are_left_out() -> None:
    flattering = {
        **features("Which quasar emits gamma rays?"),
        **dict.fromkeys(["sentence", "weakest", "pieces", "weakest_pieces", "passage"], 0.9),
        "sentence_and_words": 2.0,
    }
    assert chance_of_answer(flattering, ForeignEmbedder()) == chance_of_answer(flattering, None)  # type: ignore[arg-type]


def test_a_number_that_is_asked_for_counts_where_it_stands_beside_what_it_counts() -> None:
    assert features("How many nest boxes were checked?")["asked_for"] == 1.0
    assert features("How many towers were painted?")["asked_for"] == 0.5
    assert features("Which birds nest in church towers?")["asked_for"] == 1.0


def test_of_a_follow_up_its_own_words_tell_whether_it_is_answered() -> None:
    follow_up = analyse_question("And how was it done for ships?", "How often were the nest boxes checked?")
    assert match_papers(follow_up, request(follow_up.text, {"p": PAPER}), None)[0].features["absent"] == 1.0
    bare = analyse_question("And why?", "How often were the nest boxes checked?")
    assert match_papers(bare, request(bare.text, {"p": PAPER}), None)[0].features["absent"] == 0.0


def test_every_paper_is_weighed_by_itself() -> None:
    question = "How often were the nest boxes checked?"
    other = ["The boxes of the archive were moved in winter.", "Nothing else is known of the archive."]
    own, foreign = match_papers(AskedQuestion(question), request(question, {"own": PAPER, "foreign": other}), None)
    assert (own.paper_id, foreign.paper_id) == ("own", "foreign")
    assert own.features["absent"] == 0.0 < foreign.features["absent"]
    assert {one.candidate.paper_id for one in foreign.scored} == {"foreign"}


def test_the_more_papers_are_asked_the_nearer_one_must_come() -> None:
    known = features("How often were the nest boxes checked?")
    chances = [chance_of_answer(known, None, papers) for papers in (1, 5, 100)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > chances[2]


def test_the_thing_that_a_question_asks_for_is_read_between_its_first_words() -> None:
    assert thing_stems("Which antiviral drug were the patients treated with?") == set(content_stems("antiviral drug"))
    assert thing_stems("How many kilometres of pipeline were dug up?") == set(content_stems("kilometres"))
    assert not thing_stems("How was the heart rate monitored?")
    assert not thing_stems("What kind of trial is it?")


def test_a_paper_that_never_names_the_thing_asked_for_never_surely_answers() -> None:
    said = ["The otters were counted on twelve lakes.", "All the otters were weighed by hand."]
    (named,) = match_papers(AskedQuestion("Which otters were counted?"), request("q", {"p": said}), None)
    (unnamed,) = match_papers(
        AskedQuestion("Which hydrophones were lowered to count?"), request("q", {"p": said}), None
    )
    assert (named.features["unnamed"], unnamed.features["unnamed"]) == (0.0, 1.0)
    asked = AskedQuestion("Which hydrophones were lowered to count?")
    assert _certain(asked, unnamed, unnamed.scored, 1, 0.99) == WORDLESS_CHANCE
    assert is_answered(asked, unnamed, 1, 0.99)


def test_a_paper_does_not_count_what_it_never_names() -> None:
    said = ["Twelve otters were counted on ten lakes.", "All the otters were weighed by hand."]
    for question, answered in (("How many otters were counted?", True), ("How many pelicans were shot?", False)):
        asked = AskedQuestion(question)
        (match,) = match_papers(asked, request(question, {"p": said}), None)
        assert is_answered(asked, match, 1, 0.99) is answered


def test_the_word_pieces_of_the_thing_are_those_between_the_first_words() -> None:
    encoder = bundled_encoder()
    asked = AskedQuestion("Which bat species were recorded near the trap?")
    assert encoder.piece_ids(["bat species"])[0] == encoder.piece_ids([asked.text])[0][thing_pieces(asked, encoder)]
    for nothing in (
        "How was the heart rate monitored?",
        "Which kind of model was used?",
        "How many people were asked?",
        "What dose of zinc was given?",  # "received 30 mg" names no dose
    ):
        assert thing_pieces(AskedQuestion(nothing), encoder) == slice(0)
    assert thing_pieces(asked, None) == slice(0)


def test_a_thing_that_the_best_sentence_does_not_speak_of_makes_an_answer_less_likely() -> None:
    said = ["The light trap stood at the edge of the forest from dusk to dawn.", "Moths were recorded near the trap."]
    encoder = bundled_encoder()

    def away(question: str) -> float:
        return match_papers(AskedQuestion(question), request(question, {"p": said}), encoder)[0].features["thing_away"]

    assert away("Which moths were recorded near the trap?") == 0.0 < away("Which grants were recorded near the trap?")
    known = {**features("How often were the nest boxes checked?"), "thing_away": 0.3}
    assert chance_of_answer(known, None) < chance_of_answer({**known, "thing_away": 0.0}, None)


def test_words_that_are_in_the_paper_but_not_in_one_place_make_an_answer_less_likely() -> None:
    encoder = bundled_encoder()
    question = "How many kestrels were poisoned by mercury?"
    paper = ["Forty kestrels were counted near the town.", "It rained all day.", "A lake nearby holds mercury."]

    def away(*texts: str) -> float:
        return match_papers(AskedQuestion(question), request(question, {"p": texts}), encoder)[0].features["words_away"]

    apart, together = away(*paper), away("Forty kestrels were poisoned by mercury.", *paper[1:])
    assert together < 0.05 < apart
    least = dict.fromkeys([*BY_MEANING, "thing_away", "example"], 0.0)
    assert threshold({**least, "words_away": apart}, 1) > threshold({**least, "words_away": together}, 1)


def test_the_topic_of_a_whole_paper_need_not_be_said_where_it_answers() -> None:
    encoder = bundled_encoder()
    answer = "Six of them were ringed in May."

    def away(*texts: str) -> float:
        asked = AskedQuestion("How many kestrels were ringed?")
        return match_papers(asked, request(asked.text, {"p": [answer, *texts]}), encoder)[0].features["words_away"]

    between = ["The weather station was mended.", "Volunteers wrote letters."]
    seldom = away(*between, "A kestrel was seen.")
    throughout = away(*between, *(f"Kestrels hunt over field number {number}." for number in range(12)))
    assert throughout < seldom


def test_an_example_that_the_question_gives_is_an_answer_in_other_words() -> None:
    encoder = bundled_encoder()
    said = ["It rained all day.", "The nests were photographed with a drone.", "Optics are dear."]
    with_examples = analyse_question("Which appliances were used (e.g., ladders, a drone)?", None)
    without = AskedQuestion(with_examples.text)
    found = [
        match_papers(asked, request(asked.text, {"p": said}), encoder)[0].features for asked in (with_examples, without)
    ]
    assert [one["example"] for one in found] == [1.0, 0.0]
    assert chance_of_answer(found[0], encoder) > chance_of_answer(found[1], encoder)


def test_a_statement_on_data_is_read_in_the_paper_that_a_question_names_or_in_every_one() -> None:
    statement = "Data Availability Statement: All relevant data are within the manuscript."
    filled = ["Herons were ringed.", statement]
    asked_of = request("q", {"heron": filled, "stork": filled})
    papers = {one: replace(paper, title=f"A study of the {one}") for one, paper in asked_of.papers.items()}

    def answering(question: str) -> set[str]:
        draft = ExtractiveAnswerer().answer(replace(asked_of, question=question, papers=papers), lambda _: True)
        assert {one.text for one in draft.sentences} <= {statement}
        return {one.citations[0].paper_id for one in draft.sentences} if draft.certainty == "sure" else set()

    assert answering("Where is the data of the heron study available?") == {"heron"}
    assert answering("Is the data available?") == {"heron", "stork"}
    assert answering("Is there a data availability statement in each paper?") == {"heron", "stork"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (AskedQuestion("Where can the code be found?", examples=("licence",)), "The code was run under a licence."),
        (AskedQuestion("How many nests were found?", examples=("reeds",)), "The nests that were found were of reeds."),
        (AskedQuestion("When were the nests found?", examples=("reeds",)), "The nests that were found were of reeds."),
        (AskedQuestion("Where were the nests found?", examples=("reeds",)), "The nests found were of reeds."),
    ],
)
def test_an_example_stands_in_for_words_of_the_question_and_not_for_a_link_a_number_a_date_or_a_place(
    asked: AskedQuestion, said: str
) -> None:
    (match,) = match_papers(asked, request(asked.text, {"p": [said]}), None)
    assert match.features["example"] == 1.0
    assert _certain(asked, match, match.scored, 1, 0.99) == WORDLESS_CHANCE


def test_an_example_stands_in_for_words_of_the_question() -> None:
    said = ["All of the trees were climbed with ladders."]
    for examples, chance in (((), WORDLESS_CHANCE), (("ladders",), 0.99)):
        asked = AskedQuestion("How was the canopy reached by observers?", examples=examples)
        (match,) = match_papers(asked, request(asked.text, {"p": said}), None)
        assert _certain(asked, match, match.scored, 1, 0.99) == chance


def test_a_hint_ranks_sentences_and_makes_no_answer_likelier() -> None:
    encoder, said = bundled_encoder(), ["The trees were climbed in spring.", "Ladders stood at all of the trees."]
    hinted = analyse_question("Which appliances were used?", None, "Ladders, drones, ropes.")
    (with_hint,), (without,) = (
        match_papers(asked, request(asked.text, {"p": said}), encoder) for asked in (hinted, AskedQuestion(hinted.text))
    )
    assert with_hint.scored[1].score > without.scored[1].score
    assert with_hint.scored[0].score == without.scored[0].score
    assert with_hint.features["example"] == 0.0


def test_what_the_hint_of_a_question_for_a_link_lists_makes_no_sentence_rank_higher() -> None:
    said = ["The code was run under an open licence."]
    hinted = analyse_question("Where can the code be found?", None, "Address, link, licence.")
    (with_hint,), (without,) = (
        match_papers(asked, request(asked.text, {"p": said}), None) for asked in (hinted, AskedQuestion(hinted.text))
    )
    assert with_hint == without
    assert _certain(hinted, with_hint, with_hint.scored, 1, 0.99) == WORDLESS_CHANCE
