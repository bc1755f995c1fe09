"""Settings from the environment and from the data folder."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import lib.answering.answerers  # noqa: F401 - its providers declare their settings and keys
from lib.answering.providers.claude.settings import MODELS
from lib.answering.providers.openai.settings import ENDPOINTS, Endpoint
from lib.config import PREFERENCES_COPY, PREFERENCES_FILE, Preferences, Settings, WorkspaceSettings
from lib.errors import ConfigError


def test_the_environment_names_the_settings() -> None:
    settings = Settings.from_environment(
        {"SIDELIGHT_DATA": "there", "QDRANT_URL": "http://localhost:6333", "DATABASE_URL": ""}
    )
    assert settings.data == Path("there")
    assert settings.qdrant_url == "http://localhost:6333"
    assert settings.database_url == ""


def test_no_key_is_shown_by_repr() -> None:
    secret = "sk-very-secret"
    settings = Settings(
        secrets={"ANTHROPIC_API_KEY": secret, "OPENAI_API_KEY": secret},
        qdrant_api_key=secret,
        database_url=f"postgresql://u:{secret}@h/d",
    )
    assert secret not in repr(settings)


def test_changed_preferences_are_there_after_a_restart(tmp_path: Path) -> None:
    WorkspaceSettings(Settings().in_folder(tmp_path)).change(word_limit=150)
    assert Settings().in_folder(tmp_path).preferences.word_limit == 150


def test_a_refused_preference_changes_nothing(tmp_path: Path) -> None:
    settings = WorkspaceSettings(Settings().in_folder(tmp_path))
    with pytest.raises(ConfigError, match="word_limit must be a whole number above zero"):
        settings.change(word_limit=0)
    assert settings.preferences == Preferences()
    assert not (tmp_path / PREFERENCES_FILE).exists()


def test_a_broken_preferences_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / PREFERENCES_FILE).write_text("{not json")
    with pytest.raises(ConfigError, match="Mend it, or delete it"):
        Settings().in_folder(tmp_path)


@pytest.mark.parametrize("damage", ["", "{not json", "[1]", None])
def test_settings_that_are_lost_or_damaged_come_from_their_copy(
    tmp_path: Path, damage: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    Preferences(word_limit=99).write(tmp_path)
    path = tmp_path / PREFERENCES_FILE
    if damage is None:
        path.unlink()
    else:
        path.write_text(damage)
    assert Preferences.read(tmp_path).word_limit == 99
    assert "Its copy" in caplog.text
    (tmp_path / PREFERENCES_COPY).write_text("{")
    with pytest.raises(ConfigError, match=r"delete it and settings-copy\.json"):
        Preferences.read(tmp_path)


def test_a_settings_file_that_was_edited_by_hand_counts(tmp_path: Path) -> None:
    Preferences(word_limit=99).write(tmp_path)
    path = tmp_path / PREFERENCES_FILE
    path.write_text(path.read_text().replace("99", "77"))
    assert Preferences.read(tmp_path).word_limit == 77


def test_an_unknown_preference_of_a_newer_version_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / PREFERENCES_FILE).write_text('{"word_limit": 99, "from_the_future": 1}')
    assert Settings().in_folder(tmp_path).preferences.word_limit == 99


def test_the_file_has_the_settings_of_providers_beside_the_others_as_ever(tmp_path: Path) -> None:
    lab = {"name": "lab", "base_url": "http://localhost:11434/v1", "model": "", "key_variable": "", "form": "auto"}
    before = {
        "word_limit": 150,
        "claude_model": "claude-x",
        "claude_models": ["claude-y"],
        "claude_effort": "low",
        "openai_model": "llama",
        "endpoints": [lab],
    }
    (tmp_path / PREFERENCES_FILE).write_text(json.dumps(before))
    settings = WorkspaceSettings(Settings().in_folder(tmp_path))
    assert MODELS.of(settings.preferences) == ("claude-y",)
    assert ENDPOINTS.of(settings.preferences) == (Endpoint(**lab),)
    settings.change(passage_limit=6)
    written = json.loads((tmp_path / PREFERENCES_FILE).read_text())
    assert before.items() <= written.items()
    assert written["passage_limit"] == 6
    assert "options" not in written


def test_an_unknown_setting_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no setting claude_colour"):
        WorkspaceSettings(Settings().in_folder(tmp_path)).change(claude_colour="blue")


def test_a_workspace_tells_that_a_key_is_there_and_not_which(tmp_path: Path) -> None:
    settings = WorkspaceSettings(Settings(secrets={"ANTHROPIC_API_KEY": "sk-x"}).in_folder(tmp_path))
    assert settings.has_key("anthropic")
    assert not settings.has_key("openai")


def test_endpoints_are_kept_side_by_side_and_hold_no_key(tmp_path: Path) -> None:
    endpoints = [
        Endpoint("lab", "http://localhost:11434/v1", "llama3"),
        Endpoint("groq", "https://x.example/v1", key_variable="GROQ_API_KEY"),
    ]
    WorkspaceSettings(Settings().in_folder(tmp_path)).change(
        endpoints=endpoints, prices={"llama3": {"input": 0, "output": 0}}
    )
    again = Settings().in_folder(tmp_path).preferences
    assert ENDPOINTS.of(again) == tuple(endpoints)
    assert again.prices == {"llama3": {"input": 0, "output": 0}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "a/b"},
        {"name": ""},
        {"base_url": "localhost:11434"},
        {"base_url": "https://user:secret@x.example/v1"},
        {"base_url": "https://x.example/v1?key=secret"},
        {"key_variable": "sk-secret"},
        {"key_variable": "ANTHROPIC_API_KEY"},
        {"key_variable": "HOME"},
        {"form": "fancy"},
    ],
)
def test_an_endpoint_that_cannot_be_is_refused_without_repeating_a_secret(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as refused:
        Endpoint(**{"name": "lab", "base_url": "http://x.example/v1", **wrong})
    assert "secret" not in refused.value.message


NAMING_KEYS = """
from lib.answering.providers.openai.settings import Endpoint
from lib.errors import ConfigError


