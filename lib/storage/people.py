"""Who may come in, as what, and to which projects: kept in the first project's database."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, insert, select, update

from lib.acting import require
from lib.errors import ConfigError
from lib.records.people import Person, Role
from lib.storage.database import read_only, writing
from lib.storage.schema import people, project_members, projects
from lib.times import now

FIRST_PROJECT = ""
"""The id of the project whose papers lie in the data folder itself."""
FIRST_NAME = "Library"
NAME_LETTERS = 80
ID_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may come in, or who asked to."""

    id: str
    name: str
    role: Role | None
    """None: not let in yet."""
    project: str
    """In which they worked last."""


@dataclass(frozen=True, slots=True)
class Project:
    """Papers, answers and surveys of their own, which its members see and nobody else."""

    id: str
    name: str


class PeopleStore:
    """The people and projects of an installation. Thread-safe; what is asked at each click is held in memory."""

    def __init__(self, engine: Engine, holds_s: float = float("inf")) -> None:
        """`holds_s`: seconds for which what was read counts, where other processes may change it."""
        self._engine = engine
        self._holds_s = holds_s
        self._read_at = float("-inf")
        self._lock = threading.Lock()
        self._accounts: dict[str, Account] | None = None
        self._members: dict[str, frozenset[str]] = {}
        self._projects: list[Project] = []

    # people

    def accounts(self) -> list[Account]:
        """Return everybody, by name."""
        return sorted(self._held()[0].values(), key=lambda one: (one.name.casefold(), one.id))

    def account(self, person_id: str) -> Account | None:
        """Return one of them; None for somebody who never came and was never named."""
        return self._held()[0].get(person_id)

    def arrive(self, person_id: str, name: str) -> Account:
        """Return the account of somebody who signed in; a new one waits to be let in.

        A name stays as it was given first, for verdicts stand under it; where another has it, the id goes with it. Raises
        ConfigError for an id that is too long.
        """
        known = self.account(person_id)
        if known is not None and known.name:
            return known
        if not person_id or len(person_id) > ID_LETTERS:
            raise ConfigError("Whoever signed you in gave no address by which to know you.")
        called = " ".join(name.split())[:NAME_LETTERS] or person_id
        with writing(self._engine) as connection:
            taken = connection.execute(select(people.c.id).where(people.c.name == called)).first()
            if taken is not None and taken.id != person_id:
                called = f"{called} ({person_id})"
            _put(connection, person_id, name=called)
        self._forget()
        return self._held()[0][person_id]

    def let_in(self, person_id: str, role: Role | None) -> None:
        """Give somebody a role, also before they ever came; None shuts them out. For administrators."""
        require(Role.ADMINISTRATOR)
        person_id = person_id.strip().lower()
        if not person_id or len(person_id) > ID_LETTERS or any(not letter.isprintable() for letter in person_id):
            raise ConfigError("Type the address by which they sign in.")
        with writing(self._engine) as connection:
            _put(connection, person_id, role=role or "")
        self._forget()

    def forget_person(self, person_id: str) -> None:
        """Remove somebody with their memberships; what they said stays under their name. For administrators."""
        require(Role.ADMINISTRATOR)
        with writing(self._engine) as connection:
            connection.execute(delete(project_members).where(project_members.c.person_id == person_id))
            connection.execute(delete(people).where(people.c.id == person_id))
        self._forget()

    def keep_project(self, person_id: str, project_id: str) -> None:
        """Remember in which project somebody works."""
        with writing(self._engine) as connection:
            connection.execute(update(people).where(people.c.id == person_id).values(project=project_id))
        self._forget()

    # projects

    def projects(self) -> list[Project]:
        """Return all projects, the first one first, then by name."""
        return list(self._held()[1])

    def projects_of(self, person: Person) -> list[Project]:
        """Return the projects that a person sees: those they are a member of, and all for an administrator."""
        if person.role is Role.ADMINISTRATOR:
            return self.projects()
        return [one for one in self.projects() if person.id in self.members(one.id)]

    def members(self, project_id: str) -> frozenset[str]:
        """Return the ids of a project's members; administrators see it without being one."""
        self._held()
        return self._members.get(project_id, frozenset())

    def make_project(self, name: str) -> Project:
        """Return a new project without members. For administrators. Raises ConfigError for a name that is empty or taken."""
        require(Role.ADMINISTRATOR)
        made = Project(uuid.uuid4().hex, _name(name))
        try:
            with writing(self._engine) as connection:
                self._check_free(connection, made)
                connection.execute(
                    insert(projects).values(id=made.id, name=made.name, folded=made.name.casefold(), created_at=now())
                )
        finally:
            self._forget()
        return made

    def rename_project(self, project_id: str, name: str) -> None:
        """Give a project another name. For administrators. Raises ConfigError for a name that is empty or taken."""
        require(Role.ADMINISTRATOR)
        wanted = Project(project_id, _name(name))
        with writing(self._engine) as connection:
            self._check_free(connection, wanted)
            values = {"name": wanted.name, "folded": wanted.name.casefold()}
            connection.execute(update(projects).where(projects.c.id == project_id).values(**values))
        self._forget()

    def take_out_project(self, project_id: str) -> None:
        """Let nobody see a project any more; its folder stays. For administrators."""
        require(Role.ADMINISTRATOR)
        if project_id == FIRST_PROJECT:
            raise ConfigError(f"{FIRST_NAME} is the data folder itself and stays.")
        with writing(self._engine) as connection:
            connection.execute(delete(project_members).where(project_members.c.project_id == project_id))
            connection.execute(delete(projects).where(projects.c.id == project_id))
        self._forget()

    def set_members(self, project_id: str, person_ids: Collection[str]) -> None:
        """Let these people be a project's members, and nobody else. For administrators."""
        require(Role.ADMINISTRATOR)
        with writing(self._engine) as connection:
            connection.execute(delete(project_members).where(project_members.c.project_id == project_id))
            rows = [{"project_id": project_id, "person_id": person_id} for person_id in sorted(set(person_ids))]
            if rows:
                connection.execute(insert(project_members), rows)
        self._forget()

    def _check_free(self, connection: Connection, project: Project) -> None:
        folded = project.name.casefold()
        taken = select(projects.c.id).where(projects.c.folded == folded, projects.c.id != project.id)
        if folded == FIRST_NAME.casefold() or connection.execute(taken).first() is not None:
            raise ConfigError(f"There is a project called {project.name}.")

    def _forget(self) -> None:
        with self._lock:
            self._accounts = None

    def _held(self) -> tuple[dict[str, Account], list[Project]]:
        """Return accounts and projects as they were read last; read anew after a change."""
        with self._lock:
            if self._accounts is None or time.monotonic() - self._read_at > self._holds_s:
                self._read_at = time.monotonic()
                self._read()
            return self._accounts or {}, self._projects

    def _read(self) -> None:
        with read_only(self._engine) as connection:
            found = connection.execute(select(people)).all()
            listed = connection.execute(select(projects).order_by(projects.c.folded)).all()
            members = connection.execute(select(project_members)).all()
        self._projects = [Project(FIRST_PROJECT, FIRST_NAME), *(Project(row.id, row.name) for row in listed)]
        by_project: dict[str, set[str]] = {}
        for row in members:
            by_project.setdefault(row.project_id, set()).add(row.person_id)
        self._members = {project_id: frozenset(ids) for project_id, ids in by_project.items()}
        self._accounts = {
            row.id: Account(row.id, row.name, Role(row.role) if row.role in set(Role) else None, row.project)
            for row in found
        }


def _name(name: str) -> str:
    called = " ".join(name.split())
    if not called or len(called) > NAME_LETTERS:
        raise ConfigError(f"A project's name has 1 to {NAME_LETTERS} letters.")
    return called


def _put(connection: Connection, person_id: str, **values: str) -> None:
    """Change somebody's row in these columns; make it where there is none."""
    changed = connection.execute(update(people).where(people.c.id == person_id).values(**values))
    if not changed.rowcount:
        row = {"id": person_id, "name": "", "role": "", "project": FIRST_PROJECT, "added_at": now()} | values
        connection.execute(insert(people).values(**row))
