"""The gRPC port of the tests' Qdrant server: questions and writes, over the same points as its REST."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from qdrant_client import grpc as qdrant
from qdrant_client.conversions.conversion import GrpcToRest, RestToGrpc

from tests.indexing.qdrant_server import QdrantServer


class GrpcPort(qdrant.PointsServicer, qdrant.QdrantServicer):  # type: ignore[misc]
    """Answers on a port of its own until `stop`."""

    def __init__(self, of: QdrantServer, version: str = "") -> None:
        self.of, self.version = of, version or of.version
        self.asked: list[str] = []
        self.fault: grpc.StatusCode | None = None
        self.server = grpc.server(ThreadPoolExecutor(2))
        qdrant.add_PointsServicer_to_server(self, self.server)
        qdrant.add_QdrantServicer_to_server(self, self.server)
        self.port = self.server.add_insecure_port("127.0.0.1:0")
        self.server.start()

    def stop(self) -> None:
        self.server.stop(0).wait()

    def HealthCheck(self, request: Any, context: Any) -> Any:  # noqa: N802 - the service's own name
        return qdrant.HealthCheckReply(title="qdrant", version=self.version)

    def QueryBatch(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._note("query", context)
        requests = [GrpcToRest.convert_query_points(one) for one in request.query_points]
        with self.of.lock:
            found = self.of.query(request.collection_name, requests)
        results = [[RestToGrpc.convert_scored_point(point) for point in response.points] for response in found]
        return qdrant.QueryBatchResponse(result=[qdrant.BatchResult(result=one) for one in results])

    def Upsert(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._note("upsert", context)
        with self.of.lock:
            self.of.client.upsert(
                request.collection_name, [GrpcToRest.convert_point_struct(one) for one in request.points]
            )
        done = qdrant.UpdateResult(operation_id=1, status=qdrant.UpdateStatus.Completed)
        return qdrant.PointsOperationResponse(result=done)

    def _note(self, what: str, context: Any) -> None:
        self.asked.append(what)
        if self.fault is not None:
            context.abort(self.fault, "Service internal error: Collection is busy")
