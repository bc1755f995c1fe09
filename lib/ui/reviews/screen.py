"""The Review screen: the queue, how raters agree, labels and reviews from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.ui.kit.error_messages import draw_problem
from lib.ui.kit.streamlit_internals import DeltaGenerator
from lib.ui.reviews.agreement.rater_agreement import draw_agreement
from lib.ui.reviews.importing.external_labels import draw_label_tables
from lib.ui.reviews.importing.import_answers import draw_import
from lib.ui.reviews.queue.queue_view import draw_queue
from lib.ui.reviews.route import here, move
from lib.workspace import Workspace

PARTS: dict[str, tuple[str, Callable[[Workspace, DeltaGenerator], None]]] = {
    "queue": ("Queue", draw_queue),
    "agreement": ("Agreement", draw_agreement),
    "labels": ("Labels", draw_label_tables),
    "bring": ("Import", draw_import),
}
"""The views of the screen: name, and what draws it, with the row at the top that it shares."""


def draw_review(workspace: Workspace) -> None:
    """Draw the whole screen; the address says which part of it."""
    draw_problem(workspace)
    part = here().get("part", "queue")
    st.session_state["review_part"] = part if part in PARTS else "queue"
    top = st.container(horizontal=True, vertical_alignment="center", gap="small", key="review_top")
    chosen = top.segmented_control(
        "Part",
        list(PARTS),
        format_func=lambda one: PARTS[one][0],
        key="review_part",
        label_visibility="collapsed",
        required=True,
        on_change=lambda: move(part=st.session_state["review_part"]),
    )
    PARTS[str(chosen)][1](workspace, top)
