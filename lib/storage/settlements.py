"""Settled labels from before they said which judgement they settle, and of which answer.

Plain SQL and words of its own: a migration runs it, and an old file that is imported.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

SCHEMES: Mapping[str, tuple[str, ...]] = {
    "correct": ("correct", "partly", "wrong", "cannot_tell"),
    "supported": ("yes", "partly", "no", "cannot_tell"),
    "category": ("reported", "not_reported", "unclear", "not_applicable", "failed"),
}


@dataclass(frozen=True, slots=True)
class _Judged:
    """An answer that was judged."""

    judgement: str
    answer_id: str
    places: frozenset[tuple[str, str]]
    """Papers and question that it answers."""


def assign_judgements(connection: Connection) -> int:
    """Give labels without a judgement the one that can be told, and return how many have one now.

    The label tells the judgement where only one has such a word; else, and for the answer, the one answer to that
    question of that paper on which raters differ. Where none differ any more it is the one that they judged. A label that
    could mean several keeps none and stays in the gold set.
    """
    query = "SELECT id, paper_id, question, label FROM settled_labels WHERE judgement IS NULL"
    rows = connection.execute(text(query)).all()
    latest = _by_answer(connection, counting=True) if rows else {}
    disputes = list(_judged(connection, latest, labels=2))
    ever: list[_Judged] | None = None
    assigned = 0
    for row in rows:
        place = row.paper_id, row.question
        judgement, answer_id, over = _meant(row.label, place, disputes)
        if over:  # raters came to agree, or took back what they had said
            ever = list(_judged(connection, _by_answer(connection, counting=False), labels=1)) if ever is None else ever
            judgement, answer_id, _ = _meant(row.label, place, ever)
        if judgement is not None:
            change = "UPDATE settled_labels SET judgement = :judgement, answer_id = :answer WHERE id = :id"
            connection.execute(text(change), {"judgement": judgement, "answer": answer_id, "id": row.id})
            assigned += 1
    return assigned


def _meant(label: str, place: tuple[str, str], judged: Sequence[_Judged]) -> tuple[str | None, str | None, bool]:
    """Return judgement and answer, None for what cannot be told; and whether none of those judged could be meant."""
    possible = [judgement for judgement, words in SCHEMES.items() if label in words]
    about = [one for one in judged if place in one.places and one.judgement in possible]
    judgements = possible if len(possible) == 1 else sorted({one.judgement for one in about})
    none = bool(possible) and not about
    if len(judgements) != 1:
        return None, None, none
    (judgement,) = judgements
    answers = [one.answer_id for one in about if one.judgement == judgement]
    return judgement, answers[0] if judgement != "category" and len(answers) == 1 else None, none


def _judged(
    connection: Connection, by_answer: Mapping[str, Sequence[Mapping[str, Any]]], labels: int
) -> Iterator[_Judged]:
    """Yield the answers that have so many different labels of a judgement, or more."""
    for answer_id, records in by_answer.items():
        places = None
        for judgement in SCHEMES:
            if len({record.get(judgement) for record in records} - {None}) >= labels:
                places = _places(connection, answer_id) if places is None else places
                yield _Judged(judgement, answer_id, places)


def _by_answer(connection: Connection, *, counting: bool) -> dict[str, list[dict[str, Any]]]:
    """Return what was said of the whole of each answer: ever, or with `counting` the newest of each rater not taken back."""
    rows = connection.execute(
        text("SELECT id, answer_id, rater, withdraws, record FROM verdicts ORDER BY at, id")
    ).all()
    withdrawn = {(row.rater, row.withdraws) for row in rows if row.withdraws}
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        record = json.loads(row.record)
        taken_back = counting and (row.rater, row.id) in withdrawn
        if row.withdraws is None and not taken_back and record.get("citation") is None:
            found[row.answer_id][row.rater if counting else row.id] = record
    return {answer_id: list(records.values()) for answer_id, records in found.items()}


def _places(connection: Connection, answer_id: str) -> frozenset[tuple[str, str]]:
    cells = """SELECT survey_cells.paper_id, survey_cells.question, surveys.plan FROM survey_cells
        JOIN surveys ON surveys.id = survey_cells.survey_id WHERE survey_cells.answer_id = :answer"""
    found = [
        (row.paper_id, json.loads(row.plan)["questions"][row.question]["text"])
        for row in connection.execute(text(cells), {"answer": answer_id})
    ]
    kept = connection.execute(text("SELECT record FROM answers WHERE id = :answer"), {"answer": answer_id}).scalar()
    if kept is not None:
        record = json.loads(kept)
        found.append((" ".join(record["paper_ids"]), record["question"]))
    return frozenset(found)
