"""What raters say of answers: of the whole, and of each citation."""

from __future__ import annotations

from collections.abc import Iterable

from lib.records.reviews import ReviewVerdict


def is_verdict(verdict: ReviewVerdict | None) -> bool:
    """Return whether the answer was judged: a flag, or the rater's own answer with its category before seeing it, is
    no verdict. Who writes what the answer should be judges it.
    """
    if verdict is None:
        return False
    told = verdict.category is not None or bool(verdict.correction.strip())
    return verdict.correct is not None or verdict.supported is not None or (told and verdict.blind != "answer_first")


def latest_verdicts(verdicts: Iterable[ReviewVerdict]) -> list[ReviewVerdict]:
    """Return the verdicts that count, the oldest first: of each rater the newest on each answer and citation not taken back."""
    ordered = sorted(verdicts, key=lambda verdict: (verdict.at, verdict.id))
    withdrawn = {(verdict.rater, verdict.withdraws) for verdict in ordered if verdict.withdraws}  # nobody else's
    newest: dict[tuple[str, str, int | None], ReviewVerdict] = {}
    for verdict in ordered:
        if (verdict.rater, verdict.id) not in withdrawn and verdict.withdraws is None:
            place = verdict.rater, verdict.answer_id, verdict.citation
            newest.pop(place, None)
            newest[place] = verdict
    return list(newest.values())
