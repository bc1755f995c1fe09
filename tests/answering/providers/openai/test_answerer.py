"""Answers from open models, over a local server that speaks the chat-completions stream."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from lib.addresses import AddressRules
from lib.answering import prompts
from lib.answering.answerer import AskRequest
from lib.answering.providers.keys import Key
from lib.answering.providers.openai.answerer import OpenAIAnswerer
from lib.answering.providers.openai.settings import Endpoint
from lib.answering.providers.openai.structured import MOST_IDS, MOST_SENTENCES
from lib.answering.styles import Style
from lib.config import Preferences, Settings
from lib.errors import ConfigError
from lib.records import Event, TextAdded
from tests.answering.providers.asking import LAB_KEY, OTTERS, ask_lab, cited, text_of
from tests.answering.requests import request
from tests.answering.servers import HTML, ModelServer, Reply, chat_error, chat_reply, structured_reply


def test_a_server_that_refuses_the_schema_gets_the_numbered_form_and_is_not_asked_again() -> None:
    def answer(asked: dict[str, Any]) -> Reply:
        if "response_format" in asked:
            return chat_error(400, "'response_format.type' : value is not one of the allowed values ['text']")
        return chat_reply("31 otters [2].")

    with ModelServer(answer) as server:
        answerer = OpenAIAnswerer("openai:lab", Endpoint("lab", server.url, "m"), Key(LAB_KEY))
        drafts = [answerer.answer(request("Otters?", {"p": OTTERS}), lambda _: True) for _ in range(2)]
    assert [draft.text for draft in drafts] == ["31 otters."] * 2
    assert drafts[0].settings["form"] == "numbered"
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("finish", "broken", "asks_on"), [("stop", False, False), ("length", False, True), (None, True, True)]
)
def test_only_whole_answers_in_another_form_end_the_structured_one(
    finish: str | None, broken: bool, asks_on: bool
) -> None:
    def answer(asked: dict[str, Any]) -> Reply:
        return chat_reply("Well, otters", finish, broken=broken)

    with ModelServer(answer) as server:
        answerer = OpenAIAnswerer("openai:lab", Endpoint("lab", server.url, "m"), Key(LAB_KEY))
        answerer.answer(request("Otters?", {"p": OTTERS}), lambda _: True)
        asked_before = len(server.requests)
        answerer.answer(request("Otters?", {"p": OTTERS}), lambda _: True)
    assert ("response_format" in server.requests[asked_before]) == asks_on


@pytest.mark.parametrize(
    "message",
    [
        "Invalid schema for response_format 'answer': In context=('properties', 'sentences'), 'maxItems' is not permitted.",
        "The provided JSON schema contains features not supported by xgrammar.",
    ],
)
def test_lists_of_the_object_end_and_a_server_that_cannot_bound_them_gets_the_schema_without(message: str) -> None:
    def answer(asked: dict[str, Any]) -> Reply:
        return chat_error(400, message) if "maxItems" in str(asked) else structured_reply(("31 otters.", [2]))

    draft, _, server = ask_lab(answer)
    lists = server.requests[0]["response_format"]["json_schema"]["schema"]["properties"]["sentences"]
    assert {lists["maxItems"], lists["items"]["properties"]["ids"]["maxItems"]} == {MOST_SENTENCES, MOST_IDS}
    assert (draft.text, draft.settings["form"], len(server.requests)) == ("31 otters.", "structured", 2)


@pytest.mark.parametrize("option", ["stream_options", "temperature", "max_tokens"])
def test_an_option_that_the_server_refuses_is_left_out(option: str) -> None:
    def answer(asked: dict[str, Any]) -> Reply:
        if option in asked:
            return chat_error(400, f"Unsupported parameter: '{option}' is not supported with this model.")
        return structured_reply(("31 otters.", [2]))

    draft, _, server = ask_lab(answer)
    assert draft.text == "31 otters."
    assert "response_format" in server.requests[-1]


def test_room_kept_for_the_answer_is_given_up_before_the_prompt_is_called_too_long() -> None:
    def answer(asked: dict[str, Any]) -> Reply:
        if "max_tokens" in asked or "max_completion_tokens" in asked:
            return chat_error(
                400, "'max_tokens' is too large: 4000. This model's maximum context length is 4096 tokens"
            )
        return structured_reply(("31 otters.", [2]))

    assert ask_lab(answer)[0].text == "31 otters."


def test_one_question_that_is_too_long_takes_the_limit_from_no_other() -> None:
    def answer(asked: dict[str, Any]) -> Reply:
        if "max_tokens" in asked and "Owls?" in asked["messages"][1]["content"]:
            return chat_error(400, "This model's maximum context length is 4096 tokens")
        return structured_reply(("31 otters.", [2]))

    with ModelServer(answer) as server:
        answerer = OpenAIAnswerer("openai:lab", Endpoint("lab", server.url, "m"), Key(LAB_KEY))
        for question in ("Owls?", "Otters?"):
            assert answerer.answer(request(question, {"p": OTTERS}), lambda _: True).text == "31 otters."
    assert ["max_tokens" in asked for asked in server.requests] == [True, False, True]


def test_white_space_without_end_is_stopped() -> None:
    endless = '{"found": true, "sentences": [{"text": "31 otters.", "ids": [2]}' + " " * 50_000
    draft, _, _ = ask_lab(chat_reply(endless, piece=100))
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
    draft, _, _ = ask_lab(Reply([json.dumps(whole)], content_type="application/json"))
    assert draft.text == "31 otters."
    assert draft.tokens == {"input": 5, "output": 6}


# which model, which key, which faults


def test_without_a_model_the_first_of_the_server_is_asked() -> None:
    draft, _, server = ask_lab(structured_reply(("31 otters.", [2])), model="")
    assert server.requests[0]["model"] == "test-model"
    assert draft.settings["model"] == "test-model"


def test_endpoints_stand_side_by_side_each_with_its_own_key() -> None:
    endpoints = (
        Endpoint("groq", "https://api.groq.com/openai/v1", "m1", "GROQ_API_KEY"),
        Endpoint("lab", "http://two.example/v1", "m2"),
    )
    settings = Settings(
        addresses={"OPENAI_BASE_URL": "http://three.example/v1"},
        secrets={"OPENAI_API_KEY": "openai-key", "ANTHROPIC_API_KEY": "claude-key", "GROQ_API_KEY": "groq-key"},
        preferences=Preferences(options={"endpoints": endpoints, "openai_model": "m3"}),
    )
    opened = {
        name: OpenAIAnswerer.open(name, settings, {"openai:lab": "typed"})
        for name in ("openai", "openai:groq", "openai:lab")
    }
    assert {name: (one.endpoint.base_url, one.endpoint.model, one.key.value) for name, one in opened.items()} == {
        "openai": ("http://three.example/v1", "m3", "openai-key"),
        "openai:groq": ("https://api.groq.com/openai/v1", "m1", "groq-key"),
        "openai:lab": ("http://two.example/v1", "m2", "typed"),
    }
    assert "key" not in repr([one.key for one in opened.values()]).replace("Key(", "")


def test_an_unknown_name_and_no_address_are_plain_sentences() -> None:
    with pytest.raises(ConfigError, match='no model called "nope"'):
        OpenAIAnswerer.open("openai:nope", Settings(), {})
    with pytest.raises(ConfigError, match="Set OPENAI_BASE_URL"):
        OpenAIAnswerer.open("openai", Settings(), {})


FAULTS = [
    (chat_error(401, f"Incorrect API key provided: {LAB_KEY}"), "does not accept the key"),
    (chat_error(402, "pay"), "no credit left"),
    (chat_error(429, "You exceeded your current quota", "insufficient_quota"), "no credit left"),
    (chat_error(429, "slow down", headers={"retry-after": "300"}), "asks to wait 5 minutes"),
    (chat_error(404, "The model `test-model` does not exist", "model_not_found"), "knows no model “test-model”"),
    (chat_error(404, "404 page not found"), "Nothing answers at"),
    (chat_error(400, "This model's maximum context length is 8192 tokens"), "too long for lab"),
    (chat_error(413, "Request too large"), "too long for lab"),
    (chat_error(503, "loading"), "overloaded"),
    (chat_error(500, "CUDA out of memory"), "an internal error (500)"),
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
    draft, events, _ = ask_lab(reply)
    assert draft.stopped is not None
    assert words in draft.stopped
    assert LAB_KEY not in repr(draft)
    assert (draft.found, draft.text, events) == (False, "", [])


def test_a_key_that_is_needed_and_missing_is_said() -> None:
    draft, _, server = ask_lab(chat_error(401, "no key"), key="")
    assert draft.stopped == "There is no key for lab. Type one on the Settings page."
    assert server.headers[0]["authorization"] == "Bearer none"


def test_a_connection_that_drops_keeps_what_came() -> None:
    draft, events, server = ask_lab(chat_reply("31 otters were found [2]. And th", None, broken=True), form="numbered")
    assert draft.text == text_of(events)
    assert draft.text.startswith("31 otters were found.")
    assert cited(draft)[0] == [[1]]
    assert draft.stopped is not None
    assert "broke off" in draft.stopped
    assert len(server.requests) == 1


def test_an_error_in_the_middle_keeps_what_came() -> None:
    begun = chat_reply("31 otters [2]. ", None)
    draft, _, _ = ask_lab(Reply([*begun.body, 'data: {"error": {"message": "engine died"}}\n\n']), form="numbered")
    assert draft.text.strip() == "31 otters."
    assert draft.stopped == "lab broke off with an internal error: “engine died”"


def test_a_filtered_answer_is_said_to_be_declined() -> None:
    draft, _, _ = ask_lab(chat_reply("31", "content_filter"), form="numbered")
    assert draft.stopped is not None
    assert "declined" in draft.stopped


def test_stop_hangs_up_and_keeps_what_was_told() -> None:
    draft, events, server = ask_lab(
        chat_reply("31 otters were seen. " * 300, pause_s=0.01), form="numbered", stop_after=3
    )
    assert draft.stopped == prompts.STOPPED_BY_USER
    assert draft.text == text_of(events)
    assert len(events) == 3
    assert server.hung_up.wait(5)


def test_stop_is_heard_while_the_models_are_listed() -> None:
    events: list[Event] = []

    def emit(event: Event) -> bool:
        events.append(event)
        return False

    with ModelServer(listing=Reply(["{}"], silent_s=30)) as server:
        answerer = OpenAIAnswerer("openai:lab", Endpoint("lab", server.url), Key(""), seconds=5)
        draft = answerer.answer(request("Otters?", {"p": OTTERS}), emit)
        assert server.hung_up.wait(5)
    assert draft.stopped == prompts.STOPPED_BY_USER
    assert events == [TextAdded("")]
    assert server.requests == []


def test_a_key_in_an_error_that_is_called_well_is_not_repeated() -> None:
    refusal = Reply(['{"error": {"message": "no account for key0123456789"}}'], content_type="application/json")
    draft, _, _ = ask_lab(refusal, key="key0123456789")
    assert draft.stopped is not None
    assert "no account for …" in draft.stopped
    assert "0123456789" not in draft.stopped


def test_cached_tokens_that_are_counted_apart_make_no_negative_count() -> None:
    usage: Any = {"prompt_tokens": 100, "completion_tokens": 20, "prompt_tokens_details": {"cached_tokens": 300}}
    draft, _, _ = ask_lab(chat_reply("31 otters [2].", usage=usage), form="numbered")
    assert draft.tokens == {"input": 100, "output": 20, "cache_read": 300}


# styles


def referring(style: Style) -> AskRequest:
    return replace(request("How many?", {"p": OTTERS}), style=style)


def test_the_reference_style_keeps_its_citations_inside_the_form() -> None:
    reply = chat_reply("Answer:::\nAnswer: 31 otters were found [2].\n\nAnswer:::")
    draft, events, server = ask_lab(reply, asked=referring(Style("reference")))
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
    draft, _, server = ask_lab(chat_reply(first, finish), good, asked=referring(Style("reference")))
    assert (draft.text, draft.stopped) == ("31 otters.", None)
    assert len(server.requests) == 2
    assert why in draft.notes[0]
    assert draft.raw.startswith(first[:100])
    twice, _, server = ask_lab(chat_reply(first, finish), asked=referring(Style("reference")))
    assert len(server.requests) == 2
    assert twice.text == {"empty": "", "cut off": "31 ot", "form asked for": first}.get(why, twice.text)
    assert (
        twice.stopped
        or twice.notes[-1] == "The output is shown as it came, though it does not have the form asked for."
    )


def test_a_template_reads_no_numbers_and_asks_in_its_own_words() -> None:
    draft, _, server = ask_lab(chat_reply("31 otters [2]."), asked=referring(Style("mine", "{context}\n\n{question}")))
    assert draft.text == "31 otters [2]."
    assert [message["role"] for message in server.requests[0]["messages"]] == ["user"]
    assert server.requests[0]["messages"][0]["content"].endswith("Counts were repeated in spring.\n\nHow many?")


def test_half_characters_and_control_characters_never_reach_the_answer() -> None:
    draft, _, _ = ask_lab(chat_reply("31\x00 otters \ud83d were found."), form="numbered")
    assert draft.text == "31 otters ? were found."
    (draft.text + draft.raw + draft.model).encode()


def test_neither_text_nor_key_follows_a_redirect_to_another_host() -> None:
    with ModelServer(structured_reply(("31 otters.", [2]))) as other:
        away = Reply(status=307, headers={"location": f"{other.url}/v1/chat/completions"})
        draft, _, _ = ask_lab(away)
        assert "sends on to" in (draft.stopped or "")
        assert other.requests == []


def test_a_server_in_a_private_network_is_not_asked_where_that_is_not_allowed() -> None:
    with ModelServer(structured_reply(("31 otters.", [2]))) as server:
        answerer = OpenAIAnswerer(
            "openai:lab", Endpoint("lab", server.url, "m"), Key(LAB_KEY), rules=AddressRules(private=False)
        )
        draft = answerer.answer(request("Otters?", {"p": OTTERS}), lambda _: True)
        assert "SIDELIGHT_ALLOWED_HOSTS" in (draft.stopped or "")
        assert server.requests == []


def test_a_stream_of_signs_of_life_alone_ends_after_the_time_that_is_set() -> None:
    with ModelServer(Reply([": still here\n\n"] * 200, pause_s=0.05)) as server:
        answerer = OpenAIAnswerer("openai:lab", Endpoint("lab", server.url, "m"), Key(LAB_KEY), seconds=0.6)
        draft = answerer.answer(request("Otters?", {"p": OTTERS}), lambda _: True)
    assert "did not say a word" in (draft.stopped or "")
