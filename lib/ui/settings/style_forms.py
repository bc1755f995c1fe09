"""Styles: the prompts that a model can be asked with, the built-in ones and templates of one's own."""

from __future__ import annotations

import streamlit as st

from lib.answering.styles import OWN, REFERENCE
from lib.errors import ConfigError
from lib.ui.ask.options import style_name
from lib.ui.kit.escaping import plain
from lib.ui.kit.outcomes import attempt, draw_outcome
from lib.ui.settings.forms import draw_row_buttons, draw_submit, fill
from lib.workspace import Workspace

FORM = "settings_style"
NAME, TEMPLATE, EDITING = f"{FORM}_name", f"{FORM}_template", f"{FORM}_editing"
EXAMPLE = """Answer the question from the context alone. If the context does not say, say so.

Context:
{context}

Question: {question}"""
EXPLAINED = (
    "A template is a whole prompt. Sidelight puts the passages that it found in the place of `{context}` and the question "
    "in the place of `{question}`; everything else goes to the model as it stands. Where the template has an `Answer:::` "
    "line, what the model writes behind it is the answer."
)


def draw_styles(workspace: Workspace) -> None:
    """Draw the list, and the form that adds or changes a template."""
    st.subheader("Styles", anchor=False)
    st.caption("How a model is asked. The style is chosen beside the model on the Ask page.")
    for name in workspace.styles.names():
        _draw_row(workspace, name)
    editing = st.session_state.get(EDITING)
    st.subheader(f"Change {plain(editing)}" if editing else "Add a template", anchor=False)
    st.markdown(EXPLAINED)
    draw_outcome(FORM)
    with st.form(FORM, border=False):
        st.text_input("Name", key=NAME, placeholder="my study")
        st.text_area("Template", key=TEMPLATE, height=260, placeholder=EXAMPLE)
        draw_submit(FORM, bool(editing), _keep, _clear, workspace, editing)


def _draw_row(workspace: Workspace, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"settings_row_style_{name}"):
        st.markdown(plain(style_name(name)), width="stretch")
        if name in {OWN, REFERENCE}:
            return
        draw_row_buttons(FORM, name, _edit, _remove, workspace, name)


def _keep(workspace: Workspace, editing: str | None) -> None:
    name, template = str(st.session_state[NAME]).strip(), str(st.session_state[TEMPLATE])

    def keep() -> None:
        if name != editing and name in workspace.styles.names() and name not in {OWN, REFERENCE}:
            raise ConfigError(f'There is a style "{name}" already. Change that one, or choose another name.')
        workspace.styles.keep(name, template)
        if editing and name != editing:
            workspace.styles.remove(editing)

    if attempt(FORM, keep, done=f"{name} is saved. Choose it on the Ask page."):
        _clear()


def _edit(workspace: Workspace, name: str) -> None:
    def load() -> None:
        fill({EDITING: name, NAME: name, TEMPLATE: workspace.styles.template(name) or ""})

    attempt(FORM, load)


def _remove(workspace: Workspace, name: str) -> None:
    attempt(
        FORM, lambda: workspace.styles.remove(name), done=f"{name} is removed. Answers made with it keep their prompt."
    )
    if st.session_state.get(EDITING) == name:
        _clear()


def _clear() -> None:
    fill({EDITING: None, NAME: "", TEMPLATE: ""})
