"""What the list of screenings and an open one both show: the rule in a line, and an error of the last button."""

from __future__ import annotations

import streamlit as st

from lib.records.surveys import ScreeningRule
from lib.ui.kit.escaping import plain

ERROR = "survey_screening_fault"
KEYWORDS_SHOWN = 6


def rule_line(rule: ScreeningRule) -> str:
    """Return the rule of a screening in few words."""
    keywords = f"{', '.join(rule.keywords[:KEYWORDS_SHOWN])}{' …' if len(rule.keywords) > KEYWORDS_SHOWN else ''}"
    parts = [f"at least {rule.at_least} × {keywords}"] if rule.keywords else []
    return " · ".join([*parts, *([f"“{rule.question}”"] if rule.question else [])])


def draw_error() -> None:
    """Draw what the last button failed at, once."""
    if error := st.session_state.pop(ERROR, None):
        st.error(plain(error), icon=":material/error:")
