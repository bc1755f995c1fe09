"""Operators of content streams: what pdfminer's own parser makes of the same bytes."""

from __future__ import annotations

from typing import Any

import pytest
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import PSEOF, PSKeyword

from lib.reading.pdf.operators import operators

STREAMS = [
    b"1 0 0 1 72.5 -.5 cm 10 20 m 30. 40 l 1 2 3 4 5 6 c h f*",
    b"0.1 0.2 0.3 0.4 0.5 0.6 0.7 scn",
    b"/F1 12 Tf 1 1 Td [(a) -120.5 (b)3 <63>] TJ (it's) ' 2 1 (x) \"",
    b"[3 2]0 d 1 J\n0 0 612 792 re W n q Q",
    b"[(a)-5(b) .5()]TJ[ ] TJ\n[(c)+1.\r(d)]TJ[(e)2]TJ/N gs [(f)[3](g)] TJ [(\\051)4]TJ 5 [(h)]TJ",
    b"+7\r\n-8\tl 9\f10 m",
    b"/GS0 gs /P << /MCID 0 /Box [1 2 3 4] >> BDC EMC",
]


def by_pdfminer(data: bytes) -> list[tuple[str, list[Any]]]:
    """Return the operators with their operands as pdfminer's parser has them."""
    parser, found, operands = PDFContentParser([PDFStream({}, data)]), [], list[Any]()
    while True:
        try:
            _, token = parser.nextobject()
        except PSEOF:
            return found
        if isinstance(token, PSKeyword):
            found.append((token.name.decode() if isinstance(token.name, bytes) else token.name, operands))
            operands = []
        else:
            operands.append(token)


@pytest.mark.parametrize("data", STREAMS)
def test_operators_are_those_of_pdfminer(data: bytes) -> None:
    found = list(operators(data))
    assert found == by_pdfminer(data)
    types = [[type(one) for one in operands] for _, operands in found]
    assert types == [[type(one) for one in operands] for _, operands in by_pdfminer(data)]


def test_faulty_numbers_are_read_as_viewers_read_them_also_before_an_operator() -> None:
    assert list(operators(b"--5 1.2.3 m 4 5.6.7 l 8 9-1 m")) == [("m", [-5.0, 1.2]), ("l", [4, 5.6]), ("m", [8, 9.0])]


def test_an_array_with_a_faulty_number_or_before_another_operator_is_read_as_any() -> None:
    assert list(operators(b"[(a)1.2.3(b)]TJ [(c)-5]TJX")) == [("TJ", [[b"a", 1.2, b"b"]]), ("TJX", [[b"c", -5]])]
