from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lib.indexing.reading_vectors import ReadingVectors, quantised
from lib.indexing.vector_files import VectorFiles


def made(seed: int = 0, pieces: tuple[int, ...] = (3, 0, 5)) -> tuple[ReadingVectors, list[np.ndarray]]:
    generator = np.random.default_rng(seed)
    tokens = [generator.normal(size=(count, 16)).astype(np.float32) for count in pieces]
    rows, scales = quantised(tokens)
    vectors = ReadingVectors(
        firsts=np.array([0, 4, 9], np.int32),
        lasts=np.array([3, 8, 9], np.int32),
        groups=np.array([0, 1, 0], np.uint8),
        passages=generator.normal(size=(3, 16)).astype(np.float16),
        offsets=np.concatenate([[0], np.cumsum(pieces)]).astype(np.int32),
        tokens=rows,
        scales=scales,
    )
    return vectors, tokens


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    vectors, _ = made()
    VectorFiles(tmp_path).write("p", 1, vectors)
    back = VectorFiles(tmp_path).read("p", 1)
    assert back is not None
    for name in ReadingVectors.__slots__:
        assert np.array_equal(getattr(back, name), getattr(vectors, name)), name


def test_int8_rows_are_within_one_step_of_the_vectors() -> None:
    vectors, tokens = made()
    back = vectors.tokens.astype(np.float32) * vectors.scales[:, None]
    assert np.abs(back - np.concatenate(tokens)).max() <= vectors.scales.max() / 2 + 1e-6


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
