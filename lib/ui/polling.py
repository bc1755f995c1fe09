"""Parts of a page that ask for news of themselves while there is some to come."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from lib.ui.place import has_moved

P = ParamSpec("P")


def polled(draw: Callable[P, None], waiting: bool, seconds: float) -> Callable[P, None]:
    """`draw` as a fragment, drawn anew every so many seconds while it waits.

    A click in it that leads to another place draws the whole page.

    When the waiting is over, the fragment goes by another name: a last request of its timer may arrive while the page that
    follows is on its way to the browser, and Streamlit then takes back what that page drew under the name that is asked for.
    The browser would tear the part down and make it anew, at the top of its scroll.
    """
    drawn_before = False

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
        nonlocal drawn_before
        if drawn_before and has_moved():  # the first time the page itself is drawn, for the place where one is
            st.rerun()
        drawn_before = True
        draw(*args, **kwargs)

    drawn.__qualname__ = f"{draw.__qualname__}.{'waiting' if waiting else 'settled'}"
    return st.fragment(drawn, run_every=seconds if waiting else None)
