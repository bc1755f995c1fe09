"""A provider of answerers that nothing in Sidelight knows: registered, it can be set, chosen, asked and surveyed with."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from lib.answering.answerers import list_answerers, open_answerer, register, unregister
from lib.answering.providers.openai.settings import Endpoint
from lib.config import PREFERENCES_FILE, Settings
from lib.errors import ConfigError, ModelFault
from lib.workspace import Workspace
from tests.answering.providers.third_provider import BATCHES, KEY, MODEL, NO_KEY, PROVIDER, VOICE
from tests.pages.conftest import Screen

KEYS = {"echo": "echo-secret"}
QUESTION = "How long was training?"


@pytest.fixture(autouse=True)
def echo() -> Iterator[None]:
    """Yield while the provider is registered."""
    register(PROVIDER)
    yield
    unregister(PROVIDER)


def test_it_is_unknown_before_and_after() -> None:
    unregister(PROVIDER)
    with pytest.raises(ConfigError, match='There is no answerer "echo"'):
        open_answerer("echo", Settings())
    assert "echo" not in [choice.id for choice in list_answerers(Settings())]


def test_it_answers_from_the_passages_and_is_checked_like_every_model(library: Workspace) -> None:
    answer = library.ask(QUESTION, answerer="echo", keys=KEYS)
    assert answer.stopped is None
    assert (answer.answerer, answer.model, answer.cost) == ("echo", "echo-small", 0.01)
    assert answer.sentences[0].citations[0].quote == answer.text
    assert answer.sentences[0].support == "supported"
    assert library.ask(QUESTION, answerer="echo:echo-large", keys=KEYS).model == "echo-large"
    assert library.ask(QUESTION, answerer="echo").stopped == NO_KEY


def test_a_survey_asks_it_of_every_paper_and_waits_for_its_key(library: Workspace) -> None:
    plan = library.surveys.plan([QUESTION], [paper.id for paper in library.papers()], ["extractive", "echo"])
    survey_id = library.surveys.start(plan)
    assert library.surveys.head(survey_id).status == "waiting"
    assert "Echo (echo-small) needs a key" in str(library.surveys.head(survey_id).reason)
    survey = library.resume_survey(survey_id, KEYS)
    assert survey.status == "finished"
    assert {key[2] for key in survey.cells} == {"extractive", "echo"}
    assert all(cell.answer is not None for cell in survey.cells.values())


def test_a_survey_sends_its_questions_as_a_batch(library: Workspace) -> None:
    before = len(BATCHES.sent)
    plan = library.surveys.plan([QUESTION], [paper.id for paper in library.papers()], ["echo"], batch=True)
    survey_id = library.surveys.start(plan, KEYS)
    library.surveys.wait(survey_id)
    survey = library.surveys.survey(survey_id)
    assert [len(names) for names in list(BATCHES.sent.values())[before:]] == [2]
    assert [cell.answer.cost for cell in survey.cells.values() if cell.answer] == [pytest.approx(0.001)] * 2


def test_it_lists_its_models(library: Workspace) -> None:
    assert [model.id for model in library.models("echo", KEYS)] == ["echo-large", "echo-small"]
    with pytest.raises(ModelFault, match="no key for Echo"):
        library.models("echo")


def test_its_settings_are_kept_with_the_others_and_checked(empty: Workspace) -> None:
    empty.settings.change(echo_voice="loud", word_limit=123)
    assert json.loads((empty.folder / PREFERENCES_FILE).read_text())["echo_voice"] == "loud"
    assert VOICE.of(Settings().in_folder(empty.folder).preferences) == "loud"
    with pytest.raises(ConfigError, match="echo_voice must be loud or plain"):
        empty.settings.change(echo_voice="whispered")
    unregister(PROVIDER)
    with pytest.raises(ConfigError, match="There is no setting echo_voice"):
        empty.settings.change(echo_voice="plain")
    empty.settings.change(word_limit=99)
    register(PROVIDER)
    assert VOICE.of(Settings().in_folder(empty.folder).preferences) == "loud"  # what is set outlives its provider


def test_its_key_comes_from_the_environment_and_goes_nowhere_else() -> None:
    settings = Settings.from_environment({KEY.variable: "echo-secret"})
    assert open_answerer("echo", settings).has_key
    assert "echo-secret" not in repr(settings)
    assert KEY.variable not in settings.named_keys
    with pytest.raises(ConfigError, match="not the key itself"):
        Endpoint("lab", "http://lab.example/v1", key_variable=KEY.variable)


def test_its_key_is_typed_and_its_model_chosen_on_the_settings_page_and_it_is_among_the_answerers(
    empty: Workspace, screen: Screen
) -> None:
    at = screen.open("settings")
    assert "Echo" in [one.value for one in at.subheader]
    assert at.text_input(key="settings_key_echo").label == "Key for Echo"
    at.text_input(key="settings_key_echo").set_value("echo-secret").run()
    assert at.session_state["app_keys"] == KEYS
    assert not any(b"echo-secret" in path.read_bytes() for path in empty.folder.rglob("*") if path.is_file())
    at.button(key="settings_fetch_echo").click().run()
    assert "2 models to choose from." in screen.words
    at.selectbox(key="settings_echo_model").select("echo-large")
    at.selectbox(key="settings_echo_voice").select("loud")
    at.button(key="settings_models_save").click().run()
    assert not at.exception
    assert (MODEL.of(empty.settings.preferences), VOICE.of(empty.settings.preferences)) == ("echo-large", "loud")
    assert "Echo (echo-large)" in screen.open("ask").selectbox(key="ask_answerer").options
