"""Every record becomes JSON and comes back equal."""

import json
import types
import typing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.records import (
    Answer,
    Box,
    Cell,
    Citation,
    Figure,
    Paper,
    Passage,
    Question,
    Record,
    Sentence,
    Survey,
    Table,
    TableCell,
    tables,
)
from lib.records import core as records

CLASSES = [
    kind
    for kind in {**vars(records), **vars(tables)}.values()
    if isinstance(kind, type) and issubclass(kind, Record) and kind not in (Record, Survey)
]

fractions = st.floats(0, 1, allow_nan=False)


def value_of(kind: object) -> st.SearchStrategy:
    """Return a strategy for values of a field's annotation, lists and dicts included."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return st.one_of([value_of(argument) for argument in arguments])
    if origin is list:
        return st.lists(value_of(arguments[0]), max_size=2)
    if origin is dict:
        return st.dictionaries(value_of(arguments[0]), value_of(arguments[1]), max_size=2)
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if isinstance(kind, type) and issubclass(kind, Record):
        return record_of(kind)
    if kind is typing.Any:  # settings of an answer: whatever JSON holds
        return st.one_of(st.text(), st.booleans(), st.integers(), st.none())
    simple = {int: st.integers(), float: fractions, str: st.text(), bool: st.booleans(), types.NoneType: st.none()}
    return simple[kind]


def record_of(kind: type[Record]) -> st.SearchStrategy:
    return st.builds(kind, **{name: value_of(hint) for name, hint in typing.get_type_hints(kind).items()})


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_a_record_comes_back_equal_from_json(kind: type[Record]) -> None:
    @settings(max_examples=25, deadline=None)
    @given(record_of(kind))
    def round_trip(record: Record) -> None:
        assert kind.from_dict(json.loads(json.dumps(record.to_dict()))) == record

    round_trip()


def test_a_survey_lists_its_cells_and_comes_back_equal() -> None:
    survey = Survey(
        "s",
        [Question("How many?", answer_type="number")],
        ["p"],
        ["extractive"],
        {("p", 0, "extractive"): Cell(None, "failed", "No paper.")},
    )
    plain = json.loads(json.dumps(survey.to_dict()))
    assert plain["cells"] == [
        {
            "paper_id": "p",
            "question": 0,
            "answerer": "extractive",
            "answer": None,
            "category": "failed",
            "problem": "No paper.",
            "value": None,
            "judged": None,
            "judged_by": "rule",
            "suggestion": None,
        }
    ]
    assert Survey.from_dict(plain) == survey


def test_a_citation_from_before_cells_could_be_cited_is_read() -> None:
    plain = {"paper_id": "p", "reading": 1, "sentence_ids": [0], "quote": "One.", "boxes": []}
    assert Citation.from_dict(plain) == Citation("p", 1, [0], "One.", [], None, None, None, None)


def test_the_fields_of_the_contract_are_there() -> None:
    def names(kind: type[Record]) -> set[str]:
        return set(typing.get_type_hints(kind))

    assert names(Box) == {"page", "x0", "top", "x1", "bottom"}
    assert names(Sentence) == {"id", "text", "section", "kind", "boxes", "lines"}
    assert names(Paper) >= {
        "id",
        "filename",
        "title",
        "authors",
        "year",
        "doi",
        "page_count",
        "status",
        "problem",
        "pages_without_text",
        "added_at",
    }
    assert names(Passage) == {
        "id",
        "paper_id",
        "reading",
        "sentence_ids",
        "text",
        "section",
        "pages",
        "score",
        "why",
        "boxes",
    }
    assert names(Citation) == {
        "paper_id",
        "reading",
        "sentence_ids",
        "quote",
        "boxes",
        "table",
        "row",
        "column",
        "figure",
        "cell",
        "picture",
        "equations",
    }
    assert names(Table) >= {"label", "caption", "notes", "pages", "cells"}
    assert names(TableCell) >= {
        "row",
        "column",
        "row_span",
        "column_span",
        "text",
        "is_head",
        "row_label",
        "heads",
        "boxes",
        "sentence_ids",
    }
    assert names(Figure) >= {"label", "caption", "box", "panels", "sentence_ids"}
    assert names(Answer) >= {
        "found",
        "text",
        "sentences",
        "passages",
        "prompt",
        "raw",
        "seconds",
        "tokens",
        "cost",
        "style",
        "previous",
        "stopped",
    }
