"""Threads that the end of the process does not wait for."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from lib.background.threads import DaemonThreads

ROOT = Path(__file__).parents[2]


def test_results_and_faults_come_back() -> None:
    threads = DaemonThreads(2, "test")
    assert threads.submit(lambda a, b: a + b, 1, 2).result(5) == 3
    with pytest.raises(ZeroDivisionError):
        threads.submit(lambda: 1 / 0).result(5)
    threads.close()


def test_closing_finishes_what_has_begun_and_leaves_the_rest() -> None:
    threads, begun, goes_on, done = DaemonThreads(1, "test"), threading.Event(), threading.Event(), []

    def first() -> None:
        begun.set()
        goes_on.wait(5)
        done.append("first")

    threads.submit(first)
    rest = threads.submit(done.append, "rest")
    assert begun.wait(5)
    threading.Timer(0.1, goes_on.set).start()
    threads.close()
    assert done == ["first"]
    assert rest.cancelled()
    assert threads.submit(done.append, "late").cancelled()


def test_the_process_ends_without_waiting_for_the_queue() -> None:
    code = """
import time
from lib.background.threads import DaemonThreads
threads = DaemonThreads(1, "test")
for _ in range(100):
    threads.submit(time.sleep, 1)
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)  # the queue takes 100 seconds
