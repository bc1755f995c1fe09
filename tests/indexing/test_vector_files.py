from __future__ import annotations

import errno
import struct
import tempfile
import zlib
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from lib.indexing.reading_vectors import ReadingVectors, quantised
from lib.indexing.three_bits import lengths_of, packed, steps_for
from lib.indexing.vector_files import VectorFiles

DIMENSIONS = 16


def cosines(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the cosine of each row to the row beside it."""
    return (some * others).sum(1) / np.linalg.norm(some, axis=1) / np.linalg.norm(others, axis=1)


def made(seed: int = 0, pieces: tuple[int, ...] = (3, 0, 5)) -> tuple[ReadingVectors, np.ndarray]:
    """Return the vectors of a reading of three passages, and the word pieces as they were before they were packed."""
    generator = np.random.default_rng(seed)
    tokens = generator.normal(size=(sum(pieces), DIMENSIONS)).astype(np.float32)
    steps = steps_for(np.ones(DIMENSIONS))
    kept = packed(tokens, steps)
    passages, scales = quantised(generator.normal(size=(3, DIMENSIONS)).astype(np.float32))
    vectors = ReadingVectors(
        firsts=np.array([0, 4, 9], np.int32),
        lasts=np.array([3, 8, 9], np.int32),
        groups=np.array([0, 1, 0], np.uint8),
        passages=passages,
        scales=scales,
        offsets=np.concatenate([[0], np.cumsum(pieces)]).astype(np.int32),
        tokens=kept,
        lengths=lengths_of(tokens, kept, steps),
        steps=steps,
    )
    return vectors, tokens


def write_of_before(path: Path, magic: bytes, pieces: tuple[int, ...] = (3, 0, 5)) -> tuple[np.ndarray, np.ndarray]:
    """Write a file as it was when word pieces were int8, `SLV2` with a sum, `SLV1` without; return passages and word pieces."""
    generator = np.random.default_rng(7)
    passages = generator.normal(size=(3, DIMENSIONS)).astype(np.float16)
    tokens = generator.integers(-127, 128, (sum(pieces), DIMENSIONS)).astype(np.int8)
    scales = generator.uniform(0.001, 0.002, len(tokens)).astype(np.float32)
    arrays = [
        np.array([0, 4, 9], np.int32), np.array([3, 8, 9], np.int32), np.array([0, 1, 0], np.uint8), passages,
        np.concatenate([[0], np.cumsum(pieces)]).astype(np.int32), tokens, scales,
    ]  # fmt: skip
    head = struct.pack("<4s4I", magic, 3, DIMENSIONS, len(tokens), DIMENSIONS)
    start = len(head) + (4 if magic == b"SLV2" else 0)
    body = b""
    for array in arrays:
        body += bytes(-(start + len(body)) % 8) + array.tobytes()
    checked = struct.pack("<I", zlib.crc32(body, zlib.crc32(head))) if magic == b"SLV2" else b""
    path.write_bytes(head + checked + body)
    return passages.astype(np.float32), tokens * scales[:, None]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    vectors, _ = made()
    VectorFiles(tmp_path).write("p", 1, vectors)
    back = VectorFiles(tmp_path).read("p", 1)
    assert back is not None
    for name in ReadingVectors.__slots__:
        assert np.array_equal(getattr(back, name), getattr(vectors, name)), name


def test_word_pieces_keep_their_direction_and_passages_their_numbers() -> None:
    vectors, tokens = made(pieces=(300, 0, 200))
    assert cosines(vectors.token_rows(slice(None)), tokens).mean() > 0.98
    passages = np.random.default_rng(0)
    passages.normal(size=tokens.shape)
    numbers = passages.normal(size=(3, DIMENSIONS)).astype(np.float32)
    assert np.abs(vectors.passages * vectors.scales[:, None] - numbers).max() <= vectors.scales.max() / 2 + 1e-6


@pytest.mark.parametrize("magic", [b"SLV1", b"SLV2"])
def test_a_file_of_before_is_written_anew_when_it_is_read(tmp_path: Path, magic: bytes) -> None:
    path = tmp_path / "p.1.vectors"
    passages, tokens = write_of_before(path, magic, pieces=(300, 0, 200))
    before = path.stat().st_size
    files = VectorFiles(tmp_path)
    back = files.read("p", 1)
    assert back is not None
    assert back.offsets.tolist() == [0, 300, 300, 500]
    assert cosines(back.passages * back.scales[:, None], passages).min() > 0.999
    assert cosines(back.token_rows(slice(None)), tokens).mean() > 0.97
    assert path.read_bytes()[:4] == b"SLV3"
    assert path.stat().st_size < before / 2
    assert files.is_sound("p", 1)


def test_a_damaged_file_of_before_is_not_made_to_look_whole(tmp_path: Path) -> None:
    path = tmp_path / "p.1.vectors"
    write_of_before(path, b"SLV2")
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    files = VectorFiles(tmp_path)
    assert files.read("p", 1) is None
    assert not files.is_sound("p", 1)
    assert path.read_bytes() == data


def test_a_file_of_before_is_used_where_there_is_no_room_to_write_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "p.1.vectors"
    write_of_before(path, b"SLV2")

    def full(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    files = VectorFiles(tmp_path)
    monkeypatch.setattr(tempfile, "mkstemp", full)
    assert files.read("p", 1) is not None
    assert path.read_bytes()[:4] == b"SLV2"
    assert "p.1.vectors stays as it was written" in caplog.text


def test_second_writing_replaces_the_first(tmp_path: Path) -> None:
    files = VectorFiles(tmp_path)
    files.write("p", 1, made(0)[0])
    assert files.read("p", 1) is not None
    files.write("p", 1, made(1)[0])
    back = files.read("p", 1)
    assert back is not None
    assert np.array_equal(back.tokens, made(1)[0].tokens)


def test_deleting_a_reading_leaves_the_others(tmp_path: Path) -> None:
    files = VectorFiles(tmp_path)
    for paper, number in (("p", 1), ("p", 12), ("pp", 1)):
        files.write(paper, number, made()[0])
    files.delete("p", 1)
    assert [files.read(*key) is not None for key in (("p", 1), ("p", 12), ("pp", 1))] == [False, True, True]
    files.delete("p", None)
    assert [path.name for path in tmp_path.iterdir()] == ["pp.1.vectors"]


@pytest.mark.parametrize("content", [b"", b"not numpy", None])
def test_broken_file_is_as_good_as_none(tmp_path: Path, content: bytes | None) -> None:
    files = VectorFiles(tmp_path)
    files.write("p", 1, made()[0])
    path = tmp_path / "p.1.vectors"
    path.write_bytes(path.read_bytes()[:-40] if content is None else content)
    assert files.read("p", 1) is None


def test_paper_id_that_is_a_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="paper id"):
        VectorFiles(tmp_path).write("../p", 1, made()[0])


def test_row_is_told_by_its_first_sentence() -> None:
    vectors, _ = made()
    assert vectors.rows([0, 4, 9, 5, 12]).tolist() == [0, 1, 2, -1, -1]
