"""What somebody changes in the database, noted as it is changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.sql.dml import Delete, Insert, Update

from lib.records.people import Person
from lib.storage.schema import actions
from lib.times import now

SUBJECT_LETTERS = 300
"""Of what an action is about: ids, names, a question's first words."""
IDS = ("id", "paper_id", "answer_id", "survey_id", "screening_id", "group_id", "person_id", "project_id", "name")
"""The columns by which a row is known, the first that a statement names; a bound value may have "_1" behind its column's name."""


HOUSEKEEPING = frozenset(
    {"library", "reading_terms", "searched_readings", "readings", "reading_numbers", "sentences", "deletions", "costs"}
    | {"answer_readings", "left_answers", "survey_parcels", "survey_requests", "recognised_pages", "actions"}
)
"""Tables that change with what people do, and of which they know nothing."""


def note_action(connection: Connection, person: Person, action: str, subject: str = "") -> None:
    """Note within a transaction that somebody did something."""
    noted = {"at": now(), "person": person.name or person.id, "action": action, "subject": subject[:SUBJECT_LETTERS]}
    connection.execute(insert(actions).values(**noted))


class Changes:
    """The statements of one transaction that change something."""

    def __init__(self) -> None:
        self._seen: dict[str, list[str]] = {}

    def see(
        self,
        conn: Connection,
        clauseelement: Any,
        multiparams: Any,
        params: Any,
        execution_options: Any,
    ) -> None:
        """Look at a statement before it is run."""
        statement = clauseelement
        if not isinstance(statement, Insert | Update | Delete):
            return
        if statement.table.name in HOUSEKEEPING:  # type: ignore[union-attr]
            return
        what = f"{type(statement).__name__.lower()} {statement.table.name}"  # type: ignore[union-attr]
        rows = list(multiparams or [params or {}])
        bound = dict(statement.compile().params) if len(rows) < 2 else {}
        self._seen.setdefault(what, []).extend(_known_by({**bound, **row}) for row in rows)

    def write(self, connection: Connection, person: Person) -> None:
        """Note what was changed, each kind of change once."""
        for what, subjects in list(self._seen.items()):
            named = [subject for subject in dict.fromkeys(subjects) if subject]
            more = f" and {len(named) - 1} more" if len(named) > 1 else ""
            note_action(connection, person, what, (named[0] if named else "")[: SUBJECT_LETTERS - len(more)] + more)


def _known_by(values: dict[str, Any]) -> str:
    """Return by what a row is known; empty where a statement names nothing of that kind."""
    return next((str(found) for name in IDS if (found := values.get(name) or values.get(f"{name}_1"))), "")
