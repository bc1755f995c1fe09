"""Second opinions being made in the background."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lib.background.threads import DaemonThreads
from lib.errors import SidelightError
from lib.records import SecondOpinion

AT_ONCE = 4

Judge = Callable[[str, str, Mapping[str, str] | None, Callable[[], bool]], SecondOpinion]
"""Makes and keeps an opinion: id of the answer, answerer, typed keys, and whether to go on."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class RunningOpinion:
    """An opinion being made, to be polled."""

    answer_id: str
    answerer: str
    done: bool = False
    error: str | None = None
    """Why there is no opinion at all, in plain words; the world's faults stand in its `stopped`."""
    _stop: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Nothing; the model is hung up on, and what there is of the opinion is kept."""
        self._stop.set()

    def goes_on(self) -> bool:
        """Return whether it was not stopped."""
        return not self._stop.is_set()


class RunningOpinions:
    """Makes a few opinions at a time, one an answer. Thread-safe."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._threads: DaemonThreads | None = None
        self._running: dict[str, RunningOpinion] = {}
        self._lock = threading.Lock()

    def start(self, answer_id: str, answerer: str, keys: Mapping[str, str] | None = None) -> RunningOpinion:
        """Return the opinion that begins to be made; of an answer that has one under way, that one."""
        with self._lock:
            running = self._running.get(answer_id)
            if running is not None and not running.done:
                return running
            running = self._running[answer_id] = RunningOpinion(answer_id, answerer)
            if self._threads is None:
                self._threads = DaemonThreads(AT_ONCE, "opinion")
            self._threads.submit(self._run, running, keys)
            return running

    def get(self, answer_id: str) -> RunningOpinion | None:
        """Return the opinion on an answer that is under way or was the last to be; None where there was none in this process."""
        with self._lock:
            return self._running.get(answer_id)

    def close(self) -> None:
        """Nothing; what is under way is stopped."""
        with self._lock:
            for running in self._running.values():
                running.stop()
            threads = self._threads
        if threads is not None:
            threads.close()

    def _run(self, running: RunningOpinion, keys: Mapping[str, str] | None) -> None:
        try:
            self._judge(running.answer_id, running.answerer, keys, running.goes_on)
        except SidelightError as error:
            running.error = error.message
        except Exception as error:
            log.exception("A second opinion failed")
            running.error = f"Sidelight failed over the second opinion ({type(error).__name__}). Ask for it again."
        finally:
            running.done = True
