"""The Survey page: setting up, runs, cells, figures, comparison."""

from __future__ import annotations

import time
from functools import partial

import pytest
import streamlit as st

from lib.config import Settings
from lib.records import Cell, Question
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.records.reviews import ReviewPlan
from lib.records.surveys import ScreeningRule
from lib.storage.surveys import SurveyStore
from lib.surveys.surveys import INTERRUPTED
from lib.ui.kit.dates import day
from lib.ui.surveys.survey_state import AT_REST, RAN_AT
from lib.workspace import Workspace
from tests.answering.servers import ModelServer, claude_reply
from tests.pages.components import components, data_of
from tests.pages.conftest import SOUNDS, Screen
from tests.surveys.answers import answer

RECORDINGS = "How were the recordings cut?"
EPOCHS = "For how many epochs was the network trained?"


@pytest.fixture
def question_set(library):
    """Yield a set of two questions, gone after the test like all surveys."""
    yield library.surveys.save_set(
        "Two questions", [Question(RECORDINGS, "Cut"), Question(EPOCHS, "Epochs", answer_type="number")]
    )
    for one in library.surveys.sets():
        library.surveys.remove_set(one.id)
    for head in library.surveys.heads():
        library.surveys.remove(head.id)


@pytest.fixture
def survey(library, question_set):
    """Return a finished survey of both questions, of both papers."""
    plan = library.surveys.plan([], [paper.id for paper in library.papers()], question_set=question_set)
    survey_id = library.surveys.start(plan)
    library.surveys.wait(survey_id)
    return library.surveys.survey(survey_id)


def matrix_of(at):
    """Return the data of the matrix."""
    (data,) = [data_of(c) for c in components(at) if "legend" in c.proto.json]
    return data


def evidence_of(at):
    """Return the data of the evidence views."""
    return [data_of(c) for c in components(at) if "legend" not in c.proto.json]


def paper_id(workspace, filename):
    return next(paper.id for paper in workspace.papers() if paper.filename == filename)


def settle(workspace, at):
    for head in workspace.surveys.heads():
        workspace.surveys.wait(head.id)
    at.run()
    assert not at.exception


# setting up and running


def test_questions_in_another_language_than_the_papers_are_told_before_the_start(library, screen):
    library.surveys.save_set("Fragen", ["Wie viele Tiere wurden gezählt und wann?", "What was recorded?"])
    at = screen.open("survey", part="new")
    assert "Asked in German, the papers are in English" in screen.words
    assert "(1 of 2 questions)" in screen.words
    assert "the category is “unclear”" in screen.words
    assert not at.exception


def test_the_estimate_stands_before_the_start_and_the_survey_runs_and_is_open(library, screen, question_set):
    at = screen.open("survey", part="new", set=question_set.id)
    assert "4 cells" in screen.words
    assert "An estimate, by" in screen.words
    at.button(key="survey_start").click().run()
    (head,) = library.surveys.heads()
    settle(library, at)
    assert "finished" in screen.words
    assert at.query_params["survey"] == head.id
    codes = {row["paper"]: row["codes"] for row in matrix_of(at)["rows"]}
    assert codes[paper_id(library, "sounds.pdf")][0] == "r"
    assert codes[paper_id(library, "cameras.pdf")][1] == "r"


def test_papers_and_questions_are_added_to_a_finished_survey(library, screen):
    first = library.run_survey([RECORDINGS], [paper_id(library, "sounds.pdf")])
    at = screen.open("survey", survey=first.id)
    cameras = paper_id(library, "cameras.pdf")
    at.text_area(key=f"survey_more_questions_{first.id}").set_value("-  \n").run()
    assert not at.exception
    assert "survey_extend" not in [button.key for button in at.button], "nothing is new"
    at.multiselect(key=f"survey_more_papers_{first.id}").select(cameras).run()
    at.text_area(key=f"survey_more_questions_{first.id}").set_value(f"{RECORDINGS}\nHow long was training?").run()
    at.button(key="survey_extend").click().run()
    assert not at.error
    settle(library, at)
    later = library.surveys.survey(first.id)
    assert (later.paper_ids[-1], len(later.cells), later.status) == (cameras, 4, "finished")
    assert {key: later.cells[key] for key in first.cells} == first.cells


