"""One contract for every store: the embedded one, the client's in-memory mode, the tests' own server that speaks Qdrant's REST,
and a real one where QDRANT_URL names it.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.schema import TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery, VectorStoreQueryMode
from qdrant_client import QdrantClient

from lib.config import Settings
from lib.embedding.keywords import question_keywords
from lib.embedding.llama import LlamaEmbedding
from lib.errors import DiskFull, StoreError
from lib.indexing.edge import EdgeVectorStore, engine_errors
from lib.indexing.fusion import ASKED_FOR, KEYWORDS, LISTED
from lib.indexing.nodes import document_id, make_node, reading_filter
from lib.indexing.passages import Cut
from lib.indexing.server import ServerVectorStore, connect
from lib.indexing.server_connection import ServerConnection
from lib.indexing.stores import VectorStore
from lib.indexing.term_counts import TermCounts
from tests.embedding.hashing import HashingEmbedder
from tests.indexing.qdrant_server import QdrantServer

EMBEDDER = HashingEmbedder()
TEXTS = [
    "Whales were counted from aeroplanes.",
    "Images were resized before training the network.",
    "Two raters reached a kappa of 0.77.",
    "Birds were recorded with microphones.",
    "The network was trained for fifty epochs on images of birds.",
]

STORES = ["edge", "memory", "rest", "server"]
OWNER_ID, OTHER_ID = "library-one", "library-two"


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    yield from opened(request.param, tmp_path)


@contextmanager
def serving(kind: str) -> Iterator[ServerConnection]:
    """Give the connection to a server: in memory, the tests' own, or a real one."""
    if kind == "memory":
        yield ServerConnection([], client=QdrantClient(":memory:"))
    elif kind == "rest":
        server = QdrantServer()
        connection = connect(Settings(qdrant_url=server.url))
        yield connection
        connection.close()
        server.stop()
    else:
        url, key = os.environ.get("QDRANT_URL"), os.environ.get("QDRANT_API_KEY", "")
        if not url:
            pytest.skip("QDRANT_URL names no server")
        connection = connect(Settings(qdrant_url=url, qdrant_api_key=key))
        yield connection
        connection.close()


def opened(kind: str, folder: Path) -> Iterator[VectorStore]:
    if kind == "edge":
        edge = EdgeVectorStore(folder / "edge", EMBEDDER.dimensions, owner=OWNER_ID)
        yield edge
        edge.close()
        return
    with serving(kind) as connection:
        name = f"sidelight-test-{uuid.uuid4()}"
        yield ServerVectorStore(connection, name, EMBEDDER.dimensions, owner=OWNER_ID)
        connection.delete_collection(name)


def nodes(paper: str = "p1", reading: int = 1, texts: list[str] = TEXTS, owner: str = OWNER_ID) -> list[TextNode]:
    vectors = EMBEDDER.embed(texts)
    return [
        make_node(owner, paper, reading, Cut([i], text, "Methods", "body"), vector)
        for i, (text, vector) in enumerate(zip(texts, vectors, strict=True))
    ]


def ask(question: str, mode: VectorStoreQueryMode = VectorStoreQueryMode.HYBRID, **options: object) -> VectorStoreQuery:
    options = {"similarity_top_k": 3, "hybrid_top_k": 3, **options}
    return VectorStoreQuery(
        query_embedding=EMBEDDER.embed([question])[0].tolist(), query_str=question, mode=mode, **options
    )


def found(store: VectorStore, question: str, **options: object) -> list[str]:
    return [node.get_content() for node in store.query(ask(question, **options)).nodes or ()]


def test_nearest_node_comes_first(store: VectorStore) -> None:
    store.add(nodes())
    for text in TEXTS:
        assert found(store, text)[0] == text
        assert found(store, text, mode=VectorStoreQueryMode.DEFAULT)[0] == text


def test_node_comes_back_as_it_was_given_with_both_scores(store: VectorStore) -> None:
    given = nodes()
    store.add(given)
    best, other, *_ = store.query(ask("whales counted", similarity_top_k=5, hybrid_top_k=5)).nodes or ()
    assert best.node_id == given[0].node_id
    assert best.ref_doc_id == document_id("p1", 1)
    assert {key: best.metadata[key] for key in given[0].metadata} == given[0].metadata
    assert best.metadata["similarity"] == pytest.approx(
        float(EMBEDDER.embed(["whales counted"])[0] @ given[0].embedding), abs=1e-4
    )
    assert best.metadata["keywords"] > 0
    assert other.metadata["keywords"] is None


