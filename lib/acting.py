"""Who is at work in this thread: asked where something is written, so that no screen can forget to.

The screens say it by a source that knows the session a thread works for. Threads of no session (reading, answers under way, the
command line) work for the owner of the installation: what they do was allowed when it was begun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from lib.errors import NotAllowed
from lib.records.people import OWNER, Person, Role

_named: ContextVar[Person | None] = ContextVar("acting person", default=None)
_sources: list[Callable[[], Person | None]] = []

NEEDED = {
    Role.READER: "Sign in and be let in by an administrator first.",
    Role.RATER: "You may read here. Ask an administrator to make you a rater, who may add papers, ask and judge.",
    Role.ADMINISTRATOR: "Only an administrator may do this.",
}
"""What is said to whoever lacks a role."""


def set_source(source: Callable[[], Person | None]) -> None:
    """Let this say who is at work, in the place of what said so before; it returns None for a thread of no session."""
    _sources[:] = [source]


def actor() -> Person:
    """Return who is at work in this thread."""
    named = _named.get()
    if named is not None:
        return named
    return next((found for source in _sources if (found := source()) is not None), OWNER)


@contextmanager
def acting_as(person: Person) -> Iterator[None]:
    """Let this person be at work in the block, whoever the thread works for."""
    before = _named.set(person)
    try:
        yield
    finally:
        _named.reset(before)


def signed(name: str) -> str:
    """Return the name under which what is said now is kept: of who signed in, whatever was typed; else the typed one."""
    return actor().name or " ".join(name.split())


def require(role: Role) -> Person:
    """Return who is at work; raises NotAllowed where they may not do what the role may."""
    person = actor()
    if not person.role.covers(role):
        raise NotAllowed(NEEDED[role])
    return person
