"""What the list of papers says and finds."""

import pytest

from lib.library.paper_job import PaperProgress
from lib.records import Paper
from lib.ui.papers.list_order import match
from lib.ui.papers.paper_list import nothing_found
from lib.ui.papers.paper_row import needs_password, stage_line

BATS = Paper("a" * 64, "bats.pdf", "Hearing bats", ["Grace Hopper"], 1952, status="ready")
TRAPS = Paper("b" * 64, "traps.pdf", "Counting animals", ["Ada Lovelace"], 1843, status="failed", problem="No text.")


def test_every_word_must_stand_somewhere_in_the_paper():
    assert match([BATS, TRAPS], "hopper BATS 1952") == [BATS]
    assert match([BATS, TRAPS], "traps failed") == [TRAPS]
    assert match([BATS, TRAPS], "hopper counting") == []
    assert match([BATS, TRAPS], "  ") == [BATS, TRAPS]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Inégalités sociales", "inegalites"),
        ("Inégalités sociales", "INÉGALITÉS"),
        ("Ine\u0301galite\u0301s sociales", "inégalités"),
        ("Les inegalites", "inégalités"),
        ("Søren Łukasiewicz, Straße", "soren lukasiewicz strasse"),
        ("Identiﬁcation", "identification"),
        ("L’analyse", "l'analyse"),
    ],
)
def test_accents_case_and_joined_letters_make_no_difference_to_the_search(title, words):
    paper = Paper("f" * 64, "f.pdf", title, status="ready")
    assert match([BATS, paper], words) == [paper]


def test_a_search_without_a_hit_says_where_it_looked_and_keeps_its_words_text():
    assert nothing_found(" quokkas ") == "No paper has “quokkas” in its title, authors, year, file name, DOI or status."
    assert nothing_found("two quokkas").startswith("No paper has all the words of “two quokkas” in")
    assert "![x]" not in nothing_found("![x](http://evil.example/a.png)")


def test_a_finished_paper_shows_its_status_alone():
    assert stage_line(BATS, None) == "ready"
    assert stage_line(TRAPS, None) == "failed"


def test_a_paper_under_way_shows_stage_pages_and_time_left():
    reading = Paper("c" * 64, "c.pdf", status="reading")
    assert stage_line(reading, PaperProgress("reading", 3, 12, 9.0)) == "reading · page 3 of 12 · about 9 s left"
    assert stage_line(reading, PaperProgress("indexing", 40, 90, None)) == "indexing · passage 40 of 90"
    assert stage_line(reading, PaperProgress("queued", 0, 0, None)) == "queued"
    assert stage_line(reading, PaperProgress("recognising", 0, 3, None)) == "recognising · 3 pages"
    assert stage_line(BATS, PaperProgress("recognising", 1, 3, None)) == "ready · recognising · page 1 of 3"
    assert stage_line(reading, PaperProgress("reading", 12, 12, 0.0)) == "reading · putting it together"


def test_only_a_failed_paper_that_names_a_password_asks_for_it():
    locked = Paper("d" * 64, "d.pdf", status="failed", problem="The PDF opens with a password only.")
    assert needs_password(locked)
    assert not needs_password(TRAPS)
    assert not needs_password(Paper("e" * 64, "e.pdf", status="ready", problem="Page 3 needs a password."))