def test_same_nodes_twice_are_there_once(store: VectorStore) -> None:
    store.add(nodes())
    store.add(nodes())
    assert store.count() == len(TEXTS)


def test_filters_keep_other_papers_and_readings_out(store: VectorStore) -> None:
    store.add(nodes("p1", 1))
    store.add(nodes("p1", 2, ["Whales again."]))
    store.add(nodes("p2", 1, ["Whales elsewhere."]))
    documents = [document_id("p1", 2), document_id("p2", 1)]
    assert set(found(store, "whales", doc_ids=documents)) == {"Whales again.", "Whales elsewhere."}
    assert found(store, "whales", doc_ids=[document_id("p9", 1)]) == []


def test_counts_are_by_paper_and_reading(store: VectorStore) -> None:
    assert store.count() == 0
    store.add(nodes("p1", 1))
    store.add(nodes("p1", 2, TEXTS[:2]))
    assert [store.count(reading_filter(*key)) for key in ((None, None), ("p1", None), ("p1", 2), ("p2", None))] == [
        7,
        7,
        2,
        0,
    ]


def test_what_is_deleted_is_not_found_and_leaves_the_rest(store: VectorStore) -> None:
    store.add(nodes("p1", 1))
    store.add(nodes("p1", 2, TEXTS[:2]))
    store.add(nodes("p2", 1, TEXTS[:1]))
    store.delete_nodes(filters=reading_filter("p1", 1))
    assert [store.count(reading_filter(*key)) for key in (("p1", 1), ("p1", 2), ("p2", None))] == [0, 2, 1]
    store.delete_nodes(filters=reading_filter("p1", None))
    assert store.count() == 1
    assert found(store, TEXTS[1]) == [TEXTS[0]]


def test_deleting_nothing_in_particular_deletes_nothing(store: VectorStore) -> None:
    store.add(nodes())
    store.delete_nodes()
    store.delete_nodes(filters=reading_filter("nowhere", None))
    assert store.count() == len(TEXTS)


def test_keyword_scores_forget_what_was_deleted(store: VectorStore) -> None:
    store.add(nodes("p1", 1, ["whales here", "nothing there", "birds there"]))
    before = [node.metadata["keywords"] for node in store.query(ask("whales")).nodes or ()]
    store.add(nodes("p2", 1, [f"whales {i}" for i in range(50)]))
    store.delete_nodes(filters=reading_filter("p2", None))
    assert [node.metadata["keywords"] for node in store.query(ask("whales")).nodes or ()] == before


def test_question_of_stop_words_finds_by_vector_alone(store: VectorStore) -> None:
    store.add(nodes())
    assert len(found(store, "of the")) == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda node: setattr(node, "embedding", [0.0] * EMBEDDER.dimensions), "zero"),
        (lambda node: setattr(node, "embedding", [float("nan")] * EMBEDDER.dimensions), "not finite"),
        (lambda node: setattr(node, "embedding", [1.0, 2.0]), "shape"),
        (lambda node: setattr(node, "embedding", None), "no vector"),
        (lambda node: setattr(node, "id_", "17-3"), "no UUID"),
        (lambda node: node.set_content("half \ud83d"), "half a character"),
    ],
)
def test_nothing_of_a_batch_with_one_unsound_node_is_written(
    store: VectorStore, change: Callable[[TextNode], None], reason: str
) -> None:
    batch = nodes()
    change(batch[3])
    with pytest.raises(StoreError, match=reason):
        store.add(batch)
    assert store.count() == 0


def test_llama_index_retrieves_from_it(store: VectorStore) -> None:
    store.add(nodes())
    index = VectorStoreIndex.from_vector_store(store, embed_model=LlamaEmbedding(EMBEDDER))  # type: ignore[arg-type]
    best, *_ = index.as_retriever(similarity_top_k=2).retrieve("kappa of two raters")
    assert best.get_content() == TEXTS[2]


