"""Values given to fields are told in the next runs too."""

from streamlit.testing.v1 import AppTest


def _app() -> None:
    import streamlit as st

    from lib.ui.kit.field_values import send_again

    is_new = st.query_params.get("words") != st.session_state.get("address")
    if is_new:
        st.session_state["address"] = st.session_state["field"] = st.query_params["words"]
    send_again(("field",), "told", given=is_new)
    st.text_input("Words", key="field")


def test_a_value_is_told_by_the_run_that_gives_it_and_by_the_next_two() -> None:
    at = AppTest.from_function(_app)
    at.query_params["words"] = "otters"
    told = [at.run().text_input[0].proto.set_value for _ in range(4)]
    assert told == [True, True, True, False]
    assert at.text_input[0].value == "otters"


def test_what_somebody_typed_meanwhile_stays() -> None:
    at = AppTest.from_function(_app)
    at.query_params["words"] = "otters"
    at.run()
    at.text_input[0].set_value("owls").run()
    assert at.text_input[0].value == "owls"
    at.run()
    assert at.text_input[0].value == "owls"
