"""What the list of papers says and finds."""

import pytest

from lib.library.paper_job import PaperProgress
from lib.records import Paper
from lib.ui.papers.list_order import match
from lib.ui.papers.paper_row import RowNotes, needs_password, row_data, stage_line

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
        ("Η ζωή της θάλασσας", "ΤΗΣ ΘΑΛΑΣΣΑΣ"),
    ],
)
def test_accents_case_and_joined_letters_make_no_difference_to_the_search(title, words):
    paper = Paper("f" * 64, "f.pdf", title, status="ready")
    assert match([BATS, paper], words) == [paper]


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


def test_a_row_has_no_more_than_there_is_to_say():
    assert row_data(BATS, None, ["good"], RowNotes(), writes=True) == {
        "id": BATS.id,
        "title": "Hearing bats",
        "words": "hearing bats grace hopper 1952 bats.pdf  ready",
        "isReady": True,
        "authors": "Grace Hopper",
        "year": 1952,
        "status": "ready",
        "actions": ["edit"],
    }


def test_a_long_title_and_one_that_runs_to_the_left_stay_within_their_row_and_whole_in_the_search():
    paper = Paper("c" * 64, "c.pdf", "\u202e" + "بحث " * 100 + "end", ["أحمد علي"] * 30, status="ready")
    row = row_data(paper, None, [], RowNotes(), writes=True)
    assert len(row["title"]) <= 181
    assert "\u202e" not in row["title"]
    assert row["authors"] == "أحمد علي et al."
    assert match([paper], "end") == [paper]
    assert "end" in row["words"]


def test_what_can_be_done_from_a_row_is_what_the_paper_needs():
    def row(paper, under_way=None, quality=(), *, writes=True):
        found = row_data(paper, under_way, quality, RowNotes(), writes=writes)
        return {name: found.get(name) for name in ("actions", "needsPassword", "recognise", "share")}

    locked = Paper("d" * 64, "d.pdf", status="failed", problem="This PDF needs a password.")
    nothing = {"actions": None, "needsPassword": None, "recognise": None, "share": None}
    assert row(TRAPS) == nothing | {"actions": ["again", "edit"]}
    assert row(locked) == nothing | {"actions": ["edit"], "needsPassword": True}
    assert row(BATS, PaperProgress("reading", 3, 12, None)) == nothing | {"actions": ["stop"], "share": 0.25}
    scan = ["scan without text"]
    assert str(row(BATS, None, scan)["recognise"]).startswith("Recognise text (about")
    assert row(BATS, PaperProgress("recognising", 0, 1, None), scan)["recognise"] is None
    for paper in (BATS, TRAPS, locked):
        assert row(paper, None, scan, writes=False) == nothing, "who only reads is offered nothing"
