"""The head of an open survey: its name, how far it is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.errors import SidelightError
from lib.exporting.export_rows import Export, only_by
from lib.records.surveys import SurveyHead
from lib.reviews.review_plans import DAMAGED_PLAN, STATE_RULES
from lib.surveys.progress import SurveyProgress
from lib.surveys.surveys import INTERRUPTED
from lib.ui.kit.access import may, may_remove, may_write
from lib.ui.kit.answerer_choice import choice_of, typed_keys
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import HEADING_LETTERS, QUOTED_LETTERS, plain, visible
from lib.ui.kit.export_button import ExportSource, draw_export, papers_state
from lib.ui.kit.key_field import draw_key
from lib.ui.kit.outcomes import attempt, draw_outcome
from lib.ui.kit.person import who_judges
from lib.ui.kit.polling import polled_while
from lib.ui.kit.sending import confirm, hosts_to_confirm
from lib.ui.kit.session import NEEDED, open_page
from lib.ui.surveys.extending import draw_extending
from lib.ui.surveys.route import go_to
from lib.ui.surveys.survey_state import draw_state
from lib.ui.surveys.survey_terms import progress_line, progress_of, size_line
from lib.workspace import Workspace

POLL_SECONDS = 1.0
PART = "head"
REMOVING = "survey_removing"
CHANGED = "survey_head_changed"


def draw_head(workspace: Workspace, head: SurveyHead) -> None:
    """Draw name, progress and controls, kept up to date while it runs."""
    waiting = head.status == "running" or head.reason == INTERRUPTED  # which goes on by itself once the index is open
    polled_while(waiting, _draw, POLL_SECONDS)(workspace, head)
    if workspace.reviews.plans.of(head.id).is_damaged:
        st.warning(f"{DAMAGED_PLAN} {STATE_RULES}", icon=":material/warning:")


def _draw(workspace: Workspace, head: SurveyHead) -> None:
    """Draw the head; `head` is of the last run of the page, so only its name and its plan count here."""
    if st.session_state.pop(CHANGED, False):
        st.rerun()  # by a field inside the fragment: the page draws it anew
    try:
        progress = progress_of(workspace, head)
    except SidelightError:
        st.rerun()  # removed in another tab: the page says so
    if (progress.status != head.status or head.reason == INTERRUPTED) and workspace.surveys.head(
        head.id
    ).status != head.status:
        st.rerun()  # it ended: the page asks no more
    _draw_row(workspace, head, progress)
    is_open = progress.done < progress.total or progress.to_retry > 0
    can_go_on = may_write() and progress.status != "running" and is_open
    draw_state(progress, _hosts(workspace, head) if can_go_on else [], can_go_on=can_go_on)
    _draw_keys(workspace, head, progress)
    if st.session_state.get(REMOVING) == head.id:
        _draw_removing(workspace, head)
    draw_outcome(PART)


def _draw_row(workspace: Workspace, head: SurveyHead, progress: SurveyProgress) -> None:
    """Draw the name, how far it is, and what whoever looks at it may do with it."""
    with st.container(horizontal=True, vertical_alignment="center", key="survey_head"):
        st.button("Surveys", key="survey_back", icon=":material/chevron_left:", type="tertiary", on_click=go_to)
        st.markdown(f"**{plain(head.name, HEADING_LETTERS)}**", width="content")
        st.caption(  # how it stands first: a long line is cut at its end
            f"{plain(progress_line(progress))} · {size_line(head)}",
            width="stretch",
            help=f"{size_line(head)}, begun {day(head.created_at)}",
        )
        if may_write():
            _draw_controls(workspace, head, progress)
        if (
            progress.done
            and may(NEEDED["review"])
            and st.button(
                "Review",
                key="survey_review",
                icon=":material/rate_review:",
                type="tertiary",
                help="Judge the answers one by one, beside their evidence",
            )
        ):
            mine = workspace.reviews.plans.assigned(workspace.reviews.items(head.id), who_judges())
            open_page("review", source=head.id, **({"only": "assigned"} if mine else {}))
        draw_export(workspace, _export_source(workspace, head, progress.done))
        if progress.status != "running" and may_write():
            with st.popover("Add", icon=":material/add:", width="content", key="survey_add"):
                draw_extending(workspace, head)
        if may_write():
            _draw_more(workspace, head)


def _export_source(workspace: Workspace, head: SurveyHead, done: int) -> ExportSource:
    person = who_judges()  # asked here: the file is made on a thread that knows of no session
    return ExportSource(
        "survey", head.id, head.name, done, lambda: _gathered(workspace, head, person), lambda: _state(workspace, head)
    )


def _gathered(workspace: Workspace, head: SurveyHead, person: str) -> Export:
    """Return the survey's export; without the words of others where `person` has still to judge unseeing."""
    export = workspace.exports.of_survey(head.id)
    return only_by(export, person) if workspace.reviews.hidden_places(head.id, person) else export


