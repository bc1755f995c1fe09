"""From a question to an Answer, over a real answerer of a few lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from lib import __version__
from lib.answering.answerer import Answerer, AskRequest, Draft, Emit
from lib.answering.ask import (
    EMPTY_QUESTION,
    NO_PAPER_READY,
    NO_WORD,
    NONE_OF_THESE_READY,
    ONE_PAPER,
    AskContext,
    AskParameters,
    make_answer,
)
from lib.answering.providers.transcript import sentences_of
from lib.answering.styles import Style
from lib.errors import ConfigError, ReadingGone, StoreError
from lib.records import Answer, Box, Done, Event, Paper, Passage, Retrieved, Sentence, Stopped, TextAdded, Why
from lib.surveys.categories import categorise

SENTENCE = Sentence(0, "Otters swim.", "Results", "body", [Box(1, 0.1, 0.1, 0.9, 0.12)], ["Otters swim."])
PASSAGE = Passage(
    "p:1:0-0", "p", 1, [0], "Otters swim.", "Results", [1], 0.9, Why(["otters"], 0.9, "Results"), SENTENCE.boxes
)


@dataclass
class Echo:
    """Answers with the first passage, in two pieces."""

    id: str = "echo"
    requests: list[AskRequest] = field(default_factory=list)

    def answer(self, request: AskRequest, emit: Emit) -> Draft:
        self.requests.append(request)
        text = ""
        for piece in request.passages[0].text.partition(" "):
            text += piece
            if not emit(TextAdded(piece)):
                return Draft(True, text, [], "echo-1", stopped="Stopped.")
        return Draft(True, text, [], "echo-1")


def context(answerer: Answerer | None = None, papers: Sequence[str] = ("p",), **replaced: object) -> AskContext:
    parts: dict[str, object] = {
        "ready_papers": lambda: {paper_id: Paper(paper_id, "a.pdf", status="ready") for paper_id in papers},
        "find": lambda search: [PASSAGE],
        "find_in": lambda search, paper_id, limit: [PASSAGE],
        "sentences": lambda paper_id, reading: [SENTENCE],
        "open_answerer": lambda: answerer or Echo(),
        "not_searched": lambda: None,
        "answer": lambda answer_id: None,
        "reading": lambda paper_id: 1,
        "open_style": Style,
        "sentence_tokens": lambda passages: {},
        "tables": lambda paper_id, reading: [],
        "figures": lambda paper_id, reading: [],
        "draw_page": None,
    }
    return SimpleNamespace(**{**parts, **replaced})  # type: ignore[return-value]


def test_the_answer_is_kept_before_it_is_told() -> None:
    kept: list[Answer] = []
    events: list[Event] = []
    answer = make_answer(
        AskParameters("Who swims?", "echo"), context(), lambda e: events.append((e, len(kept))), kept.append
    )
    assert kept == [answer]
    assert answer.text == "Otters swim."
    assert set(answer.seconds) == {"find", "answer", "check"}
    assert events[0] == (Retrieved([PASSAGE]), 0)
    assert events[-1] == (Done(answer), 1)


def test_every_answer_keeps_which_version_made_it_whatever_became_of_it() -> None:
    for question in ("Who swims?", " "):
        assert (
            make_answer(AskParameters(question, "echo"), context(), lambda e: None).settings["version"] == __version__
        )


def test_an_empty_question_finds_nothing_and_says_so() -> None:
    assert make_answer(AskParameters(" ", "echo"), context(), lambda e: None).stopped == EMPTY_QUESTION


@pytest.mark.parametrize("question", ["?", "a", "… !", "😀", "$ = x"])
def test_a_question_without_a_word_is_said_not_searched(question: str) -> None:
    searched: list[str] = []
    answer = make_answer(AskParameters(question, "echo"), context(find=searched.append), lambda e: None)
    assert (answer.found, answer.stopped, searched) == (False, NO_WORD, [])


@pytest.mark.parametrize("question", ["Who?", "猫?", "What is it about?"])
def test_small_words_and_one_sign_of_another_script_are_words(question: str) -> None:
    assert make_answer(AskParameters(question, "echo"), context(), lambda e: None).stopped is None


def test_without_a_ready_paper_it_says_which_kind_of_nothing_it_is() -> None:
    assert make_answer(AskParameters("Who?", "echo"), context(papers=()), lambda e: None).stopped == NO_PAPER_READY
    chosen = AskParameters("Who?", "echo", paper_ids=["gone"])
    assert make_answer(chosen, context(papers=()), lambda e: None).stopped == NONE_OF_THESE_READY


def test_a_fault_of_the_world_is_told_in_its_own_words() -> None:
    def broken(search: str) -> list[Passage]:
        raise StoreError("The index cannot be read.")

    def unknown() -> Answerer:
        raise ConfigError('There is no answerer "x".')

    events: list[Event] = []
    answer = make_answer(AskParameters("Who?", "echo"), context(find=broken), lambda e: events.append(e))
    assert answer.stopped == "The index cannot be read."
    assert events == [Stopped("The index cannot be read."), Done(answer)]
    assert (
        make_answer(AskParameters("Who?", "x"), context(open_answerer=unknown), lambda e: None).stopped
        == 'There is no answerer "x".'
    )


def test_stopping_at_the_passages_keeps_them_and_asks_no_answerer() -> None:
    echo = Echo()
    answer = make_answer(AskParameters("Who?", "echo"), context(echo), lambda e: False)
    assert answer.passages == [PASSAGE]
    assert answer.stopped
    assert echo.requests == []


def test_stopping_in_the_middle_keeps_the_text_so_far() -> None:
    answer = make_answer(AskParameters("Who?", "echo"), context(), lambda e: not isinstance(e, TextAdded))
    assert (answer.text, answer.stopped) == ("Otters", "Stopped.")


def test_a_follow_up_is_searched_with_the_turn_before_and_asked_as_typed() -> None:
    searched: list[str] = []
    echo = Echo()
    before = make_answer(AskParameters("How many otters swim?", "echo"), context(), lambda e: None)
    follow = AskParameters("And where do they?", "echo", previous=before)
    answer = make_answer(follow, context(echo, find=lambda text: searched.append(text) or [PASSAGE]), lambda e: None)
    assert "How many otters swim?" in searched[0]
    assert echo.requests[0].question == "And where do they?"
    assert answer.previous == before.id


def test_what_was_found_is_kept_where_the_answerer_cannot_be_opened() -> None:
    def unknown() -> Answerer:
        raise ConfigError("There is none.")

    kept: list[Answer] = []
    answer = make_answer(AskParameters("Who?", "x"), context(open_answerer=unknown), lambda e: None, kept.append)
    assert (answer.passages, answer.paper_ids, answer.stopped) == ([PASSAGE], ["p"], "There is none.")
    assert kept == [answer]


def test_an_unknown_style_ends_the_answer_with_its_sentence() -> None:
    def unknown(name: str) -> Style:
        raise ConfigError(f"There is no style {name}.")

    answer = make_answer(AskParameters("Who?", "echo", style="x"), context(open_style=unknown), lambda e: None)
    assert answer.stopped == "There is no style x."


def test_a_whole_paper_is_given_in_its_current_reading() -> None:
    echo = Echo()
    read: list[tuple[str, int]] = []
    parts = context(echo, reading=lambda _: 7, sentences=lambda *key: read.append(key) or [SENTENCE])
    answer = make_answer(AskParameters("Who?", "echo", whole_paper=True), parts, lambda e: None)
    assert echo.requests[0].whole == ("p", 7)
    assert ("p", 7) in read
    assert answer.settings["whole_paper"] is True


def test_of_two_papers_none_is_read_whole() -> None:
    echo = Echo()
    answer = make_answer(
        AskParameters("Who?", "echo", whole_paper=True), context(echo, papers=("p", "q")), lambda e: None
    )
    assert answer.stopped == ONE_PAPER
    assert echo.requests == []


def test_every_sentence_of_a_model_is_checked() -> None:
    @dataclass
    class Teller(Echo):
        def answer(self, request: AskRequest, emit: Emit) -> Draft:
            text = "Otters swim. Badgers fly to the moon at 40 km/h."
            emit(TextAdded(text))
            return Draft(True, text, sentences_of(text, []), "teller-1")

    answer = make_answer(AskParameters("Who swims?", "teller"), context(Teller()), lambda e: None)
    assert [one.support == "unsupported" for one in answer.sentences] == [False, True]


def test_a_question_of_many_pages_is_refused_with_the_limit() -> None:
    answer = make_answer(AskParameters("x" * 8001, "echo"), context(), lambda _: True)
    assert not answer.found
    assert answer.stopped is not None
    assert "8,001 letters, 8,000 are the most" in answer.stopped
    assert make_answer(AskParameters("x" * 8000, "echo"), context(), lambda _: True).stopped is None


def test_a_question_in_another_language_is_answered_with_a_note_and_its_category_left_open() -> None:
    papers = {"p": Paper("p", "a.pdf", status="ready", language="en")}

    def finds_nothing(request: AskRequest, emit: Emit) -> Draft:
        return Draft(False, "No sentence.", [], "extractive")

    nothing = SimpleNamespace(id="extractive", answer=finds_nothing)
    given = context(nothing, ready_papers=lambda: papers)  # type: ignore[arg-type]
    answer = make_answer(AskParameters("Wie viele Tiere wurden gezählt?", "extractive"), given, lambda _: True)
    assert answer.notes[0].startswith("Asked in German")
    assert categorise(answer) == "unclear"
    english = make_answer(AskParameters("How many animals were counted?", "extractive"), given, lambda _: True)
    assert (english.notes, categorise(english)) == ([], "not_reported")


def test_a_paper_that_is_removed_while_it_is_asked_is_no_fault_of_the_others() -> None:
    def reading(paper_id: str) -> int:
        if paper_id == "gone":
            raise ReadingGone("It was removed.")
        return 1

    both = context(papers=("p", "gone"), reading=reading)
    assert make_answer(AskParameters("Who swims?", "echo"), both, lambda e: None).text == "Otters swim."


def test_the_only_paper_removed_while_it_is_asked_is_said_in_words() -> None:
    def reading(paper_id: str) -> int:
        raise ReadingGone("It was removed.")

    only = context(find=lambda search: [], reading=reading)
    assert make_answer(AskParameters("Who swims?", "echo"), only, lambda e: None).stopped == "It was removed."
