"""The vectors of a reading's passages and of their word pieces, in one file a reading beside the store.

They re-rank what the store finds, and are the same whichever store that is. A file is written whole, by rename; a reading without
one is ranked by the store's scores alone. Files of before, with more bits a number, are written anew when they are first read.
"""

from __future__ import annotations

import logging
import math
import mmap
import os
import re
import shutil
import struct
import tempfile
import zlib
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from lib.indexing.reading_vectors import QuantisedBatch, ReadingVectors, packed_tokens, quantised
from lib.indexing.three_bits import packed_width
from lib.places.place import PART, FilePlace, FolderPlace

log = logging.getLogger(__name__)

OPEN_FILES = 512
"""Files kept mapped; each costs a descriptor of the usual 1,024 and no memory of its own."""
MAGIC, MAGIC_OF_INT8, MAGIC_WITHOUT_SUM = b"SLV3", b"SLV2", b"SLV1"
HEAD = struct.Struct("<4s4I")
"""MAGIC, passages, their dimensions, word pieces, theirs. Read in 0.07 ms; an .npz takes 1.2, and a question opens fifty."""
SUM = struct.Struct("<I")
"""After the head, but in files of before it was kept: CRC-32 of all the rest. It is compared by `is_sound`, and before a file is
written anew."""
ALIGNMENT = 8

_SAFE_NAME = re.compile(r"[0-9A-Za-z_-]+")
_NAME_PARTS = ("paper id", "reading", "vectors")
"""Of a file's name, joined by full stops."""


class VectorFiles:
    """The vector files of one index; thread-safe."""

    def __init__(self, place: Path | FilePlace) -> None:
        """`place`: a folder of this process, or where several processes reach them."""
        self._place = FolderPlace(place) if isinstance(place, Path) else place
        self._open: OrderedDict[tuple[str, int], ReadingVectors] = OrderedDict()
        self._lock = Lock()

    def write(self, paper_id: str, reading: int, vectors: ReadingVectors) -> None:
        """Write the reading's file, whole or not at all."""
        self._forget(paper_id, reading)
        self._replace(_name(paper_id, reading), vectors)

    def read(self, paper_id: str, reading: int) -> ReadingVectors | None:
        """Return the reading's vectors, mapped from disk; None where there is no file or a broken one."""
        key = (paper_id, reading)
        with self._lock:
            if key in self._open:
                self._open.move_to_end(key)
                return self._open[key]
        vectors = self._opened(_name(*key))  # without the lock: it may have to come from elsewhere
        if vectors is None:
            return None
        with self._lock:
            kept = self._open.setdefault(key, vectors)
            if len(self._open) > OPEN_FILES:
                self._open.popitem(last=False)
            return kept

    def is_sound(self, paper_id: str, reading: int) -> bool:
        """Return whether there is a file of the reading with the bytes that were written; one of before sums were kept is."""
        try:
            data = self._place.fetch(_name(paper_id, reading)).read_bytes()
        except OSError:
            return False
        if data[: len(MAGIC)] == MAGIC_WITHOUT_SUM:
            return self.read(paper_id, reading) is not None
        return _has_its_sum(data)

    def delete(self, paper_id: str, reading: int | None) -> None:
        """Delete the file of the reading, or of all the paper's."""
        readings = [n for paper, n in self.readings() if paper == _safe(paper_id)] if reading is None else [reading]
        self._forget(paper_id, reading)
        for number in readings:
            self._place.remove(_name(paper_id, number))

    def readings(self) -> set[tuple[str, int]]:
        """Return paper id and reading of every file there is."""
        names = [name.split(".") for name in self._place.names() if name.endswith(".vectors")]
        return {(name[0], int(name[1])) for name in names if len(name) == len(_NAME_PARTS) and name[1].isdigit()}

    def destroy(self) -> None:
        """Remove all files but one that is open elsewhere, and the folder."""
        self.close()
        for name in list(self._place.names()):
            with suppress(OSError):
                self._place.remove(name)
        shutil.rmtree(self._place.path(""), ignore_errors=True)

    def close(self) -> None:
        """Unmap all files but those still being read."""
        with self._lock:
            self._open.clear()

    def _opened(self, name: str) -> ReadingVectors | None:
        """Return a file's vectors, mapped; one of before is written anew first, or used from memory where there is no room."""
        path = self._place.fetch(name)
        of_before = _of_before(path)
        if of_before is None:
            return _mapped(path)
        try:
            self._replace(name, of_before)
        except OSError as error:
            log.warning("vector file %s stays as it was written: %s", path.name, error.strerror)
            return of_before
        return _mapped(path)

    def _replace(self, name: str, vectors: ReadingVectors) -> None:
        handle, draft = tempfile.mkstemp(dir=self._place.folder, suffix=PART)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_packed(vectors))
            self._place.keep(Path(draft), name)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise

    def _forget(self, paper_id: str, reading: int | None) -> None:
        """Unmap the file: a mapped one can be neither replaced nor deleted on Windows."""
        with self._lock:
            for key in [key for key in self._open if key[0] == paper_id and reading in (None, key[1])]:
                del self._open[key]


