"""What every queue of jobs promises, of this process alone and of a database that several share; locks that go with a process."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from lib.background.job_queue import InProcessQueue, JobQueue, Report
from lib.errors import ConfigError
from lib.storage import job_taker
from lib.storage.advisory_locks import AdvisoryLocks
from lib.storage.database import open_database
from lib.storage.database_queue import DatabaseQueue, QueueStore, _version, bring_up_to_date
from lib.storage.job_taker import JobTaker
from tests import postgres

UNTIL_S = 30.0


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + UNTIL_S
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


@dataclass
class HeldDoer:
    """Does each job until `go` is set for it, or it is stopped."""

    begun: list[tuple[str, bool]] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)
    under_way: dict[str, threading.Event] = field(default_factory=dict)
    asked_again: set[str] = field(default_factory=set)

    def begin(self, subject: str, *, again: bool = False) -> None:
        if subject in self.under_way:
            self.asked_again.add(subject)
            return
        self.under_way[subject] = threading.Event()
        self.begun.append((subject, again))
        threading.Thread(target=self._do, args=(subject,), daemon=True).start()

    def _do(self, subject: str) -> None:
        while not self.go.wait(0.01) and subject not in self.stopped:
            pass
        self.ended.append(subject)
        self.under_way.pop(subject).set()
        if subject in self.asked_again:
            self.asked_again.discard(subject)
            self.begin(subject, again=True)

    def stop(self, subject: str) -> None:
        self.asked_again.discard(subject)
        self.stopped.append(subject)

    def wait(self, subject: str, seconds: float | None = None) -> bool:
        ended = self.under_way.get(subject)
        return ended is None or ended.wait(seconds)

    def reports(self) -> Mapping[str, Report]:
        return {subject: {"done": 1} for subject in list(self.under_way)}


@dataclass
class Taken:
    """A queue with what does its jobs."""

    queue: JobQueue
    doer: HeldDoer


@pytest.fixture(params=["in process", "database"])
def taken(request: pytest.FixtureRequest) -> Iterator[Taken]:
    doer = HeldDoer()
    with ExitStack() as stack:
        queue: JobQueue
        if request.param == "in process":
            queue = InProcessQueue()
            queue.does("paper", doer)
        else:
            server: postgres.Server = request.getfixturevalue("postgres_server")
            url = stack.enter_context(server.database())
            queue = stack.enter_context(taken_by_another(url, doer))
        yield Taken(queue, doer)
        doer.go.set()


class taken_by_another:  # noqa: N801 - a context manager
    """The queue of one process whose jobs another takes, with the loop that `sidelight worker` runs."""

    def __init__(self, url: str, doer: HeldDoer) -> None:
        self.url, self.doer = url, doer

    def __enter__(self) -> DatabaseQueue:
        self.stack = ExitStack()
        engine = open_database(None, self.url)  # type: ignore[arg-type]
        self.stack.callback(engine.dispose)
        queues = []
        for _ in range(2):
            locks = AdvisoryLocks(engine)
            self.stack.callback(locks.close)
            store = QueueStore(self.url, locks)
            self.stack.callback(store.close)
            queues.append(DatabaseQueue(store, "", engine, locks))
        queues[0].does("paper", HeldDoer())
        queues[1].does("paper", self.doer)
        worker = JobTaker(store.conninfo, lambda library: queues[1])
        self.stack.callback(worker.close)
        return queues[0]

    def __exit__(self, *_: object) -> None:
        self.doer.go.set()
        self.stack.close()


def test_a_job_is_done_once_and_waited_for(taken: Taken) -> None:
    taken.queue.put("paper", "a")
    until(lambda: taken.doer.begun)
    assert not taken.queue.wait("paper", "a", 0.05)
    assert "a" in taken.queue.reports("paper")
    taken.doer.go.set()
    assert taken.queue.wait("paper", "a", UNTIL_S)
    assert taken.doer.begun == [("a", False)]
    assert taken.doer.ended == ["a"]


def test_a_job_that_is_put_while_it_is_done_is_begun_once_more(taken: Taken) -> None:
    taken.queue.put("paper", "a")
    until(lambda: taken.doer.begun)
    for _ in range(3):
        taken.queue.put("paper", "a")
    taken.doer.go.set()
    until(lambda: len(taken.doer.ended) == 2)
    assert taken.queue.wait("paper", "a", UNTIL_S)
    assert taken.doer.begun == [("a", False), ("a", True)]


def test_a_job_that_is_stopped_ends_and_others_go_on(taken: Taken) -> None:
    for name in ("a", "b"):
        taken.queue.put("paper", name)
    until(lambda: len(taken.doer.begun) == 2)
    assert taken.queue.stop("paper", "a") is False, "it was being done, so whoever did it says how it ended"
    assert taken.queue.wait("paper", "a", UNTIL_S)
    assert taken.doer.ended == ["a"]
    assert not taken.queue.wait("paper", "b", 0.05)


def test_a_job_for_what_was_typed_here_is_done_here(postgres_server: postgres.Server) -> None:
    elsewhere = HeldDoer()
    with postgres_server.database() as url, taken_by_another(url, elsewhere) as queue:
        here = HeldDoer()
        queue.does("paper", here)
        queue.put("paper", "a", here=True)
        until(lambda: here.begun)
        here.go.set()
        assert queue.wait("paper", "a", UNTIL_S)
        assert elsewhere.begun == []


def test_a_job_that_waits_is_taken_out(postgres_server: postgres.Server) -> None:
    with postgres_server.database() as url:
        engine = open_database(None, url)  # type: ignore[arg-type]
        locks = AdvisoryLocks(engine)
        store = QueueStore(url, locks)
        queue = DatabaseQueue(store, "", engine, locks)
        queue.does("paper", HeldDoer())
        queue.put("paper", "a")
        queue.put("paper", "a")
        assert [job.subject for job in store.jobs("", "paper")] == ["a"], "it waits once"
        assert queue.stop("paper", "a") is True
        assert queue.wait("paper", "a", 0)
        store.close()
        locks.close()
        engine.dispose()


def test_the_tables_of_an_older_queue_are_brought_up_to_date(
    postgres_server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "03.04.00_01_before.sql").write_text("CREATE TABLE wrongly_made (id int)")
    (tmp_path / "03.09.00_01_since.sql").write_text("CREATE TABLE made_since (id int)")
    with postgres_server.database() as url:
        bring_up_to_date(url)
        monkeypatch.setattr("procrastinate.schema.migrations_path", tmp_path)
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.exec_driver_sql("COMMENT ON SCHEMA procrastinate IS '3.4.0'")
        for _ in range(2):
            bring_up_to_date(url)
        with engine.begin() as connection:
            made = connection.exec_driver_sql(
                "SELECT to_regclass('procrastinate.made_since') IS NOT NULL, to_regclass('procrastinate.wrongly_made') IS NULL"
            ).one()
        assert tuple(made) == (True, True)
        with engine.begin() as connection:
            stands = connection.exec_driver_sql("SELECT obj_description('procrastinate'::regnamespace)").scalar()
        engine.dispose()
        assert _version(stands) > (3, 3, 0)


def test_a_lock_is_one_process_s_until_it_is_given_back_or_the_process_ends(postgres_server: postgres.Server) -> None:
    with postgres_server.database() as url:
        engine = create_engine(url)
        one, other = AdvisoryLocks(engine), AdvisoryLocks(engine)
        assert one.try_take("a")
        assert not one.try_take("a"), "another thread of the same process"
        assert not other.try_take("a")
        stranger = AdvisoryLocks(engine, "another library")
        assert stranger.try_take("a")
        stranger.close()
        one.give_back("a")
        assert other.try_take("a")
        other.close()
        until(lambda: one.try_take("a"))  # the server notices a moment later that the connection is gone
        one.close()
        engine.dispose()


def test_what_two_processes_hold_in_turn_is_never_held_by_both(postgres_server: postgres.Server) -> None:
    with postgres_server.database() as url:
        engine = create_engine(url)
        both = [AdvisoryLocks(engine), AdvisoryLocks(engine)]
        inside: list[int] = []
        most = 0

        def work(locks: AdvisoryLocks) -> None:
            nonlocal most
            lock = locks.lock("sweeping")
            for _ in range(15):
                with lock:
                    inside.append(1)
                    most = max(most, len(inside))
                    time.sleep(0.001)
                    inside.pop()

        threads = [threading.Thread(target=work, args=(locks,)) for locks in both for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        engine.dispose()
        assert most == 1


def entered(locks: AdvisoryLocks) -> bool:
    try:
        locks.enter(shared=True)
    except ConfigError:  # the server notices a moment later that a connection is gone
        return False
    return True


def test_a_database_is_had_alone_or_together(postgres_server: postgres.Server) -> None:
    with postgres_server.database() as url:
        engine = create_engine(url)
        alone, shared, too = AdvisoryLocks(engine), AdvisoryLocks(engine), AdvisoryLocks(engine)
        alone.enter(shared=False)
        with pytest.raises(ConfigError, match="SIDELIGHT_SHARED"):
            shared.enter(shared=True)
        with pytest.raises(ConfigError, match="SIDELIGHT_SHARED"):
            too.enter(shared=False)
        alone.close()
        until(lambda: entered(shared))
        too.enter(shared=True)
        too.be("worker")
        assert sorted(process.kind for process in shared.processes()) == ["app", "worker"]
        with pytest.raises(ConfigError, match="Another Sidelight"):
            AdvisoryLocks(engine).enter(shared=False)
        for locks in (shared, too):
            locks.close()
        engine.dispose()


def test_a_loop_that_ended_by_a_fault_begins_again_beside_the_jobs_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_taker, "AGAIN_S", 0.01)
    goes_on, again, done = threading.Event(), threading.Event(), []
    begun = 0

    async def run(taker: JobTaker) -> None:
        nonlocal begun
        begun += 1
        if begun == 1:
            asyncio.get_running_loop().run_in_executor(None, lambda: (goes_on.wait(60), done.append("first")))
            raise ConnectionError
        await asyncio.to_thread(done.append, "second")
        again.set()

    monkeypatch.setattr(JobTaker, "_run", run)
    taker = JobTaker("", lambda _: None)  # type: ignore[arg-type,return-value]
    assert again.wait(60)
    assert "first" not in done, "it is under way still"
    goes_on.set()
    taker.close()
    assert "first" in done, "whoever closes it waits for what is under way"
