"""What is set about models: which Claude, how long it thinks, what `openai` asks, what becomes of general knowledge."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lib.answering.providers.catalogue import ModelChoice
from lib.errors import SidelightError
from lib.ui.kit.answerer_choice import typed_keys
from lib.ui.kit.escaping import plain, visible
from lib.ui.settings.forms import attempt, tell
from lib.workspace import Workspace

LISTED = "settings_listed"
"""The models that each service listed in this session, by answerer."""
FORM = "settings_models"
EFFORTS = {"": "as the model likes", "low": "low", "medium": "medium", "high": "high"}
GENERAL = {"apart": "shown apart, marked as not from the papers", "left out": "left out"}


def draw_models(workspace: Workspace) -> None:
    """The form, and the buttons that fetch what a service lists."""
    st.subheader("Claude", anchor=False)
    tell(FORM)
    current = workspace.settings.current
    preferences = current.preferences
    listed = listed_models("claude")
    names = [model.id for model in listed]
    options = names if preferences.claude_model in names else [preferences.claude_model, *names]
    name = partial(_model_name, {model.id: model for model in listed})
    with st.form(FORM, border=False):
        model = st.selectbox(
            "Model",
            options,
            index=options.index(preferences.claude_model),
            format_func=name,
            accept_new_options=True,
            key="settings_claude_model",
            help="Fetch the list below, or type a model's id.",
        )
        others = st.multiselect(
            "More of its models to choose from when asking",
            list(dict.fromkeys([*preferences.claude_models, *names])),
            preferences.claude_models,
            format_func=name,
            accept_new_options=True,
            key="settings_claude_models",
            placeholder="none",
        )
        efforts = list(EFFORTS)
        effort = st.selectbox(
            "How long it thinks",
            efforts,
            index=efforts.index(preferences.claude_effort),
            format_func=EFFORTS.__getitem__,
            key="settings_claude_effort",
            help="Models that know no such setting do without.",
        )
        openai_model = preferences.openai_model
        if current.openai_base_url:
            openai_model = st.text_input(
                f"Model at {plain(current.openai_base_url)}",
                preferences.openai_model,
                key="settings_openai_model",
                placeholder="the first that the server lists",
            )
        kinds = list(GENERAL)
        general = st.radio(
            "General knowledge that a model adds after “not in the papers”",
            kinds,
            index=kinds.index(preferences.general_knowledge),
            format_func=GENERAL.__getitem__,
            key="settings_general_knowledge",
        )
        saved = st.form_submit_button("Save", type="primary", key="settings_models_save")
    if saved:
        change = partial(
            workspace.settings.change,
            claude_model=str(model or "").strip() or preferences.claude_model,
            claude_models=tuple(str(other).strip() for other in others if str(other).strip()),
            claude_effort=effort,
            openai_model=openai_model.strip(),
            general_knowledge=general,
        )
        attempt(FORM, change, "Saved.")
        st.rerun()
    draw_listing(workspace, "claude", "Fetch Claude's models")
    if listed and preferences.claude_model not in names:
        st.caption(f"{plain(preferences.claude_model)} is not among the models that Claude lists.")
    if current.openai_base_url:
        draw_listing(workspace, "openai", "Fetch the server's models")


def listed_models(answerer: str) -> list[ModelChoice]:
    """Return the models that the service listed in this session; none before it was asked."""
    return list(st.session_state.get(LISTED, {}).get(answerer, []))


def draw_listing(workspace: Workspace, answerer: str, label: str) -> None:
    """A button that asks the service for its models, and what it said."""
    if st.button(label, key=f"settings_fetch_{answerer}", icon=":material/refresh:"):
        try:
            with st.spinner("Asking …"):
                models = workspace.models(answerer, typed_keys())
        except SidelightError as fault:
            st.error(plain(fault.message), icon=":material/error:")
            return
        st.session_state[LISTED] = {**st.session_state.get(LISTED, {}), answerer: models}
        st.rerun()
    models = listed_models(answerer)
    if models and answerer == "claude":
        st.caption(f"{len(models)} models to choose from.")
    elif models:
        st.caption("It lists " + ", ".join(plain(model.id, 80) for model in models[:40]) + ".")


def _model_name(listed: dict[str, ModelChoice], model: str) -> str:
    choice = listed.get(model)
    if choice is None:
        return visible(model)
    price = f"${choice.price['input']:g} in, ${choice.price['output']:g} out" if choice.price else ""
    return visible(" · ".join(part for part in (choice.name, price, choice.note) if part))
