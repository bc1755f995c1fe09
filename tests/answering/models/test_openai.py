"""Answers from open models, over a local server that speaks the chat-completions stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.answering import prompts
from lib.answering.answerer import AskRequest, Draft
from lib.answering.models import openai as module
from lib.answering.models.conversing import Outcome
from lib.answering.models.keys import Key
from lib.answering.models.numbered import NumberedText
from lib.answering.models.openai import OpenAIAnswerer
from lib.answering.models.structured import StructuredText
from lib.answering.models.telling import Telling
from lib.answering.sources import Sources
from lib.answering.styles import Style
from lib.config import Endpoint, Preferences, Settings
from lib.errors import ConfigError
from lib.records import AnswerSentence, Cited, Event, TextAdded
from tests.answering.requests import request
from tests.answering.servers import HTML, Answering, ModelServer, Reply, chat_error, chat_reply, structured_reply

KEY = "gsk-very-secret"
OTTERS = [
    "Otters were counted along the river in winter.",
    "The count found 31 otters.",
    "Weather was mild.",
    "Counts were repeated in spring.",
]


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """What one test's server refused is no news of the next one's."""
    module.refusals.clear()
    yield
    module.refusals.clear()


def ask(
    *replies: Reply | Answering,
    asked: AskRequest | None = None,
    stop_after: int | None = None,
    form: str = "auto",
    model: str = "test-model",
    key: str = KEY,
    path: str = "/v1",
) -> tuple[Draft, list[Event], ModelServer]:
    events: list[Event] = []

    def emit(event: Event) -> bool:
        events.append(event)
        return stop_after is None or len(events) < stop_after

    with ModelServer(*replies) as server:
        endpoint = Endpoint("lab", server.url + path, model, form=form)
        answerer = OpenAIAnswerer("openai:lab", endpoint, Key(key), seconds=5, patience_s=0.01)
        draft = answerer.answer(asked or request("How many otters were found?", {"p": OTTERS}), emit)
    return draft, [event for event in events if event != TextAdded("")], server


def cited(draft: Draft) -> list[list[list[int]]]:
    return [[citation.sentence_ids for citation in one.citations] for one in draft.sentences]


def text_of(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextAdded))


# structured output


def test_each_sentence_is_told_with_its_citations_before_the_object_is_complete() -> None:
    reply = structured_reply(("31 otters were found.", [2]), ("Counts were made twice.", [1, 4]))
    draft, events, server = ask(reply)
    assert draft.text == "31 otters were found. Counts were made twice."
    assert cited(draft) == [[[1]], [[0], [3]]]
    assert [type(event) for event in events] == [TextAdded, Cited, TextAdded, Cited, Cited]
    assert server.requests[0]["response_format"]["json_schema"]["schema"]["required"] == ["found", "sentences"]
    assert draft.settings["form"] == "structured"
    assert (draft.tokens, draft.stopped, draft.notes) == ({"input": 100, "output": 20}, None, [])


def test_neighbouring_ids_are_one_citation_and_no_run_crosses_a_passage() -> None:
    draft, _, _ = ask(structured_reply(("All of it.", [1, 2, 3, 4])))
    assert cited(draft) == [[[0, 1, 2], [3]]]


def test_ids_that_were_not_given_are_dropped_and_said() -> None:
    draft, _, _ = ask(structured_reply(("31 otters.", [2, 99, 0])))
    assert cited(draft) == [[[1]]]
    assert draft.notes == ["Dropped: 2 citations that point outside what the model was given."]


@pytest.mark.parametrize("ids", [["2"], [2.0], ["[2]"]])
def test_ids_written_another_way_are_understood(ids: list[Any]) -> None:
    draft, _, _ = ask(structured_reply(("31 otters.", ids)))
    assert cited(draft) == [[[1]]]


def test_numbers_written_into_the_text_become_citations_too() -> None:
    draft, _, _ = ask(structured_reply(("31 otters were found [2].", [])))
    assert draft.text == "31 otters were found."
    assert cited(draft) == [[[1]]]


@pytest.mark.parametrize("found", [False, True])
def test_not_found_is_a_state(found: bool) -> None:
    reply = structured_reply((prompts.NOT_FOUND, [])) if found else structured_reply(found=False)
    draft, events, server = ask(reply)
    assert (draft.found, draft.text, draft.sentences) == (False, prompts.NOT_FOUND, [])
    assert events == [TextAdded(prompts.NOT_FOUND)]
    assert len(server.requests) == 1


def test_general_knowledge_beside_not_found_is_kept_apart() -> None:
    draft, events, _ = ask(structured_reply(("Otters usually live in groups.", []), found=False))
    assert (draft.text, draft.general) == (prompts.NOT_FOUND, "Otters usually live in groups.")
    assert events == [TextAdded(prompts.NOT_FOUND)]


@pytest.mark.parametrize(
    "wrapped", ["```json\n{}\n```", "Here you are: {}", "<think>Let me see {{...}}.</think>\n{}", "  {}\n\n"]
)
def test_an_object_wrapped_in_words_is_found(wrapped: str) -> None:
    body = json.dumps({"found": True, "sentences": [{"text": "31 otters.", "ids": [2]}]})
    draft, _, server = ask(chat_reply(wrapped.replace("{}", body).replace("{{", "{").replace("}}.", "}.")))
    assert draft.text == "31 otters."
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "misfit",
    ['{"found": true, "sentences": [{"text": 5}]}', '{"answer": "31"}', "{", '{"found": true, "sentences": []}'],
)
def test_an_output_that_does_not_fit_is_asked_again_once(misfit: str) -> None:
    draft, events, server = ask(chat_reply(misfit), structured_reply(("31 otters.", [2])))
    assert draft.text == text_of(events) == "31 otters."
    assert len(server.requests) == 2
    assert "did not fit" in server.requests[1]["messages"][-1]["content"]
    assert "asked again" in draft.notes[0]
    assert misfit in draft.raw


def test_prose_instead_of_an_object_is_shown_with_its_numbers_and_next_time_asked_for() -> None:
    prose = chat_reply("31 otters were found [2]. It was mild [3].")
    draft, _, server = ask(prose)
    assert draft.text == "31 otters were found. It was mild."
    assert cited(draft) == [[[1]], [[2]]]
    assert len(server.requests) == 2
    assert any("as it came" in note for note in draft.notes)
    assert module.refusals.of((f"{server.url}/v1", "test-model")) == {"response_format"}


def test_an_object_cut_in_the_middle_keeps_its_whole_sentences() -> None:
    whole = json.dumps(
        {"found": True, "sentences": [{"text": "31 otters.", "ids": [2]}, {"text": "Mild.", "ids": [3]}]}
    )
    draft, _, _ = ask(chat_reply(whole[:-12], "length"))
    assert draft.text == "31 otters."
    assert draft.stopped == "lab reached its length limit, so the answer is cut off at the end."


# the numbered form


def numbered(text: str, **how: Any) -> tuple[Draft, list[Event], ModelServer]:
    return ask(chat_reply(text, **how), form="numbered")


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
        telling, outcome = Telling(lambda _: True), Outcome()
        numbered = NumberedText(Sources.of(request("?", {"p": OTTERS})), telling)
        for at in range(0, len(text), size):
            numbered.add(text[at : at + size])
        numbered.end(outcome, whole=True)
        telling.tell_all()
        return *telling.told(), outcome.dropped

    assert read(size) == read(max(len(text), 1))


@given(st.integers(1, 30), st.sampled_from([True, False, None]), st.integers(0, 3))
def test_how_an_object_is_cut_changes_nothing(size: int, found: bool | None, count: int) -> None:
    sentences = [{"text": f'Sentence {i} says "[{i}]" and {{}}.', "ids": [i + 1, 50]} for i in range(count)]
    body = json.dumps({"sentences": sentences} if found is None else {"sentences": sentences, "found": found})

    def read(size: int) -> tuple[str, list[AnswerSentence], Outcome]:
        telling, outcome = Telling(lambda _: True), Outcome()
        structured = StructuredText(Sources.of(request("?", {"p": OTTERS})), telling)
        for at in range(0, len(body), size):
            structured.add(body[at : at + size])
        structured.end(outcome, whole=True)
        telling.tell_all()
        return *telling.told(), outcome

    assert read(size) == read(len(body))


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


def test_a_server_that_refuses_the_schema_gets_the_numbered_form_and_is_not_asked_again() -> None:
    def answer(asked: dict[str, Any]) -> Reply:
        if "response_format" in asked:
            return chat_error(400, "'response_format.type' : value is not one of the allowed values ['text']")
        return chat_reply("31 otters [2].")

    with ModelServer(answer) as server:
        answerer = OpenAIAnswerer("openai:lab", Endpoint("lab", server.url, "m"), Key(KEY))
        drafts = [answerer.answer(request("Otters?", {"p": OTTERS}), lambda _: True) for _ in range(2)]
    assert [draft.text for draft in drafts] == ["31 otters."] * 2
    assert drafts[0].settings["form"] == "numbered"
    assert len(server.requests) == 3


@pytest.mark.parametrize("option", ["stream_options", "temperature", "max_tokens"])
def test_an_option_that_the_server_refuses_is_left_out(option: str) -> None:
    def answer(asked: dict[str, Any]) -> Reply:
        if option in asked:
            return chat_error(400, f"Unsupported parameter: '{option}' is not supported with this model.")
        return structured_reply(("31 otters.", [2]))

    draft, _, server = ask(answer)
    assert draft.text == "31 otters."
    assert "response_format" in server.requests[-1]


def test_room_kept_for_the_answer_is_given_up_before_the_prompt_is_called_too_long() -> None:
    def answer(asked: dict[str, Any]) -> Reply:
        if "max_tokens" in asked or "max_completion_tokens" in asked:
            return chat_error(
                400, "'max_tokens' is too large: 4000. This model's maximum context length is 4096 tokens"
            )
        return structured_reply(("31 otters.", [2]))

    assert ask(answer)[0].text == "31 otters."


def test_white_space_without_end_is_stopped() -> None:
    endless = '{"found": true, "sentences": [{"text": "31 otters.", "ids": [2]}' + " " * 50_000
    draft, _, _ = ask(chat_reply(endless, piece=100))
    assert draft.text == "31 otters."
    assert len(draft.raw) < 2000
    assert draft.stopped is not None


def test_a_server_that_does_not_stream_is_understood() -> None:
    content = json.dumps({"found": True, "sentences": [{"text": "31 otters.", "ids": [2]}]})
    whole = {
        "id": "1", "object": "chat.completion", "model": "test-model", "created": 0,
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 6},
    }  # fmt: skip
    draft, _, _ = ask(Reply([json.dumps(whole)], content_type="application/json"))
    assert draft.text == "31 otters."
    assert draft.tokens == {"input": 5, "output": 6}


# which model, which key, which faults


def test_without_a_model_the_first_of_the_server_is_asked() -> None:
    draft, _, server = ask(structured_reply(("31 otters.", [2])), model="")
    assert server.requests[0]["model"] == "test-model"
    assert draft.settings["model"] == "test-model"


def test_endpoints_stand_side_by_side_each_with_its_own_key() -> None:
    endpoints = (
        Endpoint("groq", "https://one.example/v1", "m1", "GROQ_API_KEY"),
        Endpoint("lab", "http://two.example/v1", "m2"),
    )
    settings = Settings(
        openai_base_url="http://three.example/v1",
        openai_api_key="openai-key",
        anthropic_api_key="claude-key",
        named_keys={"GROQ_API_KEY": "groq-key"},
        preferences=Preferences(endpoints=endpoints, openai_model="m3"),
    )
    opened = {
        name: OpenAIAnswerer.open(name, settings, {"openai:lab": "typed"})
        for name in ("openai", "openai:groq", "openai:lab")
    }
    assert {name: (one.endpoint.base_url, one.endpoint.model, one.key.value) for name, one in opened.items()} == {
        "openai": ("http://three.example/v1", "m3", "openai-key"),
        "openai:groq": ("https://one.example/v1", "m1", "groq-key"),
        "openai:lab": ("http://two.example/v1", "m2", "typed"),
    }
    assert "key" not in repr([one.key for one in opened.values()]).replace("Key(", "")


def test_an_unknown_name_and_no_address_are_plain_sentences() -> None:
    with pytest.raises(ConfigError, match='no model called "nope"'):
        OpenAIAnswerer.open("openai:nope", Settings(), {})
    with pytest.raises(ConfigError, match="Set OPENAI_BASE_URL"):
        OpenAIAnswerer.open("openai", Settings(), {})


FAULTS = [
    (chat_error(401, f"Incorrect API key provided: {KEY}"), "does not accept the key"),
    (chat_error(402, "pay"), "no credit left"),
    (chat_error(429, "You exceeded your current quota", "insufficient_quota"), "no credit left"),
    (chat_error(429, "slow down", headers={"retry-after": "300"}), "asks to wait 5 minutes"),
    (chat_error(404, "The model `test-model` does not exist", "model_not_found"), "knows no model “test-model”"),
    (chat_error(404, "404 page not found"), "Nothing answers at"),
    (chat_error(400, "This model's maximum context length is 8192 tokens"), "too long for lab"),
    (chat_error(413, "Request too large"), "too long for lab"),
    (chat_error(503, "loading"), "overloaded"),
    (chat_error(500, "CUDA out of memory"), "a fault of its own (500)"),
    (HTML, "a web page"),
    (Reply(["<html>nginx</html>"], 404, "text/html"), "Nothing answers at"),
    (Reply(['{"hello": "world"}'], content_type="application/json"), "no model"),
    (Reply(["data: {nonsense\n\n"]), "no model"),
    (Reply(["data: []\n\n", 'data: {"choices": [{}]}\n\n', 'data: {"choices": "x"}\n\n']), "broke off"),
    (Reply(['data: {"error": {"message": "engine died"}}\n\n']), "“engine died”"),
    (chat_reply("", None), "broke off"),
]


@pytest.mark.parametrize(("reply", "words"), FAULTS, ids=[words for _, words in FAULTS])
def test_a_fault_of_the_world_is_a_plain_sentence(reply: Reply, words: str) -> None:
    draft, events, _ = ask(reply)
    assert draft.stopped is not None
    assert words in draft.stopped
    assert KEY not in repr(draft)
    assert (draft.found, draft.text, events) == (False, "", [])


def test_a_key_that_is_needed_and_missing_is_said() -> None:
    draft, _, server = ask(chat_error(401, "no key"), key="")
    assert draft.stopped == "There is no key for lab. Type one on the Settings page."
    assert server.headers[0]["authorization"] == "Bearer none"


def test_a_connection_that_drops_keeps_what_came() -> None:
    draft, events, server = ask(chat_reply("31 otters were found [2]. And th", None, broken=True), form="numbered")
    assert draft.text == text_of(events)
    assert draft.text.startswith("31 otters were found.")
    assert cited(draft)[0] == [[1]]
    assert draft.stopped is not None
    assert "broke off" in draft.stopped
    assert len(server.requests) == 1


def test_an_error_in_the_middle_keeps_what_came() -> None:
    begun = chat_reply("31 otters [2]. ", None)
    draft, _, _ = ask(Reply([*begun.body, 'data: {"error": {"message": "engine died"}}\n\n']), form="numbered")
    assert draft.text.strip() == "31 otters."
    assert draft.stopped == "lab broke off with a fault of its own: “engine died”"


def test_a_filtered_answer_is_said_to_be_declined() -> None:
    draft, _, _ = ask(chat_reply("31", "content_filter"), form="numbered")
    assert draft.stopped is not None
    assert "declined" in draft.stopped


def test_stop_hangs_up_and_keeps_what_was_told() -> None:
    draft, events, server = ask(chat_reply("31 otters were seen. " * 300, pause_s=0.01), form="numbered", stop_after=3)
    assert draft.stopped == prompts.STOPPED_BY_USER
    assert draft.text == text_of(events)
    assert len(events) == 3
    assert server.hung_up.wait(5)


# styles


def referring(style: Style) -> AskRequest:
    return replace(request("How many?", {"p": OTTERS}), how=style)


def test_the_reference_style_keeps_its_citations_inside_the_form() -> None:
    reply = chat_reply("Answer:::\nAnswer: 31 otters were found [2].\n\nAnswer:::")
    draft, events, server = ask(reply, asked=referring(Style("reference")))
    assert draft.text == text_of(events) == "31 otters were found."
    assert cited(draft) == [[[1]]]
    assert "response_format" not in server.requests[0]


@pytest.mark.parametrize(
    ("first", "finish", "why"),
    [
        ("", "stop", "empty"),
        ("Answer:::\nAnswer: " + "I do not know it. " * 40, "stop", "again and again"),
        ("Answer:::\nAnswer: 31 ot", "length", "cut off"),
        ("There are 31 of them.", "stop", "form asked for"),
    ],
)
def test_an_output_that_cannot_be_used_is_kept_and_asked_again_once(first: str, finish: str, why: str) -> None:
    good = chat_reply("Answer: 31 otters.")
    draft, _, server = ask(chat_reply(first, finish), good, asked=referring(Style("reference")))
    assert (draft.text, draft.stopped) == ("31 otters.", None)
    assert len(server.requests) == 2
    assert why in draft.notes[0]
    assert draft.raw.startswith(first[:100])
    twice, _, server = ask(chat_reply(first, finish), asked=referring(Style("reference")))
    assert len(server.requests) == 2
    assert twice.text == {"empty": "", "cut off": "31 ot", "form asked for": first}.get(why, twice.text)
    assert (
        twice.stopped
        or twice.notes[-1] == "The output is shown as it came, though it does not have the form asked for."
    )


def test_a_template_reads_no_numbers_and_asks_in_its_own_words() -> None:
    draft, _, server = ask(chat_reply("31 otters [2]."), asked=referring(Style("mine", "{context}\n\n{question}")))
    assert draft.text == "31 otters [2]."
    assert [message["role"] for message in server.requests[0]["messages"]] == ["user"]
    assert server.requests[0]["messages"][0]["content"].endswith("Counts were repeated in spring.\n\nHow many?")


def test_half_characters_and_control_characters_never_reach_the_answer() -> None:
    draft, _, _ = numbered("31\x00 otters \ud83d were found.")
    assert draft.text == "31 otters ? were found."
    (draft.text + draft.raw + draft.model).encode()
