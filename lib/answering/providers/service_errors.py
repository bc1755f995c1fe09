"""What can go wrong between here and a model's server, each as one plain sentence; no key ever stands in one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lib.answering.providers import error_words
from lib.answering.providers.error_bodies import ErrorBody
from lib.answering.providers.waits import asked_wait

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
IN_HOURS_FROM_S = 2 * 3600
"""From which it is told in hours."""
A_MINUTE_S = 60.0
"""The wait where a minute's tokens are used up and the server names none."""

KEYS_TYPED = "on the Settings page"
"""Where a key is typed, in the sentences on one that is missing or wrong."""
_KEY_REFUSED = "does not accept the key"
"""In the sentence on a key that is wrong."""
STATUS_OF_KIND = {
    "authentication_error": 401,
    "invalid_api_key": 401,
    "unauthenticated": 401,
    "billing_error": 402,
    "permission_error": 403,
    "permission_denied": 403,
    "not_found_error": 404,
    "model_not_found": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "insufficient_quota": 429,
    "resource_exhausted": 429,
    "timeout_error": 504,
    "unavailable": 503,
    "unavailable_error": 503,
    "overloaded": 529,
    "overloaded_error": 529,
}
"""The status that goes with an error's kind, where a stream names the kind alone."""


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
    unavailable: bool = False
    """Whether the service took no question at all, whichever it was: any other would fare the same, and this one may be asked
    again as it is once there is a key, credit, or time gone by."""

    @property
    def later_s(self) -> float | None:
        """Seconds after which work in the background may ask again; None: it would not help."""
        return self.wait_s if self.asked_to_wait_s is None else self.asked_to_wait_s


def no_key(service: Service) -> ServiceError:
    """Return that there is no key at all."""
    return ServiceError(f"There is no key for {service.name}. {service.key_hint}", unavailable=True)


def unusable_key(service: Service) -> ServiceError:
    """Return that the key cannot even be sent."""
    return ServiceError(
        f"The key for {service.name} holds characters that no key has. {service.key_hint}", unavailable=True
    )


def key_refused(service: Service) -> ServiceError:
    """Return that the key is wrong."""
    return ServiceError(f"{service.name} {_KEY_REFUSED}. {service.key_hint}", unavailable=True)


def is_key_refused(stopped: str | None) -> bool:
    """Return whether an answer ended with the sentence of `key_refused`: stored answers keep no more of their end than words."""
    return stopped is not None and f" {_KEY_REFUSED}." in stopped


def no_credit(service: Service) -> ServiceError:
    """Return that the account is used up, which no waiting helps."""
    return ServiceError(
        f"The account behind the key for {service.name} has no credit left. Top it up, or use another key; then ask again.",
        unavailable=True,
    )


def spent(service: Service) -> ServiceError:
    """Return that a limit of money is reached that was set where the service is paid, which no waiting here helps."""
    return ServiceError(
        f"The spending limit set for the account or the key behind {service.name} is reached. Raise it there, or use another "
        "key; then ask again.",
        unavailable=True,
    )


def not_asked(reason: str) -> ServiceError:
    """Return that the address may not be asked, in the sentence that says why."""
    return ServiceError(reason, unavailable=True)


def unreachable(service: Service) -> ServiceError:
    """Return that nothing answers at the address."""
    return ServiceError(
        f"{service.name} cannot be reached at {service.address}. Check the network and the address, then ask again.",
        SHORT_WAIT_S,
        unavailable=True,
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
        "it usually ends in /v1.",
        unavailable=True,
    )


def overloaded(service: Service, wait: float | None = None) -> ServiceError:
    """Return that the service has too much to do; `wait`: the seconds that it asks to wait."""
    again = "in a minute" if wait is None or wait <= LONGEST_OWN_WAIT_S else f"in {duration(wait)}"
    return ServiceError(
        f"{service.name} is overloaded at the moment. Ask again {again}.", _own_wait(wait), wait, unavailable=True
    )


def not_served(service: Service, message: str) -> ServiceError:
    """Return that the account, or the place it asks from, is not served."""
    return ServiceError(
        f"{service.name} does not serve this account or place: “{plain(message)}” Use another service or account.",
        unavailable=True,
    )


