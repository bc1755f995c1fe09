"""Answers being made in the background, so that a click, a page switch or a reload loses nothing."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from lib.background.threads import DaemonThreads
from lib.records import Answer, Citation, Cited, Done, Event, Passage, Retrieved, TextAdded

ANSWERS_AT_ONCE = 16  # threads that mostly wait for a model; slow ones must not hold up an offline question
ANSWERS_REMEMBERED = 200

Ask = Callable[[Callable[[Event], bool]], Answer]
"""Makes an answer, telling its events; an event that gets False back stops it."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class RunningAnswer:
    """An answer being made, to be polled; its attributes only ever grow."""

    id: str
    """The id that the Answer will have."""
    question: str
    answerer: str = "extractive"
    text: str = ""
    passages: list[Passage] = field(default_factory=list)
    citations: list[tuple[int, Citation]] = field(default_factory=list)
    """Each with the place in the text behind which it came."""
    answer: Answer | None = None
    """None until it is done."""
    error: str | None = None
    """A fault of ours, in plain words; the world's faults stand in `answer.stopped`."""
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.answer is not None or self.error is not None

    def stop(self) -> None:
        """Nothing; the answer ends at its next event and keeps what it has."""
        self._stop.set()

    def take(self, event: Event) -> bool:
        """Return whether the answer shall go on, after adding the event."""
        match event:
            case Retrieved(passages):
                self.passages = passages
            case TextAdded(text):
                self.text += text
            case Cited(citation):
                self.citations = [*self.citations, (len(self.text), citation)]
            case Done(answer):
                self.answer = answer
        return not self._stop.is_set()


class RunningAnswers:
    """Runs a few answers at a time. Thread-safe."""

    def __init__(self) -> None:
        self._threads = DaemonThreads(ANSWERS_AT_ONCE, "ask")
        self._running: OrderedDict[str, RunningAnswer] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, answer_id: str, question: str, ask: Ask, answerer: str = "extractive") -> RunningAnswer:
        """Return the answer that begins to be made."""
        running = RunningAnswer(answer_id, question, answerer)
        with self._lock:
            self._running[answer_id] = running
            while len(self._running) > ANSWERS_REMEMBERED:
                self._running.popitem(last=False)
        self._threads.submit(self._run, running, ask)
        return running

    def get(self, answer_id: str) -> RunningAnswer | None:
        """Return the answer, being made or made in this process; None where it is neither."""
        with self._lock:
            return self._running.get(answer_id)

    def close(self) -> None:
        """Nothing; answers being made are stopped."""
        with self._lock:
            for running in self._running.values():
                running.stop()
        self._threads.close()

    @staticmethod
    def _run(running: RunningAnswer, ask: Ask) -> None:
        try:
            running.answer = ask(running.take)
        except Exception as error:
            log.exception("Answering failed")
            running.error = f"Sidelight failed while answering ({type(error).__name__}). Ask the question again."
