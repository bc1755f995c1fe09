"""Plain text with the numbers of sentences in brackets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.answering.providers.conversation import Outcome
from lib.answering.providers.openai.model_output import ModelOutput
from lib.answering.providers.openai.numbered import NumberedText
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


@pytest.mark.parametrize(
    ("mark", "ids"),
    [
        ("【2:0†source】", [[1]]),
        (" 【3†L1-L9】", [[2]]),
        (" [1, 2, and 3]", [[0, 1, 2]]),
        (" [1 & 2]", [[0, 1]]),
        (" [[2]]", [[1]]),
        (" [1]-[3]", [[0, 1, 2]]),
        (" [1] and [3]", [[0], [2]]),
        (" [2](#2)", [[1]]),
        (" [2](https://example.org/2)", [[1]]),
        (" \\[2\\]", [[1]]),
        (" [citation:2]", [[1]]),
        (" [cite: 1, 2]", [[0, 1]]),
        (" [sentences 1-3]", [[0, 1, 2]]),
        (" [^2]", [[1]]),
        (" [^2^]", [[1]]),
        (" [S2]", [[1]]),
        (" ［2］", [[1]]),
        (" **[2]**", [[1]]),
        ("<sup>[2]</sup>", [[1]]),
        (" ([2])", [[1]]),
        (" (see [1], [3])", [[0], [2]]),
        (" (sentence 2)", [[1]]),
        (" [2, p. 4]", [[1]]),
        (" [sentence #2]", [[1]]),
        (" [doc 2]", [[1]]),
        (" \\cite{2}", [[1]]),
        (" <ref>2</ref>", [[1]]),
        (" <cite>[2]</cite>", [[1]]),
        (" [2]()", [[1]]),
        (" :contentReference[oaicite:2]{index=2}", [[1]]),
        (" [cite_2]", [[1]]),
        (" [No. 2]", [[1]]),
        (" [Satz 2]", [[1]]),
        (" [Quellen: 2, 3]", [[1, 2]]),
        (" [fuente 2]", [[1]]),
        (" [phrase 2 et 3]", [[1, 2]]),
        (" [句子2]", [[1]]),
        ("［2，3］", [[1, 2]]),
        (" [2、3]", [[1, 2]]),
        (" [2 和 3]", [[1, 2]]),
        (" [1..3]", [[0, 1, 2]]),
        (" [1 through 3]", [[0, 1, 2]]),
        (" [2, 3,]", [[1, 2]]),
        (" *[2]*", [[1]]),
        (" _[2]_", [[1]]),
        ("^[2]^", [[1]]),
        ("$[2]$", [[1]]),
        ("\\textsuperscript{[2]}", [[1]]),
        (' <cite id="2"/>', [[1]]),
        (' <cite ids="2,3"></cite>', [[1, 2]]),
        (" [2](https://example.org/a_(b))", [[1]]),
        (" (source 2)", [[1]]),
        (" [Sentence ID: 2]", [[1]]),
        (" [ref_id: 2]", [[1]]),
        (" [passage=2]", [[1]]),
        (" [§2]", [[1]]),
        (" [@2, @3]", [[1, 2]]),
        (" [statement 2]", [[1]]),
        (" [2 | 3]", [[1, 2]]),
        (" {{cite:2}}", [[1]]),
        (" {cite: 2, 3}", [[1, 2]]),
        (" [cite]2[/cite]", [[1]]),
        (" <sup>2</sup>", [[1]]),
        (" $^{[2]}$", [[1]]),
        (" 〖2〗", [[1]]),
        (" {{2}}", [[1]]),
        (" (source: [2])", [[1]]),
        (" (cf. [1], [3])", [[0], [2]]),
    ],
)
@pytest.mark.parametrize("piece", [1, 1000])
def test_marks_in_the_forms_that_models_use_are_understood(mark: str, ids: list[list[int]], piece: int) -> None:
    draft, events, _ = numbered(f"31 otters were found{mark}.", piece=piece)
    assert draft.text == text_of(events) == "31 otters were found."
    assert sorted(cited(draft)[0]) == sorted(ids)


@pytest.mark.parametrize("text", ["the <sup>13</sup>C of otters", "m<sup>2</sup> of otters", "x_{2} of {1, 2}"])
def test_powers_isotopes_and_sets_are_no_marks(text: str) -> None:
    draft, _, _ = numbered(f"Found {text} [2].")
    assert draft.text == f"Found {text}."


def test_a_mark_without_a_number_goes_and_cites_nothing() -> None:
    draft, _, _ = numbered("[cite_start]31 otters were found [cite: 2]. It was mild [cite: 3].")
    assert draft.text == "31 otters were found. It was mild."
    assert cited(draft) == [[[1]], [[2]]]


SENTENCES = st.sampled_from(
    [
        "31 otters were found [2]. ",
        "It was mild. [3, 1]\n",
        "[a] x[i] ",
        "[2][4] Yes. ",
        "【1】",
        "A [99]. ",
        "[1]-[3] ",
        "[2](#2)",
        "x [1], and [2]",
        "[[3]]. ",
    ]
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
    text = (
        "The range [a, b] and f[x] and the interval [0.5, 1] hold (source of 3) in 10<sup>2</sup> [see 4.2], [day 2], "
    )
    text += "[Table 2], [3H]thymidine, Ca[2+] and 2/3 [2/3]."
    assert numbered(text)[0].text == text


def test_numbers_that_were_not_given_are_dropped_and_said() -> None:
    draft, _, _ = numbered("31 otters [2, 77].")
    assert cited(draft) == [[[1]]]
    assert draft.notes == ["Dropped: 1 citation that points outside what the model was given."]


def test_thinking_aloud_is_kept_in_the_trace_only() -> None:
    draft, _, _ = numbered("<think>The user wants [1]...</think>\n\n31 otters [2].")
    assert draft.text == "31 otters."
    assert "The user wants" in draft.raw


def test_thinking_that_never_ends_is_kept_in_the_trace_and_said_to_be_no_answer() -> None:
    draft, events, server = numbered("<think>It may be 31", finish="length")
    assert (draft.text, draft.found, events) == ("", False, [])
    assert "It may be 31" in draft.raw
    assert draft.stopped is not None
    assert "thought until its limit of 4,000 tokens" in draft.stopped
    assert len(server.requests) == 1


@given(st.text(alphabet="<>/think a\n", max_size=30), st.booleans(), st.integers(1, 9))
def test_how_thinking_aloud_is_cut_changes_nothing(thought: str, ing: bool, size: int) -> None:
    tag = "thinking" if ing else "think"
    text = f" <{tag}>{thought.replace('</', '')}</{tag}>\n31 otters."
    spoken = ModelOutput()
    for at in range(0, len(text), size):
        spoken.add(text[at : at + size])
    spoken.end()
    assert (spoken.text.strip(), spoken.raw) == ("31 otters.", text)


@given(st.text(max_size=30).filter(lambda text: text.strip() and not text.lstrip().startswith("<")), st.integers(1, 9))
def test_what_does_not_begin_with_thinking_is_all_output(text: str, size: int) -> None:
    spoken = ModelOutput()
    for at in range(0, len(text), size):
        spoken.add(text[at : at + size])
    spoken.end()
    assert spoken.text == text
