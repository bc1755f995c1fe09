"""Which key goes to which service."""

from dataclasses import replace

import pytest

from lib.addresses import AddressRules
from lib.answering.providers.claude.settings import claude_key
from lib.answering.providers.keys import AddressedKey, Key
from lib.answering.providers.openai.settings import Endpoint, endpoint_key, openai_key
from lib.config import Settings


def endpoint(name: str, variable: str, address: str = "https://x.example/v1") -> Endpoint:
    return Endpoint(name, address, key_variable=variable)


SETTINGS = Settings(secrets={"ANTHROPIC_API_KEY": "a", "OPENAI_API_KEY": "o", "GROQ_API_KEY": "g"})


def test_a_typed_key_comes_before_the_settings() -> None:
    assert claude_key(SETTINGS, {}).value == "a"
    assert claude_key(SETTINGS, {"anthropic": " typed\n"}).value == "typed"
    assert openai_key(SETTINGS, {"openai": "typed"}).value == "typed"
    assert endpoint_key(SETTINGS, {"openai:groq": "typed"}, endpoint("groq", "GROQ_API_KEY")).value == "typed"


@pytest.mark.parametrize("variable", ["", "OTHER_API_KEY"])
def test_no_other_services_key_goes_to_an_endpoint(variable: str) -> None:
    typed = {"anthropic": "claude", "openai": "open", "openai:other": "other"}
    assert endpoint_key(SETTINGS, typed, endpoint("lab", variable)).value == ""


def test_a_key_of_the_environment_goes_to_its_own_service_alone() -> None:
    groq = "https://api.groq.com/openai/v1"
    assert endpoint_key(SETTINGS, {}, endpoint("groq", "GROQ_API_KEY", groq)).value == "g"
    for elsewhere in ("https://thief.example/v1", "http://api.groq.com/openai/v1", "https://api.groq.com:8443/v1"):
        assert endpoint_key(SETTINGS, {}, endpoint("groq", "GROQ_API_KEY", elsewhere)).value == ""


def test_who_starts_the_app_says_what_address_a_key_is_for() -> None:
    named = replace(SETTINGS, addresses={"GROQ_BASE_URL": "http://gateway.lab:4000/v1"})
    assert endpoint_key(named, {}, endpoint("groq", "GROQ_API_KEY", "http://gateway.lab:4000/other")).value == "g"


def test_a_key_for_no_address_in_particular_needs_one_on_a_server_for_others() -> None:
    own = replace(SETTINGS, secrets={"LAB_API_KEY": "l"})
    lab = endpoint("lab", "LAB_API_KEY", "https://lab.example/v1")
    served = replace(own, address_rules=AddressRules(private=False))
    assert endpoint_key(own, {}, lab).value == "l"
    assert endpoint_key(served, {}, lab).value == ""
    assert "LAB_BASE_URL" in " ".join(lab.describe(served, ()))
    bound = replace(served, addresses={"LAB_BASE_URL": "https://lab.example/v1"})
    assert endpoint_key(bound, {}, lab).value == "l"


def test_a_typed_key_does_not_follow_its_model_to_another_address() -> None:
    typed = {"openai:lab": AddressedKey("typed", "https://lab.example/v1")}
    assert endpoint_key(SETTINGS, typed, endpoint("lab", "", "https://lab.example/v2")).value == "typed"
    assert endpoint_key(SETTINGS, typed, endpoint("lab", "", "https://thief.example/v1")).value == ""


def test_a_key_does_not_show() -> None:
    assert "secret" not in repr(Key("secret"))
    assert "secret" not in f"{Key('secret')}"
