"""The pool draws real files in real worker processes, and a file made to do harm costs nobody else anything."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from lib.drawing import pool as drawing_pool
from lib.drawing.annotating import NO_TAGS
from lib.drawing.clippings import HIGHLIGHT_RGB
from lib.drawing.pool import GIVEN_UP, TOO_LONG, TOO_MUCH, DrawingPool
from lib.drawing.records import Highlight, LitBox
from lib.errors import PasswordNeeded, ReadingCancelled, ReadingError
from lib.records import Box
from tests import hostile_pdfs, pdfs

SENTENCE = "Only this sentence is printed here."
PAPER = pdfs.print_paper(title="", authors=(), sections=[("", [[SENTENCE]])])
WAIT_S = 60


@pytest.fixture(scope="module")
def pool() -> Iterator[DrawingPool]:
    made = DrawingPool(page_seconds=1.0)
    yield made
    made.close()


def write(folder: Path, data: bytes, name: str = "paper") -> Path:
    path = folder / f"{name}.pdf"
    path.write_bytes(data)
    return path


def test_pictures_clippings_labels_and_copies_come_from_workers(pool: DrawingPool, tmp_path: Path) -> None:
    path = write(tmp_path, PAPER.data)
    boxes = PAPER.places(SENTENCE)
    picture = pool.picture(path, 1, 700).result(WAIT_S)
    assert Image.open(io.BytesIO(picture.data)).size == (700, picture.height_px)
    clipping = pool.clipping(path, [LitBox(box, HIGHLIGHT_RGB) for box in boxes])
    assert (clipping.page, Image.open(io.BytesIO(clipping.data)).size) == (1, (clipping.width_px, clipping.height_px))
    assert len(pool.page_labels(path)) == 1
    assert pool.write_highlighted(path, [Highlight("1", boxes, "note")], tmp_path / "copy.pdf", "Sidelight") == []
    with pikepdf.open(tmp_path / "copy.pdf") as copy:
        assert [str(one.Contents) for one in copy.pages[0].Annots] == ["note"]


def test_faults_of_files_are_what_they_are_in_the_worker(pool: DrawingPool, tmp_path: Path) -> None:
    locked = write(tmp_path, PAPER.encrypted("secret").data, "locked")
    with pytest.raises(PasswordNeeded) as needed:
        pool.picture(locked, 1, 300, "wrong").result(WAIT_S)
    assert needed.value.wrong
    assert pool.picture(locked, 1, 300, "secret").result(WAIT_S).data
    with pytest.raises(ReadingError, match="no page 9"):
        pool.picture(write(tmp_path, PAPER.data), 9, 300).result(WAIT_S)
    with pytest.raises(ReadingError, match="missing from the data folder"):
        pool.picture(tmp_path / "none.pdf", 1, 300).result(WAIT_S)
    with pytest.raises(ReadingError):
        pool.clipping(write(tmp_path, pdfs.make_broken(), "broken"), [LitBox(Box(1, 0, 0, 1, 1), HIGHLIGHT_RGB)])


def test_a_page_that_takes_all_memory_says_so_and_the_others_are_drawn(pool: DrawingPool, tmp_path: Path) -> None:
    path = write(tmp_path, hostile_pdfs.nested_masks(page=2, pages=3))
    pages = [pool.picture(path, page, 600) for page in (1, 2, 3)]
    assert isinstance(error := pages[1].exception(WAIT_S), ReadingError)
    assert error.message in (TOO_MUCH, TOO_LONG)
    assert pages[0].result(WAIT_S).data
    assert pages[2].result(WAIT_S).data


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the clock on the wall is the limit")
def test_a_worker_that_waits_for_its_turn_is_waited_for_and_one_that_never_goes_on_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pool = DrawingPool(workers=1, page_seconds=1.0)
    try:
        path = write(tmp_path, pdfs.make_long(2))
        assert pool.picture(path, 1, 300).result(WAIT_S).data
        (worker,) = pool._workers
        os.kill(worker.pid, signal.SIGSTOP)  # as on a machine whose processors are all taken
        late = pool.picture(path, 2, 300)
        with pytest.raises(TimeoutError):
            late.result(1.3)
        os.kill(worker.pid, signal.SIGCONT)
        assert late.result(WAIT_S).data
        monkeypatch.setattr(drawing_pool, "WALL_TIMES", 0.2)
        os.kill(worker.pid, signal.SIGSTOP)
        assert str(pool.picture(path, 1, 310).exception(WAIT_S)) == TOO_LONG
        assert not worker.alive
    finally:
        pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the clock on the wall is the limit")
def test_a_page_that_never_ends_is_stopped_by_the_processor_time_it_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(drawing_pool, "WALL_TIMES", 1000)
    pool = DrawingPool(page_seconds=0.2)
    try:
        slow = write(tmp_path, hostile_pdfs.strokes(), "slow")
        assert str(pool.picture(slow, 1, 1600).exception(WAIT_S)) == TOO_LONG
    finally:
        pool.close()


def test_a_copy_of_a_pdf_whose_page_cannot_be_drawn_has_its_highlights(pool: DrawingPool, tmp_path: Path) -> None:
    path = write(tmp_path, hostile_pdfs.nested_masks())
    mark = Highlight("1", [Box(1, 0.1, 0.1, 0.5, 0.12)], "Why?")
    notes = pool.write_highlighted(path, [mark], tmp_path / "copy.pdf", "Sidelight")
    assert notes == [NO_TAGS]
    with pikepdf.open(tmp_path / "copy.pdf") as copy:
        assert len(copy.pages[0].Annots) == 1


def test_a_page_that_never_ends_holds_nobody_up(tmp_path: Path) -> None:
    pool = DrawingPool(page_seconds=600.0)
    try:
        slow = write(tmp_path, hostile_pdfs.strokes(), "slow")
        stuck: list[Future[object]] = [pool.picture(slow, 1, 1600), pool.picture(slow, 1, 1500)]  # type: ignore[list-item]
        path = write(tmp_path, pdfs.make_long(4))
        assert all(pool.picture(path, page, 300).result(WAIT_S).data for page in range(1, 5))
        assert not any(one.done() for one in stuck)
    finally:
        pool.close()
    assert all(isinstance(one.exception(WAIT_S), ReadingCancelled) for one in stuck)
    with pytest.raises(ReadingCancelled):
        pool.picture(path, 1, 300).result(WAIT_S)


def test_what_broke_a_worker_is_not_tried_again_and_a_file_full_of_it_is_given_up(tmp_path: Path) -> None:
    pool = DrawingPool(page_seconds=0.0)  # no page is drawn in no time
    try:
        path = write(tmp_path, pdfs.make_long(5))
        for page in (1, 2, 3):
            assert str(pool.picture(path, page, 300).exception(WAIT_S)) == TOO_LONG
        pool._page_seconds = WAIT_S
        assert str(pool.picture(path, 1, 300).exception(WAIT_S)) == TOO_LONG
        assert str(pool.picture(path, 4, 300).exception(WAIT_S)) == GIVEN_UP
        pool.write_highlighted(path, [], tmp_path / "copy.pdf", "Sidelight")  # a copy needs no picture
        pool.forget(path)
        assert pool.picture(path, 1, 300).result(WAIT_S).data
    finally:
        pool.close()
