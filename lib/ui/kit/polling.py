"""Parts of a page that ask for news of themselves while there is some to come."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from lib.ui.kit.route import has_moved

P = ParamSpec("P")

DELIVERY_S = 0.2
"""In which what a page drew reaches the browser."""


def polled(draw: Callable[P, None], waiting: bool, seconds: float) -> Callable[P, None]:
    """Return `draw` as a fragment, drawn anew every so many seconds while it waits.

    A click in it that leads to another place draws the whole page.

    When the waiting is over, the page stands still for a moment: a last request of the timer may lie behind it, and as that
    begins Streamlit drops what was drawn of the part and has not reached the browser yet. The browser would tear the part
    down and make it anew, at the top of its scroll.
    """
    key = f"polled_{draw.__module__}.{draw.__qualname__}"
    waited = bool(st.session_state.pop(key, False))
    if waiting:
        st.session_state[key] = True
    drawn_before = False

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
        nonlocal drawn_before
        first, drawn_before = not drawn_before, True
        if not first and has_moved():  # the first time the page itself is drawn, for the place where one is
            st.rerun()
        draw(*args, **kwargs)
        if first and waited and not waiting:
            time.sleep(DELIVERY_S)

    return st.fragment(drawn, run_every=seconds if waiting else None)


def polled_while(waiting: bool, draw: Callable[P, None], seconds: float) -> Callable[P, None]:
    """Return `draw`, drawn anew every so many seconds while it waits; else as a part of the page.

    That part stands in a container as a fragment does: else all that it draws had another place on the page as the waiting begins
    or ends, and the browser would show for a moment what stood there before among what stands there now.
    """
    if waiting:
        return polled(draw, True, seconds)

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
        with st.container():
            draw(*args, **kwargs)

    return drawn
