"""Parts of a page that ask for news of themselves while there is some to come."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

P = ParamSpec("P")


def polled(draw: Callable[P, None], waiting: bool, seconds: float) -> Callable[P, None]:
    """`draw` as a fragment, drawn anew every so many seconds while it waits.

    When the waiting is over, the fragment goes by another name: a last request of its timer may arrive while the page that
    follows is on its way to the browser, and Streamlit then takes back what that page drew under the name that is asked for.
    The browser would tear the part down and make it anew, at the top of its scroll.
    """
    if waiting:
        return st.fragment(draw, run_every=seconds)

    @wraps(draw)
    def settled(*args: P.args, **kwargs: P.kwargs) -> None:
        draw(*args, **kwargs)

    settled.__qualname__ = f"{draw.__qualname__}.settled"
    return st.fragment(settled)
