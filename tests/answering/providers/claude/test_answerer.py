"""Answers from Claude, over a local server that speaks the Messages stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from lib.answering import prompts
from lib.answering.answerer import AskRequest
from lib.answering.providers.batching import BatchExchange
from lib.answering.providers.claude.answerer import ClaudeAnswerer
from lib.answering.providers.keys import Key
from lib.answering.styles import Style
from lib.config import Preferences, Settings
from lib.records import Citation, Cited, TextAdded
from tests.answering.providers.asking import OTTERS, Asked, ask_at, cited
from tests.answering.requests import answered, request, sentence
from tests.answering.servers import HTML, Answering, Block, ModelServer, Reply, claude_error, claude_reply

KEY = "sk-ant-very-secret"


def ask(
    *replies: Reply | Answering, asked: AskRequest | None = None, stop_after: int | None = None, **how: Any
) -> Asked:
    def claude(url: str) -> ClaudeAnswerer:
        parts: dict[str, Any] = {"key": Key(KEY), "base_url": url, "seconds": 5, "patience_s": 0.01, **how}
        return ClaudeAnswerer("claude", "claude-sonnet-5-5", **parts)

    return ask_at(claude, replies, asked, stop_after)


@pytest.mark.parametrize("before", [True, False], ids=["citation first", "text first"])
def test_a_citation_is_of_the_block_it_stands_in_whether_before_or_behind_its_text(before: bool) -> None:
    blocks = [
        Block("31 otters were found.", [(0, 1, 2)], before),
        " ",
        Block("They were counted again.", [(1, 0, 1)], before),
    ]
    draft, events, _ = ask(claude_reply(blocks))
    assert draft.text == "31 otters were found. They were counted again."
    assert cited(draft) == [[[1]], [[3]]]
    assert [type(e) for e in events if isinstance(e, Cited)] == [Cited, Cited]
    at = next(i for i, event in enumerate(events) if isinstance(event, Cited))
    assert "".join(e.text for e in events[:at] if isinstance(e, TextAdded)).startswith("31 otters were found.")


def test_a_citation_is_made_of_indices_and_never_of_the_words_that_came_with_it() -> None:
    draft, _, _ = ask(claude_reply([Block("31 otters.", [(0, 0, 2)])]))
    citation = draft.sentences[0].citations[0]
    assert (citation.paper_id, citation.reading, citation.sentence_ids) == ("p", 1, [0, 1])
    assert citation.quote == " ".join(OTTERS[:2])
    assert len(citation.boxes) == 2


def test_one_sentence_may_rest_on_two_places_and_two_sentences_on_one() -> None:
    blocks = [
        Block("31 otters were found", [(0, 1, 2)]),
        Block(" in winter. ", [(0, 0, 1)]),
        Block("It was mild. It was warm.", [(0, 2, 3)]),
    ]
    draft, _, _ = ask(claude_reply(blocks))
    assert cited(draft) == [[[1], [0]], [[2]], [[2]]]


@pytest.mark.parametrize("place", [(9, 0, 1), (0, 3, 4), (0, 2, 2), (0, 0, 99), (-1, 0, 1), (0, -1, 1)])
def test_a_citation_that_points_outside_is_dropped_and_said(place: tuple[int, int, int]) -> None:
    draft, events, _ = ask(claude_reply([Block("31 otters.", [place, (0, 1, 2)])]))
    assert cited(draft) == [[[1]]]
    assert draft.notes == ["Dropped: 1 citation that points outside what the model was given."]
    assert sum(isinstance(event, Cited) for event in events) == 1


def test_every_sentence_is_a_block_of_its_own() -> None:
    _, _, server = ask(claude_reply(["x"]), asked=request("Otters?", {"p": OTTERS}, passage_size=3))
    content = server.requests[0]["messages"][0]["content"]
    results = [block for block in content if block["type"] == "search_result"]
    assert [[part["text"] for part in block["content"]] for block in results] == [OTTERS[:3], OTTERS[3:]]
    assert all(block["citations"] == {"enabled": True} for block in results)
    assert content[-1]["text"].endswith("Otters?")
    assert not {"temperature", "top_p", "top_k"} & server.requests[0].keys()


def test_a_sentence_without_a_letter_does_not_shift_the_indices() -> None:
    paper = [sentence(0, OTTERS[0]), sentence(1, "  "), sentence(2, OTTERS[1])]
    draft, _, _ = ask(claude_reply([Block("31 otters.", [(0, 1, 2)])]), asked=request("Otters?", {"p": paper}))
    assert cited(draft) == [[[2]]]


def whole(question: str) -> AskRequest:
    texts = [sentence(i, f"Sentence {i} of the paper.", section=f"Section {i // 4}") for i in range(12)]
    asked = request(question, {"p": texts})
    return replace(asked, passages=asked.passages[:1], whole=("p", 1))


def test_a_whole_paper_is_sent_by_section_and_cached_before_the_question() -> None:
    draft, _, server = ask(claude_reply([Block("Sentence 9.", [(2, 1, 2)])]), asked=whole("What is in 9?"))
    content = server.requests[0]["messages"][0]["content"]
    assert sum(len(block["content"]) for block in content[:-1]) == 12
    assert [("cache_control" in block) for block in content] == [False, False, True, False]
    assert cited(draft) == [[[9]]]
    assert "Sentence 9 of the paper" not in draft.prompt  # the reading keeps it


def test_two_questions_of_a_whole_paper_share_everything_before_the_question() -> None:
    _, _, first = ask(claude_reply(["x"]), asked=whole("One?"))
    _, _, second = ask(claude_reply(["x"]), asked=replace(whole("Two?"), previous=answered("One?", "One.")))
    assert first.requests[0]["system"] == second.requests[0]["system"]
    assert first.requests[0]["messages"][0]["content"][:-1] == second.requests[0]["messages"][0]["content"][:-1]
    assert "One." in second.requests[0]["messages"][0]["content"][-1]["text"]


def test_a_batch_keeps_what_the_questions_of_a_paper_share_for_an_hour() -> None:
    exchange = BatchExchange()
    exchange.turn_to(("p", 0, "claude"))
    ask(asked=whole("One?"), batch=exchange)
    assert exchange.request is not None
    *blocks, _ = exchange.request["messages"][0]["content"]
    assert [block.get("cache_control") for block in blocks] == [None, None, {"type": "ephemeral", "ttl": "1h"}]
    _, _, alone = ask(claude_reply(["x"]), asked=whole("One?"))
    assert alone.requests[0]["messages"][0]["content"][2]["cache_control"] == {"type": "ephemeral"}


def test_a_gateway_that_knows_no_ttl_is_asked_without() -> None:
    refused = claude_error(400, "invalid_request_error", "cache_control.ephemeral.ttl: Extra inputs are not permitted")
    exchange = BatchExchange()
    exchange.take({})
    _, _, server = ask(refused, claude_reply(["x"]), asked=whole("One?"), batch=exchange)
    kept = [request["messages"][0]["content"][2]["cache_control"] for request in server.requests]
    assert kept == [{"type": "ephemeral", "ttl": "1h"}, {"type": "ephemeral"}]


def test_what_is_cached_for_an_hour_costs_twice_as_much_as_what_is_read() -> None:
    usage = {
        "input_tokens": 10,
        "cache_creation_input_tokens": 3000,
        "cache_creation": {"ephemeral_1h_input_tokens": 2000},
    }
    draft, _, _ = ask(claude_reply(["x"], usage=usage, model="claude-sonnet-5-5"))
    assert (draft.tokens["cache_write"], draft.tokens["cache_write_hour"]) == (1000, 2000)
    assert draft.cost == pytest.approx((10 * 2 + 42 * 10 + 1000 * 2.5 + 2000 * 2 * 2) / 1e6)


def test_tokens_and_cost_are_counted_with_the_caches() -> None:
    usage = {"input_tokens": 1000, "cache_read_input_tokens": 10_000, "cache_creation_input_tokens": 2000}
    draft, _, _ = ask(claude_reply(["Mild."], usage=usage, model="claude-sonnet-5-5"))
    assert draft.tokens == {"input": 1000, "output": 42, "cache_read": 10_000, "cache_write": 2000}
    assert draft.cost == pytest.approx((1000 * 2 + 42 * 10 + 10_000 * 0.1 + 2000 * 2.5) / 1e6)
    assert draft.model == "claude-sonnet-5-5"


@pytest.mark.parametrize("text", [prompts.NOT_FOUND, "The papers do not say", f"**{prompts.NOT_FOUND}**\n"])
def test_not_in_the_papers_is_a_state(text: str) -> None:
    draft, events, _ = ask(claude_reply([text]))
    assert (draft.found, draft.text, draft.sentences) == (False, prompts.NOT_FOUND, [])
    assert events == [TextAdded(prompts.NOT_FOUND)]


def test_general_knowledge_behind_it_is_never_told_as_the_answer() -> None:
    draft, events, _ = ask(claude_reply([f"{prompts.NOT_FOUND} In general, otters live in groups."]))
    assert (draft.found, draft.text) == (False, prompts.NOT_FOUND)
    assert draft.general == "In general, otters live in groups."
    assert events == [TextAdded(prompts.NOT_FOUND)]


def test_an_answer_that_begins_like_it_is_told_whole() -> None:
    draft, _, _ = ask(claude_reply(["The papers do not say why, but ", Block("31 were found.", [(0, 1, 2)])]))
    assert draft.found
    assert draft.text == "The papers do not say why, but 31 were found."


FAULTS: Sequence[tuple[Reply, str]] = [
    (claude_error(401, "authentication_error", f"invalid x-api-key {KEY}"), "does not accept the key"),
    (claude_error(402, "billing_error"), "no credit left"),
    (claude_error(400, "invalid_request_error", "Your credit balance is too low"), "no credit left"),
    (claude_error(403, "permission_error"), "may not use the model “claude-sonnet-5-5”"),
    (claude_error(404, "not_found_error", "model: claude-sonnet-5-5"), "knows no model “claude-sonnet-5-5”"),
    (claude_error(413, "request_too_large"), "too long for Claude"),
    (claude_error(400, "invalid_request_error", "prompt is too long: 300000 tokens > 200000 maximum"), "too long for Claude"),
    (claude_error(429, "rate_limit_error", headers={"retry-after": "90"}), "asks to wait 90 seconds"),
    (claude_error(429, "rate_limit_error"), "too many questions"),
    (claude_error(500, "api_error"), "an internal error (500)"),
    (claude_error(529, "overloaded_error"), "overloaded"),
    (claude_error(400, "invalid_request_error", f"<b>bad</b> {KEY} thing"), "refused the request (400): “bad … thing”"),
    (HTML, "a web page"),
    (Reply(["<html>no</html>"], 404, "text/html"), "Nothing answers at"),
    (Reply(["not json at all"], 502, "text/plain"), "an internal error (502)"),
    (Reply(["event: message_start\ndata: {nonsense\n\n"]), "no model"),
    (claude_reply([], stop_reason=None), "broke off"),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "words"), FAULTS, ids=[words for _, words in FAULTS])
def test_a_fault_of_the_world_is_a_plain_sentence(reply: Reply, words: str) -> None:
    draft, events, _ = ask(reply)
    assert draft.stopped is not None
    assert words in draft.stopped
    assert KEY not in repr(draft)
    assert "<" not in draft.stopped
    assert (draft.found, draft.text, events) == (False, "", [])


def test_without_a_key_no_server_is_asked() -> None:
    draft, _, server = ask(claude_reply(["x"]), key=Key())
    assert draft.stopped == "There is no key for Claude. Type one on the Settings page, or set ANTHROPIC_API_KEY."
    assert server.requests == []


@pytest.mark.parametrize("key", ["sk-ant\n", "schlüssel", "two words"])
def test_a_key_that_cannot_be_one_is_said_and_not_sent(key: str) -> None:
    draft, _, server = ask(claude_reply(["x"]), key=Key(key))
    assert draft.stopped is not None
    assert "holds characters that no key has" in draft.stopped
    assert key not in repr(draft)
    assert server.requests == []


def test_nobody_at_the_address_is_said() -> None:
    draft, _, _ = ask(claude_reply(["x"]), base_url="http://127.0.0.1:9")
    assert draft.stopped is not None
    assert "cannot be reached at http://127.0.0.1:9" in draft.stopped


def test_silence_is_given_up_after_the_time_that_is_set() -> None:
    draft, _, _ = ask(claude_reply(["x"], silent_s=3), seconds=0.2)
    assert draft.stopped is not None
    assert "did not say a word" in draft.stopped


def test_a_short_wait_is_waited_and_the_answer_comes() -> None:
    draft, _, server = ask(
        claude_error(429, "rate_limit_error", headers={"retry-after": "1"}), claude_reply(["31 otters."])
    )
    assert (draft.text, draft.stopped) == ("31 otters.", None)
    assert len(server.requests) == 2


def test_a_long_wait_is_told_at_once_and_named_for_work_that_can_wait() -> None:
    draft, _, server = ask(claude_error(429, "rate_limit_error", headers={"retry-after": "90"}))
    assert len(server.requests) == 1
    assert draft.retry_after == 90


def test_a_fault_that_time_does_not_mend_names_no_wait() -> None:
    draft, _, _ = ask(claude_error(401, "authentication_error"))
    assert draft.stopped is not None
    assert draft.retry_after is None


def test_a_hint_is_told_to_the_model_with_the_question() -> None:
    asked = replace(request("How many otters were found?", {"p": OTTERS}), hint="Give the number with its unit.")
    _, _, server = ask(claude_reply(["31 otters."]), asked=asked)
    told = server.requests[0]["messages"][0]["content"][-1]["text"]
    assert "How many otters were found?" in told
    assert "Give the number with its unit." in told


@pytest.mark.parametrize("broken", [True, False], ids=["cut", "ended"])
def test_a_connection_that_drops_in_the_middle_keeps_what_came_and_says_so(broken: bool) -> None:
    draft, events, server = ask(claude_reply([Block("31 otters were found.", [(0, 1, 2)]), " In"], None, broken=broken))
    assert draft.text.startswith("31 otters were found.")
    assert cited(draft)[0] == [[1]]
    assert draft.stopped is not None
    assert "broke off" in draft.stopped
    assert draft.text == "".join(event.text for event in events if isinstance(event, TextAdded))
    assert len(server.requests) == 1


def test_an_overload_in_the_middle_keeps_what_came() -> None:
    begun = claude_reply(["31 otters were found."], None)
    error = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'
    draft, _, _ = ask(Reply([*begun.body, error]))
    assert draft.text == "31 otters were found."
    assert draft.stopped == "Claude is overloaded at the moment. Ask again in a minute."


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("max_tokens", "length limit"),
        ("refusal", "declined"),
        ("model_context_window_exceeded", "too long"),
        ("pause_turn", "ended the answer early (pause_turn)"),
    ],
)
def test_each_early_end_has_its_words_and_keeps_the_text(reason: str, words: str) -> None:
    draft, _, _ = ask(claude_reply(["31 otters were"], reason))
    assert draft.text == "31 otters were"
    assert draft.stopped is not None
    assert words in draft.stopped


def test_an_empty_output_is_asked_again_once_and_both_are_kept() -> None:
    draft, _, server = ask(claude_reply([]), claude_reply(["31 otters."]))
    assert (draft.text, draft.stopped) == ("31 otters.", None)
    assert len(server.requests) == 2
    assert "asked again" in draft.notes[0]
    assert "asked again" in draft.raw
    assert draft.tokens["output"] == 84
    twice, _, server = ask(claude_reply([]))
    assert len(server.requests) == 2
    assert twice.stopped is not None
    assert "returned nothing" in twice.stopped


def test_a_model_that_goes_round_in_circles_is_stopped() -> None:
    draft, _, server = ask(
        claude_reply(["31 otters were found. ", *["It is so indeed, as was said. "] * 200], pause_s=0.0)
    )
    assert draft.stopped is not None
    assert "same again" in draft.stopped
    assert len(draft.text) < 2000
    assert len(server.requests) == 1


def test_stop_hangs_up_and_keeps_what_was_told() -> None:
    draft, events, server = ask(claude_reply(["31 otters. "] * 400, pause_s=0.01), stop_after=3)
    assert draft.stopped == prompts.STOPPED_BY_USER
    assert draft.text == "".join(event.text for event in events if isinstance(event, TextAdded))
    assert len(events) == 3
    assert server.hung_up.wait(5)


def test_stop_is_heard_while_the_model_thinks() -> None:
    draft, _, server = ask(claude_reply(["x"], thinking="hmm " * 500, pause_s=0.02), stop_after=1)
    assert (draft.stopped, draft.text) == (prompts.STOPPED_BY_USER, "")
    assert server.hung_up.wait(5)


def test_a_last_count_of_zeros_takes_nothing_back() -> None:
    *begun, last, stop = claude_reply(["Mild."]).body
    draft, _, _ = ask(Reply([*begun, last.replace('"input_tokens": 100', '"input_tokens": 0'), stop]))
    assert draft.tokens == {"input": 100, "output": 42}


def test_stop_is_heard_before_the_first_byte() -> None:
    draft, _, server = ask(claude_reply(["x"], silent_s=60), stop_after=1, seconds=60)
    assert draft.stopped == prompts.STOPPED_BY_USER
    assert server.hung_up.wait(5)  # while it is silent still: it need not think on


def test_markup_stays_the_text_it_is() -> None:
    nasty = 'See ![x](http://evil.example/a.png) <img src=x onerror="y"> [here](javascript:z).'
    draft, _, _ = ask(claude_reply([nasty]))
    assert draft.text == nasty


# styles


def test_the_reference_style_reads_the_answer_out_of_its_form_and_keeps_the_citations() -> None:
    blocks = ["Answer:::\nAnswer: ", Block("31 otters were found.", [(0, 1, 2)]), "\n\nAnswer:::"]
    asked = replace(request("How many?", {"p": OTTERS}), style=Style("reference"))
    draft, events, server = ask(claude_reply(blocks), asked=asked)
    assert draft.text == "31 otters were found."
    assert cited(draft) == [[[1]]]
    assert events[0] == TextAdded("31 otters were found.")
    assert "Answer:::" in server.requests[0]["messages"][0]["content"][-1]["text"]
    assert "Answer:::" in draft.raw


def test_an_unlabelled_output_is_asked_again_and_never_lost() -> None:
    asked = replace(request("How many?", {"p": OTTERS}), style=Style("reference"))
    draft, _, server = ask(claude_reply(["31 otters."]), claude_error(529, "overloaded_error"), asked=asked)
    assert draft.text == "31 otters."
    assert len(server.requests) >= 2
    again = server.requests[1]["messages"][0]["content"][-1]["text"]
    assert "form asked for" in again


def test_a_template_is_sent_as_it_is_with_both_places_filled() -> None:
    how = Style("mine", "Context: {context}\nQ: {question} {other}\nHelpful Answer:")
    asked = replace(request("How {context} many?", {"p": OTTERS}), style=how)
    draft, _, server = ask(claude_reply(["31 otters."]), asked=asked)
    (message,) = server.requests[0]["messages"]
    expected = f"Context: {' '.join(OTTERS[:3])}\n\n{OTTERS[3]}\nQ: How {{context}} many? {{other}}\nHelpful Answer:"
    assert message["content"] == [{"type": "text", "text": expected}]
    assert "system" not in server.requests[0]
    assert draft.prompt == expected
    assert draft.text == "31 otters."


def test_the_key_is_typed_or_of_the_settings_and_never_shown() -> None:
    settings = Settings(
        secrets={"ANTHROPIC_API_KEY": "from-settings"}, preferences=Preferences(options={"claude_model": "claude-x"})
    )
    plain = ClaudeAnswerer.open("claude", settings, {})
    typed = ClaudeAnswerer.open("claude:claude-y", settings, {"anthropic": " typed "})
    assert (plain.model, plain.key.value) == ("claude-x", "from-settings")
    assert (typed.model, typed.key.value) == ("claude-y", "typed")
    assert "from-settings" not in repr(plain)
    assert "typed" not in repr(typed)


@pytest.mark.parametrize(
    ("parameter", "message"),
    [
        ("output_config", "This model does not support the effort parameter."),
        ("max_tokens", "max_tokens: 16000 > 4096, which is the maximum allowed number of output tokens"),
    ],
)
def test_an_older_model_is_asked_without_what_it_does_not_know(parameter: str, message: str) -> None:
    def answer(asked: dict[str, Any]) -> Reply:
        if asked.get(parameter) in ({"effort": "low"}, 16_000):
            return claude_error(400, "invalid_request_error", message)
        return claude_reply(["31 otters."])

    with ModelServer(answer) as server:
        for asked in (2, 3):  # the second time at once without it
            answerer = ClaudeAnswerer("claude", "claude-sonnet-5-5", Key(KEY), server.url, "low")
            draft = answerer.answer(request("How many otters were found?", {"p": OTTERS}), lambda _: True)
            assert (draft.text, draft.stopped) == ("31 otters.", None)
            assert len(server.requests) == asked


def test_a_citation_without_text_hangs_on_the_sentence_before_it() -> None:
    draft, events, _ = ask(claude_reply(["31 otters were found.", Block("", [(0, 1, 2)])]))
    assert cited(draft) == [[[1]]]
    citation: Citation = draft.sentences[0].citations[0]
    assert events[-1] == Cited(citation)


def test_half_characters_and_control_characters_never_reach_the_answer() -> None:
    draft, _, _ = ask(claude_reply(["31\x00 otters \ud83d were found.\n"]))
    assert draft.text == "31 otters ? were found.\n"
    (draft.text + draft.raw + draft.model).encode()