def test_of_some_papers_only_those_are_asked(library, screen, question_set):
    at = screen.open("survey", part="new", set=question_set.id)
    at.radio(key="survey_setup_which").set_value("some").run()
    assert "No paper is chosen yet." in screen.words
    at.multiselect(key="survey_setup_papers").select(paper_id(library, "sounds.pdf")).run()
    at.button(key="survey_start").click().run()
    settle(library, at)
    assert library.surveys.heads()[0].plan.paper_ids == [paper_id(library, "sounds.pdf")]


def test_of_two_chosen_copies_one_is_asked_and_the_screen_says_so(library, screen, question_set, request):
    both = [paper_id(library, name) for name in ("sounds.pdf", "cameras.pdf")]
    for one in both:
        library.edit_paper(one, doi="10.1234/same")
        request.addfinalizer(partial(library.edit_paper, one, doi=""))  # others share the library
    at = screen.open("survey", part="new", set=question_set.id)
    at.radio(key="survey_setup_which").set_value("some").run()
    at.multiselect(key="survey_setup_papers").set_value(both).run()
    assert "1 paper looks like a copy of another one and is left out" in screen.words
    at.button(key="survey_start").click().run()
    settle(library, at)
    (head,) = library.surveys.heads()
    (asked,) = head.plan.paper_ids
    (other,) = set(both) - {asked}
    at.multiselect(key=f"survey_more_papers_{head.id}").select(other).run()
    assert "1 paper looks like a copy of another one and is left out" in screen.words
    assert not [button for button in at.button if button.key == "survey_extend"]


def test_an_answerer_without_its_key_says_so_waits_and_goes_nowhere_without_it(library, screen, question_set):
    at = screen.open("survey", part="new", set=question_set.id)
    at.multiselect(key="survey_setup_answerers").select("claude").run()
    assert "needs a key" in screen.words
    at.button(key="survey_start").click().run()
    (head,) = library.surveys.heads()
    assert (head.status, head.done) == ("waiting", 0)
    assert "waits for a key" in screen.words
    assert "needs a key" in at.info[0].value
    assert any("Key for" in field.label for field in at.text_input)


def test_a_survey_like_it_that_runs_is_offered_in_its_place_and_can_be_paused(tmp_path, monkeypatch, screen):
    monkeypatch.setenv("SIDELIGHT_DATA", str(tmp_path))
    with (
        ModelServer(claude_reply(["So it goes. "] * 400, pause_s=0.1)) as slow,
        Workspace.open(
            tmp_path, Settings(secrets={"ANTHROPIC_API_KEY": "sk-test"}, addresses={"ANTHROPIC_BASE_URL": slow.url})
        ) as workspace,
    ):
        paper = workspace.add_paper(SOUNDS.data, filename="sounds.pdf")
        kept = workspace.surveys.save_set("One", [RECORDINGS])
        survey_id = workspace.surveys.start(workspace.surveys.plan([], [paper.id], ["claude"], question_set=kept))
        at = screen.open("survey", part="new", set=kept.id)
        at.multiselect(key="survey_setup_answerers").set_value(["claude"]).run()
        assert "is running already" in screen.words
        at.button(key="survey_open_like").click().run()
        assert at.query_params["survey"] == survey_id
        assert "running" in screen.words
        at.button(key="survey_pause").click().run()
        workspace.surveys.wait(survey_id)
        at.run()
        assert workspace.surveys.head(survey_id).status == "paused"
        assert "paused" in screen.words
    st.cache_resource.clear()


def test_an_interrupted_survey_says_so_is_resumed_and_a_reload_keeps_it_open(library, screen, question_set):
    plan = library.surveys.plan([], [paper.id for paper in library.papers()], question_set=question_set)
    store = SurveyStore(library._engine)
    survey_id = store.add(plan, "paused")
    store.set_status(survey_id, "paused", INTERRUPTED)
    at = screen.open("survey", survey=survey_id)
    assert INTERRUPTED in screen.words
    at.button(key="survey_resume").click().run()
    settle(library, at)
    assert library.surveys.head(survey_id).status == "finished"
    again = Screen()
    again.open("survey", survey=survey_id)
    assert "finished" in again.words
    again.open("papers")
    at = again.open("survey")
    assert matrix_of(at)["rows"]


