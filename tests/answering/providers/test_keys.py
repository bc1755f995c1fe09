"""Which key goes to which service."""

import pytest

from lib.answering.providers.claude.settings import claude_key
from lib.answering.providers.keys import Key
from lib.answering.providers.openai.settings import endpoint_key, openai_key
from lib.config import Settings

SETTINGS = Settings(secrets={"ANTHROPIC_API_KEY": "a", "OPENAI_API_KEY": "o", "GROQ_API_KEY": "g"})


def test_a_typed_key_comes_before_the_settings() -> None:
    assert claude_key(SETTINGS, {}).value == "a"
    assert claude_key(SETTINGS, {"anthropic": " typed\n"}).value == "typed"
    assert openai_key(SETTINGS, {"openai": "typed"}).value == "typed"
    assert endpoint_key(SETTINGS, {"openai:groq": "typed"}, "groq", "GROQ_API_KEY").value == "typed"


@pytest.mark.parametrize("variable", ["", "OTHER_API_KEY"])
def test_no_other_services_key_goes_to_an_endpoint(variable: str) -> None:
    typed = {"anthropic": "claude", "openai": "open", "openai:other": "other"}
    assert endpoint_key(SETTINGS, typed, "lab", variable).value == ""


def test_a_key_does_not_show() -> None:
    assert "secret" not in repr(Key("secret"))
    assert "secret" not in f"{Key('secret')}"
