"""What a model thinks aloud is no part of what it says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.answering.providers.openai import answerer as module
from lib.answering.providers.openai.model_output import ModelOutput
from lib.records import TextAdded, Withdrawn
from tests.answering.providers.asking import ask_lab
from tests.answering.servers import Reply, chat_reply, structured_reply


def spoken(text: str, size: int = 1000) -> ModelOutput:
    output = ModelOutput()
    for at in range(0, len(text), size):
        output.add(text[at : at + size])
    output.end()
    return output


THINKING = [
    "<think>{}</think>\n",
    "< Think >{}</ THINK >",
    "{}</think>\n\n",
    "Okay.\n<think>\n{}\n</think>\n",
    "<thought>{}</thought>",
    '<reasoning effort="high">{}</reasoning>',
    "<seed:think>{}</seed:think>",
    "[THINK]{}[/THINK]",
    "◁think▷{}◁/think▷",
    "[REASONING]{}[/REASONING]",
    "\\<think\\>{}\\</think\\>",
    "<seed:cot_budget_reflect>{}</seed:cot_budget_reflect><seed:think>again</seed:think>",
    "<self_reflection>{}</self_reflection><plan>again</plan>",
    "<｜begin▁of▁thinking｜>{}<｜end▁of▁thinking｜>",
    "<|thinking_start|>{}<|thinking_end|>",
    "<|reasoning|>{}<|/reasoning|>",
    "<|im_start|>think\n{}<|im_end|>\n<|im_start|>answer\n",
    "<|channel|>commentary to=f <|constrain|>json<|message|>{}<|call|><|start|>assistant<|channel|>final<|message|>",
    "<|begin_of_thought|>{}<|end_of_thought|>",
    "<|START_THINKING|>{}<|END_THINKING|>",
    "<|channel|>analysis<|message|>{}<|end|><|start|>assistant<|channel|>final<|message|>",
    "{}<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>",
    "analysisWe need it. {}assistantfinal",
    "<|channel>thought\n{}<channel|>",
    "<think>{}</think><think>again</think>",
    "<longcat_think>{}</longcat_think>",
    "<think:opensource>{}</think:opensource>",
    "<inner_thoughts>{}</inner_thoughts>",
    "<chain_of_thought>{}</chain_of_thought>",
    "＜think＞{}＜/think＞",
    "&lt;think&gt;{}&lt;/think&gt;\n",
    "<|think|>{}<|end|><|begin|>assistant<|content|>",
    "Here is my thought process:\n{}\n\nHere is my response:\n",
    "Here are my reasoning steps:\n{}\n[BEGIN FINAL RESPONSE]\n",
    "{}\n[BEGIN FINAL RESPONSE]\n",
    "Thinking...\n{}\n...done thinking.\n\n",
    '<details type="reasoning" done="true">\n<summary>Thought</summary>{}</details>\n',
]


@pytest.mark.parametrize("thinking", THINKING)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_what_follows_the_thinking_is_the_answer(thinking: str, size: int) -> None:
    output = spoken(thinking.replace("{}", "How many, then? [2] has 31.") + "31 otters.", size)
    assert output.text.removeprefix("Okay.").strip() == "31 otters."
    assert output.thought


@pytest.mark.parametrize(
    "token",
    ["<|im_end|>", "</s>", "<|eot_id|>", "<end_of_turn>", "<|end|>", "<｜end▁of▁sentence｜>", "<eos>", "<|return|>",
     "[|endofturn|]", "<sep>", "<reserved_106>", "[END FINAL RESPONSE]"],
)  # fmt: skip
def test_control_tokens_are_no_text_and_end_the_turn(token: str) -> None:
    assert spoken(f"31 otters.{token}").text == "31 otters."
    assert spoken(f"31 otters.{token}\nuser\nAnd now?", 3).text == "31 otters."


@pytest.mark.parametrize("tag", ["answer", "ANSWER", "response", "Output", "final_answer"])
@pytest.mark.parametrize("size", [1, 1000])
def test_tags_around_an_answer_are_no_text(tag: str, size: int) -> None:
    assert spoken(f"<think>12?</think>\n<{tag}>\n31 otters.\n</{tag}>", size).text.strip() == "31 otters."
    inside = f"The tags <{tag}> and </{tag}> stand in its prompt."
    assert spoken(inside, size).text == inside


@pytest.mark.parametrize("size", [1, 1000])
def test_thinking_that_is_empty_is_no_text(size: int) -> None:
    assert spoken("<think/>\n31 otters.", size).text == "31 otters."


def test_a_turns_beginning_is_no_text() -> None:
    assert spoken("<|im_start|>assistant\n31 otters.<|im_end|>", 2).text == "31 otters."
    assert spoken("<s> [INST] 31 <|begin_of_box|>otters<|end_of_box|>.").text == "31 otters."


@pytest.mark.parametrize(
    "text",
    [
        "The template uses <think> and </think> tags [3].",
        "Generation stops at `</think>` and “<|im_end|>”.",
        "It ends with the token <|im_end|>, as in R1.",
        "p < 0.05 and n > 3, f[x] [THI",
        "Otters <b>swim</b>.",
    ],
)
@pytest.mark.parametrize("size", [1, 1000])
def test_a_text_about_tags_stays_whole(text: str, size: int) -> None:
    assert spoken(text, size).text == text


PIECES = ["<think>", "</think>", "[THINK]", "<|im_end|>", "a ", "31.", "\n", "<", "`", "<|channel|>analysis<|message|>"]


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.integers(1, 9))
def test_how_an_output_is_cut_changes_nothing(pieces: list[str], size: int) -> None:
    whole, cut = spoken("".join(pieces)), spoken("".join(pieces), size)
    assert (cut.text, cut.thought) == (whole.text, whole.thought)


def test_thinking_without_its_tag_is_taken_back_and_waited_for_the_next_time() -> None:
    thought = chat_reply("How many? [1] tells of rivers.\n</think>\n\n31 otters [2].")
    draft, events, server = ask_lab(thought, form="numbered")
    assert draft.text == "31 otters."
    assert Withdrawn() in events
    after = events[events.index(Withdrawn()) :]
    assert "".join(event.text for event in after if isinstance(event, TextAdded)) == draft.text
    assert module.OPENING_TAG in module.capabilities.refused((f"{server.url}/v1", "test-model"))


def test_a_place_that_leaves_out_the_tag_is_not_believed_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.capabilities, "refused", lambda _: frozenset({module.OPENING_TAG}))
    for text in ("How many?\n</think>\n31 otters [2].", "31 otters [2]."):
        draft, events, _ = ask_lab(chat_reply(text), form="numbered")
        assert draft.text == "31 otters."
        assert Withdrawn() not in events


def test_a_draft_in_the_thinking_is_no_answer() -> None:
    draft_object = '{"found": true, "sentences": [{"text": "Maybe 12.", "ids": [1]}]}'
    answer = '{"found": true, "sentences": [{"text": "31 otters.", "ids": [2]}]}'
    for thinking in (f"A draft: {draft_object} No.\n</think>\n", f"{draft_object} No.\n</think>\n"):
        assert ask_lab(chat_reply(thinking + answer))[0].text == "31 otters."


# thinking beside the content


def stream(*deltas: dict[str, object], finish: str = "stop") -> Reply:
    chunks: list[dict[str, object]] = [{"choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    return Reply([f"data: {json.dumps(chunk)}\n\n" for chunk in chunks])


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning", "thinking"])
def test_thinking_beside_the_content_is_trace(name: str) -> None:
    draft, _, _ = ask_lab(stream({name: "How many?"}, {"content": "31 otters [2]."}), form="numbered")
    assert draft.text == "31 otters."
    assert draft.raw == "<think>How many?</think>\n31 otters [2]."


def test_content_as_parts_is_put_together() -> None:
    thought = {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "How many?"}]}]}
    parts = [{"content": [{"type": "text", "text": piece}]} for piece in ("31 otters ", "[2].")]
    draft, _, _ = ask_lab(stream(thought, *parts), form="numbered")
    assert draft.text == "31 otters."
    assert "How many?" in draft.raw
    marked = {"content": [{"type": "text", "text": "How many?", "thought": True}]}
    nested = {"content": [{"type": "text", "text": {"value": "31 otters [2].", "annotations": []}}]}
    assert ask_lab(stream(marked, nested), form="numbered")[0].text == "31 otters."


def test_a_tag_that_ends_an_answer_without_beginning_one_is_no_text() -> None:
    assert ask_lab(stream({"content": "31 otters [2].</answer>"}), form="numbered")[0].text == "31 otters."
    told = "The prompt has <answer>31</answer> in it [2]."
    assert ask_lab(stream({"content": told}), form="numbered")[0].text == told.replace(" [2]", "")


def test_an_answer_that_a_server_took_for_thinking_is_found() -> None:
    answer = '{"found": true, "sentences": [{"text": "31 otters.", "ids": [2]}]}'
    assert ask_lab(stream({"reasoning_content": answer}))[0].text == "31 otters."
    behind = stream({"reasoning_content": "How many?</think>31 otters [2]."})
    assert ask_lab(behind, form="numbered")[0].text == "31 otters."


def test_thoughts_alone_are_asked_again_and_said() -> None:
    draft, _, server = ask_lab(stream({"reasoning_content": "How many?"}), form="numbered")
    assert draft.stopped is not None
    assert "nothing but thoughts" in draft.stopped
    assert (draft.text, len(server.requests)) == ("", 2)
    again, _, _ = ask_lab(stream({"reasoning_content": "Hm"}), structured_reply(("31 otters.", [2])))
    assert (again.text, again.stopped) == ("31 otters.", None)


def test_thinking_that_takes_up_the_limit_is_not_asked_again() -> None:
    draft, _, server = ask_lab(stream({"reasoning_content": "so many " * 50}, finish="length"), form="numbered")
    assert draft.stopped is not None
    assert "thought until its limit of 4,000 tokens and gave no answer" in draft.stopped
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("STOP", None),
        ("COMPLETE", None),
        ("eos_token", None),
        ("MAX_TOKENS", "length limit"),
        ("model_length", "length limit"),
        ("FINISH_REASON_MAX_TOKENS", "length limit"),
        ("SAFETY", "declined"),
        ("PROHIBITED_CONTENT", "declined"),
        ("insufficient_system_resource", "overloaded"),
        ("tool_calls", None),
        ("max_completion_tokens", "length limit"),
        ("truncated", "length limit"),
        ("output_limit", "length limit"),
        ("content_filtered", "declined"),
        ("ERROR_TOXIC", "declined"),
        ("rate_limit_exceeded", "overloaded"),
        ("gone fishing", "ended the answer early (gone fishing)"),
    ],
)
def test_reasons_to_end_are_understood_in_any_words(reason: str, words: str | None) -> None:
    draft, _, _ = ask_lab(stream({"content": "31 otters [2]."}, finish=reason), form="numbered")
    assert draft.text == "31 otters."
    assert (draft.stopped is None) if words is None else (words in (draft.stopped or ""))


@pytest.mark.parametrize("ends_counted", [False, True])
def test_a_count_of_tokens_ends_an_answer_only_where_it_stands_alone(ends_counted: bool) -> None:
    usage = {"prompt_tokens": 5, "completion_tokens": 6}
    chunks: list[dict[str, object]] = [
        {"choices": [], "usage": usage},
        {"choices": [{"index": 0, "delta": {"content": "31 otters [2]."}}], "usage": usage},
    ]
    chunks += [{"choices": [], "usage": usage}, {"choices": []}] if ends_counted else []
    draft, _, _ = ask_lab(Reply([f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]), form="numbered")
    assert (draft.text, draft.stopped is None) == ("31 otters.", ends_counted)
