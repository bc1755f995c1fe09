"""How far the papers that came in together are: one line with a bar, the time left and a stop for all of them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lib.library.paper_job import BatchProgress, PaperProgress
from lib.text.wording import count
from lib.ui.kit.escaping import time_left
from lib.workspace import Workspace

SHOWN_FROM = 2
"""Papers under way: of a single one its row says all there is."""


def batch_line(batch: BatchProgress) -> str:
    """Return such as "12 of 40 papers done · about 3 min left"."""
    return " · ".join(
        part for part in (f"{batch.done} of {count(batch.total, 'paper')} done", time_left(batch.seconds_left)) if part
    )


def draw_batch(workspace: Workspace, progress: Mapping[str, PaperProgress]) -> None:
    """Draw how far the papers under way are; nothing where there are fewer than `SHOWN_FROM`, but that nobody takes them."""
    if progress and (idle := workspace.deployment.idle_reason()) is not None:
        st.warning(idle, icon=":material/hourglass_disabled:")
    batch = workspace.jobs.batch()
    if batch.total < SHOWN_FROM or not progress:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="papers_batch"):
        st.progress(batch.share, text=batch_line(batch), width="stretch")
        if st.button("Stop all", key="papers_stop_all", icon=":material/stop_circle:"):
            for paper_id in progress:
                workspace.jobs.cancel(paper_id)
            st.rerun()
