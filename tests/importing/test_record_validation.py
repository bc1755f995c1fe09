"""Values of files of others are what their field's type says, or no record is made of them."""

import json

import pytest

from lib.importing.record_validation import WrongRecord, read_record
from lib.records import Citation, Paper, Value
from lib.records.plan import PlannedPaper


@pytest.mark.parametrize("number", [5e18, -5e18, 6.02e23, 1e-300, 2**53])
def test_a_number_of_any_size_is_read_back(number: float) -> None:
    value = Value("number", "5 × 10^18 cm-3", number, "cm-3")
    assert read_record(Value, json.loads(json.dumps(value.to_dict()))) == value


@pytest.mark.parametrize(
    "number", [float("inf"), float("nan"), 1.7e308, pytest.param(10**400, id="1e400"), 2**53 + 1, True]
)
def test_a_number_that_none_can_hold_is_no_number(number: float) -> None:
    with pytest.raises(WrongRecord, match="number"):
        read_record(Value, {"kind": "number", "text": "x", "number": number})


@pytest.mark.parametrize("paper_id", ["../../etc/passwd", "A" * 64, "a" * 63, "a" * 65, "", f"{'a' * 64}\n"])
def test_an_id_that_no_paper_can_have_makes_no_path_in_the_data_folder(paper_id: str) -> None:
    with pytest.raises(WrongRecord):
        read_record(Citation, {"paper_id": paper_id, "reading": 1, "sentence_ids": [1], "quote": "x", "boxes": []})
    with pytest.raises(WrongRecord):
        read_record(Paper, {"id": paper_id, "filename": "x.pdf"})
    with pytest.raises(WrongRecord):
        read_record(PlannedPaper, {"id": paper_id, "filename": "x.pdf"})


def test_an_id_made_of_a_files_bytes_is_taken() -> None:
    values = {"paper_id": "0f" * 32, "reading": 1, "sentence_ids": [1], "quote": "x", "boxes": []}
    assert read_record(Citation, values).paper_id == "0f" * 32


@pytest.mark.parametrize("number", [2**31, -(2**31), 10**12])
def test_a_whole_number_that_no_column_holds_is_refused_on_every_database_alike(number: int) -> None:
    with pytest.raises(WrongRecord, match="year"):
        read_record(Paper, {"id": "a" * 64, "filename": "x.pdf", "year": number})
    with pytest.raises(WrongRecord, match="reading"):
        read_record(Citation, {"paper_id": "a" * 64, "reading": number, "sentence_ids": [], "quote": "", "boxes": []})
