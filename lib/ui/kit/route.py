"""Where on a screen one is: kept in the address, so that a reload or another page in between changes nothing."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

STALE_S = 4.0
"""For so long after a place was left an address that names it says nothing."""


_MOVED = "place_moved"


def has_moved() -> bool:
    """Return whether a click led to another place that the page has not been drawn for; said once."""
    return bool(st.session_state.pop(_MOVED, False))


class Route:
    """The place on one screen, by the names that its address may hold."""

    def __init__(self, key: str, names: Sequence[str]) -> None:
        self._key = key
        self._left = f"{key}_left"
        self._names = frozenset(names)

    def here(self) -> dict[str, str]:
        """Return the place that the address names; where it names none, the one that was left last."""
        st.session_state.pop(_MOVED, None)
        named = self._named()
        stored: dict[str, str] | None = st.session_state.get(self._key)
        if stored is None or (named and not self._is_stale(named, stored)):
            stored = st.session_state[self._key] = named
        elif stored and named != stored:
            st.query_params.from_dict(stored)
        return dict(stored)

    def last(self) -> dict[str, str]:
        """Return the place of the last run, for callbacks, which come before this one knows its own."""
        return dict(st.session_state.get(self._key) or {})

    def _named(self) -> dict[str, str]:
        return {name: value for name, value in st.query_params.to_dict().items() if name in self._names}

    def _is_stale(self, named: dict[str, str], stored: dict[str, str]) -> bool:
        """Return whether the address was just left: the browser sent this run off before it heard of the new one."""
        since = time.monotonic() - STALE_S
        left = st.session_state.get(self._left, [])
        return named != stored and any(params == named and at > since for params, at in left)

    def go_to(self, **params: str | None) -> None:
        """Go to that place from the next run on; no other name holds."""
        self._set({name: value for name, value in params.items() if value})

    def move(self, **changes: str | None) -> None:
        """Change the place in these names only; None takes one away."""
        before = st.session_state.get(self._key, {})
        self._set({name: value for name, value in {**before, **changes}.items() if value})

    def _set(self, params: dict[str, str]) -> None:
        now = time.monotonic()
        left = [(old, at) for old, at in st.session_state.get(self._left, []) if at > now - STALE_S]
        st.session_state[self._left] = [*left, (self._named(), now)]
        st.session_state[self._key] = params
        st.session_state[_MOVED] = True
        st.query_params.from_dict(params)
