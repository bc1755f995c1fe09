from __future__ import annotations

import numpy as np

from lib.answering import prompts
from lib.answering.answerer import AskRequest, Draft
from lib.answering.extractive import ExtractiveAnswerer
from lib.embedding.embedder import TokenEmbeddings
from lib.records import Citation, Cited, Event
from tests.answering.requests import answered, request, sentence

SOIL = [
    "Soil cores were taken at twelve sites along the river.",
    "Soil moisture was measured with capacitance probes every hour.",
    "Before each season the soil moisture probes were calibrated against measured cores.",
    "Fish were counted by electric fishing in June.",
    "Soil moisture, measured with capacitance probes every hour, was our main variable.",
    "Land owners gave their consent.",
    "Soil moisture probes were measured again after the flood.",
]


def answer(asked: AskRequest) -> Draft:
    return ExtractiveAnswerer().answer(asked, lambda _: True)


def test_quotes_are_whole_sentences_in_reading_order() -> None:
    draft = answer(request("How was soil moisture measured with probes?", {"p": SOIL}))
    quoted = [SOIL.index(one.text) for one in draft.sentences]
    assert quoted == sorted(quoted)
    assert 1 in quoted
    assert 5 not in quoted


def test_a_sentence_that_repeats_another_is_not_quoted() -> None:
    draft = answer(request("How was soil moisture measured with probes?", {"p": SOIL}))
    texts = [one.text for one in draft.sentences]
    assert (SOIL[1] in texts) != (SOIL[4] in texts)


def test_neighbouring_sentences_share_one_citation() -> None:
    events: list[Event] = []

    def emit(event: Event) -> bool:
        events.append(event)
        return True

    draft = ExtractiveAnswerer().answer(request("How was soil moisture measured with probes?", {"p": SOIL}), emit)
    cited = [event.citation for event in events if isinstance(event, Cited)]
    assert [1, 2] in [citation.sentence_ids for citation in cited]
    of_run = [one.citations for one in draft.sentences if one.text in SOIL[1:3]]
    assert of_run[0] == of_run[1]
    assert all(len(one.citations) == 1 for one in draft.sentences)


def test_the_word_limit_holds_and_nothing_is_cut() -> None:
    draft = answer(request("How was soil moisture measured with probes?", {"p": SOIL}, word_limit=20))
    assert len(draft.text.split()) <= 20
    assert all(one.text in SOIL for one in draft.sentences)


def test_a_sentence_longer_than_the_limit_stands_alone_and_whole() -> None:
    draft = answer(request("How was soil moisture measured with probes?", {"p": [SOIL[1]]}, word_limit=3))
    assert draft.text == SOIL[1]


def test_papers_are_told_one_after_the_other_best_first() -> None:
    weak = ["Moisture of soil was also measured.", "Nothing else was done here.", "Moisture probes failed in soil."]
    draft = answer(request("How was soil moisture measured with capacitance probes?", {"weak": weak, "best": SOIL}))
    order = [one.citations[0].paper_id for one in draft.sentences]
    assert order[0] == "best"
    assert order == sorted(order)  # "best" before "weak", no going back
    assert draft.text.count("\n\n") == len(set(order)) - 1


def test_each_paper_has_its_say_before_one_has_its_second() -> None:
    same = "Soil moisture was measured with probes"
    asked = request(
        "How was soil moisture measured with probes?",
        {"a": [f"{same} in the north.", f"{same} below three old oaks by the lake."], "b": [f"{same} by hand."]},
        word_limit=18,
    )
    assert {one.citations[0].paper_id for one in answer(asked).sentences} == {"a", "b"}


def test_who_asks_for_a_number_gets_the_sentence_with_it_first() -> None:
    paper = [
        "Participants were students of the university and their sample was mixed.",
        "Participants of the sample were paid.",
        "In all there were 52 participants in the sample.",
    ]
    draft = answer(request("How many participants were in the sample?", {"p": paper}))
    assert draft.sentences[0].text == paper[2]


