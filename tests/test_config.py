"""Settings from the environment and from the data folder."""

from pathlib import Path

import pytest

from lib.config import PREFERENCES_FILE, Preferences, Settings, WorkspaceSettings
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
        anthropic_api_key=secret,
        openai_api_key=secret,
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
    with pytest.raises(ConfigError, match="Mend or delete it"):
        Settings().in_folder(tmp_path)


def test_an_unknown_preference_of_a_newer_version_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / PREFERENCES_FILE).write_text('{"word_limit": 99, "from_the_future": 1}')
    assert Settings().in_folder(tmp_path).preferences.word_limit == 99


def test_a_workspace_tells_that_a_key_is_there_and_not_which(tmp_path: Path) -> None:
    settings = WorkspaceSettings(Settings(anthropic_api_key="sk-x").in_folder(tmp_path))
    assert settings.has_key("anthropic")
    assert not settings.has_key("openai")
