"""Files that several processes share: a folder or an object store, with copies on each machine that are bounded in size."""

from __future__ import annotations

import io
import os
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from lib import absence
from lib.errors import ConfigError, ReadingError, StoreAway, StoreError
from lib.places.cache import STAYS_S, LocalCache
from lib.places.place import FilePlace, FolderPlace
from lib.places.shared import PlaceStore, SharedPlace, _object_store, open_place_store
from lib.storage.files import PaperFiles
from tests import pdfs
from tests.loopback_server import LoopbackServer

MEGABYTE = 1_000_000


class ObjectStore(BaseHTTPRequestHandler):
    """As much of S3's documented REST as is used: PUT, GET, HEAD, DELETE of an object, and the listing of a prefix."""

    objects: dict[str, bytes]
    is_away = False
    refuses = False

    def do_PUT(self) -> None:
        self.objects[self._key()] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200)

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            prefix = query.get("prefix", [""])[0]
            found = "".join(
                f"<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>1</ETag>"
                f"<Size>{len(data)}</Size></Contents>"
                for key, data in sorted(self.objects.items())
                if key.startswith(prefix)
            )
            self._answer(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>".encode())
            return
        data = self.objects.get(self._key())
        self._answer(404) if data is None else self._answer(200, data)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.objects.pop(self._key(), None)
        self._answer(204)

    def do_POST(self) -> None:
        """Delete several objects, as clients that can do so ask."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        keys = re.findall("<Key>(.*?)</Key>", body)
        for key in keys:
            self.objects.pop(key, None)
        deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/bucket/")

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(500 if self.is_away else 403 if self.refuses else status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def own_object_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    handler = type("Handler", (ObjectStore,), {"objects": {}})
    server = LoopbackServer()
    server.start_listening(handler)
    with server:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "somebody",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "here",
        }.items():
            monkeypatch.setenv(name, value)
        yield "s3://bucket/group"


@contextmanager
def opened(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give where a place is: a folder, our own object store, or a new prefix in one of others that the AWS_ variables reach."""
    if kind == "folder":
        yield str(tmp_path / "shared")
    elif kind == "own store":
        with own_object_store(monkeypatch) as store:
            yield store
    else:
        bucket = os.environ.get("SIDELIGHT_S3_URL")
        if not bucket:
            pytest.skip("SIDELIGHT_S3_URL names no bucket, such as s3://bucket")
        yield f"{bucket.rstrip('/')}/{uuid.uuid4()}"


@pytest.fixture(params=["folder", "own store", "store elsewhere"])
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with opened(request.param, tmp_path, monkeypatch) as found:
        yield found


@pytest.fixture(params=["folder", "own store"])
def own_address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield where a place is that can be taken away."""
    with opened(request.param, tmp_path, monkeypatch) as found:
        yield found


def machine(address: str, folder: Path, limit: int = MEGABYTE) -> SharedPlace:
    """Return the place as a machine sees it whose copies lie in the folder."""
    return at(open_place_store(address), folder, limit)


def at(store: PlaceStore, folder: Path, limit: int = MEGABYTE) -> SharedPlace:
    return SharedPlace(store, "papers", LocalCache(folder, limit))


def put(place: FilePlace, name: str, data: bytes) -> None:
    draft = place.folder / "draft.part"
    draft.write_bytes(data)
    place.keep(draft, name)


def test_what_one_machine_keeps_the_other_reads_lists_and_removes(address: str, tmp_path: Path) -> None:
    one, other = machine(address, tmp_path / "one"), machine(address, tmp_path / "other")
    put(one, "aa/paper.pdf", b"first")
    put(one, "bb/second.pdf", b"second")
    assert other.has("aa/paper.pdf")
    assert other.fetch("aa/paper.pdf").read_bytes() == b"first"
    assert sorted(other.names()) == ["aa/paper.pdf", "bb/second.pdf"]
    assert other.size() == len(b"first") + len(b"second")
    assert not other.fetch("cc/none.pdf").exists()
    assert not other.has("cc/none.pdf")
    other.remove("aa/paper.pdf")
    other.remove("aa/paper.pdf")
    assert not other.has("aa/paper.pdf")
    assert not other.fetch("aa/paper.pdf").exists()
    assert list(one.names()) == ["bb/second.pdf"]


def test_a_paper_s_file_is_read_on_every_machine_and_never_damaged(address: str, tmp_path: Path) -> None:
    one = PaperFiles(machine(address, tmp_path / "one"), lambda: 1)
    other = PaperFiles(machine(address, tmp_path / "other"), lambda: 1)
    data = pdfs.make_paper()
    paper_id = one.store(io.BytesIO(data), len(data))
    path = other.checked_path(paper_id)
    assert path.read_bytes() == data
    assert other.unknown([]) == [paper_id]
    path.write_bytes(b"something else")
    with pytest.raises(ReadingError, match="damaged"):
        other.checked_path(paper_id)
    assert one.store(io.BytesIO(data), len(data)) == paper_id
    one.remove(paper_id)
    assert not other.has(paper_id)


def test_copies_take_no_more_room_than_they_may_and_those_used_last_stay(tmp_path: Path) -> None:
    cache = LocalCache(tmp_path, 1000)

    def keep(name: str, used_before_s: float) -> None:
        draft = tmp_path / "draft.part"
        draft.write_bytes(bytes(300))
        path = cache.keep(draft, name)
        status = path.stat()
        os.utime(path, (status.st_atime - used_before_s, status.st_mtime))

    keep("old", 3 * STAYS_S)
    keep("older", 4 * STAYS_S)
    keep("used", 5 * STAYS_S)
    assert cache.use("used")
    keep("new", 0)
    assert {path.name for path in tmp_path.iterdir()} == {"old", "used", "new"}
    keep("newer", 0)
    assert {path.name for path in tmp_path.iterdir()} == {"used", "new", "newer"}
    keep("newest", 0)
    assert (tmp_path / "used").exists(), "what somebody opens at this moment stays, over the limit"


def test_a_store_that_does_not_answer_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.places.shared.QUICK_S", 0)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "here",
    }.items():
        monkeypatch.setenv(name, value)
    store = open_place_store("s3://bucket/away")
    place = at(store, tmp_path)
    with pytest.raises(StoreAway, match="shared place for files has been away since"):
        place.has("a.pdf")
    files = PaperFiles(place, lambda: 1)
    with pytest.raises(ReadingError, match="shared place for files"):
        files.checked_path("a" * 64)
    store.close()


def test_a_place_that_is_away_is_waited_for_by_whoever_may(
    own_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(absence, "LOOKED_FOR_EVERY_S", 0.02)
    store = open_place_store(own_address)
    place = at(store, tmp_path / "one")
    put(place, "aa/paper.pdf", b"first")
    store.mark = "papers/aa/paper.pdf"
    away, back = _taken_away(store, tmp_path, monkeypatch)
    away()
    for ask in (
        lambda: place.has("bb/other.pdf"),
        lambda: place.fetch("bb/other.pdf"),
        lambda: list(place.names()),
        lambda: put(place, "cc/new.pdf", b"new"),
        lambda: place.remove("aa/paper.pdf"),
    ):
        with pytest.raises(StoreAway, match="away since") as raised:
            ask()
    assert "go on by themselves" in (store.away or "")
    assert place.fetch("aa/paper.pdf").read_bytes() == b"first", "a copy of this machine is used still"
    assert not raised.value.wait(lambda: False)
    back()
    assert raised.value.wait(lambda: True)
    assert store.away is None
    assert list(place.names()) == ["aa/paper.pdf"]


def _taken_away(
    store: PlaceStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return what takes the place away and what brings it back: a folder that is not mounted is an empty one."""
    folder = tmp_path / "shared"
    if folder.exists():

        def mount_again() -> None:
            folder.rmdir()
            (tmp_path / "elsewhere").rename(folder)

        return lambda: (folder.rename(tmp_path / "elsewhere"), folder.mkdir()), mount_again
    monkeypatch.setattr(store, "_quick", _object_store("s3://bucket/group", 1))
    return (lambda: setattr(ObjectStore, "is_away", True)), (lambda: setattr(ObjectStore, "is_away", False))


def test_a_new_place_that_is_away_is_back_once_it_answers(
    own_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file of it is known yet that could be asked for."""
    monkeypatch.setattr(absence, "LOOKED_FOR_EVERY_S", 0.02)
    store = open_place_store(own_address)

    def fail(*_: object) -> None:
        raise OSError("cable pulled")

    with monkeypatch.context() as patched:
        patched.setattr("obstore.put", fail)
        with pytest.raises(StoreAway) as raised:
            put(at(store, tmp_path / "one"), "aa/paper.pdf", b"first")
    end = time.monotonic() + 60
    assert raised.value.wait(lambda: time.monotonic() < end)
    store.close()


def test_a_store_that_refuses_is_not_waited_for(own_address: str, tmp_path: Path) -> None:
    if not own_address.startswith("s3"):
        pytest.skip("a folder refuses by its permissions, which bind nobody who is root")
    place = machine(own_address, tmp_path / "one")
    ObjectStore.refuses = True
    try:
        with pytest.raises(StoreError, match="refuses") as raised:
            place.has("aa/paper.pdf")
    finally:
        ObjectStore.refuses = False
    assert not isinstance(raised.value, StoreAway)


def test_a_file_comes_in_pieces_and_one_that_breaks_off_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_place_store(str(tmp_path / "shared"))
    place = at(store, tmp_path / "one")
    put(place, "aa/paper.pdf", b"first")
    sent: list[bytes] = []

    def pieces(*_: object) -> Iterator[bytes]:
        for piece in (b"fi", b"rst"):
            sent.append(piece)
            yield piece
        raise OSError("cable pulled")

    monkeypatch.setattr("obstore.get", pieces)
    assert next(store.get("papers/aa/paper.pdf")) == b"fi"
    assert sent == [b"fi"], "the rest is not in memory"
    other = at(store, tmp_path / "other")
    with pytest.raises(StoreAway, match="cable pulled"):
        other.fetch("aa/paper.pdf")
    assert [path for path in (tmp_path / "other").rglob("*") if path.is_file()] == []
    store.close()


@pytest.mark.parametrize("address", ["shared/folder", "ftp://host/papers", "s3:/bucket"])
def test_an_address_that_cannot_be_one_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="SIDELIGHT_SHARED"):
        open_place_store(address)


def test_a_folder_of_one_process_is_the_place_itself(tmp_path: Path) -> None:
    (tmp_path / "left.part").write_bytes(b"")
    place = FolderPlace(tmp_path)
    put(place, "aa/paper.pdf", b"first")
    assert place.fetch("aa/paper.pdf") == tmp_path / "aa" / "paper.pdf"
    assert list(place.names()) == ["aa/paper.pdf"]
    assert place.size() == len(b"first")
    assert not (tmp_path / "left.part").exists()