def test_who_asks_for_a_link_gets_the_sentence_with_it_first() -> None:
    paper = [
        "The code of the pipeline was written in Python, and the code is documented.",
        "A repository of code matters to science.",
        "The code repository of the pipeline is https://example.org/pipeline.",
    ]
    draft = answer(request("What is the link of the code repository of the pipeline?", {"p": paper}))
    assert draft.sentences[0].text == paper[2]


def test_a_reference_or_heading_is_never_quoted() -> None:
    paper = [
        sentence(0, "Capacitance probes for soil moisture", kind="heading"),
        sentence(1, "Smith J. Capacitance probes measured soil moisture. J Soil. 2001.", kind="reference"),
        sentence(2, "Soil moisture was measured with capacitance probes."),
    ]
    draft = answer(request("How was soil moisture measured with capacitance probes?", {"p": paper}))
    assert [one.text for one in draft.sentences] == [paper[2].text]


def test_a_follow_up_is_understood_by_the_turn_before() -> None:
    paper = [
        "The classifier is a random forest of 500 trees.",
        "The classifier was trained for three days on one machine.",
        "The aviary was cleaned for three days.",
    ]
    before = answered("How was the classifier trained?")
    alone = answer(request("For how long?", {"p": paper}))
    following = answer(request("For how long?", {"p": paper}, previous=before))
    assert not alone.found
    assert following.sentences[0].text == paper[1]


def test_a_passage_whose_sentences_are_gone_is_passed_over() -> None:
    asked = request("How was soil moisture measured with probes?", {"p": SOIL})
    gone = AskRequest(asked.question, asked.passages, {}, asked.papers)
    assert answer(gone).text == prompts.NOT_FOUND


def test_the_same_request_gives_the_same_answer() -> None:
    asked = request("How was soil moisture measured with probes?", {"b": SOIL, "a": SOIL})
    assert answer(asked) == answer(asked)


class MeaningEmbedder:
    """Knows that felines are cats and nothing else: sentences about either lie on one axis."""

    id, dimensions, window = "minilm-of-two-axes", 2, 256

    def count_tokens(self, texts: list[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed(self, texts: list[str]) -> np.ndarray:
        about = [any(word in text.lower() for word in ("cat", "feline")) for text in texts]
        return np.array([[1.0, 0.0] if one else [0.0, 1.0] for one in about], dtype=np.float32)


def test_an_embedder_finds_what_shares_no_word() -> None:
    paper = ["Feline patients received two millilitres.", "Dogs were walked at noon."]
    asked = request("Which medicine did the cats get?", {"p": paper})
    with_meaning = ExtractiveAnswerer(MeaningEmbedder()).answer(asked, lambda _: True)  # type: ignore[arg-type]
    assert [one.text for one in with_meaning.sentences] == [paper[0]]
    assert not answer(asked).found


class WordEmbedder(MeaningEmbedder):
    """Sees no difference between texts as wholes, and between words whether they are the same."""

    def embed_tokens(self, texts: list[str]) -> TokenEmbeddings:
        words = [text.lower().strip("?.").split() for text in texts]
        known = sorted({word for one in words for word in one})
        tokens = [np.eye(len(known), dtype=np.float32)[[known.index(word) for word in one]] for one in words]
        return TokenEmbeddings(np.tile(np.array([1.0, 0.0], dtype=np.float32), (len(texts), 1)), tokens)


def test_word_pieces_decide_where_the_embedder_gives_them() -> None:
    paper = ["Goats graze there before it.", "Goats graze there after it."]
    asked = request("Do goats graze there after it?", {"p": paper}, word_limit=5)
    draft = ExtractiveAnswerer(WordEmbedder()).answer(asked, lambda _: True)
    assert [one.text for one in draft.sentences] == [paper[1]]


def test_a_citation_carries_the_boxes_of_its_sentences() -> None:
    draft = answer(request("How was soil moisture measured with probes?", {"p": SOIL}))
    citation = draft.sentences[0].citations[0]
    assert isinstance(citation, Citation)
    assert citation.boxes == [box for i in citation.sentence_ids for box in sentence(i, SOIL[i]).boxes]
