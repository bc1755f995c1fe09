"""The Survey page: question sets made, read from files, edited and saved, and chosen for a new survey."""

from __future__ import annotations

import threading
import time

import pytest
import streamlit as st

from lib.indexing.index import PassageIndex
from lib.records import Question
from lib.surveys.questions import QUESTIONS as MOST
from tests.pages.conftest import Screen
from tests.pdfs import print_paper


@pytest.fixture
def question_set(empty):
    """Return a saved set of three questions."""
    return empty.surveys.save_set("Three", [Question("Which data?", "Data"), Question("Which model?", "Model"), "Why?"])


def toasts(at):
    """Return what was said in passing."""
    return [toast.value.replace("\\", "") for toast in at.toast]


def table_of(at):
    """Return the table of questions as it was opened."""
    (table,) = at.dataframe
    return table.value


def test_without_papers_the_page_says_what_is_needed_and_a_set_can_be_made_all_the_same(empty, screen):
    at = screen.open("survey")
    assert "To begin, a survey needs papers" in screen.words
    at.button(key="survey_make_set").click().run()
    assert "Use the example" in screen.words


def test_the_example_is_looked_at_and_saved_as_version_1(empty, screen):
    at = screen.open("survey", part="questions")
    at.button(key="survey_example").click().run()
    at.button(key="survey_set_save").click().run()
    assert not at.exception
    assert len(empty.surveys.sets()) == 1, screen.words
    (kept,) = empty.surveys.sets()
    assert (kept.version, len(kept.questions)) == (1, 28)
    assert toasts(at) == ["Saved as version 1."]
    assert "version 1 · saved" in screen.words
    at.button(key="survey_set_save").click().run()
    assert toasts(at) == ["Nothing was changed, so there is no new version."]
    assert empty.surveys.sets()[0].version == 1


def test_pasted_questions_lose_their_numbers_and_what_is_there_twice_is_told(empty, screen):
    at = screen.open("survey", part="questions")
    at.text_area(key="survey_pasted").set_value("1. Which data?\n\n2) Which data?\n- Which model?")
    at.button(key="survey_paste_take").click().run()
    assert "1 question left out, being there already." in screen.words
    at.text_input[0].set_value("Mine")
    at.button(key="survey_set_save").click().run()
    (kept,) = empty.surveys.sets()
    assert [(q.text, q.label) for q in kept.questions] == [("Which data?", "Q1"), ("Which model?", "Q2")]


