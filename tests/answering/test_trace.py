"""How an answer came about."""

from dataclasses import replace

from lib.answering.trace import trace_of
from tests.answering.requests import answered, passage, sentence


def test_the_trace_holds_all_that_the_answer_keeps() -> None:
    answer = replace(
        answered("How many?", "31."),
        passages=[passage("p", [sentence(0, "The count found 31 otters.")], score=0.75)],
        model="claude-x",
        prompt="the prompt",
        raw="the raw output",
        seconds={"find": 0.5},
        tokens={"input": 1234},
        cost=0.0123,
        settings={"word_limit": 400, "base_url": "https://x.example"},
        notes=["Asked again."],
        general="In general.",
    )
    sections = {section.title: section.text for section in trace_of(answer)}
    assert sections["Prompt"] == "the prompt"
    assert sections["Raw output"] == "the raw output"
    assert "word_limit: 400\nbase_url: https://x.example" in sections["Settings"]
    assert sections["Time, tokens, cost"] == "find: 0.50 s\ninput tokens: 1,234\ncost: 0.0123 US dollars"
    assert "score 0.750" in sections["Passages"]
    assert "The count found 31 otters." in sections["Passages"]
    assert sections["Notes"] == "Asked again."


def test_an_offline_answer_has_no_empty_sections() -> None:
    assert [section.title for section in trace_of(answered("How many?"))] == ["Settings"]
