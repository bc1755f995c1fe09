"""Question sets as they were typed but not saved yet: they outlive a look at another page, and a reload.

A reload begins a new session, which knows of the drafts of the one before by a number in the address.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from lib.records import Question
from lib.ui.surveys.route import last_place, move

KEY = "survey_unsaved"
NUMBER = "survey_unsaved_number"
NEW = "new"
"""In the address, in the place of a set's id."""
ADDRESS = "draft"
"""What the number is called there."""
SESSIONS_HELD = 200
"""Whose drafts the server remembers, the latest ones."""


@dataclass(frozen=True)
class Draft:
    """What stands in the form of a set."""

    name: str
    questions: Sequence[Question]
    notes: Sequence[str] = field(default=())
    """What was left out or guessed as the questions came in."""


class HeldDrafts:
    """The drafts of the latest sessions by number. Thread-safe."""

    def __init__(self) -> None:
        self._drafts: OrderedDict[str, Mapping[str, Draft]] = OrderedDict()
        self._lock = threading.Lock()

    def hold(self, number: str, drafts: Mapping[str, Draft]) -> None:
        """Remember the drafts of a session, by the ids of their sets."""
        with self._lock:
            self._drafts[number] = dict(drafts)
            self._drafts.move_to_end(number)
            while len(self._drafts) > SESSIONS_HELD:
                self._drafts.popitem(last=False)

    def of(self, number: str) -> dict[str, Draft]:
        """Return the drafts of a session; none where the server does not know it any more."""
        with self._lock:
            return dict(self._drafts.get(number, {}))


@st.cache_resource(show_spinner=False)
def _held() -> HeldDrafts:
    return HeldDrafts()


def draft_of(set_id: str) -> Draft | None:
    """Return what was typed for this set, None where nothing differs from what is saved."""
    return _drafts().get(set_id)


def _drafts() -> dict[str, Draft]:
    """Return the drafts of this session; at its beginning those of the one that the address names."""
    if KEY not in st.session_state:
        number = last_place().get(ADDRESS, "")
        st.session_state[KEY] = _held().of(number) if number else {}
    drafts: dict[str, Draft] = st.session_state[KEY]
    return drafts


def save_draft(set_id: str, typed: Draft) -> None:
    """Keep what was typed: it stands in the form when that is opened again."""
    _drafts()[set_id] = typed


def drop_draft(set_id: str) -> None:
    """Forget what was typed: the form holds what is saved."""
    _drafts().pop(set_id, None)


def hold_drafts() -> None:
    """Let the drafts outlive a reload of the page that is drawn."""
    drafts = _drafts()
    if not drafts:
        if NUMBER in st.session_state:
            _held().hold(st.session_state[NUMBER], {})
        return
    number = st.session_state.setdefault(NUMBER, secrets.token_urlsafe(8))
    _held().hold(number, drafts)
    if last_place().get(ADDRESS) != number:
        move(**{ADDRESS: number})
