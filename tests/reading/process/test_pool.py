"""The pool reads real files through real worker processes."""

from __future__ import annotations

import io
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from lib.errors import NotAPdf, NoText, PasswordNeeded, ReadingCancelled, ReadingError, ReadingTimedOut, TooManyPages
from lib.processes.worker import Cancelled, Message, Worker
from lib.reading.process.pool import ReadingPool, Recognition
from tests import pdfs


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    pool = ReadingPool(workers=2)
    yield pool
    pool.close()


def write(folder: Path, data: bytes) -> Path:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return path


def test_every_sentence_of_a_paper_is_read_once(pool: ReadingPool, tmp_path: Path) -> None:
    paper = pdfs.print_paper(sections=[("Methods", [pdfs.unlike_sentences(30)])])
    reading = pool.read(write(tmp_path, paper.data))
    texts = [sentence.text for sentence in reading.sentences]
    assert texts == paper.sentences
    assert [sentence.id for sentence in reading.sentences] == list(range(len(texts)))


def test_a_reading_names_its_language_and_what_the_file_says_of_its_journal(pool: ReadingPool, tmp_path: Path) -> None:
    text = "Les caméras ont enregistré chaque animal qui traversait la rivière pendant la nuit."
    data = pdfs.print_paper(sections=[("Méthodes", [text])]).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        with pdf.open_metadata() as xmp:
            xmp["prism:publicationName"] = "Revue des loutres"
            xmp["prism:volume"] = "12"
            xmp["prism:startingPage"], xmp["prism:endingPage"] = "101", "109"
        pdf.save(tmp_path / "with.pdf")
        with pdf.open_metadata() as xmp:
            xmp["prism:publicationName"] = "???"
        pdf.save(tmp_path / "unknown.pdf")
    reading = pool.read(tmp_path / "with.pdf")
    assert (reading.language, reading.journal, reading.volume, reading.pages) == (
        "fr",
        "Revue des loutres",
        "12",
        "101-109",
    )
    assert pool.read(tmp_path / "unknown.pdf").journal == ""


def test_progress_counts_every_page(pool: ReadingPool, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    lock = threading.Lock()

    def on_page(done: int, total: int) -> None:
        with lock:
            told.append((done, total))

    reading = pool.read(write(tmp_path, pdfs.make_long(30)), on_page=on_page)
    assert sorted(told) == [(n, 30) for n in range(1, 31)]
    assert reading.page_count == 30
    assert reading.sentences[16].text == "This is page 17 of a long text."


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", NotAPdf),
        (b"<!doctype html><p>Not found</p>", NotAPdf),
        (pdfs.make_broken(), ReadingError),
        (pdfs.make_blank(0), NoText),
        (pdfs.make_blank(2), NoText),
        (pdfs.make_scan(2), NoText),
        (pdfs.print_paper().encrypted("secret").data, PasswordNeeded),
    ],
    ids=["empty", "web page", "broken", "no pages", "blank", "scan", "encrypted"],
)
def test_a_bad_file_is_told_in_a_sentence(
    pool: ReadingPool, tmp_path: Path, data: bytes, kind: type[ReadingError]
) -> None:
    with pytest.raises(kind) as caught:
        pool.read(write(tmp_path, data))
    assert caught.value.message.endswith(".")


def test_the_password_opens_the_paper_and_a_wrong_one_is_told(pool: ReadingPool, tmp_path: Path) -> None:
    path = write(tmp_path, pdfs.print_paper().encrypted("secret").data)
    assert pool.read(path, password="secret").sentences
    with pytest.raises(PasswordNeeded) as caught:
        pool.read(path, password="guess")
    assert caught.value.wrong


def test_a_paper_over_the_page_limit_is_refused(pool: ReadingPool, tmp_path: Path) -> None:
    with pytest.raises(TooManyPages, match="30 pages"):
        pool.read(write(tmp_path, pdfs.make_long(30)), page_limit=29)


def test_a_page_that_takes_too_long_is_named_and_the_others_are_kept(pool: ReadingPool, tmp_path: Path) -> None:
    path = write(tmp_path, pdfs.make_slow(page=3, pages=12))
    reading = pool.read(path, seconds_without_page=2)
    assert reading.problem == "Page 3 could not be read (takes too long)."
    assert len(reading.sentences) == 11
    assert reading.page_quality[2] == "unreadable"


