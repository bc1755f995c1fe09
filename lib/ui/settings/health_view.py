"""How the server is: whether its parts answer, what is under way, and how much memory that takes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.library.health import Part
from lib.storage.advisory_locks import SeenProcess
from lib.text.wording import count
from lib.ui.kit.escaping import megabytes, plain, visible
from lib.workspace import Workspace

PART_WORDS: dict[Part, str] = {
    "database": "Database",
    "index": "Index",
    "workers": "Reading processes",
    "files": "Shared place for files",
}
KIND_WORDS = {"app": "app", "working app": "app that works too", "worker": "worker"}


def draw_health(workspace: Workspace) -> None:
    """Draw the button that asks every part, and what they answered."""
    st.subheader("Health", anchor=False)
    st.caption("Asks the database, the index and the reading processes now. For containers: `/health` of `server.py`.")
    if not st.button("Ask them", key="settings_health"):
        return
    with st.spinner("Asking …"):
        health = workspace.health()
    for one in health.parts:
        if one.problem is None:
            st.success(f"{PART_WORDS[one.part]}: answers", icon=":material/check:")
        else:
            st.warning(f"{PART_WORDS[one.part]}: {plain(one.problem)}", icon=":material/error:")
    facts = [
        f"{health.busy_workers} of {health.workers} reading processes at work",
        f"{count(health.papers_under_way, 'paper')} under way",
    ]
    if health.memory_bytes is not None:
        facts.append(f"{megabytes(health.memory_bytes)} of memory")
    st.caption(" · ".join(facts))
    if health.processes:
        _draw_processes(health.processes)


def _draw_processes(processes: Sequence[SeenProcess]) -> None:
    """Draw the apps and workers that share the library now."""
    takers = sum(process.kind != "app" for process in processes)
    st.caption(
        f"Processes that have this library open: {len(processes)}, of which {takers} read papers and run surveys."
    )
    rows = [
        {
            "process": KIND_WORDS[process.kind],
            "machine": visible(process.machine),
            "number": process.number,
            "since (UTC)": process.since.replace("T", " ").removesuffix("Z"),
        }
        for process in processes
        if process.kind in KIND_WORDS
    ]
    st.dataframe(rows, hide_index=True, width="stretch")
    if not takers:
        st.warning("Nobody reads papers or runs surveys: start `sidelight worker`.", icon=":material/error:")
