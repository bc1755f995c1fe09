"""The Settings page: what is there, what is missing, what can be changed."""

import json
import time
from pathlib import Path

import pytest
import streamlit as st

from lib import __version__, absence
from lib.answering.providers.claude.settings import EFFORT, MODEL
from lib.answering.providers.openai.settings import ENDPOINTS, Endpoint
from lib.answering.providers.prices import DATED
from lib.indexing import server_connection
from lib.storage.advisory_locks import SeenProcess
from tests.answering.servers import ModelServer, Reply, claude_reply
from tests.indexing.qdrant_server import QdrantServer
from tests.pages.conftest import CAMERAS


def test_it_says_where_the_data_lies_and_how_much(library, screen):
    screen.open("settings")
    assert str(library.folder) in screen.words
    assert "2 papers" in screen.words
    assert "embedded Qdrant" in screen.words


def test_it_says_which_version_runs(library, screen):
    screen.open("settings")
    assert f"Sidelight {__version__}" in screen.words


def test_it_says_what_is_missing(library, screen):
    screen.open("settings")
    assert "set ANTHROPIC_API_KEY" in screen.words


def test_it_says_first_who_can_be_asked_and_what_the_others_need(empty, screen):
    screen.open("settings")
    assert "Quotes from the papers, no language model:gray[ · ready]" in screen.words
    assert ":gray[ · needs a key" in screen.words


def test_a_model_that_is_ready_is_tested_there(folder, screen, monkeypatch):
    with ModelServer(claude_reply(["yes"])) as model:
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret-123")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", model.url)
        at = screen.open("settings")
        at.button(key="settings_test_claude").click().run()
        assert not at.exception
        assert "It answers" in at.success[0].value


def test_a_key_of_the_environment_is_named_but_not_shown(folder, screen, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret-123")
    screen.open("settings")
    assert "needs a key" not in screen.words
    assert "sk-secret-123" not in screen.words


def test_a_typed_key_stays_in_its_session(empty, screen):
    at = screen.open("settings")
    at.text_input(key="settings_key_anthropic").set_value("sk-typed-456").run()
    screen.open("ask")
    assert screen.at.session_state["app_keys"] == {"anthropic": "sk-typed-456"}
    assert not empty.settings.has_key("anthropic")
    assert not any(b"sk-typed-456" in path.read_bytes() for path in empty.folder.rglob("*") if path.is_file())
    other = type(screen)()
    assert "needs a key" in "".join(other.open("ask").selectbox(key="ask_answerer").options)


def test_a_changed_limit_is_kept(empty, screen):
    at = screen.open("settings")
    at.number_input(key="settings_word_limit").set_value(123)
    at.button(key="settings_limits_save").click().run()
    assert not at.exception
    assert empty.settings.current.preferences.word_limit == 123


# models


def text(at, key, value):
    at.text_input(key=f"settings_endpoint_{key}").set_value(value)


def press(at, key):
    at.button(key=key).click().run()
    assert not at.exception


def test_a_typed_key_is_not_shown_again_and_can_be_forgotten(empty, screen):
    at = screen.open("settings")
    at.text_input(key="settings_key_anthropic").set_value("sk-typed-456").run()
    assert at.text_input(key="settings_key_anthropic").value == ""
    press(at, "settings_forget_anthropic")
    assert at.session_state["app_keys"] == {}


def test_claudes_models_are_fetched_on_a_button_and_one_is_chosen(folder, screen, monkeypatch):
    with ModelServer(models=["claude-x-9", "claude-sonnet-5-5"]) as server:
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-1")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        at = screen.open("settings")
        assert at.selectbox(key="settings_claude_model").value == "claude-sonnet-5-5"
        press(at, "settings_fetch_claude")
    at.selectbox(key="settings_claude_model").select("claude-x-9")
    at.multiselect(key="settings_claude_models").set_value(["claude-sonnet-5-5"])
    at.selectbox(key="settings_claude_effort").select("high")
    at.radio(key="settings_general_knowledge").set_value("left out")
    press(at, "settings_models_save")
    preferences = at.session_state["app_workspace"].settings.preferences
    assert (MODEL.of(preferences), EFFORT.of(preferences)) == ("claude-x-9", "high")
    assert preferences.general_knowledge == "left out"
    screen.open("ask")
    assert [one for one in screen.at.selectbox(key="ask_answerer").options if "Claude" in one] == [
        "Claude (claude-x-9)",
        "Claude (claude-sonnet-5-5)",
    ]
    assert len([one for one in screen.open("settings").text_input if "Key for Claude" in one.label]) == 1


def test_models_that_cannot_be_fetched_are_a_plain_sentence(empty, screen):
    at = screen.open("settings")
    press(at, "settings_fetch_claude")
    assert "There is no key for Claude" in screen.words


def test_open_models_stand_side_by_side_and_can_be_changed_and_removed(empty, screen):
    at = screen.open("settings")
    for name in ("lab", "groq"):
        text(at, "name", name)
        text(at, "base_url", f"http://{name}.example/v1")
        press(at, "settings_endpoint_save")
        assert "is saved" in screen.words
    press(at, "settings_change_groq")
    assert at.text_input(key="settings_endpoint_base_url").value == "http://groq.example/v1"
    text(at, "model", "llama-4")
    at.selectbox(key="settings_endpoint_form").select("numbered")
    press(at, "settings_endpoint_save")
    press(at, "settings_remove_lab")
    assert ENDPOINTS.of(empty.settings.preferences) == (
        Endpoint("groq", "http://groq.example/v1", "llama-4", form="numbered"),
    )
    assert "groq" in [choice.name for choice in empty.models.answerers()]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("base_url", "lab.example/v1", "must begin with http"),
        ("key_variable", "sk-abc-123", "not the key itself"),
        ("name", "", "Give the model a name"),
        ("name", "lab/1", "letters, digits"),
    ],
)
def test_a_refused_model_is_a_plain_sentence_and_nothing_typed_is_lost(empty, screen, field, value, words):
    at = screen.open("settings")
    typed = {"name": "lab", "base_url": "http://lab.example/v1", "model": "llama", "key_variable": "", field: value}
    for key, one in typed.items():
        text(at, key, one)
    press(at, "settings_endpoint_save")
    assert words in screen.words
    assert {key: at.text_input(key=f"settings_endpoint_{key}").value for key in typed} == typed
    assert ENDPOINTS.of(empty.settings.preferences) == ()


