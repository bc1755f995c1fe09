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
    outside = re.sub(r"(?<!\\)`[^`]*`", "", escaped)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>#|~$&!]", outside.replace("\\\\", ""))
    assert not re.match(r"[-+=:]|\d+[.)]", escaped)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see http://evil.example.", "see `http://evil.example`."),
        ("at www.evil.example, too", "at `www.evil.example`, too"),
        ("mail a.b@evil.example", "mail `a.b@evil.example`"),
        ("a :smile:", "a `:smile:`"),
        ("HTTPS://x.y/a_b*c", "`HTTPS://x.y/a_b*c`"),
        ("by @someone", "by `@someone`"),
        ("http://a`![x](http://b)", "`http://a`\\`\\!\\[x\\](`http://b`)"),
        ("http://a|b", "`http://a`\\|b"),
        ("mailto:a@b.c and xmpp:d", "`mailto:a@b.c` and `xmpp:d`"),
        ("at 10:30 and 1:2", "at 10:30 and 1:2"),
    ],
)
def test_addresses_and_icons_stand_as_code_that_can_be_copied(text: str, written: str) -> None:
    assert escape_for_file(text) == written


def test_no_character_of_a_file_is_one_that_nobody_sees() -> None:
    made = answer("See https://a.example/x and mail b@c.example.", general="www.d.example")
    text = text_of(export(row(made)))
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "`https://a.example/x`" in text


def test_the_only_links_are_the_dois_of_the_papers() -> None:
    odd = replace(OTTERS, title="[x](http://evil.example)", doi="10.1234/a)b<c>")
    worse = Paper("c" * 64, "w.pdf", "W", doi="10.1/../](javascript:x) y")
    evil = answer("![x](http://evil.example) and http://evil.example", general="<b>x</b>")
    text = text_of(export(row(evil, papers=[odd]), papers=[odd, worse], title="<script>"))
    plain = re.sub(r"(?<!\\)`[^`]*`", "", text)
    assert re.findall(r"(?<!\\)\]\(([^)]*)\)", plain) == ["https://doi.org/10.1234/a%29b%3Cc%3E"]
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
    assert "- \\[1\\] “We saw 57 otters.” (page 1)" in text
    assert "- Ada: partly correct; correction: 58" in text
    assert "    - Ada: right passage; supported: yes" in text
    assert "**General knowledge, not from the papers:** Otters swim." in text
    assert "- **Lovelace and Hopper 2024:** Ada Lovelace, Grace Hopper. 2024. Otters in the reeds." in text.replace(
        "\\", ""
    )
    assert "[doi:10.1234/otters](https://doi.org/10.1234/otters)" in text


def test_a_cell_without_an_answer_says_why() -> None:
    text = text_of(export(row(answer=None, evidence=[], category="failed", problem="The key was refused.")))
    assert "**Problem:** The key was refused." in text
