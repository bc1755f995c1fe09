"""Who did what, in the order of the database's own sequence: of people who sign in.

What somebody changes in the database is noted by `database.writing` in the same transaction, and cannot be forgotten; this
notes the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine, select

from lib.acting import acting_as, actor
from lib.records.people import OWNER
from lib.storage.changes import note_action
from lib.storage.database import read_only, writing
from lib.storage.schema import actions


@dataclass(frozen=True, slots=True)
class Action:
    """Something that somebody did."""

    number: int
    """Later ones have greater numbers, whatever the clock said."""
    at: str
    person: str
    """The name that also stands beside verdicts."""
    action: str
    subject: str


class Note(Protocol):
    """Takes note of what who is at work does."""

    def __call__(self, action: str, subject: str = "") -> None:
        """Note an action and what it is about."""


class ActionStore:
    """The actions of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, action: str, subject: str = "") -> None:
        """Note that who is at work in this thread did something; of somebody without a name nothing is."""
        person = actor()
        if not person.id:
            return
        with acting_as(OWNER), writing(self._engine) as connection:
            note_action(connection, person, action, subject)

    def latest(self, limit: int = 200) -> list[Action]:
        """Return the last actions, the newest first."""
        with read_only(self._engine) as connection:
            found = connection.execute(select(actions).order_by(actions.c.number.desc()).limit(limit))
            return [Action(row.number, row.at, row.person, row.action, row.subject) for row in found]
