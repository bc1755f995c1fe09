"""Which answerer is asked, and the keys that were typed in this browser session."""

from __future__ import annotations

import streamlit as st

from lib.answering.models import AnswererChoice
from lib.records import Answer
from lib.ui.text import plain
from lib.workspace import Workspace

KEYS = "app_keys"
"""Keys typed in this session, by service: in memory only, passed with each question, gone with the session."""
ANSWERER = "ask_answerer"
OFFLINE = "extractive"
LABELS = {OFFLINE: "Quotes from the papers, no language model", "claude": "Claude", "openai": "OpenAI protocol"}


def typed_keys() -> dict[str, str]:
    """The keys typed in this session."""
    return dict(st.session_state.get(KEYS, {}))


def answerers(workspace: Workspace) -> dict[str, AnswererChoice]:
    """All that can be asked by id, the offline one first, each with what it still needs."""
    return {choice.id: choice for choice in workspace.answerers(typed_keys())}


def chosen_answerer() -> str:
    """The id of the answerer that the next question goes to."""
    return str(st.session_state.get(ANSWERER) or OFFLINE)


def draw_answerer_choice(workspace: Workspace) -> AnswererChoice:
    """The choice of answerers; what is chosen."""
    choices = answerers(workspace)
    if st.session_state.get(ANSWERER) not in choices:
        st.session_state[ANSWERER] = OFFLINE
    chosen = st.selectbox(
        "Answerer",
        list(choices),
        format_func=lambda one: choices[one].name + (" · needs a key" if choices[one].needs else ""),
        key=ANSWERER,
        label_visibility="collapsed",
        width=330,
        persist_state="session",
    )
    return choices[chosen]


def answerer_label(answerer: str, model: str = "") -> str:
    """How an answerer is called beside its answer; of a model its own name."""
    kind, _, name = answerer.partition(":")
    if kind == OFFLINE:
        return LABELS[OFFLINE]
    parts = [LABELS.get(kind, kind), name or model]
    return " · ".join(dict.fromkeys(part for part in parts if part))


def spent(answer: Answer) -> str:
    """What an answer took: seconds, and of a model tokens and cost."""
    seconds = sum(answer.seconds.values())
    parts = [f"{seconds:.1f} s" if seconds >= 0.1 else f"{seconds * 1000:.0f} ms"] if seconds else []
    if answer.tokens:
        parts.append(f"{sum(answer.tokens.values()):,} tokens")
    if answer.cost is not None:
        parts.append(f"${answer.cost:.4f}" if answer.cost < 0.1 else f"${answer.cost:.2f}")
    return " · ".join(parts)


def draw_keys(workspace: Workspace) -> None:
    """A field for each key that can be typed; it is kept in this session only."""
    st.caption("A key that you type stays in this browser session's memory. It is never stored.")
    for choice in answerers(workspace).values():
        if choice.key is None:
            continue
        there = choice.needs is None
        st.text_input(
            f"Key for {plain(choice.name)}",
            type="password",
            key=f"settings_key_{choice.key}",
            placeholder="there" if there else "not given",
            on_change=_take_key,
            args=(choice.key,),
        )


def _take_key(service: str) -> None:
    keys = typed_keys()
    typed = str(st.session_state[f"settings_key_{service}"]).strip()
    if typed:
        keys[service] = typed
    else:
        keys.pop(service, None)
    st.session_state[KEYS] = keys
