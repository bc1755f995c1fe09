"""A part of a page asks for news while there is some to come, and is left alone by late requests when there is none."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _screen() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

    from lib.ui.polling import polled

    def draw(word: str) -> None:
        st.text(f"{word} {ThreadState.get().fragment_id}")

    waiting = st.toggle("waiting", value=True)
    polled(draw, waiting, 60.0)("otters")


def test_what_no_longer_waits_goes_by_another_name_so_that_a_late_request_cannot_take_it_back():
    at = AppTest.from_function(_screen, default_timeout=30).run()
    word, waiting = at.text[0].value.split()
    at.toggle[0].set_value(False).run()
    same_word, settled = at.text[0].value.split()
    assert word == same_word == "otters"
    assert "None" not in (waiting, settled)
    assert waiting != settled
    at.toggle[0].set_value(True).run()
    assert at.text[0].value.split()[1] == waiting
