"""Pages are drawn in the background, once, and a failure is not drawn over and over."""

import threading
from concurrent.futures import wait

import pytest

from lib.background.threads import DaemonThreads
from lib.drawing.records import Picture
from lib.errors import UnknownPaper
from lib.ui.evidence import page_images
from lib.ui.evidence.component import ask_for_pages, pages_data
from lib.ui.evidence.marks import Marks
from lib.ui.evidence.page_images import PageRenderer


class Library:
    """Stands for a workspace: draws page 1 of any paper but the missing one, and counts."""

    def __init__(self):
        self.pages = self
        self.drawn = []
        self.missing = {"gone"}
        self.gate = threading.Event()
        self.gate.set()
        self.thread = DaemonThreads(1, "drawing")

    def request_picture(self, paper_id, page, width_px):
        return self.thread.submit(self.picture, paper_id, page, width_px)

    def forget_pictures(self, paper_id):
        pass

    def picture(self, paper_id, page, width_px):
        self.gate.wait(5)
        self.drawn.append((paper_id, page))
        if paper_id in self.missing:
            raise UnknownPaper("The paper is gone.")
        return Picture(b"webp", width_px, width_px)


@pytest.fixture
def library():
    made = Library()
    yield made
    made.thread.close()


@pytest.fixture
def page_renderer(library):
    return PageRenderer(library)


def test_asking_does_not_wait_and_a_page_is_drawn_once(library, page_renderer):
    library.gate.clear()
    (first,) = page_renderer.request([("a", 1)])
    assert not first.done()
    library.gate.set()
    assert first.result(5).data == b"webp"
    assert page_renderer.request([("a", 1)]) == [first]
    assert library.drawn == [("a", 1)]


def test_a_failure_is_kept_for_a_while_and_then_tried_again(library, page_renderer, monkeypatch):
    (failed,) = page_renderer.request([("gone", 1)])
    assert isinstance(failed.exception(5), UnknownPaper)
    assert page_renderer.request([("gone", 1)]) == [failed]
    library.missing.clear()
    monkeypatch.setattr(page_images, "RETRY_S", 0.0)
    assert page_renderer.request([("gone", 1)])[0].result(5).data == b"webp"


def test_a_forgotten_paper_is_drawn_anew(library, page_renderer):
    page_renderer.request([("a", 1), ("b", 1)])[-1].result(5)
    page_renderer.forget("a")
    page_renderer.request([("a", 1), ("b", 1)])[0].result(5)
    assert library.drawn == [("a", 1), ("b", 1), ("a", 1)]


def test_nobody_waits_for_pages_beyond_those_that_are_held(library, page_renderer, monkeypatch):
    monkeypatch.setattr(page_images, "MOST_HELD", 2)
    monkeypatch.setattr(page_images, "page_renderer", lambda _: page_renderer)
    monkeypatch.setattr(page_images, "image_address", lambda *_: "/media/x.webp")
    wanted = [("gone", 1), ("b", 1), ("c", 1)]
    for future in page_renderer.request(wanted[:2]):
        wait([future], 5)
    data = pages_data(library, Marks({}), wanted, {})
    assert [(page["paper"], page["url"]) for page in data["pages"]] == [("gone", ""), ("b", "/media/x.webp")]
    assert data["pending"] == 0
    assert page_images.all_drawn(library, wanted)


def test_pages_of_evidence_that_was_opened_are_drawn_before_others(monkeypatch):
    monkeypatch.setattr(page_images, "MOST_HELD", 2)
    monkeypatch.setattr(page_images.st, "session_state", {})
    pages = [("a", 1), ("b", 1), ("c", 1), ("d", 1)]
    assert page_images.drawable(pages) == pages[:2]
    ask_for_pages({"paper": "d", "pages": [1]})
    assert page_images.drawable(pages) == [("d", 1), ("a", 1)]
    ask_for_pages({"paper": "c", "pages": [1]})
    assert page_images.drawable(pages) == [("c", 1), ("d", 1)]
    for nonsense in ("c", {"paper": 3, "pages": [1]}, {"paper": "b", "pages": ["x"]}, {"paper": "b"}, None):
        ask_for_pages(nonsense)
    assert page_images.drawable(pages) == [("c", 1), ("d", 1)]


def test_only_the_last_pictures_are_kept(library, page_renderer, monkeypatch):
    monkeypatch.setattr(page_images, "MOST_HELD", 2)
    for paper in "abc":
        page_renderer.request([(paper, 1)])[0].result(5)
    page_renderer.request([("c", 1)])[0].result(5)
    page_renderer.request([("a", 1)])[0].result(5)
    assert library.drawn == [("a", 1), ("b", 1), ("c", 1), ("a", 1)]