def test_nothing_pasted_is_a_plain_sentence(empty, screen):
    at = screen.open("survey", part="questions")
    at.button(key="survey_paste_take").click().run()
    assert "There is no question in it." in screen.words


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"topic,kind\nBirds,text\n", "has no column “question”. Its columns are “topic”, “kind”."),
        ("a.xlsx", b"PK\x03\x04 no book", "cannot be opened as an Excel file"),
        ("a.csv", b"question\n" + b"\n".join(b"Question %d?" % n for n in range(MOST + 1)), "more than a set can hold"),
        ("a.txt", b"\x00\x01\x02\x00", "is no text file"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_plain_sentence(empty, screen, name, data, said):
    at = screen.open("survey", part="questions")
    at.file_uploader[0].upload(name, data)
    at.run()
    assert not at.exception
    assert said in screen.words


def test_a_table_in_an_odd_encoding_becomes_a_set_of_its_types(empty, screen):
    table = "Label;Question;Type;Choices\nGröße;Wie groß ist der Datensatz?;number;\nNetz;Welches Netz?;choice;U-Net|ResNet\n"
    at = screen.open("survey", part="questions")
    at.file_uploader[0].upload("fragen.csv", table.encode("cp1252"))
    at.run()
    at.button(key="survey_set_save").click().run()
    (kept,) = empty.surveys.sets()
    assert kept.name == "fragen"
    assert kept.questions[0] == Question("Wie groß ist der Datensatz?", "Größe", answer_type="number")
    assert kept.questions[1].choices == ["U-Net", "ResNet"]


def test_a_set_of_500_questions_is_shown_saved_and_offered(library, screen):
    at = screen.open("survey", part="questions")
    at.text_area(key="survey_pasted").set_value("\n".join(f"What is thing {n}?" for n in range(500)))
    at.button(key="survey_paste_take").click().run()
    at.text_input[0].set_value("Many")
    at.button(key="survey_set_save").click().run()
    kept = library.surveys.sets()[0]
    screen.open("survey", part="new", set=kept.id)
    assert "1,000 cells" in screen.words
    library.surveys.remove_set(kept.id)


def test_a_set_without_a_name_is_not_saved_and_nothing_typed_is_lost(empty, screen):
    at = screen.open("survey", part="questions")
    at.text_area(key="survey_pasted").set_value("Which data?")
    at.button(key="survey_paste_take").click().run()
    at.button(key="survey_set_save").click().run()
    assert "Give the question set a name." in screen.words
    at.text_input[0].set_value("Data")
    at.button(key="survey_set_save").click().run()
    assert [one.name for one in empty.surveys.sets()] == ["Data"]


def test_a_set_is_removed_once_it_was_asked_for_again(empty, screen, question_set):
    at = screen.open("survey", part="questions")
    at.button(key=f"survey_set_remove_{question_set.id}").click().run()
    assert [one.id for one in empty.surveys.sets()] == [question_set.id]
    at.button(key="survey_set_remove_yes").click().run()
    assert empty.surveys.sets() == []


def paste(at, *questions):
    """Return the form with these questions, pasted."""
    at.text_area(key="survey_pasted").set_value("\n".join(questions))
    at.button(key="survey_paste_take").click().run()


def name_of(at):
    """Return the field of the set's name."""
    return next(field for field in at.text_input if field.label == "Name")


def test_the_kind_of_answer_is_guessed_told_and_saved(empty, screen):
    at = screen.open("survey", part="questions")
    paste(at, "How many images were used?", "Is the code available?", "Why?")
    assert "guessed for 2 questions" in screen.words
    assert list(table_of(at)["type"]) == ["number with unit", "yes / no", "free text"]
    name_of(at).set_value("Guessed")
    at.button(key="survey_set_save").click().run()
    assert [q.answer_type for q in empty.surveys.sets()[0].questions] == ["number", "yes_no", "text"]
    assert "guessed" not in screen.words


def test_a_new_set_that_is_not_saved_outlives_a_look_elsewhere_and_can_be_thrown_away(empty, screen):
    at = screen.open("survey", part="questions")
    paste(at, "Which data?", "Which model?")
    name_of(at).set_value("Half done").run()
    screen.open("papers")
    at = screen.open("survey")
    assert list(table_of(at)["question"]) == ["Which data?", "Which model?"]
    assert name_of(at).value == "Half done"
    at.button(key="survey_set_back").click().run()
    assert "2 questions · not saved yet" in screen.words
    at.button(key="survey_set_open_begun").click().run()
    assert name_of(at).value == "Half done"
    at.button(key="survey_set_back").click().run()
    at.button(key="survey_set_drop").click().run()
    assert "not saved yet" not in screen.words
    assert empty.surveys.sets() == []


def test_a_changed_name_is_said_to_be_unsaved_and_can_be_undone(empty, screen, question_set):
    at = screen.open("survey", part="questions", set=question_set.id)
    assert "version 1 · saved" in screen.words
    name_of(at).set_value("Four").run()
    assert "changed since version 1, not saved yet" in screen.words
    assert "Ask these" not in [button.label for button in at.button]
    at.button(key="survey_set_undo").click().run()
    assert name_of(at).value == "Three"
    assert "version 1 · saved" in screen.words


def test_what_is_asked_after_a_change_is_what_was_saved_with_it(library, screen):
    at = screen.open("survey", part="questions")
    paste(at, "Which data?")
    name_of(at).set_value("Asked at once")
    at.button(key="survey_set_save_ask").click().run()
    (kept,) = library.surveys.sets()
    assert at.query_params["set"] == kept.id
    assert "2 cells" in screen.words
    library.surveys.remove_set(kept.id)


def test_of_several_sets_none_is_chosen_for_a_new_survey_and_of_one_it_is(library, screen):
    kept = [library.surveys.save_set(name, ["Which data?"]) for name in ("One", "Other")]
    at = screen.open("survey", part="new")
    assert at.selectbox(key="survey_setup_set").value is None
    assert "Choose the questions to ask." in screen.words
    assert not [button for button in at.button if button.label == "Start"]
    at.selectbox(key="survey_setup_set").set_value(kept[0].id).run()
    assert "2 cells" in screen.words
    assert "Which data?" in screen.words
    at.button(key="survey_setup_back").click().run()
    at.button(key="survey_new").click().run()
    assert at.selectbox(key="survey_setup_set").value is None
    library.surveys.remove_set(kept[1].id)
    at = screen.open("survey", part="new")
    assert at.selectbox(key="survey_setup_set").value == kept[0].id
    library.surveys.remove_set(kept[0].id)


def test_while_papers_are_read_that_is_said_and_the_screen_goes_on_once_one_is_ready(
    empty, screen, monkeypatch, request
):
    seen, add = threading.Event(), PassageIndex.add
    request.addfinalizer(seen.set)
    monkeypatch.setattr(PassageIndex, "add", lambda *of, **options: seen.wait(60) and add(*of, **options))
    book = print_paper(sections=[("Methods", ["We counted 31 otters in winter."] * 40)] * 4, title="Otters")
    empty.jobs.add("otters.pdf", book.data)
    at = screen.open("survey", part="new")
    assert "1 paper is being read." in screen.words
    seen.set()
    deadline = time.monotonic() + 60
    while empty.papers()[0].status != "ready" and time.monotonic() < deadline:
        time.sleep(0.05)
    at.run()
    assert "being read" not in screen.words
    assert "A survey needs a list of questions: your own, or one of the examples to begin with." in screen.words


def test_a_new_set_that_is_not_saved_goes_only_once_that_was_asked(empty, screen):
    at = screen.open("survey", part="questions")
    paste(at, "Which data?", "Which model?")
    at.button(key="survey_set_back").click().run()
    at.button(key="survey_example").click().run()
    assert not at.exception
    assert "A new set with 2 questions is not saved yet. Put 28 questions in its place?" in screen.words
    at.button(key="survey_set_replace_no").click().run()
    assert list(table_of(at)["question"]) == ["Which data?", "Which model?"]
    at.button(key="survey_set_back").click().run()
    assert "in its place" not in screen.words
    paste(at, "Why?")
    assert at.text_area(key="survey_pasted").value == "Why?"
    at.button(key="survey_set_replace_yes").click().run()
    assert not at.exception
    assert list(table_of(at)["question"]) == ["Why?"]


def test_a_template_for_trials_is_looked_at_with_its_types_and_choices(empty, screen):
    at = screen.open("survey", part="questions")
    at.selectbox(key="survey_template").select("risk_of_bias").run()
    assert "Topics after the domains of RoB 2" in screen.words
    at.button(key="survey_example").click().run()
    assert not at.exception
    assert at.text_input[0].value == "Risk of bias of randomised trials (RoB 2 domains)"


def reloaded(at):
    """Return a new session of the app at the address of this one."""
    other = Screen()
    address = {name: values[0] if isinstance(values, list) else values for name, values in at.query_params.items()}
    return other, other.open("survey", **address)


def test_a_set_that_is_not_saved_survives_a_reload(empty, screen):
    at = screen.open("survey", part="questions")
    at.text_area(key="survey_pasted").set_value("Which data?\nWhich model?")
    at.button(key="survey_paste_take").click().run()
    at.text_input[0].set_value("Mine").run()
    other, again = reloaded(at)
    assert again.text_input[0].value == "Mine"
    assert [q["question"] for q in table_of(again).to_dict("records")] == ["Which data?", "Which model?"]
    again.button(key="survey_set_save").click().run()
    (kept,) = empty.surveys.sets()
    assert (kept.name, len(kept.questions)) == ("Mine", 2)
    assert "version 1 · saved" in other.words
    _, after = reloaded(again)
    assert not after.exception
    assert "draft" not in after.query_params, "what is saved is no draft any more"


def test_changes_of_a_saved_set_survive_a_reload_and_a_lost_number_says_nothing(empty, screen, question_set):
    at = screen.open("survey", part="questions", set=question_set.id)
    at.text_input[0].set_value("Four").run()
    other, again = reloaded(at)
    assert again.text_input[0].value == "Four"
    assert "changed since version 1, not saved yet" in other.words
    st.cache_resource.clear()  # the server was started anew
    _, lost = reloaded(at)
    assert lost.text_input[0].value == "Three"
