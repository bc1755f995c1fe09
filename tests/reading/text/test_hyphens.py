"""Words that a hyphen breaks at a line's end: what the line broke is whole again, what the word brought stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.reading.text.hyphens import LineEndHyphens
from tests import pdfs
from tests.reading.test_reading import read

WRITTEN = {"the": 50, "of": 30, "non-linear": 2, "non-parametric": 1, "reevaluated": 1, "wellbeing": 3, "z-score": 1}


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("t-", "test"),
        ("(k-", "means"),
        ("n-", "tridecanal"),
        ("β-", "catenin"),
        ("HIV-", "infected"),
        ("mRNA-", "based"),
        ("IL6-", "dependent"),
        ("Blood-", "feeding"),
        ("price-", "determining"),
        ("recurrence-", "free"),
        ("state-of-the-", "art"),
        ("follow-", "up"),
        ("non-", "melanomatous"),
        ("https://example.org/pub-", "pdf"),
    ],
)
def test_the_hyphen_of_a_word_stays(text: str, following: str) -> None:
    assert LineEndHyphens(WRITTEN).join(text, following) == "compound"


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("popula-", "tion"),
        ("measure-", "ments"),
        ("re-", "evaluated"),
        ("well-", "being"),  # the paper writes it so
        ("hus-", "band"),
        ("up-", "take"),
        ("thous-", "and"),
        ("immunohisto-", "chemistry"),
        ("phosphoino-", "sitide"),
        ("non-lin-", "ear"),
    ],
)
def test_what_the_line_broke_is_whole_again(text: str, following: str) -> None:
    assert LineEndHyphens(WRITTEN).join(text, following) == "whole"


@pytest.mark.parametrize(("text", "following"), [("pre-", "and"), ("one-", "to"), ("Vor-", "und"), ("sous-", "et")])
def test_a_hyphen_that_stands_for_a_later_part_keeps_its_blank(text: str, following: str) -> None:
    assert LineEndHyphens(WRITTEN).join(text, following) == "suspended"


def test_a_language_that_writes_compounds_as_one_word_gets_no_hyphen() -> None:
    german = {"der": 20, "die": 20, "und": 20, "mit": 5}
    assert LineEndHyphens(german).join("Wasser-", "stand") == "whole"
    assert LineEndHyphens(german).join("E-", "mail") == "compound"


def test_a_heading_in_capitals_is_whole_again() -> None:
    assert LineEndHyphens(WRITTEN).breaks_capitals("POPULA-", "TION")
    assert not LineEndHyphens(WRITTEN).breaks_capitals("HIV-", "RNA")
    assert LineEndHyphens(WRITTEN).join("POPULA-", "TION") == "whole"


def test_words_of_a_page_are_as_they_were_written(tmp_path: Path) -> None:
    lines = ["The groups differed in a two-sided t-", "test before, and all pre-", "and post-treatment popula-",
             "tions were counted."]  # fmt: skip
    pieces = [(text, 60.0, 100 + 12 * n, "Times-Roman", 10.0) for n, text in enumerate(lines)]
    reading = read(tmp_path, pdfs.print_loose([pieces]))
    whole = (
        "The groups differed in a two-sided t-test before, and all pre- and post-treatment populations were counted."
    )
    assert whole in [s.text for s in reading.sentences]
