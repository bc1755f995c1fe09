"""Who uses this session and what they may do: nobody in particular and everything, where an app is only for its own machine."""

from __future__ import annotations

from lib import acting
from lib.errors import ConfigError
from lib.records.people import OWNER, Person, Role
from lib.ui.kit import reach
from lib.ui.kit.streamlit_internals import has_session

NOBODY = Person("", "", Role.READER)
"""Whoever is let in by nothing; the guard of the pages stops before they see anything."""


def person_of_session() -> Person | None:
    """Return who uses this session; None where the thread works for none."""
    if not has_session():
        return None
    try:
        exposure = reach.exposure_of_session()
    except ConfigError:
        return NOBODY
    if exposure.is_local:
        return OWNER
    return NOBODY if exposure.everybody is None else Person("", "", exposure.everybody)


def may(role: Role) -> bool:
    """Return whether who uses this session may do what the role may."""
    return acting.actor().role.covers(role)


def may_name_paths() -> bool:
    """Return whether who uses this session may name files and folders of the machine that the app runs on."""
    return may(Role.ADMINISTRATOR) and reach.is_local_only()


acting.set_source(person_of_session)
