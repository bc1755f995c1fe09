"""What the cells of a survey are held to be, as whoever looks may see it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lib.records.final_values import FinalValue
from lib.records.surveys import SurveyHead
from lib.reviews.final_values import machine_value
from lib.surveys.comparing import Place
from lib.ui.kit.person import who_judges
from lib.workspace import Workspace

HELD = "survey_visible_values"
"""What was last put together, and from what."""


def visible_finals(workspace: Workspace, head: SurveyHead) -> Mapping[Place, FinalValue]:
    """Return the final values; of cells that whoever looks has still to judge without knowing what others say, the machine's.

    The same mapping until something changes.
    """
    finals = workspace.reviews.final_values(head.id)
    hidden = workspace.reviews.hidden_places(head.id, who_judges())
    if not hidden:
        return finals
    held = st.session_state.get(HELD)
    if held is None or held[0] is not finals or held[1] != hidden:
        shown = {place: machine_value(final) if place in hidden else final for place, final in finals.items()}
        held = st.session_state[HELD] = (finals, hidden, shown)
    found: Mapping[Place, FinalValue] = held[2]
    return found
