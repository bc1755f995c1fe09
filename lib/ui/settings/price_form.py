"""What models cost: the dated table that Sidelight brings, and prices of one's own over it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lib.answering.providers.prices import DATED, Price, price_table
from lib.errors import ConfigError
from lib.ui.kit.escaping import plain, visible
from lib.ui.kit.outcomes import attempt, draw_outcome
from lib.ui.settings.forms import fill
from lib.workspace import Workspace

FORM = "settings_price"
MODEL = f"{FORM}_model"
PARTS = {
    "input": "Input",
    "output": "Output",
    "cache_read": "Read from the cache",
    "cache_write": "Written to the cache",
}
LONG_PARTS = ("long_prompt", "long_factor")
"""Some models cost more where the prompt is long."""
ALL_PARTS = (*PARTS, *LONG_PARTS)
MUST = ("input", "output")


def draw_prices(workspace: Workspace) -> None:
    """Draw the table, prices of one's own, and the form that adds or changes one."""
    st.subheader("Prices", anchor=False)
    st.caption(
        f"US dollars a million tokens, as they were on {DATED}. An answer's cost is counted with them; "
        "where a model has none, only its tokens are shown."
    )
    own = workspace.settings.current.preferences.prices
    table = price_table(own)
    st.dataframe(
        {
            "Model": [visible(model) for model in table],
            **{words: [getattr(price, part) for price, _ in table.values()] for part, words in PARTS.items()},
            "Long prompts": [_long(price) for price, _ in table.values()],
            "As of": [dated for _, dated in table.values()],
        },
        hide_index=True,
        key="settings_price_table",
        row_height=30,
    )
    for model in own:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"{plain(model)}: your price", width="stretch")
            st.button("Change", key=f"settings_price_change_{model}", on_click=_edit, args=(workspace, model))
            st.button("Remove", key=f"settings_price_remove_{model}", on_click=_remove, args=(workspace, model))
    draw_outcome(FORM)
    with st.form(FORM, border=False):
        st.text_input("Model's id, for a price of your own", key=MODEL, placeholder="llama-4-70b")
        columns = st.columns(len(PARTS))
        for column, (part, words) in zip(columns, PARTS.items(), strict=True):
            column.number_input(words, 0.0, None, None, key=_key(part), format="%.4g")
        tokens, times = st.columns(2)
        tokens.number_input(
            "Tokens of a prompt above which it costs more", 1, None, None, key=_key("long_prompt"), placeholder="never"
        )
        times.number_input("How many times as much", 0.0, None, None, key=_key("long_factor"), format="%.4g")
        st.form_submit_button("Save price", key="settings_price_save", on_click=_keep, args=(workspace,))


def _long(price: Price) -> str:
    """Return what a long prompt costs, where it costs more."""
    return "" if price.long_factor == 1 else f"× {price.long_factor:g} above {price.long_prompt:,.0f} tokens"


def _key(part: str) -> str:
    return f"{FORM}_{part}"


def _keep(workspace: Workspace) -> None:
    model = str(st.session_state[MODEL]).strip()
    parts = {part: st.session_state[_key(part)] for part in ALL_PARTS if st.session_state[_key(part)] is not None}

    def keep() -> None:
        if not model:
            raise ConfigError("Give the id of the model that the price is of.")
        if not set(MUST) <= set(parts):
            raise ConfigError("A price needs what input and output cost; the caches may stay empty.")
        if len(set(LONG_PARTS) & set(parts)) == 1:
            raise ConfigError(
                "Where a long prompt costs more, give both: from how many tokens on, and how many times as much."
            )
        workspace.settings.change(prices={**workspace.settings.current.preferences.prices, model: parts})

    if attempt(FORM, keep, done=f"The price of {model} is saved."):
        _fill("", {})


def _edit(workspace: Workspace, model: str) -> None:
    _fill(model, workspace.settings.current.preferences.prices.get(model, {}))


def _remove(workspace: Workspace, model: str) -> None:
    own = workspace.settings.current.preferences.prices
    left = {name: parts for name, parts in own.items() if name != model}
    attempt(FORM, lambda: workspace.settings.change(prices=left), done=f"Your price of {model} is removed.")


def _fill(model: str, parts: Mapping[str, float]) -> None:
    fill({MODEL: model, **{_key(part): parts.get(part) for part in ALL_PARTS}})
