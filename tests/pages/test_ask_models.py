"""The Ask page with a model: how it is asked, and what is shown of what it says."""

import json
import threading
import time

import pytest
import streamlit as st

from lib.answering.trace import trace_of
from lib.config import Preferences, Settings
from lib.errors import ConfigError
from lib.library import model_catalogue
from lib.storage.surveys import SurveyStore
from lib.ui.ask import screen as ask_screen
from lib.ui.evidence.component import mount_evidence
from lib.ui.kit.answerer_choice import KEYS, choice_of
from lib.workspace import Workspace
from tests.answering.servers import Block, ModelServer, claude_error, claude_reply
from tests.pages.conftest import CAMERAS, SOUNDS
from tests.pages.test_ask import ask, shown_evidence, wait_for_answer

QUESTION = "How were the recordings cut?"
MAY_SPEAK = threading.Event()
"""Until then the model says nothing to a question with the word "patience"."""


def say(request):
    """Return what the model says, by a word of the question."""
    asked = json.dumps(request)
    if "You check an answer" in asked:
        return claude_reply(["0: supported - the same\n1: unsupported - no bat of 1987"], pause_s=0.05)
    if "patience" in asked:
        MAY_SPEAK.wait(30)
    if "busy" in asked:
        return claude_error(400, "invalid_request_error", "Your credit balance is too low.")
    if "wrong key" in asked:
        return claude_error(401, "authentication_error")
    if "football" in asked:
        return claude_reply(["The papers do not say. In general, Palmeiras won it in 2023."])
    if "Answer:::" in asked or "MINE" in asked:
        return claude_reply(["Answer:::\nAnswer: They were cut into clips.\nAnswer:::"])
    return claude_reply(
        [Block("They were cut into clips of three seconds.", [(0, 0, 1)]), "\n\n- A bat of 1987 said so."]
    )


@pytest.fixture(scope="module")
def model():
    with ModelServer(say) as server:
        yield server


@pytest.fixture(scope="module")
def asked_of_claude(tmp_path_factory, model):
    """Yield a workspace with two papers and a Claude of this machine, shared by the tests."""
    settings = Settings(secrets={"ANTHROPIC_API_KEY": "sk-test"}, addresses={"ANTHROPIC_BASE_URL": model.url})
    with Workspace.open(tmp_path_factory.mktemp("models"), settings) as workspace:
        for name, paper in (("cameras.pdf", CAMERAS), ("sounds.pdf", SOUNDS)):
            assert workspace.add_paper(paper.data, filename=name).status == "ready"
        yield workspace
    st.cache_resource.clear()


@pytest.fixture
def library(asked_of_claude, monkeypatch):
    monkeypatch.setenv("SIDELIGHT_DATA", str(asked_of_claude.folder))
    return asked_of_claude


@pytest.fixture
def at(library, screen):
    """Return the Ask page with Claude chosen."""
    at = screen.open("ask")
    return at.selectbox(key="ask_answerer").select("claude").run()


def choose_sounds(library, at):
    sounds = next(paper for paper in library.papers() if paper.filename == "sounds.pdf")
    at.multiselect(key="ask_papers").set_value([sounds.id]).run()


def test_quotes_have_no_style_and_no_whole_paper_to_choose(library, at):
    choose_sounds(library, at)
    assert at.radio(key="ask_style")
    assert at.toggle(key="ask_whole")
    at.selectbox(key="ask_answerer").select("extractive").run()
    assert not at.radio
    assert not at.toggle
    ask(at, QUESTION)
    assert wait_for_answer(library, at).style == "sidelight"