def test_a_paper_that_lost_a_page_gets_less_time_for_each_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a file full of pages that take too long ends in time, too."""
    limits: list[float] = []
    lost_at: list[int] = []
    receive = Worker.receive

    def noting(worker: Worker, seconds: float, cancelled: Cancelled) -> Message:
        limits.append(seconds)
        try:
            return receive(worker, seconds, cancelled)
        except ReadingTimedOut:
            lost_at.append(len(limits))
            raise

    monkeypatch.setattr(Worker, "receive", noting)
    monkeypatch.setattr("lib.reading.process.pool.SECONDS_AFTER_A_KILL", 2.5)
    pool = ReadingPool(workers=1)
    try:
        reading = pool.read(write(tmp_path, pdfs.make_slow(page=2, pages=4)), seconds_without_page=3)
    finally:
        pool.close()
    assert reading.page_quality[1] == "unreadable"
    first = lost_at[0]
    assert set(limits[:first]) == {3.0}
    assert limits[first : first + 2] == [2.5, 2.5]  # pages 3 and 4


def test_a_file_whose_only_page_takes_too_long_times_out(pool: ReadingPool, tmp_path: Path) -> None:
    with pytest.raises(ReadingTimedOut):
        pool.read(write(tmp_path, pdfs.make_slow()), seconds_without_page=1)


@pytest.mark.timeout(60)  # the page takes longer
def test_a_running_reading_can_be_cancelled(pool: ReadingPool, tmp_path: Path) -> None:
    path = write(tmp_path, pdfs.make_slow())
    start = time.monotonic()
    with pytest.raises(ReadingCancelled):
        pool.read(path, cancelled=lambda: time.monotonic() - start > 0.5)


def test_several_threads_share_the_workers(pool: ReadingPool, tmp_path: Path) -> None:
    path = write(tmp_path, pdfs.make_long(20))
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(pool.read(path).sentences))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [20] * 5


def test_a_closed_pool_refuses_to_read(tmp_path: Path) -> None:
    closed = ReadingPool(workers=1)
    closed.close()
    with pytest.raises(ReadingCancelled):
        closed.read(write(tmp_path, pdfs.make_long(1)))


def test_pages_that_bring_too_much_are_refused_in_a_sentence(
    pool: ReadingPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, pdfs.make_long(3))
    monkeypatch.setattr("lib.reading.process.pool.MOST_READ_MB", 0)
    with pytest.raises(ReadingError, match="more than 0 MB of text"):
        pool.read(path)


def test_ordering_that_takes_too_long_is_told_as_what_it_is(
    pool: ReadingPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.reading.process.pool.SECONDS_TO_PUT_TOGETHER", 0.0)
    with pytest.raises(ReadingTimedOut, match="pages were read, but ordering"):
        pool.read(write(tmp_path, pdfs.make_long(100)))


def test_workers_end_with_the_app_and_never_see_its_keys(tmp_path: Path) -> None:
    path = write(tmp_path, pdfs.make_slow(repeats=4_000_000))
    code = (
        "import sys, threading, time\n"
        "from pathlib import Path\n"
        "from lib.reading.process.pool import ReadingPool\n"
        "pool = ReadingPool(workers=1)\n"
        "threading.Thread(target=pool.read, args=(Path(sys.argv[1]),), daemon=True).start()\n"
        "while not pool._workers._all: time.sleep(0.02)\n"
        "time.sleep(2)\n"  # until it is in the middle of the page
        "print(next(iter(pool._workers._all))._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    environment = {
        **os.environ,
        "ANTHROPIC_API_KEY": "key-one",
        "GROQ_API_KEY": "key-two",
        "DATABASE_URL": "key-three",
        "AWS_SECRET": "key-four",
    }
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as app:
        assert app.stdout is not None
        worker = int(app.stdout.readline())
        seen = Path(f"/proc/{worker}/environ")
        if seen.exists():
            assert b"key-" not in seen.read_bytes()
        app.kill()
    end = time.monotonic() + 10
    while _runs(worker):
        assert time.monotonic() < end, "the worker outlives the app"
        time.sleep(0.1)


def _runs(process: int) -> bool:
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    ).stdout
    return bool(state.strip()) and not state.startswith("Z")


# recognising

SAID = ["The otters crossed the transect at dawn.", "Nobody saw them come back that day."]
PRINTED = pdfs.print_paper(title="", authors=(), sections=[("", [" ".join(SAID)])])


def recognition(kept: dict[int, bytes]) -> Recognition:
    return Recognition(kept, kept.__setitem__)


def test_a_scan_is_recognised_into_sentences_with_boxes(pool: ReadingPool, tmp_path: Path) -> None:
    kept: dict[int, bytes] = {}
    reading = pool.read(write(tmp_path, pdfs.scan_of(PRINTED.data)), recognition=recognition(kept))
    assert [sentence.text for sentence in reading.sentences] == SAID
    assert reading.page_quality == ["scan with recognised text"]
    assert reading.recognised == [1]
    assert list(kept) == [1]
    (box,), (place, *_) = reading.sentences[0].boxes, PRINTED.places(SAID[0])
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx(
        (place.x0, place.top, place.x1, place.bottom), abs=0.006
    )


@pytest.mark.parametrize("skew", [1.5, -1.0])
def test_boxes_of_a_scan_that_lies_aslant_lie_on_its_words(pool: ReadingPool, tmp_path: Path, skew: float) -> None:
    path = write(tmp_path, pdfs.scan_of(PRINTED.data, skew=skew))
    (box, *_) = pool.read(path, recognition=recognition({})).sentences[0].boxes
    (place, *_) = PRINTED.places(SAID[0])
    width, height = pdfs.PAGE_PT
    x, y = ((place.x0 + place.x1) / 2 - 0.5) * width, ((place.top + place.bottom) / 2 - 0.5) * height
    angle = math.radians(skew)
    x, y = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
    middle = ((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2)
    assert middle == pytest.approx((x / width + 0.5, y / height + 0.5), abs=0.006)


def test_only_scanned_pages_are_recognised(pool: ReadingPool, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = write(tmp_path, pdfs.scan_of(pdfs.make_long(3), [2], dpi=100))
    reading = pool.read(path, recognition=Recognition({}, on_page=lambda *page: told.append(page)))
    assert reading.page_quality == ["good", "scan with recognised text", "good"]
    assert reading.sentences[1].text == "This is page 2 of a long text."
    assert reading.recognised == [2]
    assert reading.pages_without_text == []
    assert told == [(0, 1), (1, 1)]


def test_a_page_that_was_recognised_is_not_recognised_again(pool: ReadingPool, tmp_path: Path) -> None:
    path, kept = write(tmp_path, pdfs.scan_of(PRINTED.data)), {}
    first = pool.read(path, recognition=recognition(kept))
    again: dict[int, bytes] = dict(kept)
    told: list[tuple[int, int]] = []
    second = pool.read(path, recognition=Recognition(again, wanted=False, on_page=lambda *page: told.append(page)))
    assert second.sentences == first.sentences
    assert told == []


def test_a_recognised_page_that_breaks_the_worker_is_named(pool: ReadingPool, tmp_path: Path) -> None:
    path = write(tmp_path, pdfs.scan_of(PRINTED.data, dpi=100))
    with pytest.raises(NoText, match=r"could not be recognised\. Page 1 could not be read"):
        pool.read(path, recognition=recognition({1: b"{"}))


def test_recognising_without_its_package_says_which_one_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty" / "rapidocr").mkdir(parents=True)
    (tmp_path / "empty" / "rapidocr" / "__init__.py").touch()  # found before the installed one, and without models
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "empty"))
    without = ReadingPool(workers=1)
    try:
        with pytest.raises(ReadingError, match="rapidocr, which is not installed"):
            without.read(write(tmp_path, pdfs.scan_of(PRINTED.data, dpi=100)), recognition=recognition({}))
    finally:
        without.close()


def test_recognising_can_be_stopped(pool: ReadingPool, tmp_path: Path) -> None:
    path = write(tmp_path, pdfs.scan_of(pdfs.make_long(6), dpi=100))
    kept: dict[int, bytes] = {}
    with pytest.raises(ReadingCancelled):
        pool.read(path, recognition=recognition(kept), cancelled=lambda: len(kept) >= 2)
    assert 2 <= len(kept) < 6


def test_a_short_paper_is_read_while_a_long_one_is(tmp_path: Path) -> None:
    pool = ReadingPool(workers=1)
    (tmp_path / "long.pdf").write_bytes(pdfs.make_slow(page=1, pages=400, repeats=3_000))
    short = write(tmp_path, PRINTED.data)
    begun, ended = threading.Event(), threading.Event()

    def read_long() -> None:
        pool.read(tmp_path / "long.pdf", on_page=lambda done, total: begun.set())
        ended.set()

    thread = threading.Thread(target=read_long)
    thread.start()
    assert begun.wait(30)
    pool.read(short)
    assert not ended.is_set()
    thread.join()
    pool.close()
