"""Copying a library's points from one store to another, so that nothing is embedded again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice

from lib.errors import StoreError
from lib.indexing.edge_shard import BATCH_POINTS
from lib.indexing.nodes import owned_nodes, reading_filter
from lib.indexing.stores import VectorStore
from lib.text.wording import count

Step = Callable[[int, int], object]
"""Takes how many points of how many are there."""


def copy_points(source: VectorStore, target: VectorStore, owner: str, expected: Mapping[str, int], step: Step) -> int:
    """Copy all points to the target, as the owner's, and return how many there are; then the counts were compared.

    A reading whose points are as many in both, or as many as `expected` of it, is left as it is: so a copy that was broken off
    goes on where it stood, for the points of a reading never change, and an old index that is gone already takes nothing away
    from the new one. What the target has of the owner besides is deleted. Raises StoreError where the counts differ in the end,
    and what the stores raise.
    """
    there = target.counts()
    whole = {document: points for document, points in expected.items() if there.get(document) == points}
    wanted = source.counts() | whole
    _delete_others(target, wanted)
    there, total = target.counts(), sum(wanted.values())
    done = sum(there.values())
    step(done, total)
    for document, points in wanted.items():
        if there.get(document) == points:
            continue
        nodes = owned_nodes(source.stored(reading_filter(*_reading(document))), owner)
        while batch := list(islice(nodes, BATCH_POINTS)):
            target.add(batch)
            done += len(batch)
            step(done, total)
    check_equal(wanted, target.counts())
    return total


def check_equal(wanted: Mapping[str, int], found: Mapping[str, int]) -> None:
    """Raise StoreError where the counts by reading are not the same."""
    other = [document for document in {*wanted, *found} if wanted.get(document, 0) != found.get(document, 0)]
    if other:
        raise StoreError(
            f"The passages of {count(len(other), 'reading')} are not as many there as here ({sum(found.values())} of "
            f"{sum(wanted.values())} in all). The old index stays as it was; begin the move again."
        )


def _delete_others(target: VectorStore, wanted: Mapping[str, int]) -> None:
    """Delete readings that the source does not have, or of which the target has another number of points."""
    for document, points in target.counts().items():
        if wanted.get(document) != points:
            target.delete_nodes(filters=reading_filter(*_reading(document)))


def _reading(document: str) -> tuple[str, int]:
    paper_id, _, reading = document.rpartition(":")
    return paper_id, int(reading)
