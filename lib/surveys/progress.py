"""How far a survey is, as a screen tells it."""

from __future__ import annotations

from dataclasses import dataclass, field

from lib.records import Record, SurveyStatus
from lib.records.surveys import SurveyHead


@dataclass(frozen=True, slots=True)
class SurveyProgress(Record):
    """How far a survey is."""

    done: int
    """Cells finished, failed ones included."""
    total: int
    failed: int
    status: SurveyStatus
    seconds_left: float | None
    """None where it cannot be told yet, or nothing runs."""
    reason: str | None = None
    now: list[str] = field(default_factory=list)
    """Ids of the papers that are being asked."""
    to_retry: int = 0
    """Of the failed, those that asking the failed again asks: not where a person said anything. 0 while it runs."""


def progress_at_rest(head: SurveyHead) -> SurveyProgress:
    """Return how far a survey is that does not run."""
    return SurveyProgress(
        head.done, head.plan.size, head.failed, head.status, None, head.reason, to_retry=head.to_retry
    )
