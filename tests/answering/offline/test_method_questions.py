"""Who asks how something was done is quoted what the authors did, not what others did or what could be done."""

from __future__ import annotations

import pytest

from lib.answering.offline.method_questions import asks_what_was_done, tells_what_was_done
from lib.records import Sentence


def sentence(text: str, section: str = "Methods") -> Sentence:
    return Sentence(0, text, section, "body", [], [])


DONE = "The recordings were resampled to 22 kHz."


@pytest.mark.parametrize(
    "other",
    [
        sentence("Recordings can be resampled to a lower rate."),
        sentence("The recordings were resampled as by Lovelace et al. before."),
        sentence("The recordings were resampled (Hopper 1952)."),
        sentence(DONE, "1 Introduction > Related work"),
        sentence(DONE, "Limitations and future work"),
        sentence("Resampling changes the rate of a recording."),
    ],
)
def test_what_was_done_in_this_study_comes_before(other: Sentence) -> None:
    assert tells_what_was_done(sentence(DONE)) > tells_what_was_done(other)


def test_only_a_question_in_the_past_asks_for_it() -> None:
    assert asks_what_was_done("How were the recordings resampled?")
    assert not asks_what_was_done("What is resampling?")
