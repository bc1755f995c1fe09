"""The guard before every page: how the app is reached, who came, and the one workspace that they see."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

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
NO_PROJECT = "You are let in, but belong to no project yet. Ask an administrator to add you to one."
NO_ADMINISTRATOR = f"People sign in here, and nobody is an administrator. Name at least one in {access.ADMINISTRATORS}."


def admit() -> Workspace | Callable[[], None]:
    """Return the workspace that who uses this session sees; where there is none for them, what draws why.

    Nothing is drawn yet, for the menu above it depends on who came. Raises SidelightError where the workspace cannot be opened.
    """
    exposure = reach.exposure_of_session()
    if exposure.problem is not None:
        return partial(error_messages.draw_refused, exposure.problem)
    settings = reach.settings_of(reach.environment(), exposure)
    if not access.signs_in():
        return session.open_workspace(settings)
    if not are_files_guarded():
        raise ConfigError(WRONG_START)
    if not access.administrators():
        raise ConfigError(NO_ADMINISTRATOR)
    if not is_signed_in():
        return draw_sign_in
    first = session.open_workspace(settings)
    try:
        person = access.arrive(first.people)
    except ConfigError as error:
        return partial(draw_not_let_in, error.message)
    if person is None:
        return draw_not_let_in
    project = access.choose_project()
    if project is None:
        return partial(draw_not_let_in, NO_PROJECT)
    st.session_state[session.FIRST] = first
    return first if project.id == FIRST_PROJECT else session.open_project(first, project.id)
