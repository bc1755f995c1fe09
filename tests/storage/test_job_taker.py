"""What a queue's loop leaves behind has an end."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from lib.storage import job_taker


def test_a_task_that_takes_a_cancellation_for_a_failed_connection_ends_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As a pool of psycopg does, that is just connecting: asyncio's own way of ending a loop then waits for good."""
    monkeypatch.setattr(job_taker, "CANCEL_S", 0.01)
    taken = 0

    async def connect_again_and_again() -> None:
        nonlocal taken
        for _ in range(2):
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                taken += 1
        await asyncio.Event().wait()

    async def leave_a_task() -> asyncio.Task[None]:
        task = asyncio.create_task(connect_again_and_again())
        await asyncio.sleep(0)
        return task

    def end_what_is_left() -> asyncio.Task[None]:
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            task = runner.run(leave_a_task())
            runner.run(job_taker.end_other_tasks())
        return task

    with ThreadPoolExecutor(1) as another_thread:  # in this one a browser's tests may have a loop
        task = another_thread.submit(end_what_is_left).result()
    assert task.cancelled()
    assert taken == 2
