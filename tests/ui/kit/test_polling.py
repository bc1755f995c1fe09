"""A part of a page asks for news while there is some to come, and hears a click on either side of the end of it."""

from __future__ import annotations

import time

from streamlit.testing.v1 import AppTest

from lib.ui.kit.polling import DELIVERY_S


def _screen() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

    from lib.ui.kit.polling import polled

    def draw(word: str) -> None:
        st.text(f"{word} {ThreadState.get().fragment_id}")

    waiting = st.toggle("waiting", value=True)
    polled(draw, waiting, 60.0)("otters")


def _took(at: AppTest) -> float:
    began = time.monotonic()
    at.run()
    return time.monotonic() - began


def test_a_part_keeps_its_name_so_that_a_click_made_while_it_waited_is_heard():
    at = AppTest.from_function(_screen, default_timeout=30).run()
    waiting = at.text[0].value
    assert waiting.startswith("otters ")
    assert "None" not in waiting
    at.toggle[0].set_value(False).run()
    assert at.text[0].value == waiting


def test_what_was_drawn_last_is_given_time_to_reach_the_browser():
    at = AppTest.from_function(_screen, default_timeout=30).run()
    at.toggle[0].set_value(False)
    assert _took(at) >= DELIVERY_S
