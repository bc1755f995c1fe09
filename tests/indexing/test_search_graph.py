from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lib.errors import DiskFull, StoreError
from lib.indexing.edge import ASIDE, COPY, EdgeVectorStore
from lib.indexing.search_graph import ROOT, has_graph
from tests.embedding.hashing import HashingEmbedder
from tests.indexing.test_stores import OWNER_ID, ask, nodes

EMBEDDER = HashingEmbedder()
POINTS = 600


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EdgeVectorStore]:
    words = ["whale", "bird", "image", "network", "training", "kappa", "rater", "epoch", "forest", "aeroplane"]
    generator = np.random.default_rng(3)
    store = EdgeVectorStore(tmp_path / "edge", EMBEDDER.dimensions, owner=OWNER_ID)
    store.add(nodes("p", 1, [f"number{i} " + " ".join(generator.choice(words, size=5)) for i in range(POINTS)]))
    yield store
    store.close()


def test_the_process_that_builds_it_starts_without_the_heavy_libraries() -> None:
    program = "import sys, lib.indexing.search_graph; print(sorted({'llama_index', 'numpy', 'sqlalchemy'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def left_over(store: EdgeVectorStore) -> list[str]:
    return [path.name for path in store._folder.parent.iterdir() if path.name.endswith((COPY, ASIDE))]


def test_graph_is_built_beside_the_process_and_finds_the_same(store: EdgeVectorStore) -> None:
    before = store.query(ask("number17 whale bird")).ids
    assert store.build_graph(POINTS - 1)
    assert has_graph(store.client)
    assert store.count() == POINTS
    assert (store.query(ask("number17 whale bird")).ids or [""])[0] == (before or [""])[0]
    assert left_over(store) == []
    assert not store.build_graph(POINTS - 1), "there is one already"


def test_small_store_gets_none(store: EdgeVectorStore) -> None:
    assert not store.build_graph(POINTS)
    assert not has_graph(store.client)


def test_points_can_be_added_and_deleted_afterwards(store: EdgeVectorStore) -> None:
    assert store.build_graph(POINTS - 1)
    (late,) = nodes("q", 1, ["Whales were counted from aeroplanes."])
    store.add([late])
    assert late.node_id in (store.query(ask("Whales counted from aeroplanes")).ids or ())
    store.delete_nodes(node_ids=[late.node_id])
    assert store.count() == POINTS


def test_what_is_written_meanwhile_is_not_lost(store: EdgeVectorStore) -> None:
    built: list[bool] = []
    building = threading.Thread(target=lambda: built.append(store.build_graph(POINTS - 1)))
    building.start()
    while not left_over(store):
        time.sleep(0.001)
    store.add(nodes("late", 1, ["Birds were recorded."]))
    building.join()
    assert built == [False]
    assert store.count() == POINTS + 1
    assert left_over(store) == []


def test_closing_does_not_wait_for_it(tmp_path: Path, store: EdgeVectorStore) -> None:
    building = threading.Thread(target=store.build_graph, args=(POINTS - 1,))
    building.start()
    store.close()
    building.join(20)
    assert not building.is_alive()
    again = EdgeVectorStore(store._folder, EMBEDDER.dimensions, owner=OWNER_ID)
    assert again.count() == POINTS
    store._shard = again._shard  # for the fixture to close


def test_kill_between_the_two_renamings_loses_nothing(store: EdgeVectorStore) -> None:
    store.close()
    store._folder.replace(store._folder.with_name(store._folder.name + ASIDE))
    store.__init__(store._folder, EMBEDDER.dimensions, owner=OWNER_ID)  # type: ignore[misc]
    assert store.count() == POINTS


def test_what_a_kill_left_beside_it_goes_at_the_next_start(store: EdgeVectorStore) -> None:
    store.close()
    for ending in (ASIDE, COPY):
        shutil.copytree(store._folder, store._folder.with_name(store._folder.name + ending))
    store.__init__(store._folder, EMBEDDER.dimensions, owner=OWNER_ID)  # type: ignore[misc]
    assert store.count() == POINTS
    assert left_over(store) == []
    assert store.build_graph(POINTS - 1)


@pytest.mark.parametrize("fault", ["aside is taken", "the copy is none"])
def test_a_graph_that_cannot_be_taken_over_leaves_the_store_as_it_was(store: EdgeVectorStore, fault: str) -> None:
    aside, copy = (store._folder.with_name(store._folder.name + ending) for ending in (ASIDE, COPY))
    if fault == "aside is taken":
        (aside / "somebody's").mkdir(parents=True)
        shutil.copytree(store._folder, copy)
    else:
        (copy / "segments").mkdir(parents=True)
        (copy / "edge_config.json").write_text("no config")
    with pytest.raises((OSError, StoreError)):
        store._replace_by(copy)
    assert store.count() == POINTS
    assert len(store.query(ask("number17 whale bird")).ids or []) > 0


def test_no_graph_is_built_where_its_copy_would_fill_the_disk(tmp_path: Path) -> None:
    def before_write(needed: int) -> None:
        asked.append(needed)
        if needed:
            raise DiskFull("no room")

    asked: list[int] = []
    store = EdgeVectorStore(tmp_path / "edge", EMBEDDER.dimensions, before_write, owner=OWNER_ID)
    store.add(nodes("p", 1, ["one whale", "two whales"]))
    assert not store.build_graph(1)
    assert asked[-1] > 0
    assert store.count() == 2
    assert left_over(store) == []
    store.close()