def told_instead(service: Service, message: str) -> ServiceError:
    """Return what a server says in the place of an answer, though it calls that well."""
    return ServiceError(
        f"{service.name} refused the request: “{plain(message)}” Check its address, which usually ends in /v1, and its model.",
        unavailable=True,
    )


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


def thought_to_the_limit(service: Service, limit: int) -> ServiceError:
    """Return that the model reached its limit of tokens (0: its own) before it said anything."""
    tokens = f" of {limit:,} tokens" if limit else ""
    return ServiceError(
        f"{service.name} thought until its limit{tokens} and gave no answer. Set a higher limit of tokens on the Settings page, "
        "or ask a model that thinks less."
    )


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
    body: ErrorBody,
    headers: Mapping[str, str] | None = None,
    *,
    model: str = "",
    key: str = "",
) -> ServiceError:
    """Return what a status code and the error's body mean: the status decides before the words do.

    `key` is struck from what is repeated; empty: none was sent.
    """
    if status < 400:  # said in the middle of a stream that began well
        status = told_status(body) or 500
    if key:
        body = replace(body, message=body.message.replace(key, "…"), words=body.words.replace(key, "…"))
    words = f"{body.kinds} {body.message}"
    error = _of_account(service, status, body, model, key) or _of_load(service, status, body, headers or {}, model)
    if error is not None:
        return error
    if status == 413 or error_words.is_too_long(words):
        return too_large(service)
    return _other(service, status, body.message)


def told_status(body: ErrorBody) -> int | None:
    """Return the status that an error's body stands for, by its number, its kind or its words; None where it says nothing."""
    words = f"{body.kinds} {body.words}"
    by_kind = next((STATUS_OF_KIND[kind] for kind in body.kinds.split() if kind in STATUS_OF_KIND), None)
    if body.status or by_kind:
        return body.status or by_kind
    if error_words.says_no_credit(words, 429) or error_words.says_spent(words):
        return 402
    return 429 if error_words.is_limit_of_a_minute(words) else None


def _of_account(service: Service, status: int, body: ErrorBody, model: str, key: str) -> ServiceError | None:
    """Return what a status means that the account, the key or the model is at fault for; None for any other."""
    words = f"{body.kinds} {body.words}"
    match status:
        case 402:
            return no_credit(service)
        case 400 | 401 | 403 | 412 | 429 if (error := _by_words(service, status, body)) is not None:
            return error
        case 401 | 403 if not key:
            return no_key(service)
        case 400 | 403 if error_words.says_bad_key(words):
            return of_status(service, 401, body, model=model, key=key)
        case 401 if not error_words.says_no_access(words):
            return key_refused(service)
        case 401 | 403:
            return ServiceError(
                f"The key for {service.name} may not use {_model_in_words(model)}. Use another model or key.",
                unavailable=True,
            )
        case 404:
            return _not_there(service, model, body)
        case 400 | 409 | 422 if (
            model and error_words.says_not_offered(words) and not error_words.is_too_long(body.message)
        ):
            return _not_offered(service, model, body.message)
    return None


def _by_words(service: Service, status: int, body: ErrorBody) -> ServiceError | None:
    """Return what only the words of an error tell, whose status many share; None for any other."""
    words = f"{body.kinds} {body.words}"
    if error_words.says_no_credit(words, status):
        return no_credit(service)
    if error_words.says_spent(words):
        return spent(service)
    if status != 429 and error_words.says_not_served(words):
        return not_served(service, body.message)
    return refused(service) if status in {400, 403} and error_words.says_declined(words) else None


def _of_load(
    service: Service, status: int, body: ErrorBody, headers: Mapping[str, str], model: str
) -> ServiceError | None:
    """Return what a status means that passes with time; None for any other."""
    words = f"{body.kinds} {body.words}"
    wait = asked_wait(headers, body)
    match status:
        case 429 if _too_much_at_once(words):
            return _too_much_a_minute(service, wait, words)
        case 429:
            return _too_many(service, wait, words, model)
        case 413 if error_words.is_limit_of_a_minute(words):
            return _too_much_a_minute(service, wait, words)
        case 408 | 504:
            return ServiceError(f"{service.name} took too long and gave up. Ask again.", _own_wait(wait), wait)
        case 400 | 421 | 423 | 425 if error_words.says_busy(words):
            return overloaded(service, wait)
        case 498 | 503 | 529:  # 498: capacity that is used up, with Groq
            return overloaded(service, wait)
    if status >= 500:
        said = f": “{plain(body.message)}”" if body.message else "."
        return ServiceError(
            f"{service.name} has an internal error ({status}){said} Ask again in a minute.", _own_wait(wait), wait
        )
    return None


