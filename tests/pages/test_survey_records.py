"""Screening of records on the Survey page."""

from __future__ import annotations

import pytest

from tests.surveys.test_record_screenings import PUBMED, SCOPUS


@pytest.fixture
def screening(library):
    """Yield a screening of four records, one of them a duplicate; gone after the test."""
    made = library.record_screenings.begin("Otters")
    library.record_screenings.add_file(made.id, "a.nbib", PUBMED.encode(), "PubMed")
    library.record_screenings.add_file(made.id, "b.ris", SCOPUS.encode(), "Scopus")
    yield made
    library.record_screenings.remove(made.id)


def decide(screen, screening, person, *decisions, view="title"):
    at = screen.open("survey", records=screening.id, view=view)
    if "survey_records_person" in [one.key for one in at.text_input]:
        at.text_input(key="survey_records_person").set_value(person).run()
    for decision in decisions:
        press(at, decision)
    return at


def press(at, decision):
    """Press the button of a decision on the record that is drawn."""
    (button,) = [one for one in at.button if (one.key or "").startswith(f"survey_records_{decision}_")]
    button.click().run()
    assert not at.exception


def test_a_screening_is_begun_and_its_records_come_in(library, screen):
    at = screen.open("survey", part="records")
    at.text_input(key="survey_records_name").set_value("Owls").run()
    at.button(key="survey_records_begin").click().run()
    (made,) = library.record_screenings.all()
    assert (made.name, made.people) == ("Owls", 2)
    at.text_input(key="survey_records_source").set_value("PubMed").run()
    at.file_uploader[0].upload("a.nbib", PUBMED.encode(), "text/plain").run()
    assert not at.exception
    assert [one.source for one in library.record_screenings.records(made.id)] == ["PubMed", "PubMed"]
    library.record_screenings.remove(made.id)


def test_a_file_without_a_database_stands_under_its_name_until_one_is_named(library, screen, screening):
    front = library.record_screenings
    at = screen.open("survey", records=screening.id, view="add")
    at.file_uploader[0].upload("third.ris", SCOPUS.encode(), "text/plain").run()
    assert "No database was named: they stand under “third.ris”" in screen.words
    (field,) = [one for one in at.text_input if one.value == "third.ris"]
    field.set_value("Embase").run()
    assert front.flow(screening.id).identified == {"PubMed": 2, "Scopus": 2, "Embase": 2}
    at = screen.open("survey", records=screening.id, view="list")
    at.multiselect(key="survey_records_chosen").set_value([1, 3]).run()
    (field,) = [one for one in at.text_input if (one.key or "").startswith("survey_records_source_of_")]
    field.set_value("Web of Science").run()
    assert front.flow(screening.id).identified == {"Web of Science": 2, "PubMed": 1, "Scopus": 1, "Embase": 2}
    assert not at.exception


def test_in_full_a_record_leads_to_its_pdf_or_to_where_it_is(library, screen, screening):
    front = library.record_screenings
    here = library.papers()[0]
    known = f"TY  - JOUR\nTI  - {here.title.upper()}.\nER  -\n"
    front.add_file(screening.id, "c.ris", known.encode(), "Scopus")
    for number in (1, 2, 4, 5):
        for person in ("Ada", "Ben"):
            front.decide(screening.id, number, "title", person, "include")
    at = decide(screen, screening, "Ada", view="full_text")
    assert [one.proto.url for one in at.get("link_button")] == [
        "https://doi.org/10.1234/otters",
        "https://pubmed.ncbi.nlm.nih.gov/12345678/",
    ]
    for number in (1, 2):
        front.decide(screening.id, number, "full_text", "Ada", "include")
    at.run()
    assert "no DOI came with the record" in screen.words
    front.decide(screening.id, 4, "full_text", "Ada", "include")
    at.run()
    assert "Read the PDF" in screen.words
    assert not at.exception


def test_decisions_of_two_people_conflict_are_settled_and_counted(library, screen, screening):
    front = library.record_screenings
    for number, decision in ((1, "include"), (2, "exclude"), (4, "exclude")):
        front.decide(screening.id, number, "title", "Ben", decision)
    at = decide(screen, screening, "Ada", "include", "include", "exclude")
    assert "1 conflict to settle" in screen.words
    assert "Ben said exclude" in screen.words
    press(at, "maybe")
    assert "Nothing is left for you to decide here" in screen.words
    assert len(front.decisions(screening.id)) == 7, "none was overwritten"
    at = screen.open("survey", records=screening.id, view="flow")
    table = dict(at.dataframe[0].value.to_numpy().tolist())
    assert (table["Records screened"], table["Records excluded"], table["Reports sought for retrieval"]) == (3, 1, 2)
    assert "Ada and Ben agree on 2 of 3 records (title and abstract)" in screen.words
    assert not at.exception