# styles and prices


def write_style(at, name, template):
    at.text_input(key="settings_style_name").set_value(name)
    at.text_area(key="settings_style_template").set_value(template)
    press(at, "settings_style_save")


def test_a_template_is_kept_changed_and_removed(empty, screen):
    at = screen.open("settings")
    write_style(at, "mine", "{context} {question}")
    press(at, "settings_style_change_mine")
    assert at.text_area(key="settings_style_template").value == "{context} {question}"
    write_style(at, "ours", "Now {context} {question}")
    assert empty.styles.names() == ["sidelight", "reference", "ours"]
    assert empty.styles.template("ours") == "Now {context} {question}"
    press(at, "settings_style_remove_ours")
    assert empty.styles.names() == ["sidelight", "reference"]


@pytest.mark.parametrize(
    ("name", "template", "words"),
    [
        ("mine", "{context} only", "{question}"),
        ("../mine", "{context} {question}", "cannot be called"),
        ("reference", "{context} {question}", "cannot be called"),
        ("kept", "{context} {question}", "already"),
    ],
)
def test_a_refused_template_is_a_plain_sentence_and_stays_in_the_form(empty, screen, name, template, words):
    empty.styles.keep("kept", "old {context} {question}")
    at = screen.open("settings")
    write_style(at, name, template)
    assert any(words in error.value.replace("\\", "") for error in at.error)
    assert at.text_input(key="settings_style_name").value == name
    assert at.text_area(key="settings_style_template").value == template
    assert empty.styles.template("kept") == "old {context} {question}"


def test_prices_are_dated_and_ones_own_go_over_them(empty, screen):
    at = screen.open("settings")
    assert DATED in screen.words
    at.text_input(key="settings_price_model").set_value("llama-4")
    at.number_input(key="settings_price_input").set_value(0.1)
    press(at, "settings_price_save")
    assert "what input and output cost" in screen.words
    assert at.text_input(key="settings_price_model").value == "llama-4"
    at.number_input(key="settings_price_output").set_value(0.3)
    press(at, "settings_price_save")
    assert empty.settings.preferences.prices == {"llama-4": {"input": 0.1, "output": 0.3}}
    assert "yours" in list(at.dataframe[0].value["As of"])
    press(at, "settings_price_change_llama-4")
    at.number_input(key="settings_price_long_prompt").set_value(100_000)
    press(at, "settings_price_save")
    assert "give both" in screen.words
    at.number_input(key="settings_price_long_factor").set_value(2.0)
    press(at, "settings_price_save")
    kept = {"input": 0.1, "output": 0.3, "long_prompt": 100_000, "long_factor": 2.0}
    assert empty.settings.preferences.prices == {"llama-4": kept}
    press(at, "settings_price_remove_llama-4")
    assert empty.settings.preferences.prices == {}