def test_the_bar_of_a_survey_that_ends_stays_until_one_goes_elsewhere(library, screen):
    survey = library.run_survey([RECORDINGS], [paper_id(library, "sounds.pdf")])
    at = screen.open("survey", survey=survey.id, view="figures")
    assert AT_REST not in screen.words
    at.session_state[RAN_AT] = {"survey": survey.id, "view": "figures"}  # as it ran, a moment ago
    at.run()
    assert AT_REST in screen.words, "what is read below it does not jump"
    at.segmented_control(key="survey_one_of_view").set_value("matrix").run()
    assert AT_REST not in screen.words
    assert not at.exception


def test_failed_cells_are_asked_again_alone(library, screen, question_set):
    plan = library.surveys.plan([], [paper.id for paper in library.papers()], question_set=question_set)
    store = SurveyStore(library._engine)
    survey_id = store.add(plan, "finished")
    for key in plan.places():
        store.cells.put(survey_id, key, Cell(None, "failed" if key[1] else "unclear", "The server did not answer."), {})
    at = screen.open("survey", survey=survey_id)
    assert "2 failed" in screen.words
    at.button(key="survey_retry").click().run()
    settle(library, at)
    rows = {row.key[:2]: row for row in library.surveys.rows(survey_id)}
    assert {row.category for key, row in rows.items() if key[1] == 0} == {"unclear"}
    assert all(row.answer_id for key, row in rows.items() if key[1] == 1)


@pytest.mark.parametrize("has_answer", [True, False])
def test_why_a_cell_failed_is_said_once(library, screen, question_set, has_answer):
    plan = library.surveys.plan([], [paper.id for paper in library.papers()], question_set=question_set)
    store, why = SurveyStore(library._engine), "The server cut the answer off."
    survey_id = store.add(plan, "finished")
    paper = library.papers()[0].id
    ended = answer("Half of it", paper_id=paper, stopped=why) if has_answer else None
    store.cells.put(survey_id, (paper, 0, "extractive"), Cell(ended, "failed", why, judged="failed"), {})
    at = screen.open("survey", survey=survey_id, paper=paper, question="0")
    shown = screen.words.count(why) + sum(data["note"].count(why) for data in evidence_of(at))
    assert shown == 1


def test_the_reason_why_a_survey_stopped_stands_whole_and_as_plain_text(library, screen, question_set):
    plan = library.surveys.plan([], [paper.id for paper in library.papers()], question_set=question_set)
    store = SurveyStore(library._engine)
    reason = (
        "lab failed on 5 cells in a row and was asked no more: ![x](http://evil.example/a.png) " + "so it goes " * 40
    )
    survey_id = store.add(plan, "stopped")
    store.set_status(survey_id, "stopped", reason)
    at = screen.open("survey", survey=survey_id)
    assert reason.strip() in at.info[0].value.replace("\\", "").replace("\u2060", "")
    assert "![x]" not in at.info[0].value
    assert "stopped by itself" in screen.words


def test_a_survey_is_renamed_and_removed_once_it_was_asked_for_again(library, screen, survey):
    at = screen.open("survey", survey=survey.id)
    at.text_input(key=f"survey_name_{survey.id}").set_value("Bats").run()
    assert library.surveys.head(survey.id).name == "Bats"
    at.button(key="survey_remove").click().run()
    assert len(library.surveys.heads()) == 1
    at.button(key="survey_remove_yes").click().run()
    assert library.surveys.heads() == []
    assert "No survey has been run yet" in screen.words


def test_a_survey_that_is_gone_is_a_plain_sentence(library, screen):
    screen.open("survey", survey="nothing")
    assert "not in the library (any more)" in screen.words


# cells


def open_cell(screen, workspace, survey, filename, question, **place):
    return screen.open("survey", survey=survey.id, paper=paper_id(workspace, filename), question=str(question), **place)


