"""The cells of one answerer that go out as batches: gathered, sent, and answered as their results come."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from lib.answering.providers.batching import BYTES, REQUESTS, BatchExchange
from lib.records import Answer, CellKey
from lib.surveys.answerer_queue import AnswererQueue
from lib.surveys.batch_client import BatchClient, BatchRequest


class CellWorker(Protocol):
    """What works on the cells of a queue, such as a run of a survey."""

    lock: threading.Condition
    """Held by whoever changes a queue."""

    def take(self, queue: AnswererQueue) -> CellKey | None:
        """Return the next cell of the queue, once its answerer may be asked; None where there is none or it is over."""
        ...

    def answer(self, queue: AnswererQueue, key: CellKey) -> Answer | None:
        """Return what was put together for a cell that is to go out in a batch; None where it is kept, or to be asked again."""
        ...

    def work_through(self, queue: AnswererQueue) -> None:
        """Answer the cells of a queue that wait, one after the other, until none does or it is over."""
        ...

    def may_work_on(self, queue: AnswererQueue) -> bool:
        """Return whether the cells of a queue are still to be worked on."""
        ...

    def pause(self, seconds: float) -> bool:
        """Return whether to go on, after so many seconds, or less where it is halted."""
        ...


class BatchWork:
    """The work on one queue whose questions are sent together. Used by one thread."""

    def __init__(self, worker: CellWorker, queue: AnswererQueue, client: BatchClient) -> None:
        self._worker = worker
        self._queue = queue
        self._client = client
        self._exchange = queue.exchange = BatchExchange()
        self._awaited: set[CellKey] = set()
        """Cells whose results are waited for."""

    def work_through(self) -> None:
        """Gather and send the questions of the queue, and answer each cell as its result comes."""
        worker, queue = self._worker, self._queue
        try:
            self._client.recover()
            while queue.waiting and worker.may_work_on(queue):
                self._send()
                for results in self._client.results(worker.pause) if worker.may_work_on(queue) else ():
                    mine = [key for key in results if key in self._awaited]
                    self._exchange.take({key: results[key] for key in mine})
                    self._release(mine)
                    worker.work_through(queue)
                self._release(list(self._awaited))  # what was cancelled from here is sent anew
        finally:
            self._release(list(self._awaited))

    def _send(self) -> None:
        """Send what was not sent yet, batch by batch, so that no more than one of them is in memory."""
        worker, queue, exchange = self._worker, self._queue, self._exchange
        sent, requests, size = self._client.sent(), list[BatchRequest](), 0
        with worker.lock:
            self._awaited.update(key for key in queue.waiting if key in sent)
            queue.waiting = deque(key for key in queue.waiting if key not in sent)
            queue.in_batch = len(self._awaited)
        exchange.gathering = True
        while (key := worker.take(queue)) is not None:
            answer = worker.answer(queue, key)
            if answer is not None and exchange.request is not None:
                requests.append(BatchRequest(key, exchange.request, answer.passages))
                self._awaited.add(key)
                size += len(json.dumps(exchange.request))
            if len(requests) >= REQUESTS or size >= BYTES or (requests and not queue.waiting):
                if not worker.may_work_on(queue):
                    break
                self._client.send(requests)
                queue.in_batch = len(self._awaited)
                requests, size = [], 0
        exchange.gathering, exchange.request = False, None

    def _release(self, keys: Sequence[CellKey]) -> None:
        """Let these cells wait for no batch any more but to be answered."""
        with self._worker.lock:
            self._awaited.difference_update(keys)
            self._queue.waiting.extend(keys)
            self._queue.in_batch = len(self._awaited)
