"""Who is at work: a person and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role may do what those before it may."""

    READER = "reader"
    """Looks at papers, answers and surveys, searches and exports."""
    RATER = "rater"
    """Adds papers, asks, runs surveys and judges."""
    ADMINISTRATOR = "administrator"
    """Changes settings, gives keys and addresses, takes in folders by path, removes for good, and says who may do what."""

    def covers(self, other: Role) -> bool:
        """Return whether whoever has this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the app."""

    id: str
    """The address or number by which whoever signs people in knows them; empty where nobody signs in."""
    name: str
    """As it stands beside verdicts; empty where nobody signs in."""
    role: Role


OWNER = Person("", "", Role.ADMINISTRATOR)
"""Whoever uses an installation of their own, where nobody signs in, and the programs that run on its machine."""
