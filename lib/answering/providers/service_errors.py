"""What can go wrong between here and a model's server, each as one plain sentence; no key ever stands in one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_OWN_WAIT_S = 8.0
"""A server that asks to wait no longer than this is asked again by itself."""
SHORT_WAIT_S = 1.0
"""The wait before asking again where the server names none."""
MESSAGE_LIMIT = 200
"""Characters of a server's own words that are repeated."""
REASON_LIMIT = 40
"""Characters of the reason that a server gives for ending."""
IN_MINUTES_FROM_S = 120
"""From which a wait is told in minutes."""

STATUS_OF_KIND = {
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""The status that goes with an error's kind, where a stream names the kind alone."""

_TOO_LONG = re.compile(
    r"too long|context (length|window|size)|maximum context|exceed\w* .{0,40}context|too many tokens", re.I
)
_NO_MONEY = re.compile(r"credit balance|insufficient_quota|billing|exceeded your current quota|payment", re.I)


@dataclass(frozen=True, slots=True)
class Service:
    """Who is asked, in words for the screen."""

    name: str
    """How it is called, or the name that the user gave it."""
    address: str
    key_hint: str
    """Where its key is typed or set."""


@dataclass(frozen=True, slots=True)
class ServiceError:
    """Why there is no whole answer."""

    sentence: str
    wait_s: float | None = None
    """Seconds after which asking again by itself may help; None: it would not, or take too long to wait for."""
    asked_to_wait_s: float | None = None
    """Seconds that the server asked to wait, however long."""

    @property
    def later_s(self) -> float | None:
        """Seconds after which work in the background may ask again; None: it would not help."""
        return self.wait_s if self.asked_to_wait_s is None else self.asked_to_wait_s


def no_key(service: Service) -> ServiceError:
    """Return that there is no key at all."""
    return ServiceError(f"There is no key for {service.name}. {service.key_hint}")


def unusable_key(service: Service) -> ServiceError:
    """Return that the key cannot even be sent."""
    return ServiceError(f"The key for {service.name} holds characters that no key has. {service.key_hint}")


def unreachable(service: Service) -> ServiceError:
    """Return that nothing answers at the address."""
    return ServiceError(
        f"{service.name} cannot be reached at {service.address}. Check the network and the address, then ask again.",
        SHORT_WAIT_S,
    )


def timed_out(service: Service, seconds: float) -> ServiceError:
    """Return that there was no word for too long."""
    return ServiceError(
        f"{service.name} did not say a word for {seconds:.0f} seconds and was given up. Ask again, or set a longer time "
        "in the settings."
    )


def broken_off(service: Service) -> ServiceError:
    """Return that the connection ended before the answer did."""
    return ServiceError(
        f"The connection to {service.name} broke off before the answer was complete. Ask again to get it whole."
    )


def not_the_protocol(service: Service) -> ServiceError:
    """Return that something answers that is no model's server."""
    return ServiceError(
        f"The server at {service.address} answers with a web page or something else that is no model. Check the address: "
        "it usually ends in /v1."
    )


def overloaded(service: Service) -> ServiceError:
    """Return that the service has too much to do."""
    return ServiceError(f"{service.name} is overloaded at the moment. Ask again in a minute.", SHORT_WAIT_S)


def failed_midway(service: Service, message: str) -> ServiceError:
    """Return that the service had an error in the middle of a stream."""
    words = plain(message)
    return ServiceError(f"{service.name} broke off with an internal error" + (f": “{words}”" if words else "."))


def refused(service: Service) -> ServiceError:
    """Return that the model declines."""
    return ServiceError(f"{service.name} declined to answer this question. Word it differently, or ask another model.")


def cut_at_the_limit(service: Service) -> ServiceError:
    """Return that the model reached its length limit."""
    return ServiceError(f"{service.name} reached its length limit, so the answer is cut off at the end.")


def too_large(service: Service) -> ServiceError:
    """Return that the question with its passages does not fit into the model."""
    return ServiceError(
        f"The question with its passages is too long for {service.name}. Ask without the whole paper, or with fewer "
        "passages."
    )


def ended_early(service: Service, reason: str) -> ServiceError:
    """Return that it ended for a reason that has no words of its own here."""
    return ServiceError(
        f"{service.name} ended the answer early ({plain(reason)[:REASON_LIMIT]}). Ask again to get it whole."
    )


def of_status(
    service: Service,
    status: int,
    *,
    model: str = "",
    kind: str = "",
    message: str = "",
    headers: Mapping[str, str] | None = None,
    key: str = "",
) -> ServiceError:
    """Return what a status code, the error's own kind and its message mean; `key` is struck from what is repeated."""
    if status < 400:  # said in the middle of a stream that began well
        status = STATUS_OF_KIND.get(kind, 500)
    words = f"{kind} {message}"
    if status == 402 or _NO_MONEY.search(words):
        return ServiceError(
            f"The account behind the key for {service.name} has no credit left. Top it up, or use another key; then ask "
            "again."
        )
    if status == 413 or is_too_long(message):
        return too_large(service)
    match status:
        case 401:
            return ServiceError(f"{service.name} does not accept the key. {service.key_hint}")
        case 403:
            return ServiceError(
                f"The key for {service.name} may not use {_model_in_words(model)}. Use another model or key."
            )
        case 404:
            return _not_there(service, model, words)
        case 429:
            return _too_many(service, headers or {})
        case 408 | 504:
            return ServiceError(f"{service.name} took too long and gave up. Ask again.", SHORT_WAIT_S)
        case 503 | 529:
            return overloaded(service)
    return _other(service, status, message.replace(key, "…") if key else message)


def _other(service: Service, status: int, message: str) -> ServiceError:
    if status >= 500:
        return ServiceError(f"{service.name} has an internal error ({status}). Ask again in a minute.", SHORT_WAIT_S)
    words = plain(message)
    return ServiceError(f"{service.name} refused the request ({status})" + (f": “{words}”" if words else "."))


def _not_there(service: Service, model: str, words: str) -> ServiceError:
    if model and (model.lower() in words.lower() or "model" in words.lower()):
        return ServiceError(f"{service.name} knows no model “{model}” (any more). Choose another in the settings.")
    return ServiceError(
        f"Nothing answers at {service.address} in the way a model does (404). Check the address and the model."
    )


def _too_many(service: Service, headers: Mapping[str, str]) -> ServiceError:
    wait = retry_after(headers)
    if wait is None:
        return ServiceError(
            f"{service.name} gets too many questions with this key at the moment. Ask again in a minute.", SHORT_WAIT_S
        )
    return ServiceError(
        f"{service.name} gets too many questions with this key and asks to wait {_duration(wait)}. Ask again after that.",
        wait if wait <= LONGEST_OWN_WAIT_S else None,
        wait,
    )


def is_too_long(message: str) -> bool:
    """Return whether a server says that the prompt does not fit into the model."""
    return bool(_TOO_LONG.search(message))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that the header asks to wait; None where it names none."""
    value = headers.get("retry-after", "")
    return float(value) if re.fullmatch(r"\d{1,6}(\.\d+)?", value) else None


def plain(text: str) -> str:
    """Return the words of a server on one line: no markup, nothing that looks like a key, at most 200 characters."""
    bare = re.sub(r"<[^>]*>", " ", text)
    bare = re.sub(r"\b(sk|gsk|pk|key)[-_][\w*.-]{4,}", "…", bare)
    bare = re.sub(r"https?://\S+", "…", bare)
    line = " ".join("".join(c if c.isprintable() else " " for c in bare).split())
    return line if len(line) <= MESSAGE_LIMIT else line[: MESSAGE_LIMIT - 1] + "…"


def _model_in_words(model: str) -> str:
    return f"the model “{model}”" if model else "this model"


def _duration(seconds: float) -> str:
    if seconds >= IN_MINUTES_FROM_S:
        return f"{seconds / 60:.0f} minutes"
    return "a second" if seconds <= 1 else f"{seconds:.0f} seconds"
