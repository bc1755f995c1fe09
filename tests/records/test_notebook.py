"""Answers and tables as notebooks show them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lib.records import Answer, AnswerSentence, Box, Citation, Table, TableCell
from lib.records.notebook import register_clippings

EVIL = "<script>alert(1)</script>"
CITATION = Citation("p", 1, [2], f"31 otters {EVIL}", [Box(4, 0.1, 0.1, 0.9, 0.2)])
ANSWER = Answer(
    "a", f"How many? {EVIL}", True, "31.", [AnswerSentence(f"31 otters. {EVIL}", [CITATION, CITATION], "weak", 0.4, EVIL)], [],
    "extractive", "", ["p"], stopped=EVIL,
)  # fmt: skip


@pytest.fixture(autouse=True)
def no_clippings() -> Iterator[None]:
    register_clippings(None)
    yield
    register_clippings(None)


def test_an_answer_shows_its_sentences_quotes_and_pages_escaped() -> None:
    html = ANSWER._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 5
    assert "31 otters. &lt;script&gt;alert(1)&lt;/script&gt; [1] [1] <em>(weakly supported" in html
    assert "(page 4)" in html
    assert "<img" not in html


def test_clippings_are_shown_where_something_draws_them() -> None:
    register_clippings(lambda citation: [b"webp"] if citation == CITATION else [])
    assert ANSWER._repr_html_().count('src="data:image/webp;base64,d2VicA=="') == 1


def test_a_table_keeps_its_heads_and_spans_escaped() -> None:
    cells = [
        TableCell(0, 0, EVIL, column_span=2, is_head=True),
        TableCell(1, 0, "Precision", row_span=2),
        TableCell(1, 1, "0.9"),
    ]
    html = Table("Table 3", f"Scores {EVIL}", [EVIL], [1], cells)._repr_html_()
    assert "<script" not in html
    assert '<tr><th colspan="2">&lt;script&gt;' in html
    assert '<tr><td rowspan="2">Precision</td><td>0.9</td></tr>' in html
    assert "<caption>Table 3 Scores" in html