def test_both_stores_find_the_same_in_the_same_order(tmp_path: Path) -> None:
    words = ["whale", "bird", "image", "network", "training", "kappa", "rater", "epoch", "forest", "aeroplane"]
    generator = np.random.default_rng(3)
    texts = [" ".join(generator.choice(words, size=6)) for _ in range(120)]
    questions = [" ".join(generator.choice(words, size=3)) for _ in range(25)]
    orders = []
    for kind in ("edge", "memory", "rest"):
        for store in opened(kind, tmp_path):
            store.add(nodes("p", 1, texts))
            wanted = {"similarity_top_k": 200, "sparse_top_k": 200, "hybrid_top_k": 60}
            orders.append([store.query(ask(question, **wanted)).ids for question in questions])
    assert orders[0] == orders[1] == orders[2]


def test_points_are_there_after_opening_again(tmp_path: Path) -> None:
    for _ in range(2):
        store = EdgeVectorStore(tmp_path / "edge", EMBEDDER.dimensions, owner=OWNER_ID)
        store.add(nodes())
        assert store.count() == len(TEXTS)
        store.close()


def test_second_process_on_the_folder_is_told_so_in_a_sentence(tmp_path: Path) -> None:
    store = EdgeVectorStore(tmp_path / "edge", 8)
    code = "import sys, pathlib, lib.indexing.edge as e; e.EdgeVectorStore(pathlib.Path(sys.argv[1]), 8)"
    second = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "edge")], capture_output=True, text=True, check=False
    )
    store.close()
    assert "FolderInUse" in second.stderr
    assert "is in use by another Sidelight" in second.stderr


def test_full_disk_is_asked_for_before_anything_is_written(tmp_path: Path) -> None:
    full = False

    def require(needed: int) -> None:
        if full:
            raise DiskFull("The disk is full.")

    store = EdgeVectorStore(tmp_path / "edge", EMBEDDER.dimensions, require, owner=OWNER_ID)
    full = True
    with pytest.raises(DiskFull):
        store.add(nodes())
    assert store.count() == 0
    with pytest.raises(DiskFull):
        EdgeVectorStore(tmp_path / "other", EMBEDDER.dimensions, require)
    assert not (tmp_path / "other").exists()
    store.close()


def test_broken_folder_is_a_store_error(tmp_path: Path) -> None:
    store = EdgeVectorStore(tmp_path / "edge", EMBEDDER.dimensions, owner=OWNER_ID)
    store.add(nodes())
    store.close()
    for path in (tmp_path / "edge").rglob("*.json"):
        path.write_text("{")
    with pytest.raises(StoreError, match="cannot be used"):
        EdgeVectorStore(tmp_path / "edge", EMBEDDER.dimensions, owner=OWNER_ID)


def test_panic_of_the_engine_is_a_store_error_and_an_interrupt_is_not(tmp_path: Path) -> None:
    panic = type("PanicException", (BaseException,), {})  # what Rust raises through pyo3
    with pytest.raises(StoreError), engine_errors(tmp_path):
        raise panic("index out of bounds")
    with pytest.raises(KeyboardInterrupt), engine_errors(tmp_path):
        raise KeyboardInterrupt


def test_server_that_does_not_answer_is_a_store_error() -> None:
    with pytest.raises(StoreError, match="QDRANT_URL"):
        ServerVectorStore(connect(Settings(qdrant_url="http://127.0.0.1:9")), "sidelight-test", 8)


@contextmanager
def two_libraries(kind: str, folder: Path) -> Iterator[tuple[Callable[[], VectorStore], Callable[[], VectorStore]]]:
    """Give what opens the stores of two libraries on one server, or in one folder one after the other."""
    if kind == "edge":
        open_stores: list[EdgeVectorStore] = []

        def open_one(owner: str) -> VectorStore:
            for store in open_stores:
                store.close()
            open_stores[:] = [EdgeVectorStore(folder / "edge", EMBEDDER.dimensions, owner=owner)]
            return open_stores[0]

        yield lambda: open_one(OWNER_ID), lambda: open_one(OTHER_ID)
        open_stores[0].close()
        return
    with serving(kind) as connection:
        name = f"sidelight-test-{uuid.uuid4()}"
        stores = [
            ServerVectorStore(connection, name, EMBEDDER.dimensions, owner=owner) for owner in (OWNER_ID, OTHER_ID)
        ]
        yield lambda: stores[0], lambda: stores[1]
        connection.delete_collection(name)


