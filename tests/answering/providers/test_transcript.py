"""A model's text on its way to the listener."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.answering import prompts
from lib.answering.providers.transcript import Mark, Transcript, not_found, sentences_of
from lib.records import Citation, Cited, Event, TextAdded


def citation(number: int) -> Citation:
    return Citation("p", 1, [number], f"quote {number}", [])


@given(st.lists(st.sampled_from(["One. ", "Two says 3.5 mm. ", "* item\n", "…", " ", "?! "]), max_size=8), st.data())
def test_every_mark_stands_in_a_sentence_where_there_is_any_text(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    if not text.strip():
        return
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    sentences = sentences_of(text, [Mark(start, end, citation(1))])
    assert any(citation(1) in one.citations for one in sentences)


@given(st.text(max_size=60), st.integers(1, 9))
def test_the_pieces_told_are_the_text_however_it_is_cut(text: str, size: int) -> None:
    events: list[Event] = []
    transcript = Transcript(lambda event: events.append(event) or True)  # type: ignore[func-returns-value]
    for at in range(0, len(text), size):
        transcript.add(text[at : at + size])
    transcript.emit_all()
    assert "".join(event.text for event in events if isinstance(event, TextAdded)) == transcript.emitted()[0]
    assert transcript.emitted()[0].strip() == text.strip()


@pytest.mark.parametrize("size", [1, 4, 100])
def test_what_may_be_not_found_waits_until_it_is_clear(size: int) -> None:
    events: list[Event] = []
    transcript = Transcript(lambda event: events.append(event) or True)  # type: ignore[func-returns-value]
    for at in range(0, len(prompts.NOT_FOUND), size):
        transcript.add(prompts.NOT_FOUND[at : at + size])
    assert events == []
    transcript.add(" And more of the same kind.")
    assert events == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The papers do not say.", (True, "")),
        ("the papers do not say", (True, "")),
        ('"The papers do not say."', (True, "")),
        ("The papers do not say.\n\nIn general, x.", (True, "In general, x.")),
        ("The papers do not say which x.", (False, "")),
        ("The papers do not sayings", (False, "")),
        ("The papers say.", (False, "")),
        ("", (False, "")),
    ],
)
def test_not_found_is_that_sentence_and_no_other(text: str, expected: tuple[bool, str]) -> None:
    assert not_found(text) == expected


def test_after_a_stop_nothing_more_is_told() -> None:
    events: list[Event] = []
    transcript = Transcript(lambda event: events.append(event) is not None)
    transcript.add("One sentence.")
    transcript.mark(0, 3, [citation(1)])
    transcript.add(" Another.")
    transcript.emit_all()
    assert events == [TextAdded("One sentence.")]
    assert transcript.emitted() == ("One sentence.", sentences_of("One sentence.", []))


def test_a_slice_keeps_the_citations_in_it_and_drops_the_others() -> None:
    events: list[Event] = []
    transcript = Transcript(lambda event: events.append(event) or True, live=False)  # type: ignore[func-returns-value]
    text = "Answer: It was Adam. Answer:::"
    transcript.add(text)
    transcript.mark(0, 7, [citation(1)])
    transcript.mark(8, 20, [citation(2)])
    transcript.emit_between(8, 20)
    assert events == [TextAdded("It was Adam."), Cited(citation(2))]
    assert [one.citations for one in transcript.emitted()[1]] == [[citation(2)]]