def test_a_whole_paper_is_offered_for_exactly_one(library, at, model):
    assert [one.key for one in at.toggle] == ["ask_each"]
    choose_sounds(library, at)
    at.toggle(key="ask_whole").set_value(True).run()
    ask(at, QUESTION)
    answer = wait_for_answer(library, at)
    assert answer.settings["whole_paper"]
    assert "Bats are heard rather than seen" in json.dumps(model.requests[-1])
    assert "whole paper" in shown_evidence(at)["label"]
    at.multiselect(key="ask_papers").set_value([]).run()
    ask(at, QUESTION)
    answer = wait_for_answer(library, at)
    assert answer.stopped is None
    assert not answer.settings["whole_paper"]


def test_a_question_is_asked_in_the_chosen_style(library, at, model):
    library.styles.keep("mine", "MINE {context} / {question}")
    at.run()
    at.radio(key="ask_style").set_value("mine").run()
    ask(at, QUESTION)
    answer = wait_for_answer(library, at)
    assert answer.style == "mine"
    assert "MINE " in json.dumps(model.requests[-1])
    assert "style mine" in shown_evidence(at)["label"]
    library.styles.remove("mine")
    at.run()
    assert at.radio(key="ask_style").value == "sidelight"


def test_a_models_answer_shows_support_tokens_and_its_own_line_breaks(library, at):
    ask(at, QUESTION)
    answer = wait_for_answer(library, at)
    view = shown_evidence(at)
    doubted = next(sentence for sentence in view["sentences"] if "1987" in sentence["text"])
    assert doubted["words"] == "not in the passages: the passages do not have “1987”"
    assert view["sentences"][0]["words"] == ""
    assert "".join(s["gap"] + s["text"] for s in view["sentences"]) == answer.text
    assert "142 tokens" in view["took"]
    assert [judge["id"] for judge in view["judges"]] == ["claude"]


def test_a_second_opinion_is_kept_with_the_answer_and_outlives_the_session(library, at, screen):
    ask(at, QUESTION)
    answer = wait_for_answer(library, at)
    running = library.jobs.ask_opinion(answer.id, "claude")
    at.run()
    assert [one["live"] for one in shown_evidence(at)["opinions"]] == [True]
    while not running.ended:
        time.sleep(0.02)
    (opinion,) = library.opinions(answer.id)
    (shown,) = shown_evidence(type(screen)().open("ask", answer=answer.id))["opinions"]
    assert [one["words"] for one in shown["verdicts"]] == ["supported", "not in the passages"]
    assert "142 tokens" in shown["title"]
    assert opinion.answerer == "claude"
    library.remove_answer(answer.id)
    assert library.opinions(answer.id) == []


def test_a_typed_key_goes_to_its_service_and_nowhere_else(library, at, model, caplog):
    caplog.set_level("DEBUG")
    at.session_state["app_keys"] = {"anthropic": "sk-typed-789"}
    ask(at, QUESTION)
    answer = wait_for_answer(library, at)
    opinion = library.second_opinion(answer.id, "claude", {"anthropic": "sk-typed-789"})
    assert [headers["authorization"] for headers in model.headers[-2:]] == ["Bearer sk-typed-789"] * 2
    assert "sk-typed-789" not in repr(
        (answer, opinion, trace_of(answer, [opinion]), library.jobs.answer_task(answer.id))
    )
    assert "sk-typed-789" not in caplog.text
    kept = [path for path in library.folder.rglob("*") if path.is_file()]
    assert not any(b"sk-typed-789" in path.read_bytes() for path in kept)


def test_a_model_of_claude_that_is_no_longer_offered_can_be_asked_again(library, at, model):
    library.settings.change(claude_models=("claude-other-1",))
    at.run()
    at.selectbox(key="ask_answerer").select("claude:claude-other-1").run()
    ask(at, "Why are bats busy at night?")
    answer = wait_for_answer(library, at)
    library.settings.change(claude_models=())
    at.run()
    assert model.requests[-1]["model"] == "claude-other-1"
    assert answer.answerer in [one["id"] for one in shown_evidence(at)["again"]]
    assert choice_of(library, answer.answerer).model == "claude-other-1"


