"""Which answerer is asked, and the keys that were typed in this browser session."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lib.answering.answerer import OFFLINE
from lib.answering.answerers import choice_among, find_provider
from lib.answering.providers.catalogue import AnswererChoice
from lib.records import Answer
from lib.ui.kit.access import KEYS as KEYS
from lib.workspace import Workspace

ANSWERER = "ask_answerer"


def typed_keys() -> dict[str, str]:
    """Return the keys typed in this session."""
    return dict(st.session_state.get(KEYS, {}))


def answerers(workspace: Workspace) -> dict[str, AnswererChoice]:
    """Return all that can be asked by id, the offline one first, each with what it still needs."""
    return {choice.id: choice for choice in workspace.models.answerers(typed_keys())}


def choice_of(workspace: Workspace, answerer: str) -> AnswererChoice | None:
    """Return one that can be asked, also a model that is not offered (any more) where its provider takes any."""
    return choice_among(workspace.models.answerers(typed_keys()), answerer)


def chosen_answerer() -> str:
    """Return the id of the answerer that the next question goes to."""
    return str(st.session_state.get(ANSWERER) or OFFLINE)


def draw_answerer_choice(workspace: Workspace) -> AnswererChoice:
    """Draw the choice of answerers, and return what is chosen."""
    choices = answerers(workspace)
    if st.session_state.get(ANSWERER) not in choices:
        st.session_state[ANSWERER] = OFFLINE
    chosen = st.selectbox(
        "Answerer",
        list(choices),
        format_func=lambda one: choices[one].name + (" · needs a key" if choices[one].needs else ""),
        key=ANSWERER,
        label_visibility="collapsed",
        width=345,
        persist_state="session",
    )
    return choices[chosen]


def answerer_label(answerer: str, model: str = "") -> str:
    """Return how an answerer is called beside its answer: the service, or the name that a server was given, and its model."""
    prefix, _, name = answerer.partition(":")
    provider = find_provider(answerer)
    service = prefix if provider is None else provider.name_of(name)
    if provider is not None and not provider.takes_names:
        return service
    return " · ".join(dict.fromkeys(part for part in (service, model or name) if part))


def spent(answer: Answer) -> str:
    """Return what an answer took: seconds, and of a model tokens and cost."""
    seconds = sum(answer.seconds.values())
    parts = [f"{seconds:.1f} s" if seconds >= 0.1 else f"{seconds * 1000:.0f} ms"] if seconds else []
    return " · ".join([*parts, *cost_line(answer.tokens, answer.cost)])


def cost_line(tokens: Mapping[str, int], dollars: float | None) -> list[str]:
    """Return tokens and cost in words, as far as they are known."""
    cached = f" ({tokens['cache_read']:,} from the cache)" if tokens.get("cache_read") else ""
    parts = [f"{sum(tokens.values()):,} tokens{cached}"] if tokens else []
    if dollars is not None:
        parts.append(f"${dollars:.4f}" if dollars < 0.1 else f"${dollars:.2f}")
    return parts


def judges(workspace: Workspace) -> list[AnswererChoice]:
    """Return the models that can be asked now, the chosen one first."""
    models = [choice for choice in answerers(workspace).values() if choice.id != OFFLINE and not choice.needs]
    return sorted(models, key=lambda choice: choice.id != chosen_answerer())
