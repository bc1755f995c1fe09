"""Page pictures for the browser: drawn in the background and served by address, never inside a component's data."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import streamlit as st
from streamlit import runtime

from lib.errors import SidelightError
from lib.reading.pictures import Picture
from lib.ui.marks import PageKey
from lib.workspace import Workspace

WIDTH_PX = 1600
KEPT = 96
"""Pictures held in memory, about 0.2 MB each."""
FIRST_WAIT_SECONDS = 0.4
"""How long a screen waits for its first page before it is drawn without."""
SHEET = 2**0.5
"""Height per width of ISO paper: what stands where no picture can be drawn."""


@dataclass(frozen=True)
class PagePicture:
    """Where the browser finds a page's picture, or why there is none."""

    url: str
    height_per_width: float
    problem: str = ""

    def to_dict(self) -> dict[str, object]:
        """As the component takes it."""
        return {"url": self.url, "aspect": round(self.height_per_width, 5), "problem": self.problem}


class Drawer:
    """Draws pages one after the other in the background and keeps the last ones. Thread-safe."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._pictures: OrderedDict[PageKey, Future[Picture]] = OrderedDict()
        self._lock = threading.Lock()

    def ask_for(self, pages: Sequence[PageKey]) -> list[Future[Picture]]:
        """The pictures to come, in the order asked for; one that failed is drawn anew."""
        with self._lock:
            return [self._future(page) for page in pages]

    def close(self) -> None:
        """Nothing; pictures that are still to be drawn are not."""
        self._thread.shutdown(cancel_futures=True)

    def _future(self, page: PageKey) -> Future[Picture]:
        future = self._pictures.get(page)
        if future is None:
            future = self._pictures[page] = self._thread.submit(self._workspace.page_picture, *page, WIDTH_PX)
        self._pictures.move_to_end(page)
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        return future

    def forget_failed(self, page: PageKey) -> None:
        """Nothing; the page is drawn anew when it is asked for again."""
        with self._lock:
            self._pictures.pop(page, None)


@st.cache_resource(show_spinner=False, on_release=Drawer.close)
def _drawer(folder: str, _workspace: Workspace) -> Drawer:
    return Drawer(_workspace)


def drawer(workspace: Workspace) -> Drawer:
    """The one drawer of the workspace."""
    return _drawer(str(workspace.settings.current.data), workspace)


def page_pictures(
    workspace: Workspace, pages: Sequence[PageKey], patience: float = FIRST_WAIT_SECONDS
) -> dict[PageKey, PagePicture]:
    """The pictures that are drawn by now; the first page is waited for, `patience` seconds at most."""
    pages = list(pages)[:KEPT]
    drawing = drawer(workspace)
    futures = drawing.ask_for(pages)
    wait(futures[:1], timeout=patience)
    drawn: dict[PageKey, PagePicture] = {}
    for page, future in zip(pages, futures, strict=True):
        if future.done():
            drawn[page] = _served(page, future)
            if drawn[page].problem:
                drawing.forget_failed(page)
    return drawn


def all_drawn(workspace: Workspace, pages: Sequence[PageKey]) -> bool:
    """Whether every picture is there, so that nobody need ask again."""
    return all(future.done() for future in drawer(workspace).ask_for(list(pages)[:KEPT]))


def _served(page: PageKey, future: Future[Picture]) -> PagePicture:
    """The address holds for as long as this session shows it."""
    try:
        picture = future.result()
    except SidelightError as fault:
        return PagePicture("", SHEET, fault.message)
    # What st.image calls; the coordinates say where in the session it is shown.
    url = runtime.get_instance().media_file_mgr.add(picture.data, "image/webp", f"sidelight-{page[0]}-{page[1]}")
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return PagePicture(f"/{base}{url}" if base else url, picture.height_px / picture.width_px)
