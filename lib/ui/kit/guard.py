"""The guard before every page: how the app is reached, who came, and the one workspace that they see."""

from __future__ import annotations

import streamlit as st

from lib.errors import ConfigError
from lib.storage.people import FIRST_PROJECT
from lib.ui.kit import access, error_messages, reach, session
from lib.ui.kit.sign_in import draw_not_let_in, draw_sign_in, is_signed_in
from lib.ui.kit.streamlit_internals import are_files_guarded
from lib.workspace import Workspace

WRONG_START = (
    "People sign in here, so Sidelight must be started as a server for several people, which gives pictures and downloads "
    "only to those who may see them: `sidelight serve`, or `streamlit run server.py`."
)
NO_ADMINISTRATOR = f"People sign in here, and nobody is an administrator. Name at least one in {access.ADMINISTRATORS}."


def admit() -> Workspace:
    """Return the workspace that who uses this session sees; where there is none for them, say why and end the run.

    Raises SidelightError where it cannot be opened.
    """
    exposure = reach.exposure_of_session()
    if exposure.problem is not None:
        error_messages.draw_refused(exposure.problem)
        st.stop()
    settings = reach.settings_of(reach.environment(), exposure)
    if not access.signs_in():
        return session.open_workspace(settings)
    if not are_files_guarded():
        raise ConfigError(WRONG_START)
    if not access.administrators():
        raise ConfigError(NO_ADMINISTRATOR)
    if not is_signed_in():
        draw_sign_in()
        st.stop()
    first = session.open_workspace(settings)
    try:
        person = access.arrive(first.people)
    except ConfigError as error:
        draw_not_let_in(error.message)
        st.stop()
    if person is None:
        draw_not_let_in()
        st.stop()
    project = access.choose_project()
    if project is None:
        draw_not_let_in("You are let in, but belong to no project yet. Ask an administrator to add you to one.")
        st.stop()
    return first if project.id == FIRST_PROJECT else session.open_project(first, project.id)