# the index


@pytest.mark.parametrize("page", ["settings", "papers", "ask"])
def test_an_index_that_cannot_be_opened_is_a_plain_sentence(folder, screen, monkeypatch, page):
    monkeypatch.setenv("SIDELIGHT_EMBEDDING", "nonesuch")
    at = screen.open(page)
    deadline = time.monotonic() + 20
    while at.session_state["app_workspace"].index.problem is None and time.monotonic() < deadline:
        time.sleep(0.05)
    at.run()
    assert len([error for error in at.error if "nonesuch" in error.value]) == 1
    press(at, "app_open_index")
    assert "nonesuch" in screen.words


@pytest.mark.parametrize("page", ["papers", "ask", "survey"])
def test_an_index_whose_server_is_away_is_said_once_until_it_is_back(folder, screen, monkeypatch, page):
    monkeypatch.setattr(absence, "LOOKED_FOR_EVERY_S", 0.05)
    monkeypatch.setattr(server_connection, "TRIED_S", 0.05)
    server = QdrantServer()
    monkeypatch.setenv("QDRANT_URL", server.url)
    server.stop()
    at = screen.open(page)
    index = at.session_state["app_workspace"].index
    until(lambda: index.away is not None)
    at.run()
    assert len([said for said in (*at.warning, *at.error) if "has been away since" in said.value]) == 1
    assert not at.error
    server.start()
    until(lambda: index.ready)
    at.run()
    assert not [said for said in at.warning if "has been away since" in said.value]
    st.cache_resource.clear()
    server.stop()


@pytest.mark.parametrize(
    ("url", "words"), [("ftp://host", "must begin with http"), ("http://a b", "blank inside"), ("qdrant", "must begin")]
)
def test_an_address_of_the_server_that_cannot_be_one_is_a_plain_sentence(folder, screen, monkeypatch, url, words):
    monkeypatch.setenv("QDRANT_URL", url)
    at = screen.open("papers")
    until(lambda: at.session_state["app_workspace"].index.problem is not None)
    at.run()
    assert len([error for error in at.error if words in error.value]) == 1


def until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_well_known_server_fills_the_form_and_keeps_what_it_needs_in_sight(empty, screen):
    at = screen.open("settings")
    at.selectbox(key="settings_endpoint_preset").select("Groq").run()
    assert at.text_input(key="settings_endpoint_base_url").value == "https://api.groq.com/openai/v1"
    press(at, "settings_endpoint_save")
    assert ENDPOINTS.of(empty.settings.preferences) == (
        Endpoint("Groq", "https://api.groq.com/openai/v1", key_variable="GROQ_API_KEY"),
    )
    at.selectbox(key="settings_endpoint_preset").select("Ollama").run()
    assert "OLLAMA_CONTEXT_LENGTH" in screen.words


def test_every_preset_is_a_server_that_can_be_kept(empty):
    for preset in ENDPOINTS.presets:
        assert ENDPOINTS.make(**preset.values).name == preset.label


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ({"choices": [{"message": {"content": "ready"}}]}, "The model “test-model” answers."),
        ({"hello": "world"}, "something else that is no model"),
    ],
)
def test_a_server_is_tested_on_a_button(empty, screen, reply, words):
    with ModelServer(Reply([json.dumps(reply)], content_type="application/json")) as server:
        empty.settings.change(endpoints=(Endpoint("lab", f"{server.url}/v1"),))
        press(screen.open("settings"), "settings_test_openai:lab")
    assert words in screen.words
    assert len(server.requests) == 1


def test_on_a_button_every_part_says_whether_it_answers(library, screen):
    library.open_index()
    screen.open("settings").button(key="settings_health").click().run()
    assert [one.value for one in screen.at.success] == [
        "Database: answers",
        "Index: answers",
        "Reading processes: answers",
    ]
    assert "0 of " in screen.words
    assert "0 papers under way" in screen.words


