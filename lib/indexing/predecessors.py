"""What a version before this one stored of the embedded index, taken over without embedding anything again."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from lib.disk import size_on_disk
from lib.errors import StoreError
from lib.indexing.edge import EdgeVectorStore, engine_errors
from lib.indexing.edge_shard import BATCH_POINTS, points_of_shard
from lib.indexing.nodes import owned_nodes

DRAFT = ".part"
"""Ending of the folder of a shard that is being made."""

log = logging.getLogger(__name__)


def take_over_shard(
    before: Path, folder: Path, dimensions: int, owner: str, before_write: Callable[[int], None]
) -> int | None:
    """Copy the points of the shard `before`, which has none with an owner, into a new one, and return how many there were.

    None where there is no such shard, the new one is there already, or the old one cannot be read: its points are then missing
    and made again. The new folder appears whole, by rename. Raises DiskFull, FolderInUse.
    """
    if (folder / "segments").exists() or not (before / "segments").exists():
        return None
    draft = folder.with_name(folder.name + DRAFT)
    shutil.rmtree(draft, ignore_errors=True)
    before_write(2 * size_on_disk(before))
    store = EdgeVectorStore(draft, dimensions, before_write, owner=owner)
    try:
        with engine_errors(before):
            nodes = owned_nodes(points_of_shard(before, dimensions), owner)
            while batch := list(islice(nodes, BATCH_POINTS)):
                store.add(batch)
        taken = store.count()
        store.close()
    except StoreError as error:
        log.warning("The index of before cannot be taken over, it is made again: %s", error.message)
        store.destroy()
        return None
    except BaseException:
        store.destroy()
        raise
    shutil.rmtree(folder, ignore_errors=True)
    draft.replace(folder)
    log.info("%d passages of the index of before were taken over.", taken)
    return taken
