"""What papers and people write stands on the screen letter by letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.records import Paper
from lib.text.wording import count
from lib.ui.kit.escaping import authors_line, megabytes, paper_label, paper_title, plain, shorten, time_left, visible


def unescaped(markdown: str) -> str:
    """Return what Markdown shows of escaped punctuation."""
    return "".join(markdown.split("\\")).replace("\u2060", "")


@pytest.mark.parametrize(
    "hostile",
    [
        "![x](http://evil.example/a.png)",
        "[click](http://evil.example)",
        "<img src=http://evil.example/a.png>",
        "$x^2$ and `code` and **bold** and _it_",
        "# heading",
        ":material/delete: :smile: :red[text]",
    ],
)
def test_markdown_in_a_title_is_shown_as_its_letters(hostile):
    shown = plain(hostile)
    assert unescaped(shown) == hostile
    for mark in "![]()<>$`*_#:":
        assert mark not in shown.replace(f"\\{mark}", "")


@pytest.mark.parametrize(
    ("text", "together"), [("see http://a.b/c", "://"), ("www.evil.example", "www\\."), (":smile:", ":smile")]
)
def test_what_is_looked_for_after_escapes_are_gone_is_broken_up(text, together):
    assert together.replace("\\", "") not in plain(text).replace("\\", "")


@given(st.text())
def test_plain_text_is_one_line_whatever_comes(text):
    assert "\n" not in plain(text)
    assert "\r" not in plain(text)


def test_a_character_that_turns_the_direction_of_writing_is_left_out():
    assert visible("abc\u202egnp.exe") == "abcgnp.exe"


@given(st.text(), st.integers(10, 60))
def test_shortened_text_keeps_its_limit_and_its_beginning(text, limit):
    short = shorten(text, limit)
    assert len(short) <= max(limit, 0)
    assert text.startswith(short.rstrip("…").rstrip()) or short == text


def test_a_paper_is_called_by_family_and_year_or_else_by_its_title():
    assert paper_label(Paper("a", "a.pdf", "A title", ["Ada Lovelace"], 1843)) == "Lovelace 1843"
    assert paper_label(Paper("a", "a.pdf", "A title", ["Ada Lovelace"])) == "Lovelace n.d."
    assert paper_label(Paper("a", "a.pdf", "A title", [], 1843)) == "A title"
    assert paper_title(Paper("a", "a.pdf")) == "a.pdf"


def test_numbers_stand_with_their_nouns_and_units():
    assert count(1, "paper") == "1 paper"
    assert count(1204, "paper") == "1,204 papers"
    assert megabytes(3_100_000_000) == "3.1 GB"
    assert time_left(None) == ""
    assert time_left(8.2) == "about 8 s left"
    assert time_left(200) == "about 3 min left"
    assert authors_line(["A B", "C D", "E F", "G H"]) == "A B et al."
