"""The Settings page: choosing an embedder, and what is said on the way to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.embedding.models import EmbeddingServer, embedding_server


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with embedding_server() as server:
        yield server
        server.gate.set()


def choose(screen, setting, key=""):
    at = screen.open("settings")
    at.text_input(key="settings_embedder_name").set_value(setting)
    at.text_input(key="settings_embedder_key").set_value(key)
    at.button(key="settings_embedder_save").click().run()
    assert not at.exception
    return at


def test_the_embedder_that_answers_is_named(library, screen):
    screen.open("settings")
    assert "minilm" in screen.words


def test_it_says_what_embedders_were_measured_at(library, screen):
    screen.open("settings")
    assert "`BAAI/bge-small-en-v1.5` 0.58 (0.54 without vectors of its word pieces)" in screen.words


def test_another_embedder_takes_over_and_its_key_is_kept_nowhere(empty, screen, server):
    empty.open_index()
    setting = f"{server.url}#small"
    choose(screen, setting, "sk-embed-1")
    empty.embedding.wait()
    screen.open("settings")
    assert setting in screen.words
    assert empty.usage().embedder == setting
    assert server.keys[-1] == "Bearer sk-embed-1"
    assert screen.at.text_input(key="settings_embedder_key").value == ""
    assert not any(b"sk-embed-1" in path.read_bytes() for path in empty.folder.rglob("*") if path.is_file())


def test_on_the_way_both_are_named(empty, screen, server):
    empty.open_index()
    server.gate.clear()
    server.let_through = 0
    choose(screen, f"{server.url}#small")
    assert "minilm answers; on the way to" in screen.words
    server.gate.set()
    empty.embedding.wait()


def test_failure_is_told_and_the_present_one_can_stay(empty, screen):
    empty.open_index()
    choose(screen, "/no/such/folder")
    empty.embedding.wait()
    at = screen.open("settings")
    assert "There is no folder" in screen.words
    assert "The present index answers on." in screen.words
    at.button(key="settings_embedder_back").click().run()
    assert not at.exception
    assert empty.index.wanted_embedder == "minilm"
    assert empty.embedding.move is None
    assert "There is no folder" not in screen.words