def test_the_processes_that_share_a_library_are_listed_and_that_nobody_works_is_said(library, screen, monkeypatch):
    def ask(processes):
        monkeypatch.setattr(library.deployment, "processes", lambda: processes)
        screen.open("settings").button(key="settings_health").click().run()
        return screen.at

    app, worker = (SeenProcess(kind, "lab", 7, "2026-01-02T03:04:05Z") for kind in ("app", "worker"))
    at = ask([app, worker])
    assert "Processes that have this library open: 2, of which 1 read papers and run surveys." in screen.words
    listed = next(frame.value for frame in at.dataframe if "process" in frame.value)
    assert list(listed["process"]) == ["app", "worker"]
    assert not any("sidelight worker" in one.value for one in at.warning)
    at = ask([app])
    assert any("start `sidelight worker`" in one.value for one in at.warning)


def test_limits_of_money_are_kept(empty, screen):
    at = screen.open("settings")
    at.number_input(key="settings_dollars_a_survey").set_value(2.5)
    at.button(key="settings_limits_save").click().run()
    assert empty.settings.current.preferences.dollars_a_survey == 2.5
    assert empty.settings.current.preferences.dollars_a_day == 0


# backup and check


def test_a_backup_is_made_and_the_library_comes_back(empty, screen):
    library = empty
    removed = library.add_paper(CAMERAS.data, filename="cameras.pdf").id
    at = screen.open("settings")
    assert "No backup yet" in screen.words
    at.button(key="settings_backup_make").click().run()
    assert library.backups.task("make").wait(60)
    at.run()
    (backup,) = library.backups.all()
    assert "Backed up to" in screen.words
    library.remove_paper(removed)
    at.button(key=f"settings_backup_restore_{Path(backup.path).name}").click().run()
    assert library.backups.task("prepare").wait(60)
    at.run()
    assert "is checked and stands ready" in screen.words
    library.close()  # the test's own hold on it
    at.button(key="settings_backup_now").click().run()
    assert not at.exception
    other = type(screen)()
    other.at.run()
    assert "The backup was restored." in other.words
    opened = other.at.session_state["app_workspace"]
    assert removed in {paper.id for paper in opened.papers()}
    assert opened.backups.has_schedule  # and with it all else that runs beside the pages
    other.at.button(key="app_repairs_seen").click().run()
    assert "The backup was restored." not in other.words


def test_a_restore_that_waits_for_the_next_start_is_said_and_can_be_given_up(empty, screen):
    library = empty  # which the test holds open
    at = screen.open("settings")
    at.button(key="settings_backup_make").click().run()
    assert library.backups.task("make").wait(60)
    at.run()
    library.backups.prepare(Path(library.backups.all()[0].path))
    assert library.backups.task("prepare").wait(60)
    at.run()
    at.button(key="settings_backup_now").click().run()
    at = screen.open("settings")
    assert not at.exception
    assert "at the next start" in screen.words
    at.button(key="settings_backup_leave_decided").click().run()
    assert not library.backups.is_restore_decided
    assert "at the next start" not in screen.words


def test_a_file_that_is_no_backup_is_said(empty, screen, tmp_path):
    (tmp_path / "no.zip").write_bytes(b"no archive")
    at = screen.open("settings")
    at.text_input(key="settings_backup_path").set_value(str(tmp_path / "no.zip")).run()
    at.button(key="settings_backup_check").click().run()
    assert not at.exception
    assert "is no backup" in screen.words


def test_the_schedule_is_kept(empty, screen):
    at = screen.open("settings")
    at.number_input(key="settings_backup_schedule_days").set_value(7.0)
    at.button(key="settings_backup_schedule_save").click().run()
    assert empty.settings.preferences.backup_days == 7.0


def test_the_check_says_what_it_found(empty, screen):
    library = empty
    paper = library.add_paper(CAMERAS.data, filename="cameras.pdf")
    at = screen.open("settings")
    at.button(key="settings_check").click().run()
    assert library.inspection.task.wait(60)
    at.run()
    assert "All is well." in screen.words
    library._files.path(paper.id).unlink()
    at.button(key="settings_check").click().run()
    assert library.inspection.task.wait(60)
    at.run()
    assert "is missing. Add the same file again" in screen.words