def test_general_knowledge_stands_apart(library, at):
    ask(at, "Who won the football championship?")
    assert not wait_for_answer(library, at).found
    view = shown_evidence(at)
    assert "Palmeiras" in view["general"]
    assert "Palmeiras" not in json.dumps(view["sentences"])
    assert view["judges"] == []


def test_a_model_that_cannot_answer_is_a_plain_sentence_with_a_way_on(library, at):
    ask(at, "Why are bats busy at night?")
    answer = wait_for_answer(library, at)
    view = shown_evidence(at)
    assert view["note"] == answer.stopped
    assert view["again"] == [{"id": "claude", "label": "Ask again"}]
    assert view["passages"]
    at.selectbox(key="ask_answerer").select("extractive").run()
    assert [one["id"] for one in shown_evidence(at)["again"]] == ["claude", "extractive"]


def test_where_a_service_refuses_the_key_the_field_for_another_one_stands_beside_the_question(library, at):
    ask(at, "Which bats have a wrong key?")
    assert "does not accept the key" in (wait_for_answer(library, at).stopped or "")
    at.run()
    assert "Type one in the field above" in shown_evidence(at)["note"]
    assert "Settings" not in shown_evidence(at)["note"]
    at.text_input(key="settings_key_anthropic").set_value("sk-other").run()
    assert at.session_state[KEYS] == {"anthropic": "sk-other"}
    assert shown_evidence(at)["again"] == [{"id": "claude", "label": "Ask again"}]


def test_the_first_question_to_a_service_says_what_goes_where_and_the_yes_is_kept(library, at, model, monkeypatch):
    monkeypatch.setattr(model_catalogue, "is_here", lambda host: False)
    host = model.url.removeprefix("http://")
    before = len(model.requests)
    ask(at, QUESTION)
    (said,) = [one.value for one in at.info]
    assert "the sentences of your papers" in said
    assert host.rpartition(":")[2] in said
    at.button(key="ask_send_no").click().run()
    assert not at.info
    assert len(model.requests) == before
    ask(at, QUESTION)
    at.button(key="ask_send_yes").click().run()
    assert wait_for_answer(library, at).stopped is None
    assert library.settings.preferences.confirmed_hosts == (host,)
    ask(at, QUESTION)
    assert not [one for one in at.button if one.key == "ask_send_yes"]
    wait_for_answer(library, at)


def ask_for_opinion(at, monkeypatch):
    """Run the page as after a click on “second opinion” in the evidence view."""
    clicks = ["claude"]

    def mount(data, key):
        mount_evidence(data, key=key)
        return {"stop": "", "open": None, "again": "", "opinion": clicks.pop() if clicks else "", "trace": False}

    with monkeypatch.context() as patched:
        patched.setattr(ask_screen, "mount_evidence", mount)
        at.run()


def test_a_second_opinion_says_what_goes_where_before_the_first_one(library, at, screen, model, monkeypatch):
    ask(at, QUESTION)
    answer = wait_for_answer(library, at)
    monkeypatch.setattr(model_catalogue, "is_here", lambda host: False)
    library.settings.change(confirmed_hosts=())
    before = len(model.requests)
    ask_for_opinion(at, monkeypatch)
    assert "the answer and the passages" in at.info[0].value
    at.button(key="ask_opinion_no").click().run()
    assert not at.info
    assert library.jobs.opinion_task(answer.id) is None
    ask_for_opinion(at, monkeypatch)
    at.button(key="ask_opinion_yes").click().run()
    assert library.settings.preferences.confirmed_hosts
    running = library.jobs.opinion_task(answer.id)
    while not running.ended:
        time.sleep(0.02)
    assert len(model.requests) > before


