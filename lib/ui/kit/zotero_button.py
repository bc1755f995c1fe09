"""Writing what answers rest on to Zotero, from the choice of formats: what would be written first, then a yes."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import streamlit as st

from lib.errors import SidelightError
from lib.exporting.export_rows import Export
from lib.importing.zotero.local_writes import WrittenItems
from lib.library.zotero_return import ReturnPlan
from lib.text.wording import count
from lib.ui.kit.access import may_name_paths
from lib.ui.kit.escaping import COLUMN_LETTERS, NOTE_LETTERS, plain
from lib.workspace import Workspace

PLANS = "app_zotero_plans"
"""What would be written, by what it is of; a sentence where nothing can be."""
REPORTS = "app_zotero_reports"
"""What became of it."""
PROBLEMS_SHOWN = 5
LOOK_SECONDS = 0.3
"""Between two looks whether Zotero has answered."""


def draw_zotero_return(workspace: Workspace, of: str, gather: Callable[[], Export]) -> None:
    """Draw the way to Zotero, where papers came from the one on this machine; `of` says which answers."""
    if not (may_name_paths() and workspace.zotero_return.has_papers()):
        return
    plans: dict[str, ReturnPlan | str] = st.session_state.setdefault(PLANS, {})
    reports: dict[str, WrittenItems | str] = st.session_state.setdefault(REPORTS, {})
    st.divider()
    plan = plans.get(of)
    if plan is None:
        if (report := reports.get(of)) is not None:
            _draw_report(report)
        if st.button("To Zotero: highlights and a note", key=f"export_zotero_{of}", icon=":material/upload:"):
            with st.spinner("Looking into Zotero …", show_time=True):
                plans[of] = _planned(workspace, gather)
            reports.pop(of, None)
            st.rerun()
    elif isinstance(plan, str):
        st.info(plain(plan), icon=":material/info:")
        st.button("Close", key=f"export_zotero_close_{of}", type="tertiary", on_click=_forget, args=(of,))
    else:
        _draw_plan(workspace, of, plan)


def _forget(of: str) -> None:
    st.session_state[PLANS].pop(of, None)


def _planned(workspace: Workspace, gather: Callable[[], Export]) -> ReturnPlan | str:
    try:
        return workspace.zotero_return.plan(gather())
    except SidelightError as error:
        return error.message


def _draw_plan(workspace: Workspace, of: str, plan: ReturnPlan) -> None:
    parts = [
        count(plan.highlights, "highlight") if plan.highlights else "",
        count(plan.notes, "note") if plan.notes else "",
    ]
    wanted = " and ".join(part for part in parts if part)
    there = f" {plan.there:,} {'is' if plan.there == 1 else 'are'} there already." if plan.there else ""
    said = (
        f"{wanted} would be written, to {count(len(plan.papers), 'paper')} in Zotero." if wanted else "Nothing is new."
    )
    st.caption(f"{said}{there} Nothing in Zotero is changed or removed.")
    for title, why in plan.problems[:PROBLEMS_SHOWN]:
        st.caption(f"{plain(title, COLUMN_LETTERS)}: {plain(why, NOTE_LETTERS)}")
    if len(plan.problems) > PROBLEMS_SHOWN:
        st.caption(f"and {len(plan.problems) - PROBLEMS_SHOWN:,} more")
    with st.container(horizontal=True):
        yes = bool(wanted) and st.button("Write to Zotero", key=f"export_zotero_yes_{of}", type="primary")
        if st.button("Not now" if wanted else "Close", key=f"export_zotero_no_{of}", type="tertiary"):
            del st.session_state[PLANS][of]
            st.rerun()
    if yes:
        st.session_state[REPORTS][of] = _written(workspace, plan)
        del st.session_state[PLANS][of]
        st.rerun()


def _written(workspace: Workspace, plan: ReturnPlan) -> WrittenItems | str:
    """Write while the page goes on looking: any click ends the wait, as when nobody answers in Zotero."""
    place = st.empty()
    threads = ThreadPoolExecutor(1, thread_name_prefix="zotero")
    try:
        writing = threads.submit(workspace.zotero_return.write, plan)
        begun = time.monotonic()
        while not writing.done():
            waited = round(time.monotonic() - begun)
            place.caption(f"Zotero asks whether Sidelight may write: answer there. {waited} s")
            time.sleep(LOOK_SECONDS)
        return writing.result()
    except SidelightError as error:
        return error.message
    finally:
        threads.shutdown(wait=False)


def _draw_report(report: WrittenItems | str) -> None:
    if isinstance(report, str):
        st.warning(plain(report), icon=":material/info:")
        return
    if report.written:
        st.success(f"{count(report.written, 'item')} written to Zotero.", icon=":material/check:")
    for why in report.refused[:PROBLEMS_SHOWN]:
        st.caption(f"Zotero refused one: {plain(why, NOTE_LETTERS)}")
    if report.problem:
        st.warning(plain(report.problem), icon=":material/info:")
