"""Answers being made in the background, so that a click, a page switch or a reload loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from lib.background.tasks import Task, Tasks
from lib.records import Answer, Citation, Cited, Event, Passage, Retrieved, TextAdded, Withdrawn

ANSWERS_AT_ONCE = 16
"""Threads of each pool: those of models mostly wait for one, and none of them holds up an offline question, which has its own."""
MOST_WAITING = 200
"""Questions that wait for a thread at the most."""
OFFLINE_ANSWERER = "extractive"

Ask = Callable[[Callable[[Event], bool]], Answer]
"""Makes an answer, telling its events; an event that gets False back stops it."""


@dataclass(eq=False)
class AnswerTask(Task[Answer]):
    """An answer being made; what there is of it grows, unless a model takes it back. Stopped, it keeps what it has.

    The world's faults stand in the `stopped` of its result, the `problem` is a fault of ours.
    """

    what: ClassVar[str] = "Answering"
    failure: ClassVar[str] = "Sidelight failed while answering ({fault}). Ask the question again."

    question: str
    answerer: str = OFFLINE_ANSWERER
    text: str = ""
    passages: list[Passage] = field(default_factory=list)
    citations: list[tuple[int, Citation]] = field(default_factory=list)
    """Each with the place in the text behind which it came."""

    def add(self, event: Event) -> bool:
        """Return whether the answer shall go on, after adding the event."""
        match event:
            case Retrieved(passages):
                self.passages = passages
            case TextAdded(text):
                self.text += text
            case Withdrawn():
                self.text, self.citations = "", []
            case Cited(citation):
                self.citations = [*self.citations, (len(self.text), citation)]
        return self.goes_on()


class AnswerTasks(Tasks[AnswerTask]):
    """Answers being made and made in this process."""

    def __init__(self) -> None:
        super().__init__("ask", ANSWERS_AT_ONCE, most_waiting=MOST_WAITING)

    def pool_of(self, task: AnswerTask) -> str:
        """Return whether it is answered offline or by a model."""
        return "" if task.answerer == OFFLINE_ANSWERER else "-model"

    def ask(self, answer_id: str, question: str, make: Ask, answerer: str = OFFLINE_ANSWERER) -> AnswerTask:
        """Return the answer that begins to be made; `answer_id` is the id that the Answer will have."""
        task = AnswerTask(answer_id, question, answerer)
        return self.start(task, lambda: make(task.add))