def test_an_open_cell_shows_question_category_and_evidence_and_the_address_keeps_it(library, screen, survey):
    at = open_cell(screen, library, survey, "sounds.pdf", 0)
    assert RECORDINGS in screen.words
    assert "✓ reported" in screen.words
    (view,) = evidence_of(at)
    assert "Each recording was cut into clips of three seconds." in [s["text"] for s in view["sentences"]]
    assert view["citations"]
    data = matrix_of(at)
    row = [row["paper"] for row in data["rows"]].index(paper_id(library, "sounds.pdf"))
    assert data["open"] == {"row": row, "column": 0}
    at.button(key="survey_cell_close").click().run()
    assert matrix_of(at)["open"] is None


def fill_change(at, survey, **fields):
    by_name = {
        field.key.split("_")[2]: field
        for kind in (at.radio, at.text_input)
        for field in kind
        if field.key and field.key.startswith("survey_cell_")
    }
    for name, value in fields.items():
        by_name[name].set_value(value)
    next(button for button in at.button if button.label == "Save").click()
    at.run()
    assert not at.exception


def test_a_person_changes_a_cell_with_name_and_note_and_the_history_tells_it(library, screen, survey):
    at = open_cell(screen, library, survey, "cameras.pdf", 1)
    fill_change(at, survey, category="unclear", value="50 epochs", person="Ada", note="read it twice")
    cell = library.surveys.cell(survey.id, (paper_id(library, "cameras.pdf"), 1, "extractive"))
    assert (cell.category, cell.judged) == ("unclear", "reported")
    assert (cell.value.number, cell.value.unit) == (50.0, "epochs")
    assert "changed by Ada · reviewed: by nobody" in screen.words
    assert "answerer **Quotes from the papers, no language model**: ✓ reported" in screen.words
    assert "read it twice" in screen.words
    row = next(row for row in matrix_of(at)["rows"] if row["paper"] == paper_id(library, "cameras.pdf"))
    assert row["codes"][1] == "u"
    assert row["flags"] == {"0": "0", "1": "0p"}
    at = open_cell(screen, library, survey, "sounds.pdf", 0)
    assert "Ada" in [field.value for field in at.text_input if field.label == "Your name"]


def test_a_change_without_a_name_is_not_kept_and_says_so(library, screen, survey):
    at = open_cell(screen, library, survey, "cameras.pdf", 1)
    fill_change(at, survey, category="unclear", person="")
    assert "Say who you are" in screen.words
    assert library.surveys.changes(survey.id) == []


def test_of_a_removed_paper_the_row_and_the_evidence_stay(empty, screen):
    paper = empty.add_paper(SOUNDS.data, filename="sounds.pdf")
    survey = empty.run_survey([RECORDINGS], [paper.id])
    empty.remove_paper(paper.id)
    at = screen.open("survey", survey=survey.id, paper=paper.id, question="0")
    (row,) = matrix_of(at)["rows"]
    assert (row["gone"], row["title"], row["codes"]) == (True, "Hearing bats in the dark", "r")
    (view,) = evidence_of(at)
    assert "PDF not here" in view["citations"][0]["label"]
    assert view["citations"][0]["quote"] == "Each recording was cut into clips of three seconds."


# several answerers


@pytest.fixture
def panel(library, question_set):
    """Return a survey of three answerers who do not agree."""
    papers = [PlannedPaper(paper.id, paper.filename, paper.title) for paper in library.papers()]
    plan = SurveyPlan(question_set.questions, papers, ["extractive", "claude", "openai:lab"], name="Panel")
    store = SurveyStore(library._engine)
    survey_id = store.add(plan, "finished")
    said = {"extractive": "reported", "claude": "not_reported", "openai:lab": "reported"}
    for key in plan.places():
        category = "failed" if key[1] and key[2] == "openai:lab" else said[key[2]]
        made = answer(f"{key[2]} says **this** of the bats", paper_id=key[0], answerer=key[2])
        figures = {"seconds": 1.0, "input": 10, "output": 1, "cost": None, "evidence": key[2]}
        store.cells.put(survey_id, key, Cell(made, category), figures)
    return library.surveys.survey(survey_id)


def test_the_vote_of_several_shows_ties_and_what_is_disputed(library, screen, panel):
    at = screen.open("survey", survey=panel.id, answerer="vote")
    data = matrix_of(at)
    assert [row["codes"] for row in data["rows"]] == ["rt", "rt"]
    assert all(row["flags"] == {"0": "d", "1": "d"} for row in data["rows"])
    assert data["values"][0] == ["2 of 3", "1 of 2"]
    at.segmented_control(key="survey_one_of_answerer").set_value("claude").run()
    assert [row["codes"] for row in matrix_of(at)["rows"]] == ["nn", "nn"]


