"""One value of the database that cannot be read takes no list down: it counts as empty, or its row is left out."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from sqlalchemy import text

from lib.errors import UnknownSurvey
from lib.records import Answer, AnswerSentence, Box, Cell, Citation, Dropped, Passage, Question, Why
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.records.screening import BibRecord
from lib.storage.answer_history import AnswerHistory
from lib.storage.answers import AnswerStore
from lib.storage.averages import Averages
from lib.storage.database import open_database
from lib.storage.papers import PaperStore
from lib.storage.question_sets import QuestionSetStore
from lib.storage.readable import all_readable, readable
from lib.storage.record_screenings import RecordScreeningStore
from lib.storage.surveys import SurveyStore
from lib.ui.papers.page_quality import page_quality_line
from tests.storage.test_answer_history import answer
from tests.storage.test_papers import read, reading

JUNK = ("{junk", "7", '{"a": 1}', "[{}]", "")


@pytest.fixture
def engine(tmp_path):
    made = open_database(tmp_path)
    yield made
    made.dispose()


def spoil(engine, table: str, column: str, value: object, where: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = :value WHERE {where}"), {"value": value})  # noqa: S608


@pytest.mark.parametrize(
    "column", ["pages_without_text", "authors", "edits", "page_quality", "page_count", "year", "reading"]
)
def test_a_damaged_value_of_one_paper_leaves_all_papers_listed(engine, column: str) -> None:
    papers = PaperStore(engine)
    for name in ("a" * 64, "b" * 64):
        read(papers, name, reading("One.", title=f"Paper {name[0]}"))
    for value in JUNK + ((10**18,) if column in ("page_count", "year", "reading") else ()):
        spoil(engine, "papers", column, value, f"id = '{'a' * 64}'")
        found = {paper.id[0]: paper for paper in papers.papers()}
        assert found["b"].authors == ["Ada Lovelace"], value
        assert found["a"].title == "Paper a"
        assert isinstance(found["a"].pages_without_text, list)
        assert isinstance(found["a"].page_count, int)
        assert all(isinstance(one, str) for one in found["a"].authors)


def test_a_damaged_answer_is_left_out_of_lists_and_the_log_says_so(engine, caplog) -> None:
    store = AnswerStore(engine)
    for name in ("a", "b"):
        store.add(answer(name))
    for value in JUNK:
        spoil(engine, "answers", "record", value, "id = 'a'")
        spoil(engine, "answers", "summary", value, "id = 'a'")
        assert [one.id for one in store.latest()] == ["b"], value
        assert list(store.some(["a", "b"])) == ["b"]
        assert [one.answer_id for one in AnswerHistory(engine).entries(10)] == ["b"]
    assert "1 rows of the database cannot be read and are left out." in caplog.text
    assert "A value of answers.record cannot be read and counts as empty." in caplog.text


def test_rows_are_made_but_for_those_of_which_nothing_can_be_made(caplog) -> None:
    with caplog.at_level(logging.WARNING):
        assert list(readable(["1", "x", "3"], int)) == [1, 3]
    assert caplog.text.count("cannot be read") == 1


def test_of_things_known_by_their_position_none_is_there_where_one_is_damaged() -> None:
    assert all_readable(["1", "2"], int) == [1, 2]
    assert all_readable(["1", "x", "3"], int) == []


def test_a_survey_whose_plan_is_damaged_is_left_out_and_says_so_where_it_is_opened(engine) -> None:
    store = SurveyStore(engine)
    plan = SurveyPlan([Question("Why?")], [PlannedPaper("p", "a.pdf")], ["extractive"])
    damaged, whole = (store.add(replace(plan, name=name)) for name in ("Damaged", "Whole"))
    for value in JUNK:
        spoil(engine, "surveys", "plan", value, f"id = '{damaged}'")
        spoil(engine, "surveys", "status", value, f"id = '{whole}'")
        assert [(head.id, head.status) for head in store.heads()] == [(whole, "stopped")], value
        with pytest.raises(UnknownSurvey, match="damaged"):
            store.head(damaged)


def nested_damages(value: object) -> list[object]:
    """Return the value with each of its parts, one at a time, replaced by what it cannot be, and each field of an object gone."""
    if isinstance(value, dict):
        without = [{name: of for name, of in value.items() if name != gone} for gone in value]
        within = [{**value, name: bad} for name, of in value.items() for bad in nested_damages(of)]
        return [*without, *within, 7, "junk", [7]]
    if isinstance(value, list):
        return [*([bad, *value[1:]] for bad in (nested_damages(value[0]) if value else ())), 7, "junk", {"a": 1}]
    return [{"a": 1}, [7]]


def test_whatever_is_damaged_deep_inside_an_answer_it_is_read_right_or_not_at_all() -> None:
    box = Box(1, 0.1, 0.2, 0.3, 0.4)
    citation = Citation("p", 1, [1], "One.", [box])
    passage = Passage("p:1:1-1", "p", 1, [1], "One.", "Methods", [1], 0.5, Why(["one"], 0.5, "Methods"), [box])
    sentence = AnswerSentence("One.", [citation], "supported", 1.0)
    whole = answer("a", text="One.", sentences=[sentence], passages=[passage], nearest=[citation])
    plain = json.loads(json.dumps(whole.to_dict()))
    assert Answer.from_dict(plain) == whole
    damages = nested_damages(plain)
    for damaged in damages:
        found = list(readable([damaged], Answer.from_dict))
        # a field with a default may be missing, and a field that takes any JSON may hold any
        assert all(Answer.from_dict(one.to_dict()) == one for one in found), damaged
    assert len(list(readable(damages, Answer.from_dict))) < len(damages) / 4


def test_a_damaged_cell_answer_plan_or_set_leaves_all_others_there(engine) -> None:
    surveys, sets = SurveyStore(engine), QuestionSetStore(engine)
    plan = SurveyPlan([Question("Why?")], [PlannedPaper("p", "a.pdf")], ["extractive"])
    survey_id = surveys.add(plan)
    for number, name in enumerate(("a", "b")):
        surveys.cells.put(
            survey_id, ("p", number, "extractive"), Cell(answer(name), "reported"), {"seconds": 1.0, "pages": [1]}
        )
    kept = [sets.save(name, [Question("Why?")]) for name in ("One", "Two")]
    for text_of in ('{"question": {}}', '{"seconds": null, "pages": 7, "judging": 3}', '{"cost": "much"}'):
        spoil(engine, "survey_cells", "figures", text_of, "question = 0")
        spoil(engine, "answers", "record", text_of, "id = 'a'")
        spoil(engine, "question_sets", "questions", f"[{text_of}]", f"id = '{kept[0].id}'")
        assert [row.figures for row in surveys.cells.rows(survey_id)][1] == {"seconds": 1.0, "pages": [1]}
        assert "seconds" not in surveys.cells.rows(survey_id)[0].figures
        found = surveys.cells.all(survey_id)
        assert [cell.answer is None for cell in found.values()] == [True, False], text_of
        assert AnswerStore(engine).get("a") is None
        assert [one.name for one in sets.all()] == ["Two"]
        assert Averages(engine).of_answerers()["extractive"]["cells"] == 2


def test_a_sentence_whose_boxes_are_damaged_stands_nowhere(engine) -> None:
    papers = PaperStore(engine)
    read(papers, "p", reading("One.", "Two."))
    for boxes in ("[[1]]", '[[1, "x", 0, 1, 1]]', "[[1e400, 0, 0, 1, 1]]", "[[0, 0, 0, 0, 0]]", "[null]", "7"):
        spoil(engine, "sentences", "boxes", boxes, "id = 0")
        first, second = papers.readings.sentences("p", 1)
        assert (first.text, first.boxes) == ("One.", [])
        assert second.boxes


def test_what_a_person_typed_of_a_paper_counts_as_far_as_it_can_be_read(engine) -> None:
    papers = PaperStore(engine)
    read(papers, "a" * 64, reading("One.", title="As read"))
    edits = {"title": 7, "authors": [7], "year": "long ago", "families": [], "doi": None, "journal": "Typed"}
    spoil(engine, "papers", "edits", json.dumps(edits), "1 = 1")
    (paper,) = papers.papers()
    assert (paper.title, paper.authors, paper.year, paper.journal) == ("As read", ["Ada Lovelace"], 2024, "Typed")


def test_a_word_that_is_none_of_its_kind_counts_as_the_plainest(engine) -> None:
    papers = PaperStore(engine)
    left_out = [Dropped("Page 1", 1, Box(1, 0, 0, 1, 0.1), reason) for reason in ("page number", "faint")]
    read(papers, "p", replace(reading("One."), dropped=left_out))
    spoil(engine, "papers", "status", "junk", "1 = 1")
    spoil(engine, "sentences", "kind", "junk", "1 = 1")
    spoil(engine, "dropped_pieces", "reason", "junk", "id = 0")
    assert [paper.status for paper in papers.papers()] == ["failed"]
    assert [one.kind for one in papers.readings.sentences("p", 1)] == ["body"]
    assert [one.reason for one in papers.readings.dropped("p", 1)] == ["faint"]
    assert papers.readings.dropped_counts(["p"]) == {"p": {"faint": 1}}
    assert page_quality_line(["junk", "junk"]) == "2 pages: all of unknown quality"


def test_a_text_whose_bytes_are_no_letters_is_read_as_far_as_it_is_one(engine) -> None:
    papers = PaperStore(engine)
    for name in ("a" * 64, "b" * 64):
        read(papers, name, reading("One.", title=f"Paper {name[0]}"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE papers SET title = CAST(x'ff41' AS TEXT) WHERE id LIKE 'a%'"))
    assert {paper.title for paper in papers.papers()} == {"\N{REPLACEMENT CHARACTER}A", "Paper b"}


def test_a_damaged_record_of_a_screening_keeps_its_place(engine) -> None:
    store = RecordScreeningStore(engine)
    screening_id = store.add("Otters", 2).id
    store.put_records(screening_id, [BibRecord(number, "db", f"Title {number}") for number in (1, 2, 3)])
    for damaged in ("7", '{"number": 2}', '{"number": 9, "source": "db", "title": "Title 2", "duplicate_of": 7}'):
        spoil(engine, "screened_records", "record", damaged, "number = 2")
        records = store.records(screening_id)
        assert [one.number for one in records] == [1, 2, 3], damaged
        assert [records[0].title, records[2].title] == ["Title 1", "Title 3"]
        assert records[1].duplicate_of is None
    spoil(engine, "record_screenings", "record", "{}", "1 = 1")
    with pytest.raises(UnknownSurvey, match="damaged"):
        store.one(screening_id)
