"""A second opinion on an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.answering.providers.claude.answerer import ClaudeAnswerer
from lib.answering.providers.keys import Key
from lib.answering.providers.second_opinion import NO_CLAIMS, NO_VERDICT, STOPPED, second_opinion
from lib.records import Answer, AnswerSentence, Citation, SecondOpinion
from tests.answering.requests import answered, passage, sentence
from tests.answering.servers import ModelServer, Reply, claude_error, claude_reply

PASSAGE = passage("p", [sentence(0, "Otters were counted."), sentence(1, "The count found 31 otters.")])
SENTENCES = [
    AnswerSentence("31 otters were found.", [], "supported", 0.9),
    AnswerSentence("The papers do not say when.", [], "no_claim", 1.0),
    AnswerSentence("It was in May.", [Citation("p", 1, [9], "Counts were made in May.", [])], "weak", 0.5),
]
ANSWER: Answer = replace(answered("How many?"), sentences=SENTENCES, passages=[PASSAGE])


def ask(reply: Reply, answer: Answer = ANSWER) -> tuple[SecondOpinion, ModelServer]:
    with ModelServer(reply) as server:
        answerer = ClaudeAnswerer("claude", "m", Key("k"), server.url, seconds=5, patience_s=0.01)
        return second_opinion(answer, answerer), server


def test_every_claim_is_judged_against_the_answers_own_copy_of_the_evidence() -> None:
    opinion, server = ask(
        claude_reply(["0: supported - the same number\n2: unsupported - no month is given\n1: supported"])
    )
    assert [(one.sentence, one.support, one.reason) for one in opinion.verdicts] == [
        (0, "supported", "the same number"),
        (2, "unsupported", "no month is given"),
    ]
    asked = server.requests[0]["messages"][0]["content"][0]["text"]
    assert PASSAGE.text in asked
    assert "Counts were made in May." in asked  # cited, though not among the passages
    assert "The papers do not say when." not in asked
    assert opinion.stopped is None
    assert (opinion.answer_id, opinion.answerer, opinion.tokens) == (ANSWER.id, "claude", {"input": 100, "output": 42})
    assert opinion.prompt == asked
    assert "the same number" in opinion.raw


@pytest.mark.parametrize(
    ("line", "support"),
    [("**0.** Partly: x", "weak"), ("- 0 - NOT SUPPORTED", "unsupported"), ("0) partially supported", "weak")],
)
def test_verdicts_are_read_as_models_write_them(line: str, support: str) -> None:
    assert ask(claude_reply([line]))[0].verdicts[0].support == support


def test_a_verdict_without_a_reason_takes_no_other_line_for_one() -> None:
    opinion, _ = ask(claude_reply(["0: supported\n2: unsupported\n"]))
    assert [(one.sentence, one.support, one.reason) for one in opinion.verdicts] == [
        (0, "supported", ""),
        (2, "unsupported", ""),
    ]


def test_words_without_a_verdict_and_faults_are_said() -> None:
    assert ask(claude_reply(["It looks fine to me."]))[0].stopped == NO_VERDICT
    assert "does not accept the key" in (ask(claude_error(401, "authentication_error"))[0].stopped or "")


def test_stop_hangs_up() -> None:
    verdicts = [f"{n}: supported - so it is\n" for n in range(400)]
    with ModelServer(claude_reply(verdicts, pause_s=0.02)) as server:
        answerer = ClaudeAnswerer("claude", "m", Key("k"), server.url, seconds=5)
        opinion = second_opinion(ANSWER, answerer, lambda: not server.requests)
        assert server.hung_up.wait(5)
    assert opinion.stopped == STOPPED
    assert opinion.tokens["input"] == 100


def test_an_answer_without_claims_asks_nobody() -> None:
    opinion, server = ask(claude_reply(["x"]), replace(ANSWER, sentences=SENTENCES[1:2]))
    assert opinion.stopped == NO_CLAIMS
    assert server.requests == []
