"""The search graph (HNSW) of a large shard: `python -m lib.indexing.search_graph FOLDER DIMENSIONS` builds it and ends.

Building one for 100,000 passages takes 40 s and holds the interpreter, so it runs in a process of its own, on a copy.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import qdrant_edge as qe

from lib.indexing.edge_shard import open_shard

SMALLEST_SEGMENT_KB = 1
"""Any segment gets its graph."""
ROOT = Path(__file__).resolve().parents[2]


def start_building(folder: Path, dimensions: int) -> subprocess.Popen[bytes]:
    """Start the process that gives the shard in `folder`, which nobody may have open, its graph."""
    return subprocess.Popen(
        [sys.executable, "-m", "lib.indexing.search_graph", str(folder), str(dimensions)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )


def has_graph(shard: qe.EdgeShard) -> bool:
    """Return whether most points are in a graph: the engine counts them as indexed twice then, by word and by vector."""
    info = shard.info()
    return bool(info.indexed_vectors_count - info.points_count > info.points_count / 2)


def main() -> None:
    """Build the graph of the shard that the arguments name."""
    shard = open_shard(Path(sys.argv[1]), int(sys.argv[2]), SMALLEST_SEGMENT_KB)
    shard.optimize()
    shard.close()


if __name__ == "__main__":
    main()