def test_a_limit_of_money_holds_for_single_questions_and_opinions(library, at, model):
    ask(at, QUESTION)
    answer = wait_for_answer(library, at)
    assert answer.cost
    library.settings.change(dollars_a_person=answer.cost / 2)
    asked = len(model.requests)
    ask(at, QUESTION)
    refused = wait_for_answer(library, at)
    assert "is the limit of a person and day" in refused.stopped
    assert "ask again tomorrow" in shown_evidence(at)["note"]
    with pytest.raises(ConfigError, match="limit of a person"):
        library.second_opinion(answer.id, "claude")
    assert len(model.requests) == asked
    assert library.ask(QUESTION, answerer="extractive").stopped is None, "what costs nothing goes on"


def test_a_screening_by_a_model_says_what_goes_where(library, at, screen, model, monkeypatch):
    monkeypatch.setattr(model_catalogue, "is_here", lambda host: False)
    library.settings.change(confirmed_hosts=())
    at = screen.open("survey", part="screenings")
    at.text_area(key="survey_screening_words").set_value("bat").run()
    assert not at.info, "keywords are counted here"
    at.text_input(key="survey_screening_question").set_value("Were recordings cut?").run()
    at.selectbox(key="survey_screening_by").select("claude").run()
    (said,) = [one.value for one in at.info]
    assert model.url.rpartition(":")[2] in said
    assert at.button(key="survey_screening_start").label == "Screen and send it there"
    at.button(key="survey_screening_start").click().run()
    assert library.settings.preferences.confirmed_hosts == (model.url.removeprefix("http://"),)
    (head,) = library.screenings.heads()
    library.surveys.wait(head.survey_id)
    library.screenings.remove(head.id)


def test_an_old_survey_that_is_resumed_says_what_goes_where(library, screen, model, monkeypatch):
    library.settings.change(dollars_a_person=Preferences().dollars_a_person)  # another test of this module limits it
    monkeypatch.setattr(model_catalogue, "is_here", lambda host: False)
    library.settings.change(confirmed_hosts=())
    plan = library.surveys.plan(["What was recorded?"], [library.papers()[0].id], ["claude"])
    store = SurveyStore(library._engine)
    survey_id = store.add(plan, "paused")
    store.set_status(survey_id, "paused", "It was paused by an older version.")
    asked = len(model.requests)
    at = screen.open("survey", survey=survey_id)
    host = model.url.removeprefix("http://")
    assert at.button(key="survey_resume").label == f"Resume and send it to {host}"
    assert any(host.rpartition(":")[2] in one.value and "with your key" in one.value for one in at.info)
    assert len(model.requests) == asked
    at.button(key="survey_resume").click().run()
    assert library.settings.preferences.confirmed_hosts == (host,)
    library.surveys.wait(survey_id)
    assert len(model.requests) > asked
    library.surveys.remove(survey_id)


def test_text_that_stays_on_this_machine_needs_no_yes(library):
    assert library.models.unconfirmed_host("extractive") == ""
    assert library.models.unconfirmed_host("claude") == ""
    assert [model_catalogue.is_here(host) for host in ("localhost:11434", "127.0.0.1", "[::1]:80", "api.groq.com")] == [
        True, True, True, False,
    ]  # fmt: skip


def test_a_follow_up_typed_while_the_answer_is_being_made_is_asked_after_it_and_one_can_be_taken_back(
    library, screen, request
):
    MAY_SPEAK.clear()
    request.addfinalizer(MAY_SPEAK.set)
    at = screen.open("ask")
    at.selectbox(key="ask_answerer").set_value("claude").run()
    ask(at, "Have patience: how were they cut?")
    first_id = at.session_state["ask_answer"]
    ask(at, "And how many?")
    ask(at, "And why?")
    assert at.session_state["ask_answer"] == first_id
    assert "Asked next: “And how many?”" in screen.words
    assert "Asked next: “And why?”" in screen.words
    at.button(key="ask_following_drop_1").click().run()
    assert "And why?" not in screen.words
    MAY_SPEAK.set()
    first = wait_for_answer(library, at)
    assert first.id == first_id
    second = wait_for_answer(library, at)
    assert (second.question, second.previous) == ("And how many?", first_id)
    assert "Asked next" not in screen.words
