"""The name that was typed on one page is kept in the browser for all of them."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.pages.components import data_of


def page() -> None:
    import streamlit as st

    from lib.ui.kit.name_memory import mount_name_memory
    from lib.ui.kit.person import forget_person, set_person

    mount_name_memory()

    st.button("Ada", on_click=set_person, args=(" Ada  Lovelace ",))
    st.button("Somebody else", on_click=forget_person)


def test_the_browser_is_given_the_name_and_told_of_somebody_else() -> None:
    at = AppTest.from_function(page).run()
    kept = [data_of(at.get("bidi_component")[0])]
    for button in (0, 1):
        at.button[button].click().run()
        kept.append(data_of(at.get("bidi_component")[0]))
    assert kept == [
        {"name": "", "forget": False},
        {"name": "Ada Lovelace", "forget": False},
        {"name": "", "forget": True},
    ]
