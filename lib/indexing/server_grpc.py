"""Questions and writes by gRPC, where its port answers and belongs to the server that answers by REST."""

from __future__ import annotations

import logging
import threading
from urllib.parse import urlsplit

from qdrant_client import QdrantClient

from lib.errors import ConfigError
from lib.indexing.server_address import GRPC_PORT, PORT, ServerAddress
from lib.indexing.server_faults import RAISED, fault_of

CALLS = frozenset({"query_batch_points", "upsert"})
"""What goes by gRPC: all that is called often or with much in it. The rest is the same by REST."""
LOOKED_FOR_S = 1
"""For so long gRPC's port is waited for, once."""
NONE = "none"

log = logging.getLogger(__name__)


class GrpcClients:
    """The clients by gRPC of one server or cluster. Thread-safe."""

    def __init__(self, key: str, port: int | None = None, *, is_used: bool = True) -> None:
        """`port`: where gRPC is served; None: on the usual port of servers whose REST is on its usual one."""
        self._key, self._port, self._is_used = key, port, is_used
        self._answers: dict[ServerAddress, bool] = {}
        self._clients: dict[tuple[ServerAddress, int], QdrantClient] = {}
        self._lock = threading.Lock()

    @classmethod
    def of(cls, setting: str, key: str) -> GrpcClients:
        """Return those that QDRANT_GRPC_PORT asks for: a port, `none`, or empty for what is usual. Raises ConfigError."""
        text = setting.strip().lower()
        if text in ("", NONE):
            return cls(key, is_used=text != NONE)
        if not text.isdecimal() or not 0 < int(text) < 1 << 16:
            raise ConfigError(f"QDRANT_GRPC_PORT must be a port, or {NONE}, not {setting!r}.")
        return cls(key, int(text))

    def client(self, address: ServerAddress, seconds: int, rest: QdrantClient) -> QdrantClient | None:
        """Return the client for an address, None where it is to be asked by REST; `rest` is that client."""
        port = self._port_of(address)
        if port is None:
            return None
        with self._lock:
            answers = self._answers.get(address)
            if answers is None:
                answers = self._answers[address] = self._is_answered(address, port, rest)
            return self._opened(address, port, seconds) if answers else None

    def give_up(self, address: ServerAddress, words: str) -> None:
        """Ask an address by REST from now on, and say so."""
        with self._lock:
            self._answers[address] = False
        log.warning("The Qdrant server at %s is asked by REST, since gRPC failed: %s.", address.host, words)

    def look_again(self) -> None:
        """Look again for gRPC, since the server was away."""
        with self._lock:
            self._answers.clear()

    def is_answered(self, address: ServerAddress) -> bool:
        """Return whether an address was last asked by gRPC."""
        return self._answers.get(address, False)

    def close(self) -> None:
        """Close all clients."""
        for client in self._clients.values():
            client.close()

    def _port_of(self, address: ServerAddress) -> int | None:
        url = urlsplit(address.url)
        if not self._is_used or url.path.strip("/"):  # what leads to a path speaks HTTP
            return None
        return self._port or (GRPC_PORT if url.port == PORT else None)

    def _is_answered(self, address: ServerAddress, port: int, rest: QdrantClient) -> bool:
        """Return whether gRPC is there, of a server of the same version: on that port might be another one's."""
        try:
            by_rest, by_grpc = rest.info(), self._opened(address, port, LOOKED_FOR_S).info()
        except RAISED as error:
            log.info("The Qdrant server at %s is asked by REST: %s.", address.host, fault_of(error).words)
            return False
        if by_rest.version != by_grpc.version:
            log.warning("Port %d of %s is another Qdrant server's; REST is used.", port, address.host)
            return False
        log.info("The Qdrant server at %s is asked by gRPC on port %d.", address.host, port)
        return True

    def _opened(self, address: ServerAddress, port: int, seconds: int) -> QdrantClient:
        client = self._clients.get((address, seconds))
        if client is None:
            client = self._clients[address, seconds] = QdrantClient(
                url=address.url,
                grpc_port=port,
                prefer_grpc=True,
                headers={"api-key": self._key} if self._key else None,
                timeout=seconds,
                check_compatibility=False,
            )
        return client
