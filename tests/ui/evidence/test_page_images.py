"""Pages are drawn in the background, once, and a failure is not drawn over and over."""

import threading

import pytest

from lib.errors import UnknownPaper
from lib.reading.pdf.render import Picture
from lib.ui.evidence import page_images
from lib.ui.evidence.page_images import Drawer


class Library:
    """Stands for a workspace: draws page 1 of any paper but the missing one, and counts."""

    def __init__(self):
        self.drawn = []
        self.missing = {"gone"}
        self.gate = threading.Event()
        self.gate.set()

    def page_picture(self, paper_id, page, width_px):
        self.gate.wait(5)
        self.drawn.append((paper_id, page))
        if paper_id in self.missing:
            raise UnknownPaper("The paper is gone.")
        return Picture(b"webp", width_px, width_px)


@pytest.fixture
def library():
    return Library()


@pytest.fixture
def drawer(library):
    made = Drawer(library)
    yield made
    made.close()


def test_asking_does_not_wait_and_a_page_is_drawn_once(library, drawer):
    library.gate.clear()
    (first,) = drawer.ask_for([("a", 1)])
    assert not first.done()
    library.gate.set()
    assert first.result(5).data == b"webp"
    assert drawer.ask_for([("a", 1)]) == [first]
    assert library.drawn == [("a", 1)]


def test_a_failure_is_kept_for_a_while_and_then_tried_again(library, drawer, monkeypatch):
    (failed,) = drawer.ask_for([("gone", 1)])
    assert isinstance(failed.exception(5), UnknownPaper)
    assert drawer.ask_for([("gone", 1)]) == [failed]
    library.missing.clear()
    monkeypatch.setattr(page_images, "RETRY_SECONDS", 0.0)
    assert drawer.ask_for([("gone", 1)])[0].result(5).data == b"webp"


def test_a_forgotten_paper_is_drawn_anew(library, drawer):
    drawer.ask_for([("a", 1), ("b", 1)])[-1].result(5)
    drawer.forget("a")
    drawer.ask_for([("a", 1), ("b", 1)])[0].result(5)
    assert library.drawn == [("a", 1), ("b", 1), ("a", 1)]


def test_only_the_last_pictures_are_kept(library, drawer, monkeypatch):
    monkeypatch.setattr(page_images, "KEPT", 2)
    for paper in "abc":
        drawer.ask_for([(paper, 1)])[0].result(5)
    drawer.ask_for([("c", 1)])[0].result(5)
    drawer.ask_for([("a", 1)])[0].result(5)
    assert library.drawn == [("a", 1), ("b", 1), ("c", 1), ("a", 1)]
