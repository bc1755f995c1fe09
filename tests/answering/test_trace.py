"""How an answer came about."""

from dataclasses import replace

from lib.answering.trace import trace_of
from lib.records import AnswerSentence, SecondOpinion
from tests.answering.requests import answered, passage, sentence

ANSWER = replace(
    answered("How many?", "31."),
    sentences=[AnswerSentence("31 were found.", [], "supported", 0.9), AnswerSentence("In May.", [], "unsupported", 0)],
    passages=[passage("p", [sentence(0, "The count found 31 otters.")], score=0.75)],
    paper_ids=["p"],
    answerer="claude",
    model="claude-x",
    prompt="the prompt",
    raw="the raw output",
    seconds={"find": 0.05, "answer": 3.2},
    tokens={"input": 234, "cache_read": 1000, "output": 42},
    cost=0.0123,
    settings={"word_limit": 400, "base_url": "https://x.example"},
    notes=["Asked again."],
    created_at="2026-11-21T08:15:00+00:00",
)
OPINION = SecondOpinion("o", "previous", "openai:lab", [], "llama", "judge!", "0: supported", 2.0, {"output": 9})


def test_the_story_tells_in_plain_words_what_happened_in_its_order() -> None:
    assert trace_of(ANSWER, [replace(OPINION, stopped="It broke off.")]).story == [
        "Asked on 21 Nov 2026 at 08:15 UTC, of 1 paper.",
        "By the question's words and meaning, 1 passage was found, in 50 ms.",
        "claude-x was given these passages and asked to answer from them alone and to cite every statement, "
        "in at most 400 words.",
        "It took 3.2 s; 1,234 tokens were read (1,000 of them from the cache) and 42 written, for $0.0123.",
        "Then 2 statements were checked against them on this machine: 1 supported, 1 not in them.",
        "Asked again.",
        "A second opinion was asked of llama, which took 2.0 s; 0 tokens were read and 9 written. It broke off.",
    ]


def test_a_whole_paper_and_a_template_are_told() -> None:
    whole = replace(ANSWER, style="mine", settings={"whole_paper": True, "word_limit": 400})
    assert "claude-x was given every sentence of the paper and asked with the template “mine”." in trace_of(whole).story


def test_all_that_is_kept_stands_word_for_word() -> None:
    trace = trace_of(replace(ANSWER, general="In general."), [OPINION])
    sections = {section.title: section.text for section in trace.sections}
    assert sections["Prompt, word for word"] == "the prompt"
    assert sections["Output, as it came"] == "the raw output"
    assert "word_limit: 400\nbase_url: https://x.example" in sections["Settings"]
    assert "cache_read tokens: 1,000" in sections["Seconds, tokens, cost"]
    assert "score 0.750" in sections["Passages with their scores"]
    assert "The count found 31 otters." in sections["Passages with their scores"]
    assert sections["General knowledge set apart"] == "In general."
    assert sections["Second opinion of llama: prompt"] == "judge!"
    assert sections["Second opinion of llama: output"] == "0: supported"


def test_an_answer_says_which_version_made_it_and_one_of_before_does_not() -> None:
    def settings(**more: object) -> str:
        trace = trace_of(replace(ANSWER, settings={**ANSWER.settings, **more}))
        return next(section.text for section in trace.sections if section.title == "Settings")

    assert "\nmade with: Sidelight 0.9.1\n" in settings(version="0.9.1")
    assert "made with" not in settings()
    assert "version" not in settings(version="0.9.1")


def test_an_offline_answer_asks_no_model_and_has_no_empty_sections() -> None:
    trace = trace_of(replace(answered("How many?"), passages=ANSWER.passages))
    assert [section.title for section in trace.sections] == ["Passages with their scores", "Settings"]
    assert any("no language model was asked" in sentence for sentence in trace.story)