def test_answers_stand_side_by_side_with_their_similarity_and_each_opens_its_evidence(library, screen, panel):
    at = open_cell(screen, library, panel, "sounds.pdf", 0)
    assert "vote **✓ reported** (2 of 3)" in screen.words
    assert "claude says **this** of the bats" in screen.words
    assert screen.words.count("similarity") == 2
    assert evidence_of(at)[0]["sentences"][0]["text"].startswith("extractive says")
    at.button(key="survey_side_openai:lab").click().run()
    assert evidence_of(at)[0]["sentences"][0]["text"].startswith("openai:lab says")
    assert "vote" in screen.words


def test_final_values_come_first_with_whose_word_they_are_and_who_reviewed_them(library, screen, panel):
    place = paper_id(library, "sounds.pdf"), 0
    ids = {who: library.surveys.cell(panel.id, (*place, who)).answer.id for who in panel.answerers}
    library.reviews.plans.store(panel.id, ReviewPlan(raters_needed=2))
    library.reviews.give(ids["claude"], "Ben", correct="correct")
    row = next(row for row in matrix_of(screen.open("survey", survey=panel.id))["rows"] if row["paper"] == place[0])
    assert (row["codes"], row["flags"]) == ("rt", {"0": "1", "1": "0"}), "one of two raters changes nothing yet"
    library.reviews.give(ids["claude"], "Cleo", correct="wrong")
    at = open_cell(screen, library, panel, "sounds.pdf", 0)
    row = next(row for row in matrix_of(at)["rows"] if row["paper"] == place[0])
    assert row["codes"] == "dt"
    assert "**≠ disputed**" in screen.words
    assert "Settle" in screen.words
    item = next(item for item in library.reviews.items(panel.id) if item.answer_id == ids["claude"])
    library.reviews.settle("category", item, "unclear", "Dora", "read it twice")
    at = open_cell(screen, library, panel, "sounds.pdf", 0)
    row = next(row for row in matrix_of(at)["rows"] if row["paper"] == place[0])
    assert (row["codes"], row["flags"]["0"], row["notes"]["0"]) == ("ut", "s", "settled by Dora")
    assert "settled as **? unclear** by Dora" in screen.words
    assert "read it twice" in screen.words
    screen.open("survey", survey=panel.id, view="figures")
    assert (
        "4 final values: 1 settled and 1 the answerers’ vote. Counted in no figure: 2 ties of the answerers."
        in screen.words
    )
    assert "People have reviewed 1 of 4 cells." in screen.words


def test_figures_tell_share_time_and_agreement_as_sentences_with_n_and_a_table_each(library, screen, panel):
    at = screen.open("survey", survey=panel.id, view="figures", figures="answerers")
    assert not at.exception
    table = at.dataframe[0].value.set_index("answerer")
    assert list(table["reported"]) == [4, 0, 2]
    assert table["share"].tolist() == [1.0, 0.0, 1.0]
    assert table["seconds"].tolist() == [4.0, 4.0, 4.0]
    assert "All 12 cells. The category of 10 cells was given by rule:" in screen.words
    assert "“Cut” is reported most, in 4 of 6 answers; “Epochs” least, in 2 of 4 answers." in screen.words
    assert "Of fewer than 5 cells that two answerers finished no agreement is drawn." in screen.words
    assert "Half of the papers took at most: 2.0 s with Quotes" in screen.words
    assert "n papers: Quotes 2" in screen.words
    assert [box.label for box in at.expander].count("As a table") == 3
    pairs = next(frame.value for frame in at.dataframe if "kappa" in frame.value.columns)
    assert list(pairs["n"]) == [4, 2, 2]


# again


