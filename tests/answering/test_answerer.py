"""The contract that every answerer keeps: same events, same records, same behaviour on stop and on nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from lib.answering import prompts
from lib.answering.answerer import OFFLINE, Answerer, Draft
from lib.answering.answerers import open_answerer
from lib.answering.providers.openai.settings import Endpoint
from lib.config import Preferences, Settings
from lib.errors import ConfigError
from lib.records import AnswerSentence, Cited, Event, TextAdded
from tests.answering.requests import request
from tests.answering.servers import Block, ModelServer, Reply, chat_reply, claude_reply, structured_reply

PAPER = [
    "Bird song was recorded in forty gardens during spring.",
    "The network was trained for 300 epochs with the Adam optimizer.",
    "Its initial learning rate was 0.001 and the batch size was 16.",
    "Blackbirds sang earlier in lit streets than in dark ones.",
    "We thank the volunteers for their patience.",
]
QUESTION = "Which optimizer and learning rate was the network trained with?"
UNRELATED = "How do glaciers calve into arctic fjords?"

ANSWERS = [("It was trained with the Adam optimizer.", 1), ("Its learning rate was 0.001.", 2)]
"""What the models' servers say, with the index of the sentence of the paper that each sentence rests on."""


def _knows(asked: str) -> bool:
    question = asked.rpartition("Question: ")[2]
    return "optimizer" in question