def _name(paper_id: str, reading: int) -> str:
    return f"{_safe(paper_id)}.{reading}.vectors"


def _safe(paper_id: str) -> str:
    if not _SAFE_NAME.fullmatch(paper_id):
        raise ValueError(f"a paper id of letters, digits, - and _ expected, got {paper_id!r}")
    return paper_id


def _head_sum(data: bytes | bytearray) -> int:
    return zlib.crc32(data[: HEAD.size])


Shapes = list[tuple[str, tuple[int, ...]]]


def _shapes(passages: int, dimensions: int, tokens: int, token_dimensions: int) -> Shapes:
    """Return type and shape of each array of ReadingVectors."""
    return [
        ("<i4", (passages,)),
        ("<i4", (passages,)),
        ("u1", (passages,)),
        ("i1", (passages, dimensions)),
        ("<f4", (passages,)),
        ("<i4", (passages + 1,)),
        ("u1", (tokens, packed_width(token_dimensions))),
        ("u1", (tokens,)),
        ("<f4", (token_dimensions,)),
    ]


def _shapes_of_before(passages: int, dimensions: int, tokens: int, token_dimensions: int) -> Shapes:
    """Return those of a file with float16 passages and int8 word pieces, a scale each."""
    return [
        ("<i4", (passages,)),
        ("<i4", (passages,)),
        ("u1", (passages,)),
        ("<f2", (passages, dimensions)),
        ("<i4", (passages + 1,)),
        ("i1", (tokens, token_dimensions)),
        ("<f4", (tokens,)),
    ]


def _layout(start: int, shapes: Shapes) -> list[tuple[int, np.dtype[Any], tuple[int, ...]]]:
    """Return where each array begins in the file behind a head that ends at `start`, its type and shape, and at last the
    file's end.
    """
    at, places = start, []
    for kind, shape in shapes:
        at += -at % ALIGNMENT
        places.append((at, np.dtype(kind), shape))
        at += math.prod(shape) * np.dtype(kind).itemsize
    return [*places, (at, np.dtype("u1"), (0,))]


def _packed(vectors: ReadingVectors) -> bytes:
    sizes = (*vectors.passages.shape, len(vectors.tokens), len(vectors.steps))
    start = HEAD.size + SUM.size
    places = _layout(start, _shapes(*sizes))
    out = bytearray(places[-1][0])
    HEAD.pack_into(out, 0, MAGIC, *sizes)
    for name, (at, kind, _) in zip(ReadingVectors.__slots__, places, strict=False):
        data = np.ascontiguousarray(getattr(vectors, name), kind).tobytes()
        out[at : at + len(data)] = data
    SUM.pack_into(out, HEAD.size, zlib.crc32(out[start:], _head_sum(out)))
    return bytes(out)


def _has_its_sum(data: bytes) -> bool:
    start = HEAD.size + SUM.size
    return len(data) >= start and SUM.unpack_from(data, HEAD.size)[0] == zlib.crc32(data[start:], _head_sum(data))


def _mapped(path: Path) -> ReadingVectors | None:
    try:
        with path.open("rb") as file:
            view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # not there, empty
        return None
    if len(view) < HEAD.size or view[: len(MAGIC)] != MAGIC:
        return None
    arrays = _arrays(view, HEAD.size + SUM.size, _shapes(*HEAD.unpack_from(view)[1:]))
    return None if arrays is None else ReadingVectors(*arrays)


def _arrays(data: bytes | mmap.mmap, start: int, shapes: Shapes) -> list[npt.NDArray[Any]] | None:
    """Return the arrays behind the head; None where the file is cut short."""
    places = _layout(start, shapes)
    if len(data) != places[-1][0]:
        return None
    return [np.frombuffer(data, kind, math.prod(shape), at).reshape(shape) for at, kind, shape in places[:-1]]


def _of_before(path: Path) -> ReadingVectors | None:
    """Return the vectors of a file of before, as they are kept now; None of any other file, and of a damaged one."""
    try:
        with path.open("rb") as file:
            data = file.read(len(MAGIC))
            if data not in (MAGIC_OF_INT8, MAGIC_WITHOUT_SUM):
                return None
            data += file.read()
    except OSError:
        return None
    has_sum = data.startswith(MAGIC_OF_INT8)
    if len(data) < HEAD.size or (has_sum and not _has_its_sum(data)):
        return None
    start = HEAD.size + (SUM.size if has_sum else 0)
    arrays = _arrays(data, start, _shapes_of_before(*HEAD.unpack_from(data)[1:]))
    if arrays is None:
        return None
    firsts, lasts, groups, passages, offsets, tokens, token_scales = arrays
    whole, scales = quantised(passages.astype(np.float32))
    batch = QuantisedBatch(whole, scales, np.diff(offsets).tolist(), tokens, token_scales)
    return ReadingVectors(firsts, lasts, groups, whole, scales, offsets, *packed_tokens([batch]))
