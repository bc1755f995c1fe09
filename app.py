"""Sidelight's entry: page set-up, sign-in, navigation, secrets and the workspace."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from lib.errors import SidelightError
from lib.logs import write_lines
from lib.storage.permissions import write_privately
from lib.ui.kit import access, error_messages, session
from lib.ui.kit.choice_titles import mount_choice_titles
from lib.ui.kit.guard import admit
from lib.ui.kit.name_memory import mount_name_memory
from lib.ui.kit.streamlit_internals import ask_no_outside_address, log_faults_in_lines
from lib.ui.kit.who_bar import draw_who

ICON = Path(session.__file__).parents[1] / "icon.png"
STYLES = (ICON.with_name("kit") / "scales.css", ICON.with_name("app.css"))


def start() -> None:
    """Lead from the bare address to the papers, where one begins."""
    session.open_page("papers")


write_privately()
write_lines()
log_faults_in_lines()
ask_no_outside_address()
# A picture of our own: the browser would fetch a named icon from another host.
st.set_page_config(page_title="Sidelight", page_icon=str(ICON), layout="wide")
try:
    admitted, error = admit(), None
except SidelightError as found:
    admitted, error = None, found
page = st.navigation(
    [
        # Hidden, since the default page has no address of its own, and /papers shall have one.
        st.Page(start, title="Sidelight", default=True, visibility="hidden"),
        *(
            st.Page(
                f"pages/{name}.py",
                title=title,
                icon=icon,
                url_path=name,
                visibility="visible" if access.may(session.NEEDED[name]) else "hidden",
            )
            for name, (title, icon) in session.PAGES.items()
        ),
    ],
    position="hidden" if callable(admitted) else "top",
)
st.html(f"<style>{''.join(style.read_text(encoding='utf-8') for style in STYLES)}</style>")

if error is not None:
    error_messages.draw_cannot_open(error)
    st.stop()
if admitted is None or callable(admitted):
    if admitted is not None:
        session.resume_deep_link()  # what was wanted stands in the address while somebody signs in
        admitted()
    st.stop()

workspace = admitted
session.resume_deep_link()
st.session_state[session.WORKSPACE] = workspace
session.share(workspace.folder, workspace)
draw_who()
error_messages.draw_repairs(workspace)
mount_choice_titles()
mount_name_memory()
page.run()
access.name_project()
session.warm(workspace.folder, workspace)
