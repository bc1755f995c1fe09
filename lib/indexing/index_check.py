"""Whether a reading in the index is still what was written: against its vector file, and each point against itself."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from llama_index.core.vector_stores.utils import metadata_dict_to_node

from lib.embedding.keywords import document_keywords
from lib.indexing.nodes import FIRST, LAST, OWNER, PAPER, READING
from lib.indexing.passages import span_id
from lib.indexing.reading_vectors import ReadingVectors
from lib.indexing.stored_point import StoredPoint

ROUNDING = 2e-3
"""What a number of a unit vector may differ beyond half of the step it is kept in: a store may keep float16 or normalise anew."""


def are_whole(points: Iterable[StoredPoint], vectors: ReadingVectors) -> bool:
    """Return whether the points are those of the reading's passages, one each, as they were written."""
    seen = np.zeros(len(vectors), bool)
    for point in points:
        row = _row(point, vectors)
        if row is None or seen[row] or not _is_whole(point, vectors, row):
            return False
        seen[row] = True
    return bool(seen.all())


def _row(point: StoredPoint, vectors: ReadingVectors) -> int | None:
    """Return the row of the passage that the point stands for; None where its id says another one than its payload."""
    payload = point.payload
    try:
        first, last = int(payload[FIRST]), int(payload[LAST])
        if point.id != span_id(str(payload[OWNER]), str(payload[PAPER]), int(payload[READING]), first, last):
            return None
    except (KeyError, TypeError, ValueError):
        return None
    row = int(vectors.rows([first])[0])
    return row if row >= 0 and vectors.lasts[row] == last else None


def _is_whole(point: StoredPoint, vectors: ReadingVectors, row: int) -> bool:
    if point.dense is None or point.keywords is None:
        return False
    step = float(vectors.scales[row])
    dense, kept = np.asarray(point.dense, np.float32), vectors.passages[row] * np.float32(step)
    if dense.shape != kept.shape or not np.allclose(dense, kept, rtol=0, atol=step / 2 + ROUNDING):
        return False
    try:
        text = metadata_dict_to_node(dict(point.payload)).get_content()
    except (KeyError, TypeError, ValueError):
        return False
    ((indices, _),) = document_keywords([text])
    return sorted(point.keywords) == sorted(indices)
