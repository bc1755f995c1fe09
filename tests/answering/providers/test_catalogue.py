"""What can be asked, and the models that a service lists."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lib.answering.answerers import list_answerers, list_models, providers
from lib.answering.providers.openai.settings import Endpoint
from lib.config import Preferences, Settings
from lib.errors import ConfigError, ModelFault
from tests.answering.servers import ModelServer, Reply


def test_answerers_say_what_they_need() -> None:
    endpoints = (Endpoint("groq", "https://groq.example/v1", "m", "GROQ_API_KEY"), Endpoint("lab", "http://lab/v1"))
    settings = Settings(
        addresses={"OPENAI_BASE_URL": "http://x/v1"}, preferences=Preferences(options={"endpoints": endpoints})
    )
    choices = {choice.id: choice for choice in list_answerers(settings)}
    assert list(choices) == ["extractive", "claude", "openai", "openai:groq", "openai:lab"]
    assert {name for name, choice in choices.items() if choice.needs} == {"claude", "openai:groq"}
    typed = list_answerers(settings, {"anthropic": "k", "openai:groq": "k"})
    assert [choice.needs for choice in typed] == [None] * 5


def test_every_setting_of_a_provider_is_drawn() -> None:
    settings = Settings(addresses={"OPENAI_BASE_URL": "http://x/v1"})
    for provider in providers():
        shown = [option.name for option in provider.shown_options(settings)]
        assert shown == [option.name for option in provider.options]


def test_other_models_of_claude_stand_beside_the_one_that_is_set() -> None:
    preferences = Preferences(options={"claude_model": "claude-a", "claude_models": ("claude-b", "claude-a")})
    choices = list_answerers(Settings(preferences=preferences), {"anthropic": "k"})
    assert [(choice.id, choice.model, choice.needs) for choice in choices[1:]] == [
        ("claude", "claude-a", None),
        ("claude:claude-b", "claude-b", None),
    ]


@pytest.mark.parametrize("kind", ["claude", "openai", "openai:lab"])
def test_models_come_from_the_service(kind: str) -> None:
    with ModelServer(models=["claude-sonnet-5-5", "other"]) as server:
        settings = Settings(
            addresses={"ANTHROPIC_BASE_URL": server.url, "OPENAI_BASE_URL": server.url},
            secrets={"ANTHROPIC_API_KEY": "k"},
            preferences=Preferences(options={"endpoints": (Endpoint("lab", server.url),)}),
        )
        models = list_models(kind, settings)
    assert [model.id for model in models] == ["claude-sonnet-5-5", "other"]
    assert [model.price for model in models] == [{"input": 2, "output": 10}, {}]


def test_a_service_that_cannot_be_asked_says_why() -> None:
    with pytest.raises(ModelFault, match="There is no key for Claude"):
        list_models("claude", Settings())
    for kind in ("claude", "openai"):
        nobody = Settings(
            addresses={"ANTHROPIC_BASE_URL": "http://127.0.0.1:9", "OPENAI_BASE_URL": "http://127.0.0.1:9"},
            secrets={"ANTHROPIC_API_KEY": "k"},
        )
        with pytest.raises(ModelFault, match="cannot be reached"):
            list_models(kind, nobody)
    with pytest.raises(ConfigError):
        list_models("extractive", Settings())


@pytest.mark.parametrize("kind", ["claude", "openai"])
def test_a_web_page_is_no_list_of_models(kind: str) -> None:
    with ModelServer(listing=Reply(["<html>Welcome</html>"], content_type="text/html")) as server:
        settings = Settings(
            addresses={"ANTHROPIC_BASE_URL": server.url, "OPENAI_BASE_URL": server.url},
            secrets={"ANTHROPIC_API_KEY": "k"},
        )
        with pytest.raises(ModelFault, match="a web page"):
            list_models(kind, settings)


@pytest.mark.parametrize(
    ("settings", "loaded"),
    [
        ("Settings()", []),
        ("Settings(secrets={'ANTHROPIC_API_KEY': 'k'})", ["anthropic"]),
        ("Settings(addresses={'OPENAI_BASE_URL': 'http://x'})", ["openai"]),
    ],
)
def test_only_what_the_configured_models_need_is_loaded(settings: str, loaded: list[str]) -> None:
    script = f"""import sys
from lib.answering.answerers import load_sdks
from lib.config import Settings
load_sdks({settings})
print([name for name in ("anthropic", "openai") if name in sys.modules])"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(loaded)