def may_name(variable):
    try:
        Endpoint("lab", "http://x.example/v1", key_variable=variable)
    except ConfigError:
        return False
    return True


def report():
    print(may_name("ANTHROPIC_API_KEY"), may_name("GROQ_API_KEY"))


report()
from lib.answering.answerers import find_provider, unregister
report()
unregister(find_provider("claude"))
report()
"""


def test_another_services_key_cannot_be_named_before_its_provider_is_registered_nor_after() -> None:
    """In a process of its own, in which nothing is registered at first: what is not known is refused."""
    done = subprocess.run([sys.executable, "-c", NAMING_KEYS], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:3] == ["False False", "False True", "False True"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"claude_effort": "extreme"},
        {"general_knowledge": "mixed in"},
        {"claude_model": 5},
        {"prices": {"m": {"input": 1}}},
        {"prices": {"m": {"input": -1, "output": 1}}},
        {"endpoints": [Endpoint("a", "http://x/v1"), Endpoint("a", "http://y/v1")]},
    ],
)
def test_a_preference_that_cannot_be_is_refused(wrong: dict[str, object], tmp_path: Path) -> None:
    settings = WorkspaceSettings(Settings().in_folder(tmp_path))
    with pytest.raises(ConfigError):
        settings.change(**wrong)
    assert settings.preferences == Preferences()


def test_named_keys_come_from_the_environment_and_not_the_others() -> None:
    environ = {"GROQ_API_KEY": "groq-secret", "ANTHROPIC_API_KEY": "claude-secret", "HOME": "/root"}
    settings = Settings.from_environment(environ)
    assert dict(settings.named_keys) == {"GROQ_API_KEY": "groq-secret"}
    assert "secret" not in repr(settings)
    assert WorkspaceSettings(settings).has_key("GROQ_API_KEY")
    assert not WorkspaceSettings(settings).has_key("OTHER_API_KEY")
