"""Page pictures for the browser: drawn in the background and served by address, never inside a component's data."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass

import streamlit as st

from lib.drawing.records import Picture
from lib.errors import SidelightError, UnknownPaper
from lib.ui.evidence.marks import PLACES, PageKey
from lib.ui.kit.streamlit_internals import image_address
from lib.workspace import Workspace

WIDTH_PX = 1600
MOST_HELD = 96
"""Pictures held in memory, about 0.2 MB each."""
MOST_ASKED_FOR = 16
"""Pages beyond those that are held, each of evidence that a person opened: the last ones are drawn before others."""
ASKED_FOR = "evidence_pages_asked_for"
RETRY_S = 10.0
FIRST_WAIT_S = 0.4
"""How long a screen waits for its first page before it is drawn without."""
NOT_HERE = "The PDF of this paper is not in the library. Add it to see the page."
ISO_ASPECT = 2**0.5
"""Height per width of ISO paper: what stands where no picture can be drawn."""


@dataclass(frozen=True)
class PagePicture:
    """Where the browser finds a page's picture, or why there is none."""

    url: str
    height_per_width: float
    problem: str = ""

    def to_dict(self) -> dict[str, object]:
        """Return it as the component takes it."""
        return {"url": self.url, "aspect": round(self.height_per_width, PLACES), "problem": self.problem}


@dataclass(frozen=True)
class _Rendering:
    """A picture to come, and when it was asked for."""

    picture: Future[Picture]
    asked_s: float

    def is_stale(self) -> bool:
        """Return whether it failed some time ago: the paper may be back, or unlocked."""
        failed = self.picture.done() and (self.picture.cancelled() or self.picture.exception() is not None)
        return failed and time.monotonic() - self.asked_s > RETRY_S


class PageRenderer:
    """Has pages drawn in the background and keeps the last ones. Thread-safe."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._renderings: OrderedDict[PageKey, _Rendering] = OrderedDict()
        self._lock = threading.Lock()

    def request(self, pages: Sequence[PageKey]) -> list[Future[Picture]]:
        """Return the pictures to come, in the order asked for; one that failed is drawn anew after a while."""
        with self._lock:
            return [self._rendering(page).picture for page in pages]

    def forget(self, paper_id: str) -> None:
        """Let the paper's pages be drawn anew, as after its password was typed."""
        with self._lock:
            for page in [page for page in self._renderings if page[0] == paper_id]:
                del self._renderings[page]
        self._workspace.pages.forget_pictures(paper_id)

    def _rendering(self, page: PageKey) -> _Rendering:
        drawing = self._renderings.get(page)
        if drawing is None or drawing.is_stale():
            drawing = self._renderings[page] = _Rendering(self._picture(page), time.monotonic())
        self._renderings.move_to_end(page)
        while len(self._renderings) > MOST_HELD:
            self._renderings.popitem(last=False)
        return drawing

    def _picture(self, page: PageKey) -> Future[Picture]:
        try:
            return self._workspace.pages.request_picture(*page, WIDTH_PX)
        except UnknownPaper as error:
            gone: Future[Picture] = Future()
            gone.set_exception(error)
            return gone


@st.cache_resource(show_spinner=False)
def _page_renderer(folder: str, _workspace: Workspace) -> PageRenderer:
    return PageRenderer(_workspace)


def page_renderer(workspace: Workspace) -> PageRenderer:
    """Return what renders the pages of the workspace."""
    return _page_renderer(str(workspace.settings.current.data), workspace)


def ask_for(pages: Sequence[PageKey]) -> None:
    """Have these pages drawn before others in this session, since a person opened what stands on them."""
    before = [page for page in st.session_state.get(ASKED_FOR, ()) if page not in pages]
    st.session_state[ASKED_FOR] = [*pages, *before][:MOST_ASKED_FOR]


def drawable(pages: Sequence[PageKey]) -> list[PageKey]:
    """Return as many of the pages as are held at once, those that were asked for first; none waits for the others."""
    if len(pages) <= MOST_HELD:
        return list(pages)
    asked_for = [page for page in st.session_state.get(ASKED_FOR, ()) if page in pages]
    return list(dict.fromkeys([*asked_for, *pages]))[:MOST_HELD]


def page_pictures(
    workspace: Workspace, pages: Sequence[PageKey], patience: float = FIRST_WAIT_S
) -> dict[PageKey, PagePicture]:
    """Return the pictures of `drawable` pages that are drawn by now; the first is waited for, `patience` seconds at most."""
    futures = page_renderer(workspace).request(pages)
    wait(futures[:1], timeout=patience)
    drawn: dict[PageKey, PagePicture] = {}
    for page, future in zip(pages, futures, strict=True):
        if future.done():
            drawn[page] = _served(page, future)
    return drawn


def all_drawn(workspace: Workspace, pages: Sequence[PageKey]) -> bool:
    """Return whether every picture is there, so that nobody need ask again."""
    return all(future.done() for future in page_renderer(workspace).request(drawable(pages)))


def _served(page: PageKey, future: Future[Picture]) -> PagePicture:
    """Return the picture with its address, which holds for as long as this session shows it."""
    try:
        picture = future.result()
    except UnknownPaper:
        return PagePicture("", ISO_ASPECT, NOT_HERE)
    except SidelightError as error:
        return PagePicture("", ISO_ASPECT, error.message)
    url = image_address(picture.data, "image/webp", f"sidelight-{page[0]}-{page[1]}")
    return PagePicture(url, picture.height_px / picture.width_px)
