"""Workers start, answer, are killed and inherit nothing, whether they are forked or programs of their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lib.errors import ReadingTimedOut
from lib.processes import starting
from lib.processes.environment import worker_environment
from lib.processes.processor_time import processor_clock
from lib.processes.worker import Worker, WorkerDied

MODULE = "tests.processes.echo_worker"
WAIT_S = 60


@contextmanager
def worker(memory_mb: int = 300) -> Iterator[Worker]:
    made = Worker(MODULE, memory_mb)
    try:
        yield made
    finally:
        made.end()


@pytest.fixture(params=["forked", "program"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "program":
        monkeypatch.setattr(starting, "CAN_FORK", False)
    elif not starting.CAN_FORK:
        pytest.skip("workers are forked on Linux alone")


@pytest.mark.usefixtures("way")
def test_a_worker_answers_is_waited_for_and_killed() -> None:
    with worker() as one:
        one.send({"do": "echo"}, b"words")
        assert one.receive(WAIT_S) == ({"do": "echo"}, b"words")
        one.send({"do": "sleep"})
        with pytest.raises(ReadingTimedOut):
            one.receive(0.05)
        assert one.alive
        one.end()
        assert not one.alive
        with pytest.raises(WorkerDied):
            one.receive(WAIT_S)


@pytest.mark.usefixtures("way")
@pytest.mark.skipif(sys.platform != "linux", reason="the limit is the system's")
def test_a_worker_is_held_to_its_memory_and_dies_alone() -> None:
    with worker() as one, worker() as other:
        one.send({"do": "allocate", "mb": 400})
        with pytest.raises(WorkerDied):
            one.receive(WAIT_S)
        other.send({"do": "echo"}, b"still here")
        assert other.receive(WAIT_S)[1] == b"still here"


@pytest.mark.usefixtures("way")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the clock on the wall stands in")
def test_a_limit_on_processor_time_ends_who_computes_and_not_who_waits() -> None:
    with worker() as one:
        one.send({"do": "echo"})
        one.receive(WAIT_S)  # what starting takes is over
        one.send({"do": "sleep", "seconds": 0.3})
        assert one.receive(WAIT_S, processor_seconds=0.1)[0]["do"] == "sleep"
        one.send({"do": "compute"})
        with pytest.raises(ReadingTimedOut):
            one.receive(10 * WAIT_S, processor_seconds=0.1)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the clock on the wall stands in")
def test_the_clock_of_a_process_that_has_ended_stands_still() -> None:
    with worker() as one:
        clock = processor_clock(one.pid)
    assert clock() == clock() < WAIT_S


def test_only_what_is_allowed_is_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANTHROPIC_API_KEY", "AWS_SECRET_ACCESS_KEY", "DATABASE_URL", "SOME_TOKEN", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "a secret")
    assert "a secret" not in worker_environment().values()
    assert worker_environment()["PATH"] == os.environ["PATH"]
    with worker() as one:
        one.send({"do": "environment"})
        _, seen = one.receive(WAIT_S)
        assert b"a secret" not in seen
        assert b"PYTHONPATH" in seen


@pytest.mark.skipif(not starting.CAN_FORK, reason="workers are forked on Linux alone")
def test_a_fork_server_that_was_killed_is_started_anew() -> None:
    with worker():
        server = starting._server()
        server._process.kill()
        server._process.wait()
    with worker() as one:
        one.send({"do": "echo"}, b"again")
        assert one.receive(WAIT_S)[1] == b"again"
        assert starting._server() is not server


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_ended_workers_leave_no_open_files() -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    def use() -> None:
        with worker() as one:
            one.send({"do": "echo"})
            one.receive(WAIT_S)

    use()
    before = count()
    for _ in range(3):
        use()
    assert count() <= before


@pytest.mark.skipif(not starting.CAN_FORK, reason="workers are forked on Linux alone")
def test_a_worker_is_watched_where_many_files_are_open() -> None:
    import fcntl
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1100:
        pytest.skip("so many files cannot be opened here")
    with worker() as one:
        process = one._process
        assert isinstance(process, starting._Fork)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1100), hard))
        try:
            low, process._descriptor = (
                process._descriptor,
                fcntl.fcntl(process._descriptor, fcntl.F_DUPFD_CLOEXEC, 1024),
            )
            os.close(low)
            assert one.alive
            one.end()
            assert not one.alive
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.skipif(not starting.CAN_FORK, reason="workers are forked on Linux alone")
def test_an_app_without_room_for_files_ends_nobody_elses_worker() -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with worker() as one:
        servers = dict(starting._servers)
        for room in range(5):  # for no pipe, for one, for both but not for the descriptor of the process
            free = os.dup(0)
            os.close(free)
            resource.setrlimit(resource.RLIMIT_NOFILE, (free + room, hard))
            try:
                with pytest.raises(OSError, match="Too many open files"):
                    starting.start_process("tests.processes.echo_worker", 0)
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            assert starting._servers == servers
        assert one.alive
        one.send({"do": "echo"})
        assert one.receive(WAIT_S)


@pytest.mark.usefixtures("way")
def test_an_answer_that_is_nested_beyond_all_sense_ends_the_worker() -> None:
    with worker() as one:
        one.send({"do": "nest"})
        with pytest.raises(WorkerDied):
            one.receive(WAIT_S)
