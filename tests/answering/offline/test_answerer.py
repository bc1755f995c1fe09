from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np
import pytest

from lib.answering import prompts
from lib.answering.answerer import AskRequest, Draft
from lib.answering.offline.answerer import ExtractiveAnswerer
from lib.embedding.embedder import TokenEmbeddings
from lib.records import Citation, Cited, Event
from lib.records.core import CHANCE, SURE_CHANCE
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


def test_papers_whose_quotes_have_no_room_are_named() -> None:
    same = "Soil moisture was measured with probes"
    papers = {name: [f"{same} near {name} by hand."] for name in ("lakes", "woods", "roads")}
    tight = answer(request("How was soil moisture measured with probes?", papers, word_limit=9))
    assert len({one.citations[0].paper_id for one in tight.sentences}) == 1
    assert any("no room for quotes of" in note and ".pdf”" in note for note in tight.notes)
    assert not any("no room" in note for note in answer(request("How was soil moisture measured?", papers)).notes)


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


def test_an_answer_that_may_be_none_says_so_and_a_sure_one_does_not() -> None:
    sure = answer(request("How was soil moisture measured with probes?", {"p": SOIL}))
    assert (sure.notes, sure.settings[CHANCE] >= SURE_CHANCE) == ([], True)
    doubtful = answer(request("How were the soil probes built from copper?", {"p": SOIL}))
    assert doubtful.found
    assert doubtful.notes == [prompts.NOT_SURE]
    assert 0.5 <= doubtful.settings[CHANCE] < SURE_CHANCE


def test_sentences_with_as_much_of_the_question_that_say_something_else_leave_it_open() -> None:
    question = "How was soil moisture measured with probes?"
    others = ["before the flood and snow", "by a farmer in May", "under old trees alone", "near two weirs and a dam"]
    open_paper = [SOIL[1], *(f"Soil moisture was measured with probes {other}." for other in others)]
    assert answer(request(question, {"p": open_paper})).certainty == "perhaps"
    assert answer(request(question, {"p": [SOIL[1], SOIL[0], SOIL[4]]})).certainty == "sure"  # the same said twice


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


def test_a_follow_up_off_the_topic_is_declined() -> None:
    paper = [
        "The classifier was trained for three days on one machine.",
        "The classifier has five layers, and it was trained with photographs of moths.",
    ]
    before = answered("How was the classifier trained?")
    assert answer(request("And how was it trained?", {"p": paper}, previous=before)).found
    assert not answer(request("And who won the football cup?", {"p": paper}, previous=before)).found
    assert not answer(request("How was that done for ships?", {"p": paper}, previous=before)).found


def test_an_answer_is_a_few_sentences_and_a_fact_fewer() -> None:
    ways = ["by hand", "with a probe", "in the laboratory", "at noon", "below the oak", "near the lake", "twice"]
    paper = [f"Soil moisture of the plots was measured {way} in year {n}." for n, way in enumerate(ways, start=2001)]
    assert len(answer(request("How was the soil moisture of the plots measured?", {"p": paper})).sentences) <= 4
    assert len(answer(request("When was the soil moisture of the plots measured?", {"p": paper})).sentences) <= 3


def test_who_asks_for_a_number_gets_none_where_no_sentence_has_one() -> None:
    paper = ["Many herons were ringed at the lake.", "The herons that were ringed left early."]
    assert not answer(request("How many herons were ringed at the lake?", {"p": paper})).found
    assert answer(request("Which herons were ringed at the lake?", {"p": paper})).found


def test_a_term_is_defined_where_it_comes_up_whichever_passage_was_found() -> None:
    paper = [
        "Seedlings live with arbuscular mycorrhizal fungi (AMF) in the soil.",
        "Nothing of note was seen.",
        "The soil was sieved.",
        "AMF was found in all of the plots.",
        "The effect of AMF was strong.",
    ]
    asked = request("What is AMF?", {"p": paper})
    found = answer(replace(asked, passages=asked.passages[1:]))
    assert found.sentences[0].text == paper[0]
    assert found.sentences[0].citations[0].sentence_ids[0] == 0


def test_code_is_found_in_a_footnote_that_shares_no_word_with_the_question() -> None:
    paper = [
        "We release everything that is needed to repeat the study.",
        sentence(1, "3 https://github.com/example/herons", kind="footnote"),
        sentence(2, "https://doi.org/10.1000/182", kind="front"),
    ]
    asked = request("Where can I find the code?", {"p": paper}, passage_size=1)
    draft = answer(replace(asked, passages=asked.passages[:1]))
    assert draft.sentences[0].text.endswith("example/herons")
    assert not any("doi.org" in one.text for one in draft.sentences)


def test_of_several_papers_only_those_that_answer_are_quoted() -> None:
    other = ["Probes of the station were stolen.", "Moisture made the doors swell.", "The soil was red."]
    draft = answer(request("How was soil moisture measured with capacitance probes?", {"other": other, "p": SOIL}))
    assert {one.citations[0].paper_id for one in draft.sentences} == {"p"}


def test_furniture_of_the_paper_is_no_answer() -> None:
    paper = [
        "We thank the wardens for soil moisture probes.",
        "Received: 3 May 2019; soil moisture probes accepted: 4 June 2019",
        "Soil moisture was measured with probes.",
    ]
    draft = answer(request("How was soil moisture measured with probes?", {"p": paper}))
    assert [one.text for one in draft.sentences] == [paper[2]]


def test_a_passage_whose_sentences_are_gone_is_passed_over() -> None:
    asked = request("How was soil moisture measured with probes?", {"p": SOIL})
    gone = AskRequest(asked.question, asked.passages, {}, asked.papers)
    assert answer(gone).text == "No sentence found that answers this in this paper."


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
        axes = np.eye(512, dtype=np.float32)
        tokens = [axes[[zlib.crc32(word.encode()) % 512 for word in one]] for one in words]
        return TokenEmbeddings(np.tile(np.array([1.0, 0.0], dtype=np.float32), (len(texts), 1)), tokens)


