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
    "category": ("reported", "not_reported", "unclear", "failed"),
}


@dataclass(frozen=True, slots=True)
class _Dispute:
    """An answer on which raters differ in one judgement."""

    judgement: str
    answer_id: str
    places: frozenset[tuple[str, str]]
    """Papers and question that it answers."""


def assign_judgements(connection: Connection) -> int:
    """How many labels without a judgement have one now, once the caller's transaction is done.

    The label tells the judgement where only one has such a word; else, and for the answer, the one answer to that
    question of that paper on which raters differ. A label that could mean several keeps none and stays in the gold set.
    """
    query = "SELECT id, paper_id, question, label FROM settled_labels WHERE judgement IS NULL"
    rows = connection.execute(text(query)).all()
    disputes = list(_disputes(connection)) if rows else []
    told = 0
    for row in rows:
        judgement, answer_id = _meant(row.label, (row.paper_id, row.question), disputes)
        if judgement is not None:
            change = "UPDATE settled_labels SET judgement = :judgement, answer_id = :answer WHERE id = :id"
            connection.execute(text(change), {"judgement": judgement, "answer": answer_id, "id": row.id})
            told += 1
    return told


def _meant(label: str, place: tuple[str, str], disputes: Sequence[_Dispute]) -> tuple[str | None, str | None]:
    """Judgement and answer; None for what cannot be told."""
    possible = [judgement for judgement, words in SCHEMES.items() if label in words]
    about = [one for one in disputes if place in one.places and one.judgement in possible]
    judgements = possible if len(possible) == 1 else sorted({one.judgement for one in about})
    if len(judgements) != 1:
        return None, None
    (judgement,) = judgements
    answers = [one.answer_id for one in about if one.judgement == judgement]
    return judgement, answers[0] if judgement != "category" and len(answers) == 1 else None


def _disputes(connection: Connection) -> Iterator[_Dispute]:
    for answer_id, records in _standing(connection).items():
        places = None
        for judgement in SCHEMES:
            if len({record.get(judgement) for record in records} - {None}) > 1:
                places = _places(connection, answer_id) if places is None else places
                yield _Dispute(judgement, answer_id, places)


def _standing(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """By answer the newest word of each rater on the whole of it that was not taken back."""
    rows = connection.execute(
        text("SELECT id, answer_id, rater, withdraws, record FROM verdicts ORDER BY at, id")
    ).all()
    withdrawn = {(row.rater, row.withdraws) for row in rows if row.withdraws}
    newest: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        record = json.loads(row.record)
        if row.withdraws is None and (row.rater, row.id) not in withdrawn and record.get("citation") is None:
            newest[row.answer_id][row.rater] = record
    return {answer_id: list(by_rater.values()) for answer_id, by_rater in newest.items()}


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
