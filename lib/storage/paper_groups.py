"""Tags and collections of papers in the database. A paper in the bin keeps its own; one that is removed for good leaves them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, and_, delete, exists, insert, select, update

from lib.errors import SidelightError
from lib.records.groups import GroupKind, PaperGroup
from lib.storage.database import read_only, writing
from lib.storage.schema import group_papers, paper_groups, papers
from lib.text.cleaning import one_line
from lib.times import now

NAME_LETTERS = 60
"""Of a tag or a collection at most: it stands beside others in one line."""


class PaperGroupStore:
    """The tags and collections of one database, as `ws.groups`. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[PaperGroup]:
        """Return all groups, collections before tags, each kind by name."""
        heads = select(paper_groups).order_by(paper_groups.c.kind, paper_groups.c.folded)
        members = (
            select(group_papers.c.group_id, group_papers.c.paper_id)
            .join(papers, papers.c.id == group_papers.c.paper_id)
            .order_by(papers.c.added_at, papers.c.id)
        )
        with read_only(self._engine) as connection:
            rows = connection.execute(heads).all()
            of: dict[str, list[str]] = {row.id: [] for row in rows}
            for group_id, paper_id in connection.execute(members):
                if group_id in of:
                    of[group_id].append(paper_id)
        return [PaperGroup(row.id, row.kind, row.name, of[row.id]) for row in rows]

    def put(self, kind: GroupKind, name: str, paper_ids: Sequence[str] = ()) -> str:
        """Put papers into the group of that name, which is made where there is none, and return its id.

        Names are the same whatever their case. Raises SidelightError for a name that is empty or too long.
        """
        with writing(self._engine) as connection:
            group_id = _group(connection, kind, name)
            add_members(connection, group_id, paper_ids)
        return group_id

    def take_out(self, group_id: str, paper_ids: Sequence[str]) -> None:
        """Take papers out of a group; a tag that no paper has any more is gone."""
        with writing(self._engine) as connection:
            for paper_id in paper_ids:
                this = and_(group_papers.c.group_id == group_id, group_papers.c.paper_id == paper_id)
                connection.execute(delete(group_papers).where(this))
            _drop_bare_tags(connection)

    def rename(self, group_id: str, name: str) -> None:
        """Give a group another name. Raises SidelightError for one that is empty, too long, or another group's of its kind."""
        name = group_name(name)
        with writing(self._engine) as connection:
            row = connection.execute(select(paper_groups).where(paper_groups.c.id == group_id)).first()
            if row is None:
                raise SidelightError("It was removed meanwhile.")
            other = _find(connection, row.kind, name)
            if other not in (None, group_id):
                raise SidelightError(f"There is a {row.kind} “{name}” already.")
            connection.execute(
                update(paper_groups).where(paper_groups.c.id == group_id).values(name=name, folded=name.casefold())
            )

    def remove(self, group_id: str) -> None:
        """Remove a group; its papers stay."""
        with writing(self._engine) as connection:
            connection.execute(delete(group_papers).where(group_papers.c.group_id == group_id))
            connection.execute(delete(paper_groups).where(paper_groups.c.id == group_id))


def group_name(name: str) -> str:
    """Return a name on one line; raises SidelightError where it is empty or too long."""
    name = one_line(name)
    if not name:
        raise SidelightError("A tag or a collection needs a name.")
    if len(name) > NAME_LETTERS:
        raise SidelightError(f"The name has {len(name)} letters; {NAME_LETTERS} is the most.")
    return name


def put_in_group(connection: Connection, kind: GroupKind, name: str, paper_ids: Sequence[str]) -> int:
    """Put papers into the group of that name, and return how many were not in it; done once the caller's transaction is."""
    return add_members(connection, _group(connection, kind, name), paper_ids)


def add_members(connection: Connection, group_id: str, paper_ids: Sequence[str]) -> int:
    """Put papers into a group, and return how many were not in it."""
    known = set(
        connection.execute(select(group_papers.c.paper_id).where(group_papers.c.group_id == group_id)).scalars()
    )
    new = [{"group_id": group_id, "paper_id": one} for one in dict.fromkeys(paper_ids) if one not in known]
    if new:
        connection.execute(insert(group_papers), new)
    return len(new)


def leave_groups(connection: Connection, paper_id: str) -> None:
    """Take a paper that is removed for good out of all groups."""
    connection.execute(delete(group_papers).where(group_papers.c.paper_id == paper_id))
    _drop_bare_tags(connection)


def _group(connection: Connection, kind: GroupKind, name: str) -> str:
    """Return the id of the group of that name, which is made where there is none."""
    name = group_name(name)
    found = _find(connection, kind, name)
    if found is not None:
        return found
    made = uuid.uuid4().hex
    row = {"id": made, "kind": kind, "name": name, "folded": name.casefold(), "created_at": now()}
    connection.execute(insert(paper_groups).values(row))
    return made


def _find(connection: Connection, kind: str, name: str) -> str | None:
    this = and_(paper_groups.c.kind == kind, paper_groups.c.folded == name.casefold())
    found: str | None = connection.execute(select(paper_groups.c.id).where(this)).scalar()
    return found


def _drop_bare_tags(connection: Connection) -> None:
    has_paper = exists().where(group_papers.c.group_id == paper_groups.c.id)
    connection.execute(delete(paper_groups).where(paper_groups.c.kind == "tag", ~has_paper))