def test_word_pieces_decide_where_the_embedder_gives_them() -> None:
    paper = ["Goats graze there before it.", "Goats graze there after it."]
    asked = request("Do goats graze there after it?", {"p": paper}, word_limit=5)
    draft = ExtractiveAnswerer(WordEmbedder()).answer(asked, lambda _: True)
    assert [one.text for one in draft.sentences] == [paper[1]]


class CountingEmbedder(WordEmbedder):
    """Remembers what it was given to embed."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_tokens(self, texts: list[str]) -> TokenEmbeddings:
        self.embedded += texts
        return TokenEmbeddings(np.zeros((len(texts), 2), np.float32), [np.eye(4, dtype=np.float32) for _ in texts])


def test_word_pieces_that_are_kept_are_not_embedded_again() -> None:
    paper = ["Goats graze there before it.", "Goats graze there after it."]
    asked = request("Do goats graze there after it?", {"p": paper})
    kept = {("p", 1, i): np.eye(4, dtype=np.float32) for i in range(2)}
    embedder = CountingEmbedder()
    ExtractiveAnswerer(embedder).answer(replace(asked, sentence_tokens=lambda _: kept), lambda _: True)
    assert embedder.embedded == [asked.question]


def test_a_citation_carries_the_boxes_of_its_sentences() -> None:
    draft = answer(request("How was soil moisture measured with probes?", {"p": SOIL}))
    citation = draft.sentences[0].citations[0]
    assert isinstance(citation, Citation)
    assert citation.boxes == [box for i in citation.sentence_ids for box in sentence(i, SOIL[i]).boxes]


@pytest.mark.parametrize("marks", [("1", "2"), ("¹", "²")])
def test_a_footnote_says_what_the_sentence_says_that_points_at_it(marks: tuple[str, str]) -> None:
    first, second = marks
    paper = [
        f"We publish a benchmark of seven tasks.{first}",
        f"The code of our model is published too.{second}",
        sentence(2, f"{first} https://github.com/example/benchmark", kind="footnote"),
        sentence(3, f"{second} https://github.com/example/model", kind="footnote"),
    ]
    draft = answer(request("Is the code available?", {"p": paper}))
    assert draft.sentences[0].text.endswith("example/model")


def test_code_is_not_data() -> None:
    paper = [
        "The Python code is at https://github.com/example/code.",
        "The data are at https://zenodo.org/record/1.",
    ]
    assert answer(request("Where is the code?", {"p": paper})).sentences[0].text == paper[0]
    assert answer(request("Where are the data?", {"p": paper})).sentences[0].text == paper[1]
    only_code = answer(request("Where are the data?", {"p": paper[:1]}))
    assert only_code.certainty != "sure"


def test_a_statement_on_data_answers_and_a_tool_that_was_used_is_no_code() -> None:
    paper = [
        "Analyses were done with the R software (http://cran.r-project.org).",
        sentence(1, "Data sharing not applicable to this article as no datasets were generated.", kind="front"),
    ]
    draft = answer(request("Are the data available?", {"p": paper}))
    assert (draft.sentences[0].text, draft.certainty) == (paper[1].text, "sure")  # type: ignore[union-attr]
    assert answer(request("Is the code available?", {"p": paper})).certainty != "sure"


def test_a_list_is_quoted_whole_with_its_lead_in() -> None:
    paper = [
        "Patients came from two towns.",
        "The exclusion criteria were as follows:",
        "1) Uncontrolled asthma.",
        "2) Allergy to nuts.",
        "The trial was long.",
    ]
    draft = answer(request("What were the exclusion criteria?", {"p": paper}, passage_size=5))
    assert [one.text for one in draft.sentences[:3]] == paper[1:4]


def test_where_no_part_is_told_nothing_is_made_of_shared_words() -> None:
    paper = ["The limits of the lake were measured.", "Authors of the survey rested."]
    draft = answer(request("Which limitations do the authors name?", {"p": paper}))
    assert (draft.found, draft.certainty) == (False, None)
    assert draft.text == prompts.no_sentence_in(1)


def test_one_word_is_never_surely_answered() -> None:
    assert answer(request("moisture", {"p": SOIL})).certainty != "sure"


def test_a_paper_that_does_not_tell_a_part_of_its_design_is_not_quoted_for_words_it_shares() -> None:
    asked = "Was the study blinded to the allocation of the groups?"
    told = [*SOIL, "The groups were studied in June, by allocation of the probes."]
    assert not answer(request(asked, {"p": told})).found
    assert answer(request(asked, {"p": [*told, "Counters were blinded to the groups."]})).found


def test_what_stands_under_a_heading_for_it_tells_whether_data_can_be_had() -> None:
    paper = [
        sentence(0, "Data on soil were taken from maps.", section="Methods"),
        sentence(1, "Research data would be accessed with approval of the author.", section="Data sharing statement"),
    ]
    draft = answer(request("Are the data available?", {"p": paper}))
    assert draft.sentences[0].text == paper[1].text
    assert draft.certainty == "sure"


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("For how many weeks did the wolves stay in the valley?", "The wolves were in the valley 3 times per week."),
        ("Why did the wolves stay in the valley?", "The wolves did stay in the valley."),
        ("When did the wolves leave the valley?", "The wolves did leave the valley."),
    ],
)
def test_a_quote_without_what_is_asked_for_never_surely_answers(question: str, quote: str) -> None:
    draft = answer(request(question, {"p": [quote, "Fish were counted."]}))
    assert draft.certainty != "sure"
