"""What is set about models: what each provider declares, and what becomes of general knowledge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from lib.answering.answerers import find_provider, providers
from lib.answering.providers.catalogue import ModelChoice
from lib.answering.providers.provider import ModelsOption, NumberOption, Provider, ServersOption, TextOption
from lib.config import Preferences
from lib.errors import SidelightError
from lib.ui.kit.answerer_choice import typed_keys
from lib.ui.kit.escaping import plain, visible
from lib.ui.kit.outcomes import attempt, draw_outcome
from lib.workspace import Workspace

LISTED = "settings_listed"
"""The models that each service listed in this session, by answerer."""
LISTED_SHOWN = 40
"""Models of a service that are named in a line."""
LISTED_CHARACTERS = 80
"""Of a model's id in that line."""
FORM = "settings_models"
GENERAL = {"apart": "shown apart, marked as not from the papers", "left out": "left out"}

FormOption = TextOption | NumberOption | ModelsOption
"""A setting that is a field of the form; servers have a list and a form of their own."""


def draw_models(workspace: Workspace) -> None:
    """Draw the form, and the buttons that fetch what a service lists."""
    preferences = workspace.settings.preferences
    declared = _declared(workspace)
    heading = next((provider for provider, options in declared.items() if _is_headed(provider, options)), None)
    if heading is not None:
        st.subheader(heading.label, anchor=False)
    draw_outcome(FORM)
    values: dict[str, object] = {}
    with st.form(FORM, border=False):
        for provider, options in declared.items():
            if provider is not heading and _is_headed(provider, options):
                st.subheader(provider.label, anchor=False)
            for option in options:
                values[option.name] = _draw_option(provider, option, preferences)
        values["general_knowledge"] = _draw_general(preferences)
        saved = st.form_submit_button("Save", type="primary", key="settings_models_save")
    if saved:
        attempt(FORM, partial(workspace.settings.change, **values), done="Saved.")
        st.rerun()
    for provider in providers():
        if provider.lists_models(workspace.settings.current):
            draw_listing(workspace, provider.prefix, provider.fetch_label)


def _declared(workspace: Workspace) -> dict[Provider, list[FormOption]]:
    """Return the fields of each provider that has any."""
    current = workspace.settings.current
    shown = {
        provider: [option for option in provider.shown_options(current) if not isinstance(option, ServersOption)]
        for provider in providers()
    }
    return {provider: options for provider, options in shown.items() if options}


def _is_headed(provider: Provider, options: list[FormOption]) -> bool:
    """Return whether the provider's name stands above its fields; a single field says itself what it is of."""
    return len(options) > 1


def _draw_option(provider: Provider, option: FormOption, preferences: Preferences) -> object:
    """Draw the field of a setting, and return what is typed or chosen."""
    key = f"settings_{option.name}"
    if isinstance(option, ModelsOption):
        return _draw_several(provider, option, preferences, key)
    if isinstance(option, NumberOption):
        value = option.of(preferences)
        return int(st.number_input(option.label, option.least, option.most, value, key=key, help=option.help))
    current = option.of(preferences)
    if option.is_model:
        return _draw_model(provider, option, current, key)
    if option.choices:
        choices = list(option.choices)
        return st.selectbox(
            option.label,
            choices,
            index=choices.index(current),
            format_func=option.choices.__getitem__,
            key=key,
            help=option.help,
        )
    typed = st.text_input(plain(option.label), current, key=key, placeholder=option.placeholder, help=option.help)
    return str(typed or "").strip()


def _draw_model(provider: Provider, option: TextOption, current: str, key: str) -> str:
    names = [model.id for model in listed_models(provider.prefix)]
    options = names if current in names else [current, *names]
    chosen = st.selectbox(
        option.label,
        options,
        index=options.index(current),
        format_func=_model_names(provider),
        accept_new_options=True,
        key=key,
        help=option.help,
    )
    return str(chosen or "").strip() or current


def _draw_several(provider: Provider, option: ModelsOption, preferences: Preferences, key: str) -> tuple[str, ...]:
    current = option.of(preferences)
    names = [model.id for model in listed_models(provider.prefix)]
    chosen = st.multiselect(
        option.label,
        list(dict.fromkeys([*current, *names])),
        current,
        format_func=_model_names(provider),
        accept_new_options=True,
        key=key,
        placeholder=option.placeholder,
    )
    return tuple(str(one).strip() for one in chosen if str(one).strip())


def _draw_general(preferences: Preferences) -> str:
    kinds = list(GENERAL)
    return st.radio(
        "General knowledge that a model adds after “not in the papers”",
        kinds,
        index=kinds.index(preferences.general_knowledge),
        format_func=GENERAL.__getitem__,
        key="settings_general_knowledge",
    )


def listed_models(answerer: str) -> list[ModelChoice]:
    """Return the models that the service listed in this session; none before it was asked."""
    return list(st.session_state.get(LISTED, {}).get(answerer, []))


def draw_listing(workspace: Workspace, answerer: str, label: str) -> None:
    """Draw a button that asks the service for its models, and what it said."""
    if st.button(label, key=f"settings_fetch_{answerer}", icon=":material/refresh:"):
        try:
            with st.spinner("Asking …"):
                models = workspace.models(answerer, typed_keys())
        except SidelightError as error:
            st.error(plain(error.message), icon=":material/error:")
            return
        st.session_state[LISTED] = {**st.session_state.get(LISTED, {}), answerer: models}
        st.rerun()
    models = listed_models(answerer)
    if not models:
        return
    provider = find_provider(answerer)
    chosen = None if provider is None else _chosen_model(provider, answerer, workspace.settings.preferences)
    if provider is None or chosen is None:
        named = ", ".join(plain(model.id, LISTED_CHARACTERS) for model in models[:LISTED_SHOWN])
        st.caption(f"It lists {named}.")
        return
    st.caption(f"{len(models)} models to choose from.")
    if chosen not in {model.id for model in models}:
        st.caption(f"{plain(chosen)} is not among the models that {provider.label} lists.")


def _chosen_model(provider: Provider, answerer: str, preferences: Preferences) -> str | None:
    """Return the model that the form has chosen among those that are listed; None where it offers no such choice."""
    if answerer != provider.prefix:
        return None
    options = [option for option in provider.options if isinstance(option, TextOption) and option.is_model]
    return options[0].of(preferences) if options else None


def _model_names(provider: Provider) -> Callable[[str], str]:
    return partial(_model_name, {model.id: model for model in listed_models(provider.prefix)})


def _model_name(listed: Mapping[str, ModelChoice], model: str) -> str:
    choice = listed.get(model)
    if choice is None:
        return visible(model)
    price = f"${choice.price['input']:g} in, ${choice.price['output']:g} out" if choice.price else ""
    return visible(" · ".join(part for part in (choice.name, price, choice.note) if part))
