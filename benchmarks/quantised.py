"""What server settings cost: python -m benchmarks.quantised FOLDER QUESTIONS.jsonl [--texts TEXTS.jsonl --kept F.npy]

Qdrant's engine in the process is the same that a server runs, so a shard is filled with the library's points, and with those of
other real texts (`paragraphs`, cut at 400 characters; their vectors are kept in F.npy), optimised by each setting, and asked.
Questions are rows with `question` and, for the coverage, `paper_id` and `evidence`. Printed by setting, each in a process of its
own: dense recall at 100 of a question over everything against the exact search, and of one over its own paper; evidence coverage
within 4,000 characters over the library alone; the processor time of a dense search over everything; memory that the shard took
and what of it lies on the disk. What a network, other clients and several shards cost is not in it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import qdrant_edge as qe

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.retrieval import COMPARED_BUDGET, coverage, within
from lib.config import Settings
from lib.disk import size_on_disk
from lib.embedding.minilm import MiniLM, bundled_encoder
from lib.indexing import edge
from lib.indexing.edge_shard import BATCH_POINTS, DENSE, SPARSE
from lib.indexing.fusion import ASKED_FOR
from lib.indexing.index import PassageIndex
from lib.workspace import Workspace

LETTERS = 400
"""Of a passage of other texts."""
RECALL_AT = 100
STRANGER = "other texts"


@dataclass(frozen=True)
class Variant:
    """A setting of docs/scaling.md, as the engine has it."""

    name: str
    graph: bool = True
    int8: bool = False
    rescore: bool = True
    on_disk: bool = False
    ef: int | None = None

    @property
    def params(self) -> qe.SearchParams:
        """What a dense search is told."""
        if not self.graph:
            return qe.SearchParams(exact=True)
        rescored = qe.QuantizationSearchParams(rescore=self.rescore, oversampling=2.0 if self.rescore else 1.0)
        return qe.SearchParams(hnsw_ef=self.ef, quantization=rescored if self.int8 else None)

    @property
    def config(self) -> qe.EdgeConfig:
        """How the shard lies: as `collection.py` makes a server's, its defaults of m and ef_construct with it."""
        int8 = qe.ScalarQuantizationConfig(qe.ScalarType.Int8, quantile=0.99, always_ram=True)
        return qe.EdgeConfig(
            vectors={
                DENSE: qe.EdgeVectorParams(
                    384,
                    qe.Distance.Cosine,
                    on_disk=self.on_disk,
                    quantization_config=int8 if self.int8 else None,
                    hnsw_config=qe.HnswIndexConfig(m=16, ef_construct=100, full_scan_threshold=10),
                )
            },
            sparse_vectors={SPARSE: qe.EdgeSparseVectorParams(on_disk=self.on_disk)},
            on_disk_payload=self.on_disk,
            optimizers=qe.EdgeOptimizersConfig(indexing_threshold=1 if self.graph else 100_000_000),
        )


VARIANTS = (
    Variant("every point compared", graph=False),
    Variant("the engine's own hnsw_ef"),
    Variant("QDRANT_HNSW_EF=32", ef=32),
    Variant("QDRANT_HNSW_EF=256", ef=256),
    Variant("QDRANT_QUANTISATION=int8", int8=True),
    Variant("int8 without comparing again", int8=True, rescore=False),
    Variant("QDRANT_ON_DISK=yes", on_disk=True),
    Variant("both", int8=True, on_disk=True),
)


def pieces(path: Path) -> Iterator[str]:
    """Yield the passages of other texts."""
    for line in path.read_text(encoding="utf-8").splitlines():
        text = " ".join(json.loads(line)["paragraphs"])
        yield from (text[start : start + LETTERS] for start in range(0, len(text), LETTERS))


def vectors_of(texts: Path, kept: Path) -> np.ndarray:
    """Return the vectors of the passages of other texts, made where they are not kept."""
    if not kept.exists():
        encoder, listed = MiniLM(), list(pieces(texts))
        parts = [encoder.embed(listed[start : start + 64]) for start in range(0, len(listed), 64)]
        np.save(kept, np.concatenate(parts))
    found: np.ndarray = np.load(kept)
    return found


def fill(shard: qe.EdgeShard, points: Sequence[Any], more: np.ndarray) -> None:
    """Write the library's points and those of other texts."""
    for start in range(0, len(points), BATCH_POINTS):
        batch = [
            qe.Point(of.id, {DENSE: list(of.vector[DENSE]), SPARSE: of.vector[SPARSE]}, of.payload)
            for of in points[start : start + BATCH_POINTS]
        ]
        shard.update(qe.UpdateOperation.upsert_points(batch))
    for start in range(0, len(more), BATCH_POINTS):
        batch = [
            qe.Point(str(uuid.UUID(int=start + n + 1)), {DENSE: vector.tolist()}, {edge.OWNER: STRANGER})
            for n, vector in enumerate(more[start : start + BATCH_POINTS])
        ]
        shard.update(qe.UpdateOperation.upsert_points(batch))


def found_ids(
    shard: qe.EdgeShard, vector: np.ndarray, params: qe.SearchParams, wanted: qe.Filter | None = None
) -> set[str]:
    """Return what a dense search finds."""
    request = qe.QueryRequest(
        RECALL_AT, query=qe.Query.Nearest(vector.tolist(), using=DENSE), filter=wanted, params=params
    )
    return {str(point.id) for point in shard.query(request)}