def _claude(asked: dict[str, Any]) -> Reply:
    if not _knows(asked["messages"][0]["content"][-1]["text"]):
        return claude_reply([prompts.NOT_FOUND])
    return claude_reply([Block(f"{text} ", [(index // 3, index % 3, index % 3 + 1)]) for text, index in ANSWERS])


def _structured(asked: dict[str, Any]) -> Reply:
    if not _knows(asked["messages"][1]["content"]):
        return structured_reply(found=False)
    return structured_reply(*((text, [index + 1]) for text, index in ANSWERS))


def _numbered(asked: dict[str, Any]) -> Reply:
    if not _knows(asked["messages"][1]["content"]):
        return chat_reply(prompts.NOT_FOUND)
    return chat_reply(" ".join(f"{text} [{index + 1}]" for text, index in ANSWERS))


SERVERS = {"claude": _claude, "openai:structured": _structured, "openai:numbered": _numbered}
ANSWERERS = ["extractive", *SERVERS]


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, str]]:
    with ExitStack() as stack:
        yield {name: stack.enter_context(ModelServer(answering)).url for name, answering in SERVERS.items()}


@pytest.fixture(params=ANSWERERS)
def answerer(request: pytest.FixtureRequest, servers: dict[str, str]) -> Answerer:
    endpoints = tuple(Endpoint(name, servers[f"openai:{name}"], "m", form=name) for name in ("structured", "numbered"))
    settings = Settings(
        secrets={"ANTHROPIC_API_KEY": "k"},
        addresses={"ANTHROPIC_BASE_URL": servers["claude"]},
        preferences=Preferences(options={"endpoints": endpoints}),
    )
    return open_answerer(request.param, settings)


def ask(answerer: Answerer, question: str, *, stop_after: int | None = None) -> tuple[Draft, list[Event]]:
    events: list[Event] = []

    def emit(event: Event) -> bool:
        if event != TextAdded(""):  # asks only whether to go on
            events.append(event)
        return stop_after is None or len(events) < stop_after

    return answerer.answer(request(question, {"p": PAPER}), emit), events


def test_text_events_joined_are_the_text(answerer: Answerer) -> None:
    draft, events = ask(answerer, QUESTION)
    assert draft.text == "".join(event.text for event in events if isinstance(event, TextAdded))
    assert draft.found
    assert draft.stopped is None


def test_only_text_and_citation_events_are_emitted(answerer: Answerer) -> None:
    _, events = ask(answerer, QUESTION)
    assert {type(event) for event in events} == {TextAdded, Cited}


def test_every_emitted_citation_stands_in_a_sentence(answerer: Answerer) -> None:
    draft, events = ask(answerer, QUESTION)
    emitted = [event.citation for event in events if isinstance(event, Cited)]
    in_sentences = [citation for one in draft.sentences for citation in one.citations]
    assert emitted
    assert all(citation in in_sentences for citation in emitted)
    assert all(citation in emitted for citation in in_sentences)


def test_every_citation_resolves_to_sentences_of_a_passage(answerer: Answerer) -> None:
    asked = request(QUESTION, {"p": PAPER})
    draft = answerer.answer(asked, lambda _: True)
    given = {(p.paper_id, p.reading, i) for p in asked.passages for i in p.sentence_ids}
    for citation in (citation for one in draft.sentences for citation in one.citations):
        assert {(citation.paper_id, citation.reading, i) for i in citation.sentence_ids} <= given
        assert citation.quote == " ".join(PAPER[i] for i in citation.sentence_ids)
        assert len(citation.boxes) == len(citation.sentence_ids)


def test_sentences_stand_in_the_text_in_order(answerer: Answerer) -> None:
    draft, _ = ask(answerer, QUESTION)
    at = 0
    for one in draft.sentences:
        assert isinstance(one, AnswerSentence)
        assert 0.0 <= one.support_score <= 1.0
        at = draft.text.index(one.text, at) + len(one.text)


def nothing_found(answerer: Answerer, papers: int) -> str:
    """Return what an answerer says that found nothing: the offline one has not read the papers whole."""
    return prompts.no_sentence_in(papers) if answerer.id == OFFLINE else prompts.NOT_FOUND


@pytest.mark.parametrize(
    "question", [UNRELATED, "", "   ", "?!", "<b>![x](http://e.org/a.png)</b>", "的", "the of and"]
)
def test_what_the_papers_do_not_say_is_a_state_with_one_sentence(answerer: Answerer, question: str) -> None:
    draft, events = ask(answerer, question)
    assert not draft.found
    assert draft.text == nothing_found(answerer, papers=1)
    assert draft.sentences == []
    assert events == [TextAdded(draft.text)]


def test_no_passages_is_not_found(answerer: Answerer) -> None:
    draft = answerer.answer(request(QUESTION, {}), lambda _: True)
    assert not draft.found
    assert draft.text == nothing_found(answerer, papers=0)


def test_a_stopped_answer_keeps_what_was_told_and_says_so(answerer: Answerer) -> None:
    draft, events = ask(answerer, QUESTION, stop_after=1)
    assert draft.stopped == prompts.STOPPED_BY_USER
    assert len(events) == 1
    assert draft.text == "".join(event.text for event in events if isinstance(event, TextAdded))


def test_a_question_of_5000_words_is_answered_or_declined(answerer: Answerer) -> None:
    draft, _ = ask(answerer, "optimizer learning rate network trained " * 1000)
    assert draft.text


def test_open_answerer_gives_the_answerer_of_that_id() -> None:
    assert open_answerer("extractive", Settings()).id == "extractive"


@pytest.mark.parametrize("unknown", ["", "gpt", "extractive:fast", "Claude", "claude:", "openai:"])
def test_an_unknown_answerer_is_a_plain_sentence(unknown: str) -> None:
    with pytest.raises(ConfigError, match="There is no answerer"):
        open_answerer(unknown, Settings())


@pytest.mark.parametrize("answerer_id", ["claude", "claude:some-model", "openai", "openai:lab"])
def test_an_answerer_keeps_the_id_it_is_opened_by(answerer_id: str) -> None:
    endpoints = (Endpoint("lab", "http://localhost:1/v1"),)
    settings = Settings(
        addresses={"OPENAI_BASE_URL": "http://localhost:1/v1"},
        preferences=Preferences(options={"endpoints": endpoints}),
    )
    assert open_answerer(answerer_id, settings).id == answerer_id
