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
    if at.text_input:
        at.text_input(key="survey_records_person").set_value(person).run()
    for decision in decisions:
        at.button(key=f"survey_records_{decision}").click().run()
        assert not at.exception
    return at


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


def test_decisions_of_two_people_conflict_are_settled_and_counted(library, screen, screening):
    front = library.record_screenings
    for number, decision in ((1, "include"), (2, "exclude"), (4, "exclude")):
        front.decide(screening.id, number, "title", "Ben", decision)
    at = decide(screen, screening, "Ada", "include", "include", "exclude")
    assert "1 conflict to settle" in screen.words
    assert "Ben said exclude" in screen.words
    at.button(key="survey_records_maybe").click().run()
    assert "You have decided on all records here" in screen.words
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
