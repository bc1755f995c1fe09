"""What services without a preset say in their errors, each told as what it is: `vendor_errors.jsonl` beside it.

Written down from the services' documentation and from public reports; names, numbers and keys are made up.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from lib.answering.providers.error_bodies import read_error_body
from lib.answering.providers.service_errors import Service, is_key_refused, of_status

LAB = Service("lab", "http://lab.example/v1", "Type one.")
WORDS = {
    "wait": "too many questions|overloaded|asks to wait|internal error|took too long",
    "credit": "no credit left",
    "spent": "spending limit",
    "key": "does not accept the key",
    "model": "knows no model|may not use the model",
    "too_long": "too long for|takes more than the limit of tokens per minute",
    "declined": "declined to answer",
    "not_served": "does not serve this account or place",
}
"""What the sentence says, by what the error is."""
OF_THIS_QUESTION = {"too_long", "declined"}
"""What another question need not meet with."""
ERRORS = [json.loads(line) for line in Path(__file__).with_name("vendor_errors.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("error", ERRORS, ids=[one["what"] for one in ERRORS])
def test_a_services_words_are_told_as_what_they_mean(error: dict[str, Any]) -> None:
    body = read_error_body(error["body"])
    told = of_status(LAB, error["status"], body, error["headers"], model="foo", key="k-1234567")
    assert re.search(WORDS[error["is"]], told.sentence), told.sentence
    assert is_key_refused(told.sentence) == (error["is"] == "key"), "the field for another key stands beside it"
    assert error["wait_s"] is None or told.later_s == pytest.approx(error["wait_s"])
    assert (told.later_s is not None) is (error["is"] == "wait")
    assert told.unavailable is (error["is"] not in OF_THIS_QUESTION)
