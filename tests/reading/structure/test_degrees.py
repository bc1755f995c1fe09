"""Degrees with full stops, behind names, are taken out; initials are not."""

from __future__ import annotations

import pytest

from lib.reading.structure.degrees import without_dotted_degrees


@pytest.mark.parametrize(
    ("names", "left"),
    [
        ("Maria Rossi, M.P.H., and Tom Fox, M.B., B.S.", ["Maria Rossi", "Tom Fox"]),
        ("Maria Rossi, M. P. H., Tom Fox, M.B., Ch.B.", ["Maria Rossi", "Tom Fox"]),
        ("Smith, J.A.", ["Smith", "J.A."]),
        ("Smith, B.A.", ["Smith", "B.A."]),
        ("van Dyk, C.D. and Mary Lee", ["van Dyk", "C.D.", "Mary Lee"]),
        ("van Dyk, M.S. and Mary Lee", ["van Dyk", "M.S.", "Mary Lee"]),
        ("Garcia Lopez, C.D.", ["Garcia Lopez", "C.D."]),
    ],
)
def test_known_degrees_go_and_initials_stay(names: str, left: list[str]) -> None:
    found = without_dotted_degrees(names).replace(" and ", ",").split(",")
    assert [name.strip() for name in found if name.strip()] == left
