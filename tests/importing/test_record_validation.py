"""Values of files of others are what their field's type says, or no record is made of them."""

import json

import pytest

from lib.importing.record_validation import WrongRecord, read_record
from lib.records import Value


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