def test_a_run_is_repeated_and_compared_cell_by_cell(library, screen, survey):
    at = screen.open("survey", part="new", again=survey.id)
    at.button(key="survey_start").click().run()
    settle(library, at)
    later = library.surveys.heads()[0]
    assert later.plan.repeats == survey.id
    elsewhere = Screen()
    elsewhere.open("survey")
    assert f"asks again what was asked {day(survey.created_at)}" in elsewhere.words
    at = screen.open("survey", survey=later.id, view="compare")
    assert "None of 4 cells changed." in screen.words
    key = (paper_id(library, "sounds.pdf"), 0, "extractive")
    library.surveys.change(later.id, key, "unclear", "Ada", value=None)
    at = screen.open("survey", survey=later.id, view="compare", paper=key[0], question="0")
    assert "None of 4 cells changed. Apart from that, people changed 1 cell of this run (●)." in screen.words
    row = next(row for row in matrix_of(at)["rows"] if row["paper"] == key[0])
    assert (row["codes"], row["flags"]) == ("ss", {"0": "p"})
    assert "a person said unclear here" in screen.words
    assert len(evidence_of(at)) == 2
    screen.open("survey", part="new", again=later.id)
    assert "People changed 1 cell of the earlier run. That stays there and is not carried over" in screen.words


def test_a_survey_like_no_other_has_nothing_to_be_compared_with(library, screen, survey):
    screen.open("survey", survey=survey.id, view="compare")
    assert "There is no other survey" in screen.words


# screening


@pytest.fixture
def screening(library, question_set):
    """Return a finished screening for bats by a keyword and a question."""
    rule = ScreeningRule(["bat"], 1, "Were recordings cut into clips?")
    screening_id = library.screenings.start("Bats", rule, [paper.id for paper in library.papers()])
    library.surveys.wait(library.screenings.head(screening_id).survey_id)
    deadline = time.monotonic() + 20
    while any(not one.counts for one in library.screenings.papers(screening_id)) and time.monotonic() < deadline:
        time.sleep(0.02)
    yield screening_id
    for head in library.screenings.heads():
        library.screenings.remove(head.id)


def test_a_screening_without_keyword_and_question_is_a_plain_sentence(library, screen):
    at = screen.open("survey", part="screenings")
    at.button(key="survey_screening_start").click().run()
    assert "there is nothing to screen by" in screen.words


def test_a_screening_is_begun_and_open_with_a_decision_and_its_reason_for_each_paper(library, screen):
    at = screen.open("survey", part="screenings")
    at.text_area(key="survey_screening_words").set_value("bat, echolocat*")
    at.button(key="survey_screening_start").click().run()
    (head,) = library.screenings.heads()
    deadline = time.monotonic() + 20
    while any(one.included is None for one in library.screenings.papers(head.id)) and time.monotonic() < deadline:
        time.sleep(0.02)
    at.run()
    assert head.rule.keywords == ["bat", "echolocat*"]
    assert "included: In the body: “bat” 1 ×." in screen.words
    assert "excluded: No mention in the body, fewer than 1." in screen.words
    library.screenings.remove(head.id)


def test_a_persons_decision_needs_a_name_and_goes_before_the_rule(library, screen, screening):
    at = screen.open("survey", screening=screening)
    cameras = paper_id(library, "cameras.pdf")
    at.button(key=f"survey_screening_Include_{cameras}").click().run()
    assert "Say who you are" in screen.words
    at.text_input(key="app_person").set_value("Ada").run()
    at.button(key=f"survey_screening_Include_{cameras}").click().run()
    assert "Ada included it." in screen.words
    at.button(key=f"survey_screening_back_{cameras}").click().run()
    assert "Ada included it." not in screen.words


def test_a_screening_whose_questions_survey_was_removed_still_opens_and_says_so(library, screen, screening):
    library.surveys.remove(library.screenings.head(screening).survey_id)
    screen.open("survey", screening=screening)
    assert "The survey of this screening's question was removed" in screen.words


def test_only_the_included_papers_are_asked_and_the_others_stand_in_the_plan_with_the_reason(
    library, screen, screening, question_set
):
    at = screen.open("survey", screening=screening)
    at.button(key="survey_screening_ask").click().run()
    assert "2 cells" in screen.words
    at.button(key="survey_start").click().run()
    settle(library, at)
    plan = library.surveys.heads()[0].plan
    assert plan.paper_ids == [paper_id(library, "sounds.pdf")]
    assert plan.excluded == {paper_id(library, "cameras.pdf"): "No mention in the body, fewer than 1."}