def test_nobody_sees_what_another_decided_before_deciding(library, screen, screening):
    library.record_screenings.decide(screening.id, 1, "title", "Ben", "exclude", "other outcome")
    decide(screen, screening, "Ada")
    assert "Ben said" not in screen.words


def test_who_decides_second_at_the_same_moment_is_told(library, screen, screening):
    front = library.record_screenings
    for person, decision in (("Ada", "include"), ("Ben", "exclude")):
        front.decide(screening.id, 1, "title", person, decision)
    for number in (2, 4):
        for person in ("Ada", "Ben"):
            front.decide(screening.id, number, "title", person, "exclude")
    at = decide(screen, screening, "Ada")
    assert "People differ on this record" in screen.words
    front.decide(screening.id, 1, "title", "Ben", "include", settles=True)  # while Ada looks at it
    press(at, "exclude")
    assert "Ben has settled it meanwhile" in screen.words
    assert front.screened(screening.id).standings("title")[1] == "include"


def test_a_decision_is_made_anew_and_the_earlier_one_stays(library, screen, screening):
    at = decide(screen, screening, "Ada", "exclude")
    at.button(key="survey_records_again").click().run()
    assert "Otters in the reeds" in at.subheader[0].value
    assert "Ada said exclude" in screen.words
    press(at, "include")
    assert "Owls of the old barn" in at.subheader[0].value, "it goes on with the next one"
    kept = library.record_screenings.decisions(screening.id)
    assert [(one.number, one.decision) for one in kept] == [(1, "exclude"), (1, "include")]


def test_a_third_person_settles_what_two_differ_on_and_is_not_asked_for_more(library, screen, screening):
    front = library.record_screenings
    for number in (1, 2, 4):
        front.decide(screening.id, number, "title", "Ben", "include")
        front.decide(screening.id, number, "title", "Cem", "exclude" if number == 2 else "include")
    at = decide(screen, screening, "Ada")
    assert "0 to do · 1 conflict to settle" in screen.words
    press(at, "exclude")
    assert front.screened(screening.id).standings("title") == {1: "include", 2: "exclude", 4: "include"}


def test_records_that_name_no_work_are_said_and_can_be_screened_all_the_same(library, screen, screening):
    at = screen.open("survey", records=screening.id, view="add")
    at.file_uploader[0].upload("third.csv", b"title,year\nHerons of the lake,2021\n,2020\n", "text/csv").run()
    assert (
        "1 with no title, DOI or PubMed number: counted as identified, and as removed before screening." in screen.words
    )
    at = screen.open("survey", records=screening.id, view="list")
    at.selectbox(key="survey_records_stands").set_value("removed before screening").run()
    assert list(at.dataframe[0].value["number"]) == [6]
    at.multiselect(key="survey_records_chosen").set_value([6]).run()
    at.button(key="survey_records_screen_again").click().run()
    assert library.record_screenings.flow(screening.id).removed == {}
    assert not at.exception


def test_records_are_found_tied_and_marked_in_the_list(library, screen, screening):
    front = library.record_screenings
    at = screen.open("survey", records=screening.id, view="list")
    assert [row["number"] for row in at.dataframe[0].value.to_dict("records")] == [1, 2, 3, 4]
    at.text_input(key="survey_records_words").set_value("OTTERS reeds").run()
    assert list(at.dataframe[0].value["number"]) == [1, 3]
    at.text_input(key="survey_records_words").set_value("").run()
    at.multiselect(key="survey_records_chosen").set_value([2, 4]).run()
    at.button(key="survey_records_tie").click().run()
    assert [one.study_of for one in front.records(screening.id)] == [None, None, None, 2]
    at.button(key="survey_records_copies").click().run()
    assert front.records(screening.id)[3].duplicate_of == 2
    at.multiselect(key="survey_records_chosen").set_value([4]).run()
    at.button(key="survey_records_no_copy").click().run()
    assert front.records(screening.id)[3].duplicate_of is None
    at.selectbox(key="survey_records_stands").set_value("duplicate").run()
    assert list(at.dataframe[0].value["number"]) == [3]
    assert not at.exception


def test_the_list_shows_nobody_what_another_decided_before_they_have(library, screen, screening):
    front = library.record_screenings
    front.decide(screening.id, 1, "title", "Ben", "exclude", "other outcome")
    decide(screen, screening, "Ada")
    at = screen.open("survey", records=screening.id, view="list")
    at.multiselect(key="survey_records_chosen").set_value([1]).run()
    assert "Ben said" not in screen.words
    assert list(at.dataframe[0].value["title and abstract"]) == ["to do", "to do", "copy of 1", "to do"]
    front.decide(screening.id, 1, "title", "Ada", "include")
    at.run()
    assert "Ben said exclude" in screen.words
    assert at.dataframe[0].value["title and abstract"].iloc[0] == "conflict"
