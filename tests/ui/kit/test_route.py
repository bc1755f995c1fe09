"""The place on a screen follows the address, but for an address that the browser sent off too late."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest


def _screen() -> None:
    import json

    import streamlit as st

    from lib.ui.kit.route import Route

    place = Route("place", ("part", "set"))
    st.text(json.dumps(place.here()))
    st.button("on", on_click=place.go_to, kwargs={"part": "b"})
    st.button("in", on_click=place.move, kwargs={"set": "1"})


@pytest.fixture
def at() -> AppTest:
    return AppTest.from_function(_screen, default_timeout=30)


@pytest.fixture
def place(at: AppTest) -> Callable[..., dict[str, str]]:
    """Return the place after a run with this address."""

    def run(**address: str) -> dict[str, str]:
        at.query_params.clear()
        for name, value in address.items():
            at.query_params[name] = value
        at.run()
        assert not at.exception
        return dict(json.loads(at.text[0].value))

    return run


def test_the_address_is_followed_and_a_bare_one_keeps_the_place(place: Callable[..., dict[str, str]]) -> None:
    assert place() == {}
    assert place(part="a", other="x") == {"part": "a"}
    assert place() == {"part": "a"}
    assert place(part="c") == {"part": "c"}


def test_a_run_with_the_address_that_was_just_left_changes_nothing(
    at: AppTest, place: Callable[..., dict[str, str]]
) -> None:
    place(part="a")
    at.button[0].click().run()
    at.button[1].click().run()
    assert at.query_params["part"] == "b"
    assert place(part="a") == {"part": "b", "set": "1"}
    assert place(part="b") == {"part": "b", "set": "1"}
    assert at.query_params["set"] == "1"
    assert place(part="c") == {"part": "c"}
