"""Second opinions being made in the background."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

from lib.background.tasks import Task, Tasks
from lib.records import SecondOpinion

AT_ONCE = 4


class GivesOpinions(Protocol):
    """What makes and keeps a second opinion."""

    def second_opinion(
        self,
        answer_id: str,
        answerer: str,
        keys: Mapping[str, str] | None = None,
        go_on: Callable[[], bool] = ...,
        asked_by: str = "",
    ) -> SecondOpinion:
        """Return what a model holds of each sentence of an answer; False from `go_on` stops."""


@dataclass(eq=False)
class OpinionTask(Task[SecondOpinion]):
    """A second opinion being made; its id is the answer's. Stopped, it hangs up on the model and keeps what there is.

    The world's faults stand in the `stopped` of its result.
    """

    what: ClassVar[str] = "A second opinion"
    failure: ClassVar[str] = "Sidelight failed over the second opinion ({fault}). Ask for it again."

    answerer: str


class OpinionTasks(Tasks[OpinionTask]):
    """Second opinions, one an answer at a time: those under way, and the last of each answer in this process."""

    def __init__(self, service: GivesOpinions) -> None:
        super().__init__("opinion", AT_ONCE)
        self._service = service

    def ask(
        self, answer_id: str, answerer: str, keys: Mapping[str, str] | None = None, asked_by: str = ""
    ) -> OpinionTask:
        """Return the opinion that begins to be made; of an answer that has one under way, that one."""
        task = OpinionTask(answer_id, answerer)
        return self.start_or_join(
            task, lambda: self._service.second_opinion(answer_id, answerer, keys, task.goes_on, asked_by)
        )
