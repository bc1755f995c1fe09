"""The terms of the Survey screen, and how it words progress, durations and sums of money."""

from __future__ import annotations

from lib.answering.answerer import OFFLINE
from lib.records import AnswerType, SurveyStatus
from lib.records.surveys import SurveyHead
from lib.surveys.progress import SurveyProgress, progress_at_rest
from lib.text.wording import count
from lib.ui.kit.answerer_choice import answerers
from lib.ui.kit.escaping import SECONDS_UP_TO_S, time_left, visible
from lib.workspace import Workspace

STATUS: dict[SurveyStatus, str] = {
    "running": "running",
    "paused": "paused",
    "waiting": "waits for a key",
    "finished": "finished",
    "cancelled": "cancelled",
    "stopped": "stopped by itself",
}
TYPES: dict[AnswerType, str] = {
    "text": "free text",
    "yes_no": "yes / no",
    "number": "number with unit",
    "choice": "choice",
    "list": "list",
}


TENTHS_UP_TO_S, MINUTES_UP_TO_S = 10, 90 * 60
"""A shorter time is told to a tenth of a second; one of an hour and a half or more in hours."""
CENT = 0.01
"""US dollars; a smaller sum has four places."""


def answerer_names(workspace: Workspace) -> dict[str, str]:
    """Return how each answerer that can be chosen is called."""
    return {id_: visible(choice.name) for id_, choice in answerers(workspace).items()}


def answerer_name(answerer: str, names: dict[str, str]) -> str:
    """Return how an answerer is called in a table or over a column."""
    if answerer == OFFLINE:
        return "Quotes"
    kind, _, name = answerer.partition(":")
    return visible(name) if name else names.get(answerer, kind)


def size_line(head: SurveyHead) -> str:
    """Return questions x papers x answerers."""
    plan = head.plan
    parts = [count(len(plan.questions), "question"), count(len(plan.papers), "paper")]
    if len(plan.answerers) > 1:
        parts.append(count(len(plan.answerers), "answerer"))
    return " × ".join(parts)


def progress_of(workspace: Workspace, head: SurveyHead) -> SurveyProgress:
    """Return how far a survey is; of one that does not run without asking the database again."""
    if head.status == "running":
        return workspace.surveys.progress(head.id)
    return progress_at_rest(head)


def progress_line(progress: SurveyProgress) -> str:
    """Return the status, how many cells are there, and how long it still takes."""
    parts = [STATUS[progress.status]]
    if progress.status != "finished" or progress.done != progress.total:
        parts.append(f"{progress.done:,} of {count(progress.total, 'cell')}")
    if progress.failed:
        parts.append(f"{progress.failed:,} failed")
    if progress.status == "running":
        parts.append(long_time_left(progress.seconds_left))
    return " · ".join(part for part in parts if part)


def long_time_left(seconds: float | None) -> str:
    """Return how long it still takes, hours where it is hours; empty where it is not known."""
    if seconds is None or seconds < MINUTES_UP_TO_S:
        return time_left(seconds)
    return f"about {duration(seconds)} left"


def duration(seconds: float) -> str:
    """Return a length of time as a person reads it: "0.4 s", "12 s", "3 min", "2.5 h"."""
    if seconds < TENTHS_UP_TO_S:
        return f"{seconds:.1f} s"
    if seconds < SECONDS_UP_TO_S:
        return f"{seconds:.0f} s"
    if seconds < MINUTES_UP_TO_S:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def dollars(cost: float | None) -> str:
    """Return a sum of money; a dash where it is not known."""
    if cost is None:
        return "–"
    return "$0" if cost == 0 else f"${cost:.4f}" if cost < CENT else f"${cost:,.2f}"