def _other(service: Service, status: int, message: str) -> ServiceError:
    words = plain(message)
    return ServiceError(f"{service.name} refused the request ({status})" + (f": “{words}”" if words else "."))


def _not_offered(service: Service, model: str, message: str) -> ServiceError:
    return ServiceError(
        f"{service.name} knows no model “{model}” that it can ask: “{plain(message)}” Choose another in the settings.",
        unavailable=True,
    )


def _not_there(service: Service, model: str, body: ErrorBody) -> ServiceError:
    words = f"{body.kinds} {body.words}"
    if "no models loaded" in words.lower():
        return _not_offered(service, model, body.message)
    if error_words.says_no_provider(words):
        return ServiceError(f"{service.name} refused the request (404): “{plain(body.message)}”", unavailable=True)
    if model and any(word in words.lower() for word in (model.lower(), "model", "deployment")):
        sentence = f"{service.name} knows no model “{model}” (any more). Choose another in the settings."
    else:
        sentence = (
            f"Nothing answers at {service.address} in the way a model does (404). Check the address and the model."
        )
    return ServiceError(sentence, unavailable=True)


def _too_many(service: Service, wait: float | None, words: str, model: str) -> ServiceError:
    if error_words.says_no_quota(words):
        return ServiceError(
            f"The account behind the key for {service.name} has no quota for {_model_in_words(model)}, so waiting does not "
            "help. Use another model or key.",
            unavailable=True,
        )
    if wait is None:
        return ServiceError(
            f"{service.name} gets too many questions with this key at the moment. Ask again in a minute.",
            SHORT_WAIT_S,
            unavailable=True,
        )
    return ServiceError(
        f"{service.name} gets too many questions with this key and asks to wait {duration(wait)}. Ask again after that.",
        _own_wait(wait),
        wait,
        unavailable=True,
    )


def _too_much_at_once(words: str) -> bool:
    """Return whether a question alone takes more tokens than a minute may have, which no waiting helps."""
    asked, allowed = error_words.asked_and_allowed(words)
    return error_words.is_limit_of_a_minute(words) and asked > allowed > 0


def _too_much_a_minute(service: Service, wait: float | None, words: str) -> ServiceError:
    """Return that the tokens of a minute do not suffice: for now, or for a question as long as this one."""
    asked, allowed = error_words.asked_and_allowed(words)
    if asked <= allowed:
        return _too_many(service, A_MINUTE_S if wait is None else wait, words, "")
    return ServiceError(
        f"The question with its passages takes more than the limit of tokens per minute that {service.name} has for this key "
        f"({asked:,} of {allowed:,}). Ask with fewer passages, or use a key with a higher limit."
    )


def _own_wait(wait: float | None) -> float | None:
    """Return the seconds after which a question is asked again by itself; None where that takes too long."""
    if wait is None:
        return SHORT_WAIT_S
    return wait if wait <= LONGEST_OWN_WAIT_S else None


def plain(text: str) -> str:
    """Return the words of a server on one line: no markup, nothing that looks like a key, at most 200 characters."""
    bare = re.sub(r"<[^>]*>", " ", text)
    bare = re.sub(r"\b(sk|gsk|pk|key)[-_][\w*.-]{4,}", "…", bare)
    bare = re.sub(r"https?://\S+", "…", bare)
    line = " ".join("".join(c if c.isprintable() else " " for c in bare).split())
    return line if len(line) <= MESSAGE_LIMIT else line[: MESSAGE_LIMIT - 1] + "…"


def _model_in_words(model: str) -> str:
    return f"the model “{model}”" if model else "this model"


def duration(seconds: float) -> str:
    """Return a time to wait in words."""
    if seconds >= IN_HOURS_FROM_S:
        return f"{seconds / 3600:.0f} hours"
    if seconds >= IN_MINUTES_FROM_S:
        return f"{seconds / 60:.0f} minutes"
    return "a second" if round(seconds) <= 1 else f"{seconds:.0f} seconds"
