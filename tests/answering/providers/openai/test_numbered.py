"""Plain text with the numbers of sentences in brackets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.answering.providers.conversation import Outcome
from lib.answering.providers.openai.numbered import ModelOutput, NumberedText
from lib.answering.providers.transcript import Transcript
from lib.answering.sources import Sources
from lib.records import AnswerSentence
from tests.answering.providers.asking import OTTERS, Asked, ask_lab, cited, text_of
from tests.answering.requests import request
from tests.answering.servers import chat_reply


def numbered(text: str, **how: Any) -> Asked:
    return ask_lab(chat_reply(text, **how), form="numbered")


@pytest.mark.parametrize("piece", [1, 3, 1000])
def test_numbers_become_citations_of_the_words_before_them(piece: int) -> None:
    draft, events, server = numbered(
        "31 otters were found [2]. It was mild. [3] Counts [1, 4] were made [1-2][4].", piece=piece
    )
    assert draft.text == text_of(events) == "31 otters were found. It was mild. Counts were made."
    assert cited(draft) == [[[1]], [[2]], [[0], [3], [0, 1]]]
    assert "response_format" not in server.requests[0]


def test_numbers_in_front_of_the_sentences_are_of_what_follows() -> None:
    draft, _, _ = numbered("[2] 31 otters were found. [3] It was mild.")
    assert " ".join(draft.text.split()) == "31 otters were found. It was mild."
    assert cited(draft) == [[[1]], [[2]]]


def test_other_brackets_for_numbers_are_understood() -> None:
    draft, _, _ = numbered("31 otters were found【2】. It was mild 【3†source】.")
    assert draft.text == "31 otters were found. It was mild."
    assert cited(draft) == [[[1]], [[2]]]


SENTENCES = st.sampled_from(
    ["31 otters were found [2]. ", "It was mild. [3, 1]\n", "[a] x[i] ", "[2][4] Yes. ", "【1】", "A [99]. "]
)


@given(st.lists(SENTENCES, max_size=6), st.integers(1, 9))
def test_how_a_stream_is_cut_changes_nothing(parts: list[str], size: int) -> None:
    text = "".join(parts)

    def read(size: int) -> tuple[str, list[AnswerSentence], int]:
        transcript, outcome = Transcript(lambda _: True), Outcome()
        numbered = NumberedText(Sources.of(request("?", {"p": OTTERS})), transcript)
        for at in range(0, len(text), size):
            numbered.add(text[at : at + size])
        numbered.end(outcome, whole=True)
        transcript.emit_all()
        return *transcript.emitted(), outcome.dropped

    assert read(size) == read(max(len(text), 1))


def test_brackets_that_are_no_numbers_stay() -> None:
    text = "The range [a, b] and f[x] and the interval [0.5, 1] hold."
    assert numbered(text)[0].text == text


def test_numbers_that_were_not_given_are_dropped_and_said() -> None:
    draft, _, _ = numbered("31 otters [2, 77].")
    assert cited(draft) == [[[1]]]
    assert draft.notes == ["Dropped: 1 citation that points outside what the model was given."]


def test_thinking_aloud_is_kept_in_the_trace_only() -> None:
    draft, _, _ = numbered("<think>The user wants [1]...</think>\n\n31 otters [2].")
    assert draft.text == "31 otters."
    assert "The user wants" in draft.raw


def test_thinking_that_never_ends_is_not_lost() -> None:
    draft, _, _ = numbered("<think>It may be 31", finish="length")
    assert "It may be 31" in draft.text
    assert draft.stopped is not None


@given(st.text(alphabet="<>/think a\n", max_size=30), st.booleans(), st.integers(1, 9))
def test_how_thinking_aloud_is_cut_changes_nothing(thought: str, ing: bool, size: int) -> None:
    tag = "thinking" if ing else "think"
    text = f" <{tag}>{thought.replace('</', '')}</{tag}>\n31 otters."
    spoken = ModelOutput()
    for at in range(0, len(text), size):
        spoken.add(text[at : at + size])
    assert (spoken.text.strip(), spoken.raw) == ("31 otters.", text)


@given(st.text(max_size=30).filter(lambda text: text.strip() and not text.lstrip().startswith("<")), st.integers(1, 9))
def test_what_does_not_begin_with_thinking_is_all_output(text: str, size: int) -> None:
    spoken = ModelOutput()
    for at in range(0, len(text), size):
        spoken.add(text[at : at + size])
    assert spoken.text == text
