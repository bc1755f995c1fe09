"""A server whose gRPC port answers is asked there; where it does not, or no longer, REST does the same."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import grpc
import pytest

from lib.config import Settings
from lib.errors import ConfigError, StoreAway, StoreError
from lib.indexing.server import ServerVectorStore, connect
from lib.indexing.server_connection import ServerConnection
from lib.indexing.server_grpc import GrpcClients
from tests.indexing.qdrant_grpc import GrpcPort
from tests.indexing.qdrant_server import QdrantServer
from tests.indexing.test_stores import EMBEDDER, OWNER_ID, TEXTS, ask, found, nodes

pytestmark = pytest.mark.usefixtures("impatient_qdrant")


@pytest.fixture
def port(qdrant: QdrantServer) -> Iterator[GrpcPort]:
    port = GrpcPort(qdrant)
    yield port
    port.stop()


def store_at(qdrant: QdrantServer, port: str) -> ServerVectorStore:
    connection = connect(Settings(qdrant_url=qdrant.url, index_options={"QDRANT_GRPC_PORT": port}))
    return ServerVectorStore(connection, "sidelight-test", EMBEDDER.dimensions, owner=OWNER_ID)


def connection_of(store: ServerVectorStore) -> ServerConnection:
    connection: ServerConnection = store._server
    return connection


def test_questions_and_writes_go_by_grpc_and_find_the_same(qdrant: QdrantServer, port: GrpcPort) -> None:
    store, by_rest = store_at(qdrant, str(port.port)), store_at(qdrant, "none")
    store.add(nodes())
    qdrant.asked.clear()
    question = ask("whales counted", output_fields=["paper_id", "first"])
    by_grpc = store.query(question)
    assert not qdrant.asked, "one round trip, by gRPC"
    assert port.asked == ["upsert", "query"]
    same = by_rest.query(question)
    assert [node.metadata.keys() for node in by_grpc.nodes or ()] == [node.metadata.keys() for node in same.nodes or ()]
    assert by_grpc.ids == same.ids
    assert by_grpc.similarities == pytest.approx(same.similarities)
    assert store.count() == len(TEXTS)
    assert (connection_of(store).protocol, connection_of(by_rest).protocol) == ("gRPC", "REST")
    for one in (store, by_rest):
        connection_of(one).close()


@pytest.mark.parametrize(
    "fault", [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNIMPLEMENTED]
)
def test_where_grpc_fails_rest_is_used_and_that_is_said(
    qdrant: QdrantServer, port: GrpcPort, fault: grpc.StatusCode, caplog: pytest.LogCaptureFixture
) -> None:
    store = store_at(qdrant, str(port.port))
    store.add(nodes())
    port.fault = fault
    assert found(store, TEXTS[1])[0] == TEXTS[1]
    assert connection_of(store).protocol == "REST"
    assert "is asked by REST, since gRPC failed" in caplog.text
    assert found(store, TEXTS[1])[0] == TEXTS[1]
    assert port.asked == ["upsert", "query"], "it is not asked in vain again"
    connection_of(store).close()


def test_a_request_that_is_refused_is_said_in_the_servers_words(qdrant: QdrantServer, port: GrpcPort) -> None:
    store = store_at(qdrant, str(port.port))
    store.add(nodes())
    port.fault = grpc.StatusCode.INVALID_ARGUMENT
    with pytest.raises(StoreError, match="refused the request with error 400, “Service internal error") as raised:
        store.query(ask("whales"))
    assert not isinstance(raised.value, StoreAway)
    connection_of(store).close()


def test_a_server_that_was_away_is_asked_by_grpc_again(qdrant: QdrantServer, port: GrpcPort) -> None:
    store = store_at(qdrant, str(port.port))
    store.add(nodes())
    port.fault = grpc.StatusCode.UNAVAILABLE
    qdrant.stop()
    with pytest.raises(StoreAway) as away:
        store.query(ask("whales"))
    qdrant.start()
    port.fault = None
    assert away.value.wait(lambda: True)
    assert found(store, TEXTS[1])[0] == TEXTS[1]
    assert connection_of(store).protocol == "gRPC"
    connection_of(store).close()


def test_a_port_where_nothing_or_another_server_answers_is_left_alone(
    qdrant: QdrantServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    other = GrpcPort(qdrant, version="1.19.0")
    try:
        store = store_at(qdrant, str(other.port))
        store.add(nodes())
        assert other.asked == []
        assert "another Qdrant server's" in caplog.text
        connection_of(store).close()
    finally:
        other.stop()
    store = store_at(qdrant, str(other.port))
    assert found(store, TEXTS[1])[0] == TEXTS[1]
    assert "nothing accepts connections there" in caplog.text
    connection_of(store).close()


@pytest.mark.parametrize("setting", ["grpc", "0", "70000", "-1"])
def test_a_port_that_cannot_be_one_is_said(setting: str) -> None:
    with pytest.raises(ConfigError, match="QDRANT_GRPC_PORT"):
        GrpcClients.of(setting, "")
