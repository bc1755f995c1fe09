"""Question sets as they were typed but not saved yet: they outlive a look at another page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from lib.records import Question

KEY = "survey_unsaved"
NEW = "new"
"""In the address, in the place of a set's id."""


@dataclass(frozen=True)
class Draft:
    """What stands in the form of a set."""

    name: str
    questions: Sequence[Question]
    notes: Sequence[str] = field(default=())
    """What was left out or guessed as the questions came in."""


def draft_of(set_id: str) -> Draft | None:
    """Return what was typed for this set, None where nothing differs from what is saved."""
    drafts: dict[str, Draft] = st.session_state.get(KEY, {})
    return drafts.get(set_id)


def save_draft(set_id: str, typed: Draft) -> None:
    """Keep what was typed: it stands in the form when that is opened again in this session."""
    st.session_state.setdefault(KEY, {})[set_id] = typed


def drop_draft(set_id: str) -> None:
    """Forget what was typed: the form holds what is saved."""
    st.session_state.get(KEY, {}).pop(set_id, None)