@pytest.mark.parametrize("kind", STORES)
def test_two_libraries_with_the_same_papers_neither_see_nor_change_each_other(kind: str, tmp_path: Path) -> None:
    with two_libraries(kind, tmp_path) as (one, other):
        one().add(nodes())
        assert other().count() == 0
        assert other().counts() == {}
        assert found(other(), "whales") == []
        assert list(other().stored()) == list(other().terms()) == []
        other().add(nodes(texts=TEXTS[:2], owner=OTHER_ID))
        assert set(found(other(), TEXTS[4], similarity_top_k=9, hybrid_top_k=9)) == set(TEXTS[:2])
        assert (one().count(), one().counts(), other().counts()) == (5, {"p1:1": 5}, {"p1:1": 2})
        before = [(point.id, dict(point.payload)) for point in one().stored()]
        other().delete_nodes(filters=reading_filter("p1", None))
        other().delete_nodes(node_ids=[point for point, _ in before])
        other().delete(document_id("p1", 1))  # type: ignore[attr-defined]
        assert (one().count(), other().count()) == (5, 0)
        with pytest.raises(StoreError, match="another library"):
            other().add(nodes())
        assert sorted((point.id, dict(point.payload)) for point in one().stored()) == sorted(before)


def test_a_library_that_leaves_a_server_takes_its_own_points_alone() -> None:
    with serving("rest") as connection:
        one, other = (
            ServerVectorStore(connection, "sidelight-test", EMBEDDER.dimensions, owner=owner)
            for owner in (OWNER_ID, OTHER_ID)
        )
        one.add(nodes())
        other.add(nodes(owner=OTHER_ID))
        one.destroy()
        assert other.count() == len(TEXTS)
        assert found(other, TEXTS[2])[0] == TEXTS[2]


def test_points_of_a_database_that_is_gone_leave_the_folder_with_it(tmp_path: Path) -> None:
    for owner, is_alone in ((OTHER_ID, False), (OWNER_ID, False), (OWNER_ID, True), (OTHER_ID, True)):
        store = EdgeVectorStore(tmp_path / "edge", EMBEDDER.dimensions, owner=owner, is_alone=is_alone)
        if owner == OTHER_ID and not is_alone:
            store.add(nodes(owner=OTHER_ID))
        assert store.count() == (len(TEXTS) if owner == OTHER_ID and not is_alone else 0)
        store.close()


def test_counts_and_terms_are_those_of_the_points(store: VectorStore) -> None:
    store.add(nodes("p1", 2))
    store.add(nodes("p2", 1, TEXTS[:2]))
    assert store.counts() == {"p1:2": 5, "p2:1": 2}
    terms = TermCounts.of(list(store.terms(reading_filter("p1", 2))))
    assert terms.passages == 5
    bird, whale = (question_keywords(word)[0] for word in ("birds", "whales"))
    assert terms.weights([*bird, *whale, 1]) == pytest.approx(
        [math.log1p(3.5 / 2.5), math.log1p(4.5 / 1.5), math.log1p(5.5 / 0.5)]
    )


def test_named_fields_are_there_with_both_scores(store: VectorStore) -> None:
    store.add(nodes())
    best, *_ = store.query(ask("whales counted", output_fields=["paper_id", "first"])).nodes or ()
    assert (best.metadata["paper_id"], best.metadata["first"]) == ("p1", 0)
    assert best.metadata["similarity"] > 0.5
    assert best.metadata["keywords"] > 0


def test_of_points_that_tie_at_the_end_of_a_list_always_the_same_are_found(store: VectorStore) -> None:
    """More say the same than are listed: which of them count does not hang on the order in which they were written."""
    better = [f"whale whale seal{i}" for i in range(LISTED - 20)]
    alike = [f"whale bird seal{i}" for i in range(50)]
    others = [f"otters slept on bank{i}" for i in range(120)]
    made = nodes("p", 1, [*better, *alike, *others])
    wanted = {"similarity_top_k": ASKED_FOR, "sparse_top_k": ASKED_FOR, "hybrid_top_k": 2 * LISTED}
    results = []
    for seed in range(3):
        store.delete_nodes(filters=reading_filter("p", 1))
        store.add([made[i] for i in np.random.default_rng(seed).permutation(len(made))])
        result = store.query(ask("whale", **wanted))
        by_keywords = {node.get_content() for node in result.nodes or () if node.metadata[KEYWORDS] is not None}
        assert by_keywords > set(better)
        assert len(by_keywords) == LISTED
        assert len(by_keywords & set(alike)) == 20
        results.append((by_keywords, result.ids))
    assert results[0] == results[1] == results[2]
