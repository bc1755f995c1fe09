"""Signing in: the page that stands before all others where people do."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import streamlit as st

from lib.ui.kit import access
from lib.ui.kit.escaping import plain
from lib.ui.kit.streamlit_internals import SignInError, sign_in_section

PATIENCE_S = 5.0
"""Seconds that a sign-in service is waited for."""
PROBLEM = "app_sign_in_problem"
DEFAULT = "default"


def providers() -> dict[str, str]:
    """Return the addresses at which the sign-in services describe themselves, by their names in the settings."""
    section = sign_in_section()
    named = {
        name: str(of["server_metadata_url"])
        for name, of in section.items()
        if hasattr(of, "get") and of.get("server_metadata_url")
    }
    return named or {DEFAULT: str(section.get("server_metadata_url") or "")}


def is_signed_in() -> bool:
    """Return whether somebody signed in to this session."""
    return bool(st.user.to_dict().get("is_logged_in"))


def draw_sign_in() -> None:
    """Draw what Sidelight is, and a button for each service by which people sign in."""
    with st.container(key="app_sign_in"):
        st.title("Sidelight", anchor=False)
        st.markdown("Sign in to see your projects.")
        for name in providers():
            label = "Sign in" if name == DEFAULT else f"Sign in with {plain(name)}"
            st.button(label, key=f"app_sign_in_{name}", type="primary", on_click=_sign_in, args=(name,))
        problem = st.session_state.pop(PROBLEM, None)
        if problem:
            st.error(plain(problem), icon=":material/error:")


def draw_not_let_in(problem: str = "") -> None:
    """Say to somebody who signed in that an administrator has to let them in."""
    user = st.user.to_dict()
    with st.container(key="app_sign_in"):
        st.title("Sidelight", anchor=False)
        who = plain(access.identity_of(user) or access.name_of(user) or "somebody")
        st.markdown(f"You are signed in as **{who}**.")
        st.info(
            plain(problem)
            if problem
            else "You are not let in yet. Ask an administrator to give you a role and a project.",
            icon=":material/hourglass_empty:",
        )
        st.button("Sign out", key="app_sign_out", on_click=st.logout)


def _sign_in(name: str) -> None:
    problem = problem_of(providers().get(name, ""))
    if problem is None:
        try:
            st.login(None if name == DEFAULT else name)
        except SignInError as error:
            problem = f"Sign-in is not set up right. Whoever runs this Sidelight finds why here: {error}"
    if problem is not None:
        st.session_state[PROBLEM] = problem


def problem_of(metadata: str) -> str | None:
    """Return in a sentence why a sign-in service cannot be used now; None where it describes itself as it should."""
    host = urlsplit(metadata).hostname
    if not host:
        return "Sign-in is not set up right: the section auth names no server_metadata_url. Tell whoever runs this Sidelight."
    later = "Try again in a while; if it stays so, tell whoever runs this Sidelight."
    try:
        answer = httpx.get(metadata, timeout=PATIENCE_S, follow_redirects=True)
    except (httpx.HTTPError, httpx.InvalidURL):
        return f"The sign-in service at {host} does not answer. {later}"
    if answer.status_code != httpx.codes.OK:
        return f"The sign-in service at {host} is out of order (status {answer.status_code}). {later}"
    try:
        described = answer.json()
    except ValueError:
        described = None
    if not isinstance(described, dict) or not described.get("authorization_endpoint"):
        return f"What answers at {host} is no sign-in service. {later}"
    return None
