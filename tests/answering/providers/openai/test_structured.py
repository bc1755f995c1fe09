"""The JSON form of an answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.answering import prompts
from lib.answering.providers.conversation import Outcome
from lib.answering.providers.openai import answerer as module
from lib.answering.providers.openai.answer_object import repaired_object
from lib.answering.providers.openai.structured import StructuredText
from lib.answering.providers.transcript import Transcript
from lib.answering.sources import Sources
from lib.records import AnswerSentence, Cited, TextAdded
from tests.answering.providers.asking import OTTERS, ask_lab, cited, text_of
from tests.answering.requests import request
from tests.answering.servers import chat_reply, structured_reply


def test_each_sentence_is_told_with_its_citations_before_the_object_is_complete() -> None:
    reply = structured_reply(("31 otters were found.", [2]), ("Counts were made twice.", [1, 4]))
    draft, events, server = ask_lab(reply)
    assert draft.text == "31 otters were found. Counts were made twice."
    assert cited(draft) == [[[1]], [[0], [3]]]
    assert [type(event) for event in events] == [TextAdded, Cited, TextAdded, Cited, Cited]
    assert server.requests[0]["response_format"]["json_schema"]["schema"]["required"] == ["found", "sentences"]
    assert draft.settings["form"] == "structured"
    assert (draft.tokens, draft.stopped, draft.notes) == ({"input": 100, "output": 20}, None, [])


def test_neighbouring_ids_are_one_citation_and_no_run_crosses_a_passage() -> None:
    draft, _, _ = ask_lab(structured_reply(("All of it.", [1, 2, 3, 4])))
    assert cited(draft) == [[[0, 1, 2], [3]]]


def test_ids_that_were_not_given_are_dropped_and_said() -> None:
    draft, _, _ = ask_lab(structured_reply(("31 otters.", [2, 99, 0])))
    assert cited(draft) == [[[1]]]
    assert draft.notes == ["Dropped: 2 citations that point outside what the model was given."]


@pytest.mark.parametrize("ids", [["2"], [2.0], ["[2]"]])
def test_ids_written_another_way_are_understood(ids: list[Any]) -> None:
    draft, _, _ = ask_lab(structured_reply(("31 otters.", ids)))
    assert cited(draft) == [[[1]]]


def test_numbers_written_into_the_text_become_citations_too() -> None:
    draft, _, _ = ask_lab(structured_reply(("31 otters were found [2].", [])))
    assert draft.text == "31 otters were found."
    assert cited(draft) == [[[1]]]


def listed(items: str) -> str:
    return '{"found": true, "sentences": [' + items


@pytest.mark.parametrize(
    ("output", "text"),
    [
        (
            listed(r'{"text": "About \(31\) otters, \alpha \times 2.", "ids": [2]}]}'),
            r"About \(31\) otters, \alpha \times 2.",
        ),
        (listed(r'{"text": "31 otters \u00b1 2,\nnot 12.", "ids": [2]}]}'), "31 otters ± 2,\nnot 12."),
        (listed('{"text": "31 otters.", "ids": [2,],},]}'), "31 otters."),
        (listed('{"text": "31 otters.", "ids": 2}]}'), "31 otters."),
        (listed('{"text": "31 otters.", "ids": "2"}]}'), "31 otters."),
        (listed('{"text": "31 otters.", "ids": "[2]"}]}'), "31 otters."),
        (listed('{"text": "31 otters.", "ids": [[2]]}]}'), "31 otters."),
        (listed('{"text": "31 otters.", "ids": [{"id": 2}]}]}'), "31 otters."),
        (listed('"31 otters [2]."]}'), "31 otters."),
        (listed('["31 otters.", [2]]]}'), "31 otters."),
        (listed('{"claim": "31 otters.", "supporting_ids": [2]}]}'), "31 otters."),
        (listed('{"text": "31 otters.", "sentenceIds": [2]}]}'), "31 otters."),
        (listed('{"text": "31 otters.", "supportingIDs": [2]}]}'), "31 otters."),
        (listed('{"Text": "31 otters.", "EvidenceIds": [{"sentenceId": 2}]}]}'), "31 otters."),
        ('{"found": true, "sentences": "31 otters [2]."}', "31 otters."),
        (listed('{"sentence": "31 otters.", "citations": [2]}]}'), "31 otters."),
        (listed('{"text": "The "31 otters" were found.", "ids": [2]}]}'), 'The "31 otters" were found.'),
        (listed('{"text": "31 otters.", "ids": [2]}'), "31 otters."),
        ("{'found': True, 'sentences': [{'text': '31 otters.', 'ids': [2]}]}", "31 otters."),
        ('{"answer": [{"text": "31 otters.", "ids": [2]}]}', "31 otters."),
        ('{"answer": {"found": true, "sentences": [{"text": "31 otters.", "ids": [2]}]}}', "31 otters."),
        ('[{"text": "31 otters.", "ids": [2]}]', "31 otters."),
        ('{"text": "31 otters.", "ids": [2]}', "31 otters."),
        ('{"text": "31 otters.", "ids": [2]}\n{"text": "Mild.", "ids": [2]}', "31 otters. Mild."),
        (listed('{"text": "31 otters.", "citations": [{"sentence_id": 2, "quote": "x"}]}]}'), "31 otters."),
        (listed('{"text": "31 otters.", "supporting_sentences": [2]}]}'), "31 otters."),
        (listed('{"text": "31 otters.", "based_on": [2]}]}'), "31 otters."),
        (listed('{"Text": "31 otters.", "IDs": [2]}]}'), "31 otters."),
        (listed('{"The count was 31 otters.": [2]}]}'), "The count was 31 otters."),
        ('{"Found": true, "Sentences": [{"Text": "31 otters.", "Ids": [2]}]}', "31 otters."),
        ('{"found": true, "sentences": {"1": {"text": "31 otters.", "ids": [2]}}}', "31 otters."),
        ('{found: true, sentences: [{text: "31 otters.", ids: [2]}]}', "31 otters."),
        ('{"found": true "sentences": [{"text": "31 otters." "ids": [2]}]}', "31 otters."),
        ('{"found"：true，"sentences"：[{"text"："31 otters."，"ids"：[2]}]}', "31 otters."),
        ('{"found": "yes", "final_statements": [{"text": "31 otters.", "ids": [2]}]}', "31 otters."),
        ('{"found": true, "data": {"sentences": [{"text": "31 otters.", "ids": [2]}]}}', "31 otters."),
        (json.dumps({"name": "answer", "arguments": listed('{"text": "31 otters.", "ids": [2]}]}')}), "31 otters."),
        (
            'A try: {"found": true, "sentences": []} Better: ' + listed('{"text": "31 otters.", "ids": [2]}]}'),
            "31 otters.",
        ),
    ],
)
@pytest.mark.parametrize("piece", [1, 1000])
def test_json_that_is_almost_right_is_read(output: str, text: str, piece: int) -> None:
    draft, events, server = ask_lab(chat_reply(output, piece=piece))
    assert draft.text == text_of(events) == text
    assert (draft.found, draft.stopped) == (True, None)
    assert cited(draft)[0] == [[1]]
    assert len(server.requests) == 1


SAID = '"reply": [{"text": "31 otters.", "cites": [2]}]'
THOUGHT = '[{"text": "Let me think [1]."}]'


@pytest.mark.parametrize(
    "object_text",
    [
        f'{{"found": true, "thoughts": {THOUGHT}, {SAID}}}',
        f'{{"found": true, "reasoningSteps": {THOUGHT}, {SAID}}}',
        f'{{"found": true, "sources": {THOUGHT}, {SAID}}}',
        f'{{"found": true, "context": {{"text": "Let me think."}}, {SAID}}}',
        f'{{"found": true, "remarks": [{{"text": "Let me see."}}], {SAID}}}',
        '{"found": true, "reply_with_sources": [{"text": "31 otters.", "cites": [2]}]}',
    ],
)
def test_what_a_model_thinks_or_was_given_is_no_answer(object_text: str) -> None:
    found, items = repaired_object(object_text)
    assert (found, items) == (True, [{"text": "31 otters.", "cites": [2]}])


@pytest.mark.parametrize("name", ["preprocessing_steps", "statistical_analysis", "study_plan", "key_passages", "steps"])
def test_a_list_with_ids_is_the_answer_though_its_name_may_be_of_thinking(name: str) -> None:
    items = [{"text": "Images were resized.", "ids": [1]}]
    assert repaired_object(json.dumps({name: items})) == (None, items)
    for other in ("thoughts", "sources", "context"):
        assert repaired_object(json.dumps({other: [{"text": "Let me see.", "ids": [2]}], name: items})) == (None, items)
    assert repaired_object(json.dumps({name: [{"text": "Let me see."}]})) == (None, [])
    said = [{"text": "31 otters.", "ids": [2]}]
    assert repaired_object(json.dumps({name: items, "reply": said})) == (None, said)


def test_what_stands_beside_an_answer_that_is_not_there_is_none() -> None:
    assert repaired_object('{"found": false, "remarks": [{"text": "Otters.", "ids": [2]}]}') == (False, [])
    assert repaired_object('{"found": true, "context": [{"text": "Otters."}]}') == (True, [])


def test_what_cannot_be_read_twice_is_said_and_no_answer() -> None:
    draft, _, _ = ask_lab(chat_reply('{"verdict": 5}'))
    assert (draft.text, draft.found) == ('{"verdict": 5}', True)
    assert draft.notes[-1].startswith("The output is shown as it came")
    empty, _, _ = ask_lab(chat_reply('{"found": true, "sentences": []}'))
    assert (empty.text, empty.found) == ("", False)
    assert empty.stopped is not None
    assert "could not be used" in empty.stopped
    assert not any("as it came" in note for note in empty.notes)


def test_sentences_without_their_ids_are_kept_where_there_are_no_others() -> None:
    draft, _, server = ask_lab(chat_reply('{"found": true, "sentences": [{"text": "31 otters."}]}'))
    assert (draft.text, len(server.requests)) == ("31 otters.", 2)


def test_an_id_cut_in_the_middle_is_no_id() -> None:
    draft, _, _ = ask_lab(
        chat_reply(listed('{"text": "31 otters.", "ids": [2]}, {"text": "Mild.", "ids": [1'), "length")
    )
    assert draft.text == "31 otters."


def test_a_sentence_whose_ids_go_on_to_the_limit_is_kept() -> None:
    ids = ", ".join(str(number) for number in range(2, 60))
    draft, _, _ = ask_lab(chat_reply(listed('{"text": "31 otters.", "ids": [' + ids), "length"))
    assert draft.text == "31 otters."
    assert draft.stopped is not None
    assert "cut off" in draft.stopped
    assert cited(draft)[0][0] == [1, 2]


@pytest.mark.parametrize("found", [False, True])
def test_not_found_is_a_state(found: bool) -> None:
    reply = structured_reply((prompts.NOT_FOUND, [])) if found else structured_reply(found=False)
    draft, events, server = ask_lab(reply)
    assert (draft.found, draft.text, draft.sentences) == (False, prompts.NOT_FOUND, [])
    assert events == [TextAdded(prompts.NOT_FOUND)]
    assert len(server.requests) == 1


def test_general_knowledge_beside_not_found_is_kept_apart() -> None:
    draft, events, _ = ask_lab(structured_reply(("Otters usually live in groups.", []), found=False))
    assert (draft.text, draft.general) == (prompts.NOT_FOUND, "Otters usually live in groups.")
    assert events == [TextAdded(prompts.NOT_FOUND)]


@pytest.mark.parametrize(
    "wrapped", ["```json\n{}\n```", "Here you are: {}", "<think>Let me see {{...}}.</think>\n{}", "  {}\n\n"]
)
def test_an_object_wrapped_in_words_is_found(wrapped: str) -> None:
    body = json.dumps({"found": True, "sentences": [{"text": "31 otters.", "ids": [2]}]})
    draft, _, server = ask_lab(chat_reply(wrapped.replace("{}", body).replace("{{", "{").replace("}}.", "}.")))
    assert draft.text == "31 otters."
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "misfit",
    ['{"found": true, "sentences": [{"text": 5}]}', '{"answer": "31"}', "{", '{"found": true, "sentences": []}'],
)
def test_an_output_that_does_not_fit_is_asked_again_once(misfit: str) -> None:
    draft, events, server = ask_lab(chat_reply(misfit), structured_reply(("31 otters.", [2])))
    assert draft.text == text_of(events) == "31 otters."
    assert len(server.requests) == 2
    assert "did not fit" in server.requests[1]["messages"][-1]["content"]
    assert "asked again" in draft.notes[0]
    assert misfit in draft.raw


def test_prose_instead_of_an_object_is_shown_with_its_numbers_and_next_time_asked_for() -> None:
    prose = chat_reply("31 otters were found [2]. It was mild [3].")
    draft, _, server = ask_lab(prose)
    assert draft.text == "31 otters were found. It was mild."
    assert cited(draft) == [[[1]], [[2]]]
    assert len(server.requests) == 2
    assert any("as it came" in note for note in draft.notes)
    assert module.capabilities.refused((f"{server.url}/v1", "test-model")) == {"response_format"}


def test_an_object_cut_in_the_middle_keeps_its_whole_sentences() -> None:
    whole = json.dumps(
        {"found": True, "sentences": [{"text": "31 otters.", "ids": [2]}, {"text": "Mild.", "ids": [3]}]}
    )
    draft, _, _ = ask_lab(chat_reply(whole[:-12], "length"))
    assert draft.text == "31 otters."
    assert draft.stopped == "lab reached its length limit, so the answer is cut off at the end."


@given(st.integers(1, 30), st.sampled_from([True, False, None]), st.integers(0, 3))
def test_how_an_object_is_cut_changes_nothing(size: int, found: bool | None, count: int) -> None:
    sentences = [{"text": f'Sentence {i} says "[{i}]" and {{}}.', "ids": [i + 1, 50]} for i in range(count)]
    body = json.dumps({"sentences": sentences} if found is None else {"sentences": sentences, "found": found})

    def read(size: int) -> tuple[str, list[AnswerSentence], Outcome]:
        transcript, outcome = Transcript(lambda _: True), Outcome()
        structured = StructuredText(Sources.of(request("?", {"p": OTTERS})), transcript)
        for at in range(0, len(body), size):
            structured.add(body[at : at + size])
        structured.end(outcome, whole=True)
        transcript.emit_all()
        return *transcript.emitted(), outcome

    assert read(size) == read(len(body))


@pytest.mark.parametrize(
    "ids", ['["\u00b2"]', '["' + "9" * 5000 + '"]', "[1e400]", "[NaN]", "[" * 5000, '[{"a": 1}]', "[true]"]
)
def test_ids_that_are_no_numbers_lose_a_sentence_and_never_the_answer(ids: str) -> None:
    body = '{"found": true, "sentences": [{"text": "31 otters.", "ids": [1]}, {"text": "Odd.", "ids": ' + ids + "}]}"
    draft, _, _ = ask_lab(chat_reply(body), chat_reply(body))
    assert draft.text == "31 otters."
    assert [[c.sentence_ids for c in one.citations] for one in draft.sentences] == [[[0]]]


def test_the_example_of_the_form_is_no_answer_and_asked_again() -> None:
    copied = structured_reply((prompts.EXAMPLE_SENTENCE.capitalize() + ".", [3, 7]))
    assert prompts.EXAMPLE_SENTENCE in prompts.STRUCTURED
    draft, _, server = ask_lab(copied, structured_reply(("31 otters were found.", [2])))
    assert draft.text == "31 otters were found."
    assert "repeats the example" in json.dumps(server.requests[1])
    first, again = (json.dumps(one) for one in server.requests[:2])
    assert prompts.EXAMPLE_SENTENCE in first
    assert prompts.EXAMPLE_SENTENCE not in again  # a small model copies it a second time
    stubborn, _, _ = ask_lab(copied, copied)
    assert prompts.EXAMPLE_SENTENCE not in stubborn.text.lower()
    assert stubborn.stopped is not None
    assert "repeats the example" in stubborn.stopped
