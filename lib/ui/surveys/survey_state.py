"""How far an open survey is, and why it waits or stopped: one place on the screen, as tall before it runs as while it does."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lib.surveys.progress import SurveyProgress
from lib.ui.kit.escaping import plain
from lib.ui.kit.sending import draw_what_goes
from lib.ui.surveys.route import last_place

RAN_AT = "survey_ran_at"
"""The place on the screen where a running survey was last seen."""
NOTICED_AT = "survey_noticed_at"
"""The place on the screen where notices were last seen, and these."""
AT_REST = "It is not running. Finished cells are saved."
GOES_ON = "It runs in the background: leaving this page or closing the browser changes nothing, finished cells are saved at once."


@dataclass(frozen=True)
class Notices:
    """What is said of a survey that does not run."""

    reason: str = ""
    """Why it waits or stopped."""
    hosts: tuple[str, ...] = ()
    """To which text would go that nobody has said yes to."""

    def draw(self) -> None:
        """Draw them, each whole."""
        if self.reason:
            st.info(plain(self.reason), icon=":material/info:")
        if self.hosts:
            draw_what_goes(self.hosts)


NONE = Notices()


def draw_state(progress: SurveyProgress, hosts: list[str], *, can_go_on: bool) -> None:
    """Draw the notices of a survey at rest, or the bar of one that runs; where it can go on there is room for either, so that
    what is read below, a figure or an answer, does not jump as it begins or ends.

    `hosts`: to which text would go that nobody has said yes to.
    """
    is_running = progress.status == "running"
    notices = NONE if is_running else Notices(progress.reason or "", tuple(hosts))
    place = last_place()
    ran = is_running or st.session_state.get(RAN_AT) == place
    noticed_at, earlier = st.session_state.get(NOTICED_AT, (None, NONE))
    if noticed_at != place:
        earlier = NONE
    if not (ran or can_go_on or notices != NONE):
        st.session_state.pop(RAN_AT, None)
        st.session_state.pop(NOTICED_AT, None)
        return
    if is_running:
        st.session_state[RAN_AT] = place
    if notices != NONE:
        st.session_state[NOTICED_AT] = place, notices
    with st.container(key="survey_state"):
        if notices != NONE or earlier != NONE:
            _draw_notices(notices if notices != NONE else earlier, is_shown=notices != NONE)
        if ran or can_go_on:
            _draw_bar(progress, is_shown=notices == NONE)


def _draw_notices(notices: Notices, *, is_shown: bool) -> None:
    with st.container(gap="small", key="survey_state_notices" if is_shown else "survey_state_notices_spare"):
        notices.draw()


def _draw_bar(progress: SurveyProgress, *, is_shown: bool) -> None:
    is_running = progress.status == "running"
    with st.container(gap=None, key="survey_state_bar" if is_shown else "survey_state_bar_spare"):
        done = progress.done - progress.to_retry
        st.progress(min(1.0, done / progress.total) if progress.total else 1.0)
        st.caption((plain(progress.reason) if progress.reason else GOES_ON) if is_running else AT_REST)
