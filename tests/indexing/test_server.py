"""A Qdrant server that is wrong, away or shared: the tests' own one, on loopback, by the REST that is documented."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lib.config import Settings
from lib.errors import ConfigError, StoreAway, StoreError
from lib.indexing import server_connection
from lib.indexing.collection import CollectionOptions
from lib.indexing.edge_shard import DENSE, SPARSE
from lib.indexing.index import PassageIndex
from lib.indexing.nodes import document_id
from lib.indexing.server import ServerVectorStore, connect
from lib.indexing.server_address import server_addresses
from lib.indexing.server_connection import ServerConnection
from tests.indexing.qdrant_server import QdrantServer
from tests.indexing.sentences import WHALES
from tests.indexing.test_stores import EMBEDDER, OWNER_ID, TEXTS, ask, found, nodes

pytestmark = pytest.mark.usefixtures("impatient_qdrant")

NAME = "sidelight-test"


@pytest.fixture
def connection(qdrant: QdrantServer) -> Iterator[ServerConnection]:
    connection = connect(Settings(qdrant_url=qdrant.url))
    yield connection
    connection.close()


def store_on(connection: ServerConnection, **options: object) -> ServerVectorStore:
    return ServerVectorStore(connection, NAME, EMBEDDER.dimensions, owner=OWNER_ID, **options)  # type: ignore[arg-type]


# addresses


def test_addresses_are_taken_as_they_are_meant() -> None:
    given = " http://one , https://two:7000/qdrant/,http://[::1]:6333,http://one:6333,"
    assert [(a.url, a.is_encrypted, a.is_local) for a in server_addresses(given)] == [
        ("http://one:6333", False, False),
        ("https://two:7000/qdrant", True, False),
        ("http://[::1]:6333", False, True),
    ]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://a b:6333", "blank inside"),
        ("localhost:6333", "must begin with http"),
        ("ftp://host:6333", "must begin with http"),
        ("qdrant", "must begin with http"),
        ("http://", "must begin with http"),
        ("http://:6333", "no host"),
        ("http://host:port", "no address"),
        ("http://[::1", "no address"),
        ("http://host:6334", "gRPC"),
        ("http://name:secret@host", "QDRANT_API_KEY"),
        ("http://host/?a=b", "ends with"),
        (" , ", "names no address"),
    ],
)
def test_an_address_that_cannot_be_one_is_said_in_a_sentence(url: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as raised:
        connect(Settings(qdrant_url=url))
    assert "secret" not in raised.value.message


@pytest.mark.parametrize(
    ("url", "allowed", "taken"),
    [
        ("http://qdrant:6333", "", False),
        ("http://localhost,http://10.0.0.3", "", False),
        ("http://qdrant:6333", "allowed", True),
        ("https://qdrant:6333", "", True),
        ("http://127.0.0.1:6333", "", True),
        ("http://localhost", "", True),
    ],
)
def test_a_key_goes_over_the_network_encrypted_unless_that_is_allowed(url: str, allowed: str, taken: bool) -> None:
    settings = Settings(qdrant_url=url, qdrant_api_key="secret", index_options={"QDRANT_PLAIN_HTTP": allowed})
    if taken:
        connect(settings).close()
        return
    with pytest.raises(ConfigError, match="unencrypted") as raised:
        connect(settings)
    assert "secret" not in raised.value.message


# what answers there


@pytest.mark.parametrize(
    ("title", "version", "words"),
    [
        ("another service", "1.20.0", "no Qdrant server"),
        ("qdrant - vector search engine", "1.9.4", "version 1.9"),
        ("qdrant - vector search engine", "2.0.0", "version 2.0"),
        ("qdrant - vector search engine", "nonsense", "no Qdrant server"),
    ],
)
def test_another_service_or_version_is_said_at_the_start(
    qdrant: QdrantServer, connection: ServerConnection, title: str, version: str, words: str
) -> None:
    qdrant.title, qdrant.version = title, version
    with pytest.raises(StoreError, match=words):
        store_on(connection)


def test_a_version_that_nobody_tried_with_the_client_is_told_and_used(
    qdrant: QdrantServer, connection: ServerConnection
) -> None:
    qdrant.version = "1.14.1"
    note = store_on(connection).note
    assert note is not None
    assert "1.14" in note
    qdrant.version = "1.18.3"
    assert store_on(connection).note is None


def test_a_path_where_nothing_is_says_so(qdrant: QdrantServer) -> None:
    connection = connect(Settings(qdrant_url=f"{qdrant.url}/elsewhere"))
    with pytest.raises(StoreError, match="check its path"):
        store_on(connection)
    connection.close()


def test_keys_are_checked_at_the_start() -> None:
    qdrant = QdrantServer(key="right", read_only_key="reader")
    for key, words in (("", "wants a key"), ("wrong", "wants a key"), ("reader", "may only read")):
        connection = connect(Settings(qdrant_url=qdrant.url, qdrant_api_key="right"))
        store_on(connection)  # so that the reader finds a collection
        connection.close()
        connection = connect(Settings(qdrant_url=qdrant.url, qdrant_api_key=key))
        with pytest.raises(StoreAway, match=words) as raised:
            store_on(connection)
        assert "Raw response content" not in raised.value.message
        connection.close()
    qdrant.stop()


@pytest.mark.parametrize(
    ("vectors", "sparse", "words"),
    [
        ({DENSE: {"size": 7, "distance": "Cosine"}}, {SPARSE: {}}, "vectors of 7 numbers"),
        ({DENSE: {"size": EMBEDDER.dimensions, "distance": "Dot"}}, {SPARSE: {}}, "compared by"),
        ({"other": {"size": EMBEDDER.dimensions, "distance": "Cosine"}}, {SPARSE: {}}, "not made by Sidelight"),
        ({DENSE: {"size": EMBEDDER.dimensions, "distance": "Cosine"}}, {}, "not made by Sidelight"),
    ],
)
def test_a_collection_of_the_same_name_that_is_another_is_said_and_left(
    qdrant: QdrantServer, connection: ServerConnection, vectors: object, sparse: object, words: str
) -> None:
    qdrant.answer("PUT", f"/collections/{NAME}", {"vectors": vectors, "sparse_vectors": sparse})
    with pytest.raises(StoreError, match=words):
        store_on(connection)
    assert qdrant.count(NAME) == 0


def test_a_collection_is_completed_where_a_kill_left_it_without_indexes(
    qdrant: QdrantServer, connection: ServerConnection
) -> None:
    qdrant.fault = lambda method, path: "vanish" if path.endswith("/index") else None
    with pytest.raises(StoreAway):
        store_on(connection)
    assert qdrant.indexes[NAME] == {}
    qdrant.fault = lambda method, path: None
    assert connection.wait(lambda: True)
    store_on(connection)
    assert set(qdrant.indexes[NAME]) == {"owner", "doc_id", "paper_id", "reading"}
    assert qdrant.indexes[NAME]["owner"]["is_tenant"] is True


def test_a_collection_that_another_process_made_at_that_moment_is_used(
    qdrant: QdrantServer, connection: ServerConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_on(connection)
    answer, looks = qdrant.answer, iter([False])

    def late(method: str, path: str, body: object) -> object:
        is_look = path.endswith("/exists")
        return {"exists": next(looks, True)} if is_look else answer(method, path, body)

    monkeypatch.setattr(qdrant, "answer", late)
    store_on(connection)
    assert next(looks, None) is None
    assert len(qdrant.created) == 1
    assert connection.away is None


def test_a_collection_is_made_for_its_place(qdrant: QdrantServer, connection: ServerConnection) -> None:
    options = CollectionOptions.of(
        {"QDRANT_REPLICAS": "3", "QDRANT_SHARDS": "6", "QDRANT_WRITE_CONSISTENCY": "2", "QDRANT_ON_DISK": "yes"}
        | {"QDRANT_QUANTISATION": "int8", "QDRANT_HNSW_EF": "128"}
    )
    store = store_on(connection, options=options)
    (made,) = qdrant.created
    assert (made["replication_factor"], made["shard_number"], made["write_consistency_factor"]) == (3, 6, 2)
    assert made["vectors"][DENSE]["on_disk"] is True
    assert made["quantization_config"]["scalar"]["type"] == "int8"
    assert made["sparse_vectors"][SPARSE] == {"index": {"on_disk": True}}
    store.add(nodes())
    assert found(store, TEXTS[2])[0] == TEXTS[2]


@pytest.mark.parametrize(("nodes_there", "replicas"), [(1, None), (2, 2), (5, 2)])
def test_a_cluster_keeps_each_point_twice(
    qdrant: QdrantServer, connection: ServerConnection, nodes_there: int, replicas: int | None
) -> None:
    qdrant.peers = nodes_there
    store_on(connection)
    assert qdrant.created[0].get("replication_factor") == replicas


@pytest.mark.parametrize(
    ("name", "value"),
    [("QDRANT_REPLICAS", "two"), ("QDRANT_SHARDS", "0"), ("QDRANT_ON_DISK", "maybe"), ("QDRANT_QUANTISATION", "int4")],
)
def test_a_setting_of_the_collection_that_cannot_be_one_is_said(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        CollectionOptions.of({name: value})


# lean calls


def test_a_question_is_one_round_trip_with_the_fields_that_are_used(
    qdrant: QdrantServer, connection: ServerConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_on(connection)
    store.add(nodes())
    bodies: list[object] = []
    answer = qdrant.answer
    monkeypatch.setattr(qdrant, "answer", lambda method, path, body: bodies.append(body) or answer(method, path, body))
    qdrant.asked.clear()
    store.query(ask("whales counted", output_fields=["paper_id", "first"]))
    assert qdrant.asked == [("POST", f"/collections/{NAME}/points/query/batch")]
    (body,) = bodies
    assert [search["with_payload"] for search in body["searches"]] == [["paper_id", "first"]] * 2  # type: ignore[index]
    assert [search["filter"]["must"][0]["match"]["value"] for search in body["searches"]] == [OWNER_ID] * 2  # type: ignore[index]


# away


FAULTS: dict[str, Callable[[QdrantServer], None]] = {
    "refused": QdrantServer.stop,
    "vanishing": lambda qdrant: setattr(qdrant, "fault", lambda method, path: "vanish"),
    "500": lambda qdrant: setattr(qdrant, "fault", lambda method, path: 500),
    "503": lambda qdrant: setattr(qdrant, "fault", lambda method, path: 503),
    "401": lambda qdrant: setattr(qdrant, "fault", lambda method, path: 401),
    "403": lambda qdrant: setattr(qdrant, "fault", lambda method, path: 403),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_is_away_is_said_with_since_when_and_found_again(
    qdrant: QdrantServer, connection: ServerConnection, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = store_on(connection)
    store.add(nodes())
    returned = threading.Event()
    connection.on_return = returned.set
    FAULTS[fault](qdrant)
    with pytest.raises(StoreAway, match=r"has been away since \d\d:\d\d:\d\d UTC") as raised:
        store.query(ask("whales"))
    assert connection.away == raised.value.message
    for word in ("Raw response", "Errno", "b'", "Traceback"):
        assert word not in raised.value.message + caplog.text
    qdrant.asked.clear()
    with pytest.raises(StoreAway):
        store.count()  # what is known to be away is not asked
    assert not [path for _, path in qdrant.asked if path.endswith("/count")]
    if qdrant.is_running:
        qdrant.fault = lambda method, path: None
    else:
        qdrant.start()
    assert raised.value.wait(lambda: True)
    assert returned.wait(10)
    assert connection.away is None
    assert store.count() == len(TEXTS)


def test_a_server_that_hangs_is_given_up_and_a_fault_that_passes_is_nobodys_matter(
    qdrant: QdrantServer, connection: ServerConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_on(connection)
    store.add(nodes())
    left = [2]

    def twice(method: str, path: str) -> int | None:
        left[0] -= path.endswith("batch")
        return 503 if path.endswith("batch") and left[0] >= 0 else None

    monkeypatch.setattr(server_connection, "TRIED_S", 5.0)
    qdrant.fault = twice
    assert found(store, TEXTS[1])[0] == TEXTS[1]
    monkeypatch.setattr(server_connection, "QUESTION_S", 2.0)
    qdrant.fault = lambda method, path: 1.6
    with pytest.raises(StoreAway, match="does not answer in time"):
        store.query(ask("whales"))


def test_of_several_addresses_the_next_one_is_taken(qdrant: QdrantServer) -> None:
    other = QdrantServer()
    other.client, other.indexes = qdrant.client, qdrant.indexes  # two nodes of one cluster
    connection = connect(Settings(qdrant_url=f"http://127.0.0.1:9, {qdrant.url},{other.url}"))
    store = store_on(connection)
    store.add(nodes())
    qdrant.stop()
    assert found(store, TEXTS[0])[0] == TEXTS[0]
    store.add(nodes("p2"))
    qdrant.start()
    other.stop()
    assert store.count() == 2 * len(TEXTS)
    assert connection.away is None
    connection.close()


@pytest.mark.parametrize("fault", ["vanish", "vanish after", 500])
def test_a_batch_in_whose_middle_the_server_vanished_is_written_once_it_is_back(
    qdrant: QdrantServer, connection: ServerConnection, fault: str | int, tmp_path: Path
) -> None:
    index = PassageIndex.open(tmp_path, Settings(qdrant_url=qdrant.url), EMBEDDER, OWNER_ID, server=connection)
    embedded: list[int] = []
    whole = index.add("before", 1, WHALES)
    writes = [0]

    def fails(method: str, path: str) -> str | int | None:
        is_write = method == "PUT" and path.endswith("/points")
        writes[0] += is_write
        return fault if is_write else None

    qdrant.fault = fails
    progress: list[tuple[int, int]] = []

    def add() -> None:
        embedded.append(index.add("whales", 1, WHALES, lambda *so_far: progress.append(so_far), lambda: False))

    thread = threading.Thread(target=add)
    thread.start()
    while connection.away is None:
        assert thread.is_alive()
    assert progress == []
    qdrant.fault = lambda method, path: None
    thread.join(20)
    assert embedded == [whole]
    assert index.counts() == {("before", 1): whole, ("whales", 1): whole}


def test_adding_that_is_cancelled_waits_for_no_server(
    qdrant: QdrantServer, connection: ServerConnection, tmp_path: Path
) -> None:
    index = PassageIndex.open(tmp_path, Settings(qdrant_url=qdrant.url), EMBEDDER, OWNER_ID, server=connection)
    qdrant.stop()
    asked = iter([False, False, True])
    assert index.add("whales", 1, WHALES, cancelled=lambda: next(asked, True)) == 0


def test_a_collection_that_went_is_made_again(qdrant: QdrantServer, connection: ServerConnection) -> None:
    store = store_on(connection)
    store.add(nodes())
    qdrant.answer("DELETE", f"/collections/{NAME}", None)
    assert store.count() == 0
    store.add(nodes())
    assert store.count() == len(TEXTS)


def test_what_a_server_will_never_take_is_said_at_once_in_its_own_words(
    qdrant: QdrantServer, connection: ServerConnection
) -> None:
    store = store_on(connection)
    qdrant.fault = lambda method, path: 400 if path.endswith("/count") else None
    with pytest.raises(StoreError, match="Service internal error: code 400") as raised:
        store.count()
    assert not isinstance(raised.value, StoreAway)
    assert raised.value.__cause__ is None
    assert connection.away is None


# points of before


def test_points_that_had_no_owner_are_taken_over_and_left(qdrant: QdrantServer, connection: ServerConnection) -> None:
    old = ServerVectorStore(connection, "before", EMBEDDER.dimensions, owner="")
    old.add(nodes(owner=""))
    old.add(nodes("p2", owner=""))
    store = store_on(connection, before="before")
    assert store.take_over("p1", 1) == len(TEXTS)
    assert store.counts() == {document_id("p1", 1): len(TEXTS)}
    assert found(store, TEXTS[2])[0] == TEXTS[2]
    assert sorted(store.query(ask("whales", similarity_top_k=9, hybrid_top_k=9)).ids or ()) == sorted(
        node.node_id for node in nodes()
    )
    assert qdrant.count("before") == 2 * len(TEXTS)
    assert store.take_over("p3", 1) == 0
