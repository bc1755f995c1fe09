"""How long a server asks to wait, and what its error says."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from lib.answering.providers.error_bodies import ErrorBody, read_error_body
from lib.answering.providers.service_errors import Service, ServiceError, duration, of_status
from lib.answering.providers.waits import asked_wait

LAB = Service("lab", "http://lab.example/v1", "Type one.")
IN_TEN_HOURS = datetime.now(UTC) + timedelta(hours=10)
GEMINI = [
    {
        "error": {
            "code": 429,
            "status": "RESOURCE_EXHAUSTED",
            "message": "You exceeded your current quota, please check your plan and billing details.",
            "details": [
                {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": "PerMinute"}]},
                {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "36s"},
            ],
        }
    }
]
OPENROUTER = {
    "error": {
        "code": 429,
        "message": "Provider returned error",
        "metadata": {"raw": '{"error": {"message": "Please try again in 1m5s."}}', "provider_name": "x"},
    }
}


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "a second"), (1.4, "a second"), (2, "2 seconds"), (120, "2 minutes")]
)
def test_a_wait_is_told_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"retry-after": "2"}, {"message": "Please try again in 9m."}, 2),
        ({"Retry-After-Ms": "1500", "Retry-After": "2"}, {}, 1.5),
        ({"retry-after": format_datetime(IN_TEN_HOURS, usegmt=True)}, {}, 36_000),
        ({"x-ratelimit-reset-requests": "6m0s", "x-ratelimit-reset-tokens": "7.66s"}, {}, 360),
        (
            {
                "x-ratelimit-reset-requests": "6m0s",
                "x-ratelimit-remaining-requests": "12",
                "x-ratelimit-reset-tokens": "7.66s",
                "x-ratelimit-remaining-tokens": "0",
            },
            {},
            7.66,
        ),
        ({"anthropic-ratelimit-tokens-reset": IN_TEN_HOURS.isoformat()}, {}, 36_000),
        ({"x-ratelimit-reset": str(int(IN_TEN_HOURS.timestamp() * 1000))}, {}, 36_000),
        ({"ratelimit": '"default";r=0;t=45'}, {}, 45),
        ({"ratelimit": "default;r=50;t=45"}, {}, 45),
        ({"ratelimit": '"burst";r=10;t=1, "daily, of all";r=0;t=40000, "yearly";r=9;t=90000'}, {}, 40_000),
        (
            {
                "ratelimit": '"default";r=50;t=30',
                "x-ratelimit-remaining-requests": "0",
                "x-ratelimit-reset-requests": "2s",
            },
            {},
            2,
        ),
        ({}, GEMINI, 36),
        ({}, OPENROUTER, 65),
        ({}, {"message": "Please try again in 9m38.016s."}, 578.016),
        ({}, {"message": "Please retry after 1 hour and 5 minutes"}, 3900),
        ({}, {"detail": "Try again in 500ms"}, 0.5),
        ({}, {"message": "Slow down. 60 requests a minute."}, None),
        ({"retry-after": "99999999"}, {}, None),
    ],
)
def test_the_wait_is_read_wherever_it_stands(headers: dict[str, str], body: Any, seconds: float | None) -> None:
    told = asked_wait(headers, read_error_body(body))
    assert told == (None if seconds is None else pytest.approx(seconds, abs=3600 if seconds == 36_000 else 0.001))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"message": "no"}}, "no"),
        ({"error": "no"}, "no"),
        ([{"error": {"message": "no"}}], "no"),
        ({"message": "no"}, "no"),
        ({"detail": [{"loc": ["body"], "msg": "no"}]}, "no"),
        ('{"error": {"message": "no"}}', "no"),
        ("no", "no"),
        ("<html>no</html>", ""),
        ({"error": None}, '{"error": null}'),
        (None, ""),
        (7, "7"),
    ],
)
def test_the_words_are_found_in_every_shape(body: Any, message: str) -> None:
    assert read_error_body(body).message == message


def test_a_body_nested_without_end_is_read_to_a_depth() -> None:
    body: Any = "deep"
    for _ in range(5000):
        body = [body]
    assert read_error_body(body[0]).kinds == ""
    assert read_error_body("[" * 100_000).message.startswith("[[")


BILLING = "More at https://console.example.com/settings/billing, or add a payment method."


def error(status: int, body: Any, **headers: str) -> ServiceError:
    return of_status(LAB, status, read_error_body(body), headers, model="m", key="sk-secret")


@pytest.mark.parametrize("status", [429, 503, 529])
def test_a_limit_that_passes_is_waited_for_whatever_words_come_with_it(status: int) -> None:
    told = error(status, {"error": {"message": f"Too many tokens. {BILLING}", "type": "tokens"}})
    assert told.later_s
    assert "credit" not in told.sentence
    assert told.unavailable
    assert error(status, GEMINI).later_s == 36


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (402, {}),
        (429, {"error": {"code": "insufficient_quota", "message": "You exceeded your current quota."}}),
        (400, {"error": {"message": "Your credit balance is too low to access the API."}}),
        (402, {"error": {"message": "Insufficient Balance"}}),
        (403, {"error": {"code": "insufficient_balance"}}),
    ],
)
def test_only_an_account_without_credit_is_told_so(status: int, body: Any) -> None:
    told = error(status, body)
    assert "no credit left" in told.sentence
    assert (told.later_s, told.unavailable) == (None, True)


def test_a_key_that_is_refused_with_400_is_told_as_one() -> None:
    told = error(
        400, [{"error": {"message": "API key not valid. Please pass a valid API key.", "status": "INVALID_ARGUMENT"}}]
    )
    assert "does not accept the key" in told.sentence
    assert told.unavailable


def test_a_minutes_tokens_are_no_length_of_the_model() -> None:
    words = "Request too large on tokens per minute (TPM): Limit 6000, Requested {}, please reduce your message size."
    larger = error(413, {"error": {"message": words.format(7500), "code": "rate_limit_exceeded"}})
    assert "limit of tokens per minute" in larger.sentence
    assert "7,500 of 6,000" in larger.sentence
    assert larger.later_s is None
    assert error(413, {"error": {"message": words.format(5000), "code": "rate_limit_exceeded"}}).later_s == 60
    assert "too long for lab" in error(413, {"error": {"message": "Payload too large"}}).sentence


def test_no_quota_at_all_is_not_waited_for() -> None:
    body = {"error": {"message": "Quota exceeded for metric: free_tier_requests, limit: 0\nPlease retry in 36s"}}
    told = error(429, body)
    assert "no quota for the model “m”" in told.sentence
    assert told.later_s is None


def test_an_error_in_the_middle_of_a_stream_is_told_by_its_code() -> None:
    told = of_status(LAB, 200, read_error_body({"code": 429, "message": "Try again in 20s"}), key="k")
    assert told.later_s == 20
    assert of_status(LAB, 200, ErrorBody("x", kinds="overloaded_error"), key="k").later_s == 1


def test_no_key_stands_in_what_is_repeated() -> None:
    assert "sk-secret" not in error(400, json.dumps({"error": {"message": "bad sk-secret"}})).sentence