def resident() -> int:
    """Return the bytes of this process in memory that are no file's."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    named = {line.partition(":")[0]: line.split() for line in lines}
    return 1024 * int(named["RssAnon"][1])


class VariantStore(edge.EdgeVectorStore):
    """The library's store, opened and asked by a setting."""

    def _open(self) -> qe.EdgeShard:
        return qe.EdgeShard.load(str(self._folder), CHOSEN[0].config)


CHOSEN = [VARIANTS[0]]


def measure(variant: Variant, given: argparse.Namespace, work: Path) -> dict[str, Any]:
    """Return the figures of one setting."""
    CHOSEN[0] = variant
    rows = [json.loads(line) for line in given.questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    encoder = bundled_encoder()
    asked = {row["question"]: encoder.embed([row["question"]])[0] for row in rows}
    more = vectors_of(given.texts, given.kept) if given.texts else np.zeros((0, 384), np.float32)
    with Workspace.open(work / "data", Settings(data=work / "data")) as ws:
        ws.index.wait_until_whole(600)
        own = ws.open_index()
        store: Any = own._store
        points = list(store._records(None, payload=True, vectors=True))
        folder = work / variant.name.replace("/", " ")
        folder.mkdir()
        before = resident()
        shard = qe.EdgeShard.create(str(folder), variant.config)
        for field, kind in edge.INDEXES.items():
            shard.update(qe.UpdateOperation.create_field_index(field, kind))
        fill(shard, points, more)
        shard.optimize()
        shard.close()
        shard = qe.EdgeShard.load(str(folder), variant.config)
        exact = qe.SearchParams(exact=True)
        recalls, own_recalls = [], []
        for vector in asked.values():
            true = found_ids(shard, vector, exact)
            recalls.append(len(found_ids(shard, vector, variant.params) & true) / len(true))
        for row in rows:
            wanted = qe.Filter(must=[edge.equal(edge.PAPER, named(ws, row))])
            if true := found_ids(shard, asked[row["question"]], exact, wanted):
                found = found_ids(shard, asked[row["question"]], variant.params, wanted)
                own_recalls.append(len(found & true) / len(true))
        start = time.process_time()
        for vector in asked.values():
            found_ids(shard, vector, variant.params)
        processor = 1000 * (time.process_time() - start) / len(asked)
        memory = resident() - before
        shard.close()
        covered = coverages(ws, own, folder, variant, rows)
        return {
            "points": len(points) + len(more),
            "recall": float(np.mean(recalls)),
            "own": float(np.mean(own_recalls)) if own_recalls else 0.0,
            "coverage": covered,
            "processor": processor,
            "memory": memory / 1e6,
            "disk": size_on_disk(folder) / 1e6,
        }


def named(ws: Workspace, row: dict[str, Any]) -> str:
    """Return the id of the paper that a question is asked of."""
    wanted = str(row.get("paper_id", ""))
    return next((paper.id for paper in ws.papers() if Path(paper.filename).stem == wanted or paper.id == wanted), "")


def coverages(
    ws: Workspace, own: PassageIndex, folder: Path, variant: Variant, rows: Sequence[dict[str, Any]]
) -> float:
    """Return the mean evidence coverage of the questions over all papers, found by the setting."""
    request = edge._request

    def by_setting(query: Any, name: str, limit: int, wanted: qe.Filter | None) -> qe.QueryRequest:
        if name != DENSE:
            return request(query, name, limit, wanted)
        nearest = qe.Query.Nearest(query, using=DENSE)
        return qe.QueryRequest(limit, query=nearest, filter=wanted, params=variant.params)

    owner = ws._library.readings.terms.library_id()
    store = VariantStore(
        folder,
        384,
        owner=owner,
        question_terms=lambda text: own._store._question_terms(text),  # type: ignore[attr-defined]
    )
    index = PassageIndex(store, own._files, own.embedder, owner)
    edge._request = by_setting
    try:
        current, values = ws._library.readings.current(), []
        for row in rows:
            paper = named(ws, row)
            if paper in current and row.get("evidence"):
                found = index.find(row["question"], {paper: current[paper]}, ws._readings.part, ASKED_FOR)
                values.append(coverage(row["evidence"], within([one.text for one in found], COMPARED_BUDGET)))
        return float(np.mean(values)) if values else 0.0
    finally:
        edge._request = request
        store.close()


def main() -> None:
    """Print a line for each setting."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--kept", type=Path, default=Path("texts.npy"))
    parser.add_argument("--only", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only is not None:
        print(json.dumps(measure(VARIANTS[given.only], given, given.work)))
        return
    if given.texts:
        vectors_of(given.texts, given.kept)
    with tempfile.TemporaryDirectory() as made:
        shutil.copytree(given.folder, Path(made) / "data", ignore=shutil.ignore_patterns("in-use.lock"))
        for number, variant in enumerate(VARIANTS):
            command = [sys.executable, "-m", "benchmarks.quantised", *sys.argv[1:], "--only", str(number)]
            told = subprocess.run([*command, "--work", made], stdout=subprocess.PIPE, check=True, env={**os.environ})
            found = json.loads(told.stdout.splitlines()[-1])
            print(
                f"{variant.name:30} {found['points']:6} points: recall {found['recall']:.4f}, own paper {found['own']:.4f}, "
                f"coverage {found['coverage']:.4f}; {found['processor']:.2f} ms processor, memory {found['memory']:.0f} MB, "
                f"disk {found['disk']:.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