def _state(workspace: Workspace, head: SurveyHead) -> object:
    """Return what is equal as long as an export of the survey would be the same."""
    reviewed = workspace.reviews.stamp(), [sample.id for sample in workspace.reviews.samples()]
    return who_judges(), head.name, workspace.surveys.rows(head.id), reviewed, papers_state(workspace)


def _draw_controls(workspace: Workspace, head: SurveyHead, progress: SurveyProgress) -> None:
    surveys, of = workspace.surveys, head.id
    if progress.status == "running":
        _draw_button("Pause", "pause", lambda: surveys.pause(of), "What is being asked is asked again when it goes on")
        _draw_button("Cancel", "stop_circle", lambda: surveys.cancel(of, typed_keys()), "End it with what is finished")
        return
    hosts = _hosts(workspace, head)

    def resume() -> None:
        confirm(workspace, hosts)
        surveys.resume(of, typed_keys())

    def retry() -> None:
        confirm(workspace, hosts)
        surveys.retry(of, keys=typed_keys())

    there = f" and send it to {', '.join(visible(host) for host in hosts)}" if hosts else ""
    if progress.status != "finished" and progress.done < progress.total:
        _draw_button(
            f"Resume{there}",
            "play_arrow",
            resume,
            "Ask what is still to be asked",
            key="survey_resume",
        )
    if progress.to_retry:
        label = f"Ask the {progress.to_retry:,} failed again" if progress.to_retry > 1 else "Ask the failed one again"
        _draw_button(
            f"{label}{there}",
            "refresh",
            retry,
            "All other cells stay as they are",
            key="survey_retry",
        )


def _hosts(workspace: Workspace, head: SurveyHead) -> list[str]:
    """Return the hosts that a survey sends text to and that nobody has said yes to: it may be older than that question."""
    return hosts_to_confirm(workspace, [*head.plan.answerers, head.plan.categories_by])


def _draw_button(label: str, icon: str, do: Callable[[], object], help_: str, key: str = "") -> None:
    if st.button(label, key=key or f"survey_{label.lower()}", icon=f":material/{icon}:", help=help_):
        attempt(PART, do)
        st.rerun()


def _draw_keys(workspace: Workspace, head: SurveyHead, progress: SurveyProgress) -> None:
    """Draw the fields for the keys that it waits for."""
    if progress.status == "running" or not may_write():
        return
    services: set[str] = set()
    for name in [*head.plan.answerers, head.plan.categories_by]:
        choice = choice_of(workspace, name)
        if progress.done < progress.total and choice and choice.needs and choice.key and choice.key not in services:
            services.add(choice.key)
            draw_key(workspace, choice)


def _draw_more(workspace: Workspace, head: SurveyHead) -> None:
    with st.popover("More", icon=":material/more_horiz:", width="content", key="survey_more"):
        st.text_input(
            "Name",
            visible(head.name),
            key=f"survey_name_{head.id}",
            max_chars=200,
            on_change=_rename,
            args=(workspace, head.id),
        )
        st.button(
            "Ask it all once more",
            key="survey_again",
            icon=":material/replay:",
            on_click=go_to,
            kwargs={"part": "new", "again": head.id},
        )
        if may_remove():
            st.button("Remove", key="survey_remove", icon=":material/delete:", on_click=_ask_removal, args=(head.id,))


def _rename(workspace: Workspace, survey_id: str) -> None:
    attempt(PART, lambda: workspace.surveys.rename(survey_id, str(st.session_state[f"survey_name_{survey_id}"])))
    st.session_state[CHANGED] = True


def _draw_removing(workspace: Workspace, head: SurveyHead) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(
            f"Remove “{plain(head.name, QUOTED_LETTERS)}” with its {head.done:,} answers and what people changed in it?",
            width="stretch",
        )
        st.button("Remove", key="survey_remove_yes", type="primary", on_click=_remove, args=(workspace, head.id))
        st.button("Keep", key="survey_remove_no", on_click=_ask_removal, args=(None,))


def _ask_removal(survey_id: str | None) -> None:
    st.session_state[REMOVING] = survey_id


def _remove(workspace: Workspace, survey_id: str) -> None:
    st.session_state[REMOVING] = None
    left: list[str | None] = []
    if attempt(PART, lambda: left.append(workspace.surveys.remove(survey_id, typed_keys()))):
        go_to()
    for warning in filter(None, left):
        st.toast(plain(warning), icon=":material/warning:", duration="long")
